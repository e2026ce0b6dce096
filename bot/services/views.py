"""What a use case hands to whoever shows it: plain values, no sentences, no Discord."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.content import Problem
from bot.core.calendar import Period
from bot.core.gradebook import Gradebook, GradeRow
from bot.core.item_analysis import ItemAnalysis
from bot.core.live import End
from bot.core.mastery import Topic
from bot.core.models import Bank, Cite, Item, Lesson, Response, Source
from bot.core.ranking import Placed
from bot.core.records import Answer, BankVersion, Doubt, Post, Preferences, Quiz, Round, Schedule, Standing, What
from bot.core.slots import Slot
from bot.core.streaks import Streak
from bot.core.tally import Bar
from bot.services.streaks import KeptStreak


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
    """What came of an answer in a private sitting. `last` when no question is left.

    `number` and `total` count the questions of its turn: those that are asked once more have a turn of their own.
    """

    round: Round
    response: Response
    credit: float
    first: bool
    """Whether this answer is the one that was saved; False shows the one saved before."""
    citations: tuple[Citation, ...]
    number: int
    total: int
    last: bool
    points: int = 0
    lesson: Lesson | None = None
    comes_back: timedelta | None = None
    """How long it will be until the item is due again; nothing where it was missed, and is due at once."""
    once_more: bool = False
    """Whether it is asked again in this sitting."""


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
class PracticeEnd:
    """The end of a practice: how its first tries went, what is known now and was not before, what to look at again.

    `next_review` is when the next item becomes due; `more` is whether something is due or new already, and `wish` what
    to ask for then.
    """

    right: int
    partly: int
    total: int
    points: int
    learnt: tuple[Item, ...]
    again: tuple[Item, ...]
    lesson: Lesson | None
    next_review: datetime | None
    more: bool
    wish: PracticeWish


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeWish:
    """What a learner asks for: how many questions, and on what (everything, for None).

    `shelf` is the server whose own banks are wanted, in direct messages; 0 for the common course alone. `anyway` is
    whether to practise also where nothing is due or new.
    """

    count: int = 5
    topic: str | None = None
    shelf: int | None = None
    anyway: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingDue:
    """There is nothing to practise just now: nothing is due, and nothing new is left."""

    wish: PracticeWish
    next_review: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfChoice:
    """Several servers of a learner have banks of their own: which is meant? By server, the titles of its banks."""

    wish: PracticeWish
    shelves: Mapping[int, Sequence[str]]


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
class BankRefused:
    """An uploaded file with which something is wrong: everything, and the same as a text of its own."""

    file: str
    problems: tuple[Problem, ...]
    report: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankChanges:
    """What a version of a bank changes. `rekeyed` have a new key, so that their statistics start afresh."""

    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    rekeyed: tuple[Item, ...]
    reworded: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BankView:
    """A version of a server's own bank, to be looked at. `replaces` is the one in use, if that is another.

    `brought` is the kind of another program's file that it has just been made of ("Moodle GIFT"), if it has, and `left`
    what could not be carried over, or could be better, as a list in words.
    """

    version: BankVersion
    bank: Bank
    kinds: Mapping[type[Item], int]
    levels: Mapping[int, int]
    replaces: BankVersion | None
    changes: BankChanges | None
    in_use: int
    most: int
    brought: str | None = None
    left: int = 0
    report: str = ""


@dataclass(frozen=True, slots=True)
class OwnBank:
    """A server's own bank: its versions, the newest first."""

    name: str
    versions: tuple[BankVersion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBanksView:
    """A server's own banks, and how many of them may be in use."""

    banks: tuple[OwnBank, ...]
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtView:
    """A learner's doubt about a question, to a teacher. `name` is empty where the learner is not known any more.

    `delivered` is whether the learner could be told of what a teacher did; None where nothing was to be told.
    """

    doubt: Doubt
    name: str
    delivered: bool | None = None


@dataclass(frozen=True, slots=True)
class DoubtAnswered:
    """What a teacher did about a learner's doubt, to the learner."""

    doubt: Doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class GradebookView:
    """A class's results. `titles` has the topics' names, `streaks` school days in a row by learner.

    `needing_help` and `others` have all rows, the weakest first.
    """

    period: Period
    topic: str | None
    book: Gradebook
    titles: Mapping[str, str]
    streaks: Mapping[int, int]
    needing_help: tuple[GradeRow, ...]
    others: tuple[GradeRow, ...]
    csv: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """What the answers of a class say of one question. `round_id` is the last round that asked it."""

    round_id: int
    analysis: ItemAnalysis
    withdrawn: bool
    doubts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionsView:
    """Item analysis, the gravest first. `doubts` counts what learners have said and nobody has looked at.

    Where there is a doubt there need not be an answer: it may be older, or come from somebody's own practice.

    `topic` is the name of the topic and `key` what it is known by, both None for everything.
    """

    period: Period
    topic: str | None
    key: str | None
    questions: tuple[QuestionView, ...]
    doubts: int
    csv: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressView:
    """What a learner knows and keeps up.

    `topics` are those worked on last, in course order, `others` those met beside them; `untouched` counts the banks
    that have not been met, and `whole` has all together. `answers` counts by days from `first_day`, a Monday, on.
    """

    today: date
    whole: Topic
    topics: tuple[Topic, ...]
    others: tuple[Topic, ...]
    untouched: int
    due_today: int
    due_this_week: int
    """By the end of the sixth day after today."""
    first_day: date
    answers: Mapping[date, int]
    streak: KeptStreak


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
