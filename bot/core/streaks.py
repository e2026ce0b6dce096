"""Streaks: how long somebody has kept at it, in school days.

A school day is one on which something was asked: weekends, holidays and a pause do not break a streak. One missed day
in seven is forgiven.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

KEPT_BETWEEN_MISSES = 6
"""School days on which somebody must have answered between two that they missed: so one in seven is forgiven."""


@dataclass(frozen=True, slots=True)
class Streak:
    """How many school days in a row somebody has answered; `forgiven` of those between were missed."""

    days: int
    forgiven: int = 0


def streak(answered: AbstractSet[date], school_days: AbstractSet[date], today: date) -> Streak:
    """The streak that somebody has on a day, which itself cannot yet be missed.

    `answered` has the dates on which they answered, `school_days` those that count. An answer on another day neither
    counts nor breaks anything.
    """
    days = forgiven = tolerated = 0
    kept = KEPT_BETWEEN_MISSES  # nothing has been missed yet
    for day in sorted((one for one in school_days if one <= today), reverse=True):
        if day in answered:
            days, kept, forgiven = days + 1, kept + 1, forgiven + tolerated
            tolerated = 0
        elif day != today:
            if kept < KEPT_BETWEEN_MISSES:
                break
            kept, tolerated = 0, tolerated + 1
    return Streak(days, forgiven)
