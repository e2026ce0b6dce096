"""Places in a ranking, ties told as ties."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.records import Standing


@dataclass(frozen=True, slots=True)
class Placed:
    """A standing with its place; who has the same points has the same place, and the places after it are left out."""

    place: int
    standing: Standing


def ranked(standings: Iterable[Standing]) -> tuple[Placed, ...]:
    """Order by points, best first ("1, 2, 2, 4"); among equals by name, then by id, so that the order is always one."""
    ordered = sorted(standings, key=lambda one: (-one.points, one.name.casefold(), one.learner_id))
    placed: list[Placed] = []
    for index, standing in enumerate(ordered):
        tied = placed and placed[-1].standing.points == standing.points
        placed.append(Placed(placed[-1].place if tied else index + 1, standing))
    return tuple(placed)
