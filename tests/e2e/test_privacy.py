"""What Dastan keeps about people, as they see it: shown, given, erased, hidden; and servers that go."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import datetime
from typing import Any

import discord
import pytest
import simcord

from bot.store.schema import PEOPLE
from tests.e2e.answers import answer
from tests.e2e.classroom import Classroom, custom_ids, private, said, said_by

DAY = 24 * 3600.0


def everything(room: Classroom) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, as it stands in the file."""
    with closing(sqlite3.connect(room.settings.database_url.partition("///")[2])) as connection:
        connection.row_factory = sqlite3.Row
        names = [row["name"] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in names}


def where(room: Classroom, *words: str) -> set[str]:
    return {
        f"{table}.{column}"
        for table, rows in everything(room).items()
        for row in rows
        for column, value in row.items()
        if any(word in str(value) for word in words)
    }


async def a_term(room: Classroom) -> simcord.MemberActor:
    """Student A reads, practises and answers, live and daily, and sets things; everybody else answers too."""
    student = room.students[0]
    lesson = await student.slash(room.channel, "lesson", topic="kokand")
    assert lesson.response is not None
    quiz_me = await student.click(lesson.response, label="Quiz me on this")
    assert quiz_me.response is not None
    sitting = next(row for row in everything(room)["sittings"])
    round_ = (await room.app.store.sitting_rounds(sitting["id"]))[0]
    await answer(student, quiz_me.response, round_)
    await room.start_quiz("years", questions=1, seconds=10)
    live = await room.open_round()
    for one in room.students:
        await answer(one, room.last(), live)
    await room.pass_time(40)
    await room.teacher.slash(room.channel, "schedule add", what="question", days="daily")
    await room.pass_time(9 * 3600)
    daily = (await room.app.store.open_post_rounds(room.guild.id))[0]
    for one in room.students:
        await answer(one, room.message(daily.message_id or 0), daily)
    await student.slash(room.channel, "remind", at="18:00", timezone="Asia/Baku")
    return student


class InServer:
    """Where a person uses a command: in the channel of the class."""

    def __init__(self, room: Classroom, person: simcord.MemberActor) -> None:
        self.room, self.person = room, person

    async def slash(self, name: str, **options: Any) -> simcord.InteractionResult:
        return await self.person.slash(self.room.channel, name, **options)

    async def click(self, message: Any, **which: Any) -> simcord.InteractionResult:
        return await self.person.click(message, **which)


class InPrivate(InServer):
    """Or in direct messages."""

    async def slash(self, name: str, **options: Any) -> simcord.InteractionResult:
        result: simcord.InteractionResult = await self.person.user.slash(name, **options)
        return result

    async def click(self, message: Any, **which: Any) -> simcord.InteractionResult:
        result: simcord.InteractionResult = await self.person.user.click(message, **which)
        return result


both = pytest.mark.parametrize("place", [InServer, InPrivate])


@both
async def test_who_was_never_here_is_told_that_there_is_nothing(room: Classroom, place: type[InServer]) -> None:
    told = await place(room, room.students[0]).slash("privacy show")
    assert private(told)
    assert "Nothing. Dastan has no note of you" in said_by(told)


@both
async def test_a_learner_is_shown_what_is_kept_about_them(room: Classroom, place: type[InServer]) -> None:
    here = place(room, await a_term(room))
    told = await here.slash("privacy show")
    assert private(told)
    words = said_by(told)
    for part in (
        "You go by Student A.",
        "3 answers: what you chose",
        "1 lesson that you have opened",
        "1 time that you practised",
        "Others see your name and points",
        "reminded at 18:00 (Asia/Baku)",
        "30 days after a server has removed Dastan",
        "**/privacy export**",
    ):
        assert part in words
    assert len(words.splitlines()) < 25
    await here.slash("privacy hide", hidden="on")
    assert "You are hidden" in said_by(await here.slash("privacy show"))


async def attached(room: Classroom, result: simcord.InteractionResult) -> tuple[str, bytes]:
    """The file of a private message."""
    [message] = [one for one in (result.response, *result.followups) if one is not None and one.attachments]
    [file] = message.attachments
    return file.filename, await file.read()


