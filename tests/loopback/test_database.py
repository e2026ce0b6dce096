"""The database is locked for long, is restarted, or has no room left, while classes hold their quizzes.

Nobody is told that an answer is saved which is not, everybody is told in time or after "thinking…" what truly came of
their press, and every quiz goes on by itself to a podium that is right.
"""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.store.engine import parsed
from tests.databases import PostgresServer, postgres_server
from tests.loopback.bot_process import BotProcess, start_bot
from tests.loopback.classroom import (
    answers_to,
    is_revealed,
    open_question,
    podiums,
    questions,
    right,
    rows,
    skip,
    start_quiz,
    until_asked,
    until_noted,
    until_saved,
)
from tests.loopback.interactions import Reply
from tests.loopback.server import Discord
from tests.loopback.world import Channel, Message, Person

IN_TIME = 3.0
NOT_SAVED = "could not be saved. Please press again."
NO_NOTES = "I cannot reach my notes"


@dataclass
class Class:
    """A channel with a quiz of one question, and its learners."""

    discord: Discord
    channel: Channel
    learners: list[Person]
    saved: set[Person] = field(default_factory=set)
    """Who has been told that their answer is saved."""

    @property
    def question(self) -> Message:
        return questions(self.discord, self.channel)[-1]

    async def press(self, person: Person, after: float = 0) -> Reply:
        """A learner presses, and is told in time whether that is saved, or that they are to press again."""
        await asyncio.sleep(after)
        reply = await self.discord.press(person, self.question, right(self.question))
        assert reply.after is not None, f"{person.name} read that the interaction failed\n{self.discord.picture()}"
        assert reply.after < IN_TIME
        assert reply.ephemeral
        assert not reply.thinking, f"{person.name} was never told what came of it"
        if "Saved" in reply.text:
            assert person not in self.saved
            self.saved.add(person)
        else:
            assert NOT_SAVED in reply.text or NO_NOTES in reply.text, reply
        return reply

    async def press_all(self, over: float) -> None:
        """Everybody presses, spread over some seconds."""
        step = over / len(self.learners)
        await asyncio.gather(*(self.press(one, index * step) for index, one in enumerate(self.learners)))

    async def finish(self) -> None:
        """Whoever is not saved presses again; then on to the podium."""
        await until_asked(self.discord, self.channel)
        if not is_revealed(self.question):
            for person in set(self.learners) - self.saved:
                await until_saved(self.discord, person, self.question)
                self.saved.add(person)
        for _ in range(60):
            if podiums(self.discord, self.channel):
                return
            await self.discord.slash(self.discord.teacher, self.channel, "quiz skip")
            await asyncio.sleep(0.5)
        raise AssertionError(f"#{self.channel.name} has no podium\n{self.discord.picture()}")

    async def check(self, database_url: str) -> None:
        told = f"#{self.channel.name}\n{self.discord.picture()}"
        stand = questions(self.discord, self.channel)
        assert [is_revealed(message) for message in stand] == [True], told
        assert len(podiums(self.discord, self.channel)) == 1, told
        saved = sorted(person.id for person in self.saved)
        assert sorted(await answers_to(database_url, self.question)) == saved, told
        ids = ", ".join(map(str, saved))
        totals = f"SELECT learner_id, answers, points FROM lifetime_totals WHERE learner_id IN ({ids})"
        assert sorted(await rows(database_url, totals)) == [(person, 1, 100) for person in saved], told


def a_class(discord: Discord, name: str, learners: int = 3) -> Class:
    return Class(discord, discord.channel(name), [Person(f"{name} {number}") for number in range(learners)])


def expect_trouble(bot: BotProcess) -> None:
    bot.may_log += ["was not saved", "a step failed", "a wake failed", "could not find out what is due next"]
    bot.may_log += ["cannot be shown", "the reveal of question"]


# Locked.


