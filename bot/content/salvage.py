"""A file to its tree; and where it is not YAML, what can be read of it all the same, entry by entry."""

from __future__ import annotations

import re

from bot.content.problems import START, Findings, split_lines
from bot.content.strict_yaml import BROKEN, Block, Halt, Node, Rows, compose

MAX_ENTRIES = 1000
"""Beyond so many entries a broken file is not read entry by entry."""


def parse(text: str, findings: Findings, *, rows: str = "", keys: tuple[str, ...] = (), above: int = 0) -> Node:
    """The tree of a file that starts below line `above`; BROKEN where there is none, which has been told.

    Where the file is not YAML but has a list under its key `rows` (one of its `keys`), each entry of that list is read
    by itself, so that one slip does not hide all that is wrong further down.
    """
    first = Findings(findings.path)
    try:
        tree = compose(text, first, above=above)
    except Halt:
        saved = _salvage(text, findings, rows, keys) if rows else None
        if saved is None:
            findings.adopt(first)
            return BROKEN
        return saved
    findings.adopt(first)
    if tree is None:
        findings.tell((above + 1, 1), "there is nothing here but comments; write something, or delete the file")
        return BROKEN
    return tree


def _salvage(text: str, findings: Findings, rows: str, keys: tuple[str, ...]) -> Block | None:
    """Read a file that is not YAML entry by entry; None where that finds no fault, or no entries."""
    lines = split_lines(text)
    starts, end = _entries(lines, rows, keys)
    if not starts or len(starts) > MAX_ENTRIES:
        return None
    told = Findings(findings.path)
    top = next(number for number, line in enumerate(lines) if line.startswith(f"{rows}:"))
    head = _piece("\n".join([*lines[:top], *[""] * (end - top), *lines[end:]]), told, 0)
    block = head if isinstance(head, Block) else Block(START)
    block.partial |= head is BROKEN
    entries = Rows((starts[0] + 1, 1))
    for start, stop in zip(starts, [*starts[1:], end], strict=True):
        piece = _piece("\n".join(lines[start:stop]), told, start)
        entries.extend(piece if isinstance(piece, Rows) else [BROKEN])
        entries.places.extend(piece.places if isinstance(piece, Rows) else [(start + 1, 1)])
    if not told:
        return None
    findings.adopt(told)
    block[rows], block.keys_at[rows], block.values_at[rows] = entries, (top + 1, 1), entries.place
    return block


def _piece(text: str, findings: Findings, above: int) -> Node:
    try:
        return compose(text, findings, above=above)
    except Halt:
        return BROKEN


def _entries(lines: list[str], rows: str, keys: tuple[str, ...]) -> tuple[list[int], int]:
    """The lines at which the entries of a list start, and the line behind the last; told by their looks alone."""
    starts: list[int] = []
    dash: str | None = None
    below = False
    for number, line in enumerate(lines):
        if not below:
            below = re.match(rf"{rows}:[ \t]*(#.*)?\Z", line) is not None
        elif dash is None:
            if line.strip() and not line.lstrip().startswith("#"):
                if not line.lstrip(" ").startswith("- "):
                    break
                dash = line[: line.index("-")] + "- "
                starts.append(number)
        elif line.startswith(dash):
            starts.append(number)
        elif line.startswith(tuple(f"{key}:" for key in keys)):
            return starts, number
    return starts, len(lines)
