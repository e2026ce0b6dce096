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

BIGGEST = 2**63 - 1
"""What fits such a column."""


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
    """lesson[, sitting] — turn to that lesson; from a private sitting there is a way back to its questions."""
    QUIZ_ME = "quizme"
    """lesson — start a private sitting on that lesson."""
    NEXT = "next"
    """sitting — the next question of a private sitting, or its end."""
    BANK_FILE = "bankfile"
    """— the modal in which a teacher gives a question file, submitted; its fields are named `file` and `text`."""
    BANK = "bank"
    """version, page — a version of the server's own bank, to a teacher; question by question from 0."""
    BANK_LIVE = "banklive"
    """version — put it in use."""
    BANK_DROP = "bankdrop"
    """version — throw a draft away."""
    BANKS = "banks"
    """page — the server's own banks, to a teacher; pages from 0."""
    DOUBT = "doubt"
    """round — something is wrong with its question: open the window in which a learner says what."""
    DOUBTED = "doubted"
    """round — that window, submitted; its one field is named `text`."""
    DOUBTS = "doubts"
    """— the doubts that no teacher has looked at, to a teacher: the first of them."""
    REPLY = "reply"
    """doubt — open the window in which a teacher answers the learner."""
    REPLIED = "replied"
    """doubt — that window, submitted; its one field is named `text`."""
    WITHDRAW = "withdraw"
    """doubt — take its question out of use in the server."""
    SET_ASIDE = "setaside"
    """doubt — do nothing about it."""
    REPORT = "report"
    """period, page, topic — what the answers say of the questions, to a teacher; pages from 0."""
    QUESTION = "question"
    """— a select menu; its value is the round whose question a teacher wants to look at."""
    TAKE_OUT = "takeout"
    """round — take its question out of use in the server."""
    BRING_BACK = "bringback"
    """round — put its question in use again."""
    SCHEDULES = "schedules"
    """page — the server's schedules, to a teacher; pages from 0."""
    PRACTISE = "practise"
    """count, topic[, shelf[, anyway]] — begin to practise; an empty topic is everything, an empty shelf any. With an
    `anyway` of 1 it begins also where nothing is due."""
    SHELF = "shelf"
    """count, topic — begin to practise on the shelf that is chosen in this select: a server's id, or 0."""
    MISSED = "missed"
    """"quiz" and its id, or "round" and its id — practise what one has missed there."""
    HINT = "hint"
    """round — show the hint of a private question, for half the points."""
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


def snowflake(text: str) -> int:
    """An id of Discord's, or 0; ValueError where it is none."""
    found = int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS + 1 else BIGGEST + 1
    if found > BIGGEST:
        raise ValueError(f"not an id of Discord's: {text!r}")
    return found


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
