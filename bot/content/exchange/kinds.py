"""The kinds of question files that other programs read and write, and how one is told from another."""

from __future__ import annotations

import csv
import io
import re
from enum import StrEnum
from pathlib import PurePath

COLUMNS = ("question", "correct")
"""Without these two there is no table of questions."""

_ENDINGS = {
    ".gift": "gift", ".xml": "xml", ".aiken": "aiken", ".csv": "csv", ".tsv": "csv", ".json": "opentdb",
    ".yaml": "red", ".yml": "red", ".apkg": "anki",
}  # fmt: skip
_AIKEN_ANSWER = re.compile(r"^ANSWER:[ \t]*[A-Za-z]", re.MULTILINE)
_GIFT_ANSWER = re.compile(r"(?<!\\)\{[^{}]*(?<!\\)\}", re.DOTALL)
_SNIFFED = 20_000
_ALSO = {
    "correct answer": "correct", "explanation": "why", "feedback": "why", "wrong": "other", "incorrect": "other",
    "incorrect answer": "other", "option": "choice",
    **dict.fromkeys("abcdef", "choice"),
}  # fmt: skip


class Kind(StrEnum):
    """A kind of file, by the word that `--kind` takes."""

    GIFT = "gift"
    XML = "xml"
    AIKEN = "aiken"
    CSV = "csv"
    RED = "red"
    OPENTDB = "opentdb"
    ANKI = "anki"

    @property
    def called(self) -> str:
        """Its name in a sentence."""
        return _CALLED[self]

    @property
    def ending(self) -> str:
        """The ending of a file's name that programs expect of it."""
        return _ENDING[self]


_CALLED = {
    Kind.GIFT: "Moodle GIFT",
    Kind.XML: "Moodle XML",
    Kind.AIKEN: "Aiken",
    Kind.CSV: "CSV",
    Kind.RED: "Red-DiscordBot trivia",
    Kind.OPENTDB: "Open Trivia DB",
    Kind.ANKI: "Anki",
}
_ENDING = {
    Kind.GIFT: ".gift", Kind.XML: ".xml", Kind.AIKEN: ".txt", Kind.CSV: ".csv", Kind.RED: ".yaml",
    Kind.OPENTDB: ".json", Kind.ANKI: ".apkg",
}  # fmt: skip

WRITTEN = (Kind.GIFT, Kind.XML, Kind.CSV, Kind.ANKI)
"""The kinds that a bank can be taken away as."""


def kind_of(data: bytes, name: str) -> Kind | None:
    """The kind of a file by what it holds, then by its name; None where neither tells."""
    if data.startswith(b"PK"):
        return Kind.ANKI
    ending = PurePath(name.replace("\\", "/").lower()).suffix
    if ending in _ENDINGS:
        return Kind(_ENDINGS[ending])
    return by_content(data[:_SNIFFED].decode("utf-8-sig", "replace"))


def by_content(text: str) -> Kind | None:
    """The kind of a text file that has no ending of its own, `.txt` for example."""
    start = text.lstrip()
    if start.startswith(("<?xml", "<quiz")):
        return Kind.XML
    if start.startswith(("::", "$CATEGORY:")):
        return Kind.GIFT
    if start.startswith(("{", "[")) and '"results"' in text:
        return Kind.OPENTDB
    if delimiter_of(text) is not None:
        return Kind.CSV
    if _AIKEN_ANSWER.search(text):
        return Kind.AIKEN
    return Kind.GIFT if _GIFT_ANSWER.search(text) else None


def delimiter_of(text: str) -> str | None:
    """What stands between the cells of a table, by its first line; None where that names no columns of ours."""
    first = text.lstrip("\r\n").partition("\n")[0].rstrip("\r")[:_SNIFFED]
    for delimiter in ",;\t":
        try:
            cells = next(csv.reader(io.StringIO(first), delimiter=delimiter), [])
        except csv.Error:
            continue
        names = {column_of(cell) for cell in cells}
        if set(COLUMNS) <= names:
            return delimiter
    return None


def column_of(heading: str) -> str:
    """What a column's heading says, in small letters and without the number behind it: `Other 2` is other."""
    name = heading.casefold().strip().rstrip("0123456789").rstrip(" _#\t")
    return _ALSO.get(name, name)
