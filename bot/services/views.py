"""What a use case hands to whoever shows it: plain values, no sentences, no Discord."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from bot.core.calendar import Period
from bot.core.live import End
from bot.core.models import Cite, Item, Lesson, Response, Source
from bot.core.ranking import Placed
from bot.core.records import Answer, Post, Preferences, Quiz, Round, Schedule, Standing, What
from bot.core.slots import Slot
from bot.core.streaks import Streak
from bot.core.tally import Bar


@dataclass(frozen=True, slots=True)
class Citation:
    """A cite with its source's own data, ready to be shown."""

    cite: Cite
    source: Source | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundView:
    """A question of a live quiz as everybody sees it: waiting for answers, paused, or closed with its reveal.

    What is shown follows `round.state`. `bars` is empty until the round is closed. `answered` counts learners.
    """

    quiz: Quiz
    round: Round
    answered: int
    bars: tuple[Bar, ...] = ()
    citations: tuple[Citation, ...] = ()
    lesson: Lesson | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PodiumView:
    """The end of a live quiz. `placed` has everyone who may be shown, best first, equal points sharing a place.

    `unnamed` has those who took part and hide from others: they are counted, and no more.
    """

    quiz: Quiz
    asked: int
    end: End
    placed: tuple[Placed, ...]
    unnamed: tuple[Standing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLine:
    """One question of a learner's own result. `response` and `credit` are None where they did not answer."""

    item: Item
    response: Response | None
    credit: float | None
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultView:
    """A learner's own result of a quiz, question by question. `place` is None for who answered nothing."""

    quiz: Quiz
    place: int | None
    of: int
    points: int
    lines: tuple[ResultLine, ...]
    hidden: bool = False
    """Whether the learner hides from others, so that nobody else sees the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonView:
    """A lesson page. `number` counts from 1 over the whole course of `total` lessons."""

    lesson: Lesson
    number: int
    total: int
    previous: Lesson | None
    next: Lesson | None
    citations: tuple[Citation, ...]
    questions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictView:
    """What came of an answer in a private sitting. `last` when no question is left."""

    round: Round
    response: Response
    credit: float
    first: bool
    """Whether this answer is the one that was saved; False shows the one saved before."""
    citations: tuple[Citation, ...]
    number: int
    total: int
    last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingView:
    """The open question of a private sitting."""

    sitting_id: int
    round: Round
    number: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingEnd:
    """The end of a private sitting: `right` of `total` with full credit, `partly` with some."""

    about: Lesson | None
    right: int
    partly: int = 0
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderboardView:
    """A page of the best of a server. `own` is the reader's place, also where it is elsewhere; None without answers.

    `topic` is the title of a bank or the name of a movement, None for everything, and `topic_mark` stands for it in a
    button. Pages count from 0. A reader who is `hidden` is not in `placed`, and has a place all the same.
    """

    period: Period
    topic: str | None
    placed: tuple[Placed, ...]
    own: Placed | None
    learners: int
    topic_mark: str = ""
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreView:
    """A learner's sums by period; a period without answers has a standing of zeros.

    `own` is whether the reader is that learner: how much somebody else got wrong is not for others to see.
    """

    learner_id: int
    name: str
    own: bool
    periods: tuple[tuple[Period, Standing, int | None], ...]
    """Each period with the sum and the place in it."""
    hidden: bool = False
    """Whether the learner hides from others; then only they see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HardestView:
    """The question of a week that the class found hardest. `share` is the mean credit, from 0 to 1."""

    item: Item
    share: float
    answers: int
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestView:
    """A week in a server: the best by points, everyone who took part, the hardest question, and what comes next.

    `placed` is empty where the server shows no leaderboard, or nobody has points.
    """

    placed: tuple[Placed, ...]
    learners: int
    hardest: HardestView | None
    coming: tuple[tuple[What, Slot], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostView:
    """What a schedule posts in its channel: a lesson, a question, both, or a digest.

    A question is shown as `round.state` says: open, or closed with its reveal. `id` is the post's, None in a preview.
    `bars`, `answered` and `streaks` are empty until then; `streaks` has those who have kept one, the longest first.
    """

    id: int | None
    channel_id: int
    what: What
    late: bool = False
    lesson: LessonView | None = None
    round: Round | None = None
    answered: int = 0
    bars: tuple[Bar, ...] = ()
    citations: tuple[Citation, ...] = ()
    lesson_of_question: Lesson | None = None
    streaks: tuple[tuple[str, Streak], ...] = ()
    digest: DigestView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleView:
    """A schedule as a teacher sees it: its next moments, and what happened to its last slot.

    `topic` is the name of its topic, None for everything. `preview` is what would appear next (None for a live quiz,
    and where there is nothing to post); it is given when a schedule has just been added.
    """

    schedule: Schedule
    topic: str | None
    timezone: str
    coming: tuple[Slot, ...]
    last: Post | None
    preview: PostView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyView:
    """An open scheduled question for one learner, in private. `answer` is what they have answered, if they have."""

    round: Round
    answer: Answer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyView:
    """What is kept about a learner: how many rows of which table, the names they go by, and what they have set."""

    rows: Mapping[str, int]
    names: tuple[str, ...]
    preferences: Preferences


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportView:
    """All that is kept about a learner, as a file."""

    name: str
    content: bytes
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderSet:
    """When a learner is reminded from now on; all None for not at all."""

    at: time | None = None
    timezone: str | None = None
    first: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderView:
    """A reminder to a learner for whom `due` questions are due. `slot` is the moment that it is for."""

    learner_id: int
    due: int
    at: time
    timezone: str
    slot: datetime
