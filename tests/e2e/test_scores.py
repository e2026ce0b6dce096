"""Scores and leaderboards, as a class reads them."""

from __future__ import annotations

from dataclasses import replace

from bot.core.calendar import Period
from bot.services.people import Learner
from tests.e2e.answers import answer
from tests.e2e.classroom import Classroom, said_by


async def play_one(room: Classroom, *, right: tuple[bool, ...]) -> None:
    await room.start_quiz("years", questions=1, seconds=10)
    round_ = await room.open_round()
    for student, is_right in zip(room.students, right, strict=False):
        await answer(student, room.last(), round_, right=is_right)
    await room.pass_time(40)


async def test_the_leaderboard_names_the_best_and_tells_ties_as_ties(room: Classroom) -> None:
    await play_one(room, right=(True, True, False))
    board = said_by(await room.teacher.slash(room.channel, "leaderboard", period="all"))
    assert board.index("Student A") < board.index("Student B")
    assert "Student C" not in board, "nobody is shown up with nothing"
    assert "Student C" in said_by(await room.students[2].slash(room.channel, "leaderboard", period="all"))
    reader = Learner(room.teacher.id, "Teacher")
    view = await room.app.progress.leaderboard(room.guild.id, reader, Period.ALL, None)
    assert [one.place for one in view.placed] == [1, 1, 3]


async def test_a_reader_without_answers_still_gets_the_board(room: Classroom) -> None:
    board = await room.students[0].slash(room.channel, "leaderboard")
    assert board.ephemeral
    assert said_by(board)


async def test_a_leaderboard_by_topic_counts_that_topic_alone(room: Classroom) -> None:
    await play_one(room, right=(True,))
    assert "Student A" in said_by(await room.teacher.slash(room.channel, "leaderboard", topic="basmachi"))
    assert "Student A" in said_by(await room.teacher.slash(room.channel, "leaderboard", topic="basmachi/years"))
    assert "Student A" not in said_by(await room.teacher.slash(room.channel, "leaderboard", topic="basmachi/sampler"))
    assert "no topic" in said_by(await room.teacher.slash(room.channel, "leaderboard", topic="cooking")).lower()


async def test_periods_follow_the_servers_own_calendar(room: Classroom) -> None:
    guild = await room.app.store.guild(room.guild.id)
    await room.app.store.save_guild(replace(guild, timezone="Asia/Baku"))
    now = room.env.now()
    await room.env.advance_time((20 - now.hour) * 3600 - now.minute * 60 - now.second - 60)  # 23:59 in Baku
    await play_one(room, right=(True,))
    today = said_by(await room.teacher.slash(room.channel, "leaderboard", period="day"))
    assert "Student A" not in today or "100" in today
    await room.env.advance_time(24 * 3600)
    assert "Student A" not in said_by(await room.teacher.slash(room.channel, "leaderboard", period="day"))
    assert "Student A" in said_by(await room.teacher.slash(room.channel, "leaderboard", period="all"))


async def test_one_server_knows_nothing_of_another(room: Classroom) -> None:
    await play_one(room, right=(True,))
    elsewhere = room.env.create_guild("Another class")
    channel = elsewhere.create_text_channel("history")
    visitor = elsewhere.add_member(room.env.create_user("visitor"))
    assert "Student A" not in said_by(await visitor.slash(channel, "leaderboard", period="all"))


async def test_a_student_may_look_at_anothers_score(room: Classroom) -> None:
    await play_one(room, right=(True,))
    score = await room.students[1].slash(room.channel, "score", member=room.students[0])
    assert "Student A" in said_by(score)
    assert "100" in said_by(score)


async def test_the_score_of_someone_who_has_left_the_server_can_still_be_seen(room: Classroom) -> None:
    await play_one(room, right=(True,))
    gone = room.students[0]
    room.guild.remove_member(gone)
    await room.env.settle()
    score = await room.students[1].slash(room.channel, "score", member=gone.user)
    assert "100" in said_by(score)
