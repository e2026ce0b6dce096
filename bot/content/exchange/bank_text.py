"""The text of a bank's file, as a person would write it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from bot.content.exchange.fitting import Entry, Value
from bot.content.problems import printable

_WIDTH = 110
_WORDS = frozenset(
    {
        "null",
        "~",
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "y",
        "n",
    }  # what some reader of YAML takes for another thing
)
_PLAIN = re.compile(r"[^\W_](?:[^\n\t]*[^\s:])?\Z")
_FLOW = re.compile(r"[^\W_](?:[\w .'’–-]*[\w.'’])?\Z")
_NOT_PLAIN = re.compile(r":\s|\s#|[^\S ]")


def bank_text(title: str, movement: str, notes: Sequence[str], entries: Iterable[str]) -> str:
    """The whole file; the entries have been written."""
    head = ["# yaml-language-server: $schema=../bank.schema.json", *_comments(notes, "")]
    head += [f"title: {scalar(title)}", f"movement: {scalar(movement)}", "questions:"]
    return "\n".join(head) + "\n" + "\n".join(entries)


def entry_text(entry: Entry, remarks: Sequence[str]) -> str:
    """One question, with what needs the teacher's attention above it."""
    lines = [*_comments(remarks, "  "), *_comments(entry.notes, "  ")]
    for number, (key, value) in enumerate(entry.values.items()):
        lines += _pair("  - " if number == 0 else "    ", key, value)
    return "\n".join(lines) + "\n"


def remarks_text(remarks: Sequence[str]) -> str:
    """What is said where a question has been left out."""
    return "\n".join(_comments(remarks, "  ")) + "\n"


def _comments(notes: Sequence[str], indent: str) -> Iterator[str]:
    for note in notes:
        yield f"{indent}# {' '.join(printable(note).split())}"


def _pair(indent: str, key: str, value: Value) -> Iterator[str]:
    deeper = " " * (len(indent) + 2)
    if isinstance(value, bool):
        yield f"{indent}{key}: {str(value).lower()}"
    elif isinstance(value, int):
        yield f"{indent}{key}: {value}"
    elif isinstance(value, dict):
        yield f"{indent}{key}:"
        yield from (f"{deeper}{scalar(left)}: {scalar(right)}" for left, right in value.items())
    elif isinstance(value, list):
        yield from _list(indent, key, value)
    elif (folded := _folded(value)) is not None:
        yield f"{indent}{key}: >-"
        yield from (f"{deeper}{line}" for line in folded)
    elif _block(value):
        yield f"{indent}{key}: |-"
        yield from (f"{deeper}{line}" if line else "" for line in value.split("\n"))
    else:
        yield f"{indent}{key}: {scalar(value)}"


def _list(indent: str, key: str, texts: list[str]) -> Iterator[str]:
    flow = f"{indent}{key}: [{', '.join(texts)}]"
    if key != "order" and len(flow) <= _WIDTH and all(_FLOW.match(text) and not _is_word(text) for text in texts):
        yield flow
        return
    yield f"{indent}{key}:"
    yield from (f"{indent.replace('-', ' ')}  - {scalar(text)}" for text in texts)


def scalar(text: str) -> str:
    """A text on one line, in quotes where YAML, in any of its versions, would see something else in it."""
    if _PLAIN.match(text) and not _NOT_PLAIN.search(text) and not _is_word(text):
        return text
    if "\n" in text or "\t" in text:
        return json.dumps(text, ensure_ascii=False)
    return "'" + text.replace("'", "''") + "'"


def _is_word(text: str) -> bool:
    return text.casefold() in _WORDS


def _folded(text: str) -> list[str] | None:
    """The lines of a long text that folding joins again, or None where it is short, or would not come back the same."""
    if len(text) <= _WIDTH or re.search(r"[\n\t]|  ", text):
        return None
    lines: list[str] = []
    for word in text.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= _WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _block(text: str) -> bool:
    """Whether a text of several lines comes back the same from a literal block."""
    lines = text.split("\n")
    return len(lines) > 1 and "\t" not in text and all(line == line.strip() for line in lines)
