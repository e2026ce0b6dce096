"""Days and periods in a server's own calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfoNotFoundError

import pytest

from bot.core.calendar import Period, first_day, local_day

THURSDAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (Period.DAY, THURSDAY),
        (Period.WEEK, date(2026, 3, 2)),
        (Period.MONTH, date(2026, 3, 1)),
        (Period.ALL, None),
    ],
)
def test_a_period_begins_with_its_first_day(period: Period, expected: date | None) -> None:
    assert first_day(period, THURSDAY) == expected


def test_a_week_begins_on_its_monday_even_on_that_monday_and_on_the_sunday_after() -> None:
    assert first_day(Period.WEEK, date(2026, 3, 2)) == date(2026, 3, 2)
    assert first_day(Period.WEEK, date(2026, 3, 8)) == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("timezone", "expected"),
    [("UTC", THURSDAY), ("Asia/Baku", date(2026, 3, 6)), ("America/New_York", THURSDAY)],
)
def test_the_same_moment_falls_on_different_days_in_different_places(timezone: str, expected: date) -> None:
    assert local_day(datetime(2026, 3, 5, 21, 30, tzinfo=UTC), timezone) == expected


def test_an_unknown_time_zone_is_told() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        local_day(datetime(2026, 3, 5, tzinfo=UTC), "Asia/Atlantis")
