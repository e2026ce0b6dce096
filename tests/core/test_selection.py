"""Chance in its place."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.models import Item, Matching, OneChoice, Ordering, SeveralChoices, TrueFalse
from bot.core.selection import pick, shown_order
from tests.core.strategies import items, matchings, orderings

seeds = st.integers(0, 2**32)


def recall(number: int, level: int = 1) -> Item:
    return TrueFalse(id=f"b/{level}-{number}", ask="?", why="!", answer=True, level=level)


banks = st.lists(st.builds(recall, st.integers(0, 5), st.integers(1, 3)), max_size=15)


@given(items, seeds)
def test_every_option_is_shown_exactly_once(item: Item, seed: int) -> None:
    order = shown_order(item, random.Random(seed))
    match item:
        case OneChoice() | SeveralChoices():
            assert sorted(order) == list(range(len(item.choices)))
        case Ordering():
            assert sorted(order) == list(range(len(item.order)))
        case Matching():
            assert sorted(order) == list(range(len(item.pairs)))
        case _:
            assert order == ()


@given(st.one_of(orderings(), matchings()), seeds)
def test_what_is_to_be_ordered_or_matched_is_never_shown_in_the_right_order(item: Item, seed: int) -> None:
    order = shown_order(item, random.Random(seed))
    assert order != tuple(range(len(order)))


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_the_right_choice_stands_in_every_place_as_often_as_in_the_others(size: int) -> None:
    item = OneChoice(id="b/x", ask="?", why="!", choices=tuple("abcde"[:size]), answer=0)
    rng = random.Random(1918)
    places = Counter(shown_order(item, rng).index(0) for _ in range(6000))
    assert len(places) == size
    assert max(places.values()) < 1.15 * 6000 / size
    assert min(places.values()) > 0.85 * 6000 / size


def test_every_wrong_order_of_steps_is_shown_as_often_as_the_others() -> None:
    item = Ordering(id="b/x", ask="?", why="!", order=("a", "b", "c"))
    rng = random.Random(1918)
    seen = Counter(shown_order(item, rng) for _ in range(5000))
    assert len(seen) == 5
    assert max(seen.values()) < 1.15 * 1000


def test_a_single_step_is_shown_rather_than_waited_for_for_ever() -> None:
    assert shown_order(Ordering(id="b/x", ask="?", why="!", order=("a",)), random.Random(1)) == (0,)


def test_the_same_seed_gives_the_same_choice() -> None:
    bank = [recall(number, level) for number in range(9) for level in (1, 2, 3)]
    assert pick(bank, 7, random.Random(5)) == pick(bank, 7, random.Random(5))
    assert pick(bank, 7, random.Random(5)) != pick(bank, 7, random.Random(6))


@given(banks, st.integers(-2, 15), seeds)
def test_a_quiz_has_different_items_as_many_as_asked_for_or_all_there_are(
    bank: list[Item], count: int, seed: int
) -> None:
    chosen = pick(bank, count, random.Random(seed))
    ids = [item.id for item in chosen]
    assert len(ids) == len(set(ids)) == max(0, min(count, len({item.id for item in bank})))
    assert all(item in bank for item in chosen)


@given(banks, seeds)
def test_easier_items_come_first(bank: list[Item], seed: int) -> None:
    levels = [item.level for item in pick(bank, len(bank), random.Random(seed))]
    assert levels == sorted(levels)


def test_items_of_one_level_come_in_random_order() -> None:
    bank = [recall(number) for number in range(4)]
    assert len({pick(bank, 4, random.Random(seed)) for seed in range(200)}) == 24


@given(seeds)
def test_a_quiz_of_three_has_all_three_levels_however_rare_one_is(seed: int) -> None:
    bank = [recall(number) for number in range(50)] + [recall(0, 2), recall(0, 3)]
    assert [item.level for item in pick(bank, 3, random.Random(seed))] == [1, 2, 3]


def test_a_single_question_is_not_always_of_the_same_level() -> None:
    bank = [recall(0, 1), recall(0, 2), recall(0, 3)]
    assert {pick(bank, 1, random.Random(seed))[0].level for seed in range(50)} == {1, 2, 3}


def test_every_item_of_a_level_is_as_likely_as_the_others() -> None:
    bank = [recall(number) for number in range(5)]
    rng = random.Random(1918)
    seen = Counter(item.id for _ in range(3000) for item in pick(bank, 2, rng))
    assert len(seen) == 5
    assert max(seen.values()) < 1.15 * 1200
    assert min(seen.values()) > 0.85 * 1200
