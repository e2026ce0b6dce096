"""What lasts of sixty days of practice: simulated learners under our rules, in random order, and round and round.

    python -m tests.bench.retention --seed 1             our defaults beside the other two, two to seven minutes
    python -m tests.bench.retention --seed 1 --settings  what other shares of new items and other retentions give

The learners learn and forget by a model that knows nothing of FSRS: Pavlik, P. I. and Anderson, J. R. (2005), Practice
and forgetting effects on vocabulary memory: an activation-based model of the spacing effect, Cognitive Science 29,
559-586 (https://doi.org/10.1207/s15516709cog0000_14). `docs/learning.md` says what came out, and what it cannot say.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from statistics import mean, pstdev

from bot.content import load
from bot.core.models import Item, OneChoice, TrueFalse
from bot.core.practice import NEW_SHARE, again, choose, in_course_order
from bot.core.review import DEFAULT_RETENTION, Memory, Review, Reviewer

DECAY_INTERCEPT, DECAY_SCALE = 0.177, 0.217
THRESHOLD, NOISE = -0.704, 0.255
"""The paper's a, c, tau and s; times are in seconds."""
BETWEEN = 0.025
"""The paper's h: time between sessions passes so much more slowly, since less interferes."""

SPREAD = 0.3
"""Ours: the standard deviation of how well learners learn and how easily items are learnt, in units of activation."""
SECONDS = 15
"""Ours: what an answer takes, with its explanation."""
FIRST = datetime(2026, 3, 2, 18, tzinfo=UTC)
EARLY_OR_LATE = 90
"""Ours: minutes by which a sitting is earlier or later than six o'clock, at the most."""
A_DAY = (5, 10, 20)
ROOT = Path(__file__).resolve().parents[2]


class Mind:
    """What one learner has in mind, by the published model.

    `ease` is by how much each item's activation is raised for this learner; `now` is the model's own time.
    """

    def __init__(self, ease: Sequence[float]) -> None:
        self.now = 0.0
        self._ease = ease
        self._traces: dict[int, list[tuple[float, float]]] = {}

    @property
    def seen(self) -> tuple[int, ...]:
        """Which items have been met."""
        return tuple(self._traces)

    def activation(self, item: int) -> float:
        """Of an item at this moment: m = ln(sum of t_i ** -d_i), each t_i the age of one meeting."""
        traces = self._traces.get(item)
        if not traces:
            return -math.inf
        return self._ease[item] + math.log(sum(max(self.now - met, 1.0) ** -decay for met, decay in traces))

    def recall(self, item: int) -> float:
        """The probability that it is recalled: 1 / (1 + e ** ((tau - m) / s))."""
        activation = self.activation(item)
        return 1 / (1 + math.exp((THRESHOLD - activation) / NOISE)) if activation > -math.inf else 0.0

    def meet(self, item: int) -> None:
        """Meet an item, asked or told: what is fresh in mind leaves a trace that decays the faster."""
        decay = DECAY_SCALE * math.exp(self.activation(item)) + DECAY_INTERCEPT
        self._traces.setdefault(item, []).append((self.now, decay))


class Group(StrEnum):
    """How the items of a sitting are found."""

    OURS = "our practice"
    RANDOM = "random order"
    ROUND = "round and round"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a class of simulated learners does."""

    seed: int
    group: Group
    a_day: int
    learners: int = 200
    days: int = 60
    asked_again: bool = True
    new_share: float = NEW_SHARE
    retention: float = DEFAULT_RETENTION
    ease: float = 0.0
    """By how much every activation is raised: what is learnt more easily than the paper's pairs of words."""
    between: float = BETWEEN


@dataclass(kw_only=True)
class Outcome:
    """What came of it, one value a learner: the share recalled a day after the last sitting and thirty days later."""

    answers: list[float] = field(default_factory=list)
    seen: list[float] = field(default_factory=list)
    course: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))
    of_seen: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))


def our_course() -> tuple[Item, ...]:
    """The items that Dastan comes with."""
    library = load(ROOT / "lessons", ROOT / "quizzes").library
    assert library is not None
    return in_course_order(library)


def guessed(item: Item) -> float:
    """How likely one is to be right who knows nothing."""
    match item:
        case OneChoice():
            return 1 / len(item.choices)
        case TrueFalse():
            return 0.5
        case _:
            return 0.0


def simulate(plan: Plan, course: Sequence[Item]) -> Outcome:
    """Let a class practise, and look what it recalls."""
    outcome = Outcome()
    chances = random.Random(f"{plan.seed} items")
    of_items = [chances.gauss(0, SPREAD) for _ in course]
    for number in range(plan.learners):
        rng = random.Random(f"{plan.seed} learner {number}")
        of_learner = rng.gauss(plan.ease, SPREAD)
        mind = Mind([of_learner + of_item for of_item in of_items])
        outcome.answers.append(_practise(plan, course, mind, rng) / plan.days)
        outcome.seen.append(len(mind.seen) / len(course))
        for of_course, of_seen, days in zip(outcome.course, outcome.of_seen, (1, 30), strict=True):
            mind.now += timedelta(days=days).total_seconds() * plan.between
            recalled = sum(mind.recall(item) for item in mind.seen)
            of_course.append(recalled / len(course))
            of_seen.append(recalled / len(mind.seen))
    return outcome


