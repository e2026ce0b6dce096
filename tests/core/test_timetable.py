"""What a teacher types for a time of day and for days of the week."""

from __future__ import annotations

from contextlib import suppress
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import BadDays, BadTime
from bot.core.slots import EVERY_DAY, SCHOOL_DAYS
from bot.core.timetable import parse_days, parse_time

NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
typed = st.one_of(st.text(max_size=20), st.text("0123456789:.hapm –-,monuesdwthrfiMTWF", max_size=12))


@given(st.times())
def test_every_time_of_day_can_be_typed_by_the_clock_of_24_hours(at: time) -> None:
    at = at.replace(second=0, microsecond=0)
    hour, minute = str(at.hour), f"{at.minute:02}"
    colons = (f"{at:%H:%M}", f"{hour}:{minute}", f"{hour}.{minute}", f" {hour}h{minute} ")
    for told in (*colons, f"{at:%H%M}", f"{hour}{minute}"):
        assert parse_time(told) == at


@given(st.times())
def test_every_time_of_day_can_be_typed_by_the_clock_of_12_hours(at: time) -> None:
    at = at.replace(second=0, microsecond=0)
    hour = at.hour % 12 or 12
    half = "pm" if at.hour >= 12 else "am"
    minute = f"{at.minute:02}"
    for told in (f"{hour}:{minute} {half}", f"{hour}:{minute}{half.upper()}", f"{hour}{minute}{half}"):
        assert parse_time(told) == at
    if at.minute == 0:
        assert parse_time(f"{hour}{half}") == parse_time(f"{hour} {half[0]}.m.") == at


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ("noon", time(12)),
        (" 12  Noon", time(12)),
        ("midday", time(12)),
        ("Midnight", time(0)),
        ("12 midnight", time(0)),
    ],
)
def test_the_two_times_that_have_a_name_are_known_by_it(told: str, at: time) -> None:
    assert parse_time(told) == at


@given(typed)
def test_whatever_is_typed_is_a_time_of_day_or_is_told_not_to_be(told: str) -> None:
    with suppress(BadTime):
        found = parse_time(told)
        assert (found.second, found.microsecond, found.tzinfo) == (0, 0, None)


@pytest.mark.parametrize(
    "told",
    [
        "",
        "nine",
        "24:00",
        "9:60",
        "9:5",
        "13 pm",
        "0 am",
        "9:00 xm",
        "-9",
        "9:00:00",
        "٩:٠٠",
        "9 9",
        "99",
        "9:",
        "2400",
        "9 30",
        "1 noon",
    ],
)
def test_what_is_no_time_of_day_is_refused(told: str) -> None:
    with pytest.raises(BadTime):
        parse_time(told)


@given(st.frozensets(st.integers(0, 6), min_size=1), st.sampled_from([", ", ",", " ", ";", " & ", " and ", "/"]))
def test_days_can_be_listed_by_their_names_however_short(days: frozenset[int], between: str) -> None:
    for length in (2, 3, 9):
        for name in (str.lower, str.upper):
            assert parse_days(between.join(name(NAMES[day][:length]) for day in sorted(days))) == days


@given(st.integers(0, 6), st.integers(0, 6), st.sampled_from(["-", "–", " – ", " to ", "—"]))
def test_a_range_goes_from_the_first_day_to_the_last_also_over_sunday(first: int, last: int, dash: str) -> None:
    steps = (last - first) % 7 + 1
    expected = {(first + step) % 7 for step in range(steps)}
    assert parse_days(f"{NAMES[first][:3]}{dash}{NAMES[last][:3]}") == expected


@given(
    st.frozensets(st.integers(0, 6), min_size=2), st.sampled_from(["", " ", "/", ", "]), st.sampled_from(["Th", "R"])
)
def test_two_days_or_more_can_be_given_by_their_letters(days: frozenset[int], between: str, thursday: str) -> None:
    letters = ("M", "T", "W", thursday, "F", "Sa", "Su")
    told = between.join(letters[day] for day in sorted(days))
    for one in (told, told.lower(), told.upper()):
        assert parse_days(one) == days


@given(typed)
def test_whatever_is_typed_names_some_days_or_is_told_not_to(told: str) -> None:
    with suppress(BadDays):
        found = parse_days(told)
        assert found
        assert found <= EVERY_DAY


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ("daily", EVERY_DAY),
        ("Every  Day", EVERY_DAY),
        ("weekdays", SCHOOL_DAYS),
        ("school days", SCHOOL_DAYS),
        ("weekend", {5, 6}),
        ("Mon-Wed, Fri", {0, 1, 2, 4}),
        ("Fri–Mon", {4, 5, 6, 0}),
        ("Tues. and Thurs.", {1, 3}),
        ("Mondays", {0}),
        ("M–F", SCHOOL_DAYS),
        ("W", {2}),
        ("MTWTF", SCHOOL_DAYS),
        ("MWF and Sat", {0, 2, 4, 5}),
        ("Thu", {3}),
    ],
)
def test_words_that_teachers_use_are_understood(told: str, days: set[int]) -> None:
    assert parse_days(told) == days


@pytest.mark.parametrize(
    "told", ["", " , ", "T", "S", "ms", "mm", "FM", "R", "Someday", "Mon-", "-Fri", "Mon-Wed-Fri", "Mo-xx", "1"]
)
def test_what_names_no_days_is_refused(told: str) -> None:
    with pytest.raises(BadDays):
        parse_days(told)
