"""The client: connects, keeps Discord's list of commands true, welcomes, and hands presses on."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import BadToken, CannotReachDiscord, StoreTrouble
from bot.discord_ui import guard, render
from bot.discord_ui.languages import Languages
from bot.discord_ui.pacing import Pace, seldom
from bot.discord_ui.people import NEEDED, places_to_speak
from bot.discord_ui.presses import Presses
from bot.discord_ui.reply import Interaction
from bot.services.departures import Departures
from bot.store import Store

log = logging.getLogger(__name__)


INVITE_PERMISSIONS = discord.Permissions(send_messages_in_threads=True, **dict.fromkeys(NEEDED, True))
"""What the invite link asks for: what a live quiz needs, in channels and in threads."""

SCOPES = ("bot", "applications.commands")

TOKEN_REFUSED = 4004
"""Discord closes the gateway with this code when it does not accept the token, or the token has been reset."""

CLOCKS_APART = timedelta(seconds=2)
"""So far ahead of our clock may Discord's be: an answer counts by Discord's, a question closes by ours."""

ANSWER_WITHIN, TAKE_FILES_WITHIN = 10.0, 60.0
"""Seconds that Discord has for one request, without and with files; aiohttp would give it five minutes."""

TIDY_EVERY = 30.0
"""Seconds between two looks for rate limits that are of no use any more; they are of use for five minutes."""

YOUNG_OBJECTS = 20_000
"""After so many new objects does the garbage collector look for cycles; a burst of presses has as many in the air."""


LAST_INTERACTIONS = 2.0
"""Seconds that interactions under way get to be answered at the end; Discord waits no longer than three."""

CANCEL_AGAIN = 1.0
"""Seconds after which whatever has not noticed that it is to end is told so again."""


class _Tree(app_commands.CommandTree["DastanClient"]):
    async def interaction_check(self, interaction: Interaction, /) -> bool:
        self.client.languages.speak(interaction.guild_id)
        return self.client.takes()

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        await guard.explain(interaction, error)


class DastanClient(commands.Bot):
    """A discord.py client with the `guilds` intent alone: no message content, no members.

    `started` is awaited once, before connecting; `ready` is called whenever Discord can be spoken to (again). `now` is
    the clock by which questions close. `shard` is which of how many shards this process serves; discord.py's own
    sharded client has them all in one process.
    """

    def __init__(
        self,
        store: Store,
        *,
        started: Callable[[], Awaitable[None]],
        ready: Callable[[], None],
        now: Callable[[], datetime] = discord.utils.utcnow,
        shard: tuple[int, int] = (0, 1),
    ) -> None:
        shard_id, shards = shard
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=_Tree,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            shard_id=None if shards == 1 else shard_id,
            shard_count=None if shards == 1 else shards,
        )
        _bound(self.http)
        pace = Pace(shards=shards)
        self.http.request = pace.kept_by(self.http.request)  # type: ignore[method-assign]  # every request's way
        _tidy_seldom(self.http)
        self.languages = Languages()
        self._store = store
        self._started = started
        self._ready_again = ready
        self._now = now
        self._slow_clock_told = False
        self._tell_connected: Callable[[], None] | None = None
        self._presses: Presses | None = None
        self._cogs_to_add: Sequence[commands.Cog] = ()
        self._departures: Departures | None = None
        self._under_way: set[asyncio.Task[Any]] = set()
        self._closing = False

    def serve(self, presses: Presses, cogs: Sequence[commands.Cog], departures: Departures | None = None) -> None:
        """Say who answers presses and commands, and who notes which servers go and come back.

        The composition root does so before the client connects.
        """
        self._presses = presses
        self._cogs_to_add = cogs
        self._departures = departures

    async def log_in(self, token: str) -> None:
        """Log in, which does not connect yet.

        Raises:
            BadToken: Discord does not know the token.
            CannotReachDiscord: there is no way to Discord, or it does not let us in just now.
        """
        try:
            await self.login(token)
        except discord.LoginFailure as error:
            raise BadToken from error
        except app_commands.CommandSyncFailure:
            raise  # our commands are not as Discord wants them: no operator can do anything about that
        except discord.HTTPException as error:
            raise CannotReachDiscord(f"it answered {error.status} {error.response.reason or ''}".rstrip()) from error
        except (aiohttp.ClientError, OSError) as error:
            raise CannotReachDiscord(str(error) or type(error).__name__) from error

    async def run_until_closed(self, connected: Callable[[], None]) -> None:
        """Connect, and stay connected until the client is closed. `connected` is called once, as soon as it is.

        Raises:
            BadToken: Discord does not accept the token any more.
            CannotReachDiscord: Discord has closed the connection for good.
        """
        self._tell_connected = connected
        try:
            with _collecting_less():
                await _until_it_ends(self.connect())
        except discord.ConnectionClosed as error:
            if error.code == TOKEN_REFUSED:
                raise BadToken from error
            raise CannotReachDiscord(f"it closed the connection with code {error.code}") from error

    async def come_to_rest(self) -> None:
        """Take no interaction any more, and let those under way be answered; what takes too long is cut off."""
        await asyncio.sleep(0)  # what has just come in
        self._closing = True
        try:
            if self._under_way:
                await asyncio.wait(self._under_way, timeout=LAST_INTERACTIONS)
        finally:
            if late := list(self._under_way):
                log.warning("interactions that could not be answered before the end: %d", len(late))
                for task in late:
                    task.cancel()
        if late:
            await asyncio.wait(late, timeout=CANCEL_AGAIN)

    async def close(self) -> None:
        """Leave Discord, once those who are being answered have been."""
        await self.come_to_rest()
        await super().close()

    def takes(self) -> bool:
        """Whether we take up the interaction whose task this is; if so, it is under way until the task ends."""
        task = asyncio.current_task()
        if self._closing or task is None:
            return False
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return True

    @property
    def invite_url(self) -> str:
        """The link with which a server's owner lets Dastan in; known once the client has logged in."""
        return discord.utils.oauth_url(self.application_id or 0, permissions=INVITE_PERMISSIONS, scopes=SCOPES)

    async def setup_hook(self) -> None:
        """discord.py calls this once, after login and before connecting."""
        for cog in self._cogs_to_add:
            if self.get_cog(cog.qualified_name) is None:
                await self.add_cog(cog)
        await self.sync_commands()
        self.languages.know(await self._store.languages())
        await self._started()

    async def sync_commands(self) -> None:
        """Tell Discord our commands, only where they changed: it lets an application do so 200 times a day."""
        wanted = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        digest = hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()
        key = f"commands of {self.application_id}"
        known = {command.name for command in await self.tree.fetch_commands()}
        if known == {command.name for command in self.tree.get_commands()} and digest == await self._store.note(key):
            return
        await self.tree.sync()
        await self._store.set_note(key, digest)
        log.info("told Discord of %d commands", len(wanted))

    async def on_ready(self) -> None:
        """discord.py calls this when the connection stands and the servers are known, perhaps more than once."""
        self._ready_again()
        if self._tell_connected is not None:
            self._tell_connected()
            self._tell_connected = None
        if self._departures is not None:
            # Discord names all servers at the start, those too that an outage of its own has made unavailable.
            with _noting("which servers have gone or come back"):
                await self._departures.compare([guild.id for guild in self.guilds])

    async def on_resumed(self) -> None:
        """discord.py calls this when a broken connection has been taken up again."""
        self._ready_again()

    async def on_interaction(self, interaction: Interaction) -> None:
        """Every interaction comes by here; commands go to the tree, the rest to the presses."""
        self._compare_clocks(interaction)
        if self._presses is not None and self.takes():
            self.languages.speak(interaction.guild_id)
            await self._presses.dispatch(interaction)

    def _compare_clocks(self, interaction: Interaction) -> None:
        """Tell the operator, once, that our clock is slow: answers seem to come after the question's end."""
        ahead = interaction.created_at - self._now()
        if ahead > CLOCKS_APART and not self._slow_clock_told:
            self._slow_clock_told = True
            log.warning(
                "this machine's clock is %.0f seconds behind Discord's, so answers may be refused as too late; "
                "set it by NTP (timedatectl set-ntp true)",
                ahead.total_seconds(),
            )

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Welcome a new server, once, in the first channel where Dastan may speak."""
        if self._departures is not None:
            with _noting("that a server has come back"):
                await self._departures.joined(guild.id)
        known = await self._store.guild(guild.id)
        if known.welcomed:
            return
        for channel in places_to_speak(guild):
            try:
                with self.languages.spoken_in(guild.id):
                    await channel.send(view=render.welcome())
            except discord.HTTPException:
                log.info("server %d: no welcome in channel %d", guild.id, channel.id, exc_info=True)
                continue
            await self._store.save_guild(replace(known, welcomed=True))
            return

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """discord.py calls this when a server has removed Dastan or is gone, and not when it is only unavailable."""
        if self._departures is not None:
            with _noting("that a server has gone"):
                await self._departures.left(guild.id)


@contextmanager
def _noting(what: str) -> Iterator[None]:
    """What the database does not take now is found again at the next start of a connection."""
    try:
        yield
    except StoreTrouble as error:
        log.warning("could not note %s: %s", what, error.__cause__)


def _bound(http: discord.http.HTTPClient) -> None:
    """Let no request keep a class waiting; waiting for a rate limit to pass does not count.

    What discord.py's own `request` is given beside its own arguments goes to aiohttp, for each of its tries.
    """
    request = http.request

    async def bounded(route: discord.http.Route, **options: Any) -> Any:  # noqa: ANN401 - as discord.py's own
        seconds = TAKE_FILES_WITHIN if options.get("files") else ANSWER_WITHIN
        return await request(route, **{"timeout": aiohttp.ClientTimeout(total=seconds), **options})

    http.request = bounded  # type: ignore[method-assign] # discord.py has no setting for it


def _tidy_seldom(http: discord.http.HTTPClient) -> None:
    """Let old rate limits be looked for seldom.

    discord.py goes through those of all channels whenever it meets a new one: with 10,000 at one minute it would take
    longer over that than over a message.
    """
    clear = http._try_clear_expired_ratelimits  # noqa: SLF001 - discord.py has no setting for it
    http._try_clear_expired_ratelimits = seldom(clear, apart=TIDY_EVERY)  # type: ignore[method-assign]  # noqa: SLF001


@contextmanager
def _collecting_less() -> Iterator[None]:
    """Keep Python's garbage collector from what starting has made, and let it wait for more: see docs/performance.md.

    Going through everything held up all answers for a tenth of a second at a time.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


async def _until_it_ends(work: Coroutine[Any, Any, None]) -> None:
    """Wait for it; when this is cancelled, for as long as it takes until `work` has noticed.

    Python 3.11: `asyncio.wait_for`, within which discord.py connects, loses a cancellation that comes at the very
    moment in which what it waits for is done.
    """
    task = asyncio.create_task(work)
    try:
        await asyncio.wait({task})
    finally:
        while not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=CANCEL_AGAIN)
    await task
