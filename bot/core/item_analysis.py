"""Item analysis: what the answers of a class say about a question, after classical test theory.

Everything rests on first attempts: whoever meets a question again has seen its answer. The formulas are those of
Moodle's quiz statistics (https://docs.moodle.org/dev/Quiz_statistics_calculations), with every mark between 0 and 1:

- *facility index*: the mean mark, F = mean(x);
- *discrimination index*: the correlation between the mark at the item and that at the rest of the test,
  C = Cov(x, X') / sqrt(Var(x) Var(X')), where X' is the total without the item ("corrected item-total correlation").

In a class not everybody answers every question. X' is therefore a learner's *mean* mark at the other questions; where
all have answered all, that is the total divided by a constant, and the correlation is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import sqrt
from statistics import fmean, median

from bot.core.models import Item, OneChoice, Picked, Response, SeveralChoices, TrueFalse

ENOUGH = 10
"""First attempts from which something is said of a question; before, it would be guessing."""
ENOUGH_REST = 3
"""Other questions that a learner must have answered for their mark at the rest to mean something."""

# Moodle's guide to the figures (https://docs.moodle.org/en/Quiz_report_statistics): from 95 % on a facility means
# extremely easy, up to 20 % difficult or worse; a discrimination below 20 % is very weak, and a negative one makes the
# question probably invalid.
EXTREMELY_EASY, DIFFICULT = 0.95, 0.20
VERY_WEAK = 0.20


class Remark(StrEnum):
    """What is to be said of a question in plain words."""

    TOO_FEW = "too few"
    TOO_EASY = "too easy"
    TOO_HARD = "too hard"
    KEY_IN_DOUBT = "key in doubt"
    """Those who know more get it wrong more often."""
    TELLS_LITTLE = "tells little"
    """Those who know more hardly do better at it."""
    DISTRACTOR_UNUSED = "distractor unused"
    DISTRACTOR_BEATS_KEY = "distractor beats key"
    """A wrong choice is taken more often than the right one."""


@dataclass(frozen=True, slots=True)
class Said:
    """A remark; `choice` is the index of the choice that it is about, if it is about one."""

    remark: Remark
    choice: int | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """A learner's first answer to a version of an item. `taken` is the time it took, where that is known."""

    learner_id: int
    credit: float
    response: Response
    taken: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAnalysis:
    """What is known of an item. `facility` is from 0 to 1, `discrimination` from -1 to 1.

    `discrimination` is None where too few have answered enough else, or where all did equally well. `chosen` counts how
    often each choice was taken (true or false: false first); it is empty for other kinds of item.
    """

    item: Item
    attempts: int
    facility: float
    discrimination: float | None
    chosen: tuple[int, ...]
    median_time: timedelta | None
    said: tuple[Said, ...]


def analyse(attempts: Mapping[Item, Sequence[Attempt]]) -> list[ItemAnalysis]:
    """The analysis of each item with at least one attempt, in the order given. Items are told apart by version."""
    sums: dict[int, tuple[float, int]] = {}
    for given in attempts.values():
        for one in given:
            total, count = sums.get(one.learner_id, (0.0, 0))
            sums[one.learner_id] = total + one.credit, count + 1
    return [_analysis(item, given, sums) for item, given in attempts.items() if given]


def unanswered(item: Item) -> ItemAnalysis:
    """What is known of an item that nobody has answered."""
    return ItemAnalysis(item=item, attempts=0, facility=0.0, discrimination=None, chosen=(), median_time=None, said=())


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's correlation; None where either side does not vary at all."""
    if len(pairs) < 2:
        return None
    mean_x, mean_y = fmean(x for x, _ in pairs), fmean(y for _, y in pairs)
    covariance = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    spread = sqrt(sum((x - mean_x) ** 2 for x, _ in pairs) * sum((y - mean_y) ** 2 for _, y in pairs))
    if spread < 1e-12:  # nothing but rounding
        return None
    return max(-1.0, min(1.0, covariance / spread))


def _analysis(item: Item, given: Sequence[Attempt], sums: Mapping[int, tuple[float, int]]) -> ItemAnalysis:
    facility = fmean(one.credit for one in given)
    pairs = []
    for one in given:
        total, count = sums[one.learner_id]
        if count - 1 >= ENOUGH_REST:
            pairs.append((one.credit, (total - one.credit) / (count - 1)))
    discrimination = correlation(pairs) if len(pairs) >= ENOUGH else None
    chosen = _chosen(item, (one.response for one in given))
    times = [one.taken for one in given if one.taken is not None]
    return ItemAnalysis(
        item=item,
        attempts=len(given),
        facility=facility,
        discrimination=discrimination,
        chosen=chosen,
        median_time=timedelta(seconds=median(one.total_seconds() for one in times)) if times else None,
        said=tuple(_said(item, len(given), facility, discrimination, chosen)),
    )


def _chosen(item: Item, responses: Iterable[Response]) -> tuple[int, ...]:
    if not isinstance(item, OneChoice | SeveralChoices | TrueFalse):
        return ()
    counts = [0] * (2 if isinstance(item, TrueFalse) else len(item.choices))
    for response in responses:
        for pick in response.picks if isinstance(response, Picked) else ():
            if pick < len(counts):
                counts[pick] += 1
    return tuple(counts)


def _said(
    item: Item, attempts: int, facility: float, discrimination: float | None, chosen: tuple[int, ...]
) -> Iterable[Said]:
    """The remarks, the gravest first."""
    if attempts < ENOUGH:
        yield Said(Remark.TOO_FEW)
        return
    if discrimination is not None and discrimination < 0:
        yield Said(Remark.KEY_IN_DOUBT)
    if isinstance(item, OneChoice) and max(chosen) > chosen[item.answer]:
        yield Said(Remark.DISTRACTOR_BEATS_KEY, chosen.index(max(chosen)))
    if facility <= DIFFICULT:
        yield Said(Remark.TOO_HARD)
    if facility >= EXTREMELY_EASY:
        yield Said(Remark.TOO_EASY)
        return  # that the class knows it makes the rest no news
    if discrimination is not None and 0 <= discrimination < VERY_WEAK:
        yield Said(Remark.TELLS_LITTLE)
    if isinstance(item, OneChoice | SeveralChoices):
        right = {item.answer} if isinstance(item, OneChoice) else item.answers
        yield from (Said(Remark.DISTRACTOR_UNUSED, at) for at, n in enumerate(chosen) if not n and at not in right)
