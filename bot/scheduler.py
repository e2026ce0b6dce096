"""APScheduler wakes the services when a moment comes; what is due, and when, they say themselves."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

log = logging.getLogger(__name__)

LONGEST_SLEEP = timedelta(minutes=1)
"""The clock that says what is due may jump (a laptop's sleep, a correction): never trust it for longer than this."""

SHORTEST_SLEEP = timedelta(milliseconds=20)
"""So that something due that cannot be done at once does not keep a processor busy."""

AFTER_TROUBLE = timedelta(seconds=5)


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
        """Set no alarm any more, and wait until what has begun is done."""
        if self._clock.running:
            self._clock.shutdown(wait=False)
        while self._running:
            await asyncio.wait(self._running)

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
        """Begin a wake without waiting for its end: one slow channel must not hold up the next alarm."""
        task = asyncio.create_task(self._wake_safely(), name="wake")
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await asyncio.sleep(0)
        await self._set_next_alarm()

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
            self._set_alarm(AFTER_TROUBLE)
            return
        if nudges != self._nudges:
            return  # what was asked for may be out of date; the nudge has set an alarm of its own
        sleep = LONGEST_SLEEP if due is None else due - self._now()
        self._set_alarm(min(LONGEST_SLEEP, max(SHORTEST_SLEEP, sleep)))
