"""Points: what a credit is worth on the leaderboard."""

from __future__ import annotations

from datetime import timedelta

FULL = 100
"""Points for a right answer."""
BONUS = 0.5
"""The largest speed bonus, as a share of the points without it."""

HINTED = 0.5
"""What is left of the points after a hint."""


def points(credit: float, *, taken: timedelta, allowed: timedelta, speed_bonus: bool, hinted: bool = False) -> int:
    """Whole points for a credit from 0 to 1: 100 times the credit, halves rounded up.

    With `speed_bonus` an answer at once gets half as much again, one in the last moment nothing more, and in between
    the bonus falls in a straight line with the time `taken` out of the time `allowed`. An answer before the start
    counts as given at once and one after the end as given at the end (clocks differ a little). Where no time is
    allowed there is no bonus. A wrong answer gets nothing, however quick. Whoever has seen the hint gets half.
    """
    bonus = 0.0
    if speed_bonus and allowed > timedelta(0):
        late = min(max(taken / allowed, 0.0), 1.0)
        bonus = BONUS * (1 - late)
    return int(FULL * credit * (1 + bonus) * (HINTED if hinted else 1) + 0.5)
