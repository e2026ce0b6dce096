"""What an answer makes of a memory: FSRS, with every moment passed in and nothing left to chance."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, NoReturn

import fsrs.card
import fsrs.scheduler
import pytest
from fsrs import Rating
from hypothesis import given
from hypothesis import strategies as st

from bot.core.review import (
    DEFAULT_RETENTION,
    LEAST_RETENTION,
    MOST_RETENTION,
    NIGHT,
    Memory,
    Review,
    Reviewer,
    rating_of,
)

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
REVIEWER = Reviewer()

RIGHT = Review(learner_id=1, item_id="basmachi/kokand/month", version="v1", at=NINE, credit=1)
WRONG = replace(RIGHT, credit=0)
HINTED = replace(RIGHT, hinted=True)

moments = st.timedeltas(timedelta(0), 400 * DAY).map(lambda passed: NINE + passed)
credits_ = st.sampled_from([0.0, 0.0, 0.5, 1.0, 1.0])
answers = st.builds(
    lambda at, credit, hinted, attempt: replace(RIGHT, at=at, credit=credit, hinted=hinted, attempt=attempt),
    moments,
    credits_,
    st.booleans(),
    st.integers(1, 3),
)
histories = st.lists(answers, min_size=1, max_size=12).map(lambda found: sorted(found, key=lambda one: one.at))
retentions = st.floats(LEAST_RETENTION, MOST_RETENTION)


def after(history: list[Review], reviewer: Reviewer = REVIEWER) -> Memory:
    memory = None
    for one in history:
        memory = reviewer.review(memory, one)
    assert memory is not None
    return memory


@pytest.mark.parametrize(
    ("credit", "hinted", "attempt", "rating"),
    [
        (1.0, False, 1, Rating.Good),
        (0.99, False, 1, Rating.Hard),
        (0.01, False, 1, Rating.Hard),
        (1.0, True, 1, Rating.Hard),
        (1.0, False, 2, Rating.Hard),
        (0.0, False, 1, Rating.Again),
        (0.0, True, 3, Rating.Again),
    ],
)
def test_full_credit_is_good_part_of_it_a_hint_or_a_second_try_is_hard_and_none_is_again(
    credit: float, *, hinted: bool, attempt: int, rating: Rating
) -> None:
    assert rating_of(credit, hinted=hinted, attempt=attempt) is rating


@given(st.floats(0, 1), st.booleans(), st.integers(1, 9))
def test_no_answer_is_easy(credit: float, hinted: bool, attempt: int) -> None:
    assert rating_of(credit, hinted=hinted, attempt=attempt) is not Rating.Easy


def test_a_first_answer_makes_a_memory_of_whose_it_was_and_of_what() -> None:
    given_ = replace(RIGHT, learner_id=7, item_id="@10/rivers/amu")
    memory = REVIEWER.review(None, given_)
    assert (memory.learner_id, memory.item_id, memory.version, memory.guild_id) == (7, "@10/rivers/amu", "v1", 10)
    assert (memory.last_review, memory.reviews, memory.lapses, memory.missed) == (NINE, 1, 0, False)


def test_answers_and_misses_are_counted_and_the_last_one_says_whether_it_was_missed() -> None:
    missed = after([RIGHT, replace(WRONG, at=NINE + DAY)])
    assert (missed.reviews, missed.lapses, missed.missed) == (2, 1, True)
    mended = REVIEWER.review(missed, replace(RIGHT, at=NINE + 2 * DAY, credit=0.5))
    assert (mended.reviews, mended.lapses, mended.missed) == (3, 1, False)


@given(histories, retentions)
def test_an_item_comes_back_after_its_last_review_and_never_within_the_same_evening(
    history: list[Review], retention: float
) -> None:
    memory = after(history, Reviewer(retention))
    assert memory.due_at >= memory.last_review + DAY - NIGHT


@given(histories, answers, retentions)
def test_a_miss_never_gives_longer_than_a_right_answer_nor_does_a_hint(
    history: list[Review], last: Review, retention: float
) -> None:
    reviewer = Reviewer(retention)
    before = after(history, reviewer)
    plain = replace(last, hinted=False, attempt=1)
    again, hard, good = (
        reviewer.review(before, one)
        for one in (replace(plain, credit=0), replace(plain, credit=1, hinted=True), replace(plain, credit=1))
    )
    assert again.due_at <= hard.due_at <= good.due_at
    assert again.stability <= hard.stability <= good.stability
    assert again.difficulty >= hard.difficulty >= good.difficulty


@given(histories)
def test_a_right_answer_after_days_makes_a_memory_stabler(history: list[Review]) -> None:
    before = after(history)
    good = replace(RIGHT, at=before.last_review + 2 * DAY)
    assert REVIEWER.review(before, good).stability > before.stability


@given(histories)
def test_a_right_second_try_is_never_worse_than_none(history: list[Review]) -> None:
    missed = REVIEWER.review(after(history), replace(WRONG, at=history[-1].at))
    second = replace(RIGHT, at=missed.last_review + timedelta(minutes=2), attempt=2)
    assert REVIEWER.review(missed, second).stability >= missed.stability


@given(histories, st.lists(st.timedeltas(-DAY, 900 * DAY), min_size=2).map(sorted))
def test_recall_falls_with_time_from_one_and_never_to_nothing(history: list[Review], passed: list[timedelta]) -> None:
    memory = after(history)
    chances = [REVIEWER.recall(memory, memory.last_review + one) for one in passed]
    assert chances == sorted(chances, reverse=True)
    assert all(0 < chance <= 1 for chance in chances)
    assert REVIEWER.recall(memory, memory.last_review) == 1
    assert REVIEWER.recall(memory, memory.last_review + 30 * DAY) < REVIEWER.recall(memory, memory.last_review + DAY)


@given(histories, retentions)
def test_an_item_comes_back_when_recall_has_fallen_to_what_was_set(history: list[Review], retention: float) -> None:
    memory = after(history, reviewer := Reviewer(retention))
    if memory.stability > 5:  # below it, a whole day more or less is much
        assert reviewer.recall(memory, memory.due_at) == pytest.approx(retention, abs=0.03)
    assert reviewer.recall(memory, memory.due_at + 2 * DAY) < retention


@given(histories)
def test_who_is_to_recall_more_is_asked_sooner(history: list[Review]) -> None:
    assert after(history, Reviewer(0.95)).due_at <= after(history, Reviewer(0.8)).due_at


@given(histories, answers)
def test_an_older_answer_never_moves_the_last_review_back(history: list[Review], late: Review) -> None:
    before = after(history)
    memory = REVIEWER.review(before, late)
    assert memory.last_review == max(before.last_review, late.at)
    if late.at < before.last_review:
        assert memory == REVIEWER.review(before, replace(late, at=before.last_review))


@given(histories, answers)
def test_another_version_of_an_item_starts_afresh(history: list[Review], first: Review) -> None:
    edited = replace(first, version="v2")
    assert REVIEWER.review(after(history), edited) == REVIEWER.review(None, edited)


def test_who_answers_at_the_same_hour_every_day_finds_it_due_even_a_little_early() -> None:
    memory = REVIEWER.review(None, WRONG)
    assert memory.due_at == NINE + DAY - NIGHT


@pytest.mark.parametrize("early", [timedelta(0), timedelta(minutes=1), timedelta(hours=7, minutes=59)])
def test_an_answer_after_a_night_is_one_on_the_next_day(early: timedelta) -> None:
    known = REVIEWER.review(None, RIGHT)
    in_full = REVIEWER.review(known, replace(RIGHT, at=NINE + DAY))
    memory = REVIEWER.review(known, replace(RIGHT, at=NINE + DAY - early))
    assert (memory.stability, memory.difficulty) == (in_full.stability, in_full.difficulty)
    assert REVIEWER.recall(known, NINE + DAY - early) == REVIEWER.recall(known, NINE + DAY)


def test_an_answer_on_the_same_day_adds_less_than_one_on_the_next() -> None:
    known = REVIEWER.review(None, RIGHT)
    same, following = (
        REVIEWER.review(known, replace(RIGHT, at=NINE + passed)) for passed in (timedelta(hours=15), DAY)
    )
    assert known.stability <= same.stability < following.stability


@given(histories, st.integers(-14, 14))
def test_a_moment_is_the_same_in_every_zone(history: list[Review], hours: int) -> None:
    zone = timezone(timedelta(hours=hours))
    elsewhere = [replace(one, at=one.at.astimezone(zone)) for one in history]
    assert after(elsewhere) == after(history)
    assert after(elsewhere).last_review.tzinfo is UTC
    assert REVIEWER.recall(after(elsewhere), NINE.astimezone(zone)) == REVIEWER.recall(after(history), NINE)


class Stopped(datetime):
    """A clock that must not be read."""

    @classmethod
    def now(cls, tz: Any = None) -> NoReturn:  # noqa: ARG003 - as datetime has it
        msg = "the clock was read"
        raise AssertionError(msg)


@pytest.fixture
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fsrs.card, "datetime", Stopped)
    monkeypatch.setattr(fsrs.scheduler, "datetime", Stopped)
    with pytest.raises(AssertionError, match="the clock was read"):
        fsrs.Card()


@pytest.mark.usefixtures("_stopped_clock")
def test_no_clock_is_read() -> None:
    memory = after([RIGHT, replace(WRONG, at=NINE + DAY), replace(HINTED, at=NINE + 9 * DAY)])
    assert 0 < REVIEWER.recall(memory, NINE + 90 * DAY) < 1


def test_it_is_the_same_in_any_process() -> None:
    program = (
        "from datetime import UTC, datetime, timedelta\n"
        "from bot.core.review import Review, Reviewer\n"
        "memory = None\n"
        "for day, credit in enumerate([1, 0, 1, 0.5, 1, 1, 1]):\n"
        "    at = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=day * day)\n"
        "    given = Review(learner_id=1, item_id='b/x', version='v', at=at, credit=credit)\n"
        "    memory = Reviewer().review(memory, given)\n"
        "print(memory)\n"
    )
    told = {
        subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
        for _ in range(2)
    }
    assert len(told) == 1
    assert "reviews=7, lapses=1" in told.pop()


def test_the_default_can_be_set() -> None:
    assert LEAST_RETENTION <= DEFAULT_RETENTION <= MOST_RETENTION
