"""The use cases on a real store, with a clock that the test turns and an outbox that can be told to fail."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta

from bot.core.models import Bank, Cite, Lesson, Library, Picked, Source, TrueFalse
from bot.core.records import Quiz, Round
from bot.core.review import Reviewer
from bot.services.answering import Answering, Outcome
from bot.services.curriculum import Curriculum
from bot.services.daily import Daily
from bot.services.doubts import Doubts
from bot.services.lessons import Lessons
from bot.services.live import LiveQuizzes, QuizWish
from bot.services.people import Learner
from bot.services.postings import Postings
from bot.services.practice import Practice
from bot.services.progress import Progress
from bot.services.remembering import Remembering
from bot.services.reporting import Reporting
from bot.services.rounds import OpenRounds
from bot.services.scheduling import Scheduling
from bot.services.shelves import Shelves
from bot.services.showing import Showing
from bot.services.sittings import Sittings
from bot.services.stage import Stage
from bot.services.views import (
    DoubtAnswered,
    DoubtView,
    LessonView,
    PodiumView,
    PostView,
    ReminderView,
    RoundView,
    ScheduleView,
)
from bot.services.workshop import Workshop
from bot.store import Store

GUILD, CHANNEL, HOST = 10, 20, 30
GRACE = timedelta(hours=6)
AMIR, BELLA = Learner(1, "Amir"), Learner(2, "Bella")
CITE = (Cite("reader", "Kokand"),)


def statement(number: int, *, lesson: str | None = "kokand") -> TrueFalse:
    return TrueFalse(
        id=f"basmachi/kokand/q{number}",
        ask=f"Statement {number}",
        why="Because.",
        cites=CITE,
        lesson=lesson,
        answer=True,
    )


def library(questions: int = 4) -> Library:
    return Library.of(
        lessons=[
            Lesson(
                id=slug, title=title, movement="basmachi", number=n, period="1918", terms={}, cites=CITE, body="A body."
            )
            for n, (slug, title) in enumerate([("kokand", "Kokand, 1918"), ("khiva", "Khiva, 1920")], 1)
        ],
        banks=[
            Bank(
                id="basmachi/kokand",
                title="The Kokand Autonomy",
                movement="basmachi",
                items=tuple(statement(n) for n in range(questions)),
            ),
            Bank(id="basmachi/empty", title="Nothing yet", movement="basmachi", items=()),
        ],
        sources=[Source("reader", "A reader", "The Dastan authors", 2026, "CC BY 4.0", ("Kokand",))],
    )


class FakeOutbox:
    """Remembers what stands in the channel; raises what it is told to, once or for good."""

    def __init__(self) -> None:
        self.messages: dict[int, object] = {}
        self.said: list[str] = []
        self.trouble: dict[str, list[Exception]] = {}
        self.reminders: list[ReminderView] = []
        self.closed_to_us: set[int] = set()
        self._next_id = 1000
        self.doubts: list[tuple[int, DoubtView]] = []
        self.told: list[tuple[int, DoubtAnswered]] = []
        self.learners_listen = True

    def fail(self, method: str, *errors: Exception) -> None:
        self.trouble[method] = list(errors)

    def _perhaps_fail(self, method: str) -> None:
        if self.trouble.get(method):
            raise self.trouble[method].pop(0)

    def _post(self, what: object) -> int:
        self._next_id += 1
        self.messages[self._next_id] = what
        return self._next_id

    async def announce(self, quiz: Quiz) -> None:
        self._perhaps_fail("announce")
        self.said.append(f"announced {quiz.title}")

    async def post_lesson(self, channel_id: int, view: LessonView) -> int:
        self._perhaps_fail("post_lesson")
        return self._post(view)

    async def post_round(self, view: RoundView) -> int:
        self._perhaps_fail("post_round")
        return self._post(view)

    async def show_round(self, view: RoundView) -> None:
        self._perhaps_fail("show_round")
        assert view.round.message_id is not None
        self.messages[view.round.message_id] = view

    async def find_round(self, channel_id: int, round_id: int, since: datetime) -> int | None:
        self._perhaps_fail("find_round")
        assert since.tzinfo is not None
        return next((key for key, one in self.messages.items() if _is_round(one, round_id)), None)

    async def post_podium(self, view: PodiumView) -> int:
        self._perhaps_fail("post_podium")
        return self._post(view)

    async def find_podium(self, channel_id: int, quiz_id: int, since: datetime) -> int | None:
        self._perhaps_fail("find_podium")
        assert since.tzinfo is not None
        found = (key for key, one in self.messages.items() if isinstance(one, PodiumView) and one.quiz.id == quiz_id)
        return next(found, None)

    async def post_slot(self, view: PostView) -> int:
        self._perhaps_fail("post_slot")
        return self._post(view)

    async def show_slot(self, view: PostView, message_id: int) -> None:
        self._perhaps_fail("show_slot")
        assert message_id in self.messages
        self.messages[message_id] = view

    async def find_slot(self, channel_id: int, post_id: int, since: datetime) -> int | None:
        self._perhaps_fail("find_slot")
        assert since.tzinfo is not None
        found = (key for key, one in self.messages.items() if isinstance(one, PostView) and one.id == post_id)
        return next(found, None)

    async def tell_teacher(self, view: ScheduleView) -> bool:
        self._perhaps_fail("tell_teacher")
        self.said.append(f"schedule {view.schedule.id} rests")
        return True

    async def post_doubt(self, channel_id: int, view: DoubtView) -> int:
        self._perhaps_fail("post_doubt")
        self.doubts.append((channel_id, view))
        return len(self.doubts)

    async def tell_learner(self, learner_id: int, view: DoubtAnswered) -> bool:
        self.told.append((learner_id, view))
        return self.learners_listen

    async def remind(self, view: ReminderView) -> bool:
        self._perhaps_fail("remind")
        self.reminders.append(view)
        return view.learner_id not in self.closed_to_us

    def slots(self) -> list[PostView]:
        return [one for one in self.messages.values() if isinstance(one, PostView)]

    def podiums(self) -> list[PodiumView]:
        return [one for one in self.messages.values() if isinstance(one, PodiumView)]

    def rounds(self) -> list[RoundView]:
        return [one for one in self.messages.values() if isinstance(one, RoundView)]


def _is_round(view: object, round_id: int) -> bool:
    return isinstance(view, RoundView) and view.round.id == round_id


class School:
    """Everything but Discord."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.outbox = FakeOutbox()
        self.shelves = Shelves(store, library())
        self.time = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
        self.nudges = 0
        self.begin()

    @property
    def library(self) -> Library:
        """What can be taught in every server."""
        return self.shelves.common

    @library.setter
    def library(self, library: Library) -> None:
        self.shelves.replace(library)

    def begin(self) -> None:
        """Build the use cases, as a process does when it starts; whatever they only remembered is gone."""

        def now() -> datetime:
            return self.time

        def changed() -> None:
            self.nudges += 1

        rng = random.Random(5)
        rounds = self.rounds = OpenRounds(self.store)
        self.doubts = Doubts(self.store, self.shelves, self.outbox, now=now)
        self.reporting = Reporting(self.store, self.shelves, now=now)
        self.workshop = Workshop(self.store, self.shelves, now=now)
        self.stage = Stage(self.store, Showing(self.store, self.shelves, self.outbox), rounds, now=now, changed=changed)
        self.answering = Answering(self.store, rounds, answered=self.stage.answered)
        self.live = LiveQuizzes(self.store, self.shelves, self.stage, now=now, rng=rng)
        reviewer = Reviewer()
        self.remembering = Remembering(self.store, reviewer)
        self.sittings = Sittings(self.store, self.shelves, rounds, self.answering, self.remembering, now=now, rng=rng)
        self.practice = Practice(self.store, self.shelves, self.sittings, reviewer, now=now)
        self.lessons = Lessons(self.store, self.shelves, self.sittings, now=now, rng=rng)
        self.progress = Progress(self.store, self.shelves, now=now)
        curriculum = Curriculum(self.store, self.shelves, now=now, rng=rng)
        postings = Postings(self.store, self.shelves, self.lessons, curriculum, now=now)
        self.daily = Daily(
            self.store, self.outbox, curriculum, postings, self.live, rounds, now=now, grace=GRACE, changed=changed
        )
        self.scheduling = Scheduling(self.store, self.shelves, self.daily, postings, now=now, changed=changed)

    async def restart(self) -> None:
        """Another process takes over from one that was killed."""
        self.begin()
        await self.stage.recover()
        await self.stage.run_due()

    async def start(self, questions: int = 4, seconds: int = 30, channel: int = CHANNEL) -> Quiz:
        wish = QuizWish(bank="kokand", questions=questions, seconds=seconds)
        return await self.live.start(GUILD, channel, HOST, wish)

    async def pass_time(self, seconds: float) -> None:
        until = self.time + timedelta(seconds=seconds)
        while (due := await self.next_due()) is not None and due <= until:
            self.time = max(self.time, due)
            await self.run_due()
        self.time = until
        await self.run_due()

    async def next_due(self) -> datetime | None:
        return min(filter(None, [await self.stage.next_due(), await self.daily.next_due()]), default=None)

    async def run_due(self) -> None:
        await asyncio.gather(self.stage.run_due(), self.daily.run_due())
        await self.remembering.catch_up()

    async def quiz(self, channel: int = CHANNEL) -> Quiz:
        quiz = await self.store.active_quiz(channel)
        assert quiz is not None
        return quiz

    async def open_round(self, channel: int = CHANNEL) -> Round:
        quiz = await self.quiz(channel)
        return (await self.store.rounds_of(quiz.id))[quiz.state.position]

    async def answer(self, learner: Learner, *, right: bool = True, at: datetime | None = None) -> Outcome:
        round_ = await self.open_round()
        return await self.answering.answer(round_.id, learner, Picked((int(right),)), at or self.time)
