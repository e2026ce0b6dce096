"""Questions of the Open Trivia Database, as its interface gives them: https://opentdb.com/api_config.php.

Every text is encoded: with HTML's entities, or as the request asked, in base64 or as in a URL. The file does not say
which, but its texts show it.
"""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias
from urllib.parse import unquote, unquote_plus

from bot.content.exchange.draft import Choices, Draft, Ledger, Lines, Option, Truth
from bot.content.files import decode
from bot.content.problems import START, Place, shown

Decoder: TypeAlias = Callable[[str], str]

_BLANKS = re.compile(r"[ \t\n\r]*")
_KNOWN = {"type", "difficulty", "category", "question", "correct_answer", "incorrect_answers"}


def read(data: bytes, ledger: Ledger) -> None:
    """Read what the interface has answered, or its list of questions alone."""
    text = decode(data, ledger.findings)
    if text is None:
        return
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        found = list(_results(text))
    except (ValueError, RecursionError) as error:
        at = error.pos if isinstance(error, json.JSONDecodeError) else 0
        ledger.tell(Lines(text).place(min(at, len(text))), "this cannot be read as JSON from here on")
        return
    decoder = _decoder([value for value, _ in found])
    lines = Lines(text)
    for value, index in found:
        _question(value, lines.place(index), decoder, ledger)
    if not found:
        ledger.tell(START, "there are no 'results' in this file, and so no questions")


def _results(text: str) -> Iterator[tuple[Any, int]]:
    """Each question and where it stands; the standard library's reader would not say where."""
    decoder = json.JSONDecoder()
    index = _skip(text, 0)
    if text[index : index + 1] == "[":
        yield from _list(text, index, decoder)
        return
    if text[index : index + 1] != "{":
        raise json.JSONDecodeError("no object", text, index)
    index = _skip(text, index + 1)
    while text[index : index + 1] != "}":
        key, index = decoder.raw_decode(text, index)
        index = _expect(text, _skip(text, index), ":")
        if key == "results" and text[index : index + 1] == "[":
            yield from _list(text, index, decoder)
        _, index = decoder.raw_decode(text, index)
        index = _skip(text, index)
        if text[index : index + 1] != "}":
            index = _expect(text, index, ",")


def _list(text: str, index: int, decoder: json.JSONDecoder) -> Iterator[tuple[Any, int]]:
    index = _skip(text, index + 1)
    while text[index : index + 1] != "]":
        value, after = decoder.raw_decode(text, index)
        yield value, index
        index = _skip(text, after)
        if text[index : index + 1] != "]":
            index = _expect(text, index, ",")


def _skip(text: str, index: int) -> int:
    match = _BLANKS.match(text, index)
    return match.end() if match else index


def _expect(text: str, index: int, sign: str) -> int:
    if text[index : index + 1] != sign:
        raise json.JSONDecodeError(f"no {sign}", text, index)
    return _skip(text, index + 1)


def _decoder(values: list[Any]) -> Decoder:
    types = {value.get("type") for value in values if isinstance(value, dict) and isinstance(value.get("type"), str)}
    if types and types <= {base64.b64encode(word).decode() for word in (b"multiple", b"boolean")}:
        return _from_base64
    texts = [text for value in values if isinstance(value, dict) for text in _strings(value)]
    if any("%" in text for text in texts) and not any(re.search(r"\s|%(?![0-9A-Fa-f]{2})", text) for text in texts):
        return unquote_plus if any("+" in text for text in texts) else unquote
    return html.unescape


def _strings(value: dict[str, Any]) -> Iterator[str]:
    for each in (value.get("question"), value.get("correct_answer"), value.get("category")):
        if isinstance(each, str):
            yield each


def _from_base64(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return text


def _question(value: Any, place: Place, decoder: Decoder, ledger: Ledger) -> None:  # noqa: ANN401 - whatever stands there
    ledger.begin(place)
    if not isinstance(value, dict):
        ledger.leave(place, 'it is not made of "key": value')
        return
    ask, right, wrong = value.get("question"), value.get("correct_answer"), value.get("incorrect_answers")
    if not (isinstance(ask, str) and isinstance(right, str) and isinstance(wrong, list)):
        ledger.leave(place, "it needs the texts 'question' and 'correct_answer' and the list 'incorrect_answers'")
        return
    texts = [decoder(right), *(decoder(text) for text in wrong if isinstance(text, str))]
    if len(texts) <= len(wrong):
        ledger.tell(place, "a wrong answer of this question is left out, because it is not a text")
    for key in sorted(value.keys() - _KNOWN):
        ledger.tell(place, f"{shown(key)} of this question has no counterpart in a bank")
    named = [decoder(text) for key in ("category", "difficulty") if isinstance(text := value.get(key), str)]
    notes = [", ".join(named)] if any(named) else []
    lower = [text.strip().casefold() for text in texts]
    key = (
        Truth(lower[0] == "true")
        if sorted(lower) == ["false", "true"]
        else Choices([Option(text, right=index == 0, place=place) for index, text in enumerate(texts)])
    )
    ledger.keep(Draft(place=place, ask=decoder(ask), key=key, notes=notes))