@both
async def test_the_export_has_every_row_that_there_is(room: Classroom, place: type[InServer]) -> None:
    student = await a_term(room)
    result = await place(room, student).slash("privacy export")
    assert private(result)
    assert "in this file" in said_by(result)
    name, content = await attached(room, result)
    assert name.startswith("dastan-2026-01-01")
    whole = json.loads(content.decode("utf-8"))
    assert whole["person"] == str(student.id)
    rows = everything(room)
    for table, columns in PEOPLE.items():
        theirs = [row for row in rows[table.name] if student.id in {row[column] for column in columns}]
        assert len(whole["tables"][table.name]) == len(theirs), table.name
        assert all(set(table.c.keys()) <= row.keys() for row in whole["tables"][table.name])
    assert whole["tables"]["learners"][0]["name"] == "Student A"
    read_at = whole["tables"]["lesson_reads"][0]["read_at"]
    assert datetime.fromisoformat(read_at).tzinfo is not None
    assert {one["credit"] for one in whole["tables"]["answers"]} == {1.0, None}, "a question is open still"
    assert all(isinstance(one["response"], dict | list) for one in whole["tables"]["answers"])


@both
async def test_nothing_is_erased_before_the_question_is_answered(room: Classroom, place: type[InServer]) -> None:
    student = await a_term(room)
    here = place(room, student)
    before = where(room, str(student.id))
    asked = await here.slash("privacy delete")
    assert private(asked)
    assert "cannot be undone" in said_by(asked)
    assert where(room, str(student.id)) == before
    assert asked.response is not None
    kept = await here.click(asked.response, label="Keep it")
    assert said_by(kept) == "Nothing was erased."
    assert where(room, str(student.id)) == before


@both
async def test_after_the_erasure_no_table_has_anything_of_the_learner(room: Classroom, place: type[InServer]) -> None:
    student = await a_term(room)
    here = place(room, student)
    assert len(where(room, str(student.id))) >= 8
    asked = await here.slash("privacy delete")
    assert asked.response is not None
    done = await here.click(asked.response, label="Erase everything")
    assert private(done)
    assert "Everything about you is erased." in said_by(done)
    assert where(room, str(student.id), "Student A", "student a") == set()
    assert "Nothing." in said_by(await here.slash("privacy show"))
    assert where(room, "Student B"), "nobody else is touched"
    board = said_by(await room.students[1].slash(room.channel, "leaderboard", period="all"))
    assert "Student A" not in board
    assert "Student B" in board


async def test_an_open_question_can_be_answered_anew_and_counts_once(room: Classroom) -> None:
    student = await a_term(room)
    daily = (await room.app.store.open_post_rounds(room.guild.id))[0]
    asked = await student.slash(room.channel, "privacy delete")
    assert asked.response is not None
    await student.click(asked.response, label="Erase everything")
    assert "Saved" in said_by(await answer(student, room.message(daily.message_id or 0), daily))
    assert await room.app.store.answered(daily.id) == 3
    await room.pass_time(DAY)
    assert "100 points" in said_by(await student.slash(room.channel, "score"))


async def test_a_question_of_ones_erased_practice_is_not_there_any_more(room: Classroom) -> None:
    student = room.students[0]
    lesson = await student.slash(room.channel, "lesson", topic="kokand")
    assert lesson.response is not None
    question = await student.click(lesson.response, label="Quiz me on this")
    sitting = next(row for row in everything(room)["sittings"])
    round_ = (await room.app.store.sitting_rounds(sitting["id"]))[0]
    asked = await student.slash(room.channel, "privacy delete")
    assert asked.response is not None
    assert question.response is not None
    await room.app.answering.round(round_.id)  # now it is kept at hand
    await student.click(asked.response, label="Erase everything")
    assert "not there any more" in said_by(await answer(student, question.response, round_))
    assert where(room, str(student.id)) == set()


async def test_who_presses_the_button_of_an_erasure_erases_themselves_alone(room: Classroom) -> None:
    student = await a_term(room)
    asked = await room.students[1].slash(room.channel, "privacy delete")
    assert asked.response is not None
    assert custom_ids(asked.response) == ["erase", "keep"]
    await room.students[1].click(asked.response, label="Erase everything")
    assert where(room, str(student.id))


