"""The parser's complaints, said again in words that help somebody who never heard of a parser."""

from __future__ import annotations

import re
from typing import Any

import yaml

from bot.content.problems import Place

_QUOTE = "put quotes around the whole text"
_TAB = "there is a tab here, and YAML allows none at the start of a line; use spaces (two a step) instead"
_REFUSED = "; write the text out instead"
_COMMENT = re.compile(r"[ \t]#")
_KEY = re.compile(r"\s*(?:- +)?([A-Za-z_-]{1,40})[ \t]*:(?:\s|\Z)")
_WORD = re.compile(r"\s*(?:- +)?([a-z]{1,40})(?=[: ]|\Z)")

ALIAS = f"a word that starts with '*' is a YAML alias, which is not used here{_REFUSED}, or {_QUOTE}"
ANCHOR = f"a word that starts with '&' is a YAML anchor, which is not used here{_REFUSED}, or {_QUOTE}"
TAG = f"a word that starts with '!' is a YAML tag, which is not used here{_REFUSED}, or {_QUOTE}"
MERGE = f"'<<' is a YAML merge key, which is not used here{_REFUSED}"

# What libyaml says, and what to do about it. Where it names a beginning ("while scanning a quoted scalar"), that is
# the place to mend; these are marked True.
_SAID: dict[str, tuple[bool, str]] = {
    "mapping values are not allowed in this context": (
        False,
        f"there is a second ': ' on this line, or the line is indented too far; if the text holds a colon, {_QUOTE}",
    ),
    "found unexpected end of stream": (True, "the quotation mark that opens here is never closed; close it"),
    "found unexpected document indicator": (
        True,
        "the quotation mark that opens here is not closed before the next '---'; close it",
    ),
    "could not find expected ':'": (
        True,
        "this line is neither 'key: value' nor a list entry '- …'; {}if it continues the text above, indent it further",
    ),
    "block sequence entries are not allowed in this context": (
        False,
        f"a list entry '- …' cannot stand here; start it on a line of its own, or {_QUOTE}",
    ),
    "mapping keys are not allowed in this context": (False, f"a '?' and a space cannot stand here; {_QUOTE}"),
    "found unknown escape character": (
        False,
        "a backslash inside double quotation marks is special; double it, or use single quotation marks",
    ),
    "found invalid Unicode character escape code": (
        False,
        "this \\u… escape stands for no character; write the character itself",
    ),
    "did not find expected hexdecimal number": (
        False,
        "after this backslash a number is missing; double the backslash",
    ),
    "did not find expected '-' indicator": (
        False,
        "this line does not belong to the list above it: every entry starts with '- ', all at the same indentation",
    ),
    "did not find expected <document start>": (
        False,
        f"nothing more was expected here; indent it rightly, or {_QUOTE}",
    ),
}
_UNFINISHED = {
    "did not find expected ',' or ']'": ("[", "]"),
    "did not find expected ',' or '}'": ("{", "}"),
}


def in_its_key(message: str, line: str) -> str:
    """A message that says, too, under which key it is, where the line that it is about has one."""
    found = _KEY.match(line)
    return message if found is None else f"in '{found[1]}': {message}"


def explain(error: yaml.MarkedYAMLError, lines: list[str], quoted: Any) -> tuple[Place, str]:  # noqa: ANN401 - an event
    """Where to look in `lines`, and what to do. Line and column are counted from 1.

    `quoted` is the last scalar in quotation marks that could be read, or None. Where it reaches over lines, and the
    error is on its last, a mark is missing on its first, and the one of another text has closed it.
    """
    place, message = _explain(error, lines)
    if quoted is not None and quoted.style in {"'", '"'}:
        start, end = quoted.start_mark, quoted.end_mark
        if start.line < end.line == place[0] - 1:
            place = start.line + 1, start.column + 1
            message = (
                "the quotation mark that opens here is closed further down only, where more text follows; "
                "close it where the text ends"
            )
    return place, in_its_key(message, _line(lines, place[0] - 1))


def _explain(error: yaml.MarkedYAMLError, lines: list[str]) -> tuple[Place, str]:
    problem, at = error.problem or "", error.problem_mark or error.context_mark
    began = error.context_mark or at
    if at is None or began is None:  # pragma: no cover - libyaml always says where
        return (1, 1), "this file cannot be read as YAML; check its indentation, colons and quotation marks"
    place, line = (at.line + 1, at.column + 1), _line(lines, at.line)
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent or "a tab character" in problem:
        return (place[0], line.find("\t") + 1 or place[1]), _TAB
    if problem in _UNFINISHED:
        return (began.line + 1, began.column + 1), _unfinished(*_UNFINISHED[problem], _line(lines, began.line))
    if problem in _SAID:
        from_start, message = _SAID[problem]
        if "{}" in message:
            word = _WORD.match(_line(lines, began.line))
            message = message.format(f"if '{word[1]}' is its key, write '{word[1]}: …'; " if word else "")
        return ((began.line + 1, began.column + 1) if from_start else place), message
    return place, _by_sight(error, line[at.column : at.column + 1], line[: at.column])


def _line(lines: list[str], index: int) -> str:
    return lines[index] if index < len(lines) else ""


def _unfinished(opened: str, closes: str, line: str) -> str:
    message = f"the '{opened}' here is not closed, or a comma is missing; separate with ', ' and end with '{closes}'"
    if _COMMENT.search(line):
        message += "; note that everything from ' #' on is a comment: put quotes around a text that holds it"
    return message


def _by_sight(error: yaml.MarkedYAMLError, char: str, before: str) -> str:  # noqa: PLR0911 - one a cause
    """A message by what stands at the place, where the parser's own says too little."""
    context = error.context or ""
    if "directive" in context or "document" in (error.problem or ""):
        return "a line that starts with '%' is a YAML directive, which is not used here; delete it"
    if char in {"@", "`", "%"}:
        return f"a text cannot start with '{char}'; {_QUOTE}"
    if "alias" in context or "anchor" in context:
        return ANCHOR if "anchor" in context else ALIAS
    if "tag" in context:
        return TAG
    if "block scalar" in context:
        return "after '|' or '>' the text starts on the next line, indented; nothing else stands on this one"
    if char and char in "]},[{":
        return f"a '{char}' cannot stand here; delete it, or {_QUOTE}"
    if before.rstrip().endswith(("'", '"')):
        return (
            "more text follows the closing quotation mark; put quotes around the whole text, "
            "and inside single quotation marks write '' for an apostrophe"
        )
    return "this line does not fit: check that it is indented like its neighbours and reads 'key: value'"
