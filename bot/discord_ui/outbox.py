"""The way out, for real: what Dastan posts and edits in channels by itself."""

from __future__ import annotations

import itertools
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

import aiohttp
import discord

from bot.core.errors import ChannelGone, DiscordTrouble, MessageGone
from bot.core.records import Quiz, Round
from bot.discord_ui import render
from bot.discord_ui.ids import Action, decode
from bot.discord_ui.languages import Languages
from bot.discord_ui.people import places_to_speak
from bot.services.views import (
    DoubtAnswered,
    DoubtView,
    LessonView,
    PodiumView,
    PostView,
    ReminderView,
    RoundView,
    ScheduleView,
)

log = logging.getLogger(__name__)

UNKNOWN_MESSAGE = 10008
"""Discord's error code for a message that does not exist."""

TOO_MANY_LETTERS = {20026, 40003}
"""Discord's error codes for a bot that writes too many direct messages: no word about the person."""

TOO_MANY, SERVER_ERRORS = 429, 500
"""HTTP: too many requests; 500 and above are the server's own trouble. Both pass."""

CLOCKS_DIFFER = timedelta(minutes=1)
"""How far this machine's clock may run ahead of Discord's for our own message still to be found."""

LOOK_BACK = 100
"""How many messages of a channel are looked through for one of our own after a crash: one request."""

NO_ANSWER = (aiohttp.ClientError, OSError)
"""The connection broke or the time ran out: Discord may have done what was asked, or not."""

T = TypeVar("T")


