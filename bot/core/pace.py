"""How long a class needs to read what is shown."""

from __future__ import annotations

from datetime import timedelta

from bot.core.models import Item

FIRST_QUESTION_AFTER = timedelta(seconds=6)
"""From the announcement of a live quiz to its first question: time to sit up."""

AWAY_TOO_LONG = timedelta(minutes=15)
"""A live quiz whose bot was away for longer than this has no class any more."""

SECOND_CHANCE = timedelta(seconds=10)
"""How long a question stays open whose time ran out, wholly or nearly, while the bot was away."""

_CHARACTERS_A_SECOND = 18  # a little under the 238 words a minute of adults' silent reading (Brysbaert 2019)
_LEAST, _MOST = 8.0, 20.0


def reading_time(item: Item) -> timedelta:
    """How long the reveal of an item is left standing before the next question: by the length of its explanation."""
    seconds = 4 + len(item.why) / _CHARACTERS_A_SECOND
    return timedelta(seconds=min(_MOST, max(_LEAST, seconds)))
