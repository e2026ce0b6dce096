"""Scores and leaderboards of a server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.core.calendar import Period, first_day, local_day
from bot.core.errors import LeaderboardOff
from bot.core.ranking import Placed, ranked
from bot.core.records import Standing
from bot.services.course import Shelf, find_topic
from bot.services.people import Learner
from bot.services.views import LeaderboardView, ScoreView
from bot.store import Store

SHOWN_ON_A_LEADERBOARD = 10


class Progress:
    """Reads the totals; they count live quizzes and what schedules ask, each question from the moment it is closed."""

    def __init__(self, store: Store, shelf: Shelf, *, now: Callable[[], datetime]) -> None:
        self._store = store
        self._shelf = shelf
        self._now = now

    async def score(self, guild_id: int, learner: Learner, reader: Learner) -> ScoreView:
        """A learner's sums in a server, for a reader, period by period with the place in it (None without answers).

        Where the server shows no leaderboard, everybody sees their own points alone, and no place.

        Raises:
            LeaderboardOff: somebody else's score is asked for there.
        """
        guild = await self._store.guild(guild_id)
        own = learner.id == reader.id
        if not (guild.leaderboard or own):
            raise LeaderboardOff
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
        return ScoreView(learner_id=learner.id, name=learner.name, own=own, periods=tuple(periods))

    async def leaderboard(self, guild_id: int, reader: Learner, period: Period, topic: str | None) -> LeaderboardView:
        """The best of a server in a period, by topic if one is given (a bank or a movement), with the reader's place.

        Raises:
            UnknownTopic: there is no such topic.
            LeaderboardOff: the server shows none.
        """
        guild = await self._store.guild(guild_id)
        if not guild.leaderboard:
            raise LeaderboardOff
        key, title = find_topic(self._shelf(), topic) if topic else (None, None)
        since = first_day(period, local_day(self._now(), guild.timezone))
        best = await self._store.leaderboard(guild_id, since, None, key, SHOWN_ON_A_LEADERBOARD)
        own = await self._store.standing(guild_id, reader.id, since, key)
        place = None if own is None else await self._store.place(guild_id, own.points, since, key)
        return LeaderboardView(
            period=period,
            topic=title,
            placed=ranked(best),
            own=Placed(place, own) if own is not None and place is not None else None,
            learners=await self._store.leaderboard_size(guild_id, since, None, key),
        )
