"""The composition root: the only place where the parts meet.

async with open_app(settings) as app:
    await app.client.start(token)
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bot.config import Settings
from bot.content import Loaded, Problem, load, load_alone
from bot.content.watch import Watch
from bot.core.models import Library
from bot.core.review import DEFAULT_RETENTION, Reviewer
from bot.discord_ui.client import DastanClient
from bot.discord_ui.cogs.bank import BankCog
from bot.discord_ui.cogs.classroom import ClassroomCog
from bot.discord_ui.cogs.practice import PracticeCog
from bot.discord_ui.cogs.privacy import PrivacyCog
from bot.discord_ui.cogs.progress import ProgressCog
from bot.discord_ui.cogs.quiz import QuizCog
from bot.discord_ui.cogs.reminders import RemindersCog
from bot.discord_ui.cogs.report import ReportCog
from bot.discord_ui.cogs.schedule import ScheduleCog
from bot.discord_ui.cogs.settings import SettingsCog
from bot.discord_ui.outbox import DiscordOutbox
from bot.discord_ui.panels import Panels
from bot.discord_ui.presses import Presses
from bot.reports import Studio
from bot.scheduler import Scheduler
from bot.services.answering import Answering
from bot.services.curriculum import Curriculum
from bot.services.daily import Daily
from bot.services.departures import Departures
from bot.services.doubts import Doubts
from bot.services.lessons import Lessons
from bot.services.live import LiveQuizzes
from bot.services.mastery import Mastery
from bot.services.postings import Postings
from bot.services.practice import Practice
from bot.services.privacy import Privacy
from bot.services.progress import Progress
from bot.services.remembering import Remembering
from bot.services.reminders import Reminders
from bot.services.reporting import Reporting
from bot.services.rounds import OpenRounds
from bot.services.scheduling import Scheduling
from bot.services.shelves import Shelves
from bot.services.showing import Showing
from bot.services.sittings import Sittings
from bot.services.stage import Stage
from bot.services.workshop import Workshop
from bot.store import Store, open_store

log = logging.getLogger(__name__)

MOST_TOLD = 20
"""So many problems of changed files are told; `dastan check` tells them all."""


class BadContent(Exception):
    """The lessons or banks have problems; every one is in `problems`."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problems in the content")
        self.problems = problems


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


