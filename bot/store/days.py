"""On which days learners have answered, and on which days the schedules of a server have asked something."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from bot.core.records import PostState, RoundState, ScheduleState, What
from bot.store.part import Part
from bot.store.schema import POSTED_OPEN, UNREMEMBERED, activity, answers, posts, rounds, schedules

_ASKING = (What.QUESTION.value, What.LESSON_AND_QUESTION.value, What.QUIZ.value)
OUTSIDE = 0
"""Stands for direct messages among the servers of the activity."""


class Days(Part):
    """Days with answers, by learner; days with questions, by server.

    Answers enter the activity when their question has closed. Those to questions of schedules, which are open for a day
    or more, count here from the moment they are given: that somebody has answered tells nobody what is right.
    """

    async def days_active(self, guild_id: int, learner_ids: Collection[int], since: date) -> dict[int, set[date]]:
        """On which days since one each of some learners has answered, in a server or in direct messages."""
        given = _given(learner_ids, since)
        query = sa.select(given.c.learner_id, given.c.day).where(given.c.guild_id.in_([guild_id, OUTSIDE])).distinct()
        found: dict[int, set[date]] = {learner_id: set() for learner_id in learner_ids}
        for row in await self._rows(query):
            found[row.learner_id].add(row.day)
        return found

    async def activity(self, learner_id: int, since: date) -> dict[date, int]:
        """How many answers a learner has given on each day since one, wherever; days without any are left out."""
        given = _given([learner_id], since)
        query = sa.select(given.c.day, sa.func.sum(given.c.answers).label("answers")).group_by(given.c.day)
        return {row.day: int(row.answers) for row in await self._rows(query)}

    async def active_in(self, learner_id: int, since: date, limit: int) -> list[int]:
        """The servers in which a learner has answered since a day, the latest first."""
        given = _given([learner_id], since)
        query = (
            sa.select(given.c.guild_id)
            .where(given.c.guild_id != OUTSIDE)
            .group_by(given.c.guild_id)
            .order_by(sa.func.max(given.c.day).desc(), given.c.guild_id)
            .limit(limit)
        )
        return [row.guild_id for row in await self._rows(query)]

    async def days_asked(self, guild_id: int, since: date) -> dict[date, bool]:
        """On which days since one the schedules of a server have asked something, and whether it is still open."""
        open_ = sa.exists().where(rounds.c.post_id == posts.c.id, rounds.c.state == RoundState.OPEN.value)
        live = sa.select(schedules.c.id).where(schedules.c.guild_id == guild_id, schedules.c.what == What.QUIZ.value)
        query = (
            sa.select(posts.c.day, sa.func.max(sa.case((open_, 1), else_=0)).label("open"))
            .where(posts.c.guild_id == guild_id, posts.c.state == PostState.POSTED.value, posts.c.day >= since)
            .where(sa.or_(posts.c.item_id.is_not(None), posts.c.schedule_id.in_(live)))
            .group_by(posts.c.day)
        )
        return {row.day: bool(row.open) for row in await self._rows(query)}

    async def schedules_that_ask(self, guild_id: int) -> tuple[int, datetime | None]:
        """How many schedules of a server ask something, be they paused, and when the last was due that did or does."""
        there = sa.case((schedules.c.state != ScheduleState.REMOVED.value, 1), else_=0)
        query = sa.select(sa.func.sum(there).label("number"), sa.func.max(schedules.c.due_at).label("due_at")).where(
            schedules.c.guild_id == guild_id, schedules.c.what.in_(_ASKING)
        )
        [row] = await self._rows(query)
        return int(row.number or 0), row.due_at


def _given(learner_ids: Collection[int], since: date) -> sa.Subquery:
    """The answers of some learners since a day, by server and day, with those to open questions of schedules."""
    reviewed = sa.select(activity.c.learner_id, activity.c.guild_id, activity.c.day, activity.c.answers).where(
        activity.c.learner_id.in_(learner_ids), activity.c.day >= since
    )
    # The last condition says nothing new, but without it SQLite goes through all rounds that schedules ever posted.
    still_open = sa.select(rounds.c.id).where(POSTED_OPEN, UNREMEMBERED, rounds.c.ends_at.is_not(None))
    to_come = sa.select(
        answers.c.learner_id,
        sa.func.coalesce(answers.c.guild_id, OUTSIDE).label("guild_id"),
        answers.c.day,
        sa.literal_column("1").label("answers"),
    ).where(answers.c.round_id.in_(still_open), answers.c.learner_id.in_(learner_ids), answers.c.day >= since)
    return sa.union_all(reviewed, to_come).subquery()
