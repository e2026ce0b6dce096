"""What a class does with the bank `years` of tests/e2e/library, in the words of the tests."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.store.engine import parsed
from tests.loopback.interactions import Reply
from tests.loopback.server import Discord
from tests.loopback.world import Channel, Message, Person

RIGHT = {
    "Did it begin in 1916?": "True",
    "Was Kokand sacked in 1918?": "True",
    "Did it last until 1950?": "False",
    "Was Enver Pasha there in 1922?": "True",
}


async def start_quiz(
    discord: Discord, channel: Channel, *, questions: int = 2, seconds: int = 60, **options: Any
) -> Reply:
    """The teacher starts a quiz; it is announced."""
    reply = await discord.slash(
        discord.teacher, channel, "quiz start", bank="years", questions=questions, seconds=seconds, **options
    )
    assert "begins" in reply.text, reply
    return reply


async def ask(discord: Discord, channel: Channel) -> Message:
    """The teacher skips the wait for the next question; returns the question."""
    before = len(questions(discord, channel))
    await skip(discord, channel)
    return await until_asked(discord, channel, before + 1)


async def open_question(discord: Discord, channel: Channel, **options: Any) -> Message:
    """A quiz, come to its first question."""
    await start_quiz(discord, channel, **options)
    return await ask(discord, channel)


async def until_asked(discord: Discord, channel: Channel, number: int = 1, *, within: float = 20) -> Message:
    """Wait for a question; returns it."""
    what = f"question {number} of {channel.name}"
    await discord.until(lambda: len(questions(discord, channel)) >= number, within=within, what=what)
    return questions(discord, channel)[number - 1]


async def reveal(discord: Discord, channel: Channel, *, within: float = 20) -> Message:
    """The teacher closes the open question; returns its message, which now shows the answer."""
    message = questions(discord, channel)[-1]
    await skip(discord, channel)
    await discord.until(lambda: is_revealed(message), within=within, what="the reveal")
    return message


async def skip(discord: Discord, channel: Channel) -> None:
    reply = await discord.slash(discord.teacher, channel, "quiz skip")
    assert "moves on" in reply.text, reply


async def resume(discord: Discord, channel: Channel) -> None:
    """The teacher resumes the quiz, as soon as it is paused."""
    for _ in range(100):
        if "goes on" in (await discord.slash(discord.teacher, channel, "quiz resume")).text:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"the quiz never paused\n{discord.picture()}")


async def to_the_podium(discord: Discord, channel: Channel) -> Message:
    """Skip until the quiz is over; returns the podium."""
    while not podiums(discord, channel):
        await _to_the_next_step(discord, channel)
    return podiums(discord, channel)[-1]


async def _to_the_next_step(discord: Discord, channel: Channel) -> None:
    here = _state(discord, channel)
    reply = await discord.slash(discord.teacher, channel, "quiz skip")
    assert "moves on" in reply.text or "no quiz under way" in reply.text, f"{reply}\n{discord.picture()}"
    await discord.until(lambda: _state(discord, channel) != here, what="the next step")


def questions(discord: Discord, channel: Channel) -> list[Message]:
    """The questions that stand in a channel, be they open or revealed."""
    return [message for message in discord.messages(channel) if round_of(message) is not None]


def podiums(discord: Discord, channel: Channel) -> list[Message]:
    return [message for message in discord.messages(channel) if "The quiz is over" in message.text]


def round_of(message: Message) -> int | None:
    """The round that a message has asked."""
    found = (re.match(r"(?:pick|many|type|compose):(\d+)", custom_id) for custom_id in message.all_custom_ids)
    return next((int(one[1]) for one in found if one), None)


def is_revealed(message: Message) -> bool:
    return "closed" in message.text and not any(one.startswith("pick:") for one in message.custom_ids)


def right(message: Message) -> str:
    """The custom_id of the button that answers a question rightly."""
    return message.button(next(answer for asked, answer in RIGHT.items() if asked in message.text))


def wrong(message: Message) -> str:
    return next(one for one in message.custom_ids if one.startswith("pick:") and one != right(message))


async def everybody_answers(discord: Discord, people: Sequence[Person], message: Message) -> list[Reply]:
    """Everybody answers rightly, one right after the other."""
    return await discord.press_all(people, message, right(message), within=0.1)


async def until_saved(discord: Discord, person: Person, message: Message) -> None:
    """A learner presses the right button until they are told that it is saved: once, and truly the first time."""
    for _ in range(60):
        button = right(message)
        if message.component(button).get("disabled"):
            await asyncio.sleep(0.5)
            continue
        reply = await discord.press(person, message, button)
        if "Saved" in reply.text:
            return
        assert "is paused" in reply.text or "press again" in reply.text, f"{reply}\n{discord.picture()}"
        await asyncio.sleep(0.5)
    raise AssertionError(f"{person.name} could not answer\n{discord.picture()}")


async def rows(database_url: str, query: str) -> list[tuple[Any, ...]]:
    """What stands in a bot's database, be the bot running or not."""
    engine = create_async_engine(parsed(database_url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(sa.text(query))]
    finally:
        await engine.dispose()


async def answers_to(database_url: str, message: Message) -> list[int]:
    """The learners whose answers to a question are kept, an id for each answer."""
    query = f"SELECT learner_id FROM answers WHERE round_id = {round_of(message)}"
    return [row[0] for row in await rows(database_url, query)]


async def until_noted(discord: Discord, database_url: str, message: Message) -> None:
    """Wait until the bot has noted in which message its question stands."""
    for _ in range(100):
        if await rows(database_url, f"SELECT id FROM rounds WHERE message_id = {message.id}"):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"the bot has not noted its question\n{discord.picture()}")


def _state(discord: Discord, channel: Channel) -> tuple[int, ...]:
    found = discord.messages(channel)
    return (len(found), *(int(is_revealed(message)) for message in found))
