"""A class in SimCord: the real client, the real database, a clock that the test turns."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord
import simcord

from bot.app import App, open_app
from bot.config import Settings
from bot.core.models import Item
from bot.core.records import Quiz, Round

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent


class Clock:
    """SimCord's clock once there is one, so that interactions and Dastan agree on the time."""

    def __init__(self) -> None:
        self.read: Callable[[], datetime] = lambda: datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.read()


class Classroom:
    """A server with a teacher, three students and two channels, and the bot in it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = Clock()
        self._app_stack = AsyncExitStack()
        self.app: App  # from `open_app` on
        self.env: simcord.Env  # from `furnish` on

    async def open_app(self) -> App:
        self._app_stack = AsyncExitStack()
        self.app = await self._app_stack.enter_async_context(
            open_app(self.settings, now=self.clock, rng=random.Random(7))
        )
        return self.app

    async def close_app(self) -> None:
        await self._app_stack.aclose()

    async def furnish(self, env: simcord.Env) -> None:
        self.env = env
        self.clock.read = env.now
        await self.app.scheduler.stop()  # its timers run in real time; here the test wakes the bot itself
        self.guild = env.create_guild("History 9b")
        self.channel = self.guild.create_text_channel("history")
        self.other_channel = self.guild.create_text_channel("quiz")
        may = self.managing = discord.Permissions(manage_guild=True, manage_messages=True)
        teachers = self.guild.create_role("Teachers", permissions=may)
        self.teacher = self.guild.add_member(env.create_user("teacher", global_name="Teacher"), roles=[teachers])
        self.students = [
            self.guild.add_member(env.create_user(f"student{letter}", global_name=f"Student {letter}"))
            for letter in "ABC"
        ]
        await env.settle()

    async def restart(self, meanwhile: float = 0) -> None:
        """End the bot's process and start another one on the same database, `meanwhile` seconds later."""
        await self.close_app()
        if meanwhile:
            self.env.backend.advance_clock(meanwhile)
        await self.open_app()
        await self.env.restart_bot(self.app.client)
        await self.app.scheduler.stop()
        await self.app.wake()
        await self.env.settle()

    async def pass_time(self, seconds: float) -> None:
        """Let time go by, waking the bot at each moment that something is due."""
        until = self.env.now().timestamp() + seconds
        while True:
            app = self.app
            moments = [await one.next_due() for one in (app.stage, app.daily, app.reminders, app.departures)]
            due = min((one for one in moments if one is not None), default=None)
            now = self.env.now().timestamp()
            if due is None or due.timestamp() > until:
                break
            await self.env.advance_time(max(0.0, due.timestamp() - now) + 0.001)
            await self.app.wake()
            await self.env.settle()
        await self.env.advance_time(max(0.0, until - self.env.now().timestamp()))
        await self.app.wake()
        await self.env.settle()

    async def step(self) -> None:
        """Let time go by until the quiz in the channel moves on by itself."""
        due = (await self.quiz()).state.due_at
        assert due is not None, "the quiz stands still"
        await self.pass_time(max(0.0, (due - self.env.now()).total_seconds()) + 0.002)

    async def to_the_next_question(self) -> bool:
        """Let the open question run out and its reveal be read; whether another question follows."""
        here = (await self.quiz()).state.position
        while (quiz := await self.app.store.active_quiz(self.channel.id)) is not None:
            if quiz.state.position > here:
                return True
            await self.step()
        return False

    # What stands in the database.

    async def quiz(self, channel: simcord.ChannelHandle | None = None) -> Quiz:
        quiz = await self.app.store.active_quiz((channel or self.channel).id)
        assert quiz is not None, "no quiz is running here"
        return quiz

    async def open_round(self, channel: simcord.ChannelHandle | None = None) -> Round:
        quiz = await self.quiz(channel)
        rounds = await self.app.store.rounds_of(quiz.id)
        return rounds[quiz.state.position]

    # What a person sees.

    def messages(self, channel: simcord.ChannelHandle | None = None) -> list[discord.Message]:
        return (channel or self.channel).history()

    def last(self, channel: simcord.ChannelHandle | None = None) -> discord.Message:
        message = (channel or self.channel).last_message
        assert message is not None, "the channel is empty"
        return message

    def message(self, message_id: int, channel: simcord.ChannelHandle | None = None) -> discord.Message:
        return next(one for one in self.messages(channel) if one.id == message_id)

    async def start_quiz(
        self, bank: str = "sampler", channel: simcord.ChannelHandle | None = None, **options: Any
    ) -> Quiz:
        """The teacher starts a quiz, and the first question is there."""
        result = await self.teacher.slash(channel or self.channel, "quiz start", bank=bank, **options)
        said = said_by(result)
        assert result.ephemeral, said
        quiz = await self.app.store.active_quiz((channel or self.channel).id)
        assert quiz is not None, said
        await self.pass_time(6)
        return await self.quiz(channel)


def everything_said(components: Any) -> Iterator[str]:
    """All the words in a message's components, raw or parsed."""
    for component in components:
        raw = component if isinstance(component, dict) else component.to_dict()
        yield from _words(raw)


def _words(raw: dict[str, Any]) -> Iterator[str]:
    for key in ("content", "label", "placeholder"):
        if raw.get(key):
            yield str(raw[key])
    for option in raw.get("options", ()):
        yield str(option["label"])
    for child in [*raw.get("components", ()), *([raw["accessory"]] if raw.get("accessory") else [])]:
        yield from _words(child)


def said(message: discord.Message | simcord.ResponseMessage) -> str:
    """The whole text of a message as a person reads it."""
    return "\n".join(everything_said(message.components))


def said_by(result: simcord.InteractionResult) -> str:
    """The text of all that an interaction was answered with."""
    found = [*([result.response] if result.response else []), *result.followups]
    return "\n".join(said(message) for message in found)


def private(result: simcord.InteractionResult) -> bool:
    """Whether what an interaction was answered with is seen by one person alone."""
    return result.ephemeral or (result.response is not None and result.response.ephemeral)


def custom_ids(message: discord.Message | simcord.ResponseMessage) -> list[str]:
    """The custom_ids of a message's components, in order."""
    found: list[str] = []

    def walk(raw: dict[str, Any]) -> None:
        if raw.get("custom_id"):
            found.append(raw["custom_id"])
        for child in [*raw.get("components", ()), *([raw["accessory"]] if raw.get("accessory") else [])]:
            walk(child)

    for component in message.components:
        walk(component if isinstance(component, dict) else component.to_dict())  # type: ignore[arg-type]  # a TypedDict
    return found


def shown(round_: Round, index: int) -> int:
    """The position at which an option of the item is shown."""
    return round_.order.index(index)


def item_of(round_: Round) -> Item:
    return round_.item
