"""The simulation of practice, made small: that it runs, repeats, and learns and forgets as the published model does."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from bot.core.models import OneChoice, ShortText, TrueFalse
from tests.bench.retention import Group, Mind, Plan, guessed, line, main, our_course, simulate

COURSE = our_course()


def small(group: Group, *, seed: int = 1, asked_again: bool = True) -> Plan:
    return Plan(seed=seed, group=group, a_day=5, learners=3, days=8, asked_again=asked_again)


def recalled(*met: float, asked: float, ease: float = 0.0) -> float:
    """The probability of recall after meetings at such seconds."""
    mind = Mind([ease])
    for mind.now in met:
        mind.meet(0)
    mind.now = asked
    return mind.recall(0)


def test_what_was_never_met_is_not_recalled() -> None:
    assert recalled(asked=1000) == 0


def test_a_first_trace_decays_with_the_intercept_alone() -> None:
    activation = math.log(1000**-0.177)
    assert recalled(0, asked=1000) == pytest.approx(1 / (1 + math.exp((-0.704 - activation) / 0.255)))


def test_a_second_trace_decays_by_the_activation_at_its_time() -> None:
    decay = 0.217 * 600**-0.177 + 0.177
    activation = math.log(1600**-0.177 + 1000**-decay)
    assert recalled(0, 600, asked=1600) == pytest.approx(1 / (1 + math.exp((-0.704 - activation) / 0.255)))


def test_what_is_met_at_intervals_lasts_longer_than_what_is_met_at_once() -> None:
    at_once, apart = (5970, 5980, 5990, 6000), (0, 2000, 4000, 6000)
    assert recalled(*apart, asked=20000) > 1.2 * recalled(*at_once, asked=20000)
    assert recalled(*apart, asked=6010) < recalled(*at_once, asked=6010)


def test_what_is_easier_is_recalled_more() -> None:
    assert recalled(0, asked=1000, ease=0.5) > recalled(0, asked=1000) > recalled(0, asked=1000, ease=-0.5)


def test_only_what_shows_its_choices_can_be_guessed() -> None:
    assert guessed(OneChoice(id="b/x", ask="?", why="!", choices=("a", "b", "c", "d"), answer=0)) == 0.25
    assert guessed(TrueFalse(id="b/x", ask="?", why="!", answer=True)) == 0.5
    assert guessed(ShortText(id="b/x", ask="?", why="!", accept=("a",))) == 0


@pytest.mark.parametrize("group", Group)
def test_the_same_seed_gives_the_same_and_another_another(group: Group) -> None:
    assert simulate(small(group), COURSE) == simulate(small(group), COURSE)
    assert simulate(small(group, seed=2), COURSE) != simulate(small(group), COURSE)


@pytest.mark.parametrize("group", Group)
def test_every_learner_answers_as_often_as_planned_and_forgets_in_thirty_days(group: Group) -> None:
    outcome = simulate(small(group, asked_again=False), COURSE)
    assert outcome.answers == [5.0] * 3
    for after, later in (outcome.course, outcome.of_seen):
        assert all(0 < late < early < 1 for early, late in zip(after, later, strict=True))


def test_less_is_recalled_where_time_between_sittings_counts_for_more() -> None:
    slow, fast = (simulate(replace(small(Group.ROUND), between=between), COURSE) for between in (0.025, 0.25))
    assert all(many > few for many, few in zip(slow.course[0], fast.course[0], strict=True))


def test_what_is_missed_is_asked_again_in_every_group() -> None:
    assert all(answers > 5 for group in Group for answers in simulate(small(group), COURSE).answers)


def test_round_and_round_meets_the_course_in_its_order_and_ours_takes_fewer_new_ones() -> None:
    seen = {group: simulate(small(group), COURSE).seen[0] * len(COURSE) for group in Group}
    assert seen[Group.ROUND] == pytest.approx(40)
    assert seen[Group.OURS] < seen[Group.RANDOM] < seen[Group.ROUND]


def test_a_line_says_what_each_group_recalls_and_how_much_learners_differ() -> None:
    told = line("ours", simulate(small(Group.OURS), COURSE))
    assert told.count("±") == 4


@pytest.mark.parametrize(("wish", "lines"), [([], 18), (["--settings"], 36)])
def test_it_prints_a_line_for_each_group_or_setting(
    wish: list[str], lines: int, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--seed", "1", "--learners", "1", "--days", "2", *wish])
    assert capsys.readouterr().out.count("±") == 4 * lines
