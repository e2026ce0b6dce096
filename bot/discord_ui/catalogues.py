"""Translations: gettext's catalogues as translators write them, in `bot/locale/<language>/LC_MESSAGES/dastan.po`."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "locale"
ENGLISH = "en"

_LINE = re.compile(r'(?:(?P<key>msgid|msgid_plural|msgstr|msgstr\[\d\])\s+)?"(?P<text>(?:[^"\\]|\\.)*)"\Z')
_ESCAPED, _ESCAPES = re.compile(r"\\(.)"), {"n": "\n", "t": "\t"}


class BadCatalogue(Exception):
    """A catalogue cannot be read: in this file, at this line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message: a phrase, or, where there is a plural, something counted; `forms` are its translations."""

    one: str
    many: str | None
    forms: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str | None]:
        """What it is known by."""
        return self.one, self.many


class Catalogue(gettext.NullTranslations):
    """A language. What it has no words for is said in English."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        super().__init__()
        header = next((entry.forms[0] for entry in entries if not entry.one), "")
        self.headers: Mapping[str, str] = {
            name.strip(): value.strip() for name, _, value in (line.partition(":") for line in header.splitlines())
        }
        self.entries = {entry.key: entry for entry in entries if entry.one}
        rule = self.headers.get("Plural-Forms", "nplurals=2; plural=(n != 1);")
        self._form_of = gettext.c2py(rule.partition("plural=")[2].rstrip(" ;"))
        self._said = {entry.one: entry.forms for entry in entries if entry.one and all(entry.forms)}

    @property
    def name(self) -> str:
        """The language's own name for itself."""
        return self.headers.get("X-Language-Name", "")

    def gettext(self, message: str) -> str:
        """The message in this language."""
        return self._said.get(message, (message,))[0]

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The message about `n` things in this language."""
        forms = self._said.get(msgid1)
        return forms[self._form_of(n)] if forms else super().ngettext(msgid1, msgid2, n)


def read(file: Path) -> tuple[Entry, ...]:
    """The entries of a catalogue, its header (the message without words) included.

    Raises:
        BadCatalogue: it is not written as gettext wants it.
    """
    entries: list[Entry] = []
    said: dict[str, str] = {}
    key = ""
    for number, written in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        line = written.strip()
        if not line or line.startswith("#"):
            continue
        found = _LINE.match(line)
        if found is None or (found["key"] or key) == "" or (found["key"] in said and found["key"] != "msgid"):
            raise BadCatalogue(f"{file}:{number}: {written}")
        key = found["key"] or key
        if found["key"] == "msgid" and said:
            entries.append(_entry(said))
            said = {}
        said[key] = said.get(key, "") + _ESCAPED.sub(lambda one: _ESCAPES.get(one[1], one[1]), found["text"])
    return (*entries, _entry(said)) if said else tuple(entries)


def _entry(said: Mapping[str, str]) -> Entry:
    forms = tuple(text for name, text in said.items() if name.startswith("msgstr"))
    return Entry(said["msgid"], said.get("msgid_plural"), forms)


def _files() -> Iterator[tuple[str, Path]]:
    for file in sorted(LOCALE.glob("*/LC_MESSAGES/dastan.po")):
        yield file.parent.parent.name, file


@cache
def catalogues() -> Mapping[str, Catalogue]:
    """The languages beside English, by their codes; they are read from the disk once."""
    return {language: Catalogue(read(file)) for language, file in _files()}
