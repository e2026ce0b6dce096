"""Streaks: how long somebody has kept at it, in school days.

A school day is one on which the schedules of a server asked something: weekends, holidays and a pause do not break a
streak. Where no schedule asks, every day counts. One missed day in seven is forgiven.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

KEPT_BETWEEN_MISSES = 6
"""School days on which somebody must have answered between two that they missed: so one in seven is forgiven."""


@dataclass(frozen=True, slots=True)
class Streak:
    """How many school days in a row somebody has answered; `forgiven` of those between were missed."""

    days: int
    forgiven: int = 0


def school_days(asked: AbstractSet[date], since: date, today: date, *, free_from: date | None) -> frozenset[date]:
    """The days from `since` to `today` that count in a server whose schedules asked something on the days `asked`.

    Before the first of these every day counts, and likewise from `free_from` on, the first day on which a schedule that
    has been removed would have asked; None where the server still has one that asks. One that is paused for the
    holidays asks nothing, and then no day counts.
    """
    every = {since + timedelta(days=number) for number in range((today - since).days + 1)}
    first, last = min(asked, default=today + timedelta(days=1)), max(asked, default=today)
    free = {day for day in every if day < first or (free_from is not None and day >= max(free_from, last))}
    return frozenset(free | (every & asked))


def streak(
    answered: AbstractSet[date],
    school_days: AbstractSet[date],
    today: date,
    still_open: AbstractSet[date] = frozenset(),
) -> Streak:
    """The streak that somebody has on a day, which itself cannot yet be missed.

    `answered` has the dates on which they answered, `school_days` those that count. An answer on another day neither
    counts nor breaks anything. Days that are `still_open`, whose question can be answered yet, cannot be missed either.
    """
    days = forgiven = tolerated = 0
    kept = KEPT_BETWEEN_MISSES  # nothing has been missed yet
    for day in sorted((one for one in school_days if one <= today), reverse=True):
        if day in answered:
            days, kept, forgiven = days + 1, kept + 1, forgiven + tolerated
            tolerated = 0
        elif day != today and day not in still_open:
            if kept < KEPT_BETWEEN_MISSES:
                break
            kept, tolerated = 0, tolerated + 1
    return Streak(days, forgiven)
