"""The statements that keep a batch of answers, each on the connection of the transaction that it is part of.

Both kinds of database do the same by the same rules. On SQLite the statements are written out and go to the driver
itself: SQLAlchemy would take longer over a batch than the database does (docs/performance.md).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeAlias

import sqlalchemy as sa

from bot.core.records import Answer, NewAnswer
from bot.core.snapshot import response_from_json, response_to_json
from bot.store.engine import Insert
from bot.store.rows import answer_of, answer_values, name_values
from bot.store.schema import answers, learners, rounds

Key: TypeAlias = tuple[int, int]
"""A round and a learner: what an answer is known by."""

_ROUNDS = "SELECT id, state, ends_at FROM rounds WHERE id IN ({})"
_ENTER = "INSERT INTO answers (round_id, learner_id, guild_id, response, credit, points, answered_at, day) VALUES {}"
_ENTER_WHERE_FREE = _ENTER + " ON CONFLICT DO NOTHING RETURNING round_id, learner_id"
_STANDING = (
    "SELECT round_id, learner_id, response, credit, points, answered_at FROM answers "
    "WHERE (round_id, learner_id) IN (VALUES {})"
)
_NAMES = (
    "INSERT INTO learners (guild_id, learner_id, name, sort_name) VALUES {} "
    "ON CONFLICT (guild_id, learner_id) DO UPDATE SET name = excluded.name, sort_name = excluded.sort_name "
    "WHERE name <> excluded.name"
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def key(one: NewAnswer) -> Key:
    """What an answer is known by."""
    return one.round_id, one.learner_id


@dataclass(frozen=True, slots=True)
class Held:
    """As much of a round as decides whether answers to it are taken."""

    state: str
    ends_at: datetime | None


class Book(Protocol):
    """Where answers are entered. Everything given to it is in the order of the keys and not empty."""

    def hold(self, round_ids: Sequence[int]) -> dict[int, Held]:
        """The rounds of those ids, held so that none is closed before the answers to it are in."""

    def enter(self, given: Sequence[NewAnswer]) -> Collection[Key]:
        """Enter the answers whose places are free, of several for one place the first; returns which places were."""

    def standing(self, keys: Sequence[Key]) -> dict[Key, Answer]:
        """The answers that stand in those places."""

    def keep_names(self, names: Sequence[tuple[int, int, str]]) -> None:
        """Note the names (server, learner, name) that learners go by, where they are new or have changed."""


class SqlBook:
    """A book on any database that SQLAlchemy speaks to."""

    def __init__(self, connection: sa.Connection, insert: Callable[[sa.Table], Insert]) -> None:
        self._connection = connection
        self._insert = insert

    def hold(self, round_ids: Sequence[int]) -> dict[int, Held]:
        """See `Book`."""
        query = (
            sa.select(rounds.c.id, rounds.c.state, rounds.c.ends_at)
            .where(rounds.c.id.in_(round_ids))
            .order_by(rounds.c.id)
            .with_for_update(read=True)
        )
        return {row.id: Held(row.state, row.ends_at) for row in self._connection.execute(query)}

    def enter(self, given: Sequence[NewAnswer]) -> Collection[Key]:
        """See `Book`."""
        free = self._insert(answers).on_conflict_do_nothing().returning(answers.c.round_id, answers.c.learner_id)
        entered = self._connection.execute(free, [answer_values(one) for one in given])
        return {(row.round_id, row.learner_id) for row in entered}

    def standing(self, keys: Sequence[Key]) -> dict[Key, Answer]:
        """See `Book`."""
        query = sa.select(answers).where(sa.tuple_(answers.c.round_id, answers.c.learner_id).in_(keys))
        return {(row.round_id, row.learner_id): answer_of(row) for row in self._connection.execute(query)}

    def keep_names(self, names: Sequence[tuple[int, int, str]]) -> None:
        """See `Book`."""
        insert = self._insert(learners)
        self._connection.execute(
            insert.on_conflict_do_update(
                index_elements=[learners.c.guild_id, learners.c.learner_id],
                set_={"name": insert.excluded.name, "sort_name": insert.excluded.sort_name},
                where=learners.c.name != insert.excluded.name,
            ),
            [name_values(*one) for one in names],
        )


class SqliteBook:
    """A book in an SQLite file. One statement for all: each step of the driver's gives the interpreter's lock away."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def hold(self, round_ids: Sequence[int]) -> dict[int, Held]:
        """See `Book`; the file has one writer at a time, and so nothing is to be held."""
        found = self._connection.execute(_ROUNDS.format(_list("?", round_ids)), round_ids)
        return {id_: Held(state, None if ends_at is None else _moment(ends_at)) for id_, state, ends_at in found}

    def enter(self, given: Sequence[NewAnswer]) -> Collection[Key]:
        """See `Book`. Where all places are free, as nearly always, the file need not say which were."""
        places = _list("(?,?,?,?,?,?,?,?)", given)
        values = _flat(_answer_row(one) for one in given)
        try:
            self._connection.execute(_ENTER.format(places), values)
        except sqlite3.IntegrityError:  # of which SQLite has undone this one statement
            return set(self._connection.execute(_ENTER_WHERE_FREE.format(places), values).fetchall())
        return {key(one) for one in given}

    def standing(self, keys: Sequence[Key]) -> dict[Key, Answer]:
        """See `Book`."""
        found = self._connection.execute(_STANDING.format(_list("(?,?)", keys)), _flat(keys))
        return {
            (round_id, learner_id): Answer(
                round_id=round_id,
                learner_id=learner_id,
                response=response_from_json(response),
                credit=credit,
                points=points,
                answered_at=_moment(answered_at),
            )
            for round_id, learner_id, response, credit, points, answered_at in found
        }

    def keep_names(self, names: Sequence[tuple[int, int, str]]) -> None:
        """See `Book`."""
        self._connection.execute(
            _NAMES.format(_list("(?,?,?,?)", names)), _flat(name_values(*one).values() for one in names)
        )


def _answer_row(one: NewAnswer) -> tuple[Any, ...]:
    return (
        *(one.round_id, one.learner_id, one.guild_id, response_to_json(one.response), one.credit, one.points),
        *((one.answered_at - _EPOCH) // _MILLISECOND, one.day.isoformat()),
    )


def _moment(milliseconds: int) -> datetime:
    return _EPOCH + milliseconds * _MILLISECOND


def _list(places: str, of: Sequence[object]) -> str:
    return ",".join([places] * len(of))


def _flat(rows: Iterable[Iterable[Any]]) -> list[Any]:
    return [value for row in rows for value in row]
