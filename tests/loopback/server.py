"""A Discord on 127.0.0.1: people who press things, channels that show what the bot posts, and trouble where wanted.

async with loopback() as discord:
    bot = await start_bot(discord, database_url)
    channel = discord.channel("history")
    reply = await discord.slash(discord.teacher, channel, "quiz start", bank="years", questions=2, seconds=10)
    await discord.until(lambda: discord.messages(channel), within=20)
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from fnmatch import fnmatchcase
from typing import Any, Protocol

from aiohttp import web

from tests.loopback.faults import Faults
from tests.loopback.gateway import Gateway
from tests.loopback.interactions import Kind, Reply, command_data, modal_data, press_data
from tests.loopback.limits import Limits
from tests.loopback.rest import API, Request, Rest
from tests.loopback.watch import Watch
from tests.loopback.world import TEACHER, Channel, Guild, Json, Message, Person, snowflake

PATIENCE = 30.0
"""Seconds that a person looks at "Dastan is thinking…"."""


class RunningBot(Protocol):
    """A process that is to be gone when this Discord goes."""

    async def end_at_once(self) -> None:
        """Kill it, if it is still there."""

    @property
    def picture(self) -> str:
        """What it has said, for a failed test."""


class Discord:
    """The whole of it. Everything has a plain attribute, so that a test may look and meddle."""

    def __init__(self) -> None:
        self.watch = Watch()
        self.token = "loopback.token.of-dastan"
        self.application_id = snowflake()
        self.me = Person("Dastan", self.application_id, bot=True)
        self.teacher = Person("Teacher", permissions=TEACHER)
        self.guild = Guild("History 9b")
        self.guilds = [self.guild]
        self.faults = Faults(self.watch)
        self.limits = Limits()
        self.gateway = Gateway(self.watch, self.application_id, self.me, self.guilds)
        self.gateway.token = self.token
        self.rest = Rest(
            bot=self.me,
            application_id=self.application_id,
            token=self.token,
            watch=self.watch,
            channels={},
            faults=self.faults,
            limits=self.limits,
        )
        self.bots: list[RunningBot] = []
        self.address = ""
        self._runner: web.AppRunner

    async def start(self) -> None:
        """Listen on a free port of 127.0.0.1."""
        app = web.Application(client_max_size=30 * 2**20)
        app.add_routes([*self.rest.routes(), web.get("/gateway/", self.gateway.handle)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, backlog=1024).start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.gateway.url = self.rest.gateway_url = self.address.replace("http", "ws", 1) + "/gateway/"

    async def close(self) -> None:
        """End the bots, then listen no more."""
        self.faults.clear()
        await asyncio.gather(*(bot.end_at_once() for bot in self.bots))
        await self.gateway.shut()
        await self._runner.cleanup()

    # Who and what there is.

    def channel(self, name: str = "history", guild: Guild | None = None) -> Channel:
        """A new channel. Made before the bot starts it is in GUILD_CREATE; later, the bot meets it in interactions."""
        channel = Channel(name, guild or self.guild)
        channel.guild.channels.append(channel)
        self.rest.channels[channel.id] = channel
        return channel

    def learner(self, name: str = "Student") -> Person:
        return Person(name)

    def learners(self, how_many: int) -> list[Person]:
        return [Person(f"Student {number}") for number in range(1, how_many + 1)]

    def messages(self, channel: Channel) -> list[Message]:
        """What stands in a channel for everybody, the oldest first."""
        return sorted(channel.messages.values(), key=lambda message: message.id)

    def requests(self, method: str, path: str) -> list[Request]:
        """The bot's requests to paths of a pattern, in the order in which they were answered."""
        return [one for one in self.rest.requests if fnmatchcase(one.method, method) and fnmatchcase(one.path, path)]

    def refused(self) -> list[Request]:
        """The requests that broke a rate limit, or were told so on purpose."""
        return [one for one in self.rest.requests if one.status == 429]

    def remove_message(self, message: Message) -> None:
        """Somebody deletes a message."""
        del message.channel.messages[message.id]

    async def remove_channel(self, channel: Channel) -> None:
        """Somebody deletes a channel."""
        del self.rest.channels[channel.id]
        channel.guild.channels.remove(channel)
        await self.gateway.send("CHANNEL_DELETE", channel.json(), channel.guild.id)

    def forget_nonces(self) -> None:
        """Let some minutes go by: Discord would now take an equal nonce for a new message."""
        for channel in self.rest.channels.values():
            channel.nonces.clear()

    # What people do.

    async def slash(self, person: Person, channel: Channel, command: str, **options: Any) -> Reply:
        """Use a slash command; returns when it has been answered, or has failed."""
        data = command_data(self.rest.commands, command, options)
        return await self._interact(Reply(person=person, channel=channel, kind=Kind.COMMAND), data)

    async def press(
        self, person: Person, message: Message, custom_id: str, *, values: list[str] | None = None
    ) -> Reply:
        """Press a button, or choose `values` in a select."""
        data = press_data(message, custom_id, values)
        reply = Reply(person=person, channel=message.channel, kind=Kind.COMPONENT, pressed=message)
        return await self._interact(reply, data)

    async def submit(self, person: Person, opened: Reply, typed: dict[str, str]) -> Reply:
        """Submit the modal that an earlier press has opened, with a text for each field's custom_id."""
        assert opened.modal is not None, f"no modal was opened: {opened}"
        data = modal_data(opened.modal, typed)
        reply = Reply(person=person, channel=opened.channel, kind=Kind.MODAL_SUBMIT, pressed=opened.pressed)
        return await self._interact(reply, data)

    async def press_all(
        self, people: Sequence[Person], message: Message, custom_id: str, *, within: float = 1.0
    ) -> list[Reply]:
        """Let everybody press the same button, spread evenly over some seconds."""

        async def one(index: int, person: Person) -> Reply:
            await asyncio.sleep(index * within / len(people))
            return await self.press(person, message, custom_id)

        return await asyncio.gather(*(one(index, person) for index, person in enumerate(people)))

    async def _interact(self, reply: Reply, data: Json) -> Reply:
        self.rest.replies[reply.token] = reply
        reply.sent_at = time.monotonic()
        await self.gateway.send("INTERACTION_CREATE", reply.json(self.application_id, data), reply.channel.guild.id)
        # Not by `until`, where each of a thousand who wait would look again at whatever happens to the others.
        await _within(self.rest.acknowledge_within, reply.settled)
        if reply.thinking:
            await _within(PATIENCE, reply.said)
        return reply

    # Waiting.

    async def until(self, condition: Callable[[], object], *, within: float = 20, what: str = "it") -> None:
        """Wait until something is so; where it is not so in time, fail with a picture of everything."""
        if not await self.watch.until(condition, within=within):
            raise AssertionError(f"{what} did not come within {within} s\n{self.picture()}")

    def picture(self) -> str:
        """What stands in the channels, and what the bots have said."""
        told = [f"#{channel.name}: {self._told(channel)}" for channel in self.rest.channels.values()]
        return "\n\n".join([*told, *(bot.picture for bot in self.bots)])

    def _told(self, channel: Channel) -> str:
        return "".join(
            f"\n--- {message.id}, {len(message.edits)} edits\n{message.text}" for message in self.messages(channel)
        )


async def _within(seconds: float, event: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


@asynccontextmanager
async def loopback() -> AsyncIterator[Discord]:
    """A Discord of one's own, gone with all its bots at the end."""
    discord = Discord()
    await discord.start()
    try:
        yield discord
    finally:
        await discord.close()


__all__ = ["API", "Discord", "loopback"]
