"""The grammar of custom_ids: all that a button needs to know, so that a restart costs it nothing.

    <action>:<argument>:…      at most 100 characters (Discord's limit), e.g. `pick:4711:2`

Options are named by the position they are *shown* in; the round knows which choice that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MAX_LENGTH = 100
"""Discord: custom_id, 1 to 100 characters."""

MOST_DIGITS = 18
"""Longer numbers would not fit a database's 64-bit column; no id of ours is near."""


class Action(StrEnum):
    """What a press asks for, and its arguments."""

    PICK = "pick"
    """round, shown — one tap answers: a choice; for true or false 1 or 0."""
    MANY = "many"
    """round — a select menu answers; its values are shown positions."""
    TYPE = "type"
    """round — open the modal to type an answer."""
    TYPED = "typed"
    """round — that modal, submitted; its one field is named `text`."""
    COMPOSE = "compose"
    """round — open the private panel of an ordering or a matching."""
    SLOT = "slot"
    """round, n — the n-th select of that panel."""
    SAVE = "save"
    """round — take the panel's selects as the answer."""
    RESULT = "result"
    """quiz, page — one's own result, question by question; pages from 0."""
    LESSON = "lesson"
    """lesson — turn to that lesson."""
    QUIZ_ME = "quizme"
    """lesson — start a private sitting on that lesson."""
    NEXT = "next"
    """sitting — the next question of a private sitting, or its end."""
    SCHEDULES = "schedules"
    """page — the server's schedules, to a teacher; pages from 0."""
    BOARD = "board"
    """period, page, topic's mark (may be empty) — the leaderboard; pages from 0."""
    ERASE = "erase"
    """Erase whoever presses it."""
    KEEP = "keep"
    """Erase nobody."""
    UNREMIND = "unremind"
    """Remind whoever presses it no more."""


def plain_number(text: str) -> int:
    """A whole number as we write them, in a custom_id or a select's value; ValueError where it is none."""
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise ValueError(f"not a number of ours: {text!r}")
    return int(text)


@dataclass(frozen=True, slots=True)
class Press:
    """A custom_id, taken apart."""

    action: Action
    args: tuple[str, ...]

    def number(self, index: int) -> int:
        """The argument at `index` as a whole number; ValueError where it is none, IndexError where it is missing."""
        return plain_number(self.args[index])


def encode(action: Action, *args: int | str) -> str:
    """The custom_id of an action. Arguments must not contain a colon; ids of lessons, rounds and quizzes do not."""
    custom_id = ":".join([action.value, *map(str, args)])
    if len(custom_id) > MAX_LENGTH:
        raise ValueError(custom_id)
    return custom_id


def decode(custom_id: str) -> Press | None:
    """Take a custom_id apart; None for one that is not ours."""
    head, *args = custom_id.split(":")
    try:
        return Press(Action(head), tuple(args))
    except ValueError:
        return None
