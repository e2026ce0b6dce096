"""What a learner knows of each topic, added up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.mastery import Topic, banks_in_course_order, foremost, known, together, topic_of
from bot.core.models import Bank, Lesson, Library, TrueFalse
from bot.core.review import Memory

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def an_item(bank: str, number: int, lesson: str | None = None) -> TrueFalse:
    return TrueFalse(id=f"{bank}/q{number}", version="1", ask="?", why="!", lesson=lesson, answer=True)


def a_bank(id_: str, items: int = 4, lesson: str | None = None) -> Bank:
    made = tuple(an_item(id_, number, lesson) for number in range(items))
    return Bank(id=id_, title=id_.upper(), movement=id_.partition("/")[0], items=made)


def a_memory(item_id: str, *, version: str = "1", at: datetime = NOW) -> Memory:
    return Memory(
        learner_id=1,
        item_id=item_id,
        version=version,
        guild_id=None,
        stability=3.0,
        difficulty=5.0,
        last_review=at,
        due_at=at + timedelta(days=3),
        reviews=1,
        lapses=0,
        missed=False,
    )


def a_lesson(id_: str, number: int) -> Lesson:
    return Lesson(id=id_, title=id_, movement="b", number=number, period="1918", terms={}, cites=(), body="A body.")


def test_what_has_not_been_met_counts_as_nothing() -> None:
    memories = {f"b/one/q{number}": a_memory(f"b/one/q{number}") for number in range(3)}
    topic = topic_of(a_bank("b/one"), memories, lambda _: 0.8)
    assert (topic.items, topic.seen, topic.latest) == (4, 3, NOW)
    assert topic.share == pytest.approx(0.6)
    assert topic.met == pytest.approx(0.75)


def test_a_memory_of_another_version_of_an_item_counts_for_nothing() -> None:
    bank = a_bank("b/one")
    memories = {"b/one/q0": a_memory("b/one/q0", version="2"), "b/gone/q0": a_memory("b/gone/q0")}
    assert known(bank.items, memories) == []
    assert topic_of(bank, memories, lambda _: 1.0) == Topic(title="B/ONE", items=4)


def test_nothing_at_all_is_no_division_by_nothing() -> None:
    assert (together([]).share, together([]).met, together([]).latest) == (0.0, 0.0, None)


topics = st.builds(
    Topic,
    title=st.text(max_size=5),
    items=st.integers(1, 50),
    latest=st.none() | st.integers(0, 9).map(lambda days: NOW + timedelta(days=days)),
)


@given(st.lists(topics, max_size=15), st.integers(0, 10))
def test_those_worked_on_last_are_foremost_and_all_keep_their_order(given_: list[Topic], most: int) -> None:
    numbered = [replace(one, title=str(number)) for number, one in enumerate(given_)]
    chosen, left = foremost(numbered, most)
    met = [one for one in numbered if one.latest is not None]
    assert sorted([*chosen, *left], key=lambda one: int(one.title)) == met
    assert len(chosen) == min(most, len(met))
    for some in (chosen, left):
        assert [int(one.title) for one in some] == sorted(int(one.title) for one in some)
    assert all(one.latest >= other.latest for one in chosen for other in left if one.latest and other.latest)


@given(st.lists(topics, max_size=6))
def test_topics_together_are_their_sums(given_: list[Topic]) -> None:
    all_ = together(given_)
    assert all_.items == sum(one.items for one in given_)
    assert all_.latest == max((one.latest for one in given_ if one.latest), default=None)


def test_banks_come_in_the_order_of_the_lessons_that_they_ask_about() -> None:
    library = Library.of(
        lessons=[a_lesson("first", 1), a_lesson("second", 2)],
        banks=[
            a_bank("b/alone"),
            a_bank("b/early", lesson="first"),
            a_bank("b/empty", items=0),
            a_bank("b/alate", lesson="second"),
            a_bank("a/other"),
        ],
        sources=[],
    )
    assert [bank.id for bank in banks_in_course_order(library)] == ["b/early", "b/alate", "b/alone", "a/other"]