class DiscordOutbox:
    """Speaks through a discord.py client. Nonces make a repeated post within minutes the same message."""

    def __init__(self, client: discord.Client, languages: Languages) -> None:
        self._client = client
        self._languages = languages

    async def announce(self, quiz: Quiz) -> None:
        """See `Outbox.announce`."""
        with self._languages.spoken_in(quiz.guild_id):
            await self._post(quiz.channel_id, f"q{quiz.id}", render.quiz_started(quiz))

    async def post_lesson(self, channel_id: int, view: LessonView) -> int:
        """See `Outbox.post_lesson`."""
        with self._spoken_in(channel_id):
            return await self._post(channel_id, None, render.lesson(view, private=False))

    async def post_round(self, view: RoundView) -> int:
        """See `Outbox.post_round`."""
        with self._languages.spoken_in(view.quiz.guild_id):
            return await self._post(
                view.quiz.channel_id,
                f"r{view.round.id}",
                render.live_round(view),
                file=lambda: _picture(view.round),
            )

    async def show_round(self, view: RoundView) -> None:
        """See `Outbox.show_round`."""
        if view.round.message_id is None:
            return
        with self._languages.spoken_in(view.quiz.guild_id), _translated(view.quiz.channel_id, view.round.message_id):
            message = self._channel(view.quiz.channel_id).get_partial_message(view.round.message_id)
            await _twice(lambda: _edit(message, render.live_round(view), view.round))

    async def find_round(self, channel_id: int, round_id: int, since: datetime) -> int | None:
        """See `Outbox.find_round`."""
        wanted = {Action.PICK, Action.MANY, Action.TYPE, Action.COMPOSE}
        channel = self._channel(channel_id)
        return await self._find(
            channel.history(limit=LOOK_BACK, after=since - CLOCKS_DIFFER), channel_id, wanted, round_id
        )

    async def post_podium(self, view: PodiumView) -> int:
        """See `Outbox.post_podium`."""
        with self._languages.spoken_in(view.quiz.guild_id):
            return await self._post(view.quiz.channel_id, f"p{view.quiz.id}", render.podium(view))

    async def find_podium(self, channel_id: int, quiz_id: int, since: datetime) -> int | None:
        """See `Outbox.find_podium`."""
        newest = self._channel(channel_id).history(limit=LOOK_BACK)  # the quiz may have begun long before its end
        found = await self._find(newest, channel_id, {Action.RESULT}, quiz_id)
        return found if found is None or discord.utils.snowflake_time(found) > since - CLOCKS_DIFFER else None

    async def post_slot(self, view: PostView) -> int:
        """See `Outbox.post_slot`."""
        with self._spoken_in(view.channel_id):
            slot = render.slot(view)
            return await self._post(view.channel_id, f"s{view.id}", slot, file=lambda: _picture(view.round))

    async def show_slot(self, view: PostView, message_id: int) -> None:
        """See `Outbox.show_slot`."""
        with self._spoken_in(view.channel_id), _translated(view.channel_id, message_id):
            message = self._channel(view.channel_id).get_partial_message(message_id)
            await _twice(lambda: _edit(message, render.slot(view), view.round))

    async def find_slot(self, channel_id: int, post_id: int, since: datetime) -> int | None:
        """See `Outbox.find_slot`."""
        me = self._client.user
        history = self._channel(channel_id).history(limit=LOOK_BACK, after=since - CLOCKS_DIFFER)
        with _translated(channel_id):
            async for message in history:
                marks = {getattr(one, "id", None) for one in message.components}
                if me is not None and message.author.id == me.id and render.slot_mark(post_id) in marks:
                    return message.id
        return None

    async def tell_teacher(self, view: ScheduleView) -> bool:
        """See `Outbox.tell_teacher`: in a direct message, or else where the server lets Dastan speak."""
        guild = self._client.get_guild(view.schedule.guild_id)
        with self._languages.spoken_in(view.schedule.guild_id):
            notice = render.schedule_rests(view, guild.name if guild else None)
        if view.schedule.host_id:  # 0: whoever added it has been erased
            try:
                teacher = await self._client.fetch_user(view.schedule.host_id)
                await teacher.send(view=notice)
            except (discord.HTTPException, aiohttp.ClientError, OSError):
                log.info("schedule %d: its teacher cannot be told in a direct message", view.schedule.id)
            else:
                return True
        for channel in places_to_speak(guild) if guild else ():
            try:
                await channel.send(view=notice)
            except (discord.HTTPException, aiohttp.ClientError, OSError):
                log.info("schedule %d: nobody can be told in channel %d", view.schedule.id, channel.id)
            else:
                return True
        return False

    async def post_doubt(self, channel_id: int, view: DoubtView) -> int:
        """See `Outbox.post_doubt`."""
        with self._languages.spoken_in(view.doubt.guild_id):
            return await self._post(channel_id, f"d{view.doubt.id}", render.doubt(view))

    async def tell_learner(self, learner_id: int, view: DoubtAnswered) -> bool:
        """See `Outbox.tell_learner`."""
        try:
            learner = await self._client.fetch_user(learner_id)
            with self._languages.spoken_in(view.doubt.guild_id):
                await learner.send(view=render.doubt_answered(view))
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.info("a learner cannot be told of their doubt %d (%s)", view.doubt.id, type(error).__name__)
            return False
        return True

    def _spoken_in(self, channel_id: int) -> AbstractContextManager[None]:
        """Speak the language of the server that a channel is in, where the client knows it."""
        guild = getattr(self._client.get_channel(channel_id), "guild", None)
        return self._languages.spoken_in(guild.id if guild else None)

    async def tell_operator(self, problems: Sequence[str]) -> bool:
        """Tell whom the application belongs to that changed files cannot be used; whether they could be told.

        Discord lets a bot write to whoever is in a server with it. The log has it in any case.
        """
        try:
            info = await self._client.application_info()
            owner = info.owner if info.team is None else await self._client.fetch_user(info.team.owner_id or 0)
            await owner.send(view=render.bad_files(problems))
        except (discord.HTTPException, *NO_ANSWER) as error:
            log.info("the operator cannot be told in a direct message: %s", error)
            return False
        return True

    async def remind(self, view: ReminderView) -> bool:
        """See `Outbox.remind`."""
        nonce = f"{view.learner_id}{view.slot:%m%d}"  # Discord: at most 25 characters

        async def send() -> None:
            try:
                await channel.send(view=render.reminder(view), nonce=nonce)
            except aiohttp.ClientConnectorError as error:  # it never got there
                raise DiscordTrouble from error

        try:
            channel = await self._client.create_dm(discord.Object(view.learner_id))
            try:
                await _twice(send)
            except NO_ANSWER as error:  # it may stand there; later, the nonce would not keep a second one away
                log.warning("a reminder may not have been sent: %r", error)
        except (discord.Forbidden, discord.NotFound) as error:
            if error.code not in TOO_MANY_LETTERS:
                return False
            log.warning("Discord wants us to write fewer direct messages: %s", error)
            raise DiscordTrouble from error
        except (discord.HTTPException, discord.RateLimited, *NO_ANSWER) as error:
            log.warning("a reminder could not be sent: %r", error)
            raise DiscordTrouble from error
        return True

    def _channel(self, channel_id: int) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(channel_id)

    async def _post(
        self,
        channel_id: int,
        nonce: str | None,
        view: discord.ui.LayoutView,
        file: Callable[[], discord.File | None] = lambda: None,
    ) -> int:
        async def send() -> discord.Message:
            extra: dict[str, Any] = {"nonce": nonce, "file": file()}
            return await self._channel(channel_id).send(
                view=view, **{key: value for key, value in extra.items() if value is not None}
            )

        with _translated(channel_id):
            message = await (send() if nonce is None else _twice(send))
        return message.id

    async def _find(
        self, messages: AsyncIterator[discord.Message], channel_id: int, actions: set[Action], key: int
    ) -> int | None:
        me = self._client.user
        with _translated(channel_id):
            async for message in messages:
                if me is not None and message.author.id == me.id and _stands_for(message, actions, key):
                    return message.id
        return None


