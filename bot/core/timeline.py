"""Dates of history, as exactly as they are known."""

from __future__ import annotations

import re
from datetime import date
from typing import TypeAlias

Known: TypeAlias = tuple[int, int, int]
"""Year, month and day; 0 where a month or a day is not known, so that what is known less exactly comes first."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_WRITTEN = re.compile(rf"(?:(?:(?P<day>[0-9]{{1,2}}) )?(?P<month>{'|'.join(_MONTHS)}) )?(?P<year>[0-9]{{4}})\Z")


def known_date(text: str) -> Known | None:
    """The date that a text such as "1918", "February 1918" or "4 August 1922" names; None where it names none."""
    found = _WRITTEN.match(text)
    if found is None or found["year"] == "0000":
        return None
    year, month, day = int(found["year"]), 0, 0
    if found["month"]:
        month = _MONTHS.index(found["month"]) + 1
    if found["day"]:
        day = int(found["day"])
        try:
            date(year, month, day)
        except ValueError:
            return None
    return year, month, day
