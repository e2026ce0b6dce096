"""What is remembered between two moments: quizzes, rounds, answers and totals, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.core.live import LiveState
from bot.core.models import Item, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Guild:
    """What a server has set. A server that has set nothing has these defaults."""

    id: int
    timezone: str = "UTC"
    language: str = "en"
    teacher_role_id: int | None = None
    leaderboard: bool = True
    welcomed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One question of a quiz or a sitting before it is asked: the item as it is now, and the order of its options.

    `order[shown] = index in the item`, for choices, for the steps of an ordering and for the right sides of a
    matching; empty where there is nothing to shuffle.
    """

    item: Item
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewQuiz:
    """A live quiz about to be created. `state` is its first state, with the moment of the first question."""

    guild_id: int
    channel_id: int
    host_id: int
    bank: str
    title: str
    seconds: int
    speed_bonus: bool
    created_at: datetime
    state: LiveState
    plan: tuple[Plan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz:
    """A live quiz as it is kept. `revision` rises with every move; a move is made on the revision it was decided on."""

    id: int
    revision: int
    guild_id: int
    channel_id: int
    host_id: int
    bank: str
    title: str
    seconds: int
    speed_bonus: bool
    created_at: datetime
    state: LiveState
    podium_id: int | None = None
    """The message that the podium stands in, once it has been posted."""
    podium_done: bool = False
    """Whether nothing is to be done about the podium any more: it has been posted, or given up."""


class RoundState(StrEnum):
    """Where a round stands. Answers are taken while it is open."""

    WAITING = "waiting"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One asking of one item, with the order its options are shown in, the same for everybody.

    A round belongs to a live quiz (`quiz_id`) or to one learner's private sitting (`sitting_id`, `learner_id`).
    `item` is kept with the round, so that a changed or missing file never changes an open question.
    """

    id: int
    quiz_id: int | None
    sitting_id: int | None
    learner_id: int | None
    guild_id: int | None
    channel_id: int | None
    position: int
    item: Item
    order: tuple[int, ...]
    state: RoundState
    opened_at: datetime | None = None
    ends_at: datetime | None = None
    """When the time for answering is over; None while waiting, and in a sitting, which has no hurry."""
    message_id: int | None = None
    revealed: bool = False
    """Whether the message shows the reveal: set after Discord took it, so that a crash between is made good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswer:
    """A graded answer about to be kept. `day` is the server's own date at `answered_at`."""

    round_id: int
    learner_id: int
    name: str
    guild_id: int | None
    response: Response
    credit: float
    points: int
    answered_at: datetime
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A kept answer. `credit` is from 0 (wrong) to 1 (right); `points` is credit times 100 with any speed bonus."""

    round_id: int
    learner_id: int
    response: Response
    credit: float
    points: int
    answered_at: datetime


class Verdict(StrEnum):
    """What the database made of an answer."""

    SAVED = "saved"
    ALREADY = "already"
    """The learner had answered before; the first answer stands."""
    CLOSED = "closed"
    PAUSED = "paused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One learner's sum, over a quiz or a period. `credit` is a sum of credits: accuracy is credit / answers."""

    learner_id: int
    name: str
    answers: int
    credit: float
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """One learner's private run through some items. `about` is a lesson's id. `position` is the round that is open."""

    id: int
    learner_id: int
    guild_id: int | None
    about: str
    created_at: datetime
    total: int
