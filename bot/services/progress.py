"""Scores and leaderboards of a server."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime

from bot.core.calendar import Period, first_day, local_day
from bot.core.errors import Hidden, LeaderboardOff
from bot.core.models import Library
from bot.core.ranking import Placed
from bot.core.records import Standing
from bot.services.course import find_topic
from bot.services.people import Learner
from bot.services.shelves import Shelves
from bot.services.views import LeaderboardView, ScoreView
from bot.store import Store

SHOWN_ON_A_LEADERBOARD = 10

LONGEST_MARK, DIGITS = 60, 16


class Progress:
    """Reads the totals; they count live quizzes and what schedules ask, each question from the moment it is closed."""

    def __init__(self, store: Store, shelves: Shelves, *, now: Callable[[], datetime]) -> None:
        self._store = store
        self._shelves = shelves
        self._now = now

    async def score(self, guild_id: int, learner: Learner, reader: Learner) -> ScoreView:
        """A learner's sums in a server, for a reader, period by period with the place in it (None without answers).

        Where the server shows no leaderboard, everybody sees their own points alone, and no place.

        Raises:
            LeaderboardOff: somebody else's score is asked for there.
            Hidden: it is the score of somebody who hides from others.
        """
        guild = await self._store.guild(guild_id)
        own = learner.id == reader.id
        if not (guild.leaderboard or own):
            raise LeaderboardOff
        hidden = (await self._store.preferences(learner.id)).hidden
        if hidden and not own:
            raise Hidden
        today = local_day(self._now(), guild.timezone)
        periods = []
        for period in Period:
            since = first_day(period, today)
            standing = await self._store.standing(guild_id, learner.id, since, None)
            place = None
            if standing is not None and guild.leaderboard:
                place = await self._store.place(guild_id, standing.points, since, None)
            empty = Standing(learner_id=learner.id, name=learner.name, answers=0, credit=0.0, points=0)
            periods.append((period, standing or empty, place))
        return ScoreView(learner_id=learner.id, name=learner.name, own=own, periods=tuple(periods), hidden=hidden)

    async def leaderboard(
        self, guild_id: int, reader: Learner, period: Period, topic: str | None, page: int = 0
    ) -> LeaderboardView:
        """A page of the best of a server in a period, by topic if one is given, with the reader's place.

        `topic` is a bank, a movement, or the mark of one of these in a button.

        Raises:
            UnknownTopic: there is no such topic.
            LeaderboardOff: the server shows none.
        """
        guild = await self._store.guild(guild_id)
        if not guild.leaderboard:
            raise LeaderboardOff
        library = await self._shelves.of(guild_id)
        key, title = find_topic(library, _meant(library, topic)) if topic else (None, None)
        since = first_day(period, local_day(self._now(), guild.timezone))
        own = await self._own(guild_id, reader, since, key)
        hidden = own is not None and own.standing.hidden
        learners = await self._store.leaderboard_size(guild_id, since, None, key)
        listed = await self._store.leaderboard_size(guild_id, since, None, key, with_points=True)
        if own is not None and not hidden and not own.standing.points:
            listed += 1  # nobody is shown up with nothing, but everybody sees themselves
        pages = max(1, -(-listed // SHOWN_ON_A_LEADERBOARD))
        here = min(page, pages - 1)
        return LeaderboardView(
            period=period,
            topic=title,
            topic_mark=topic_mark(key) if key else "",
            placed=tuple(
                await self._store.leaderboard_page(
                    guild_id, reader.id, since, key, here * SHOWN_ON_A_LEADERBOARD, SHOWN_ON_A_LEADERBOARD
                )
            ),
            own=own,
            learners=learners + hidden,
            page=here,
            pages=pages,
        )

    async def _own(self, guild_id: int, reader: Learner, since: date | None, key: str | None) -> Placed | None:
        standing = await self._store.standing(guild_id, reader.id, since, key)
        if standing is None:
            return None
        place = await self._store.place(guild_id, standing.points, since, key)
        sharing = await self._store.sharing(guild_id, standing.points, since, key)
        return Placed(place, standing, tied=sharing + standing.hidden > 1)


def topic_mark(key: str) -> str:
    """A topic's key as it can stand in a button, where there is little room and a colon parts: short, or a hash."""
    if len(key) <= LONGEST_MARK and ":" not in key:
        return key
    return hashlib.sha256(key.encode()).hexdigest()[:DIGITS]


def _meant(library: Library, topic: str) -> str:
    """The topic that a mark stands for; any other name as it is."""
    keys = (*library.movements, *library.banks)
    return next((key for key in keys if key != topic and topic_mark(key) == topic), topic)
