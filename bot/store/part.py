"""What the parts of the store have in common."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa

from bot.core.errors import StoreTrouble
from bot.store.engine import Database, is_trouble
from bot.store.rows import AnyRow
from bot.store.schema import preferences

A = TypeVar("A", bound="Part")
P = ParamSpec("P")
T = TypeVar("T")


def to_the_end(
    method: Callable[Concatenate[A, P], Coroutine[Any, Any, T]],
) -> Callable[Concatenate[A, P], Coroutine[Any, Any, T]]:
    """Let a method that uses connections be wholly done also when its caller is cancelled: see `Database.run`.

    Where the database cannot be used just now, its error becomes `StoreTrouble`.
    """

    @wraps(method)
    async def run(self: A, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await self._database.run(method(self, *args, **kwargs))
        except Exception as error:
            if is_trouble(error):
                raise StoreTrouble from error
            raise

    return run


class Part:
    """A part of the store: some methods on one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @to_the_end
    async def _rows(self, query: sa.Select[*tuple[Any, ...]]) -> Sequence[AnyRow]:
        async with self._database.read() as connection:
            return (await connection.execute(query)).all()

    @to_the_end
    async def _row(self, query: sa.Select[*tuple[Any, ...]]) -> AnyRow | None:
        async with self._database.read() as connection:
            return (await connection.execute(query)).one_or_none()

    @to_the_end
    async def _count(self, of: sa.FromClause, *where: sa.ColumnElement[bool]) -> int:
        query = sa.select(sa.func.count()).select_from(of).where(*where)
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one()

    @to_the_end
    async def _change(self, statement: sa.Insert | sa.Update | sa.Delete) -> None:
        async with self._database.write() as connection:
            await connection.execute(statement)

    def serves(self, guild_id: int) -> bool:
        """Whether a server is on the shard of this process."""
        shard, count = self._database.shard
        return (guild_id >> 22) % count == shard

    def _ours(self, guild_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
        """Whether a server is on the shard of this process.

        Discord: a server is on the shard (id >> 22) % number of shards.
        """
        shard, count = self._database.shard
        if count == 1:
            return sa.true()
        return guild_id // (1 << 22) % count == shard


def is_hidden(learner_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether a learner is not to be shown to others, as a column `hidden`."""
    hides = sa.exists().where(preferences.c.learner_id == learner_id, preferences.c.hidden == sa.true())
    return hides.label("hidden")


def within_topic(column: sa.ColumnElement[str], topic: str) -> sa.ColumnElement[bool]:
    """Whether a bank's id is a topic's: the bank itself, or any of a movement's."""
    within = f"{topic}/"  # not LIKE: SQLite's takes no account of case
    return sa.or_(column == topic, sa.func.substr(column, 1, len(within)) == within)