async def test_a_teacher_who_is_erased_leaves_a_schedule_whose_trouble_is_told_to_the_server(room: Classroom) -> None:
    await room.teacher.slash(room.channel, "schedule add", what="question", channel=room.other_channel)
    asked = await room.teacher.slash(room.channel, "privacy delete")
    assert asked.response is not None
    await room.teacher.click(asked.response, label="Erase everything")
    assert where(room, str(room.teacher.id)) == set()
    forbid(room, room.other_channel)
    await room.pass_time(7 * DAY)
    told = [one for one in room.messages() if "needs your help" in said(one)]
    assert len(told) == 1
    assert not any(entry.path.startswith("/users/0") for entry in room.env.http_requests)
    assert room.teacher.user.dm_channel.history() == []


def forbid(room: Classroom, channel: simcord.ChannelHandle) -> None:
    room.env.inject_error(
        "POST", f"/channels/{channel.id}/messages", status=403, code=50001, message="Missing Access", times=None
    )


async def test_a_quiz_whose_host_is_erased_in_the_midst_of_it_goes_on_to_its_podium(room: Classroom) -> None:
    await room.start_quiz("years", questions=2, seconds=10)
    host = room.teacher
    asked = await host.slash(room.channel, "privacy delete")
    assert asked.response is not None
    await host.click(asked.response, label="Erase everything")
    assert where(room, str(host.id)) == set()
    await answer(room.students[0], room.last(), await room.open_round())
    await room.pass_time(90)
    assert "The quiz is over" in said(room.last())
    assert "Student A" in said(room.last())


@both
async def test_hiding_says_what_it_does_and_of_whom_it_does_not_hide(room: Classroom, place: type[InServer]) -> None:
    here = place(room, room.students[0])
    told = await here.slash("privacy hide", hidden="on")
    assert private(told)
    assert "Teachers still see your results." in said_by(told)
    assert "again" in said_by(await here.slash("privacy hide", hidden="off"))


# Servers that remove Dastan.


async def test_a_server_that_removes_dastan_is_erased_after_thirty_days(room: Classroom) -> None:
    student = await a_term(room)
    guild = str(room.guild.id)
    room.env.backend.remove_guild(room.guild.id)
    await room.env.settle()
    assert await room.app.store.departed()
    room.env.backend.advance_clock(30 * DAY - 600)  # in one go: its schedules would be tried again every half an hour
    await room.pass_time(0)
    assert where(room, guild)
    await room.pass_time(600 + 1)
    assert where(room, guild) == set()
    assert where(room, str(student.id)) == {
        "lesson_reads.learner_id",
        "preferences.learner_id",
        "memories.learner_id",
    }, "what is theirs alone, of the common course"


async def test_a_server_that_went_while_dastan_was_down_is_noted_at_the_start(room: Classroom) -> None:
    elsewhere = room.env.create_guild("Another class")
    await room.app.store.save_guild(await room.app.store.guild(elsewhere.id))
    await room.app.store.save_guild(await room.app.store.guild(4711))
    await room.restart()
    assert set(await room.app.store.departed()) == {4711}


async def test_a_server_that_came_back_is_not_erased(room: Classroom) -> None:
    await a_term(room)
    await room.app.departures.left(room.guild.id)
    await room.restart()
    assert await room.app.store.departed() == {}
    await room.app.departures.left(room.guild.id)
    guild = room.app.client.get_guild(room.guild.id)
    assert isinstance(guild, discord.Guild)
    await room.app.client.on_guild_join(guild)
    assert await room.app.store.departed() == {}


async def test_an_outage_is_no_departure(room: Classroom) -> None:
    await a_term(room)
    state = room.app.client._connection
    guild = room.app.client.get_guild(room.guild.id)
    assert guild is not None
    state.parse_guild_delete({"id": str(room.guild.id), "unavailable": True})
    await room.env.settle()
    assert guild.unavailable
    await room.app.client.on_ready()
    assert await room.app.store.departed() == {}


async def test_a_server_where_dastan_is_after_all_is_not_erased(room: Classroom) -> None:
    await a_term(room)
    await room.app.departures.left(room.guild.id)
    room.env.backend.advance_clock(31 * DAY)
    await room.pass_time(600)
    assert where(room, str(room.guild.id))
    assert await room.app.store.departed() == {}
