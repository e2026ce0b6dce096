from __future__ import annotations

import pytest

from bot.discord_ui import panels
from bot.discord_ui.panels import Panels

LEARNER, ROUND = 1, 2


def test_a_choice_that_the_message_does_not_show_yet_counts() -> None:
    kept = Panels()
    kept.chose(LEARNER, ROUND, 0, 2)
    kept.chose(LEARNER, ROUND, 1, 0)
    assert kept.over(LEARNER, ROUND, [None, 0, 1]) == [2, 0, 1]


def test_the_last_choice_counts_also_where_it_takes_one_back() -> None:
    kept = Panels()
    kept.chose(LEARNER, ROUND, 0, 2)
    kept.chose(LEARNER, ROUND, 0, None)
    assert kept.over(LEARNER, ROUND, [2, 1]) == [None, 1]


def test_where_nothing_is_remembered_the_message_tells() -> None:
    kept = Panels()
    kept.chose(LEARNER, ROUND, 0, 2)
    kept.forget(LEARNER, ROUND)
    kept.forget(LEARNER, ROUND)
    assert kept.over(LEARNER, ROUND, [1, None]) == [1, None]
    assert kept.over(99, ROUND, [0]) == [0]


def test_what_is_remembered_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "MOST_KEPT", 2)
    kept = Panels()
    for round_id in range(3):
        kept.chose(LEARNER, round_id, 0, 1)
    assert [kept.over(LEARNER, round_id, [None]) for round_id in range(3)] == [[None], [1], [1]]


def test_of_who_is_erased_nothing_is_remembered() -> None:
    kept = Panels()
    kept.chose(LEARNER, ROUND, 0, 2)
    kept.chose(LEARNER, ROUND + 1, 0, 2)
    kept.chose(99, ROUND, 0, 1)
    kept.forget_learner(LEARNER)
    assert kept.over(LEARNER, ROUND, [None]) == kept.over(LEARNER, ROUND + 1, [None]) == [None]
    assert kept.over(99, ROUND, [None]) == [1]