@asynccontextmanager
async def everything_locked(database_url: str) -> AsyncIterator[None]:
    """What a backup, or a migration by hand, holds on to: on SQLite the write lock, on PostgreSQL the tables."""
    engine = create_async_engine(parsed(database_url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            await connection.execute(sa.text("PRAGMA busy_timeout = 5000"))
            await connection.execute(sa.text("BEGIN IMMEDIATE"))
        else:
            await connection.execute(sa.text("BEGIN"))
            await connection.execute(sa.text("LOCK TABLE rounds, answers, quizzes IN ACCESS EXCLUSIVE MODE"))
        yield
        await connection.execute(sa.text("ROLLBACK"))
    await engine.dispose()


@pytest.mark.soak
async def test_a_database_that_is_locked_for_long_delays_quizzes_and_costs_no_class_its_podium(
    discord: Discord, database_url: str, pytestconfig: pytest.Config
) -> None:
    long = 10.0 if pytestconfig.getoption("soak", default=False) else 5.0
    pressing, posting = a_class(discord, "pressing", 8), a_class(discord, "posting")
    refused, asking, revealing = (a_class(discord, name) for name in ("refused", "asking", "revealing"))
    late = discord.channel("late")
    classes = [pressing, posting, refused, asking, revealing]
    bot = await start_bot(discord, database_url)
    expect_trouble(bot)
    await start_quiz(discord, asking.channel, questions=1)  # its question is due in six seconds
    begun = time.monotonic()
    await asyncio.gather(*(open_question(discord, one.channel, questions=1) for one in (pressing, revealing)))
    await until_noted(discord, database_url, revealing.question)
    await revealing.press_all(over=0.1)
    held = [
        discord.faults.hold(
            "POST", f"/channels/{one.channel.id}/messages", carried_out=False, when=_is_question, status=status
        )
        for one, status in ((posting, None), (refused, 503))
    ]
    await asyncio.gather(*(start_quiz(discord, one.channel, questions=1) for one in (posting, refused)))
    await asyncio.gather(*(skip(discord, one.channel) for one in (posting, refused)))
    await asyncio.gather(*(request.reached() for request in held), skip(discord, revealing.channel))
    async with everything_locked(database_url):
        assert time.monotonic() - begun < 5, "too late to lock the question that is due by itself out"
        for request in held:
            request.release()
        locked = asyncio.create_task(asyncio.sleep(long))
        await until_asked(discord, posting.channel)
        presses = asyncio.gather(pressing.press_all(over=long - 1), posting.press_all(over=long - 1))
        starting = asyncio.create_task(discord.slash(discord.teacher, late, "quiz start", bank="years", questions=1))
        await locked
        assert not is_revealed(revealing.question)
        assert not questions(discord, asking.channel)
        assert not questions(discord, refused.channel)
    await presses
    started = await starting
    assert started.after is not None
    assert started.after < IN_TIME
    assert "begins" in started.text or NO_NOTES in started.text
    for one in (pressing, posting):
        assert sorted(await answers_to(database_url, one.question)) == sorted(person.id for person in one.saved)
    await asyncio.gather(*(one.finish() for one in classes))
    for one in classes:
        await one.check(database_url)


def _is_question(body: dict[str, object]) -> bool:
    return str(body.get("nonce")).startswith("r")


# Restarted.


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A server that this test alone uses, and that keeps what is committed."""
    with postgres_server(durable=True) as server:
        yield server


@pytest.mark.soak
async def test_a_postgresql_that_is_restarted_in_the_midst_of_questions_costs_no_class_its_podium(
    discord: Discord, own_postgres: PostgresServer, pytestconfig: pytest.Config
) -> None:
    full = pytestconfig.getoption("soak", default=False)
    database_url = own_postgres.database()
    pressing, asking, revealing = classes = [a_class(discord, name) for name in ("pressing", "asking", "revealing")]
    bot = await start_bot(discord, database_url)
    expect_trouble(bot)
    for how, away in (("fast", 10.0), ("immediate", 30.0)) if full else (("immediate", 4.0),):
        for one in classes:
            one.saved.clear()
            one.channel = discord.channel(f"{one.channel.name}, {how}")
        await start_quiz(discord, asking.channel, questions=1)  # its question is due in six seconds
        await asyncio.gather(*(open_question(discord, one.channel, questions=1) for one in (pressing, revealing)))
        await revealing.press_all(over=0.1)
        await pressing.press(pressing.learners[0])
        await skip(discord, revealing.channel)
        await asyncio.to_thread(own_postgres.stop, how)
        again = asyncio.create_task(asyncio.sleep(away))
        await asyncio.gather(*(pressing.press(one) for one in pressing.learners[1:]))
        assert pressing.saved == {pressing.learners[0]}
        await again
        await asyncio.to_thread(own_postgres.start)
        assert await answers_to(database_url, pressing.question) == [pressing.learners[0].id]
        await asyncio.gather(*(one.finish() for one in classes))
        for one in classes:
            await one.check(database_url)
            one.learners = [Person(person.name) for person in one.learners]


# Full.


class Disk:
    """Where the database lies; it can be filled up."""

    def fill(self, bot: BotProcess) -> None:
        """From now on nothing more can be written."""
        raise NotImplementedError

    def make_room(self, bot: BotProcess) -> None:
        """Somebody has cleared up."""
        raise NotImplementedError


class SmallDisk(Disk):
    """A real one, in memory, for which one has to be root."""

    def __init__(self, folder: Path) -> None:
        self._ballast = folder / "ballast"

    def fill(self, bot: BotProcess) -> None:
        with self._ballast.open("wb", buffering=0) as ballast:
            size = 2**20
            while size:
                try:
                    ballast.write(b"x" * size)
                except OSError:
                    size //= 2

    def make_room(self, bot: BotProcess) -> None:
        self._ballast.unlink()


class NoWriting(Disk):
    """The kernel lets the bot's process write to no file, which looks to it like a broken disk."""

    def fill(self, bot: BotProcess) -> None:
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))

    def make_room(self, bot: BotProcess) -> None:
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@pytest.fixture(params=["full", "broken"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    if request.param == "broken":
        yield NoWriting()
        return
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(tmp_path)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can be mounted by root alone")
    yield SmallDisk(tmp_path)
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


async def test_a_disk_that_cannot_be_written_to_for_a_while_costs_no_class_its_podium(
    discord: Discord, disk: Disk, sqlite_url: str
) -> None:
    pressing, asking, revealing = classes = [a_class(discord, name) for name in ("pressing", "asking", "revealing")]
    bot = await start_bot(discord, sqlite_url)
    expect_trouble(bot)
    await start_quiz(discord, asking.channel, questions=1)  # its question is due in six seconds
    await asyncio.gather(*(open_question(discord, one.channel, questions=1) for one in (pressing, revealing)))
    await until_noted(discord, sqlite_url, pressing.question)
    await revealing.press_all(over=0.1)
    await pressing.press(pressing.learners[0])
    await skip(discord, revealing.channel)
    disk.fill(bot)
    full = asyncio.create_task(asyncio.sleep(6))
    await asyncio.gather(*(pressing.press(one, 0.5) for one in pressing.learners[1:]))
    told = await discord.slash(discord.teacher, pressing.channel, "quiz pause")
    assert NO_NOTES in told.text
    assert pressing.saved == {pressing.learners[0]}
    await full
    assert not is_revealed(revealing.question)
    disk.make_room(bot)
    assert await answers_to(sqlite_url, pressing.question) == [pressing.learners[0].id]
    await asyncio.gather(*(one.finish() for one in classes))
    for one in classes:
        await one.check(sqlite_url)
