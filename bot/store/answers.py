"""Answers: kept in groups, the first of each learner to each round, and never after the round has closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.models import Response
from bot.core.records import Answer, NewAnswer, Round, RoundState, Standing, Verdict
from bot.core.snapshot import response_from_json
from bot.store.engine import Database
from bot.store.part import Part
from bot.store.rows import AnyRow, answer_of, answer_values, kept_answer, name_values, round_of, standing_of
from bot.store.schema import answers, learners, rounds
from bot.store.writer import GroupCommit

Recorded: TypeAlias = tuple[Verdict, Answer | None]
_Key: TypeAlias = tuple[int, int]


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
        """Everybody's sums over the closed rounds of a quiz, best first, equals by name and then by id."""
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
            .group_by(answers.c.learner_id, rounds.c.guild_id)
            .subquery()
        )
        query = (
            sa.select(sums, sa.func.coalesce(learners.c.name, "").label("name"))
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
        async with self._database.write() as connection:
            found = await _held_rounds(connection, {one.round_id for one in batch})
            verdicts = [_verdict(one, found.get(one.round_id)) for one in batch]
            taken = [one for one, verdict in zip(batch, verdicts, strict=True) if verdict is Verdict.SAVED]
            first = await self._insert(connection, taken)
            standing = await _standing_answers(connection, [one for one in taken if id(one) not in first])
            await self._keep_names(connection, [one for one in taken if id(one) in first])
        return [
            (verdict, None)
            if verdict is not Verdict.SAVED
            else (Verdict.SAVED, kept_answer(one))
            if id(one) in first
            else (Verdict.ALREADY, standing[_key(one)])
            for one, verdict in zip(batch, verdicts, strict=True)
        ]

    async def _insert(self, connection: AsyncConnection, taken: Sequence[NewAnswer]) -> set[int]:
        """Insert what the table takes; returns the `id()` of each answer that it took."""
        if not taken:
            return set()
        # Always in the same order, lest two processes wait for each other; equals stay in the order of arrival.
        rows = [answer_values(one) for one in sorted(taken, key=_key)]
        insert = self._database.insert(answers).on_conflict_do_nothing()
        result = await connection.execute(insert.returning(answers.c.round_id, answers.c.learner_id), rows)
        inserted = {(row.round_id, row.learner_id) for row in result}
        first: dict[_Key, int] = {}
        for one in taken:
            if _key(one) in inserted:
                first.setdefault(_key(one), id(one))
        return set(first.values())

    async def _keep_names(self, connection: AsyncConnection, given: Iterable[NewAnswer]) -> None:
        """Note the names that learners go by, where they are new or have changed."""
        named = {(one.guild_id or 0, one.learner_id): one.name for one in given}
        if not named:
            return
        insert = self._database.insert(learners)
        await connection.execute(
            insert.on_conflict_do_update(
                index_elements=[learners.c.guild_id, learners.c.learner_id],
                set_={"name": insert.excluded.name, "sort_name": insert.excluded.sort_name},
                where=learners.c.name != insert.excluded.name,
            ),
            [name_values(*key, name) for key, name in sorted(named.items())],
        )


def _key(one: NewAnswer) -> _Key:
    return one.round_id, one.learner_id


def _verdict(one: NewAnswer, round_: AnyRow | None) -> Verdict:
    """What is to be made of an answer, as far as its round goes."""
    if round_ is None or round_.state == RoundState.WAITING:
        return Verdict.UNKNOWN
    if round_.state == RoundState.PAUSED:
        return Verdict.PAUSED
    late = round_.ends_at is not None and one.answered_at > round_.ends_at
    return Verdict.CLOSED if late or round_.state == RoundState.CLOSED else Verdict.SAVED


async def _held_rounds(connection: AsyncConnection, ids: set[int]) -> dict[int, AnyRow]:
    """The rounds of those ids, held so that none is closed before the answers to it are in."""
    query = (
        sa.select(rounds.c.id, rounds.c.state, rounds.c.ends_at)
        .where(rounds.c.id.in_(sorted(ids)))
        .order_by(rounds.c.id)
        .with_for_update(read=True)
    )
    return {row.id: row for row in await connection.execute(query)}


async def _standing_answers(connection: AsyncConnection, losers: Iterable[NewAnswer]) -> dict[_Key, Answer]:
    """The answers that were there before others of the same learners to the same rounds."""
    keys = sorted({_key(one) for one in losers})
    if not keys:
        return {}
    query = sa.select(answers).where(sa.tuple_(answers.c.round_id, answers.c.learner_id).in_(keys))
    return {(row.round_id, row.learner_id): answer_of(row) for row in await connection.execute(query)}
