"""Which items a sitting asks: what is due, what was missed, and new ones in course order."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import load
from bot.core.models import Bank, Item, Lesson, Library, TrueFalse
from bot.core.practice import MOST_TRIES, NEW_SHARE, again, choose, in_course_order, is_due
from bot.core.review import Memory, Review, Reviewer

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
REVIEWER = Reviewer()


def question(name: str, lesson: str | None = None) -> Item:
    return TrueFalse(id=f"b/{name}", version="v", ask="?", why="!", answer=True, lesson=lesson)


def remembered(
    item: Item, *, due_in: timedelta = DAY, stability: float = 5.0, missed: bool = False, version: str = "v"
) -> Memory:
    return Memory(
        learner_id=1,
        item_id=item.id,
        version=version,
        guild_id=None,
        stability=stability,
        difficulty=5.0,
        last_review=NOW - 4 * DAY,
        due_at=NOW + due_in,
        reviews=2,
        lapses=int(missed),
        missed=missed,
    )


def chosen(
    items: Sequence[Item],
    memories: Sequence[Memory],
    count: int,
    *,
    new_share: float = NEW_SHARE,
    not_now: frozenset[str] = frozenset(),
) -> list[str]:
    """The names that a sitting asks, in order."""
    found = choose(
        items,
        {memory.item_id: memory for memory in memories},
        count=count,
        now=NOW,
        recall=REVIEWER.recall,
        new_share=new_share,
        not_now=not_now,
    )
    return [item.id.removeprefix("b/") for item in found]


DUE, LATER, NEW = ([question(f"{kind}{n}") for n in range(9)] for kind in ("due", "later", "new"))
DUE_NOW = [remembered(item, due_in=-DAY) for item in DUE]
DUE_LATER = [remembered(item) for item in LATER]


@st.composite
def courses(draw: st.DrawFn) -> tuple[list[Item], dict[str, Memory]]:
    """A course of a few lessons, and what somebody remembers of it."""
    lessons = draw(st.lists(st.sampled_from([None, "a", "b", "c"]), max_size=25))
    items = [question(str(number), lesson) for number, lesson in enumerate(lessons)]
    memories = {}
    for item in items:
        if draw(st.booleans()):
            memories[item.id] = remembered(
                item,
                due_in=draw(st.integers(-3, 3)) * DAY + timedelta(hours=1),
                stability=draw(st.sampled_from([0.5, 2.0, 30.0])),
                missed=draw(st.booleans()),
                version=draw(st.sampled_from(["v", "v", "old"])),
            )
    return items, memories


counts = st.integers(1, 20)
shares = st.sampled_from([0.0, 1 / 3, 0.5, 2 / 3, 1.0])


def sitting(course: tuple[list[Item], Mapping[str, Memory]], count: int, share: float = NEW_SHARE) -> list[Item]:
    items, memories = course
    return list(choose(items, memories, count=count, now=NOW, recall=REVIEWER.recall, new_share=share))


def kinds(course: tuple[list[Item], Mapping[str, Memory]]) -> tuple[list[str], list[str], list[str]]:
    """By definition: the ids of what is due, of what is remembered but not due, and of what is new, in course order."""
    items, memories = course
    known = [item.id for item in items if item.id in memories and memories[item.id].version == item.version]
    due = [id_ for id_ in known if memories[id_].missed or memories[id_].due_at <= NOW]
    return due, [id_ for id_ in known if id_ not in due], [item.id for item in items if item.id not in known]


@given(courses(), st.integers(-2, 30), shares)
def test_a_sitting_has_different_items_as_many_as_asked_for_or_all_there_are(
    course: tuple[list[Item], dict[str, Memory]], count: int, share: float
) -> None:
    asked = [item.id for item in sitting(course, count, share)]
    assert len(asked) == len(set(asked)) == max(0, min(count, len(course[0])))


@given(courses(), counts)
def test_at_least_a_third_is_new_until_the_course_has_been_seen(
    course: tuple[list[Item], dict[str, Memory]], count: int
) -> None:
    due, _, new = kinds(course)
    asked = [item.id for item in sitting(course, count)]
    fresh = [id_ for id_ in asked if id_ in new]
    if count == 1:
        assert not (due and fresh)
    else:
        assert len(fresh) >= min(math.ceil(count / 3), len(new))


@given(courses(), counts, shares)
def test_more_is_new_where_less_is_due_and_all_is_due_where_nothing_is_new(
    course: tuple[list[Item], dict[str, Memory]], count: int, share: float
) -> None:
    due, _, new = kinds(course)
    asked = {item.id for item in sitting(course, count, share)}
    if not asked >= set(new):
        assert len(asked & set(new)) == max(min(math.ceil(count * share), count - 1), count - len(due))
    if not new:
        assert len(asked & set(due)) == min(count, len(due))


@given(courses(), counts, shares)
def test_something_due_has_a_place_in_every_sitting(
    course: tuple[list[Item], dict[str, Memory]], count: int, share: float
) -> None:
    due, *_ = kinds(course)
    assert not due or {item.id for item in sitting(course, count, share)} & set(due)


@given(courses(), counts, shares)
def test_what_is_neither_due_nor_new_comes_only_where_those_do_not_suffice(
    course: tuple[list[Item], dict[str, Memory]], count: int, share: float
) -> None:
    _, memories = course
    due, early, new = kinds(course)
    asked = {item.id for item in sitting(course, count, share)}
    assert len(asked & set(early)) == max(0, min(count - len(due) - len(new), len(early)))
    left_out = set(early) - asked
    weakest = max((REVIEWER.recall(memories[id_], NOW) for id_ in asked & set(early)), default=0.0)
    assert all(REVIEWER.recall(memories[id_], NOW) >= weakest for id_ in left_out)


@given(courses(), counts, shares)
def test_new_ones_come_in_course_order_and_none_is_passed_over(
    course: tuple[list[Item], dict[str, Memory]], count: int, share: float
) -> None:
    *_, new = kinds(course)
    fresh = [item.id for item in sitting(course, count, share) if item.id in new]
    assert fresh == new[: len(fresh)]


@given(courses(), counts, shares)
def test_what_has_been_due_longest_comes_first_and_what_was_missed_is_due_since_then(
    course: tuple[list[Item], dict[str, Memory]], count: int, share: float
) -> None:
    _, memories = course
    due, *_ = kinds(course)
    asked = {item.id for item in sitting(course, count, share)}
    since = {id_: memories[id_].last_review if memories[id_].missed else memories[id_].due_at for id_ in due}
    taken = [since[id_] for id_ in due if id_ in asked]
    left = [since[id_] for id_ in due if id_ not in asked]
    assert not taken or not left or max(taken) <= min(left)


def test_fresh_misses_do_not_keep_what_has_long_been_due_waiting() -> None:
    misses = [replace(remembered(item, missed=True), last_review=NOW - timedelta(minutes=1)) for item in LATER]
    assert chosen([*LATER, DUE[0]], [*misses, DUE_NOW[0]], 2) == ["due0", "later0"]


@given(courses(), counts, shares)
def test_no_two_of_one_lesson_come_in_a_row_but_new_ones_and_what_is_left_at_the_end(
    course: tuple[list[Item], dict[str, Memory]], count: int, share: float
) -> None:
    *_, new = kinds(course)
    asked = sitting(course, count, share)
    for place, (first, second) in enumerate(pairwise(asked), 1):
        if first.lesson is not None and first.lesson == second.lesson and second.id not in new:
            assert {item.lesson for item in asked[place:] if item.id not in new} == {first.lesson}


@given(courses(), counts, shares)
def test_new_ones_are_spread_evenly_and_something_known_comes_first(
    course: tuple[list[Item], dict[str, Memory]], count: int, share: float
) -> None:
    *_, new = kinds(course)
    is_new = [item.id in new for item in sitting(course, count, share)]
    fresh, seen = sum(is_new), len(is_new) - sum(is_new)
    if seen:
        assert not is_new[0]
        groups = Counter[int]()
        runs = [0]
        for one in is_new:
            groups[len(runs)] += one
            if not one:
                runs.append(0)
        assert max(groups.values()) <= math.ceil(fresh / seen)


@given(courses(), counts, st.sets(st.integers(0, 24)))
def test_what_is_in_play_in_the_class_is_not_asked_and_changes_nothing_else(
    course: tuple[list[Item], dict[str, Memory]], count: int, numbers: set[int]
) -> None:
    items, memories = course
    in_play = {f"b/{number}" for number in numbers}
    asked = choose(items, memories, count=count, now=NOW, recall=REVIEWER.recall, not_now=in_play)
    assert asked == tuple(sitting(([item for item in items if item.id not in in_play], memories), count))


@given(courses(), counts)
def test_a_memory_of_another_version_counts_as_none(course: tuple[list[Item], dict[str, Memory]], count: int) -> None:
    items, memories = course
    of_this = {item.id: memories[item.id] for item in items if item.id in memories and memories[item.id].version == "v"}
    assert sitting((items, of_this), count) == sitting(course, count)


def test_a_newcomer_begins_at_the_beginning() -> None:
    assert chosen(NEW, [], 3) == ["new0", "new1", "new2"]


def test_of_five_two_are_new_and_stand_among_the_three_that_are_due() -> None:
    assert chosen([*NEW, *DUE], DUE_NOW, 5) == ["due0", "new0", "due1", "new1", "due2"]


def test_a_sitting_of_one_asks_what_is_due_first() -> None:
    assert chosen([*NEW, *DUE], DUE_NOW, 1) == ["due0"]
    assert chosen([*NEW, *LATER], DUE_LATER, 1) == ["new0"]


def test_what_was_missed_in_class_is_due_at_once_however_far_ahead_its_day_lies() -> None:
    missed = remembered(LATER[4], due_in=30 * DAY, missed=True)
    assert is_due(missed, NOW)
    assert chosen([*NEW, *LATER], [*DUE_LATER[:4], missed], 3) == ["later4", "new0", "new1"]


def test_what_was_missed_and_answered_right_since_waits_for_its_day() -> None:
    given_ = Review(learner_id=1, item_id="b/later0", version="v", at=NOW, credit=0)
    missed = REVIEWER.review(None, given_)
    assert is_due(missed, NOW)
    mended = REVIEWER.review(missed, Review(learner_id=1, item_id="b/later0", version="v", at=NOW, credit=1))
    assert not is_due(mended, NOW)
    assert is_due(mended, mended.due_at)


def test_an_item_is_due_from_its_very_moment_on() -> None:
    assert is_due(remembered(DUE[0], due_in=timedelta(0)), NOW)
    assert not is_due(remembered(DUE[0], due_in=timedelta(seconds=1)), NOW)


def test_where_all_is_known_and_nothing_due_the_weakest_memory_comes_first() -> None:
    memories = [remembered(item, stability=10.0 - n) for n, item in enumerate(LATER)]
    assert chosen(LATER, memories, 3) == ["later8", "later7", "later6"]


def test_an_item_that_stands_in_the_course_twice_is_asked_once() -> None:
    assert chosen([NEW[0], NEW[1], NEW[0]], [], 9) == ["new0", "new1"]


def test_two_on_one_lesson_are_kept_apart_by_what_is_due_on_others() -> None:
    items = [question("a1", "a"), question("a2", "a"), question("b1", "b"), question("b2", "b")]
    due = [remembered(item, due_in=-DAY) for item in items]
    assert chosen(items, due, 4) == ["a1", "b1", "a2", "b2"]


def test_what_is_known_of_the_lesson_of_a_new_item_does_not_stand_before_it() -> None:
    seen = [question("c1", "c"), question("a1", "a"), question("b1", "b"), question("d1", "d")]
    items = [*seen, question("a-new", "a"), question("e-new", "e")]
    asked = chosen(items, [remembered(item, due_in=-DAY) for item in seen], 6)
    assert " ".join(asked) == "c1 b1 a-new d1 e-new a1"


def test_questions_without_a_lesson_are_not_taken_for_questions_on_one() -> None:
    items = [DUE[0], DUE[1], question("a", "a")]
    assert chosen(items, [remembered(item, due_in=-DAY) for item in items], 3) == ["due0", "due1", "a"]


def test_it_is_the_same_in_any_process() -> None:
    program = (
        "from datetime import UTC, datetime, timedelta\n"
        "from tests.core.test_practice import DUE_LATER, LATER, chosen\n"
        "print(chosen(LATER, DUE_LATER, 5))\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert told == {"['later0', 'later1', 'later2', 'later3', 'later4']\n"}


def test_what_was_missed_is_asked_once_more_and_once_more_again() -> None:
    assert again([("a", 0.0), ("b", 1.0), ("c", 0.0), ("d", 0.5)]) == ("a", "c")
    assert again([("a", 0.0), ("b", 1.0), ("c", 0.0), ("a", 1.0)]) == ("c",)
    assert again([("a", 0.0), ("c", 0.0), ("a", 0.0)]) == ("c", "a")
    assert again([("a", 0.0), ("a", 0.0), ("a", 0.0)]) == ()
    assert again([]) == ()


tries = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([0.0, 0.5, 1.0])), max_size=12)


@given(tries)
def test_asked_once_more_is_what_got_nothing_at_its_last_try_and_had_less_than_three(
    made: list[tuple[str, float]],
) -> None:
    last = dict(made)
    times = Counter(id_ for id_, _ in made)
    assert set(again(made)) == {id_ for id_ in last if last[id_] == 0 and times[id_] < 3}
    assert len(again(made)) == len(set(again(made)))


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=60, max_size=60), st.integers(1, 20))
def test_a_sitting_ends_however_badly_it_goes(luck: list[float], count: int) -> None:
    made = [(str(number), luck.pop()) for number in range(count)]
    while waiting := again(made):
        made.append((waiting[0], luck.pop() if luck else 0.0))
    assert max(Counter(id_ for id_, _ in made).values()) <= MOST_TRIES == 3


def lesson(name: str, movement: str, number: int) -> Lesson:
    return Lesson(id=name, title="", movement=movement, number=number, period="", terms={}, cites=(), body="")


def bank(bank_id: str, *abouts: str | None) -> Bank:
    items = tuple(
        TrueFalse(id=f"{bank_id}/{number}", ask="?", why="!", answer=True, lesson=about)
        for number, about in enumerate(abouts)
    )
    return Bank(id=bank_id, title="", movement=bank_id.partition("/")[0], items=items)


def test_the_course_goes_lesson_by_lesson_and_what_has_no_lesson_ends_its_movement() -> None:
    library = Library.of(
        [lesson("late", "basmachi", 2), lesson("early", "basmachi", 1), lesson("raids", "kachagh", 1)],
        [bank("basmachi/a", "late", None, "early", "gone"), bank("basmachi/b", "early"), bank("kachagh/c", "raids")],
        [],
    )
    assert [item.id for item in in_course_order(library)] == [
        "basmachi/a/2",
        "basmachi/b/0",
        "basmachi/a/0",
        "basmachi/a/1",
        "basmachi/a/3",
        "kachagh/c/0",
    ]


def test_every_item_of_our_course_stands_in_its_order_once() -> None:
    library = load(ROOT / "lessons", ROOT / "quizzes").library
    assert library is not None
    ordered = in_course_order(library)
    assert len(ordered) == len(set(ordered))
    assert set(ordered) == set(library.items())
    places = {name: place for place, name in enumerate(library.lessons)}
    of_lessons = [places[item.lesson] for item in ordered if item.lesson is not None]
    assert of_lessons == sorted(of_lessons)


@pytest.mark.parametrize("count", [2, 3, 5, 10, 15, 20, 30])
@pytest.mark.parametrize(("share", "parts"), [(NEW_SHARE, 3), (0.1, 10)])
def test_a_third_is_a_third_and_a_tenth_a_tenth_and_not_one_more(count: int, share: float, parts: int) -> None:
    many = [question(str(number)) for number in range(99)]
    due = [remembered(item, due_in=-DAY) for item in many[:40]]
    fresh = [name for name in chosen(many, due, count, new_share=share) if int(name) >= 40]
    assert len(fresh) == -(-count // parts)
