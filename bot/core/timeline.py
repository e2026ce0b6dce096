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
_PARTS = {"early": (1, 0), "spring": (3, 0), "summer": (6, 0), "autumn": (9, 0), "end of": (12, 32)}
"""Parts of a year, as the month and day that they are put in order by."""
_BEFORE_YEAR = rf"(?:(?P<day>[0-9]{{1,2}}) )?(?P<month>{'|'.join(_MONTHS)}) |(?P<part>{'|'.join(_PARTS)}) "
_WRITTEN = re.compile(rf"(?:{_BEFORE_YEAR})?(?P<year>[0-9]{{4}})\Z")
_WINTER = re.compile(r"winter (?P<year>[0-9]{4})–(?P<next>[0-9]{2})\Z")


def known_date(text: str) -> Known | None:
    """The date that a text names; None where it names none.

    It is written as "1918", "February 1918", "4 August 1922", "early 1922", "spring 1920" (or summer, autumn), "end of
    1918" or "winter 1919–20".
    """
    if (winter := _WINTER.match(text)) is not None:
        year = int(winter["year"])
        return (year, 12, 33) if year > 0 and (year + 1) % 100 == int(winter["next"]) else None
    found = _WRITTEN.match(text)
    if found is None or found["year"] == "0000":
        return None
    year, month, day = int(found["year"]), 0, 0
    if found["part"]:
        month, day = _PARTS[found["part"]]
    if found["month"]:
        month = _MONTHS.index(found["month"]) + 1
    if found["day"]:
        day = int(found["day"])
        try:
            date(year, month, day)
        except ValueError:
            return None
    return year, month, day
