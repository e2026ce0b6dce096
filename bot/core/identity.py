"""Which version of an item an answer was given to: a hash of what the item means, not of how it is written."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from typing import TypeAlias, assert_never

from bot.core.models import Item, Matching, OneChoice, Ordering, SeveralChoices, ShortText, TrueFalse, Year

Meaning: TypeAlias = list["str | int | bool | Meaning"]

_ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))
_MINUS = re.compile(r"(?<!\w)[-\u2010-\u2013](?=\d)")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)\0+(?=\d)")


_OWN = "@"
"""Begins the id of a bank that a server brought itself; no folder below `quizzes/` may be called so."""


def own_bank_id(guild_id: int, name: str) -> str:
    """The id of a server's own bank, which no other bank has: `@4711/rivers`."""
    return f"{_OWN}{guild_id}/{name}"


def home_of(id_: str) -> int | None:
    """The server whose own bank an id (of a bank or an item) belongs to; None for the common course."""
    home = id_.partition("/")[0]
    return int(home.removeprefix(_OWN)) if home.startswith(_OWN) else None


def version_of(item: Item) -> str:
    """Twelve hexadecimal characters that stand for the meaning of an item.

    They depend on the item's type, its choices in order, and its key (the right answers, the accepted forms as a set,
    year and leeway, the order, the pairs), each text without regard to case, punctuation and spacing. They do not
    depend on the question's wording, explanation, hint, level, lesson or sources: those may be edited freely and the
    statistics go on. They are the same in every process and in every version of Python (Unicode promises that
    normalisation and case folding of assigned characters never change).
    """
    meaning = _ENCODER.encode(_meaning(item))
    return hashlib.sha256(meaning.encode("ascii")).hexdigest()[:12]


def _meaning(item: Item) -> Meaning:  # noqa: PLR0911 - one a type
    match item:
        case OneChoice():
            return ["one", _all(item.choices), item.answer]
        case SeveralChoices():
            return ["several", _all(item.choices), [*sorted(item.answers)]]
        case TrueFalse():
            return ["truefalse", item.answer]
        case ShortText():
            return ["text", [*sorted({_essence(form) for form in item.accept})]]
        case Year():
            return ["year", item.year, item.within]
        case Ordering():
            return ["order", _all(item.order)]
        case Matching():
            return ["match", [_all(pair) for pair in item.pairs]]
        case _:  # pragma: no cover
            assert_never(item)


def _all(texts: tuple[str, ...]) -> Meaning:
    return [_essence(text) for text in texts]


def _essence(text: str) -> str:
    """A text without case, punctuation and spacing; what keeps two numbers apart, and a minus sign, is meaning."""
    if text.isascii() and _NUMBERS.search(text) is None:
        return text.lower().translate(_BARE) or text  # the same as below, at a fraction of its cost
    composed = unicodedata.normalize("NFKC", text)
    folded = unicodedata.normalize("NFKC", composed.casefold())
    signed = _MINUS.sub("\u2212", folded)
    marked = "".join("\0" if _is_punctuation(char) else char for char in signed)
    return _BETWEEN_DIGITS.sub(" ", marked).replace("\0", "") or composed


def _is_punctuation(char: str) -> bool:
    """Whether a character is punctuation, space, control, or a letter or symbol that is used as an apostrophe."""
    return unicodedata.category(char)[0] in "PZC" or char in "`\u00b4\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8"


_NUMBERS = re.compile(r"[-0-9]")
_BARE = {code: None for code in range(128) if _is_punctuation(chr(code))}
