"""A question on its way from another program: what has been read of it, before it is made to fit."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.content.files import ODD
from bot.content.problems import START, Findings, Place, Problem

MAX_YEAR = 2100
MAX_READ = 2000
"""So many questions of a file are read, of which a bank has room for a quarter."""
_YEAR = re.compile(r"[1-9][0-9]{2,3}\Z", re.ASCII)


@dataclass(slots=True)
class Option:
    """One of the choices, and what is said to whoever takes it."""

    text: str
    right: bool = False
    feedback: str = ""
    place: Place = START


@dataclass(slots=True)
class Choices:
    """Choices of which one is right, or `several`."""

    options: list[Option]
    several: bool = False


@dataclass(slots=True)
class Truth:
    """A statement that is true or false."""

    answer: bool


@dataclass(slots=True)
class Forms:
    """An answer to be typed, the best form first."""

    forms: list[str]


@dataclass(slots=True)
class Number:
    """A year."""

    year: int
    within: int = 0


@dataclass(slots=True)
class Steps:
    """An order."""

    steps: list[str]


@dataclass(slots=True)
class Pairs:
    """A matching."""

    pairs: list[tuple[str, str]]


Key: TypeAlias = Choices | Truth | Forms | Number | Steps | Pairs


@dataclass(slots=True, kw_only=True)
class Draft:
    """A question as another program has it. `name` is what its id is made from; `notes` become comments."""

    place: Place
    ask: str
    key: Key
    name: str = ""
    why: str = ""
    hint: str = ""
    level: int = 1
    lesson: str = ""
    notes: list[str] = field(default_factory=list)


def typed(forms: list[str]) -> Forms | Number:
    """An answer to be typed of which nothing more is said: three or four digits alone are taken for a year."""
    if len(forms) == 1 and _YEAR.match(forms[0].strip()) and int(forms[0]) <= MAX_YEAR:
        return Number(int(forms[0]))
    return Forms(forms)


class Enough(Exception):
    """No more of this file need be read; that has been told."""


class Ledger:
    """What has been read of a file so far, and what of it has no counterpart.

    Every question is begun, and then kept or not; what is told belongs to the question that was begun before its place.
    """

    def __init__(self, path: str, text: str = "") -> None:
        self.findings = Findings(path, text)
        self.begun: dict[Place, Draft | None] = {}
        self.title = ""
        self.notes: list[str] = []
        """Comments for the top of the bank."""

    def tell(self, place: Place, message: str) -> None:
        """Note something of the file that is not in the bank as it was, or not at all."""
        self.findings.tell(place, message)

    def begin(self, place: Place) -> None:
        """A question starts here.

        Raises:
            Enough: there have been so many that the rest of the file need not be read.
        """
        if len(self.begun) == MAX_READ:
            self.tell(
                place, f"there are more than {MAX_READ} questions in this file; from here on it has not been read"
            )
            raise Enough
        self.begun[place] = None

    def keep(self, draft: Draft) -> None:
        """A question has been read."""
        self.begun[draft.place] = draft

    def leave(self, place: Place, why: str) -> None:
        """A question has no counterpart; `why` ends the sentence."""
        self.begun.setdefault(place, None)
        self.tell(place, f"this question is left out: {why}")

    def problems(self) -> list[Problem]:
        """All that was told, in the order of the file."""
        return self.findings.problems()


class Lines:
    """Where each line of a text begins, its lines ending with a line feed alone."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(self, index: int) -> Place:
        """The line and column of a position in the text."""
        line = bisect_right(self.starts, index)
        return line, index - self.starts[line - 1] + 1


def tidy(text: str) -> str:
    """A text as a bank may hold it: composed, without what nobody sees, and without blanks around it."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if not plain.isascii():
        plain = unicodedata.normalize("NFC", plain)
    return ODD.sub(" ", plain).strip()


def holds_odd(texts: Sequence[str]) -> bool:
    """Whether `tidy` takes something out of one of the texts."""
    return any(ODD.search(text) for text in texts)
