"""Problems as `dastan check` prints them: what and where, the line that it is about, and a caret under the place."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from bot.content.problems import Problem, printable

_WIDTH = 100
"""So much of a long line is shown."""
_BOLD, _RED, _DIM, _PLAIN = "\x1b[1m", "\x1b[31m", "\x1b[2m", "\x1b[0m"


def render(problems: Sequence[Problem], *, colour: bool) -> str:
    """The text for a terminal, without the last line's end. No control character of a file gets into it."""
    if not problems:
        return "No problems found."
    parts = [_one(problem, colour=colour) for problem in problems]
    files = len({problem.path for problem in problems})
    count = f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'}"
    return "\n".join(
        [*parts, "", _in(_BOLD, f"{count} in {files} {'file' if files == 1 else 'files'}.", colour=colour)]
    )


def _one(problem: Problem, *, colour: bool) -> str:
    where = f"{printable(problem.path)}:{problem.line}:{problem.column}:"
    first = f"{_in(_BOLD, where, colour=colour)} {printable(problem.message)}"
    if not problem.excerpt.strip():
        return first
    start, end = _window(problem.excerpt, problem.column - 1)
    before = _clean(problem.excerpt[start : problem.column - 1])
    line = before + _clean(problem.excerpt[problem.column - 1 : end])
    lead, tail = "…" if problem.excerpt[:start].strip() else "", "…" if end < len(problem.excerpt) else ""
    caret = " " * _columns(lead + before) + _in(_RED, "^", colour=colour)
    return f"{first}\n    {_in(_DIM, lead + line + tail, colour=colour)}\n    {caret}"


def _in(style: str, text: str, *, colour: bool) -> str:
    return f"{style}{text}{_PLAIN}" if colour else text


def _window(line: str, at: int) -> tuple[int, int]:
    """The part of a line that is shown: without its indentation, and around the place where it is long."""
    start = min(len(line) - len(line.lstrip()), at)
    if len(line) - start > _WIDTH:
        start = max(start, min(at - _WIDTH // 2, len(line) - _WIDTH))
    return start, start + _WIDTH


def _clean(text: str) -> str:
    return printable(text.replace("\t", " "))


def _columns(text: str) -> int:
    """The room that a text takes on a terminal: Chinese characters two columns, combining accents none."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )
