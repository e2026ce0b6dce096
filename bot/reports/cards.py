"""What a picture shows, as values. All words are ready to be read: nothing here knows a language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that stands out, with a few words below it."""

    value: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One topic: its `share` is filled strongly, `met` (at least as much) lightly; both are from 0 to 1.

    `number` is what a message calls it by as well, in case its `name` is in a script that cannot be drawn.
    """

    number: str
    name: str
    value: str
    share: float
    met: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarGrid:
    """Weeks as columns, the oldest first, each of seven counts from Monday on; None for days to come.

    `days` has the seven names of days, `months` the names of months by the column that each begins in.
    """

    title: str
    days: tuple[str, ...]
    months: tuple[tuple[int, str], ...]
    weeks: tuple[tuple[int | None, ...], ...]
    legend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressCard:
    """A learner's progress. `remark` stands below the figures, `note` below the bars; both may be empty.

    `keys` names what is filled strongly, what lightly, and what not. `unnamed` stands for a name that cannot be drawn.
    """

    title: str
    figures: tuple[Figure, ...]
    remark: str
    bars_title: str
    keys: tuple[str, str, str]
    bars: tuple[Bar, ...]
    note: str
    unnamed: str
    calendar: CalendarGrid


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportBar:
    """A learner or a question: its `share`, from 0 to 1, is filled. `beside` stands next to it, `remark` below it.

    `number` is what a message calls it by as well, in case its `name` is in a script that cannot be drawn.
    """

    number: str
    name: str
    value: str
    share: float
    beside: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ReportGroup:
    """Bars that belong together; the title is empty where there is nothing to tell them from."""

    title: str
    bars: tuple[ReportBar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCard:
    """A class's results, or those of its questions. `subtitle` and `note`, which counts what is left out, may be empty.

    `unnamed` stands for a name that cannot be drawn.
    """

    title: str
    subtitle: str
    groups: tuple[ReportGroup, ...]
    note: str
    unnamed: str
