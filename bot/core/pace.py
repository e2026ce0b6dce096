"""How long a class needs to read what is shown."""

from __future__ import annotations

from datetime import timedelta

from bot.core.models import Item, Matching, OneChoice, Ordering, SeveralChoices

FIRST_QUESTION_AFTER = timedelta(seconds=6)
"""From the announcement of a live quiz to its first question: time to sit up."""

AWAY_TOO_LONG = timedelta(minutes=15)
"""A live quiz whose bot was away for longer than this has no class any more."""

SECOND_CHANCE = timedelta(seconds=10)
"""How long a question stays open whose time ran out, wholly or nearly, while the bot was away."""

_CHARACTERS_A_SECOND = 12
"""For a reader of fifteen who reads in a second language: about 140 words a minute, where adults read 238 of their own
(Brysbaert 2019)."""

_LEAST, _MOST = 10.0, 30.0
_SECONDS_A_SELECT = 5
_SHORT_ENOUGH = 200
"""Characters that may be read within the time that the teacher gives."""


def answering_time(item: Item, seconds: int) -> timedelta:
    """How long a question stays open, where a teacher gives `seconds` for each.

    Every select of an ordering or a matching adds five seconds, and so does a long text what it takes to read.
    """
    selects = len(_sides(item)) if isinstance(item, Ordering | Matching) else 0
    more = max(0, len(item.ask) + sum(map(len, _sides(item))) - _SHORT_ENOUGH) / _CHARACTERS_A_SECOND
    return timedelta(seconds=seconds + selects * _SECONDS_A_SELECT + round(more))


def reading_time(item: Item) -> timedelta:
    """How long the reveal of an item is left standing: by the length of its answer and of its explanation."""
    seconds = 4 + (len(item.why) + sum(map(len, _sides(item)))) / _CHARACTERS_A_SECOND
    return timedelta(seconds=min(_MOST, max(_LEAST, seconds)))


def _sides(item: Item) -> tuple[str, ...]:
    """The texts that an item consists of beside its question."""
    match item:
        case OneChoice() | SeveralChoices():
            return item.choices
        case Ordering():
            return item.order
        case Matching():
            return tuple(f"{left} {right}" for left, right in item.pairs)
        case _:
            return ()
