"""Schedules, and the questions that they have posted. What becomes of their slots is in `slots`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

import sqlalchemy as sa

from bot.core.models import Item
from bot.core.records import NewSchedule, Post, PostState, Round, RoundState, Schedule, ScheduleState
from bot.core.snapshot import item_from_json
from bot.store.part import Part, is_hidden, to_the_end
from bot.store.rows import post_of, round_of, schedule_of, schedule_values
from bot.store.schema import (
    CLAIMED,
    MISSED,
    POSTED_OPEN,
    WAITING,
    answers,
    learners,
    posts,
    rounds,
    schedules,
)
from bot.store.totals import add_to_totals


class Schedules(Part):
    """Schedules, and the questions that they posted."""

    # What teachers do.

    @to_the_end
    async def create_schedule(self, new: NewSchedule) -> Schedule:
        """Keep a new schedule, which is active at once."""
        insert = sa.insert(schedules).values(schedule_values(new)).returning(*schedules.c)
        async with self._database.write() as connection:
            return schedule_of((await connection.execute(insert)).one())

    async def schedule(self, schedule_id: int) -> Schedule | None:
        """The schedule of that id, also where it has been removed."""
        row = await self._row(sa.select(schedules).where(schedules.c.id == schedule_id))
        return None if row is None else schedule_of(row)

    async def schedules_of(self, guild_id: int) -> list[Schedule]:
        """The schedules of a server that have not been removed, in the order in which they were added."""
        query = sa.select(schedules).where(
            schedules.c.guild_id == guild_id, schedules.c.state != ScheduleState.REMOVED.value
        )
        return [schedule_of(row) for row in await self._rows(query.order_by(schedules.c.id))]

    @to_the_end
    async def save_schedule(self, before: Schedule, after: Schedule) -> bool:
        """Keep what has changed of a schedule; False, and nothing kept, where it is not as it was before any more.

        Another teacher may have removed it meanwhile, or its slot may have been claimed.
        """
        old, new = schedule_values(before), schedule_values(after)
        as_before = [schedules.c[name].is_not_distinct_from(old[name]) for name in ("state", "due_at", "not_before")]
        changed = {name: value for name, value in new.items() if value != old[name]} or {"state": old["state"]}
        change = _only(before.id).where(*as_before).values(changed).returning(schedules.c.id)
        async with self._database.write() as connection:
            return (await connection.execute(change)).one_or_none() is not None

    async def save_fortunes(self, schedule: Schedule) -> None:
        """Keep how a schedule fares (failures, told, resting or active), unless a teacher has taken it out."""
        values = {"failures": schedule.failures, "told": schedule.told, "state": schedule.state.value}
        await self._change(_only(schedule.id).where(WAITING).values(values))

    # What is due.

    async def ahead_of(self, now: datetime) -> list[Schedule]:
        """Schedules that have noted slots as missed at a moment still to come: the clock was ahead when they did."""
        unreal = sa.select(posts.c.schedule_id).where(MISSED, posts.c.claimed_at > now)
        query = sa.select(schedules).where(WAITING, schedules.c.id.in_(unreal), self._ours(schedules.c.guild_id))
        return [schedule_of(row) for row in await self._rows(query)]

    async def last_real_day(self, schedule: Schedule, now: datetime) -> date | None:
        """The day of a schedule's latest slot, but for those that a clock which was ahead has noted as missed."""
        unreal = sa.and_(MISSED, posts.c.claimed_at > now)
        its = sa.select(sa.func.max(posts.c.day)).where(
            posts.c.schedule_id == schedule.id, posts.c.number == 0, ~unreal
        )
        found: date | None = (await self._rows(its))[0][0]
        return found

    async def forget_unreal(self, schedule: Schedule, now: datetime) -> None:
        """Forget the slots that a clock which was ahead has noted as missed."""
        await self._change(sa.delete(posts).where(MISSED, posts.c.claimed_at > now, posts.c.schedule_id == schedule.id))

    async def due_in_turn(self, now: datetime) -> list[int]:
        """The ids of the schedules whose moment has come, in a fair order.

        That is: of those due at one moment, one of each server, then a second of each, and so on.
        """
        turn = sa.func.row_number().over(
            partition_by=(schedules.c.due_at, schedules.c.guild_id), order_by=schedules.c.id
        )
        query = sa.select(schedules.c.id).where(WAITING, schedules.c.due_at <= now, self._ours(schedules.c.guild_id))
        return [row.id for row in await self._rows(query.order_by(schedules.c.due_at, turn, schedules.c.id))]

    async def due_schedules(self, now: datetime, ids: Sequence[int]) -> list[Schedule]:
        """Those of some schedules whose moment has come, in the order of the ids."""
        query = sa.select(schedules).where(WAITING, schedules.c.due_at <= now, schedules.c.id.in_(ids))
        found = {row.id: schedule_of(row) for row in await self._rows(query)}
        return [found[one] for one in ids if one in found]

    async def next_schedule_due(self, excluding: Collection[int] = ()) -> datetime | None:
        """The earliest moment that a schedule, an unposted slot or an open question of one waits for.

        Left out are the schedules of the ids in `excluding`, with all that is theirs.
        """
        waiting = sa.select(sa.func.min(schedules.c.due_at)).where(WAITING, self._ours(schedules.c.guild_id))
        unposted = sa.select(sa.func.min(posts.c.retry_at)).where(CLAIMED, self._ours(posts.c.guild_id))
        closing = (
            sa.select(sa.func.min(rounds.c.ends_at))
            .join(posts, posts.c.id == rounds.c.post_id)
            .where(POSTED_OPEN, posts.c.state == PostState.POSTED.value, self._ours(rounds.c.guild_id))
        )
        if excluding:
            theirs = sa.select(posts.c.id).where(posts.c.schedule_id.in_(excluding))
            waiting = waiting.where(schedules.c.id.not_in(excluding))
            unposted = unposted.where(posts.c.schedule_id.not_in(excluding))
            closing = closing.where(rounds.c.post_id.not_in(theirs))
        found = [(await self._rows(query))[0][0] for query in (waiting, unposted, closing)]
        return min((one for one in found if one is not None), default=None)

    # The questions of posts.

    async def keep_open_until(self, post_id: int, ends_at: datetime) -> None:
        """Let the question of a slot that is posted late be open for its full time."""
        still = sa.update(rounds).where(rounds.c.post_id == post_id, rounds.c.state == RoundState.OPEN.value)
        await self._change(still.values(ends_at=ends_at))

    async def post_round(self, post_id: int) -> Round | None:
        """The question of a post, if it has one."""
        row = await self._row(sa.select(rounds).where(rounds.c.post_id == post_id))
        return None if row is None else round_of(row)

    async def open_post_rounds(self, guild_id: int | None) -> list[Round]:
        """The questions of a server's schedules that can be answered, the latest first; of all servers' for None."""
        query = sa.select(rounds).where(POSTED_OPEN, rounds.c.state == RoundState.OPEN.value)
        if guild_id is not None:
            query = query.where(rounds.c.guild_id == guild_id)
        return [round_of(row) for row in await self._rows(query.order_by(rounds.c.id.desc()))]

    async def unrevealed_post_rounds(
        self, now: datetime, limit: int, excluding: Collection[int] = ()
    ) -> list[tuple[Round, Post]]:
        """Questions that are over and whose answer is still to be shown, each with its post; the longest waiting first.

        Left out are those that have not been posted yet, and those of the schedules of the ids in `excluding`.
        """
        over = (
            sa.select(rounds)
            .join(posts, posts.c.id == rounds.c.post_id)
            .where(POSTED_OPEN, rounds.c.ends_at <= now, posts.c.state == PostState.POSTED.value)
            .where(self._ours(rounds.c.guild_id))
        )
        if excluding:
            over = over.where(posts.c.schedule_id.not_in(excluding))
        found = [round_of(row) for row in await self._rows(over.order_by(rounds.c.ends_at, rounds.c.id).limit(limit))]
        query = sa.select(posts).where(posts.c.id.in_([round_.post_id for round_ in found]))
        theirs = {row.id: post_of(row) for row in await self._rows(query)} if found else {}
        return [(round_, theirs[round_.post_id]) for round_ in found if round_.post_id in theirs]

    @to_the_end
    async def close_post_round(self, round_id: int) -> Round | None:
        """Close a question and add its answers to the totals, exactly once; None where it was closed before."""
        close = sa.update(rounds).where(rounds.c.id == round_id, rounds.c.state != RoundState.CLOSED.value)
        async with self._database.write() as connection:
            closed = await connection.execute(close.values(state=RoundState.CLOSED.value).returning(*rounds.c))
            row = closed.one_or_none()
            if row is not None:
                await add_to_totals(connection, self._database.insert, round_id)
        return None if row is None else round_of(row)

    async def reveal_later(self, round_id: int, at: datetime) -> None:
        """Put off the reveal of a closed question that Discord did not take."""
        closed = sa.update(rounds).where(rounds.c.id == round_id, rounds.c.state == RoundState.CLOSED.value)
        await self._change(closed.values(ends_at=at))

    async def names_of_answerers(self, round_id: int) -> dict[int, str]:
        """Who has answered a round and may be shown to others, by the names they go by in its server."""
        query = (
            sa.select(answers.c.learner_id, sa.func.coalesce(learners.c.name, "").label("name"))
            .join_from(answers, rounds)
            .outerjoin(
                learners,
                sa.and_(learners.c.guild_id == rounds.c.guild_id, learners.c.learner_id == answers.c.learner_id),
            )
            .where(answers.c.round_id == round_id, answers.c.learner_id > 0, ~is_hidden(answers.c.learner_id))
        )
        return {row.learner_id: row.name for row in await self._rows(query)}

    async def hardest_round(self, guild_id: int, since: datetime, at_least: int) -> tuple[Item, float, int] | None:
        """The closed question of a server with the lowest mean credit, with that and the number of its answers.

        Only those count that were opened since a moment and have so many answers, in live quizzes and from schedules.
        """
        mean = sa.func.avg(answers.c.credit)
        query = (
            sa.select(rounds.c.item, mean.label("share"), sa.func.count().label("answers"))
            .join_from(answers, rounds)
            .where(
                rounds.c.guild_id == guild_id,
                rounds.c.sitting_id.is_(None),
                rounds.c.state == RoundState.CLOSED.value,
                rounds.c.opened_at >= since,
            )
            .group_by(rounds.c.id, rounds.c.item)
            .having(sa.func.count() >= at_least, mean < 1)
            .order_by(mean, rounds.c.id)
            .limit(1)
        )
        row = await self._row(query)
        return None if row is None else (item_from_json(row.item), float(row.share), int(row.answers))


def _only(schedule_id: int) -> sa.Update:
    return sa.update(schedules).where(schedules.c.id == schedule_id)
