"""How long a class needs to read."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.models import TrueFalse
from bot.core.pace import reading_time


def explained(why: str) -> TrueFalse:
    return TrueFalse(id="b/x", ask="?", why=why, answer=True)


def test_a_reveal_without_explanation_still_stands_for_a_while() -> None:
    assert reading_time(explained("")) == timedelta(seconds=8)


def test_a_long_explanation_does_not_hold_up_the_class_for_ever() -> None:
    assert reading_time(explained("x" * 5000)) == timedelta(seconds=20)


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_a_longer_explanation_never_stands_for_a_shorter_time(one: int, other: int) -> None:
    shorter, longer = sorted([one, other])
    assert reading_time(explained("x" * shorter)) <= reading_time(explained("x" * longer))