class App:
    """Dastan, put together. `client` is not yet connected; its `setup_hook` starts the scheduler."""

    def __init__(
        self,
        store: Store,
        library: Library,
        *,
        now: Callable[[], datetime],
        rng: random.Random,
        grace: timedelta = timedelta(hours=6),
        retention: float = DEFAULT_RETENTION,
        shard: tuple[int, int] = (0, 1),
    ) -> None:
        self.store = store
        self.shelves = Shelves(store, library)
        self._now = now
        self._recovered = False
        self._recovering = asyncio.Lock()
        self._watch: Watch | None = None
        self._told: set[tuple[Problem, ...]] = set()
        """What has been told of changed files since they were last good."""
        self._telling: set[asyncio.Task[bool]] = set()
        self._tells_operator = shard[0] == 0  # where there are several processes, one of them tells
        self.scheduler = Scheduler(self._wake_when_ready, self._next_due, now)
        self.client = DastanClient(store, started=self._started, ready=self.scheduler.nudge, now=now, shard=shard)
        self._outbox = DiscordOutbox(self.client, self.client.languages)
        reviewer = Reviewer(retention)
        self.remembering = Remembering(store, reviewer)
        self.studio = Studio()
        self.mastery = Mastery(store, self.shelves, reviewer, now=now)
        rounds = OpenRounds(store)
        showing = Showing(store, self.shelves, self._outbox)
        self.stage = Stage(store, showing, rounds, now=now, changed=self.scheduler.nudge)
        self.answering = Answering(store, rounds, answered=self.stage.answered)
        self.workshop = Workshop(store, self.shelves, now=now)
        self.live = LiveQuizzes(store, self.shelves, self.stage, now=now, rng=rng)
        self.sittings = Sittings(store, self.shelves, rounds, self.answering, self.remembering, now=now, rng=rng)
        self.practice = Practice(store, self.shelves, self.sittings, reviewer, now=now)
        self.lessons = Lessons(store, self.shelves, self.sittings, now=now, rng=rng)
        self.progress = Progress(store, self.shelves, now=now)
        panels = Panels()
        self.privacy = Privacy(
            store,
            now=now,
            chance=random.SystemRandom(),
            forget=[rounds.forget_learner, panels.forget_learner],
        )
        self.departures = Departures(
            store,
            now=now,
            present=lambda guild_id: self.client.get_guild(guild_id) is not None,
            forget=self.shelves.forget,
        )
        self.reminders = Reminders(
            store, self.shelves, self._outbox, now=now, changed=self.scheduler.nudge, sends=shard[0] == 0
        )
        curriculum = Curriculum(store, self.shelves, now=now, rng=rng)
        postings = Postings(store, self.shelves, self.lessons, curriculum, now=now)
        self.daily = Daily(
            store,
            self._outbox,
            curriculum,
            postings,
            self.live,
            rounds,
            now=now,
            grace=grace,
            changed=self.scheduler.nudge,
        )
        self.scheduling = Scheduling(store, self.shelves, self.daily, postings, now=now, changed=self.scheduler.nudge)
        doubts = Doubts(store, self.shelves, self._outbox, now=now)
        classroom = ClassroomCog(self.lessons, self.daily, self.progress, store, self.shelves)
        privacy, reminders = PrivacyCog(self.privacy), RemindersCog(self.reminders)
        bank = BankCog(self.workshop, store)
        report = ReportCog(Reporting(store, self.shelves, now=now), doubts, store, self.shelves, self.studio)
        practice = PracticeCog(self.practice, self.sittings, self.shelves)
        self.client.serve(
            Presses(
                self.answering,
                self.sittings,
                self.lessons,
                self.live,
                self.scheduling,
                store,
                panels,
                bank.presses,
                report.presses,
                practice.presses,
                classroom.presses,
                privacy.presses,
                reminders.presses,
            ),
            [
                classroom,
                practice,
                ProgressCog(self.mastery, self.studio),
                privacy,
                reminders,
                QuizCog(self.live, store, self.shelves),
                ScheduleCog(self.scheduling, store, self.shelves),
                bank,
                report,
                SettingsCog(self.scheduling, store, self.client.languages),
            ],
            self.departures,
        )

    async def wake(self) -> None:
        """Do at once, by now(), whatever is due - steps of quizzes, slots, reminders - and return when it is done."""
        async with self._recovering:
            if not self._recovered:
                await self.stage.recover()
                self._recovered = True
        await asyncio.gather(self._do_all_but_slots(), self._then_remember(self.daily.run_due()))

    async def _do_all_but_slots(self) -> None:
        """Side by side with the slots: thousands of posts at one minute hold up nobody's reminder."""
        await asyncio.gather(
            self._then_remember(self.stage.run_due()), self.reminders.run_due(), self.departures.run_due()
        )

    async def _then_remember(self, work: Awaitable[None]) -> None:
        """Review what has been answered to the questions that closed."""
        await work
        await self.remembering.catch_up()

    async def come_to_rest(self) -> None:
        """Begin nothing more, and let what has begun come to its end within seconds; both at the same time."""
        for task in self._telling:
            task.cancel()  # the log has it
        watching = [self._watch.stop()] if self._watch is not None else []
        await asyncio.gather(*watching, self.scheduler.stop(), self.client.come_to_rest())

    def follow(self, watch: Watch) -> None:
        """Say what notices changed files; it begins with the scheduler."""
        self._watch = watch

    def take_up(self, loaded: Loaded) -> None:
        """Put changed files into service, whole; where anything is wrong, the last good ones stay, and it is told once.

        A quiz that is running keeps the questions that it began with.
        """
        if loaded.library is not None:
            self.shelves.replace(loaded.library)
            self._told.clear()
            lessons, banks = loaded.library.lessons, loaded.library.banks
            log.info("changed files taken up: %d lessons, %d banks now", len(lessons), len(banks))
        elif loaded.problems not in self._told:
            self._told.add(loaded.problems)
            lines = [str(problem) for problem in loaded.problems[:MOST_TOLD]]
            if (more := len(loaded.problems) - len(lines)) > 0:
                lines.append(f"… and {more} more, which `dastan check` shows")
            log.error("changed files cannot be used; the last good ones stay in service:\n%s", "\n".join(lines))
            if self._tells_operator:
                task = asyncio.create_task(self._outbox.tell_operator(lines), name="tell the operator")
                self._telling.add(task)
                task.add_done_callback(self._telling.discard)

    async def post_lesson(self, channel_id: int) -> int:
        """Post today's lesson in a channel, for everybody; returns the message's id.

        Raises:
            NoLessons: there is none.
            ChannelGone, DiscordTrouble: it could not be posted.
        """
        return await self._outbox.post_lesson(channel_id, self.lessons.of_the_day(self._now().toordinal()))

    async def _started(self) -> None:
        if self._watch is not None:
            self._watch.start(self.take_up)
        self.scheduler.start()
        self.studio.warm_up_later()

    async def _wake_when_ready(self) -> None:
        # A question must not be posted before the answers to it can be heard; on_ready nudges.
        if not self.client.is_ready():
            return
        if self.daily.look_again():
            await self._do_all_but_slots()
        else:
            await self.wake()

    async def _next_due(self) -> datetime | None:
        if not self.client.is_ready():
            return None
        moments = [
            await self.stage.next_due(),
            await self.daily.next_due(),
            await self.reminders.next_due(),
            await self.departures.next_due(),
        ]
        return min((one for one in moments if one is not None), default=None)


@asynccontextmanager
async def open_app(
    settings: Settings,
    *,
    now: Callable[[], datetime] = utc_now,
    rng: random.Random | None = None,
    bank: Path | None = None,
) -> AsyncIterator[App]:
    """Open everything that Dastan needs, and close it again in the right order.

    Args:
        settings: What the operator has set.
        now: The clock; it may differ from the machine's, and may jump.
        rng: Where randomness comes from (the order of options, the choice of questions).
        bank: The only bank there shall be, instead of those of the settings.

    Raises:
        BadContent: the lessons or banks have problems.
        StoreInUse, StoreUnavailable: the database cannot be opened.
    """
    folders = (settings.lessons_dir, settings.quizzes_dir)
    read = partial(load, *folders) if bank is None else partial(load_alone, bank, *folders)
    watch = Watch(read, [*folders, *([bank] if bank is not None else [])])
    loaded = await asyncio.to_thread(read)
    if loaded.library is None:
        raise BadContent(loaded.problems)
    async with AsyncExitStack() as stack:
        shard = (settings.shard_id, settings.shard_count)
        store = await stack.enter_async_context(open_store(settings.database_url, shard=shard))
        chance = rng or random.Random()  # noqa: S311 - no secrets, only order
        grace = timedelta(hours=settings.grace_hours)
        app = App(store, loaded.library, now=now, rng=chance, grace=grace, retention=settings.retention, shard=shard)
        stack.callback(app.studio.close)
        app.follow(watch)
        stack.push_async_callback(app.client.close)
        stack.push_async_callback(app.come_to_rest)
        yield app
