"""What is wrong with a file, and where: the one shape in which every check of content speaks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from rapidfuzz import fuzz, process

Place: TypeAlias = tuple[int, int]
"""Line and column, both counted from 1 and in characters, as editors do."""

START: Place = (1, 1)

MAX_TOLD = 1000
"""So many problems of one file are told, then one more that says so: a file of commas could have a million."""


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing to mend. `excerpt` is the line of the file that it is about, as it stands there, or empty."""

    path: str
    line: int
    column: int
    message: str
    excerpt: str = field(default="", compare=False, repr=False)

    def __str__(self) -> str:
        return f"{printable(self.path)}:{self.line}:{self.column}: {printable(self.message)}"


class Findings:
    """The problems of one file, gathered while it is being read."""

    def __init__(self, path: str, text: str = "") -> None:
        self.path = path
        self.text = text
        self._found: dict[tuple[Place, str], None] = {}

    def tell(self, place: Place, message: str) -> None:
        """Note a problem; what has been said of a place once is not said again."""
        if len(self._found) < MAX_TOLD:
            self._found[place, message] = None
        elif len(self._found) == MAX_TOLD:
            self._found[place, "there are more problems than can be told at once; mend these first"] = None

    def adopt(self, others: Findings) -> None:
        """Note all that was told elsewhere of the same file."""
        for place, message in others._found:
            self.tell(place, message)

    def __len__(self) -> int:
        return len(self._found)

    def problems(self) -> list[Problem]:
        """All that was told, from the top of the file to its end."""
        if not self._found:
            return []
        lines = split_lines(self.text)
        return sorted(
            Problem(self.path, line, column, message, lines[line - 1] if line <= len(lines) else "")
            for (line, column), message in self._found
        )


def split_lines(text: str) -> list[str]:
    """The lines of a text as editors count them, unlike `str.splitlines`, which also breaks at form feeds."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def printable(text: str) -> str:
    """A text with everything that a terminal would obey, or not show, written out as an escape."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(ord(char)) for char in text)


def _escape(code: int) -> str:
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def shown(text: str, longest: int = 60) -> str:
    """A word of the file, quoted in a message: on one line, and cut where it is long."""
    flat = " ".join(text[: longest * 4].split()) or text[:longest]
    return f"'{flat}'" if len(flat) <= longest else f"'{flat[: longest - 1]}…'"


def closest(word: str, names: Sequence[str], cutoff: float = 70) -> str | None:
    """The name that a mistyped word most likely stands for, or None."""
    folded = {name.casefold(): name for name in reversed(names)}
    if len(word) <= 3:
        cutoff = min(cutoff, 66)  # one letter of three is a third of the word
    found = process.extractOne(word[:200].casefold(), folded.keys(), scorer=fuzz.ratio, score_cutoff=cutoff)
    return folded[found[0]] if found else None


def did_you_mean(word: str, names: Sequence[str]) -> str:
    """`; did you mean 'x'?`, or nothing where no name is near."""
    name = closest(word, names)
    return f"; did you mean {shown(name)}?" if name is not None else ""


def tell_repeated(what: str, named: Iterable[tuple[str, Place]], findings: Findings) -> None:
    """Tell of each name that stands in a file a second time, and where it stood first."""
    seen: dict[str, Place] = {}
    for name, place in named:
        line, column = first = seen.setdefault(name, place)
        if first != place:
            findings.tell(
                place, f"{what} {shown(name)} is here twice, first at line {line}, column {column}; change one of them"
            )
