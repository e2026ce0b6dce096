"""The gradebook adds up, whatever the order in which its parts come."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.gradebook import DaySum, Share, gradebook, monday

MON, FRI, NEXT = date(2026, 3, 2), date(2026, 3, 6), date(2026, 3, 9)
SUMS = [
    DaySum(1, "Bella", "basmachi/kokand", MON, 4, 3.0),
    DaySum(1, "Bella", "basmachi/kokand", FRI, 2, 1.0),
    DaySum(1, "Bella", "kachagh/revolt", NEXT, 2, 2.0),
    DaySum(2, "amir", "basmachi/kokand", MON, 1, 0.5),
]


def test_there_is_a_row_a_learner_by_name() -> None:
    assert [row.name for row in gradebook(SUMS).rows] == ["amir", "Bella"]


def test_a_row_has_sums_by_topic_and_by_week() -> None:
    bella = gradebook(SUMS).rows[1]
    assert bella.total == Share(8, 6.0)
    assert bella.topics == {"basmachi/kokand": Share(6, 4.0), "kachagh/revolt": Share(2, 2.0)}
    assert bella.weeks == {MON: Share(6, 4.0), NEXT: Share(2, 2.0)}
    assert bella.last_seen == NEXT


def test_topics_and_weeks_are_those_that_anybody_has() -> None:
    book = gradebook(SUMS)
    assert book.topics == ("basmachi/kokand", "kachagh/revolt")
    assert book.weeks == (MON, NEXT)


def test_without_answers_there_is_nothing_in_it() -> None:
    book = gradebook([])
    assert (book.rows, book.topics, book.weeks) == ((), (), ())
    assert Share(0, 0.0).right == 0


sums = st.builds(
    DaySum,
    learner_id=st.integers(1, 5),
    name=st.just("A"),
    topic=st.sampled_from(["a/a", "b/b"]),
    day=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    answers=st.integers(1, 9),
    credit=st.integers(0, 9).map(float),
)


@given(st.lists(sums, max_size=30))
def test_topics_and_weeks_each_add_up_to_the_whole(given_sums: list[DaySum]) -> None:
    for row in gradebook(given_sums).rows:
        for parts in (row.topics.values(), row.weeks.values()):
            assert sum(one.answers for one in parts) == row.total.answers
            assert sum(one.credit for one in parts) == pytest.approx(row.total.credit)
        assert all(week.weekday() == 0 for week in row.weeks)


@given(st.dates(date(1990, 1, 8)))
def test_a_week_begins_on_its_monday(day: date) -> None:
    assert monday(day).weekday() == 0
    assert 0 <= (day - monday(day)).days <= 6
