"""Which slot of a schedule is due: pure functions of zone, rule, what has been done, and now.

A *slot* is one date on which a schedule is to do its work. There is exactly one for each date that its rule names and
the zone's calendar has. Where clocks are turned, the time of day says less than one thinks:

- a time that does not exist that day (clocks go forward over it) is the first moment after the gap;
- one that comes twice (clocks go back) is the first of the two;
- a date that the zone skipped whole (Apia, 30 December 2011) has no slot.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)

EVERY_DAY = frozenset(range(7))
SCHOOL_DAYS = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class Rule:
    """At what time of day, on which days of the week (0 is Monday), in which IANA time zone."""

    at: time
    days: frozenset[int]
    zone: str

    def __post_init__(self) -> None:
        if not self.days or not self.days <= EVERY_DAY:
            raise ValueError("a rule names at least one day of the week, from 0 to 6")


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A date, by which the slot is known, and the moment (UTC) at which it begins."""

    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be done now: `post` a slot, if any (`late`, if it began long ago), and note those that are missed."""

    post: Slot | None = None
    late: bool = False
    missed: tuple[Slot, ...] = ()


LATE_AFTER = timedelta(minutes=5)
"""A slot done later than this says so."""


def moment_of(day: date, at: time, zone: str) -> datetime | None:
    """The moment at which a time of day comes on a date, in UTC; None where the zone has no such date."""
    place = ZoneInfo(zone)
    if _first_from(datetime.combine(day, time()), place).astimezone(place).date() != day:
        return None
    return _first_from(datetime.combine(day, at), place)


def slots_after(rule: Rule, day: date) -> Iterator[Slot]:
    """The slots of a rule on the dates after a date, without end; their moments are in the order of the dates."""
    while day < date.max:
        day += _DAY
        if day.weekday() in rule.days and (at := moment_of(day, rule.at, rule.zone)) is not None:
            yield Slot(day, at)


def upcoming(rule: Rule, now: datetime, count: int) -> list[Slot]:
    """The next slots that begin after now."""
    return list(islice((slot for slot in slots_after(rule, _eve(rule, now)) if slot.at > now), count))


def due(rule: Rule, *, last: date, now: datetime, grace: timedelta, not_before: datetime | None = None) -> Due:
    """What is to be done at a moment, where all slots up to the date `last` have been done or missed.

    Of the slots that have begun, the latest is posted if it began at most `grace` ago; the others are missed. Those up
    to the moment `not_before` are neither: a teacher has changed the schedule then.
    """
    begun: list[Slot] = []
    for slot in slots_after(rule, last):
        if slot.at > now:
            break
        if not_before is None or slot.at > not_before:
            begun.append(slot)
    if not begun or now - begun[-1].at > grace:
        return Due(missed=tuple(begun))
    return Due(begun[-1], now - begun[-1].at > LATE_AFTER, tuple(begun[:-1]))


def next_moment(rule: Rule, last: date, not_before: datetime | None = None) -> datetime:
    """When the first slot after the date `last` begins: what there is to be done next is due then, or was."""
    coming = (slot.at for slot in slots_after(rule, last))
    return next(at for at in coming if not_before is None or at > not_before)


def _eve(rule: Rule, now: datetime) -> date:
    """A date so early that no slot after now lies before it."""
    return now.astimezone(ZoneInfo(rule.zone)).date() - 2 * _DAY


def _first_from(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first moment, in UTC, at which the zone's clocks show `wall`, or, where they leap over it, more than that."""
    early = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if early.astimezone(zone).replace(tzinfo=None) == wall:
        return early
    # In a gap: by the offset after it, the moment lies before the leap, and by the one before it, not.
    before, after = wall.replace(tzinfo=zone, fold=1).astimezone(UTC), early
    while after - before > _SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).replace(tzinfo=None) > wall:
            after = middle
        else:
            before = middle
    return after
