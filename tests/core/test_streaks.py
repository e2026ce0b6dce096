"""How long somebody has kept at it: days off break nothing, and one missed day in seven is forgiven."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.core.streaks import Streak, streak
from bot.core.streaks import school_days as days_that_count

MONDAY = date(2026, 3, 2)
dates = st.integers(0, 40).map(lambda days: MONDAY + timedelta(days=days))


def school_days(count: int, start: date = MONDAY) -> list[date]:
    """So many days from Monday to Friday."""
    every = (start + timedelta(days=index) for index in range(count * 2 + 7))
    return [day for day in every if day.weekday() < 5][:count]


def by_definition(answered: set[date], asked: set[date], today: date) -> Streak:
    """The longest run of school days up to today that begins with an answer, six of them between any two missed."""
    days = sorted(day for day in asked if day < today or (day == today and day in answered))
    best = Streak(0)
    for start in range(len(days)):
        run = [day in answered for day in days[start:]]
        missed = [index for index, kept in enumerate(run) if not kept]
        apart = all(later - earlier > 6 for earlier, later in pairwise(missed))
        if run[0] and apart and sum(run) > best.days:
            best = Streak(sum(run), len(missed))
    return best


@given(st.sets(dates), st.sets(dates), dates)
def test_a_streak_is_what_its_definition_says(answered: set[date], asked: set[date], today: date) -> None:
    assert streak(answered, asked, today) == by_definition(answered, asked, today)


@given(st.sets(st.integers(0, 59), max_size=12), st.integers(40, 60))
def test_it_is_what_its_definition_says_where_few_days_are_missed(missed: set[int], count: int) -> None:
    days = school_days(count)
    answered = {day for index, day in enumerate(days) if index not in missed}
    assert streak(answered, set(days), days[-1]) == by_definition(answered, set(days), days[-1])


def test_weekends_and_holidays_do_not_break_it() -> None:
    days = [*school_days(10), *school_days(5, MONDAY + timedelta(days=42))]
    assert streak(set(days), set(days), days[-1]) == Streak(15)


def test_today_is_not_missed_before_it_is_over() -> None:
    days = school_days(8)
    assert streak(set(days[:-1]), set(days), days[-1]) == Streak(7)
    assert streak(set(days[:-1]), set(days), days[-1] + timedelta(days=1)) == Streak(7, 1)


def test_one_missed_day_in_seven_is_forgiven_and_a_second_is_not() -> None:
    days = school_days(20)
    assert streak(set(days) - {days[10]}, set(days), days[-1]) == Streak(19, 1)
    assert streak(set(days) - {days[10], days[3]}, set(days), days[-1]) == Streak(18, 2)
    assert streak(set(days) - {days[10], days[4]}, set(days), days[-1]) == Streak(14, 1)
    assert streak(set(days) - {days[10], days[11]}, set(days), days[-1]) == Streak(8)


def test_a_missed_day_before_the_first_answer_is_not_forgiven_but_simply_before_it() -> None:
    days = school_days(5)
    assert streak(set(days[2:]), set(days), days[-1]) == Streak(3)


def test_an_answer_on_a_day_off_neither_counts_nor_breaks_anything() -> None:
    days = school_days(6)
    saturday = MONDAY + timedelta(days=5)
    assert streak({*days, saturday}, set(days), days[-1]) == Streak(6)


def test_who_has_never_answered_has_none() -> None:
    assert streak(set(), set(school_days(5)), MONDAY) == Streak(0)
    assert streak({MONDAY}, set(), MONDAY) == Streak(0)


def test_a_day_whose_question_is_still_open_is_not_missed_yet() -> None:
    days = school_days(8)
    answered = set(days[:-2])
    assert streak(answered, set(days), days[-1], still_open={days[-2]}) == Streak(6)
    assert streak(answered, set(days), days[-1]) == Streak(6, 1)
    after = days[-1] + timedelta(days=1)
    assert streak({*answered, days[-1]}, set(days), after, still_open={days[-2]}) == Streak(7), (
        "neither kept nor missed"
    )
    assert streak({*answered, days[-1]}, set(days), after) == Streak(7, 1)


def test_where_nothing_was_ever_asked_every_day_counts() -> None:
    since, today = MONDAY, MONDAY + timedelta(days=9)
    for free_from in (since, None):
        assert len(days_that_count(set(), since, today, free_from=free_from)) == 10


def test_where_schedules_ask_only_the_days_on_which_they_asked_count() -> None:
    asked = set(school_days(10))
    days = days_that_count(asked, MONDAY, max(asked), free_from=None)
    assert days == asked
    assert streak(asked, days, max(asked) + timedelta(days=40)) == Streak(10), "a pause breaks nothing"


def test_before_the_first_schedule_and_after_the_last_every_day_counts() -> None:
    asked = set(school_days(5, MONDAY + timedelta(days=7)))
    since, today = MONDAY, MONDAY + timedelta(days=20)
    holidays = {MONDAY + timedelta(days=n) for n in range(14, 21)}
    before = {since + timedelta(days=n) for n in range(7)}
    assert days_that_count(asked, since, today, free_from=None) == before | asked
    monday = MONDAY + timedelta(days=14)
    assert days_that_count(asked, since, today, free_from=monday) == before | asked | holidays, "not the weekend before"


@given(st.sets(dates), dates, st.none() | dates)
def test_the_days_that_count_lie_in_their_span_and_hold_all_that_was_asked_in_it(
    asked: set[date], today: date, free_from: date | None
) -> None:
    days = days_that_count(asked, MONDAY, today, free_from=free_from)
    assert all(MONDAY <= day <= today for day in days)
    assert {day for day in asked if MONDAY <= day <= today} <= days
