"""Grading chosen and composed answers."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import Objection
from bot.core.grading import grade, objection
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
from tests.core.strategies import items, orderings, responses, right_response, several_choices

ONE = OneChoice(id="b/one", ask="?", why="!", choices=("a", "b", "c"), answer=1)
SEVERAL = SeveralChoices(id="b/several", ask="?", why="!", choices=tuple("abcde"), answers=frozenset({0, 2}))
TRUE = TrueFalse(id="b/true", ask="?", why="!", answer=True)
ORDER = Ordering(id="b/order", ask="?", why="!", order=("a", "b", "c"))
MATCH = Matching(id="b/match", ask="?", why="!", pairs=(("a", "A"), ("b", "B"), ("c", "C"), ("d", "D")))
PICKED = [ONE, SEVERAL, TRUE, ORDER, MATCH]


@given(items)
def test_the_response_of_the_key_is_worth_everything(item: Item) -> None:
    assert objection(item, right_response(item)) is None
    assert grade(item, right_response(item)) == 1


@given(items, responses)
def test_every_credit_lies_between_nothing_and_everything(item: Item, response: Response) -> None:
    assert 0 <= grade(item, response) <= 1
    if objection(item, response) is not None:
        assert grade(item, response) == 0


@pytest.mark.parametrize(("pick", "credit"), [(0, 0), (1, 1), (2, 0)])
def test_one_choice_is_right_or_wrong(pick: int, credit: float) -> None:
    assert grade(ONE, Picked((pick,))) == credit


@pytest.mark.parametrize("answer", [True, False])
def test_true_and_false_are_right_or_wrong(*, answer: bool) -> None:
    item = TrueFalse(id="b/true", ask="?", why="!", answer=answer)
    assert grade(item, Picked((1,))) == float(answer)
    assert grade(item, Picked((0,))) == float(not answer)


@pytest.mark.parametrize(
    ("picks", "credit"),
    [((0, 2), 1), ((0,), 0.5), ((0, 1), 0), ((0, 1, 2), 0.5), ((1,), 0), ((1, 3), 0), ((0, 1, 3), 0)],
)
def test_several_choices_give_part_for_a_part_and_take_as_much_for_a_wrong_one(
    picks: tuple[int, ...], credit: float
) -> None:
    assert grade(SEVERAL, Picked(picks)) == pytest.approx(credit)


@given(several_choices())
def test_ticking_everything_is_worth_nothing_unless_everything_is_right(item: SeveralChoices) -> None:
    everything = Picked(tuple(range(len(item.choices))))
    assert grade(item, everything) == float(len(item.answers) == len(item.choices))


@given(several_choices(), st.data())
def test_one_more_wrong_choice_never_gains_and_one_more_right_one_never_loses(
    item: SeveralChoices, data: st.DataObject
) -> None:
    indexes = st.sampled_from(range(len(item.choices)))
    picks = data.draw(st.sets(indexes, min_size=1))
    before = grade(item, Picked(tuple(sorted(picks))))
    more = data.draw(indexes)
    after = grade(item, Picked(tuple(sorted(picks | {more}))))
    assert after >= before if more in item.answers else after <= before


def test_an_order_is_worth_the_share_of_pairs_that_stand_the_right_way_round() -> None:
    found = {picks: round(grade(ORDER, Picked(picks)) * 3) for picks in permutations(range(3))}
    assert found == {(0, 1, 2): 3, (0, 2, 1): 2, (1, 0, 2): 2, (1, 2, 0): 1, (2, 0, 1): 1, (2, 1, 0): 0}


@given(orderings())
def test_the_order_reversed_is_worth_nothing(item: Ordering) -> None:
    assert grade(item, Picked(tuple(reversed(range(len(item.order)))))) == 0


@given(orderings(), st.data())
def test_an_order_and_its_reverse_are_worth_everything_together(item: Ordering, data: st.DataObject) -> None:
    picks = tuple(data.draw(st.permutations(range(len(item.order)))))
    assert grade(item, Picked(picks)) + grade(item, Picked(picks[::-1])) == pytest.approx(1)


@pytest.mark.parametrize(
    ("picks", "credit"), [((0, 1, 2, 3), 1), ((0, 1, 3, 2), 0.5), ((1, 0, 3, 2), 0), ((0, 0, 0, 0), 0.25)]
)
def test_a_matching_is_worth_the_share_of_lefts_with_their_right(picks: tuple[int, ...], credit: float) -> None:
    assert objection(MATCH, Picked(picks)) is None
    assert grade(MATCH, Picked(picks)) == credit


@pytest.mark.parametrize(
    ("item", "picks", "expected"),
    [
        (ONE, (), Objection.INCOMPLETE),
        (ONE, (0, 1), Objection.SEVERAL),
        (ONE, (3,), Objection.WRONG_KIND),
        (ONE, (-1,), Objection.WRONG_KIND),
        (TRUE, (), Objection.INCOMPLETE),
        (TRUE, (0, 1), Objection.SEVERAL),
        (TRUE, (2,), Objection.WRONG_KIND),
        (SEVERAL, (), Objection.INCOMPLETE),
        (SEVERAL, (0, 0), Objection.REPEATED),
        (SEVERAL, (0, 5), Objection.WRONG_KIND),
        (ORDER, (), Objection.INCOMPLETE),
        (ORDER, (0, 1), Objection.INCOMPLETE),
        (ORDER, (0, 0), Objection.INCOMPLETE),
        (ORDER, (0, 1, 1), Objection.REPEATED),
        (ORDER, (0, 1, 2, 2), Objection.REPEATED),
        (ORDER, (0, 1, 3), Objection.WRONG_KIND),
        (MATCH, (0, 1, 2), Objection.INCOMPLETE),
        (MATCH, (0, 1, 2, 3, 3), Objection.WRONG_KIND),
        (MATCH, (0, 1, 2, 4), Objection.WRONG_KIND),
    ],
)
def test_what_cannot_be_taken_as_an_answer_is_objected_to_and_worth_nothing(
    item: Item, picks: tuple[int, ...], expected: Objection
) -> None:
    assert objection(item, Picked(picks)) is expected
    assert grade(item, Picked(picks)) == 0


@pytest.mark.parametrize("item", PICKED)
def test_typing_is_no_answer_to_a_question_for_choosing(item: Item) -> None:
    assert not isinstance(item, ShortText | Year)
    assert objection(item, Typed("a")) is Objection.WRONG_KIND
    assert grade(item, Typed("a")) == 0
