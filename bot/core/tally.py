"""How a class answered, as bars for the reveal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.core.models import Item, OneChoice, Picked, Response, SeveralChoices, TrueFalse


class Bucket(StrEnum):
    """Kinds of answer, where the answers themselves are too many or too private to show."""

    TRUE = "true"
    FALSE = "false"
    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it stands for, how many learners, and whether it is (part of) the right answer."""

    label: str | Bucket
    count: int
    right: bool


def bars(item: Item, order: tuple[int, ...], answers: Iterable[tuple[Response, float]]) -> tuple[Bar, ...]:
    """Count answers (each a response and its credit) into bars, choices standing in the order they were shown in.

    Typed and composed answers are counted as right, partly right and wrong; nobody's own words are shown.
    """
    given = list(answers)
    if isinstance(item, OneChoice | SeveralChoices):
        right = {item.answer} if isinstance(item, OneChoice) else item.answers
        counts = dict.fromkeys(order or range(len(item.choices)), 0)
        for response, _ in given:
            for pick in response.picks if isinstance(response, Picked) else ():
                counts[pick] += 1
        return tuple(Bar(item.choices[index], count, index in right) for index, count in counts.items())
    if isinstance(item, TrueFalse):
        true = sum(1 for response, _ in given if isinstance(response, Picked) and response.picks == (1,))
        return (
            Bar(Bucket.TRUE, true, right=item.answer),
            Bar(Bucket.FALSE, len(given) - true, right=not item.answer),
        )
    full = sum(1 for _, credit in given if credit >= 1)
    none = sum(1 for _, credit in given if credit <= 0)
    partly = len(given) - full - none
    found = [Bar(Bucket.RIGHT, full, right=True), Bar(Bucket.WRONG, none, right=False)]
    if partly:
        found.insert(1, Bar(Bucket.PARTLY, partly, right=False))
    return tuple(found)
