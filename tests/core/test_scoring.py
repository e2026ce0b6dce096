"""Points for a credit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.scoring import points

NOTHING, HALF, ALL = timedelta(0), timedelta(seconds=15), timedelta(seconds=30)
credits_given = st.floats(0, 1)
times = st.timedeltas(timedelta(seconds=-60), timedelta(seconds=600))


@pytest.mark.parametrize(
    ("credit", "expected"), [(0.0, 0), (1.0, 100), (0.5, 50), (1 / 3, 33), (2 / 3, 67), (0.125, 13)]
)
def test_points_are_a_hundred_times_the_credit_halves_rounded_up(credit: float, expected: int) -> None:
    assert points(credit, taken=HALF, allowed=ALL, speed_bonus=False) == expected


def test_a_hint_leaves_half_of_the_points() -> None:
    assert points(1.0, taken=NOTHING, allowed=NOTHING, speed_bonus=False, hinted=True) == 50
    assert points(0.5, taken=NOTHING, allowed=NOTHING, speed_bonus=False, hinted=True) == 25
    assert points(0.0, taken=NOTHING, allowed=NOTHING, speed_bonus=False, hinted=True) == 0


@pytest.mark.parametrize(("taken", "expected"), [(NOTHING, 150), (HALF, 125), (ALL, 100), (ALL / 10, 145)])
def test_the_speed_bonus_falls_in_a_straight_line_from_half_as_much_again_to_nothing(
    taken: timedelta, expected: int
) -> None:
    assert points(1.0, taken=taken, allowed=ALL, speed_bonus=True) == expected


@pytest.mark.parametrize(("taken", "expected"), [(-ALL, 150), (ALL * 2, 100)])
def test_an_answer_outside_the_time_counts_as_given_at_its_edge(taken: timedelta, expected: int) -> None:
    assert points(1.0, taken=taken, allowed=ALL, speed_bonus=True) == expected


@pytest.mark.parametrize("allowed", [NOTHING, -ALL])
def test_where_no_time_is_allowed_there_is_no_bonus(allowed: timedelta) -> None:
    assert points(1.0, taken=NOTHING, allowed=allowed, speed_bonus=True) == 100


def test_a_partly_right_answer_gets_its_share_of_the_bonus() -> None:
    assert points(0.5, taken=NOTHING, allowed=ALL, speed_bonus=True) == 75


@given(times, times)
def test_a_wrong_answer_gets_nothing_however_quick(taken: timedelta, allowed: timedelta) -> None:
    assert points(0.0, taken=taken, allowed=allowed, speed_bonus=True) == 0


@given(credits_given, times, times)
def test_the_bonus_never_takes_away_and_never_gives_more_than_half(
    credit: float, taken: timedelta, allowed: timedelta
) -> None:
    plain = points(credit, taken=taken, allowed=allowed, speed_bonus=False)
    quick = points(credit, taken=taken, allowed=allowed, speed_bonus=True)
    assert plain <= quick <= 150 * credit + 0.5


@given(credits_given, times, times, times)
def test_who_answers_sooner_never_gets_less(
    credit: float, one: timedelta, other: timedelta, allowed: timedelta
) -> None:
    sooner, later = sorted([one, other])
    assert points(credit, taken=sooner, allowed=allowed, speed_bonus=True) >= points(
        credit, taken=later, allowed=allowed, speed_bonus=True
    )
