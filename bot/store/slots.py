"""Slots: claimed by whoever enters them first - UNIQUE(schedule, day, number) -, posted once, and marked.

Many come at one minute. They are claimed many at a time, and marked as many at a time as have been posted meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa

from bot.core.errors import NotSaved, StoreTrouble
from bot.core.records import (
    Claim,
    Claimed,
    NewPost,
    Plan,
    Post,
    PostState,
    Round,
    RoundState,
    Schedule,
    ScheduleState,
    Trouble,
)
from bot.store.engine import Database, Insert, is_trouble
from bot.store.part import Part, to_the_end
from bot.store.rows import AnyRow, missed_values, post_of, post_values, round_values, schedule_of
from bot.store.schema import CLAIMED, posts, rounds, schedules, whole_milliseconds
from bot.store.writer import GroupCommit

Mark: TypeAlias = tuple[int, int | None]
"""A post and the message in which it stands."""
_TAKEN_UP = [ScheduleState.ACTIVE.value, ScheduleState.RESTING.value]


class Slots(Part):
    """What becomes of the slots of schedules."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._marks = GroupCommit[Mark, Exception | None](self._mark)

    @to_the_end
    async def claim_slots(self, claims: Sequence[Claim], now: datetime) -> list[Claimed | None]:
        """Take slots, in one transaction but each by itself, with its question and what its schedule waits for next.

        None where there is nothing to post, and where another has been quicker or a teacher has changed the schedule
        meanwhile; then nothing was changed for it.
        """
        insert = self._database.insert
        return await self._database.transact_sql(lambda connection: _claim(connection, insert, claims, now))

    @to_the_end
    async def extra_post(self, schedule: Schedule, new: NewPost) -> Claimed | None:
        """Take a slot beside those of the rule; None where its number has been taken."""
        insert = self._database.insert
        [found] = await self._database.transact_sql(lambda connection: _enter(connection, insert, [(schedule, new)]))
        return found

    async def post(self, post_id: int) -> Post | None:
        """The post of that id, if there is one."""
        row = await self._row(sa.select(posts).where(posts.c.id == post_id))
        return None if row is None else post_of(row)

    async def posts_of(self, schedule_id: int, limit: int) -> list[Post]:
        """The latest posts of a schedule, the last one first."""
        query = sa.select(posts).where(posts.c.schedule_id == schedule_id)
        return [post_of(row) for row in await self._rows(query.order_by(posts.c.id.desc()).limit(limit))]

    async def unposted(self, now: datetime, limit: int, excluding: Collection[int] = ()) -> list[Post]:
        """Slots that have been claimed and are to be posted, or looked for, by now; the longest waiting first.

        Left out are those of the schedules of the ids in `excluding`.
        """
        query = sa.select(posts).where(CLAIMED, posts.c.retry_at <= now, self._ours(posts.c.guild_id))
        if excluding:
            query = query.where(posts.c.schedule_id.not_in(excluding))
        return [post_of(row) for row in await self._rows(query.order_by(posts.c.retry_at, posts.c.id).limit(limit))]

    async def set_posted(self, post_id: int, message_id: int | None) -> None:
        """Note that a slot's message stands; None where it has none of its own (a live quiz)."""
        try:
            error = await self._marks.submit((post_id, message_id))
        except NotSaved as refusal:  # the process is being ended
            raise StoreTrouble from refusal.__cause__
        if error is None:
            return
        if is_trouble(error):
            raise StoreTrouble from error
        raise error

    async def flush_marks(self) -> None:
        """Wait until all that has been posted so far has been noted, or could not be."""
        await self._marks.flush()

    async def postpone_post(self, post_id: int, tries: int, retry_at: datetime, trouble: Trouble) -> None:
        """Note that a slot could not be posted, why, and when it is tried again."""
        values = {"tries": tries, "retry_at": retry_at, "trouble": trouble.value}
        await self._change(sa.update(posts).where(posts.c.id == post_id).values(values))

    @to_the_end
    async def give_up_post(self, post_id: int, trouble: Trouble) -> None:
        """Note that a slot will not be posted, and why; its question has not been asked."""
        failed = sa.update(posts).where(posts.c.id == post_id)
        unasked = sa.update(rounds).where(rounds.c.post_id == post_id)
        async with self._database.write() as connection:
            await connection.execute(
                failed.values(state=PostState.FAILED.value, retry_at=None, trouble=trouble.value, item_id=None)
            )
            await connection.execute(unasked.values(state=RoundState.CLOSED.value, revealed=True))

    # What has been posted before.

    async def times_asked(self, guild_ids: Collection[int]) -> dict[int, Counter[str]]:
        """How often the schedules of some servers have asked each item, by the server and the item's id."""
        query = (
            sa.select(posts.c.guild_id, posts.c.item_id, sa.func.count().label("times"))
            .where(posts.c.guild_id.in_(guild_ids), posts.c.item_id.is_not(None))
            .group_by(posts.c.guild_id, posts.c.item_id)
        )
        found: dict[int, Counter[str]] = {guild_id: Counter() for guild_id in guild_ids}
        for row in await self._rows(query):
            found[row.guild_id][row.item_id] = row.times
        return found

    async def last_lessons(self, schedule_ids: Collection[int]) -> dict[int, str]:
        """The lesson that each of some schedules posted last, where it has posted any."""
        latest = (
            sa.select(sa.func.max(posts.c.id))
            .where(
                posts.c.schedule_id.in_(schedule_ids),
                posts.c.lesson_id.is_not(None),
                posts.c.state.in_([PostState.CLAIMED.value, PostState.POSTED.value]),
            )
            .group_by(posts.c.schedule_id)
        )
        query = sa.select(posts.c.schedule_id, posts.c.lesson_id).where(posts.c.id.in_(latest))
        return {row.schedule_id: row.lesson_id for row in await self._rows(query)}

    async def lessons_posted(self, schedule_id: int) -> list[str]:
        """The lessons that a schedule has posted, the last one first."""
        query = sa.select(posts.c.lesson_id).where(
            posts.c.schedule_id == schedule_id,
            posts.c.lesson_id.is_not(None),
            posts.c.state == PostState.POSTED.value,
        )
        return [row.lesson_id for row in await self._rows(query.order_by(posts.c.id.desc()))]

    async def _mark(self, marks: Sequence[Mark]) -> list[Exception | None]:
        """Note a batch of posts in one transaction; what came of each of them is the same."""
        try:
            await self._database.transact_sql(lambda connection: _note(connection, marks))
        except Exception as error:  # noqa: BLE001 - drivers complain in many ways; each is handed on to its caller
            return [error] * len(marks)
        return [None] * len(marks)


