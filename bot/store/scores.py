"""Leaderboards. They read the totals alone, so what they cost does not grow with the number of answers."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from bot.core.ranking import Placed
from bot.core.records import Standing
from bot.store.part import Part, is_hidden, within_topic
from bot.store.rows import placed_of, standing_of
from bot.store.schema import daily_totals, learners, lifetime_totals


class Scores(Part):
    """Sums over a server's class questions, each round counted from when it closed.

    `since` and `until` are the first and the last day that count; None is without bound. `topic` is a bank's id, or a
    movement's for every bank in it; None is all. Learners who hide from others have no place, and are counted only
    where it says so.
    """

    async def leaderboard(
        self, guild_id: int, since: date | None, until: date | None, topic: str | None, limit: int
    ) -> list[Standing]:
        """The best of a server, points first, equals by name and then by id."""
        query = _named(_sums(guild_id, since, until, topic), guild_id)
        return [standing_of(row) for row in await self._rows(query.limit(limit))]

    async def leaderboard_page(
        self, guild_id: int, reader_id: int, since: date | None, topic: str | None, start: int, limit: int
    ) -> list[Placed]:
        """A part of the leaderboard as a reader sees it, with places: those who have points, and the reader."""
        sums = _sums(guild_id, since, None, topic).subquery()
        places = sa.select(
            sums,
            sa.func.rank().over(order_by=sums.c.points.desc()).label("place"),
            sa.func.count().over(partition_by=sums.c.points).label("sharing"),
        ).subquery()
        shown = sa.select(places).where(sa.or_(places.c.points > 0, places.c.learner_id == reader_id))
        query = _named(shown, guild_id).offset(start).limit(limit)
        return [placed_of(row) for row in await self._rows(query)]

    async def leaderboard_size(
        self,
        guild_id: int,
        since: date | None,
        until: date | None = None,
        topic: str | None = None,
        *,
        with_points: bool = False,
    ) -> int:
        """How many learners the whole leaderboard has, or how many of them have points."""
        sums = _sums(guild_id, since, until, topic).subquery()
        return await self._count(sums, *([sums.c.points > 0] if with_points else []))

    async def took_part(self, guild_id: int, since: date | None) -> int:
        """How many learners have answered, those who hide from others included."""
        return await self._count(_sums(guild_id, since, None, None, hidden=True).subquery())

    async def standing(self, guild_id: int, learner_id: int, since: date | None, topic: str | None) -> Standing | None:
        """A learner's sums, also of one who hides from others; None where there is no answer to sum."""
        sums = _sums(guild_id, since, None, topic, hidden=True, learner_id=learner_id)
        row = await self._row(_named(sums, guild_id))
        return None if row is None else standing_of(row)

    async def place(self, guild_id: int, points: int, since: date | None, topic: str | None) -> int:
        """The place that so many points have: one more than there are learners with more."""
        sums = _sums(guild_id, since, None, topic).subquery()
        return 1 + await self._count(sums, sums.c.points > points)

    async def sharing(self, guild_id: int, points: int, since: date | None, topic: str | None) -> int:
        """How many learners on the leaderboard have just so many points."""
        sums = _sums(guild_id, since, None, topic).subquery()
        return await self._count(sums, sums.c.points == points)


def _sums(
    guild_id: int,
    since: date | None,
    until: date | None,
    topic: str | None,
    *,
    hidden: bool = False,
    learner_id: int | None = None,
) -> sa.Select[*tuple[Any, ...]]:
    """Each learner's sums, from the table that has the period; those who hide are in it where `hidden`."""
    table = lifetime_totals if since is None and until is None else daily_totals
    # SQLite would group by the index on learners, and so read every day that there ever was; by `+ 0` it does not.
    who = table.c.learner_id if learner_id is not None else table.c.learner_id + sa.literal_column("0")
    query = (
        sa.select(
            who.label("learner_id"),
            sa.func.sum(table.c.answers).label("answers"),
            sa.func.sum(table.c.credit).label("credit"),
            sa.func.sum(table.c.points).label("points"),
        )
        .where(table.c.guild_id == guild_id)
        .group_by(who)
    )
    if learner_id is not None:
        query = query.where(table.c.learner_id == learner_id)
    if since is not None:
        query = query.where(table.c.day >= since)
    if until is not None:
        query = query.where(table.c.day <= until)
    if topic is not None:
        query = query.where(within_topic(table.c.topic, topic))
    if hidden:
        return query
    sums = query.subquery()
    return sa.select(sums).where(~is_hidden(sums.c.learner_id))


def _named(query: sa.Select[*tuple[Any, ...]], guild_id: int) -> sa.Select[*tuple[Any, ...]]:
    """Sums with names, in the order of a leaderboard."""
    sums = query.subquery()
    theirs = sa.and_(learners.c.guild_id == guild_id, learners.c.learner_id == sums.c.learner_id)
    return (
        sa.select(sums, sa.func.coalesce(learners.c.name, "").label("name"), is_hidden(sums.c.learner_id))
        .outerjoin_from(sums, learners, theirs)
        .order_by(sums.c.points.desc(), sa.func.coalesce(learners.c.sort_name, ""), sums.c.learner_id)
    )