def _picture(round_: Round | None) -> discord.File | None:
    return render.image_file(round_.item) if round_ is not None else None


async def _edit(message: discord.PartialMessage, view: discord.ui.LayoutView, round_: Round | None) -> None:
    image = _picture(round_)
    extra: dict[str, Any] = {} if image is None else {"attachments": [image]}
    nobody = discord.AllowedMentions.none()  # discord.py takes the client's own only for edits with a content
    await message.edit(view=view, allowed_mentions=nobody, **extra)


async def _twice(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask for something once more where no answer comes; it must be the same whether done once or twice."""
    try:
        return await ask()
    except NO_ANSWER as error:
        log.info("no answer from Discord (%s); asking again", type(error).__name__)
        return await ask()


def _stands_for(message: discord.Message, actions: set[Action], key: int) -> bool:
    for component in _all_components(message.components):
        press = decode(str(getattr(component, "custom_id", None) or ""))
        if press is not None and press.action in actions and press.args[:1] == (str(key),):
            return True
    return False


def _all_components(components: Any) -> Iterator[Any]:  # noqa: ANN401 - discord.py's component classes share no base
    for component in components:
        yield component
        yield from _all_components(
            itertools.chain(getattr(component, "children", ()), filter(None, [getattr(component, "accessory", None)]))
        )


@contextmanager
def _translated(channel_id: int, message_id: int = 0) -> Iterator[None]:
    """Say in our own words what Discord's refusals mean."""
    try:
        yield
    except discord.NotFound as error:
        if error.code == UNKNOWN_MESSAGE:
            raise MessageGone(channel_id, message_id) from error
        raise ChannelGone(channel_id) from error
    except discord.Forbidden as error:
        raise ChannelGone(channel_id) from error
    except discord.HTTPException as error:
        if error.status == TOO_MANY or error.status >= SERVER_ERRORS:
            raise DiscordTrouble from error
        # Refused for good, by a rule that we do not know or a mistake of ours: no use in trying again.
        log.exception("Discord refuses a message in channel %d (%d, %d)", channel_id, error.status, error.code)
        raise (MessageGone(channel_id, message_id) if message_id else ChannelGone(channel_id)) from error
    except (discord.RateLimited, *NO_ANSWER) as error:
        raise DiscordTrouble from error
