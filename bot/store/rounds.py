"""Rounds, and what became of their messages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.core.records import Answer, Plan, Round, RoundState, Sitting
from bot.store.part import Part, to_the_end
from bot.store.rows import answer_of, round_of, round_values, sitting_of
from bot.store.schema import POSTED_OPEN, RUNNING, answers, quizzes, rounds, sittings


class Rounds(Part):
    """Rounds of live quizzes and of sittings."""

    async def round(self, round_id: int) -> Round | None:
        """The round of that id, if there is one."""
        row = await self._row(sa.select(rounds).where(rounds.c.id == round_id))
        return None if row is None else round_of(row)

    async def rounds_of(self, quiz_id: int) -> list[Round]:
        """The rounds of a quiz, in order."""
        return await self._rounds_in(sa.select(rounds).where(rounds.c.quiz_id == quiz_id).order_by(rounds.c.position))

    async def unrevealed_rounds(self, quiz_id: int) -> list[Round]:
        """The closed rounds of a quiz whose answers are still to be shown, in order, also where no message is noted."""
        unrevealed = sa.select(rounds).where(
            rounds.c.quiz_id == quiz_id,
            rounds.c.state == RoundState.CLOSED.value,
            rounds.c.revealed == sa.false(),
        )
        return await self._rounds_in(unrevealed.order_by(rounds.c.position))

    async def set_round_message(self, round_id: int, message_id: int | None) -> None:
        """Note the message that a round stands in; None where it has been deleted."""
        await self._change(_only(round_id).values(message_id=message_id))

    async def set_revealed(self, round_id: int) -> None:
        """Note that the message of a round shows the answer."""
        await self._change(_only(round_id).values(revealed=True))

    @to_the_end
    async def create_sitting(
        self, learner_id: int, guild_id: int | None, about: str, at: datetime, plan: Sequence[Plan]
    ) -> Sitting:
        """Keep a learner's private sitting; all its rounds are open from the start and never close."""
        values = {
            "learner_id": learner_id,
            "guild_id": guild_id,
            "about": about,
            "created_at": at,
            "total": len(plan),
        }
        async with self._database.write() as connection:
            row = (await connection.execute(sa.insert(sittings).values(values).returning(*sittings.c))).one()
            shared = {
                "sitting_id": row.id,
                "learner_id": learner_id,
                "guild_id": guild_id,
                "state": RoundState.OPEN.value,
                "opened_at": at,
            }
            if planned := round_values(plan, shared):
                await connection.execute(sa.insert(rounds), planned)
        return sitting_of(row)

    async def sitting(self, sitting_id: int) -> Sitting | None:
        """The sitting of that id, if there is one."""
        row = await self._row(sa.select(sittings).where(sittings.c.id == sitting_id))
        return None if row is None else sitting_of(row)

    @to_the_end
    async def add_to_sitting(self, sitting: Sitting, position: int, at: datetime, plan: Sequence[Plan]) -> None:
        """Let a sitting go on with some more rounds from a position; nothing is added where it has some there."""
        shared = {
            "sitting_id": sitting.id,
            "learner_id": sitting.learner_id,
            "guild_id": sitting.guild_id,
            "state": RoundState.OPEN.value,
            "opened_at": at,
        }
        more = [{**values, "position": position + index} for index, values in enumerate(round_values(plan, shared))]
        insert = self._database.insert(rounds).on_conflict_do_nothing(
            index_elements=[rounds.c.sitting_id, rounds.c.position]
        )
        async with self._database.write() as connection:
            await connection.execute(insert, more)

    async def sitting_rounds(self, sitting_id: int) -> list[Round]:
        """The rounds of a sitting, in order."""
        query = sa.select(rounds).where(rounds.c.sitting_id == sitting_id)
        return await self._rounds_in(query.order_by(rounds.c.position))

    async def sitting_answers(self, sitting_id: int) -> dict[int, Answer]:
        """The answers given in a sitting, by the id of their round."""
        query = sa.select(answers).join_from(answers, rounds).where(rounds.c.sitting_id == sitting_id)
        return {row.round_id: answer_of(row) for row in await self._rows(query)}

    async def items_in_play(self, guild_ids: Collection[int]) -> frozenset[str]:
        """The ids of the items that are being asked in some servers, or are still to be, and are not yet revealed."""
        live = (
            sa.select(rounds.c.item_id)
            .join(quizzes, quizzes.c.id == rounds.c.quiz_id)
            .where(RUNNING, quizzes.c.guild_id.in_(guild_ids), rounds.c.state != RoundState.CLOSED.value)
        )
        posted = sa.select(rounds.c.item_id).where(
            POSTED_OPEN, rounds.c.guild_id.in_(guild_ids), rounds.c.state == RoundState.OPEN.value
        )
        found = [*await self._rows(live), *await self._rows(posted)]
        return frozenset(row.item_id for row in found)

    async def set_hinted(self, round_id: int) -> None:
        """Note that the hint of a sitting's round has been shown; once it is answered, a hint is none any more."""
        answered = sa.exists().where(answers.c.round_id == rounds.c.id)
        await self._change(_only(round_id).where(rounds.c.sitting_id.is_not(None), ~answered).values(hinted=True))

    async def _rounds_in(self, query: sa.Select[*tuple[Any, ...]]) -> list[Round]:
        return [round_of(row) for row in await self._rows(query)]


def _only(round_id: int) -> sa.Update:
    return sa.update(rounds).where(rounds.c.id == round_id)