def _practise(plan: Plan, course: Sequence[Item], mind: Mind, rng: random.Random) -> int:
    """One sitting a day; gives how many answers that was."""
    answers, before = 0, FIRST
    sitting = _sittings(plan, course, rng)
    for day in range(plan.days):
        at = FIRST + timedelta(days=day, minutes=rng.uniform(-EARLY_OR_LATE, EARLY_OR_LATE))
        mind.now += max((at - before).total_seconds(), 0) * plan.between
        tries: list[tuple[str, float]] = []
        items, learn = sitting(at)
        waiting = list(items)
        places = {course[item].id: item for item in items}
        while waiting:
            item = waiting.pop(0)
            right = rng.random() < mind.recall(item) or rng.random() < guessed(course[item])
            attempt = 1 + sum(1 for id_, _ in tries if id_ == course[item].id)
            learn(item, right, attempt, at + timedelta(seconds=SECONDS * len(tries)))
            tries.append((course[item].id, float(right)))
            mind.meet(item)
            mind.now += SECONDS
            if not waiting and plan.asked_again:
                waiting = [places[id_] for id_ in again(tries)]
        answers += len(tries)
        before = at
    return answers


Learn = Callable[[int, bool, int, datetime], None]
Sittings = Callable[[datetime], tuple[Sequence[int], Learn]]


def _sittings(plan: Plan, course: Sequence[Item], rng: random.Random) -> Sittings:
    """What finds the items of each sitting, with what is told of each answer."""
    if plan.group is Group.OURS:
        return _ours(plan, course)
    turns = _turns(plan, len(course), rng)
    return lambda _: (next(turns), lambda *_: None)


def _turns(plan: Plan, size: int, rng: random.Random) -> Iterator[Sequence[int]]:
    for day in range(plan.days):
        first = day * plan.a_day
        in_turn = [place % size for place in range(first, first + plan.a_day)]
        yield rng.sample(range(size), plan.a_day) if plan.group is Group.RANDOM else in_turn


def _ours(plan: Plan, course: Sequence[Item]) -> Sittings:
    """As the bot does it: FSRS remembers every answer, and the rules of practice choose."""
    reviewer = Reviewer(plan.retention)
    memories: dict[str, Memory] = {}
    places = {item.id: place for place, item in enumerate(course)}

    def learn(place: int, right: bool, attempt: int, at: datetime) -> None:
        item = course[place]
        given = Review(
            learner_id=1,
            item_id=item.id,
            version=item.version,
            at=at,
            credit=float(right),
            attempt=attempt,
        )
        memories[item.id] = reviewer.review(memories.get(item.id), given)

    def sitting(at: datetime) -> tuple[Sequence[int], Learn]:
        chosen = choose(course, memories, count=plan.a_day, now=at, recall=reviewer.recall, new_share=plan.new_share)
        return [places[item.id] for item in chosen], learn

    return sitting


HEAD = "".join(
    f"{title:>{width}}"
    for title, width in [
        ("recalled, in %:", 26),
        ("answers a day", 15),
        ("seen", 8),
        ("of the course", 15),
        ("30 days on", 13),
        ("of what was seen", 18),
        ("30 days on", 13),
    ]
)


def line(name: str, outcome: Outcome) -> str:
    """One line of the table: means over the learners, with their standard deviation."""
    shares = zip((*outcome.course, *outcome.of_seen), (15, 13, 18, 13), strict=True)
    told = "".join(f"{f'{100 * mean(share):.1f} ±{100 * pstdev(share):4.1f}':>{width}}" for share, width in shares)
    return f"{name:26}{mean(outcome.answers):15.1f}{100 * mean(outcome.seen):8.0f}{told}"


def compare(common: Plan) -> None:
    """Our defaults beside the other two."""
    course = our_course()
    for asked_again in (True, False):
        print(f"\nWhat is missed is {'asked again at the end' if asked_again else 'not asked again'} of a sitting:")
        print(HEAD)
        for a_day in A_DAY:
            for group in Group:
                plan = replace(common, a_day=a_day, group=group, asked_again=asked_again)
                print(line(f"{a_day:2} a day, {group}", simulate(plan, course)), flush=True)


def compare_settings(common: Plan) -> None:
    """Our practice with other shares of new items and other retentions."""
    course = our_course()
    for a_day in A_DAY:
        print(f"\n{a_day} a day:")
        print(HEAD)
        for share in (1 / 3, 1 / 2, 2 / 3):
            for retention in (0.8, 0.85, 0.9, 0.95):
                plan = replace(common, a_day=a_day, new_share=share, retention=retention)
                print(line(f"new {share:.2f}, recall {retention:.2f}", simulate(plan, course)), flush=True)


def main(given: Sequence[str] | None = None) -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--ease", type=float, default=0.0, help="what is added to every activation")
    parser.add_argument("--between", type=float, default=BETWEEN, help="how fast time passes between sittings")
    parser.add_argument("--settings", action="store_true", help="compare settings of our practice")
    wanted = parser.parse_args(given)
    common = Plan(
        seed=wanted.seed,
        group=Group.OURS,
        a_day=A_DAY[0],
        learners=wanted.learners,
        days=wanted.days,
        ease=wanted.ease,
        between=wanted.between,
    )
    (compare_settings if wanted.settings else compare)(common)


if __name__ == "__main__":
    main()
