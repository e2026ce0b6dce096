from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.models import Item, Matching, Ordering, TrueFalse
from bot.core.pace import answering_time, reading_time
from tests.core import strategies

PLAIN = TrueFalse(id="b/one", ask="Is it?", why="It is.", answer=True)


def test_a_short_question_has_the_time_that_the_teacher_gives() -> None:
    assert answering_time(PLAIN, 30) == timedelta(seconds=30)


def test_each_select_of_an_order_or_a_matching_adds_five_seconds() -> None:
    order = Ordering(id="b/two", ask="?", why="So.", order=("a", "b", "c", "d"))
    match = Matching(id="b/three", ask="?", why="So.", pairs=(("a", "1"), ("b", "2"), ("c", "3")))
    assert answering_time(order, 30) == timedelta(seconds=50)
    assert answering_time(match, 30) == timedelta(seconds=45)


def test_a_long_text_adds_what_it_takes_to_read() -> None:
    assert answering_time(replace(PLAIN, ask="a" * 440), 30) == timedelta(seconds=50)


def test_a_longer_answer_is_left_standing_for_longer_within_bounds() -> None:
    short, long = reading_time(PLAIN), reading_time(replace(PLAIN, why="a" * 700))
    assert (short, long) == (timedelta(seconds=10), timedelta(seconds=30))
    order = Ordering(id="b/two", ask="?", why="a" * 60, order=("a" * 40, "b" * 40, "c" * 40))
    assert reading_time(order) > reading_time(replace(PLAIN, why="a" * 60))


@given(strategies.items, st.integers(min_value=10, max_value=300))
def test_no_question_has_less_time_than_the_teacher_gives(item: Item, seconds: int) -> None:
    assert answering_time(item, seconds) >= timedelta(seconds=seconds)
    assert timedelta(seconds=10) <= reading_time(item) <= timedelta(seconds=30)
