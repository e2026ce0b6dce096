"""Dates of history, as exactly as they are known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.timeline import known_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1918", (1918, 0, 0)),
        ("February 1918", (1918, 2, 0)),
        ("4 August 1922", (1922, 8, 4)),
        ("29 February 1920", (1920, 2, 29)),
        ("early 1922", (1922, 1, 0)),
        ("summer 1920", (1920, 6, 0)),
        ("winter 1999–00", (1999, 12, 33)),
    ],
)
def test_a_year_a_month_or_a_day_is_read(text: str, date: tuple[int, int, int]) -> None:
    assert known_date(text) == date


def test_parts_of_a_year_come_where_they_belong() -> None:
    parts = [
        *("1920", "early 1920", "February 1920", "spring 1920", "4 May 1920", "summer 1920", "August 1920"),
        *("autumn 1920", "31 December 1920", "end of 1920", "winter 1920–21", "1921"),
    ]
    known = [known_date(one) for one in parts]
    assert None not in known
    assert known == sorted(known, key=lambda one: one or (0, 0, 0))


NO_DATES = [
    *("", "18", "0000", "1918-02", "Feb 1918", "february 1918", "4 1918", "30 February 1918", "29 February 1918"),
    *("mid 1920", "winter 1920", "winter 1920–22", "4 summer 1920"),
]


@pytest.mark.parametrize("text", [*NO_DATES, "1918 ", "1918\n"])
def test_anything_else_is_no_date(text: str) -> None:
    assert known_date(text) is None


@given(st.dates())
def test_every_day_is_read_and_comes_after_its_month_and_its_year(day: date) -> None:
    month = f"{day:%B} {day.year:04}"
    of_day = known_date(f"{day.day} {month}")
    assert of_day == (day.year, day.month, day.day)
    of_month, of_year = known_date(month), known_date(f"{day.year:04}")
    assert of_month is not None
    assert of_year is not None
    assert of_year < of_month < of_day
