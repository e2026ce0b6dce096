"""How well a learner knows the course, topic by topic, as numbers that can be added up and drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.models import Bank, Item, Library
from bot.core.review import Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """How well a learner knows the items of a bank, or of several together.

    Of its `items` they have met `seen`, and are expected to recall `recalled` today: the sum of the probabilities, by
    FSRS, with which they recall each. `latest` is when they last answered one.
    """

    title: str
    items: int
    seen: int = 0
    recalled: float = 0.0
    latest: datetime | None = None

    @property
    def share(self) -> float:
        """The share that is expected to be recalled, from 0 to 1: what has not been met counts as nothing."""
        return self.recalled / self.items if self.items else 0.0

    @property
    def met(self) -> float:
        """The share that has been met, from 0 to 1."""
        return self.seen / self.items if self.items else 0.0


def known(items: Iterable[Item], memories: Mapping[str, Memory]) -> list[Memory]:
    """What is remembered of some items as they are now; a memory of another version counts for nothing."""
    found = ((memories.get(item.id), item.version) for item in items)
    return [memory for memory, version in found if memory is not None and memory.version == version]


def topic_of(bank: Bank, memories: Mapping[str, Memory], recall: Callable[[Memory], float]) -> Topic:
    """How well a learner knows a bank."""
    found = known(bank.items, memories)
    return Topic(
        title=bank.title,
        items=len(bank.items),
        seen=len(found),
        recalled=sum(recall(memory) for memory in found),
        latest=max((memory.last_review for memory in found), default=None),
    )


def together(topics: Iterable[Topic]) -> Topic:
    """Several topics as one, without a title."""
    all_ = list(topics)
    return Topic(
        title="",
        items=sum(one.items for one in all_),
        seen=sum(one.seen for one in all_),
        recalled=sum(one.recalled for one in all_),
        latest=max((one.latest for one in all_ if one.latest is not None), default=None),
    )


def foremost(topics: Iterable[Topic], most: int) -> tuple[tuple[Topic, ...], tuple[Topic, ...]]:
    """Of the topics that a learner has met, at most so many, and the others; both in the order they came in.

    Where there are more, those that they have worked on last are foremost.
    """
    all_ = list(topics)
    latest = sorted((-one.latest.timestamp(), number) for number, one in enumerate(all_) if one.latest is not None)
    chosen = {number for _, number in latest[:most]}
    left = sorted(number for _, number in latest[most:])
    return tuple(all_[number] for number in sorted(chosen)), tuple(all_[number] for number in left)


def banks_in_course_order(library: Library) -> list[Bank]:
    """Every bank that asks something: movement by movement, by the first lesson asked about; without one, last."""
    lessons = {lesson_id: number for number, lesson_id in enumerate(library.lessons)}
    movements = {movement: number for number, movement in enumerate(library.movements)}

    def place(bank: Bank) -> tuple[int, int, str]:
        first = min((lessons[item.lesson] for item in bank.items if item.lesson in lessons), default=len(lessons))
        return movements[bank.movement], first, bank.id

    return sorted((bank for bank in library.banks.values() if bank.items), key=place)
