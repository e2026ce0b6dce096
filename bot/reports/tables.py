"""Tables as CSV that Excel and LibreOffice open as they are, with nothing in them that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

Cell: TypeAlias = str | int | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection), full-width forms included."""

_AFTER_A_SEPARATOR = re.compile(rf"([,;\t]\s*)(?=[{re.escape(''.join(_FORMULA[:4] + _FORMULA[7:]))}])")
"""A formula behind what another country's spreadsheet takes for the end of a cell."""

COMMA, SEMICOLON = ",", ";"


def table(rows: Iterable[Sequence[Cell]], *, separator: str = COMMA) -> bytes:
    """A CSV file (RFC 4180): UTF-8 with the mark by which Excel knows it, and no fractions, whose sign varies.

    Excel takes the separator of the country that it is set to: a comma where numbers have a point, a semicolon where
    they have a comma. None is an empty cell.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def _harmless(cell: Cell) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return cell
    shown = cell.replace("\0", "").replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
    shown = _AFTER_A_SEPARATOR.sub(r"\1'", shown)
    return f"'{shown}" if shown.lstrip(" \u00a0\u200b\u2068").startswith(_FORMULA) else shown
