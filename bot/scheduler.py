"""APScheduler wakes the services when a moment comes; what is due, and when, they say themselves."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

log = logging.getLogger(__name__)

LONGEST_SLEEP = timedelta(minutes=1)
"""The clock that says what is due may jump (a laptop's sleep, a correction): never trust it for longer than this."""

SHORTEST_SLEEP = timedelta(milliseconds=20)
"""So that something due that cannot be done at once does not keep a processor busy."""

AFTER_TROUBLE = timedelta(seconds=5)

PATIENCE = 5.0
"""Seconds that what has begun gets to be done at the end. Docker kills what has not ended after ten."""


class Scheduler:
    """One alarm clock: fires `wake`, asks `next_due`, and is set anew; `nudge` when something is due sooner."""

    def __init__(
        self,
        wake: Callable[[], Awaitable[None]],
        next_due: Callable[[], Awaitable[datetime | None]],
        now: Callable[[], datetime],
    ) -> None:
        self._wake = wake
        self._next_due = next_due
        self._now = now
        self._clock = AsyncIOScheduler(timezone=UTC)
        self._running: set[asyncio.Task[None]] = set()
        self._nudges = 0

    def start(self) -> None:
        """Begin, with a wake at once."""
        if not self._clock.running:
            self._clock.start()
        self.nudge()

    def nudge(self) -> None:
        """Look again at what is due, at once."""
        self._nudges += 1
        self._set_alarm(timedelta(0))

    async def stop(self) -> None:
        """Ring no more, and let what has begun be done; what Discord keeps waiting is cut off.

        The database knows how far that has come, and the next start takes it up from there.
        """
        if self._clock.running:
            self._clock.pause()
            await asyncio.sleep(0)  # an alarm that goes off just now
        try:
            if self._running:
                await asyncio.wait(self._running, timeout=PATIENCE)
        finally:
            if late := list(self._running):
                log.info("cut off at the end, to be taken up at the next start: %d", len(late))
                for task in late:
                    task.cancel()
            if self._clock.running:
                self._clock.shutdown(wait=False)
        if late:
            await asyncio.wait(late, timeout=1)

    def _set_alarm(self, sleep: timedelta) -> None:
        if self._clock.running:
            # misfire_grace_time: by default APScheduler drops a job that a stall made more than a second late.
            self._clock.add_job(
                self._ring,
                DateTrigger(datetime.now(UTC) + sleep),
                id="alarm",
                replace_existing=True,
                misfire_grace_time=None,
                max_instances=100,
            )

    async def _ring(self) -> None:
        """Begin a wake without waiting for its end: one slow channel must not hold up the next alarm.

        There is nothing to wait for here: APScheduler logs a job that is cancelled as an error.
        """
        self._begin(self._wake_safely(), "wake")
        self._begin(self._set_next_alarm(), "look")

    def _begin(self, work: Coroutine[None, None, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _wake_safely(self) -> None:
        try:
            await self._wake()
        except Exception:
            log.exception("a wake failed")

    async def _set_next_alarm(self) -> None:
        nudges = self._nudges
        try:
            due = await self._next_due()
        except Exception:
            log.exception("could not find out what is due next")
            sleep = AFTER_TROUBLE
        else:
            sleep = LONGEST_SLEEP if due is None else due - self._now()
        if nudges != self._nudges:
            return  # what was asked for may be out of date; the nudge has set an alarm of its own
        self._set_alarm(min(LONGEST_SLEEP, max(SHORTEST_SLEEP, sleep)))
