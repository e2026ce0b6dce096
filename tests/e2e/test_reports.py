"""Teachers find out who needs help and which question is broken; learners say what is wrong with one."""

from __future__ import annotations

from typing import Any

import pytest
import simcord

from bot.core.records import DoubtState
from tests.e2e.answers import answer
from tests.e2e.classroom import Classroom, custom_ids, private, said, said_by
from tests.e2e.test_lessons import press, reply, room_message
from tests.e2e.test_progress import PNG, gallery


async def hold_quiz(room: Classroom, questions: int = 2) -> None:
    await room.start_quiz(questions=questions)
    while True:
        round_ = await room.open_round()
        for index, student in enumerate(room.students):
            await answer(student, room.last(), round_, right=index > 0)
        if not await room.to_the_next_question():
            return


def reveal(room: Classroom) -> Any:
    """The latest message on which something can be doubted."""
    return next(one for one in reversed(room.messages()) if any(id_.startswith("doubt:") for id_ in custom_ids(one)))


async def doubt(room: Classroom, words: str = "The key is wrong.") -> simcord.InteractionResult:
    student, message = room.students[0], reveal(room)
    button = next(one for one in custom_ids(message) if one.startswith("doubt:"))
    opened = await student.click(message, custom_id=button)
    return await student.submit_modal(opened, {"text": words})


def files(room: Classroom, result: simcord.InteractionResult) -> dict[str, bytes]:
    message = reply(result)
    stored = room.env.backend.get_message(message.channel_id, message.id)
    return {one["filename"]: room.env.backend.cdn.get(one["url"]) or b"" for one in stored.attachments}


async def test_a_teacher_gets_the_gradebook_as_a_table_and_in_words(room: Classroom) -> None:
    await hold_quiz(room)
    result = await room.teacher.slash(room.channel, "report gradebook")
    assert private(result)
    assert "3 learners" in said_by(result)
    assert files(room, result)["gradebook.png"].startswith(PNG)
    assert "1. Student A: 0% of 2 answers" in gallery(result)["description"]
    table = files(room, result)["gradebook.csv"].decode("utf-8-sig")
    assert [line.split(",")[0] for line in table.splitlines()] == ["Learner", "Student A", "Student B", "Student C"]
    assert "Student B,2,100" in table


async def test_a_teacher_sees_how_the_questions_did_and_looks_at_one(room: Classroom) -> None:
    await hold_quiz(room)
    result = await room.teacher.slash(room.channel, "report questions")
    assert private(result)
    assert "Too few have answered to say more." in said_by(result)
    assert files(room, result)["questions.csv"].decode("utf-8-sig").count("\r\n") == 3
    assert files(room, result)["questions.png"].startswith(PNG)
    assert "3 first attempts" in gallery(result)["description"]
    round_ = (await room.app.store.rounds_of(1))[0]
    looked = await room.teacher.select(reply(result), [str(round_.id)], custom_id="question")
    assert round_.item.why in said_by(looked)


@pytest.mark.parametrize("command", ["gradebook", "questions"])
async def test_a_student_cannot_see_a_report(room: Classroom, command: str) -> None:
    await hold_quiz(room)
    assert "Only teachers" in said_by(await room.students[0].slash(room.channel, f"report {command}"))


async def test_before_anything_was_asked_the_report_says_so(room: Classroom) -> None:
    assert "Nobody has answered anything" in said_by(await room.teacher.slash(room.channel, "report questions"))


async def test_a_learners_doubt_reaches_the_teachers_report(room: Classroom) -> None:
    await hold_quiz(room)
    thanks = await doubt(room)
    assert private(thanks)
    assert "Thank you" in said_by(thanks)
    report = await room.teacher.slash(room.channel, "report questions")
    await room.teacher.click(reply(report), custom_id="doubts")
    assert "The key is wrong." in said(room_message(room, reply(report)))


async def test_a_doubt_can_be_looked_at_though_nobody_has_answered(room: Classroom) -> None:
    await room.start_quiz(questions=1)
    await room.to_the_next_question()
    await doubt(room)
    report = await room.teacher.slash(room.channel, "report questions")
    assert "No answers yet" in said_by(report)
    assert files(room, report) == {}
    await room.teacher.click(reply(report), custom_id="doubts")
    assert "The key is wrong." in said(room_message(room, reply(report)))


async def test_a_doubt_is_told_in_the_teachers_channel_where_there_is_one(room: Classroom) -> None:
    await room.teacher.slash(room.channel, "settings", doubts=room.other_channel)
    await hold_quiz(room)
    await doubt(room)
    message = room.last(room.other_channel)
    assert "The key is wrong." in said(message)
    assert "Student A" in said(message)


async def test_a_question_that_a_teacher_takes_out_is_asked_no_more_in_this_server(room: Classroom) -> None:
    await room.teacher.slash(room.channel, "settings", doubts=room.other_channel)
    await hold_quiz(room)
    await doubt(room)
    message: Any = room.last(room.other_channel)
    taken = await press(room.teacher, message, "withdraw")
    assert "Out of use in this server" in said_by(taken)
    [item_id] = await room.app.store.withdrawn(room.guild.id)
    assert (await room.app.shelves.of(room.guild.id)).item(item_id) is None
    assert room.app.shelves.common.item(item_id) is not None


async def test_a_teachers_answer_reaches_the_learner(room: Classroom) -> None:
    await room.teacher.slash(room.channel, "settings", doubts=room.other_channel)
    await hold_quiz(room)
    await doubt(room)
    message: Any = room.last(room.other_channel)
    opened = await press(room.teacher, message, "reply")
    done = await room.teacher.submit_modal(opened, {"text": "Look at the lesson once more."})
    assert "The learner has been told." in said_by(done)
    [told] = room.students[0].user.dm_channel.history()
    assert "Look at the lesson once more." in said(told)


async def test_what_one_has_answered_in_private_can_be_doubted_too(room: Classroom) -> None:
    student = room.students[0]
    page = reply(await student.slash(room.channel, "lesson", topic="kokand"))
    message = reply(await press(student, page, "quizme"))
    round_ = await room.app.store.round(int(custom_ids(message)[0].split(":")[1]))
    assert round_ is not None
    await answer(student, message, round_, right=False)
    opened = await press(student, room_message(room, message), "doubt")
    assert "Thank you" in said_by(await student.submit_modal(opened, {"text": ""}))
    [view] = [one.item for one in await room.app.store.doubts_of(room.guild.id, DoubtState.OPEN)]
    assert view == round_.item


async def test_a_student_cannot_do_anything_about_a_doubt(room: Classroom) -> None:
    await room.teacher.slash(room.channel, "settings", doubts=room.other_channel)
    await hold_quiz(room)
    await doubt(room)
    message: Any = room.last(room.other_channel)
    for action in ("withdraw", "reply", "setaside"):
        assert "Only teachers" in said_by(await press(room.students[1], message, action))
    assert await room.app.store.withdrawn(room.guild.id) == frozenset()


async def test_the_button_on_a_reveal_survives_a_restart(room: Classroom) -> None:
    await hold_quiz(room)
    await room.restart()
    assert "Thank you" in said_by(await doubt(room))
