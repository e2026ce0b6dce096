"""Scores and leaderboards, as a class reads them."""

from __future__ import annotations

from dataclasses import replace

from bot.core.calendar import Period
from bot.core.models import Picked, TrueFalse
from bot.services.people import Learner
from tests.e2e.answers import answer
from tests.e2e.classroom import Classroom, custom_ids, private, said, said_by


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
    assert [(one.place, one.tied) for one in view.placed] == [(1, True), (1, True)]


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


async def test_a_leaderboard_has_pages_and_each_shows_the_readers_own_place(room: Classroom) -> None:
    await room.start_quiz("years", questions=1, seconds=10)
    round_ = await room.open_round()
    assert isinstance(round_.item, TrueFalse)
    right = Picked((int(round_.item.answer),))
    reader = room.students[0]
    for number in range(23):
        pupil = Learner(1000 + number, f"Pupil {number:02}")
        await room.app.answering.answer(round_.id, pupil, right, room.env.now())
    await answer(reader, room.last(), round_, right=False)
    await room.pass_time(40)
    board = await reader.slash(room.channel, "leaderboard", period="all")
    assert private(board)
    assert "Leaderboard · 1/3" in said_by(board)
    assert "You: place 24 of 24" in said_by(board)
    assert said_by(board).count("tied") == 10
    assert board.response is not None
    [forward] = custom_ids(board.response)
    second = await reader.click(board.response, custom_id=forward)
    assert "Leaderboard · 2/3" in said_by(second)
    assert "Pupil 10" in said_by(second)
    assert "You: place 24 of 24" in said_by(second)
    assert second.response is not None
    back, forward = custom_ids(second.response)
    third = await reader.click(second.response, custom_id=forward)
    assert "**24** **Student A** (you)" in said_by(third)
    assert said_by(third).count("tied") == 3
    assert third.response is not None
    [back_again] = custom_ids(third.response)
    assert back_again.split(":")[:3] == ["board", "all", "1"]
    assert back.split(":")[:3] == ["board", "all", "0"]


async def test_a_hidden_learner_is_nowhere_to_be_seen_and_sees_their_own_place(room: Classroom) -> None:
    shy, other = room.students[0], room.students[1]
    assert "hidden" in said_by(await shy.slash(room.channel, "privacy hide", hidden="on"))
    await play_one(room, right=(True, True, False))
    podium = said(room.last())
    assert "Student A" not in podium
    assert "🥇 **Student B** · 100 points" in podium
    assert "3 people took part" in podium
    board = said_by(await other.slash(room.channel, "leaderboard", period="all"))
    assert "Student A" not in board
    assert "tied" not in board
    assert "2 people took part" in board
    own = said_by(await shy.slash(room.channel, "leaderboard", period="all"))
    assert "You: place 1 of 3 · 100 points · tied · only you see this" in own
    assert "Student A" not in own
    refused = await other.slash(room.channel, "score", member=shy)
    assert said_by(refused) == "They keep their points to themselves, so there is nothing to show."
    score = said_by(await shy.slash(room.channel, "score"))
    assert "100 points" in score
    assert "You are hidden" in score
    mine = await shy.click(room.last(), label="My result")
    assert "Place 1 of 3 · 100 points · only you see this" in said_by(mine)
    assert "Place 1 of 2" in said_by(await other.click(room.last(), label="My result"))
    await shy.slash(room.channel, "privacy hide", hidden="off")
    assert "Student A" in said_by(await other.slash(room.channel, "leaderboard", period="all"))


async def test_a_quiz_in_which_only_hidden_learners_took_part_still_gives_them_their_result(room: Classroom) -> None:
    await room.students[0].slash(room.channel, "privacy hide", hidden="on")
    await play_one(room, right=(True,))
    podium = said(room.last())
    assert "1 person took part" in podium
    assert "Nobody" not in podium
    assert "Place 1 of 1" in said_by(await room.students[0].click(room.last(), label="My result"))


async def test_a_hidden_learner_is_in_no_digest_and_in_no_streak_but_is_counted(room: Classroom) -> None:
    hour = 3600.0
    await room.teacher.slash(room.channel, "schedule add", what="question", days="daily")
    await room.teacher.slash(room.channel, "schedule add", what="digest", days="daily", at="12:00")
    await room.students[0].slash(room.channel, "privacy hide", hidden="on")
    await room.pass_time(9 * hour + 1)
    asked = []
    for _ in range(2):
        round_ = (await room.app.store.open_post_rounds(room.guild.id))[0]
        asked.append(round_.message_id or 0)
        for student in room.students[:2]:
            await answer(student, room.message(asked[-1]), round_)
        await room.pass_time(24 * hour)
    assert "Student B · 2 school days in a row" in said(room.message(asked[-1]))
    await room.pass_time(4 * hour)
    digest = said(room.last())
    assert "2 people took part" in digest
    assert "Student B" in digest
    assert not any("Student A" in said(one) for one in room.messages())
