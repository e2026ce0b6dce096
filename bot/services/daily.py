"""Nine o'clock comes: slots are claimed, posted once, marked, and their questions revealed when their time is over.

A slot is claimed before anything is posted, so that no two post it; a crash between the post and its mark leaves a
message that is found by the post's id and adopted. Nothing here knows a command.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

from bot.core.calendar import local_day
from bot.core.errors import (
    ChannelGone,
    DiscordTrouble,
    MessageGone,
    NoDaily,
    NoItems,
    NoLessons,
    QuizAlreadyRunning,
    StoreTrouble,
    UnknownBank,
)
from bot.core.records import Claimed, Post, Round, Schedule, ScheduleState, Trouble, What
from bot.core.slots import LATE_AFTER, next_moment
from bot.services.agenda import Agenda
from bot.services.claims import Claims
from bot.services.curriculum import Curriculum
from bot.services.live import LiveQuizzes, QuizWish
from bot.services.outbox import Outbox
from bot.services.people import Learner
from bot.services.postings import Postings
from bot.services.rounds import OpenRounds
from bot.services.views import DailyView
from bot.store import Store

log = logging.getLogger(__name__)

Work: TypeAlias = Callable[[], Coroutine[Any, Any, None]]

AT_ONCE = 24
"""Posts under way together: enough for Discord's fifty requests a second, few enough to let live quizzes through."""
BATCH = 48
"""So many schedules are looked up at a time, and so many slots claimed in one transaction: a second's work."""
FRESH = timedelta(seconds=3)
"""For so long after a claim its schedule is not read again before the post; a teacher may withdraw it meanwhile."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=20), timedelta(minutes=30)
"""How long a slot waits after Discord did not take it: twice as long each time, up to a bound."""
REVEAL_AGAIN = timedelta(minutes=2)
REVEAL_WITHIN = timedelta(days=1)
DAYS_TO_REST = 3
"""Slots in a row that a channel fails until its schedule rests."""


class _TooLate(Exception):
    """The grace period is over."""


class _Withdrawn(Exception):
    """A teacher has paused or removed the schedule."""


class Daily:
    """Does by itself what schedules say."""

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        curriculum: Curriculum,
        postings: Postings,
        live: LiveQuizzes,
        rounds: OpenRounds,
        *,
        now: Callable[[], datetime],
        grace: timedelta,
        changed: Callable[[], None],
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._curriculum = curriculum
        self._postings = postings
        self._live = live
        self._rounds = rounds
        self._now = now
        self._claims = Claims(store, curriculum, now=now, grace=grace)
        self._changed = changed
        self._agenda = Agenda()
        """Which schedules something is being done for, and which rest because a step failed."""
        self._under_way: asyncio.Future[None] | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._waiting: deque[tuple[int, Work]] = deque()
        self._more = asyncio.Event()

    async def next_due(self) -> datetime | None:
        """The next moment at which something is to be done for a schedule that is free."""
        if self._waiting:
            return self._agenda.next_moment()  # more of what is due by now is being looked up as these are done
        due_at = await self._store.next_schedule_due(self._agenda.untouchable)
        return min(filter(None, (due_at, self._agenda.next_moment())), default=None)

    async def run_due(self) -> None:
        """Do all that is due by now; one schedule's trouble is logged and stays its own."""
        if self._under_way is not None and self.look_again():
            await asyncio.shield(self._under_way)
            return
        self._under_way = asyncio.get_running_loop().create_future()
        try:
            await self._set_back_what_is_ahead()
            if await self._do_all():
                self._changed()
        finally:
            self._under_way.set_result(None)
            self._under_way = None

    def look_again(self) -> bool:
        """Let what is being done take in what has become due meanwhile; False where nothing is being done."""
        if self._under_way is not None:
            self._more.set()
        return self._under_way is not None

    async def _do_all(self) -> bool:
        """Work off what is due, so many at a time, until nothing is left; whether there was anything.

        What is still running when the database fails a look belongs to the next one.
        """
        begun = False
        try:
            while True:
                self._more.clear()
                found = len(self._waiting) < AT_ONCE and await self._look()
                begun |= found
                while self._waiting and len(self._running) < AT_ONCE:
                    self._begin(*self._waiting.popleft())
                if self._running:
                    await self._some_are_done()
                elif not found:
                    return begun
        except asyncio.CancelledError:
            for task in self._running:
                task.cancel()
            raise
        finally:
            for schedule_id, _ in self._waiting:  # told to end: a start finds it again
                self._agenda.done(schedule_id)
            self._waiting.clear()
            self._claims.forget_turns()

    def _begin(self, schedule_id: int, work: Work) -> None:
        task = asyncio.create_task(self._work(schedule_id, work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _some_are_done(self) -> None:
        """Wait until one is done, or more has become due: one slow channel holds up no other."""
        more = asyncio.create_task(self._more.wait())
        try:
            await asyncio.wait({*self._running, more}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            more.cancel()

    async def _set_back_what_is_ahead(self) -> None:
        """Mend what a clock has done that jumped ahead and has been set right: slots to come count as done.

        What it noted is forgotten last, so that whatever comes between leaves it to be mended the next time.
        """
        now = self._now()
        for schedule in await self._store.ahead_of(now):
            timezone = (await self._store.guild(schedule.guild_id)).timezone
            done = await self._store.last_real_day(schedule, now)
            last = done or local_day(now, timezone) - timedelta(days=1)
            due_at = next_moment(schedule.rule(timezone), last, schedule.not_before)
            log.warning("schedule %d: the clock was ahead; it goes on after %s", schedule.id, last)
            if await self._store.save_schedule(schedule, replace(schedule, last_day=last, due_at=due_at)):
                await self._store.forget_unreal(schedule, now)

    async def post_now(self, schedule: Schedule) -> Post | None:
        """Post at once what a schedule would post next, beside its slots.

        None where there is nothing to post, or Discord did not take it at once; then it is tried again by itself.
        """
        claimed = await self._claims.claim_extra(schedule)
        if claimed is None:
            return None
        if self._agenda.begin([schedule.id], self._now()):
            await self._work(schedule.id, partial(self._post, claimed))
        return await self._store.post(claimed.post.id)

    async def open_question(self, guild_id: int, learner: Learner) -> DailyView:
        """The open scheduled question that a learner has not answered; the latest where they have answered all.

        Raises:
            NoDaily: none is open.
        """
        now = self._now()
        found = [one for one in await self._store.open_post_rounds(guild_id) if one.ends_at and one.ends_at > now]
        if not found:
            raise NoDaily
        for round_ in found:
            if await self._store.answer(round_.id, learner.id) is None:
                return DailyView(round=round_)
        return DailyView(round=found[0], answer=await self._store.answer(found[0].id, learner.id))

    # What there is to do.

    async def _look(self) -> bool:
        """See what there is to do now, for each schedule that is free one thing; whether there was anything.

        Slots that are due are claimed at once, many in one transaction; what is left of them to do waits its turn.
        """
        now, busy = self._now(), self._agenda.untouchable
        found: dict[int, Work] = {}
        for post in await self._store.unposted(now, BATCH, busy):
            found.setdefault(post.schedule_id, partial(self._take_up, post))
        for round_, post in await self._store.unrevealed_post_rounds(now, BATCH, busy):
            found.setdefault(post.schedule_id, partial(self._reveal, round_, post))
        waiting = {one.id: one for one in await self._claims.next_due(BATCH, {*busy, *found})}
        begun = set(self._agenda.begin([*found, *waiting], now))
        works = {schedule_id: work for schedule_id, work in found.items() if schedule_id in begun}
        try:
            for claimed in await self._claim_together([waiting[one] for one in waiting if one in begun]):
                works[claimed.schedule.id] = partial(self._post, claimed)
        except BaseException:  # told to end
            works.clear()
            raise
        finally:
            for schedule_id in begun - works.keys():
                self._agenda.went_well(schedule_id)  # unless it has been left resting
                self._agenda.done(schedule_id)
            self._waiting.extend(works.items())
        return bool(begun)

    async def _work(self, schedule_id: int, work: Work) -> None:
        """Do some work for a schedule that has been begun; what fails is tried again after a rest."""
        try:
            await work()
            self._agenda.went_well(schedule_id)
        except Exception as error:  # noqa: BLE001 - the boundary of one schedule: the others go on
            self._rest(schedule_id, error)
        finally:
            self._agenda.done(schedule_id)

    def _rest(self, schedule_id: int, error: Exception) -> None:
        until = self._agenda.rest(schedule_id, self._now())
        if isinstance(error, StoreTrouble):
            log.warning("schedule %d: the database failed (%s); next try at %s", schedule_id, error.__cause__, until)
        else:
            log.error("schedule %d: a step failed; next try at %s", schedule_id, until, exc_info=error)

    # A slot.

    async def _claim_together(self, schedules: Sequence[Schedule]) -> list[Claimed]:
        """Claim the slots of some schedules at once or, where that fails for a reason of one of them, one by one."""
        try:
            return await self._claims.claim(schedules) if schedules else []
        except Exception as error:  # noqa: BLE001 - the boundary of one schedule: the others go on
            if len(schedules) > 1 and not isinstance(error, StoreTrouble):
                return [claimed for one in schedules for claimed in await self._claim_together([one])]
            for one in schedules:
                self._rest(one.id, error)
            return []

    async def _take_up(self, post: Post) -> None:
        """Go on with a slot that was claimed before: look for its message, and post it only where there is none.

        Beyond the grace period looking is all.
        """
        schedule = await self._store.schedule(post.schedule_id)
        if schedule is not None:
            round_ = await self._store.post_round(post.id)
            await self._post(Claimed(post=post, schedule=schedule, round=round_), look_first=True)

    async def _post(self, claimed: Claimed, *, look_first: bool = False) -> None:
        """Post a claimed slot and mark it; or put it off, or give it up."""
        post, schedule = claimed.post, claimed.schedule
        if not look_first and self._now() - post.claimed_at > FRESH:
            schedule = await self._store.schedule(schedule.id) or schedule
        try:
            message_id = await self._show(post, schedule, claimed.round, look_first=look_first)
        except ChannelGone:
            await self._put_off(post, schedule, Trouble.CHANNEL)
        except (DiscordTrouble, MessageGone):
            await self._put_off(post, schedule, Trouble.DISCORD)
        except QuizAlreadyRunning:
            await self._put_off(post, schedule, Trouble.BUSY)
        except _TooLate:
            await self._give_up(post, schedule, post.trouble or Trouble.DISCORD)
        except _Withdrawn:
            await self._give_up(post, schedule, Trouble.WITHDRAWN)
        except (NoItems, NoLessons, UnknownBank):
            await self._give_up(post, schedule, Trouble.NOTHING)
        else:
            await self._store.set_posted(post.id, message_id)
            if schedule.failures or schedule.state is ScheduleState.RESTING:
                await self._recover(schedule)

    async def _show(self, post: Post, schedule: Schedule, round_: Round | None, *, look_first: bool) -> int | None:
        """Let a slot's message stand in its channel; returns its id, None where a live quiz has begun instead."""
        if schedule.what is What.QUIZ:
            await self._open_quiz(post, schedule)
            return None
        if look_first:
            found = await self._outbox.find_slot(post.channel_id, post.id, post.claimed_at)
            if found is not None:
                return found
        self._check_that_it_may_be_posted(post, schedule)
        round_ = await self._give_full_time(post, schedule, round_)
        view = await self._postings.slot(post, schedule, round_)
        if view is None:
            raise NoItems(schedule.topic or "")
        return await self._outbox.post_slot(view)

    def _check_that_it_may_be_posted(self, post: Post, schedule: Schedule) -> None:
        paused = (
            schedule.state is ScheduleState.PAUSED and post.number == 0
        )  # what a teacher asks for comes all the same
        if paused or schedule.state is ScheduleState.REMOVED:
            raise _Withdrawn
        if self._now() > self._last_moment(post, schedule):
            raise _TooLate

    async def _give_full_time(self, post: Post, schedule: Schedule, round_: Round | None) -> Round | None:
        """Let a question that comes later than it was to come be open as long as any other."""
        now = self._now()
        if round_ is None or now - post.claimed_at < LATE_AFTER:
            return round_
        guild = await self._store.guild(schedule.guild_id)
        ends_at = self._curriculum.closes(schedule, guild, now)
        await self._store.keep_open_until(post.id, ends_at)
        self._rounds.forget(round_.id)
        return replace(round_, ends_at=ends_at)

    async def _open_quiz(self, post: Post, schedule: Schedule) -> None:
        running = await self._store.active_quiz(schedule.channel_id)
        if running is not None and running.created_at >= post.claimed_at and running.host_id == schedule.host_id:
            return  # begun just before a crash kept that from being noted
        self._check_that_it_may_be_posted(post, schedule)
        bank = await self._curriculum.bank_for(schedule)
        await self._live.start(schedule.guild_id, schedule.channel_id, schedule.host_id, QuizWish(bank=bank))

    async def _put_off(self, post: Post, schedule: Schedule, trouble: Trouble) -> None:
        last = self._last_moment(post, schedule)
        if self._now() >= last:
            await self._give_up(post, schedule, trouble)
            return
        pause = min(FIRST_PAUSE * 2 ** min(post.tries, 10), LONGEST_PAUSE)
        retry_at = min(self._now() + pause, last)
        log.info("schedule %d: not posted (%s); next try at %s", schedule.id, trouble.value, retry_at)
        await self._store.postpone_post(post.id, post.tries + 1, retry_at, trouble)

    async def _give_up(self, post: Post, schedule: Schedule, trouble: Trouble) -> None:
        log.warning("schedule %d: the slot of %s is given up (%s)", schedule.id, post.slot.day, trouble.value)
        await self._store.give_up_post(post.id, trouble)
        self._rounds_forget(await self._store.post_round(post.id))
        if trouble is not Trouble.CHANNEL:
            return
        failed = replace(schedule, failures=schedule.failures + 1)
        if failed.failures >= DAYS_TO_REST and failed.state is ScheduleState.ACTIVE:
            failed = replace(failed, state=ScheduleState.RESTING)
        await self._store.save_fortunes(failed)
        if failed.state is ScheduleState.RESTING and not failed.told:
            told = await self._outbox.tell_teacher(await self._postings.schedule(failed))
            await self._store.save_fortunes(replace(failed, told=told))

    async def _recover(self, schedule: Schedule) -> None:
        await self._store.save_fortunes(replace(schedule, failures=0, told=False, state=ScheduleState.ACTIVE))

    def _last_moment(self, post: Post, schedule: Schedule) -> datetime:
        """Until when a slot is tried."""
        return post.slot.at + self._claims.grace_of(schedule)

    # The reveal.

    async def _reveal(self, round_: Round, post: Post) -> None:
        """Close a question whose time is over, once, and turn its message into the reveal."""
        await self._store.flush()
        closed = await self._store.close_post_round(round_.id) or await self._store.round(round_.id) or round_
        self._rounds_forget(closed)
        schedule = await self._store.schedule(post.schedule_id)
        message_id = closed.message_id
        try:
            if message_id is None:
                message_id = await self._outbox.find_slot(post.channel_id, post.id, post.claimed_at)
            if message_id is not None and schedule is not None:
                view = await self._postings.slot(replace(post, message_id=message_id), schedule, closed)
                if view is not None:
                    await self._outbox.show_slot(view, message_id)
        except (ChannelGone, MessageGone):
            log.info("schedule %d: nowhere to reveal the question of %s", post.schedule_id, post.slot.day)
        except DiscordTrouble:
            ends_at = closed.ends_at or self._now()
            if self._now() - post.slot.at < REVEAL_WITHIN + (ends_at - post.slot.at):
                await self._store.reveal_later(closed.id, self._now() + REVEAL_AGAIN)
                return
        await self._store.set_revealed(closed.id)

    def _rounds_forget(self, round_: Round | None) -> None:
        if round_ is not None:
            self._rounds.forget(round_.id)
