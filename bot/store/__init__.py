"""What is remembered: the only part that speaks SQL. Whatever must be atomic is one method of `Store`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.store.answers import Answers
from bot.store.banks import Banks
from bot.store.days import Days
from bot.store.departures import Departures
from bot.store.memories import Memories
from bot.store.opening import open_database
from bot.store.people import People
from bot.store.privacy import Privacy
from bot.store.quizzes import Quizzes
from bot.store.reports import Reports
from bot.store.rounds import Rounds
from bot.store.schedules import Schedules
from bot.store.scores import Scores
from bot.store.slots import Slots

__all__ = ["Store", "open_store"]


class Store(
    People, Quizzes, Rounds, Answers, Scores, Schedules, Slots, Memories, Days, Banks, Reports, Privacy, Departures
):
    """Everything that is remembered. Opened by `open_store`.

    Apart from the errors that each method names, a method may raise `StoreTrouble`, when the database is locked, away
    or full, or the database's own error, when it is at odds with us; then nothing was changed.
    """


@asynccontextmanager
async def open_store(url: str, *, shard: tuple[int, int] = (0, 1)) -> AsyncIterator[Store]:
    """Open the store of a database URL, its tables brought up to date.

    `sqlite:///path` and `postgresql://…` (or `postgres://…`) are understood, with or without a driver's name. The
    folder of an SQLite file is made. An SQLite URL without a path is a store that is forgotten when it is closed.

    `shard` is which shard of how many this process serves: what is due elsewhere is left to the others.

    Raises:
        StoreInUse: the SQLite file is open already.
        StoreUnavailable: the database cannot be opened, or is a newer Dastan's.
    """
    async with open_database(url) as database:
        database.shard = shard
        store = Store(database)
        try:
            yield store
        finally:
            await store.flush()
            await store.flush_marks()
