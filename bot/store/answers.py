"""Answers: kept in groups, the first of each learner to each round, and never after the round has closed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TypeAlias

import sqlalchemy as sa

from bot.core.models import Response
from bot.core.records import Answer, NewAnswer, Round, RoundState, Standing, Verdict
from bot.core.snapshot import response_from_json
from bot.store.books import Book, Held, Key, SqlBook, SqliteBook, key
from bot.store.engine import Database
from bot.store.part import Part, is_hidden
from bot.store.rows import answer_of, kept_answer, round_of, standing_of
from bot.store.schema import answers, learners, rounds
from bot.store.writer import GroupCommit

Recorded: TypeAlias = tuple[Verdict, Answer | None]


class Answers(Part):
    """Answers, and what can be read from them while a quiz runs."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._writer = GroupCommit[NewAnswer, Recorded](self._write)

    async def record(self, answer: NewAnswer) -> Recorded:
        """Keep an answer; when this returns, what it says is on the disk.

        SAVED and ALREADY come with the answer that stands. CLOSED is also for an answer given after the round's end.

        Raises:
            NotSaved: the database did not take it; its cause is the database's own error.
        """
        return await self._writer.submit(answer)

    async def flush(self) -> None:
        """Wait until every answer that has come in so far has been written, or refused."""
        await self._writer.flush()

    async def answered(self, round_id: int) -> int:
        """How many learners have answered a round."""
        return await self._count(answers, answers.c.round_id == round_id)

    async def tally(self, round_id: int) -> list[tuple[Response, float]]:
        """Every response to a round with its credit, nobody's name on them."""
        query = sa.select(answers.c.response, answers.c.credit).where(answers.c.round_id == round_id)
        return [(response_from_json(row.response), row.credit) for row in await self._rows(query)]

    async def answer(self, round_id: int, learner_id: int) -> Answer | None:
        """A learner's answer to a round, if they gave one."""
        query = sa.select(answers).where(answers.c.round_id == round_id, answers.c.learner_id == learner_id)
        row = await self._row(query)
        return None if row is None else answer_of(row)

    async def standings(self, quiz_id: int) -> list[Standing]:
        """Everybody's sums over the closed rounds of a quiz, best first, equals by name and then by id.

        The answers of those who have been erased since (ids below 0) are nobody's, and left out.
        """
        sums = (
            sa.select(
                answers.c.learner_id,
                sa.func.count().label("answers"),
                sa.func.sum(answers.c.credit).label("credit"),
                sa.func.sum(answers.c.points).label("points"),
                rounds.c.guild_id,
            )
            .join_from(answers, rounds)
            .where(rounds.c.quiz_id == quiz_id, rounds.c.state == RoundState.CLOSED.value)
            .where(answers.c.learner_id > 0)
            .group_by(answers.c.learner_id, rounds.c.guild_id)
            .subquery()
        )
        query = (
            sa.select(sums, sa.func.coalesce(learners.c.name, "").label("name"), is_hidden(sums.c.learner_id))
            .outerjoin_from(
                sums,
                learners,
                sa.and_(learners.c.guild_id == sums.c.guild_id, learners.c.learner_id == sums.c.learner_id),
            )
            .order_by(sums.c.points.desc(), learners.c.sort_name, sums.c.learner_id)
        )
        return [standing_of(row) for row in await self._rows(query)]

    async def results(self, quiz_id: int, learner_id: int) -> list[tuple[Round, Answer | None]]:
        """The closed rounds of a quiz in order, each with a learner's answer to it."""
        closed = sa.select(rounds).where(rounds.c.quiz_id == quiz_id, rounds.c.state == RoundState.CLOSED.value)
        given = (
            sa.select(answers)
            .join_from(answers, rounds)
            .where(rounds.c.quiz_id == quiz_id, answers.c.learner_id == learner_id)
        )
        asked = [round_of(row) for row in await self._rows(closed.order_by(rounds.c.position))]
        theirs = {row.round_id: answer_of(row) for row in await self._rows(given)}
        return [(round_, theirs.get(round_.id)) for round_ in asked]

    async def _write(self, batch: Sequence[NewAnswer]) -> list[Recorded]:
        """Write a batch in one transaction; when this returns, it has been committed."""

        def work(connection: sa.Connection | sqlite3.Connection) -> list[Recorded]:
            if isinstance(connection, sqlite3.Connection):
                return write_down(SqliteBook(connection), batch)
            return write_down(SqlBook(connection, self._database.insert), batch)

        return await self._database.transact(work)


def write_down(book: Book, batch: Sequence[NewAnswer]) -> list[Recorded]:
    """Enter a batch in a book; what came of each answer, in the order of the batch."""
    # Always in the same order, lest two processes wait for each other; equals stay in the order of arrival.
    held = book.hold(sorted({one.round_id for one in batch}))
    verdicts = [_verdict(one, held.get(one.round_id)) for one in batch]
    taken = sorted((one for one, verdict in zip(batch, verdicts, strict=True) if verdict is Verdict.SAVED), key=key)
    entered = book.enter(taken) if taken else ()
    first: dict[Key, NewAnswer] = {}
    for one in taken:
        if key(one) in entered:
            first.setdefault(key(one), one)
    beaten = {key(one) for one in taken if first.get(key(one)) is not one}
    standing = book.standing(sorted(beaten)) if beaten else {}
    if names := {(one.guild_id or 0, one.learner_id): one.name for one in first.values()}:
        book.keep_names([(*whose, name) for whose, name in sorted(names.items())])
    return [
        (verdict, None)
        if verdict is not Verdict.SAVED
        else (verdict, kept_answer(one))
        if first.get(key(one)) is one
        else (Verdict.ALREADY, standing[key(one)])
        for one, verdict in zip(batch, verdicts, strict=True)
    ]


def _verdict(one: NewAnswer, round_: Held | None) -> Verdict:
    """What is to be made of an answer, as far as its round goes."""
    if round_ is None or round_.state == RoundState.WAITING:
        return Verdict.UNKNOWN
    if round_.state == RoundState.PAUSED:
        return Verdict.PAUSED
    late = round_.ends_at is not None and one.answered_at > round_.ends_at
    return Verdict.CLOSED if late or round_.state == RoundState.CLOSED else Verdict.SAVED
