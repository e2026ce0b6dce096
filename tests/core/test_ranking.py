"""Places in a ranking."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.ranking import ranked
from bot.core.records import Standing

standings = st.lists(
    st.builds(
        Standing,
        learner_id=st.integers(1, 99),
        name=st.sampled_from(["Ani", "ani", "Bek", "Çiçek", "ß"]),
        answers=st.just(1),
        credit=st.just(1.0),
        points=st.integers(0, 3),
    ),
    max_size=8,
    unique_by=lambda one: one.learner_id,
)


def standing(learner_id: int, name: str, points: int) -> Standing:
    return Standing(learner_id=learner_id, name=name, answers=1, credit=1.0, points=points)


def test_a_class_without_answers_has_no_places() -> None:
    assert ranked([]) == ()


def test_the_places_after_a_tie_are_left_out() -> None:
    found = ranked([standing(1, "D", 10), standing(2, "C", 50), standing(3, "B", 50), standing(4, "A", 90)])
    assert [(one.place, one.standing.name) for one in found] == [(1, "A"), (2, "B"), (2, "C"), (4, "D")]


def test_three_who_tie_for_the_first_place_all_win() -> None:
    found = ranked([standing(1, "A", 5), standing(2, "B", 5), standing(3, "C", 5), standing(4, "D", 4)])
    assert [one.place for one in found] == [1, 1, 1, 4]


def test_equals_stand_by_name_without_regard_to_case_and_then_by_id() -> None:
    found = ranked([standing(9, "ani", 5), standing(3, "Bek", 5), standing(2, "Ani", 5)])
    assert [one.standing.learner_id for one in found] == [2, 9, 3]


@given(standings)
def test_a_place_is_one_more_than_the_number_of_those_who_have_more_points(found: list[Standing]) -> None:
    for one in ranked(found):
        assert one.place == 1 + sum(other.points > one.standing.points for other in found)


@given(standings)
def test_the_order_in_which_standings_come_makes_no_difference(found: list[Standing]) -> None:
    assert ranked(found) == ranked(reversed(found))
    assert len(ranked(found)) == len(found)
