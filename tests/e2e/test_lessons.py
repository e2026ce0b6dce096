"""A student reads a lesson and quizzes themselves on it."""

from __future__ import annotations

import simcord

from tests.e2e.answers import answer
from tests.e2e.classroom import Classroom, custom_ids, private, said, said_by


async def press(
    student: simcord.MemberActor, message: simcord.ResponseMessage, action: str
) -> simcord.InteractionResult:
    button = next(one for one in custom_ids(message) if one.startswith(f"{action}:"))
    return await student.click(message, custom_id=button)


def reply(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    assert result.response is not None
    return result.response


async def test_a_lesson_shows_its_text_its_terms_and_its_source_in_private(room: Classroom) -> None:
    result = await room.students[0].slash(room.channel, "lesson")
    assert result.ephemeral
    text = said_by(result)
    for part in (
        "What the name hides",
        "1916–1934",
        "who is speaking",
        "a word for robbers",
    ):
        assert part in text
    assert "A reader for tests" in text


async def test_without_a_topic_it_is_the_next_one_not_yet_read(room: Classroom) -> None:
    student, other = room.students[:2]
    assert "What the name hides" in said_by(await student.slash(room.channel, "lesson"))
    assert "Kokand, 1918" in said_by(await student.slash(room.channel, "lesson"))
    assert "What the name hides" in said_by(await other.slash(room.channel, "lesson"))


async def test_autocomplete_finds_a_lesson_by_a_word_of_its_title(room: Classroom) -> None:
    choices = await room.students[0].autocomplete(room.channel, "lesson", "topic", "kok")
    assert [choice["value"] for choice in choices] == ["kokand"]


async def test_an_unknown_lesson_is_answered_with_the_closest_title(room: Classroom) -> None:
    assert "Kokand, 1918" in said_by(await room.students[0].slash(room.channel, "lesson", topic="Kokand 1917"))


async def test_previous_and_next_turn_the_same_private_page(room: Classroom) -> None:
    student = room.students[0]
    page = reply(await student.slash(room.channel, "lesson", topic="the-name"))
    await press(student, page, "lesson")
    assert "Kokand, 1918" in said(room_message(room, page))
    await press(student, page, "lesson")
    assert "What the name hides" in said(room_message(room, page))


def room_message(room: Classroom, message: simcord.ResponseMessage) -> simcord.ResponseMessage:
    stored = room.env.backend.get_message(message.channel_id, message.id)
    return simcord.ResponseMessage(room.env, stored)


async def test_quiz_me_on_this_asks_in_private_and_says_at_once_what_is_right_and_why(room: Classroom) -> None:
    student = room.students[0]
    page = reply(await student.slash(room.channel, "lesson", topic="kokand"))
    started = await press(student, page, "quizme")
    assert private(started)
    message = reply(started)
    total = 0
    while True:
        total += 1
        sitting = int(next(one for one in custom_ids(room_message(room, message))).split(":")[1])
        round_ = await room.app.store.round(sitting)
        assert round_ is not None
        assert round_.item.lesson == "kokand"
        await answer(student, message, round_, right=total > 1)
        verdict = said(room_message(room, message))
        assert round_.item.why in verdict
        assert ("✅" in verdict) is (total > 1)
        await press(student, room_message(room, message), "next")
        if not any(
            one.split(":")[0] in {"pick", "many", "type", "compose"} for one in custom_ids(room_message(room, message))
        ):
            break
    assert f"{total - 1} of {total}" in said(room_message(room, message))


async def open_year(room: Classroom, student: simcord.MemberActor) -> simcord.ResponseMessage:
    """A private sitting, come to the question after a year."""
    page = reply(await student.slash(room.channel, "lesson", topic="the-name"))
    message = reply(await press(student, page, "quizme"))
    while not (first := custom_ids(room_message(room, message))[0]).startswith("type:"):
        round_ = await room.app.store.round(int(first.split(":")[1]))
        assert round_ is not None
        await answer(student, room_message(room, message), round_)
        await press(student, room_message(room, message), "next")
    return room_message(room, message)


async def test_what_cannot_be_an_answer_is_told_on_the_private_question_itself(room: Classroom) -> None:
    student = room.students[0]
    message = await open_year(room, student)
    buttons = custom_ids(message)
    for typed in ("after 1922", "in spring", "1916, 1917"):
        told = await student.submit_modal(await press(student, message, "type"), {"text": typed})
        assert not told.followups
        assert reply(told).id == message.id
        shown = room_message(room, message)
        assert "In which year did it begin?" in said(shown)
        assert "⚠️ Please" in said(shown)
        assert custom_ids(shown) == buttons
    await student.submit_modal(await press(student, message, "type"), {"text": "1916"})
    shown = room_message(room, message)
    assert "✅ Right" in said(shown)
    assert "⚠️" not in said(shown)


async def test_what_cannot_be_an_answer_leaves_a_question_that_was_answered_meanwhile_as_it_is(room: Classroom) -> None:
    student = room.students[0]
    message = await open_year(room, student)
    opened = await press(student, message, "type")
    await student.submit_modal(await press(student, message, "type"), {"text": "1916"})
    told = await student.submit_modal(opened, {"text": "in spring"})
    assert private(told)
    assert "one year in figures" in said_by(told)
    assert "✅ Right" in said(room_message(room, message))


async def test_somebody_elses_private_question_cannot_be_answered(room: Classroom) -> None:
    student, other = room.students[:2]
    page = reply(await student.slash(room.channel, "lesson", topic="kokand"))
    message = reply(await press(student, page, "quizme"))
    with_message_id = custom_ids(message)[0]
    assert with_message_id
    try:
        await other.click(message, custom_id=with_message_id)
    except (simcord.SetupError, simcord.BackendError):
        return
    raise AssertionError("another student could press a private button")


async def test_a_lesson_posted_for_everybody_quizzes_each_in_private(room: Classroom) -> None:
    await room.app.post_lesson(room.channel.id)
    await room.env.settle()
    public = room.last()
    before = said(public)
    quizzed = await room.students[1].click(
        public, custom_id=next(one for one in custom_ids(public) if one.startswith("quizme:"))
    )
    assert quizzed.ephemeral
    assert said(room.last()) == before


async def test_quizzing_oneself_does_not_count_for_the_leaderboard(room: Classroom) -> None:
    student = room.students[0]
    page = reply(await student.slash(room.channel, "lesson", topic="kokand"))
    message = reply(await press(student, page, "quizme"))
    round_ = await room.app.store.round(int(custom_ids(message)[0].split(":")[1]))
    assert round_ is not None
    await answer(student, message, round_)
    assert await room.app.store.leaderboard(room.guild.id, None, None, None, 10) == []
