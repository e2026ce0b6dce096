"""What teachers are told of: first attempts, the gradebook's sums, and learners' doubts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from bot.core.gradebook import DaySum
from bot.core.item_analysis import Attempt
from bot.core.models import Item
from bot.core.records import Doubt, DoubtState, NewDoubt, RoundState
from bot.core.snapshot import item_from_json, item_to_json, response_from_json
from bot.store.part import Part, to_the_end, within_topic
from bot.store.rows import AnyRow, name_values
from bot.store.schema import answers, daily_totals, doubts, learners, rounds, withdrawals


class Reports(Part):
    """Reading for teachers' reports; and doubts and withdrawals, which come of it."""

    @to_the_end
    async def first_attempts(
        self, guild_id: int, since: date | None, topic: str | None
    ) -> list[tuple[str, str, Attempt]]:
        """Each learner's first answer to each version of an item in a server: the item's id, its version, the answer.

        Of rounds that are over. The time taken is known of live quizzes alone: elsewhere a question may lie open for
        hours. `topic` is a bank's id, or a movement's for all its banks.
        """
        first = sa.func.row_number().over(
            partition_by=(rounds.c.item_id, rounds.c.version, answers.c.learner_id),
            order_by=(answers.c.answered_at, answers.c.round_id),
        )
        query = (
            sa.select(
                rounds.c.item_id,
                rounds.c.version,
                rounds.c.quiz_id,
                rounds.c.opened_at,
                answers.c.learner_id,
                answers.c.credit,
                answers.c.response,
                answers.c.answered_at,
                answers.c.day,
                first.label("nth"),
            )
            .join_from(answers, rounds)
            .where(rounds.c.guild_id == guild_id, rounds.c.state == RoundState.CLOSED.value)
        )
        if topic is not None:
            query = query.where(within_topic(rounds.c.topic, topic))
        every = query.subquery()
        query = sa.select(every).where(every.c.nth == 1)
        if since is not None:
            query = query.where(every.c.day >= since)
        return [(row.item_id, row.version, _attempt(row)) for row in await self._rows(query)]

    async def items_asked(self, guild_id: int, topic: str | None) -> dict[tuple[str, str], tuple[int, Item]]:
        """Every version of an item that a server has been asked, by id and version: its last round, and the item."""
        last = sa.select(sa.func.max(rounds.c.id)).where(rounds.c.guild_id == guild_id)
        if topic is not None:
            last = last.where(within_topic(rounds.c.topic, topic))
        query = sa.select(rounds.c.id, rounds.c.item_id, rounds.c.version, rounds.c.item).where(
            rounds.c.id.in_(last.group_by(rounds.c.item_id, rounds.c.version))
        )
        return {(row.item_id, row.version): (row.id, item_from_json(row.item)) for row in await self._rows(query)}

    async def day_sums(self, guild_id: int, since: date | None, topic: str | None) -> list[DaySum]:
        """What each learner of a server did in class, by topic and day."""
        query = (
            sa.select(
                daily_totals.c.learner_id,
                sa.func.coalesce(learners.c.name, "").label("name"),
                daily_totals.c.topic,
                daily_totals.c.day,
                daily_totals.c.answers,
                daily_totals.c.credit,
            )
            .outerjoin_from(
                daily_totals,
                learners,
                sa.and_(
                    learners.c.guild_id == daily_totals.c.guild_id, learners.c.learner_id == daily_totals.c.learner_id
                ),
            )
            .where(daily_totals.c.guild_id == guild_id, daily_totals.c.learner_id > 0)
        )
        if since is not None:
            query = query.where(daily_totals.c.day >= since)
        if topic is not None:
            query = query.where(within_topic(daily_totals.c.topic, topic))
        return [DaySum(**row._asdict()) for row in await self._rows(query)]

    # Doubts.

    @to_the_end
    async def raise_doubt(self, new: NewDoubt) -> tuple[Doubt, bool]:
        """Keep a doubt and the learner's name; whether it is new.

        Where there is an open one of the same learner's about the same item, its words are changed instead.
        """
        values = {
            "guild_id": new.guild_id,
            "item_id": new.item.id,
            "version": new.item.version,
            "item": item_to_json(new.item),
            "learner_id": new.learner_id,
            "said": new.said,
            "raised_at": new.raised_at,
            "state": DoubtState.OPEN.value,
        }
        earlier = sa.update(doubts).where(
            doubts.c.guild_id == new.guild_id,
            doubts.c.item_id == new.item.id,
            doubts.c.learner_id == new.learner_id,
            doubts.c.state == DoubtState.OPEN.value,
        )
        name = self._database.insert(learners).values(name_values(new.guild_id, new.learner_id, new.name))
        kept = {"name": name.excluded.name, "sort_name": name.excluded.sort_name}
        name = name.on_conflict_do_update(index_elements=[learners.c.guild_id, learners.c.learner_id], set_=kept)
        reworded = earlier.values({key: values[key] for key in ("version", "item", "said")}).returning(*doubts.c)
        async with self._database.write() as connection:
            await connection.execute(name)
            if (row := (await connection.execute(reworded)).first()) is not None:
                return _doubt_of(row), False
            row = (await connection.execute(sa.insert(doubts).values(values).returning(*doubts.c))).one()
        return _doubt_of(row), True

    async def doubt(self, doubt_id: int) -> Doubt | None:
        """The doubt of that id, if there is one."""
        row = await self._row(sa.select(doubts).where(doubts.c.id == doubt_id))
        return None if row is None else _doubt_of(row)

    async def doubts_of(self, guild_id: int, state: DoubtState) -> list[Doubt]:
        """A server's doubts in a state, the oldest first."""
        query = sa.select(doubts).where(doubts.c.guild_id == guild_id, doubts.c.state == state.value)
        return [_doubt_of(row) for row in await self._rows(query.order_by(doubts.c.id))]

    async def doubts_raised(self, guild_id: int, learner_id: int, since: datetime) -> int:
        """How many doubts a learner has raised in a server since a moment."""
        return await self._count(
            doubts, doubts.c.guild_id == guild_id, doubts.c.learner_id == learner_id, doubts.c.raised_at >= since
        )

    async def settle_doubt(self, doubt_id: int, state: DoubtState, answered_by: int, reply: str | None = None) -> bool:
        """Note what a teacher has done about an open doubt; whether it was still open."""
        values = {"state": state.value, "answered_by": answered_by, "reply": reply}
        open_ = sa.and_(doubts.c.id == doubt_id, doubts.c.state == DoubtState.OPEN.value)
        settled = sa.update(doubts).where(open_).values(values).returning(doubts.c.id)
        async with self._database.write() as connection:
            return (await connection.execute(settled)).first() is not None

    # Withdrawals.

    @to_the_end
    async def withdraw(self, guild_id: int, item: Item, teacher_id: int, at: datetime) -> None:
        """Let a server never ask an item again, and settle all open doubts about it."""
        values = {
            "guild_id": guild_id,
            "item_id": item.id,
            "version": item.version,
            "withdrawn_by": teacher_id,
            "withdrawn_at": at,
        }
        insert = self._database.insert(withdrawals).values(values).on_conflict_do_nothing()
        settled = sa.update(doubts).where(
            doubts.c.guild_id == guild_id, doubts.c.item_id == item.id, doubts.c.state == DoubtState.OPEN.value
        )
        async with self._database.write() as connection:
            await connection.execute(insert)
            await connection.execute(settled.values(state=DoubtState.WITHDRAWN.value, answered_by=teacher_id))

    async def bring_back(self, guild_id: int, item_id: str) -> None:
        """Let a server ask an item again that it had withdrawn."""
        await self._change(
            sa.delete(withdrawals).where(withdrawals.c.guild_id == guild_id, withdrawals.c.item_id == item_id)
        )


def _attempt(row: AnyRow) -> Attempt:
    taken: timedelta | None = None
    named = row.learner_id > 0  # what somebody erased has left (an id below 0) has lost its moment
    if named and row.quiz_id is not None and row.opened_at is not None:
        taken = max(row.answered_at - row.opened_at, timedelta(0))
    return Attempt(row.learner_id, row.credit, response_from_json(row.response), taken)


def _doubt_of(row: AnyRow) -> Doubt:
    return Doubt(
        id=row.id,
        guild_id=row.guild_id,
        item=item_from_json(row.item),
        learner_id=row.learner_id,
        said=row.said,
        raised_at=row.raised_at,
        state=DoubtState(row.state),
        reply=row.reply,
    )
