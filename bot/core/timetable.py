"""What a teacher types for a time of day and for days of the week."""

from __future__ import annotations

import re
from datetime import time

from bot.core.errors import BadDays, BadTime
from bot.core.slots import EVERY_DAY, SCHOOL_DAYS

_TIME = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:(?:\s*[:.h]\s*)?(?P<minute>[0-9]{2}))?\s*(?P<half>[ap]\.?m\.?)?\Z", re.IGNORECASE
)
_TIMES = {"noon": time(12), "12 noon": time(12), "midday": time(12), "midnight": time(0), "12 midnight": time(0)}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORDS = {
    "daily": EVERY_DAY,
    "every day": EVERY_DAY,
    "everyday": EVERY_DAY,
    "every weekday": SCHOOL_DAYS,
    "all": EVERY_DAY,
    "weekdays": SCHOOL_DAYS,
    "school days": SCHOOL_DAYS,
    "weekend": frozenset({5, 6}),
    "weekends": frozenset({5, 6}),
}
_BETWEEN = r"[,;/&+\s]+"
_LETTERS = re.compile(r"(m)?(tu?)?(w)?(th?|r)?(f)?(sa)?(su)?\Z")
"""As timetables at school have them, one after another: MWF, TTh, or TR, in which R is Thursday."""


def parse_time(text: str) -> time:
    """A time of day: 9, 9:00, 09.30, 0930, 17h15, 5:15 pm or noon; midnight is the one that the day begins with.

    Raises:
        BadTime: it is none.
    """
    if (named := _TIMES.get(" ".join(text.casefold().split()))) is not None:
        return named
    found = _TIME.match(text.strip())
    if found is None:
        raise BadTime(text)
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "").replace(".", "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise BadTime(text)
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise BadTime(text)
    return time(hour, minute)


def parse_days(text: str) -> frozenset[int]:
    """Days of the week, 0 being Monday: Mon–Fri, "Tue, Thu", Friday-Monday, MWF, T/Th, weekdays or daily.

    Raises:
        BadDays: something in it is no day.
    """
    plain = " ".join(text.casefold().split())
    if plain in _WORDS:
        return _WORDS[plain]
    if together := _by_letters(re.sub(_BETWEEN, "", plain)):
        return together
    found: set[int] = set()
    for part in re.split(_BETWEEN, re.sub(r"\s*(?:[-–—]|\bto\b)\s*", "-", plain)):
        if part in {"", "and"}:
            continue
        if several := _by_letters(part):
            found |= several
            continue
        ends = [_day(one, text) for one in part.split("-")]
        if len(ends) > 2:
            raise BadDays(text)
        first, last = ends[0], ends[-1]
        found |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    if not found:
        raise BadDays(text)
    return frozenset(found)


def _by_letters(word: str) -> frozenset[int]:
    """Two days or more by their first letters; none where that is not what a word is made of."""
    letters = _LETTERS.match(word)
    days = frozenset(day for day, letter in enumerate(letters.groups()) if letter) if letters else frozenset[int]()
    return days if len(days) > 1 else frozenset()


def _day(word: str, text: str) -> int:
    if word in {"m", "w", "f"}:  # T and S may be two days each
        return "m_w_f".index(word)
    stem = word.rstrip(".").removesuffix("s")
    matching = [number for number, name in enumerate(_DAYS) if len(stem) >= 2 and name.startswith(stem)]
    if len(matching) != 1:
        raise BadDays(text)
    return matching[0]
