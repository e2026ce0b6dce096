"""The gradebook: what each learner did in class, by topic and by week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class DaySum:
    """What a learner did on one topic on one day in class, live and for schedules. `credit` is a sum of credits."""

    learner_id: int
    name: str
    topic: str
    day: date
    answers: int
    credit: float


@dataclass(frozen=True, slots=True)
class Share:
    """So much was right of so many answers."""

    answers: int
    credit: float

    @property
    def right(self) -> float:
        """The share that was right, from 0 to 1; 0 of nothing."""
        return self.credit / self.answers if self.answers else 0.0


NOTHING = Share(0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRow:
    """A learner's row. `weeks` are known by their Monday; what is missing in a mapping was not answered."""

    learner_id: int
    name: str
    total: Share
    topics: Mapping[str, Share]
    weeks: Mapping[date, Share]
    last_seen: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Gradebook:
    """Everybody who answered something, by name; the topics in the order of their ids and the weeks in that of time."""

    rows: tuple[GradeRow, ...]
    topics: tuple[str, ...]
    weeks: tuple[date, ...]


def gradebook(sums: Iterable[DaySum]) -> Gradebook:
    """Put a gradebook together."""
    theirs: defaultdict[int, list[DaySum]] = defaultdict(list)
    for one in sums:
        theirs[one.learner_id].append(one)
    rows = [_row(learner_id, given) for learner_id, given in theirs.items()]
    return Gradebook(
        rows=tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.learner_id))),
        topics=tuple(sorted({topic for row in rows for topic in row.topics})),
        weeks=tuple(sorted({week for row in rows for week in row.weeks})),
    )


def monday(day: date) -> date:
    """The Monday of a date's week (ISO 8601)."""
    return day - timedelta(days=day.weekday())


def _row(learner_id: int, given: list[DaySum]) -> GradeRow:
    topics: defaultdict[str, Share] = defaultdict(lambda: NOTHING)
    weeks: defaultdict[date, Share] = defaultdict(lambda: NOTHING)
    total = NOTHING
    for one in given:
        topics[one.topic] = _added(topics[one.topic], one)
        weeks[monday(one.day)] = _added(weeks[monday(one.day)], one)
        total = _added(total, one)
    return GradeRow(
        learner_id=learner_id,
        name=given[0].name,
        total=total,
        topics=dict(topics),
        weeks=dict(weeks),
        last_seen=max(one.day for one in given),
    )


def _added(before: Share, one: DaySum) -> Share:
    return Share(before.answers + one.answers, before.credit + one.credit)
