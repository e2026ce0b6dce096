"""The alarm clock, on a real event loop."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.scheduler import LONGEST_SLEEP, Scheduler


def utc_now() -> datetime:
    return datetime.now(UTC)


class Bell:
    """Counts the wakes, and says when the next thing is due."""

    def __init__(self, due: datetime | None = None) -> None:
        self.due = due
        self.rung = 0
        self.changed = asyncio.Event()

    async def wake(self) -> None:
        self.rung += 1
        if self.due is not None and self.due <= utc_now():
            self.due = None
        self.changed.set()

    async def next_due(self) -> datetime | None:
        return self.due

    async def rings(self) -> None:
        self.changed.clear()
        await asyncio.wait_for(self.changed.wait(), 10)


async def test_it_wakes_at_the_start_and_when_the_moment_comes() -> None:
    bell = Bell(utc_now() + timedelta(milliseconds=80))
    scheduler = Scheduler(bell.wake, bell.next_due, utc_now)
    scheduler.start()
    while bell.due is not None:
        await bell.rings()
    await scheduler.stop()
    assert bell.rung >= 2


async def test_a_stall_of_the_process_that_is_longer_than_a_second_drops_nothing() -> None:
    bell = Bell(utc_now() + timedelta(milliseconds=500))
    scheduler = Scheduler(bell.wake, bell.next_due, utc_now)
    scheduler.start()
    await bell.rings()
    await asyncio.sleep(0.02)  # the alarm has been set
    (job,) = scheduler._clock.get_jobs()
    time.sleep(2)  # noqa: ASYNC251 - the stall: a laptop's lid, a busy machine
    assert utc_now() - job.next_run_time > timedelta(seconds=1)
    while bell.due is not None:
        await bell.rings()
    await scheduler.stop()


async def test_a_nudge_wakes_it_at_once() -> None:
    bell = Bell()
    scheduler = Scheduler(bell.wake, bell.next_due, utc_now)
    scheduler.start()
    await bell.rings()
    before = bell.rung
    scheduler.nudge()
    await bell.rings()
    await scheduler.stop()
    assert bell.rung > before


async def test_it_never_sleeps_longer_than_a_minute_however_far_off_the_next_thing_is() -> None:
    bell = Bell(utc_now() + timedelta(days=30))
    scheduler = Scheduler(bell.wake, bell.next_due, utc_now)
    scheduler.start()
    await bell.rings()
    await asyncio.sleep(0.05)
    (job,) = scheduler._clock.get_jobs()
    assert job.next_run_time - utc_now() <= LONGEST_SLEEP
    await scheduler.stop()


async def test_a_wake_that_takes_long_holds_up_no_other() -> None:
    first, second, release = asyncio.Event(), asyncio.Event(), asyncio.Event()
    rung = 0

    async def wake() -> None:
        nonlocal rung
        rung += 1
        if rung == 1:
            first.set()
            await release.wait()
        else:
            second.set()

    async def nothing_due() -> datetime | None:
        return None

    scheduler = Scheduler(wake, nothing_due, utc_now)
    scheduler.start()
    await asyncio.wait_for(first.wait(), 10)
    scheduler.nudge()
    await asyncio.wait_for(second.wait(), 10)
    release.set()
    await scheduler.stop()


async def test_a_wake_that_fails_is_logged_and_the_next_one_comes(caplog: pytest.LogCaptureFixture) -> None:
    bell = Bell()

    async def wake() -> None:
        await bell.wake()
        if bell.rung == 1:
            raise RuntimeError("a bug")

    async def never_known() -> datetime | None:
        raise RuntimeError("another")

    scheduler = Scheduler(wake, never_known, utc_now)
    with caplog.at_level(logging.ERROR):
        scheduler.start()
        await bell.rings()
        scheduler.nudge()
        await bell.rings()
        await asyncio.sleep(0.05)
    await scheduler.stop()
    assert "a wake failed" in caplog.text
    assert "could not find out" in caplog.text


async def test_after_its_end_it_takes_nudges_in_silence() -> None:
    bell = Bell()
    scheduler = Scheduler(bell.wake, bell.next_due, utc_now)
    scheduler.nudge()
    scheduler.start()
    scheduler.start()
    await bell.rings()
    await scheduler.stop()
    before = bell.rung
    scheduler.nudge()
    await asyncio.sleep(0.05)
    await scheduler.stop()
    assert bell.rung == before


async def test_at_its_end_it_cuts_off_a_wake_that_gets_no_answer(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.scheduler.PATIENCE", 0.05)
    begun, ended = asyncio.Event(), asyncio.Event()

    async def wake() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    scheduler = Scheduler(wake, Bell().next_due, utc_now)
    scheduler.start()
    await asyncio.wait_for(begun.wait(), 10)
    await asyncio.wait_for(scheduler.stop(), 10)
    assert ended.is_set()
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_at_its_end_a_look_at_what_is_due_is_cut_off_in_silence(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.scheduler.PATIENCE", 0.05)
    looking = asyncio.Event()

    async def no_answer() -> datetime | None:
        looking.set()
        await asyncio.Event().wait()
        return None

    scheduler = Scheduler(Bell().wake, no_answer, utc_now)
    scheduler.start()
    await asyncio.wait_for(looking.wait(), 10)
    await scheduler.stop()
    await asyncio.sleep(0.01)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize("turns", range(6))
async def test_told_to_end_while_an_alarm_goes_off_it_ends_in_silence(
    turns: int, caplog: pytest.LogCaptureFixture
) -> None:
    bell = Bell()
    scheduler = Scheduler(bell.wake, bell.next_due, utc_now)
    scheduler.start()
    for _ in range(turns):
        await asyncio.sleep(0)
    await scheduler.stop()
    await asyncio.sleep(0.01)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


class Looks:
    """Answers the first look at what is due only when told to, and every later one with `due` at once."""

    def __init__(self, due: datetime) -> None:
        self.due = due
        self.looked = 0
        self.asked, self.asked_again, self.release = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def next_due(self) -> datetime | None:
        self.looked += 1
        if self.looked > 1:
            self.asked_again.set()
            return self.due
        self.asked.set()
        await self.release.wait()
        return self.out_of_date()

    def out_of_date(self) -> datetime | None:
        return None


class FailingLooks(Looks):
    def out_of_date(self) -> datetime | None:
        raise RuntimeError("the database is locked")


@pytest.mark.parametrize("kind", [Looks, FailingLooks])
async def test_a_look_that_was_overtaken_by_another_does_not_put_off_the_alarm(kind: type[Looks]) -> None:
    moment = utc_now()
    looks = kind(moment + timedelta(seconds=1))
    scheduler = Scheduler(Bell().wake, looks.next_due, lambda: moment)
    scheduler.start()
    await asyncio.wait_for(looks.asked.wait(), 10)
    scheduler.nudge()
    await asyncio.wait_for(looks.asked_again.wait(), 10)
    await asyncio.sleep(0.01)
    looks.release.set()
    await asyncio.sleep(0.01)
    (job,) = scheduler._clock.get_jobs()
    assert job.next_run_time <= utc_now() + timedelta(seconds=1)
    await scheduler.stop()
