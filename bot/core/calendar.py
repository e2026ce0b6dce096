"""Days and periods in a server's own calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Period(StrEnum):
    """How far back a leaderboard looks, in the server's own calendar; a week begins on Monday (ISO 8601)."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    ALL = "all"


def local_day(moment: datetime, timezone: str) -> date:
    """The date that a moment falls on in an IANA time zone."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def first_day(period: Period, today: date) -> date | None:
    """The first day of the period that `today` stands in; None for all time."""
    match period:
        case Period.DAY:
            return today
        case Period.WEEK:
            return today - timedelta(days=today.weekday())
        case Period.MONTH:
            return today.replace(day=1)
        case _:
            return None
