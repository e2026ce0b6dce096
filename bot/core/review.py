"""What a learner remembers of an item, and when it should come back: spaced repetition by FSRS.

FSRS (Free Spaced Repetition Scheduler, version 6; Ye, Su and Cao 2022, https://doi.org/10.1145/3534678.3539081) keeps
two numbers for each item that a learner has met: its *stability*, the days after which they will still recall it with a
probability of 90 %, and its *difficulty*, from 1 to 10. Nothing here is left to chance, and every moment comes in.

FSRS counts whole days, and it was fitted to learners whose day ends at night. Here a day is over `NIGHT` before the
same hour comes round: whoever answers in the evening and again after the next day's lunch has let a day pass, and so
has whoever keeps to an hour and is early by a minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fsrs import Card, Rating, Scheduler, State

from bot.core.identity import home_of

DEFAULT_RETENTION = 0.9
"""The probability of recall at which an item comes back, unless the operator sets another."""
LEAST_RETENTION, MOST_RETENTION = 0.7, 0.97
"""What can be set; beyond it FSRS has reviews either pile up or be pointless."""
NIGHT = timedelta(hours=8)
"""How much of the last day may be wanting: who began at eight in the morning or later is not asked before midnight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What one learner remembers of one version of an item.

    `stability` is in days, `difficulty` from 1 to 10. `reviews` counts the answers that made it what it is, `lapses`
    those that were wrong. `missed` is whether the last one was.
    """

    learner_id: int
    item_id: str
    version: str
    guild_id: int | None
    """The server whose own bank the item stands in; None for the common course."""
    stability: float
    difficulty: float
    last_review: datetime
    due_at: datetime
    reviews: int
    lapses: int
    missed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One answer, as far as it tells what somebody remembers.

    `credit` is from 0 (wrong) to 1 (right). `attempt` counts from 1 the tries at the item within one sitting.
    """

    learner_id: int
    item_id: str
    version: str
    at: datetime
    credit: float
    hinted: bool = False
    attempt: int = 1


def rating_of(credit: float, *, hinted: bool = False, attempt: int = 1) -> Rating:
    """How well an answer shows that the item is remembered, in FSRS's terms.

    Full credit is Good. Part of it, or full credit with a hint or at a second try, is Hard. None at all is Again. Easy
    is never given: what a learner presses says nothing of how easy it was.
    """
    if credit <= 0:
        return Rating.Again
    return Rating.Good if credit >= 1 and not hinted and attempt <= 1 else Rating.Hard


class Reviewer:
    """Says what an answer makes of a memory. `retention` is the probability of recall at which an item comes back.

    There are no learning steps within a day: what was missed is asked again in the same sitting, whatever FSRS says.
    """

    def __init__(self, retention: float = DEFAULT_RETENTION) -> None:
        self._scheduler = Scheduler(
            desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False
        )

    def review(self, before: Memory | None, given: Review) -> Memory:
        """The memory after an answer. A memory of another version of the item counts for nothing: the key has changed.

        An answer that is older than the last one that was reviewed (a question that closed late) counts as given then.
        """
        known = before if before is not None and before.version == given.version else None
        at = given.at if known is None else max(given.at, known.last_review)
        at = at.astimezone(UTC)
        rating = rating_of(given.credit, hinted=given.hinted, attempt=given.attempt)
        card, _ = self._scheduler.review_card(_card(known, at), rating, review_datetime=at)
        assert card.stability is not None  # noqa: S101 - a card that has been reviewed has both
        assert card.difficulty is not None  # noqa: S101 - likewise
        missed = rating is Rating.Again
        return Memory(
            learner_id=given.learner_id,
            item_id=given.item_id,
            version=given.version,
            guild_id=home_of(given.item_id),
            stability=card.stability,
            difficulty=card.difficulty,
            last_review=at,
            due_at=card.due - NIGHT,
            reviews=(known.reviews if known else 0) + 1,
            lapses=(known.lapses if known else 0) + missed,
            missed=missed,
        )

    def recall(self, memory: Memory, at: datetime) -> float:
        """The probability, from 0 to 1, that the learner recalls the item at a moment."""
        at = at.astimezone(UTC)
        return self._scheduler.get_card_retrievability(_card(memory, at), current_datetime=at)


def _card(memory: Memory | None, at: datetime) -> Card:
    """FSRS's own form, last reviewed as many whole days before a moment as we count; it decides by nothing else.

    Without a `card_id` and a date on which it is due it would read the clock.
    """
    if memory is None:
        return Card(card_id=0, due=at)
    return Card(
        card_id=0,
        state=State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=at,
        last_review=at - timedelta(days=_days(at - memory.last_review)),
    )


def _days(passed: timedelta) -> int:
    """How many days have passed; FSRS takes less than none for none."""
    return (passed + NIGHT) // timedelta(days=1)
