"""What learners remember, and on which days they were active."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from bot.core.records import RoundState
from bot.core.review import Memory, Review
from bot.store.part import Part, to_the_end
from bot.store.rows import AnyRow
from bot.store.schema import UNREMEMBERED, activity, answers, memories, rounds

_PRIVATE_OR_CLOSED = sa.or_(rounds.c.state == RoundState.CLOSED.value, rounds.c.sitting_id.is_not(None))
_ANSWERED = sa.exists().where(answers.c.round_id == rounds.c.id)
_OVER = sa.or_(rounds.c.state == RoundState.CLOSED.value, sa.and_(rounds.c.sitting_id.is_not(None), _ANSWERED))
"""Answers are reviewed when nobody can be told anything by it any more: a sitting's at once, others' at the close."""


class Memories(Part):
    """Memories and activity. The answers of a round enter them once, all together: `rounds.remembered` says so."""

    @to_the_end
    async def pass_over_unanswered(self) -> None:
        """Let the closed rounds that nobody answered count as remembered."""
        nothing = sa.update(rounds).where(UNREMEMBERED, rounds.c.state == RoundState.CLOSED.value, ~_ANSWERED)
        await self._change(nothing.values(remembered=True))

    async def unremembered(self, limit: int) -> list[int]:
        """The ids of rounds that are over and whose answers have not been reviewed yet, the oldest first."""
        query = sa.select(rounds.c.id).where(UNREMEMBERED, _OVER).order_by(rounds.c.id).limit(limit)
        return [row.id for row in await self._rows(query)]

    async def reviews_of(self, round_id: int) -> list[Review]:
        """The answers to a round, as far as they tell what is remembered.

        None where they have been reviewed, or the round is not over.
        """
        query = (
            sa.select(
                answers.c.learner_id,
                answers.c.credit,
                answers.c.answered_at,
                rounds.c.item_id,
                rounds.c.version,
                rounds.c.hinted,
                rounds.c.attempt,
            )
            .join_from(answers, rounds)
            .where(rounds.c.id == round_id, UNREMEMBERED, _PRIVATE_OR_CLOSED, answers.c.learner_id > 0)
            .order_by(answers.c.learner_id)
        )
        return [
            Review(
                learner_id=row.learner_id,
                item_id=row.item_id,
                version=row.version,
                at=row.answered_at,
                credit=row.credit,
                hinted=row.hinted,
                attempt=row.attempt,
            )
            for row in await self._rows(query)
        ]

    async def memories(self, learner_id: int) -> dict[str, Memory]:
        """All that a learner remembers, by the item's id."""
        query = sa.select(memories).where(memories.c.learner_id == learner_id)
        return {row.item_id: memory_of(row) for row in await self._rows(query)}

    async def memories_of_item(self, item_id: str, learner_ids: Collection[int]) -> dict[int, Memory]:
        """What some learners remember of one item, by their ids."""
        query = sa.select(memories).where(memories.c.learner_id.in_(learner_ids), memories.c.item_id == item_id)
        return {row.learner_id: memory_of(row) for row in await self._rows(query)}

    @to_the_end
    async def remember(self, round_id: int, learned: Sequence[Memory]) -> bool:
        """Let the answers of a round have been reviewed: the memories that came of it, and the day's activity.

        A sitting's round is closed by it. False where that had been done before, or the round is not over; then
        nothing was changed.
        """
        mark = sa.update(rounds).where(rounds.c.id == round_id, rounds.c.remembered == sa.false(), _OVER)
        async with self._database.write() as connection:
            marked = await connection.execute(
                mark.values(remembered=True, state=RoundState.CLOSED.value).returning(rounds.c.id)
            )
            if marked.one_or_none() is None:
                return False
            given = await connection.execute(sa.select(answers.c.learner_id).where(answers.c.round_id == round_id))
            still = {row.learner_id for row in given}  # who has been erased meanwhile is not to be remembered
            learned = [one for one in learned if one.learner_id in still]
            if learned:
                insert = self._database.insert(memories)
                keys = {"learner_id", "item_id"}
                values = {c.name: insert.excluded[c.name] for c in memories.c if c.name not in keys}
                newer = memories.c.last_review <= insert.excluded.last_review
                upsert = insert.on_conflict_do_update(index_elements=sorted(keys), set_=values, where=newer)
                await connection.execute(upsert, [asdict(one) for one in learned])
            await connection.execute(self._add_activity(round_id))
        return True

    async def due(self, learner_id: int, by: datetime) -> dict[str, Memory]:
        """What a learner remembers of what is due by a moment, by the item's id; what was missed is due at once."""
        late = sa.or_(memories.c.missed == sa.true(), memories.c.due_at <= by)
        query = sa.select(memories).where(memories.c.learner_id == learner_id, late)
        return {row.item_id: memory_of(row) for row in await self._rows(query)}

    def _add_activity(self, round_id: int) -> sa.Insert:
        keys, sums = ["learner_id", "day", "guild_id"], ["answers", "credit"]
        given = (
            sa.select(
                answers.c.learner_id,
                answers.c.day,
                sa.func.coalesce(rounds.c.guild_id, 0),
                sa.literal_column("1"),
                answers.c.credit,
            )
            .join_from(answers, rounds)
            .where(answers.c.round_id == round_id, answers.c.learner_id > 0)
            .order_by(answers.c.learner_id)
        )
        adding = self._database.insert(activity).from_select([*keys, *sums], given)
        return adding.on_conflict_do_update(
            index_elements=keys, set_={name: activity.c[name] + adding.excluded[name] for name in sums}
        )


def memory_of(row: AnyRow) -> Memory:
    """A memory from a whole row of its table."""
    return Memory(**row._asdict())
