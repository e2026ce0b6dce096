"""Who has kept at it: one rule for what a reveal says of a class, and for what a learner sees of themselves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.core.calendar import local_day
from bot.core.records import Guild
from bot.core.streaks import Streak, school_days, streak
from bot.store import Store

STREAK_BACK = timedelta(days=366)
SERVERS_LOOKED_AT = 20
"""Servers in which a learner's streak is looked for when they ask in direct messages; the latest first."""


@dataclass(frozen=True, slots=True)
class KeptStreak:
    """A streak, and whether it counts school days or, where no schedule says which these are, every day."""

    streak: Streak
    by_school_days: bool


async def streaks_in(store: Store, guild: Guild, learner_ids: Collection[int], now: datetime) -> dict[int, KeptStreak]:
    """The streaks of some learners in a server.

    A day is kept by any answer, to whatever question, in the server or in direct messages.
    """
    today = local_day(now, guild.timezone)
    since = today - STREAK_BACK
    asked = await store.days_asked(guild.id, since)
    schedules, last_due = await store.schedules_that_ask(guild.id)
    free_from = None if schedules else local_day(last_due, guild.timezone) if last_due else since
    days = school_days(asked.keys(), since, today, free_from=free_from)
    still_open = {day for day, is_open in asked.items() if is_open}
    active = await store.days_active(guild.id, learner_ids, since)
    return {
        one: KeptStreak(streak(active[one], days, today, still_open), by_school_days=bool(asked or schedules))
        for one in learner_ids
    }


async def longest_streak(store: Store, learner_id: int, now: datetime) -> KeptStreak:
    """The longest streak that a learner has just now, in one of their servers or by all days and all answers."""
    today = now.astimezone(UTC).date()
    since = today - STREAK_BACK
    active = (await store.activity(learner_id, since)).keys()
    every_day = school_days(frozenset(), since, today, free_from=since)
    longest = KeptStreak(streak(active, every_day, today), by_school_days=False)
    for guild_id in await store.active_in(learner_id, since, SERVERS_LOOKED_AT):
        theirs = await streaks_in(store, await store.guild(guild_id), [learner_id], now)
        longest = max(longest, theirs[learner_id], key=_by_length)
    return longest


def _by_length(kept: KeptStreak) -> tuple[int, int, bool]:
    return kept.streak.days, -kept.streak.forgiven, kept.by_school_days
