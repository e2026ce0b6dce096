"""Reminders: once, in time, and not at any price."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import BadTime, DiscordTrouble, StoreTrouble, UnknownTimezone
from bot.core.records import Guild
from bot.core.slots import EVERY_DAY, Rule
from bot.services import reminders
from bot.services.people import Learner
from bot.services.reminders import PAUSE, Reminders, _latest
from bot.store import Store
from tests.services.school import AMIR, BELLA, GUILD, School


class Bell:
    """Reminders for a class in which something is always due."""

    def __init__(self, school: School, monkeypatch: pytest.MonkeyPatch, *, sends: bool = True) -> None:
        self.school, self.rests, self.nudges = school, 0.0, 0
        self.due = 3

        async def due(*_: object) -> int:
            return self.due

        monkeypatch.setattr(reminders, "how_much_is_due", due)
        self.reminders = Reminders(
            school.store,
            school.shelves,
            school.outbox,
            now=lambda: school.time,
            changed=self._nudge,
            sends=sends,
            rest=self._rest,
        )

    def _nudge(self) -> None:
        self.nudges += 1

    async def _rest(self, seconds: float) -> None:
        self.rests += seconds

    async def set(self, at: str, learner: Learner = AMIR, zone: str | None = "UTC") -> datetime:
        view = await self.reminders.set(learner, at, zone, GUILD)
        assert view.first is not None
        return view.first

    async def till(self, moment: datetime) -> None:
        while (due := await self.reminders.next_due()) is not None and due <= moment:
            self.school.time = max(self.school.time, due)
            await self.reminders.run_due()
        self.school.time = moment
        await self.reminders.run_due()

    @property
    def rung(self) -> list[datetime]:
        return [one.slot for one in self.school.outbox.reminders]


@pytest.fixture
def bell(school: School, monkeypatch: pytest.MonkeyPatch) -> Bell:
    return Bell(school, monkeypatch)


def march(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)  # the school's world begins on 2 March at nine


async def test_one_comes_each_day_at_its_moment(bell: Bell) -> None:
    assert await bell.set("18:00") == march(2, 18)
    assert bell.nudges == 1
    await bell.till(march(5, 12))
    assert bell.rung == [march(2, 18), march(3, 18), march(4, 18)]


async def test_without_a_zone_it_is_the_one_given_before_or_else_that_of_the_server(bell: Bell, school: School) -> None:
    await school.store.save_guild(Guild(id=GUILD, timezone="Asia/Baku"))
    assert await bell.set("18:00", zone=None) == march(2, 14)
    await bell.set("18:00", zone="Asia/Tokyo")
    assert (await bell.reminders.set(AMIR, "19:00", None, GUILD)).timezone == "Asia/Tokyo"
    assert (await bell.reminders.set(BELLA, "19:00", None, None)).timezone == "UTC"


async def test_what_cannot_be_understood_changes_nothing(bell: Bell, school: School) -> None:
    first = await bell.set("18:00")
    with pytest.raises(BadTime):
        await bell.set("teatime")
    with pytest.raises(UnknownTimezone):
        await bell.set("9:00", zone="Atlantis")
    assert (await school.store.preferences(AMIR.id)).remind_at == first


async def test_whoever_changes_the_time_after_the_days_moment_hears_the_next_day(bell: Bell) -> None:
    await bell.set("10:00")
    await bell.till(march(2, 12))
    assert await bell.set("20:00") == march(3, 20)
    assert await bell.set("11:00") == march(3, 11)
    await bell.till(march(3, 23))
    assert bell.rung == [march(2, 10), march(3, 11)]


async def test_whoever_turns_them_off_and_on_again_hears_once_a_day(bell: Bell) -> None:
    await bell.set("10:00")
    await bell.till(march(2, 12))
    await bell.reminders.stop(AMIR)
    assert await bell.set("13:00") == march(3, 13)
    await bell.reminders.stop(AMIR)
    await bell.till(march(8, 12))
    assert bell.rung == [march(2, 10)]
    assert await bell.set("13:00") == march(8, 13), "nothing was sent that day"


async def test_off_and_on_again_on_the_night_the_clocks_change_is_once_a_day(bell: Bell, school: School) -> None:
    school.time = datetime(2026, 3, 28, 12, tzinfo=UTC)
    await bell.set("0:30", zone="Europe/Berlin")
    await bell.till(march(29, 0))
    assert bell.rung == [march(28, 23, 30)]
    await bell.reminders.stop(AMIR)
    assert await bell.set("8:00", zone=None) == march(30, 6), "on the 29th there has been one"


async def test_whoever_changes_the_time_before_it_hears_at_the_new_one(bell: Bell) -> None:
    await bell.set("18:00")
    await bell.till(march(3, 9))
    assert await bell.set("10:00") == march(3, 10)


async def test_two_who_ring_at_one_moment_ring_once(
    bell: Bell, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bell.set("18:00")
    another = Bell(school, monkeypatch)
    school.time = march(2, 18)
    await asyncio.gather(bell.reminders.run_due(), another.reminders.run_due(), bell.reminders.run_due())
    assert bell.rung == [march(2, 18)]


async def test_a_process_that_is_not_shard_0_sends_none(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = Bell(school, monkeypatch, sends=False)
    await silent.set("18:00")
    assert await silent.reminders.next_due() is None
    await silent.till(march(3, 23))
    assert silent.rung == []


async def test_a_reminder_that_is_hours_late_is_left_out_and_the_next_one_is_not(bell: Bell, school: School) -> None:
    await bell.set("18:00")
    school.time = march(2, 22)
    await bell.reminders.run_due()
    assert bell.rung == []
    await bell.till(march(3, 19))
    assert bell.rung == [march(3, 18)]


async def test_between_two_messages_there_is_a_rest_and_for_silence_there_is_none(bell: Bell) -> None:
    for number in range(1, 6):
        await bell.set("18:00", Learner(number, "Somebody"))
    await bell.till(march(2, 18))
    assert bell.rests == pytest.approx(5 * PAUSE)
    bell.due = 0
    await bell.till(march(3, 18))
    assert bell.rests == pytest.approx(5 * PAUSE)


async def test_trouble_is_tried_for_an_hour(bell: Bell, school: School) -> None:
    await bell.set("18:00")
    school.outbox.fail("remind", *(DiscordTrouble() for _ in range(4)))
    await bell.till(march(2, 23))
    assert bell.rung == [march(2, 18)], "the fifth try, on the hour, went well"
    school.outbox.fail("remind", *(DiscordTrouble() for _ in range(5)))
    await bell.till(march(3, 23))
    assert len(bell.rung) == 1
    assert await bell.reminders.next_due() == march(4, 18)


async def test_one_who_is_closed_to_us_is_not_asked_again(bell: Bell, school: School) -> None:
    await bell.set("18:00")
    await bell.set("18:00", BELLA)
    school.outbox.closed_to_us.add(AMIR.id)
    await bell.till(march(4, 0))
    asked = [one.learner_id for one in school.outbox.reminders]
    assert asked == [AMIR.id, BELLA.id, BELLA.id]
    assert (await school.store.preferences(AMIR.id)).reminder_at is None


async def test_who_stops_them_while_one_is_being_sent_stays_without(bell: Bell, school: School) -> None:
    await bell.set("18:00")
    [before] = await school.store.due_reminders(march(2, 18), 10)
    await bell.reminders.stop(AMIR)
    school.time = march(2, 18)
    assert await bell.reminders._remind(before) is False
    assert bell.rung == []
    assert await school.store.next_reminder() is None


async def test_one_learners_trouble_is_no_other_learners(
    bell: Bell, school: School, caplog: pytest.LogCaptureFixture
) -> None:
    await bell.set("18:00")
    await bell.set("18:00", BELLA)
    school.outbox.fail("remind", RuntimeError("a mistake of ours"))
    await bell.till(march(2, 19))
    assert [one.learner_id for one in school.outbox.reminders] == [BELLA.id]
    assert "a reminder failed" in caplog.text
    await bell.till(march(3, 19))
    assert len(bell.rung) == 3


async def test_a_zone_that_is_no_more_stops_nobody_else(
    bell: Bell, school: School, caplog: pytest.LogCaptureFixture
) -> None:
    await school.store.set_reminder(AMIR.id, time(18), "Asia/Atlantis", march(2, 18))
    await bell.set("18:00", BELLA)
    await bell.till(march(2, 19))
    assert [one.learner_id for one in school.outbox.reminders] == [BELLA.id]
    assert await bell.reminders.next_due() == march(3, 18)


async def test_when_the_database_fails_the_rest_waits_a_minute(
    bell: Bell, school: School, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    await bell.set("18:00")

    async def locked(*_: object) -> bool:
        raise StoreTrouble

    with monkeypatch.context() as broken:
        broken.setattr(Store, "move_reminder", locked)
        school.time = march(2, 18)
        await bell.reminders.run_due()
    assert "wait for the database" in caplog.text
    assert await bell.reminders.next_due() == march(2, 18, 1)
    await bell.reminders.run_due()
    assert bell.rung == []
    await bell.till(march(2, 18, 1))
    assert bell.rung == [march(2, 18)]


async def test_when_it_cannot_be_said_what_is_due_the_reminder_waits_a_minute_and_is_not_lost(
    bell: Bell, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def locked(*_: object) -> int:
        raise StoreTrouble

    await bell.set("18:00")
    with monkeypatch.context() as broken:
        broken.setattr(reminders, "how_much_is_due", locked)
        await bell.till(march(2, 18))
    assert bell.rung == []
    await bell.till(march(2, 18, 1))
    assert bell.rung == [march(2, 18)]


async def test_a_moment_without_a_time_is_put_right(
    bell: Bell, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bell.set("18:00")
    [found] = await school.store.due_reminders(march(2, 18), 10)
    assert await bell.reminders._remind(replace(found, reminder_at=None)) is False
    assert await school.store.next_reminder() is None


@given(
    st.times(),
    st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Apia", "America/New_York", "Australia/Lord_Howe"]),
    st.datetimes(datetime(2011, 12, 20), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis wants bounds without a zone
)
def test_the_latest_moment_of_a_rule_is_never_to_come_and_never_two_days_ago(
    at: time, zone: str, now: datetime
) -> None:
    found = _latest(Rule(at.replace(second=0, microsecond=0), EVERY_DAY, zone), now)
    assert found <= now
    assert now - found <= timedelta(hours=50), ZoneInfo(zone)
