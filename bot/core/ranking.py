"""Places in a ranking, ties told as ties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.records import Standing


@dataclass(frozen=True, slots=True)
class Placed:
    """A standing with its place; who has the same points has the same place, and the places after it are left out."""

    place: int
    standing: Standing
    tied: bool = False
    """Whether others share the place."""


def ranked(standings: Iterable[Standing]) -> tuple[Placed, ...]:
    """Order by points, best first ("1, 2, 2, 4"); among equals by name, then by id, so that the order is always one."""
    ordered = sorted(standings, key=lambda one: (-one.points, one.name.casefold(), one.learner_id))
    sharing = Counter(one.points for one in ordered)
    placed: list[Placed] = []
    for index, standing in enumerate(ordered):
        tied = sharing[standing.points] > 1
        first = not placed or placed[-1].standing.points != standing.points
        placed.append(Placed(index + 1 if first else placed[-1].place, standing, tied))
    return tuple(placed)
