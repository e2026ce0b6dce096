"""Chance in its place: which items a quiz asks, and in which order their options are shown."""

from __future__ import annotations

import random
from collections.abc import Sequence

from bot.core.models import Item, Matching, OneChoice, Ordering, SeveralChoices


def shown_order(item: Item, rng: random.Random) -> tuple[int, ...]:
    """In which order to show an item's options: `order[shown] = index in the item`; empty where nothing is shuffled.

    Choices come in any order, each as likely as the others, so that no place is right more often than another. The
    steps of an ordering never come in the right order, nor do the right sides of a matching all face their own left:
    what is shown would be the answer.
    """
    if isinstance(item, OneChoice | SeveralChoices):
        return tuple(rng.sample(range(len(item.choices)), len(item.choices)))
    if isinstance(item, Ordering):
        return _disordered(len(item.order), rng)
    if isinstance(item, Matching):
        return _disordered(len(item.pairs), rng)
    return ()


def pick(items: Sequence[Item], count: int, rng: random.Random) -> tuple[Item, ...]:
    """Choose `count` different items at random, or all where there are fewer; the easier ones come first.

    The levels take turns at giving an item until there are enough, the first turn drawn by lot: so even a quiz of
    three has recall, understanding and sources in it where the bank has all three, and a bank with a hundred recall
    items and five on sources still asks about sources. Items of one level stand in random order. An item that is
    given twice (by id) counts once.
    """
    by_level: dict[int, list[Item]] = {}
    for item in {item.id: item for item in items}.values():
        by_level.setdefault(item.level, []).append(item)
    piles = [rng.sample(pile, len(pile)) for _, pile in sorted(by_level.items())]
    rng.shuffle(piles)
    chosen: list[Item] = []
    while len(chosen) < count and any(piles):
        for pile in piles:
            if pile and len(chosen) < count:
                chosen.append(pile.pop())
    return tuple(sorted(chosen, key=lambda item: item.level))


def _disordered(size: int, rng: random.Random) -> tuple[int, ...]:
    """Any order of 0 … size - 1 but the ascending one, each as likely; where there is only one order, that."""
    ascending = tuple(range(size))
    order = ascending
    while order == ascending and size > 1:
        order = tuple(rng.sample(ascending, size))
    return order