def _claim(
    connection: sa.Connection, insert: Callable[[sa.Table], Insert], claims: Sequence[Claim], now: datetime
) -> list[Claimed | None]:
    """Take those of the claims whose schedules still wait for what they were reckoned for; in the claims' order."""
    ids = sorted(
        claim.before.id for claim in claims
    )  # always in the same order, lest two processes wait for each other
    held = sa.select(schedules).where(schedules.c.id.in_(ids), schedules.c.state.in_(_TAKEN_UP))
    rows = {row.id: row for row in connection.execute(held.order_by(schedules.c.id).with_for_update())}
    going = [claim for claim in claims if _waits_still(rows.get(claim.before.id), claim.before)]
    if not going:
        return [None] * len(claims)
    move = sa.update(schedules).where(schedules.c.id == sa.bindparam("schedule"))
    move = move.values(last_day=sa.bindparam("day"), due_at=sa.bindparam("due"))
    connection.execute(
        move, [{"schedule": one.before.id, "day": one.after.last_day, "due": one.after.due_at} for one in going]
    )
    if missed := [missed_values(claim.before, slot, now) for claim in going for slot in claim.missed]:
        connection.execute(insert(posts).on_conflict_do_nothing(), missed)
    taken = [(_moved(rows[one.before.id], one.after), one.new) for one in going if one.new is not None]
    entered = {one.schedule.id: one for one in _enter(connection, insert, taken) if one is not None}
    return [entered.get(claim.before.id) for claim in claims]


def _waits_still(row: AnyRow | None, before: Schedule) -> bool:
    return row is not None and row.last_day == before.last_day and row.due_at == before.due_at


def _moved(row: AnyRow, after: Schedule) -> Schedule:
    return replace(schedule_of(row), last_day=after.last_day, due_at=after.due_at)


def _enter(
    connection: sa.Connection, insert: Callable[[sa.Table], Insert], taken: Sequence[tuple[Schedule, NewPost]]
) -> list[Claimed | None]:
    """Enter posts whose places are free, each with its question."""
    if not taken:
        return []
    entry = insert(posts).on_conflict_do_nothing().returning(*posts.c)
    rows = connection.execute(entry, [post_values(schedule, new) for schedule, new in taken])
    entered = {(row.schedule_id, row.day, row.number): post_of(row) for row in rows}
    found = [(entered.get((schedule.id, new.slot.day, new.number)), schedule, new) for schedule, new in taken]
    asked = _ask(connection, [(post, new, new.plan) for post, _, new in found if post is not None and new.plan])
    return [
        None if post is None else Claimed(post=post, schedule=schedule, round=asked.get(post.id))
        for post, schedule, _ in found
    ]


def _ask(connection: sa.Connection, of: Sequence[tuple[Post, NewPost, Plan]]) -> dict[int, Round]:
    """Open the questions of posts; returned by their posts, as they will be read back."""
    if not of:
        return {}
    values = [row for post, new, plan in of for row in round_values([plan], _shared(post, new))]
    entered = connection.execute(sa.insert(rounds).returning(rounds.c.id, rounds.c.post_id), values)
    ids = {row.post_id: row.id for row in entered}
    return {
        post.id: Round(
            id=ids[post.id],
            quiz_id=None,
            sitting_id=None,
            learner_id=None,
            guild_id=post.guild_id,
            channel_id=post.channel_id,
            position=0,
            item=plan.item,
            order=plan.order,
            state=RoundState.OPEN,
            opened_at=whole_milliseconds(new.claimed_at),
            ends_at=None if new.ends_at is None else whole_milliseconds(new.ends_at),
            post_id=post.id,
        )
        for post, new, plan in of
    }


def _shared(post: Post, new: NewPost) -> dict[str, Any]:
    return {
        "post_id": post.id,
        "guild_id": post.guild_id,
        "channel_id": post.channel_id,
        "state": RoundState.OPEN.value,
        "opened_at": new.claimed_at,
        "ends_at": new.ends_at,
    }


def _note(connection: sa.Connection, marks: Sequence[Mark]) -> None:
    """Note the messages of posts, and of their questions."""
    given = [{"post": post_id, "message": message_id} for post_id, message_id in sorted(marks)]
    message = sa.bindparam("message", type_=sa.BigInteger())
    posted = sa.update(posts).where(posts.c.id == sa.bindparam("post"))
    values = {"state": PostState.POSTED.value, "message_id": message, "retry_at": None, "trouble": None}
    connection.execute(posted.values(values), given)
    asked = sa.update(rounds).where(rounds.c.post_id == sa.bindparam("post"))
    connection.execute(asked.values(message_id=message), given)
