"""Every school day at nine: what a teacher sets up, and what the class gets, whatever happens meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import discord
import pytest
import simcord

from bot.core.records import Claim, PostState, Round, RoundState, Schedule, ScheduleState, What
from bot.core.slots import due, next_moment
from bot.discord_ui.render import slot_mark
from tests.e2e.answers import answer
from tests.e2e.classroom import Classroom, custom_ids, private, said, said_by

HOUR = 3600.0
NINE = 9 * HOUR + 1  # SimCord's world begins on Thursday, 1 January 2026, at midnight UTC


async def add(
    room: Classroom, what: str = "question", channel: simcord.ChannelHandle | None = None, **options: Any
) -> Schedule:
    result = await room.teacher.slash(channel or room.channel, "schedule add", what=what, **options)
    assert result.ephemeral
    assert "is set up" in said_by(result), said_by(result)
    return (await room.app.store.schedules_of(room.guild.id))[-1]


async def as_it_is(room: Classroom, schedule: Schedule) -> Schedule:
    found = await room.app.store.schedule(schedule.id)
    assert found is not None
    return found


def posted(room: Classroom, channel: simcord.ChannelHandle | None = None) -> list[discord.Message]:
    """The messages of schedules, by the mark on their frames."""
    return [one for one in room.messages(channel) if mark(one) >= slot_mark(0)]


def mark(message: discord.Message) -> int:
    return getattr(message.components[0], "id", None) or 0


async def asked(room: Classroom, message: discord.Message) -> Round:
    round_ = await room.app.store.post_round(mark(message) - slot_mark(0))
    assert round_ is not None
    return round_


async def till(room: Classroom, moment: datetime) -> None:
    await room.pass_time((moment - room.env.now()).total_seconds())


async def listed(room: Classroom) -> str:
    return said_by(await room.teacher.slash(room.channel, "schedule list"))


@contextmanager
def database(room: Classroom) -> Iterator[sqlite3.Connection]:
    """The tables, to leave in them what a crash would."""
    connection = sqlite3.connect(room.settings.database_url.partition("///")[2], timeout=5)
    with connection:
        yield connection
    connection.close()


# A term.


async def test_a_term_of_school_days_with_weekends_holidays_and_restarts(room: Classroom) -> None:
    await room.teacher.slash(room.channel, "settings", timezone="Asia/Baku")
    schedule = await add(room, "lesson-and-question", at="9:00", days="Mon–Fri", channel=room.other_channel)
    baku = ZoneInfo("Asia/Baku")
    ill = datetime(2026, 1, 7, tzinfo=baku).date()
    for day in range(31):
        noon = datetime(2026, 1, 1, 12, tzinfo=baku) + timedelta(days=day)
        await till(room, noon)
        if noon.weekday() == 6:
            await room.restart(meanwhile=HOUR)
        if noon.day == 10:
            await room.teacher.slash(room.channel, "schedule pause", id=str(schedule.id))
        if noon.day == 25:
            await room.teacher.slash(room.channel, "schedule resume", id=str(schedule.id))
        last = posted(room, room.other_channel)[-1]
        if last.created_at.astimezone(baku).date() == noon.date():
            for student in room.students[: 1 if noon.date() == ill else 2]:
                assert "Saved" in said_by(await answer(student, last, await asked(room, last)))
    messages = posted(room, room.other_channel)
    at = [one.created_at.astimezone(baku) for one in messages]
    assert [one.day for one in at] == [1, 2, 5, 6, 7, 8, 9, 26, 27, 28, 29, 30]
    assert {(one.hour, one.minute) for one in at} == {(9, 0)}
    assert not posted(room)
    reveal = said(messages[-2])
    assert "Student A · 11 school days in a row" in reveal
    assert "Student B · 10 school days in a row · one missed day forgiven" in reveal
    assert "Student C" not in reveal


async def test_lessons_go_in_course_order_and_the_question_is_on_its_lesson(room: Classroom) -> None:
    await add(room, "lesson-and-question", days="daily")
    await room.pass_time(NINE + 48 * HOUR)
    asked_on = [(await asked(room, one)).item.lesson for one in posted(room)]
    assert asked_on == ["the-name", "kokand", "the-name"]
    assert "Kokand, 1918" in said(posted(room)[1])


async def test_a_new_time_zone_moves_the_next_slot_and_posts_nothing_twice(room: Classroom) -> None:
    await add(room, days="daily")
    await room.pass_time(NINE)
    result = await room.teacher.slash(room.channel, "settings", timezone="new york")
    assert "did you mean" in said_by(result).lower()
    result = await room.teacher.slash(room.channel, "settings", timezone="America/New_York")
    assert "where it is now 4:00" in said_by(result)
    await room.pass_time(6 * HOUR)
    assert len(posted(room)) == 1
    await room.pass_time(24 * HOUR)
    assert [one.created_at.hour for one in posted(room)] == [9, 14]


# What is posted, and answered.


async def test_a_question_of_each_kind_can_be_answered_and_says_when_its_answer_appears(room: Classroom) -> None:
    schedule = await add(room, topic="sampler")
    student = room.students[0]
    kinds = set()
    for number in range(7):
        result = await room.teacher.slash(room.channel, "schedule now", id=str(schedule.id))
        assert "Done" in said_by(result)
        message = posted(room)[-1]
        round_ = await asked(room, message)
        kinds.add(type(round_.item))
        told = await answer(student, message, round_, right=number % 2 == 0)
        assert private(told)
        assert round_.ends_at is not None
        appears = f"appears in <#{room.channel.id}> <t:{int(round_.ends_at.timestamp())}:R>"
        final = await room.app.store.answer(round_.id, student.id)
        assert final is not None
        assert "Saved" in said_by(told), said_by(told)
        assert appears in said_by(told)
        assert round_.item.why not in said(posted(room)[-1])
        again = next(one for one in custom_ids(message) if one.split(":")[0] in {"pick", "type", "compose", "many"})
        if not again.startswith("many"):
            assert "already answered" in said_by(await student.click(message, custom_id=again))
    assert len(kinds) == 7
    await room.pass_time(NINE + 24 * HOUR)
    for message in posted(room)[:7]:
        assert (await asked(room, message)).item.why in said(message)
        assert "closed" in said(message)


async def test_the_reveal_tells_what_is_right_and_how_the_class_answered_and_leads_to_the_lesson(
    room: Classroom,
) -> None:
    await add(room, "lesson-and-question", topic="years", days="daily", open_hours=2)
    await room.pass_time(NINE)
    message = posted(room)[0]
    round_ = await asked(room, message)
    for student, right in zip(room.students, (True, True, False), strict=True):
        await answer(student, message, round_, right=right)
    assert "Ask first who is speaking" in said(message)
    await room.pass_time(2 * HOUR)
    [message] = posted(room)
    assert round_.item.why in said(message)
    assert "What the name hides" in said(message)
    assert "Ask first who is speaking" not in said(message)
    button = next(one for one in custom_ids(message) if one.startswith("lesson:"))
    lesson = await room.students[0].click(message, custom_id=button)
    assert private(lesson)
    assert "Ask first who is speaking" in said_by(lesson)
    assert "Student A" in said_by(await room.students[0].slash(room.channel, "leaderboard"))


async def test_now_posts_at_once_and_the_slot_comes_as_well(room: Classroom) -> None:
    schedule = await add(room, days="daily")
    choices = await room.teacher.autocomplete(room.channel, "schedule now", "id", "question")
    assert [(one["value"], one["name"]) for one in choices] == [
        (str(schedule.id), f"#{schedule.id} Question of the day · daily at 9:00 · #history")
    ]
    assert f"<#{room.channel.id}>" in said_by(await room.teacher.slash(room.channel, "schedule now", id="#1"))
    assert len(posted(room)) == 1
    await room.pass_time(NINE)
    assert len(posted(room)) == 2
    first, second = [(await asked(room, one)).item.id for one in posted(room)]
    assert first != second


async def test_a_scheduled_quiz_opens_by_itself(room: Classroom) -> None:
    result = await room.teacher.slash(room.channel, "schedule add", what="quiz", topic="years")
    assert "begins in the channel by itself" in said_by(result)
    await room.pass_time(NINE + 6)
    assert (await room.quiz()).bank == "basmachi/years"
    assert (await room.quiz()).host_id == room.teacher.id


async def test_the_digest_tells_the_best_the_hardest_and_what_comes(room: Classroom) -> None:
    await add(room, topic="years", days="daily", open_hours=4)
    schedule = await add(room, "digest", at="15:00")
    assert schedule.days == frozenset({4})
    await room.pass_time(NINE)
    message = posted(room)[0]
    round_ = await asked(room, message)
    for student, right in zip(room.students, (True, True, False), strict=True):
        await answer(student, message, round_, right=right)
    await till(room, datetime(2026, 1, 2, 15, 0, 1, tzinfo=UTC))
    digest = said(posted(room)[-1])
    assert "🥇 **Student A**, **Student B** · 100 points · tied" in digest
    assert "3 people took part" in digest
    assert round_.item.ask in digest
    assert "67% right on average" in digest
    assert round_.item.why in digest
    tomorrow = int(datetime(2026, 1, 3, 9, tzinfo=UTC).timestamp())
    assert f"Question of the day · <t:{tomorrow}:f>" in digest


# In private.


async def test_daily_asks_in_private_and_then_shows_what_was_answered(room: Classroom) -> None:
    student = room.students[0]
    assert "No question of the day is open" in said_by(await student.slash(room.channel, "daily"))
    await add(room, topic="years", days="daily")
    await room.pass_time(NINE)
    round_ = await asked(room, posted(room)[0])
    result = await student.slash(room.other_channel, "daily")
    assert private(result)
    assert round_.item.ask in said_by(result)
    assert result.response is not None
    told = await answer(student, result.response, round_)
    assert "Saved" in said_by(told)
    assert f"<#{room.channel.id}>" in said_by(told)
    again = await student.slash(room.other_channel, "daily")
    assert "You have already answered: **True**" in said_by(again)
    assert not [one for one in custom_ids(again.response or posted(room)[0]) if one.startswith("pick")]
    assert [points for points, _ in await room.app.store.tally(round_.id)]
    await room.pass_time(24 * HOUR)
    assert round_.item.ask not in said_by(await student.slash(room.channel, "daily"))


async def test_a_preview_looks_like_the_post_and_its_buttons_do_nothing(room: Classroom) -> None:
    result = await room.teacher.slash(room.channel, "schedule add", what="lesson-and-question")
    assert private(result)
    preview = said_by(result)
    [told] = [result.response] if result.response and not result.followups else result.followups
    assert not [one for one in told.components if getattr(one, "id", 0) >= slot_mark(0)]
    assert "pick:0:0" in custom_ids(told)
    with pytest.raises(simcord.SetupError, match="disabled"):
        await room.teacher.click(told, custom_id="pick:0:0")
    await room.pass_time(NINE)
    for line in said(posted(room)[0]).splitlines():
        assert line in preview
    assert await room.app.store.post_round(0) is None


# Restarts.


async def test_a_slot_that_was_claimed_and_not_posted_is_posted_once_after_a_restart(room: Classroom) -> None:
    schedule = await add(room)
    await room.env.advance_time(NINE)
    now, guild = room.env.now(), await room.app.store.guild(room.guild.id)
    rule = schedule.rule(guild.timezone)
    slot = due(rule, last=schedule.last_day, now=now, grace=timedelta(hours=6)).post
    assert slot is not None
    after = replace(schedule, last_day=slot.day, due_at=next_moment(rule, slot.day))
    new = await room.app.daily._curriculum.decide(schedule, guild, slot)
    claimed = await room.app.store.claim_slots([Claim(before=schedule, after=after, new=new)], now)
    assert claimed != [None]  # and here it crashed
    assert not posted(room)
    for _ in range(2):
        await room.restart(meanwhile=120)
        await room.pass_time(600)
    assert len(posted(room)) == 1


async def test_a_slot_that_was_posted_and_not_marked_is_found_again(room: Classroom) -> None:
    await add(room)
    await room.pass_time(NINE)
    [message] = posted(room)
    with database(room) as tables:  # and here it crashed
        tables.execute("UPDATE posts SET state = 'claimed', message_id = NULL, retry_at = claimed_at")
        tables.execute("UPDATE rounds SET message_id = NULL")
    await room.restart(meanwhile=60)
    await room.pass_time(600)
    assert [one.id for one in posted(room)] == [message.id]
    assert (await asked(room, message)).message_id == message.id


async def test_an_open_question_keeps_its_answers_over_a_restart(room: Classroom) -> None:
    await add(room, topic="years", days="daily")
    await room.pass_time(NINE)
    [message] = posted(room)
    round_ = await asked(room, message)
    await answer(room.students[0], message, round_)
    await room.restart(meanwhile=60)
    assert "already" in said_by(await answer(room.students[0], message, round_, right=False))
    assert "Saved" in said_by(await answer(room.students[1], message, round_))
    await room.restart(meanwhile=29 * HOUR)
    await room.pass_time(60)
    assert round_.item.why in said(posted(room)[0])
    assert len(posted(room)) == 2
    late = said(posted(room)[1])
    assert "later than planned" in late
    assert "later than planned" not in said(posted(room)[0])


async def test_a_question_that_was_closed_and_not_revealed_is_revealed_and_counted_once(room: Classroom) -> None:
    await add(room, topic="years", days="daily", open_hours=1)
    await room.pass_time(NINE)
    [message] = posted(room)
    round_ = await asked(room, message)
    await answer(room.students[0], message, round_)
    await room.env.advance_time(HOUR)
    await room.app.store.flush()
    assert await room.app.store.close_post_round(round_.id)  # and here it crashed
    assert round_.item.why not in said(posted(room)[0])
    for _ in range(2):
        await room.restart(meanwhile=60)
    assert round_.item.why in said(posted(room)[0])
    assert "1 answer ·" in said_by(await room.students[0].slash(room.channel, "score"))
    kept = await room.app.store.round(round_.id)
    assert kept is not None
    assert (kept.state, kept.revealed) == (RoundState.CLOSED, True)


async def test_what_was_missed_for_too_long_is_not_posted_and_the_list_says_so(room: Classroom) -> None:
    await add(room)
    await room.restart(meanwhile=17 * HOUR)
    await room.pass_time(60)
    assert not posted(room)
    assert "Last: missed" in await listed(room)


# Trouble.


async def test_discord_in_trouble_is_told_in_the_list_and_the_slot_comes_when_it_is_over(room: Classroom) -> None:
    await add(room)
    room.env.inject_error("POST", "/channels/*/messages", status=503, times=None)
    await room.pass_time(NINE)
    told = await listed(room)
    assert "not yet posted" in told
    assert "Discord did not take it" in told
    await room.pass_time(HOUR / 4)
    room.env.backend.faults.clear()
    await room.pass_time(2 * HOUR)
    assert len(posted(room)) == 1
    assert "Last: posted late" in await listed(room)


async def test_a_channel_that_shuts_dastan_out_rests_after_three_days_tells_its_teacher_once_and_comes_back(
    room: Classroom,
) -> None:
    schedule = await add(room, days="daily")
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=403, code=50013, times=None)
    await till(room, datetime(2026, 1, 2, 20, tzinfo=UTC))
    assert "Last: not posted" in await listed(room)
    assert "I may not write in the channel" in await listed(room)
    assert (await as_it_is(room, schedule)).state is ScheduleState.ACTIVE
    await till(room, datetime(2026, 1, 5, 20, tzinfo=UTC))
    assert (await as_it_is(room, schedule)).state is ScheduleState.RESTING
    assert "resting" in await listed(room)
    [notice] = room.teacher.user.dm_channel.history()
    assert f"<#{room.channel.id}>" in said(notice)
    assert "3 times in a row" in said(notice)
    assert f"A schedule in {room.guild.name} needs your help" in said(notice)
    assert "/schedule remove" in said(notice)
    room.env.backend.faults.clear()
    await till(room, datetime(2026, 1, 6, 10, tzinfo=UTC))
    assert (await as_it_is(room, schedule)).state is ScheduleState.ACTIVE
    assert len(posted(room)) == 1


async def test_a_teacher_who_takes_no_direct_messages_is_told_in_the_server(room: Classroom) -> None:
    await add(room, days="daily")
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=403, code=50013, times=None)
    room.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, times=None)
    await till(room, datetime(2026, 1, 4, 20, tzinfo=UTC))
    assert [one for one in room.messages(room.other_channel) if "needs your help" in said(one)]


async def test_what_now_could_not_post_is_told_and_tried_again(room: Classroom) -> None:
    schedule = await add(room)
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=503, times=None)
    result = await room.teacher.slash(room.channel, "schedule now", id=str(schedule.id))
    assert "not posted yet, because Discord did not take it" in said_by(result)
    room.env.backend.faults.clear()
    await room.pass_time(60)
    assert len(posted(room)) == 1


# Who may, and where.


async def test_only_teachers_may_see_or_change_schedules_and_settings(room: Classroom) -> None:
    schedule = await add(room)
    student = room.students[0]
    number = str(schedule.id)
    for command, options in [
        ("schedule add", {"what": "lesson"}),
        ("schedule list", {}),
        *((f"schedule {move}", {"id": number}) for move in ("pause", "resume", "remove", "now")),
        ("settings", {"leaderboard": "off"}),
        ("settings", {}),
    ]:
        assert "Only teachers" in said_by(await student.slash(room.channel, command, **options)), command
    assert await room.teacher.autocomplete(room.channel, "schedule now", "id", "")
    assert await student.autocomplete(room.channel, "schedule now", "id", "") == []
    assert await room.app.store.schedules_of(room.guild.id) == [schedule]
    assert (await room.app.store.guild(room.guild.id)).leaderboard


async def test_the_role_named_in_the_settings_makes_a_teacher_and_everyone_is_no_such_role(room: Classroom) -> None:
    role = room.guild.create_role("History staff")
    helper = room.guild.add_member(room.env.create_user("helper"), roles=[role])
    assert "Only teachers" in said_by(await helper.slash(room.channel, "schedule list"))
    result = await room.teacher.slash(room.channel, "settings", teacher_role=role)
    assert f"<@&{role.id}>" in said_by(result)
    assert "Only teachers" not in said_by(await helper.slash(room.channel, "schedule list"))
    result = await room.teacher.slash(room.channel, "settings", teacher_role=room.guild.default_role)
    assert "those with Manage Server\n" in said_by(result)
    assert "Only teachers" in said_by(await room.students[0].slash(room.channel, "schedule list"))


async def test_all_that_is_missing_in_another_channel_is_named_before_anything_is_kept(room: Classroom) -> None:
    deny = discord.PermissionOverwrite(send_messages=False, attach_files=False)
    closed = room.guild.create_text_channel("closed", overwrites={room.guild.default_role: deny})
    result = await room.teacher.slash(room.channel, "schedule add", what="question", channel=closed)
    assert f"<#{closed.id}>" in said_by(result)
    assert "Send Messages" in said_by(result)
    assert "Attach Files" in said_by(result)
    assert await room.app.store.schedules_of(room.guild.id) == []


async def test_a_schedule_needs_a_text_channel(room: Classroom) -> None:
    voice = room.guild.create_voice_channel("voice")
    assert "text channel" in said_by(await room.teacher.slash(voice, "schedule add", what="question"))
    result = await room.teacher.slash(voice, "schedule add", what="question", channel=room.channel)
    assert "is set up" in said_by(result)


async def test_a_schedule_of_another_server_is_unknown_here(room: Classroom) -> None:
    schedule = await add(room)
    elsewhere = room.env.create_guild("Another class")
    channel = elsewhere.create_text_channel("history")
    role = elsewhere.create_role("Staff", permissions=discord.Permissions(manage_guild=True))
    other = elsewhere.add_member(room.env.create_user("other"), roles=[role])
    for move in ("pause", "remove", "now"):
        assert "no schedule" in said_by(await other.slash(channel, f"schedule {move}", id=str(schedule.id)))
    assert "Nothing is scheduled" in said_by(await other.slash(channel, "schedule list"))
    assert (await as_it_is(room, schedule)).state is ScheduleState.ACTIVE


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"at": "25:00"}, "time of day"),
        ({"days": "Someday"}, "as days"),
        ({"topic": "cooking"}, "no topic"),
    ],
)
async def test_what_cannot_be_understood_is_told_and_nothing_is_kept(
    room: Classroom, options: dict[str, str], told: str
) -> None:
    assert told in said_by(await room.teacher.slash(room.channel, "schedule add", what="lesson", **options))
    assert await room.app.store.schedules_of(room.guild.id) == []


# The list and the settings.


async def test_many_schedules_have_pages_and_there_is_a_bound(room: Classroom) -> None:
    for _ in range(25):
        await add(room, topic="years")
    refused = await room.teacher.slash(room.channel, "schedule add", what="question")
    assert "25 schedules" in said_by(refused)
    result = await room.teacher.slash(room.channel, "schedule list")
    assert private(result)
    message = result.response
    assert message is not None
    seen = said(message)
    while later := [one for one in custom_ids(message) if int(one.split(":")[1]) > seen.count("### ") - 1]:
        result = await room.teacher.click(message, custom_id=later[0])
        stored = room.env.backend.get_message(message.channel_id, message.id)
        message = simcord.ResponseMessage(room.env, stored)
        seen += said(message)
    assert all(f"**#{number} " in seen for number in range(1, 26))


async def test_a_paused_schedule_does_nothing_until_it_is_resumed_and_a_removed_one_never(room: Classroom) -> None:
    schedule = await add(room, days="daily")
    number = str(schedule.id)
    assert "is paused" in said_by(await room.teacher.slash(room.channel, "schedule pause", id=number))
    await room.pass_time(48 * HOUR)
    assert not posted(room)
    assert "paused" in await listed(room)
    assert "Nothing" not in await listed(room)
    assert "goes on" in said_by(await room.teacher.slash(room.channel, "schedule resume", id=number))
    await room.pass_time(NINE)
    assert len(posted(room)) == 1
    assert "is removed" in said_by(await room.teacher.slash(room.channel, "schedule remove", id=number))
    await room.pass_time(48 * HOUR)
    assert len(posted(room)) == 1
    assert (await asked(room, posted(room)[0])).item.why in said(posted(room)[0]), "an open question is still revealed"
    assert "Nothing is scheduled" in await listed(room)


async def test_the_list_shows_the_next_three_moments_and_the_last_slot(room: Classroom) -> None:
    schedule = await add(room, "lesson", at="17h15", days="Mon, Wed, Fri", topic="basmachi")
    told = await listed(room)
    assert f"**#{schedule.id} Lesson** · active" in told
    assert f"Mon, Wed, Fri at 17:15 · <#{room.channel.id}> · Basmachi" in told
    moments = [datetime(2026, 1, day, 17, 15, tzinfo=UTC) for day in (2, 5, 7)]
    assert "Next: " + "\nthen ".join(f"<t:{int(one.timestamp())}:f>" for one in moments) in told
    assert "Last: nothing yet" in told
    await till(room, datetime(2026, 1, 2, 18, tzinfo=UTC))
    assert f"Last: posted, <t:{int(moments[0].timestamp())}:f>" in await listed(room)
    [post] = await room.app.store.posts_of(schedule.id, 5)
    assert post.state is PostState.POSTED


async def test_settings_show_what_is_set_and_change_only_what_is_given(room: Classroom) -> None:
    shown = said_by(await room.teacher.slash(room.channel, "settings"))
    assert "UTC, where it is now 0:00" in shown
    assert "English" in shown
    choices = await room.teacher.autocomplete(room.channel, "settings", "timezone", "new yo")
    assert [(one["value"], one["name"]) for one in choices] == [
        ("America/New_York", "America/New York, where it is now 19:00")
    ]
    await room.teacher.slash(room.channel, "settings", timezone="Asia/Samarkand")
    shown = said_by(await room.teacher.slash(room.channel, "settings", leaderboard="off", language="en"))
    assert "Asia/Samarkand" in shown
    assert "off" in shown


async def test_where_the_leaderboard_is_off_nobody_is_compared(room: Classroom) -> None:
    await add(room, topic="years", days="daily", open_hours=1)
    await room.pass_time(NINE)
    message = posted(room)[0]
    await answer(room.students[0], message, await asked(room, message))
    await room.pass_time(HOUR)
    await room.teacher.slash(room.channel, "settings", leaderboard="off")
    student, other = room.students[:2]
    assert "leaderboard is off" in said_by(await student.slash(room.channel, "leaderboard"))
    assert "leaderboard is off" in said_by(await other.slash(room.channel, "score", member=student))
    own = said_by(await student.slash(room.channel, "score"))
    assert "100 points" in own
    assert "place" not in own
    digest = await add(room, "digest")
    await room.teacher.slash(room.channel, "schedule now", id=str(digest.id))
    assert "Student A" not in said(posted(room)[-1])
    assert "1 person took part" in said(posted(room)[-1])
    await room.teacher.slash(room.channel, "settings", leaderboard="on")
    assert "Student A" in said_by(await other.slash(room.channel, "leaderboard"))


async def test_days_are_suggested_and_what_is_typed_is_read_back(room: Classroom) -> None:
    usual = await room.teacher.autocomplete(room.channel, "schedule add", "days", "")
    assert [one["value"] for one in usual][:3] == ["Mon–Fri", "daily", "Mon, Wed, Fri"]
    typed = await room.teacher.autocomplete(room.channel, "schedule add", "days", "tues to thu & sun")
    assert [one["value"] for one in typed] == ["Tue–Thu, Sun"]
    topics = await room.teacher.autocomplete(room.channel, "schedule add", "topic", "easy")
    assert [one["value"] for one in topics] == ["basmachi/years"]


async def test_what_a_schedule_is_can_be_told_by_its_kind(room: Classroom) -> None:
    for what in What:
        assert (await add(room, what.value)).what is what
