"""Item analysis agrees with Moodle's published formulas, and says in plain words what the figures mean."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.item_analysis import ENOUGH, Attempt, ItemAnalysis, Remark, Said, analyse, correlation
from bot.core.models import Item, OneChoice, Picked, SeveralChoices, ShortText, TrueFalse, Typed


def choice(name: str, *, answer: int = 0, version: str = "v1") -> OneChoice:
    return OneChoice(id=f"b/{name}", version=version, ask="?", why=".", choices=("a", "b", "c"), answer=answer)


def marks(worth: list[float], *, picks: list[int] | None = None) -> list[Attempt]:
    """One attempt a learner, in the order of the learners."""
    chosen = picks or [0 if credit else 1 for credit in worth]
    return [Attempt(learner, credit, Picked((chosen[learner - 1],))) for learner, credit in enumerate(worth, 1)]


def only(attempts: dict[Item, list[Attempt]], item: Item) -> ItemAnalysis:
    return next(one for one in analyse(attempts) if one.item == item)


# Ten learners, five items, everybody answers everything. By hand, for item A, after Moodle's formulas:
#   x      = 1 1 1 1 1 1 0 0 0 0         mean 0.6                      facility 60 %
#   X'     = 4 3 4 3 2 3 2 1 1 0         mean 2.3 (the total without A)
#   sum (x - 0.6)(X' - 2.3) = 0.4 (1.7 + 0.7 + 1.7 + 0.7 - 0.3 + 0.7) - 0.6 (-0.3 - 1.3 - 1.3 - 2.3)
#                           = 0.4 * 5.2 + 0.6 * 5.2 = 5.2
#   sum (x - 0.6)^2 = 6 * 0.16 + 4 * 0.36 = 2.4
#   sum (X' - 2.3)^2 = 2 * 2.89 + 3 * 0.49 + 2 * 0.09 + 2 * 1.69 + 5.29 = 16.1
#   C = 5.2 / sqrt(2.4 * 16.1) = 5.2 / sqrt(38.64) = 5.2 / 6.216108... = 0.836536...
WORKED: dict[str, list[float]] = {
    "A": [1, 1, 1, 1, 1, 1, 0, 0, 0, 0],
    "B": [1, 1, 1, 1, 1, 1, 1, 1, 1, 0],
    "C": [1, 1, 1, 1, 1, 1, 1, 0, 0, 0],
    "D": [1, 1, 1, 1, 0, 1, 0, 0, 0, 0],
    "E": [1, 0, 1, 0, 0, 0, 0, 0, 0, 0],
}


def test_facility_and_discrimination_are_those_of_moodles_formulas() -> None:
    attempts: dict[Item, list[Attempt]] = {choice(name): marks(worth) for name, worth in WORKED.items()}
    found = only(attempts, choice("A"))
    assert found.attempts == 10
    assert found.facility == pytest.approx(0.6, abs=5e-5)
    assert found.discrimination == pytest.approx(5.2 / (2.4 * 16.1) ** 0.5, abs=5e-5)
    assert found.discrimination == pytest.approx(0.8365, abs=5e-5)


def test_partial_marks_count_as_they_are() -> None:
    # Item P: x = 1 1/2 1/2 0 ... ; by hand: facility (1 + 0.5 + 0.5 + 0) / 4 = 0.5
    item = SeveralChoices(id="b/p", version="v", ask="?", why=".", choices=("a", "b"), answers=frozenset({0, 1}))
    found = only({item: marks([1, 0.5, 0.5, 0])}, item)
    assert found.facility == pytest.approx(0.5)


def test_before_ten_have_answered_nothing_is_guessed() -> None:
    attempts: dict[Item, list[Attempt]] = {choice(name): marks(worth[:9]) for name, worth in WORKED.items()}
    found = only(attempts, choice("A"))
    assert found.said == (Said(Remark.TOO_FEW),)
    assert found.discrimination is None


def test_a_question_that_the_better_ones_get_wrong_has_its_key_in_doubt() -> None:
    attempts: dict[Item, list[Attempt]] = {choice(name): marks(worth) for name, worth in WORKED.items()}
    wrong_key = choice("K")
    attempts[wrong_key] = marks([0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
    found = only(attempts, wrong_key)
    assert found.discrimination is not None
    assert found.discrimination < 0
    assert found.said[0] == Said(Remark.KEY_IN_DOUBT)


def test_a_wrong_choice_that_beats_the_right_one_is_named() -> None:
    picks = [2, 2, 2, 2, 2, 2, 0, 0, 1, 1]
    found = only({choice("A"): marks([float(pick == 0) for pick in picks], picks=picks)}, choice("A"))
    assert Said(Remark.DISTRACTOR_BEATS_KEY, 2) in found.said


def test_a_choice_that_nobody_takes_is_named() -> None:
    picks = [0] * 6 + [1] * 4
    found = only({choice("A"): marks([float(pick == 0) for pick in picks], picks=picks)}, choice("A"))
    assert found.chosen == (6, 4, 0)
    assert Said(Remark.DISTRACTOR_UNUSED, 2) in found.said


def test_of_a_question_that_everybody_knows_only_that_is_said() -> None:
    found = only({choice("A"): marks([1.0] * 12)}, choice("A"))
    assert found.said == (Said(Remark.TOO_EASY),)
    assert found.discrimination is None


def test_a_question_that_hardly_anybody_knows_is_too_hard() -> None:
    found = only({choice("A"): marks([1.0, 1.0] + [0.0] * 10)}, choice("A"))
    assert Said(Remark.TOO_HARD) in found.said


def test_a_question_that_tells_nobody_apart_says_so() -> None:
    attempts: dict[Item, list[Attempt]] = {choice(name): marks(worth) for name, worth in WORKED.items()}
    attempts[choice("N")] = marks([1, 0, 0, 1, 1, 0, 1, 0, 1, 0])
    found = only(attempts, choice("N"))
    assert found.discrimination == pytest.approx(0.0, abs=0.2)
    assert {one.remark for one in found.said} & {Remark.TELLS_LITTLE, Remark.KEY_IN_DOUBT}


def test_true_and_false_are_counted_false_first() -> None:
    item = TrueFalse(id="b/t", version="v", ask="?", why=".", answer=True)
    given = [Attempt(n, float(n > 3), Picked((int(n > 3),))) for n in range(1, 11)]
    assert only({item: given}, item).chosen == (3, 7)


def test_typed_answers_are_not_counted_by_choice() -> None:
    item = ShortText(id="b/s", version="v", ask="?", why=".", accept=("Enver",))
    assert only({item: [Attempt(1, 1.0, Typed("Enver"))]}, item).chosen == ()


def test_the_median_time_leaves_out_those_of_whom_it_is_not_known() -> None:
    item = choice("A")
    given = [Attempt(n, 1.0, Picked((0,)), timedelta(seconds=n)) for n in (1, 2, 30)]
    given.append(Attempt(4, 1.0, Picked((0,))))
    assert only({item: given}, item).median_time == timedelta(seconds=2)
    assert only({item: given[3:]}, item).median_time is None


def test_two_versions_of_an_item_are_apart() -> None:
    attempts: dict[Item, list[Attempt]] = {
        choice("A"): marks([1.0] * 10),
        choice("A", answer=1, version="v2"): marks([0.0] * 10),
    }
    assert [one.facility for one in analyse(attempts)] == [1.0, 0.0]


def test_an_item_without_attempts_is_left_out() -> None:
    assert analyse({choice("A"): []}) == []


def test_who_answered_little_else_says_nothing_of_discrimination() -> None:
    attempts: dict[Item, list[Attempt]] = {choice("A"): marks([1, 0] * 10), choice("B"): marks([1, 0] * 10)}
    assert only(attempts, choice("A")).discrimination is None


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=30))
def test_a_correlation_is_between_minus_one_and_one_whichever_way_round(pairs: list[tuple[float, float]]) -> None:
    found, turned = correlation(pairs), correlation([(y, x) for x, y in pairs])
    assert found == (pytest.approx(turned) if turned is not None else None)
    assert found is None or -1 <= found <= 1


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30).filter(lambda xs: max(xs) - min(xs) > 0.01))
def test_what_goes_together_in_a_straight_line_correlates_fully(xs: list[float]) -> None:
    assert correlation([(x, 3 * x + 1) for x in xs]) == pytest.approx(1)
    assert correlation([(x, -2 * x) for x in xs]) == pytest.approx(-1)


@given(st.lists(st.integers(0, 1), min_size=ENOUGH, max_size=40))
def test_facility_is_the_share_of_full_marks_where_marks_are_full_or_nothing(worth: list[int]) -> None:
    found = only({choice("A"): marks([float(one) for one in worth])}, choice("A"))
    assert found.facility == pytest.approx(sum(worth) / len(worth))
    assert sum(found.chosen) == len(worth)
