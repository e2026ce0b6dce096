"""What is remembered between two moments: quizzes, rounds, answers and totals, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from bot.core.live import LiveState
from bot.core.models import Item, Response
from bot.core.slots import Rule, Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Guild:
    """What a server has set. A server that has set nothing has these defaults."""

    id: int
    timezone: str = "UTC"
    language: str = "en"
    teacher_role_id: int | None = None
    leaderboard: bool = True
    welcomed: bool = False
    reports_channel_id: int | None = None
    """The channel in which learners' doubts about questions are told; None where teachers look for them themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One question of a quiz or a sitting before it is asked: the item as it is now, and the order of its options.

    `order[shown] = index in the item`, for choices, for the steps of an ordering and for the right sides of a
    matching; empty where there is nothing to shuffle.
    """

    item: Item
    order: tuple[int, ...]
    attempt: int = 1
    """In a sitting: which try at its item it is, from 1."""


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

    A round belongs to a live quiz (`quiz_id`), to what a schedule posted (`post_id`) or to one learner's private
    sitting (`sitting_id`, `learner_id`). `item` is kept with the round, so that a changed or missing file never changes
    an open question.
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
    post_id: int | None = None
    hinted: bool = False
    """In a sitting: whether the learner has asked for the hint."""
    attempt: int = 1
    """In a sitting: which try at its item it is, from 1."""

    @classmethod
    def preview(cls, item: Item) -> Round:
        """A round that nobody can answer, to show an item as learners see it, its options in the file's order."""
        sides = getattr(item, "choices", None) or getattr(item, "order", None) or getattr(item, "pairs", None) or ()
        return cls(
            id=0,
            quiz_id=None,
            sitting_id=None,
            learner_id=None,
            guild_id=None,
            channel_id=None,
            position=0,
            item=item,
            order=tuple(range(len(sides))),
            state=RoundState.OPEN,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswer:
    """A graded answer about to be kept. `day` is the server's own date at `answered_at`.

    For a question of a schedule it is the date for which it was asked, so that streaks are counted by questions.
    """

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
    hidden: bool = False
    """Whether the learner is not to be shown to others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What a learner has set for themselves, in every server. One who has set nothing has these defaults.

    Reminders come at `reminder_at` by the clocks of `timezone`, the next at `remind_at`. Without a `reminder_at` there
    are none; `remind_at` is then when the next would have come.
    """

    learner_id: int
    hidden: bool = False
    """Whether other learners are not to see them on leaderboards and the like."""
    reminder_at: time | None = None
    timezone: str | None = None
    remind_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """One learner's private run through some items. `about` is a lesson's id; it is empty in practice."""

    id: int
    learner_id: int
    guild_id: int | None
    about: str
    created_at: datetime
    total: int


class What(StrEnum):
    """What a schedule does when its moment comes."""

    LESSON = "lesson"
    QUESTION = "question"
    LESSON_AND_QUESTION = "lesson-and-question"
    QUIZ = "quiz"
    DIGEST = "digest"


class ScheduleState(StrEnum):
    """Whether a schedule does its work."""

    ACTIVE = "active"
    PAUSED = "paused"
    """A teacher has paused it."""
    RESTING = "resting"
    """Its channel has failed it on several days in a row; it tries once each time, and is active again when it can."""
    REMOVED = "removed"
    """A teacher has removed it; what it has posted stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSchedule:
    """A schedule about to be kept. `last_day` and `due_at` are as in `Schedule`."""

    guild_id: int
    channel_id: int
    host_id: int
    what: What
    topic: str | None
    at: time
    days: frozenset[int]
    open_hours: int | None
    created_at: datetime
    last_day: date
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What a teacher wants to appear, where and when, by their server's own clock.

    `topic` is a movement or a bank's id, None for everything. All slots up to `last_day` have been done or missed, and
    `due_at` is the moment of the next. A question stays open for `open_hours`, or until the next slot. `failures`
    counts the slots in a row that the channel has failed; `told` is whether a teacher has been told of it.
    """

    id: int
    guild_id: int
    channel_id: int
    host_id: int
    what: What
    topic: str | None
    at: time
    days: frozenset[int]
    open_hours: int | None
    created_at: datetime
    state: ScheduleState
    failures: int
    told: bool
    last_day: date
    due_at: datetime
    not_before: datetime | None = None
    """Slots up to this moment that have not been done are not made up for: a teacher has changed the schedule then."""

    def rule(self, timezone: str) -> Rule:
        """When it does its work, in its server's time zone."""
        return Rule(self.at, self.days, timezone)


class PostState(StrEnum):
    """What has become of a slot."""

    CLAIMED = "claimed"
    """Somebody is at it: its message is still to be posted, or to be noted."""
    POSTED = "posted"
    MISSED = "missed"
    """Its moment and the grace period went by while the bot was away."""
    FAILED = "failed"
    """Discord did not take it within the grace period."""


class Trouble(StrEnum):
    """Why a slot failed, or is still being tried."""

    CHANNEL = "channel"
    """The channel is gone, or Dastan may not write there."""
    DISCORD = "discord"
    """Discord did not take it."""
    NOTHING = "nothing"
    """There is nothing (any more) to post on its topic."""
    BUSY = "busy"
    """The channel had a live quiz of its own."""
    WITHDRAWN = "withdrawn"
    """A teacher paused or removed the schedule before it could be posted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPost:
    """A slot about to be claimed: what will be posted for it, decided beforehand.

    `number` is 0 for the slot of a date, and counts from 1 what a teacher has asked for beside it. `plan` is its
    question, which is open until `ends_at`.
    """

    slot: Slot
    number: int
    claimed_at: datetime
    late: bool
    lesson_id: str | None = None
    plan: Plan | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What became of one slot of a schedule.

    `retry_at` is when its message is tried (again), while it is claimed; `tries` how often it has been.
    """

    id: int
    schedule_id: int
    guild_id: int
    channel_id: int
    slot: Slot
    number: int
    state: PostState
    claimed_at: datetime
    late: bool
    lesson_id: str | None = None
    item_id: str | None = None
    message_id: int | None = None
    tries: int = 0
    retry_at: datetime | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is to be claimed for a schedule, which then stands as `after`: a post, if any, and missed slots."""

    before: Schedule
    after: Schedule
    new: NewPost | None = None
    missed: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A slot that has been taken, with its schedule as it then stood, and the question that it asks."""

    post: Post
    schedule: Schedule
    round: Round | None


class BankState(StrEnum):
    """Where a version of a server's own bank stands."""

    DRAFT = "draft"
    """It has been uploaded and looked at, and is not in use yet."""
    LIVE = "live"
    PAST = "past"
    """Another version has taken its place, or the bank has been taken out of use; it can come back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankVersion:
    """One version of a server's own bank, without its text. `number` counts the versions of that name from 1."""

    id: int
    guild_id: int
    name: str
    number: int
    title: str
    items: int
    state: BankState
    uploaded_by: int
    uploaded_at: datetime


class DoubtState(StrEnum):
    """What a teacher has done about a learner's doubt."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    """The question has been taken out of use in the server."""
    SET_ASIDE = "set aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDoubt:
    """A learner, who goes by `name`, thinks that something is wrong with a question; `item` is it as it was asked."""

    guild_id: int
    item: Item
    learner_id: int
    name: str
    said: str
    raised_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A doubt as it is kept. `reply` is what a teacher has answered."""

    id: int
    guild_id: int
    item: Item
    learner_id: int
    said: str
    raised_at: datetime
    state: DoubtState
    reply: str | None = None
