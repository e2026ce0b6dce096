"""A line a day for those who asked for it: when, where, and when not."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import aiohttp
import discord
import pytest
import simcord
from aiohttp.client_reqrep import ConnectionKey

from bot.services.views import PostView
from tests.e2e.answers import answer
from tests.e2e.classroom import Classroom, custom_ids, private, said, said_by

HOUR = 3600.0
DAY = 24 * HOUR


async def learn(room: Classroom, student: simcord.MemberActor) -> None:
    """Miss a question, so that something is due before long."""
    await room.start_quiz("years", questions=1, seconds=10)
    await answer(student, room.last(), await room.open_round(), right=False)
    await room.pass_time(60)


def letters(student: simcord.MemberActor) -> list[discord.Message]:
    return student.user.dm_channel.history()


async def till(room: Classroom, moment: datetime) -> None:
    await room.pass_time((moment - room.env.now()).total_seconds())


async def test_nobody_is_reminded_who_has_not_asked_for_it(room: Classroom) -> None:
    await learn(room, room.students[0])
    await room.pass_time(5 * DAY)
    assert letters(room.students[0]) == []


@pytest.mark.parametrize("in_private", [False, True])
async def test_a_learner_is_reminded_at_their_time_when_something_is_due(room: Classroom, in_private: bool) -> None:
    student = room.students[0]
    await room.teacher.slash(room.channel, "settings", timezone="Asia/Baku")
    await learn(room, student)
    if in_private:
        told = await student.user.slash("remind", at="18:00")
    else:
        told = await student.slash(room.channel, "remind", at="18:00")
    assert private(told)
    assert "at 18:00 (Asia/Baku, where it is now 4:0" in said_by(told)
    baku = ZoneInfo("Asia/Baku")
    await till(room, datetime(2026, 1, 2, 17, 59, tzinfo=baku))
    before = len(letters(student))
    await till(room, datetime(2026, 1, 2, 18, 0, 1, tzinfo=baku))
    assert len(letters(student)) == before + 1
    last = letters(student)[-1]
    assert "1 question is due for review." in said(last)
    assert "18:00 (Asia/Baku)" in said(last)
    assert custom_ids(last) == ["practise:5", "unremind"]


async def test_a_learner_for_whom_nothing_is_due_hears_nothing(room: Classroom) -> None:
    await room.students[0].slash(room.channel, "remind", at="18:00")
    await room.pass_time(3 * DAY)
    assert letters(room.students[0]) == []


async def test_there_is_at_most_one_a_day_also_when_the_time_is_changed_or_dastan_restarted(room: Classroom) -> None:
    student = room.students[0]
    await learn(room, student)
    await student.slash(room.channel, "remind", at="9:00")
    await room.pass_time(DAY + 10 * HOUR)
    first = len(letters(student))
    assert first >= 1
    await student.slash(room.channel, "remind", at="20:00")
    await room.restart(meanwhile=HOUR)
    await room.pass_time(12 * HOUR)
    assert len(letters(student)) == first
    await room.pass_time(DAY)
    assert len(letters(student)) == first + 1


async def test_one_button_ends_them(room: Classroom) -> None:
    student = room.students[0]
    await learn(room, student)
    await student.slash(room.channel, "remind", at="9:00")
    await room.pass_time(2 * DAY)
    sent = len(letters(student))
    told = await student.user.click(letters(student)[-1], label="Stop reminding me")
    assert private(told)
    assert said_by(told) == "No more reminders. **/remind** turns them on again."
    await room.pass_time(3 * DAY)
    assert len(letters(student)) == sent


async def test_off_ends_them_too(room: Classroom) -> None:
    student = room.students[0]
    await learn(room, student)
    await student.slash(room.channel, "remind", at="9:00")
    told = await student.slash(room.channel, "remind", at="off")
    assert "No more reminders" in said_by(told)
    await room.pass_time(3 * DAY)
    assert letters(student) == []


async def test_what_is_no_time_and_no_zone_is_told(room: Classroom) -> None:
    student = room.students[0]
    assert "as a time of day" in said_by(await student.slash(room.channel, "remind", at="teatime"))
    assert "Did you mean" in said_by(await student.slash(room.channel, "remind", at="9", timezone="Asia/Bakuu"))
    assert (await room.app.store.how_much(student.id))["preferences"] == 0


async def test_a_reminder_that_discord_refuses_turns_itself_off(room: Classroom) -> None:
    student = room.students[0]
    await learn(room, student)
    await student.slash(room.channel, "remind", at="9:00")
    dm = student.user.dm_channel
    room.env.inject_error("POST", f"/channels/{dm.id}/messages", status=403, code=50007, times=None)
    await room.pass_time(2 * DAY)
    preferences = await room.app.store.preferences(student.id)
    assert preferences.reminder_at is None
    assert await room.app.store.next_reminder() is None
    tries = [one for one in room.env.http_requests if one.method == "POST" and str(dm.id) in one.path]
    assert len(tries) == 1


async def test_trouble_is_tried_again_within_the_hour_and_then_the_next_day(room: Classroom) -> None:
    student = room.students[0]
    await learn(room, student)
    await student.slash(room.channel, "remind", at="9:00")
    await till(room, datetime(2026, 1, 2, 8, 59, tzinfo=UTC))
    sent = len(letters(student))
    room.env.inject_error("POST", "/users/@me/channels", status=503, times=None)
    room.env.inject_error("POST", f"/channels/{student.user.dm_channel.id}/messages", status=503, times=None)
    await till(room, datetime(2026, 1, 2, 12, 0, tzinfo=UTC))
    assert len(letters(student)) == sent
    preferences = await room.app.store.preferences(student.id)
    assert preferences.remind_at == datetime(2026, 1, 3, 9, tzinfo=UTC)
    room.env.backend.faults.clear()
    await till(room, datetime(2026, 1, 3, 9, 0, 1, tzinfo=UTC))
    assert len(letters(student)) == sent + 1


async def test_trouble_that_is_over_within_the_hour_costs_no_reminder(room: Classroom) -> None:
    student = room.students[0]
    await learn(room, student)
    await student.slash(room.channel, "remind", at="9:00")
    await till(room, datetime(2026, 1, 2, 8, 59, tzinfo=UTC))
    sent = len(letters(student))
    room.env.inject_error("POST", f"/channels/{student.user.dm_channel.id}/messages", status=503, times=None)
    await till(room, datetime(2026, 1, 2, 9, 5, tzinfo=UTC))
    room.env.backend.faults.clear()
    await till(room, datetime(2026, 1, 2, 10, 0, tzinfo=UTC))
    assert len(letters(student)) == sent + 1


async def test_one_that_may_have_been_sent_is_not_sent_again_that_day(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    student = room.students[0]
    await learn(room, student)
    await student.slash(room.channel, "remind", at="9:00")
    await till(room, datetime(2026, 1, 1, 23, 0, tzinfo=UTC))
    tries: list[str] = []

    async def silence(_: discord.DMChannel, *, nonce: str, **__: object) -> None:
        tries.append(nonce)
        raise TimeoutError

    monkeypatch.setattr(discord.DMChannel, "send", silence)
    await till(room, datetime(2026, 1, 2, 12, 0, tzinfo=UTC))
    assert len(tries) == 2, "at once, with one nonce, and never again"
    assert len(set(tries)) == 1
    await till(room, datetime(2026, 1, 3, 12, 0, tzinfo=UTC))
    assert len(tries) == 4


async def test_one_that_never_got_there_is_tried_again(room: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    student = room.students[0]
    await learn(room, student)
    await student.slash(room.channel, "remind", at="9:00")
    await till(room, datetime(2026, 1, 1, 23, 0, tzinfo=UTC))
    tries: list[str] = []

    async def no_way(_: discord.DMChannel, *, nonce: str, **__: object) -> None:
        tries.append(nonce)
        raise aiohttp.ClientConnectorError(ConnectionKey("", 443, True, True, None, None, None), OSError())

    monkeypatch.setattr(discord.DMChannel, "send", no_way)
    await till(room, datetime(2026, 1, 2, 12, 0, tzinfo=UTC))
    assert len(tries) == 4, "every quarter of an hour, for an hour"


async def test_a_reminder_follows_the_clocks_when_they_are_turned(room: Classroom) -> None:
    student = room.students[0]
    await student.slash(room.channel, "remind", at="9:00", timezone="Europe/Berlin")
    store, berlin = room.app.store, ZoneInfo("Europe/Berlin")
    await till(room, datetime(2026, 3, 28, 12, tzinfo=berlin))
    preferences = await store.preferences(student.id)
    assert preferences.remind_at == datetime(2026, 3, 29, 7, tzinfo=UTC)
    await room.pass_time(timedelta(days=1).total_seconds())
    preferences = await store.preferences(student.id)
    assert preferences.remind_at == datetime(2026, 3, 30, 7, tzinfo=UTC)


async def test_a_reminder_does_not_wait_for_a_slot_that_discord_keeps_waiting(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    student = room.students[0]
    await learn(room, student)
    await student.slash(room.channel, "remind", at="18:00")
    await room.teacher.slash(room.channel, "schedule add", what="question", at="17:59", days="daily", topic="years")
    await till(room, datetime(2026, 1, 2, 17, 58, tzinfo=UTC))
    letters_before, gate, there = len(letters(student)), asyncio.Event(), asyncio.Event()
    post = room.app._outbox.post_slot

    async def slowly(view: PostView) -> int:
        there.set()
        await gate.wait()
        return await post(view)

    monkeypatch.setattr(room.app._outbox, "post_slot", slowly)
    room.env.backend.advance_clock(90)
    first = asyncio.create_task(room.app._wake_when_ready())
    await there.wait()
    room.env.backend.advance_clock(60)
    await asyncio.wait_for(room.app._wake_when_ready(), 10)
    assert len(letters(student)) == letters_before + 1
    gate.set()
    await first
    assert (await room.app.daily.next_due() or room.env.now()) > room.env.now()
