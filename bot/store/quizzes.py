"""Live quizzes. Every move is made on the revision it was decided on, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import MoveNotAllowed, QuizAlreadyRunning, StaleState
from bot.core.live import End, LiveState, Phase
from bot.core.records import NewQuiz, Quiz, Round, RoundState
from bot.store.part import Part, to_the_end
from bot.store.rows import quiz_of, round_of, round_values, state_values
from bot.store.schema import PODIUM_WANTED, RUNNING, answers, quizzes, rounds
from bot.store.totals import add_to_totals


class Quizzes(Part):
    """Live quizzes and their moves."""

    @to_the_end
    async def create_quiz(self, new: NewQuiz) -> Quiz:
        """Keep a new quiz with all its rounds, which wait for their turn.

        Raises:
            QuizAlreadyRunning: the channel has one that is not over.
        """
        values = {
            "revision": 0,
            "guild_id": new.guild_id,
            "channel_id": new.channel_id,
            "host_id": new.host_id,
            "bank": new.bank,
            "title": new.title,
            "seconds": new.seconds,
            "speed_bonus": new.speed_bonus,
            "created_at": new.created_at,
            "podium_done": False,
            **state_values(new.state),
        }
        insert = self._database.insert(quizzes).values(values)
        insert = insert.on_conflict_do_nothing(index_elements=[quizzes.c.channel_id], index_where=RUNNING)
        async with self._database.write() as connection:
            row = (await connection.execute(insert.returning(*quizzes.c))).one_or_none()
            if row is None:
                raise QuizAlreadyRunning(new.channel_id)
            shared = {
                "quiz_id": row.id,
                "guild_id": new.guild_id,
                "channel_id": new.channel_id,
                "state": RoundState.WAITING.value,
            }
            if planned := round_values(new.plan, shared):
                await connection.execute(sa.insert(rounds), planned)
        return quiz_of(row)

    async def quiz(self, quiz_id: int) -> Quiz | None:
        """The quiz of that id, if there is one."""
        row = await self._row(sa.select(quizzes).where(quizzes.c.id == quiz_id))
        return None if row is None else quiz_of(row)

    async def active_quiz(self, channel_id: int) -> Quiz | None:
        """The quiz of a channel that is not over."""
        row = await self._row(sa.select(quizzes).where(quizzes.c.channel_id == channel_id, RUNNING))
        return None if row is None else quiz_of(row)

    async def active_quizzes(self) -> list[Quiz]:
        """Every quiz of this shard that is not over, the oldest first."""
        ours = self._ours(quizzes.c.guild_id)
        return await self._quizzes_of(sa.select(quizzes).where(RUNNING, ours).order_by(quizzes.c.id))

    async def due_quizzes(self, now: datetime, limit: int) -> list[Quiz]:
        """Quizzes whose moment has come, the one that has waited longest first."""
        due = sa.select(quizzes).where(quizzes.c.due_at <= now, self._ours(quizzes.c.guild_id))
        return await self._quizzes_of(due.order_by(quizzes.c.due_at, quizzes.c.id).limit(limit))

    async def next_due(self, excluding: Collection[int] = ()) -> datetime | None:
        """The earliest moment that any quiz waits for, leaving out those of the ids in `excluding`."""
        ours = self._ours(quizzes.c.guild_id)
        query = sa.select(sa.func.min(quizzes.c.due_at)).where(quizzes.c.due_at.is_not(None), ours)
        if excluding:
            query = query.where(quizzes.c.id.not_in(excluding))
        [row] = await self._rows(query)
        found: datetime | None = row[0]
        return found

    @to_the_end
    async def move_quiz(self, before: Quiz, after: LiveState) -> Quiz:
        """Make a move that neither opens nor closes a round; a pause, a resumption or a new end reaches the open one.

        Raises:
            StaleState: the quiz has been moved since `before` was read; nothing was changed.
            MoveNotAllowed: the move would open or close a round.
        """
        if before.state.round_is_open != after.round_is_open:
            raise MoveNotAllowed("move", before.state.phase.value)
        async with self._database.write() as connection:
            quiz = await _swap(connection, before, after)
            if after.round_is_open:
                await connection.execute(_round_at(quiz).values(_round_values(after)))
        return quiz

    @to_the_end
    async def open_round(self, before: Quiz, after: LiveState, now: datetime) -> tuple[Quiz, Round]:
        """Make the move that asks the next question: its round is open from `now` until `after.answers_until`.

        Raises:
            StaleState: the quiz has been moved since `before` was read; nothing was changed.
        """
        async with self._database.write() as connection:
            quiz = await _swap(connection, before, after)
            opened = await connection.execute(
                _round_at(quiz).values(opened_at=now, **_round_values(after)).returning(*rounds.c)
            )
            row = opened.one()
        return quiz, round_of(row)

    @to_the_end
    async def close_round(self, before: Quiz, decide: Callable[[int], LiveState]) -> tuple[Quiz, Round]:
        """Close the open round, open or paused, and add its answers to the totals; both happen exactly once.

        `decide` is given the number of answers, which is final by then, and says what state the quiz goes on in.

        Raises:
            StaleState: the quiz has been moved since `before` was read; nothing was changed.
            MoveNotAllowed: `before` has no open round, or the state decided on still has one.
        """
        if not before.state.round_is_open:
            raise MoveNotAllowed("reveal", before.state.phase.value)
        async with self._database.write() as connection:
            held = sa.select(quizzes.c.revision).where(quizzes.c.id == before.id).with_for_update(key_share=True)
            if await connection.scalar(held) != before.revision:
                raise StaleState
            closed = await connection.execute(  # waits for answers that are being written, and lets no more in
                _round_at(before).values(state=RoundState.CLOSED.value).returning(*rounds.c)
            )
            row = closed.one()
            count = sa.select(sa.func.count()).select_from(answers).where(answers.c.round_id == row.id)
            after = decide(int(await connection.scalar(count) or 0))
            if after.round_is_open:
                raise MoveNotAllowed("reveal", after.phase.value)
            await add_to_totals(connection, self._database.insert, row.id)
            quiz = await _swap(connection, before, after)
        return quiz, round_of(row)

    async def ended_without_podium(self) -> list[Quiz]:
        """Quizzes that are over and whose podium has neither been posted nor given up; lost ones have none."""
        ours = self._ours(quizzes.c.guild_id)
        wanted = sa.select(quizzes).where(PODIUM_WANTED, quizzes.c.ended_as != End.LOST.value, ours)
        return await self._quizzes_of(wanted.order_by(quizzes.c.id))

    async def set_podium(self, quiz_id: int, message_id: int) -> None:
        """Note the message that the podium stands in."""
        await self._change(_only(quiz_id).values(podium_id=message_id, podium_done=True))

    async def give_up_podium(self, quiz_id: int) -> None:
        """Never try again to post the podium."""
        await self._change(_only(quiz_id).values(podium_done=True))

    async def _quizzes_of(self, query: sa.Select[*tuple[Any, ...]]) -> list[Quiz]:
        return [quiz_of(row) for row in await self._rows(query)]


def _only(quiz_id: int) -> sa.Update:
    return sa.update(quizzes).where(quizzes.c.id == quiz_id)


def _round_at(quiz: Quiz) -> sa.Update:
    """A change to the round that a quiz has come to."""
    return sa.update(rounds).where(rounds.c.quiz_id == quiz.id, rounds.c.position == quiz.state.position)


def _round_values(state: LiveState) -> dict[str, Any]:
    """What the state of a quiz makes of its open round; while it is paused, the round's end has no meaning."""
    if state.phase is Phase.ASKING:
        return {"state": RoundState.OPEN.value, "ends_at": state.answers_until}
    return {"state": RoundState.PAUSED.value}


async def _swap(connection: AsyncConnection, before: Quiz, after: LiveState) -> Quiz:
    """Put a quiz into its next state, if nobody else has since `before` was read."""
    moved = await connection.execute(
        sa.update(quizzes)
        .where(quizzes.c.id == before.id, quizzes.c.revision == before.revision)
        .values(revision=before.revision + 1, **state_values(after))
        .returning(*quizzes.c)
    )
    row = moved.one_or_none()
    if row is None:
        raise StaleState
    return quiz_of(row)
