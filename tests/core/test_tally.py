"""Bars for the reveal."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.grading import grade
from bot.core.models import (
    Item,
    Matching,
    OneChoice,
    Ordering,
    Picked,
    Response,
    SeveralChoices,
    ShortText,
    TrueFalse,
    Typed,
    Year,
)
from bot.core.selection import shown_order
from bot.core.tally import Bar, Bucket, bars
from tests.core.strategies import items

ONE = OneChoice(id="b/one", ask="?", why="!", choices=("a", "b", "c"), answer=1)
SEVERAL = SeveralChoices(id="b/several", ask="?", why="!", choices=("a", "b", "c"), answers=frozenset({0, 2}))
TRUE = TrueFalse(id="b/true", ask="?", why="!", answer=True)
FALSE = TrueFalse(id="b/false", ask="?", why="!", answer=False)
TEXT = ShortText(id="b/text", ask="?", why="!", accept=("Enver",))


def graded(item: Item, *responses: Response) -> list[tuple[Response, float]]:
    return [(response, grade(item, response)) for response in responses]


def test_choices_stand_in_the_order_they_were_shown_in() -> None:
    found = bars(ONE, (2, 0, 1), graded(ONE, Picked((1,)), Picked((2,)), Picked((1,))))
    assert found == (Bar("c", 1, right=False), Bar("a", 0, right=False), Bar("b", 2, right=True))


def test_without_an_order_choices_stand_as_in_the_item() -> None:
    assert [bar.label for bar in bars(ONE, (), [])] == ["a", "b", "c"]


def test_each_of_several_choices_is_counted() -> None:
    found = bars(SEVERAL, (0, 1, 2), graded(SEVERAL, Picked((0, 1)), Picked((0, 2))))
    assert found == (Bar("a", 2, right=True), Bar("b", 1, right=False), Bar("c", 1, right=True))


@pytest.mark.parametrize("item", [TRUE, FALSE])
def test_true_and_false_are_counted_apart(item: TrueFalse) -> None:
    found = bars(item, (), graded(item, Picked((1,)), Picked((0,)), Picked((0,))))
    assert found == (Bar(Bucket.TRUE, 1, right=item.answer), Bar(Bucket.FALSE, 2, right=not item.answer))


def test_nobodys_own_words_are_shown() -> None:
    found = bars(TEXT, (), graded(TEXT, Typed("enver"), Typed("Ibrahim"), Typed("something rude")))
    assert found == (Bar(Bucket.RIGHT, 1, right=True), Bar(Bucket.WRONG, 2, right=False))


def test_partly_right_orders_have_a_bar_between_right_and_wrong() -> None:
    item = Ordering(id="b/order", ask="?", why="!", order=("a", "b", "c"))
    found = bars(item, (2, 1, 0), graded(item, Picked((0, 1, 2)), Picked((0, 2, 1)), Picked((2, 1, 0))))
    assert found == (
        Bar(Bucket.RIGHT, 1, right=True),
        Bar(Bucket.PARTLY, 1, right=False),
        Bar(Bucket.WRONG, 1, right=False),
    )


def test_a_typed_answer_to_a_choice_is_passed_over() -> None:
    assert sum(bar.count for bar in bars(ONE, (), [(Typed("b"), 0.0)])) == 0


@given(items, st.data())
def test_the_counts_of_answers_that_are_one_thing_sum_to_the_number_of_learners(
    item: Item, data: st.DataObject
) -> None:
    answer = a_response(item)
    responses = data.draw(st.lists(answer, max_size=10))
    found = bars(item, shown_order(item, random.Random(1)), graded(item, *responses))
    counted = sum(bar.count for bar in found)
    if isinstance(item, SeveralChoices):
        assert counted == sum(len(response.picks) for response in responses if isinstance(response, Picked))
    else:
        assert counted == len(responses)


def a_response(item: Item) -> st.SearchStrategy[Response]:
    match item:
        case OneChoice():
            return st.builds(Picked, st.tuples(st.sampled_from(range(len(item.choices)))))
        case SeveralChoices():
            some = st.sets(st.sampled_from(range(len(item.choices))), min_size=1)
            return some.map(lambda found: Picked(tuple(sorted(found))))
        case TrueFalse():
            return st.sampled_from([Picked((0,)), Picked((1,))])
        case ShortText() | Year():
            return st.sampled_from([Typed("Enver"), Typed("1922"), Typed("1921")])
        case Ordering():
            return st.permutations(range(len(item.order))).map(lambda found: Picked(tuple(found)))
        case Matching():
            return st.permutations(range(len(item.pairs))).map(lambda found: Picked(tuple(found)))
