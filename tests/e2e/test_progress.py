"""A student looks at what they know, in a server and in direct messages."""

from __future__ import annotations

import re
from typing import Any

import simcord

from tests.e2e.answers import answer
from tests.e2e.classroom import Classroom, custom_ids, said, said_by

HOUR = 3600
PNG = b"\x89PNG\r\n\x1a\n"


def gallery(result: simcord.InteractionResult) -> dict[str, Any]:
    """The one picture that a message shows."""
    assert result.response is not None
    found: list[dict[str, Any]] = []

    def walk(raw: dict[str, Any]) -> None:
        found.extend(raw.get("items", ()))
        for child in raw.get("components", ()):
            walk(child)

    for component in result.response.components:
        walk(component)
    [only] = found
    return only


def in_words(result: simcord.InteractionResult) -> str:
    """What the message says below its heading, without Markdown and without its button."""
    words = re.sub(r"\\(.)", r"\1", said_by(result)).splitlines()
    return "\n".join(words[1:-1])


async def test_a_student_sees_what_they_know_as_a_picture_and_in_the_same_words(room: Classroom) -> None:
    await room.start_quiz("years", questions=1, seconds=10)
    await answer(room.students[0], room.last(), await room.open_round())
    await room.pass_time(60)
    result = await room.students[0].slash(room.channel, "progress")
    assert result.ephemeral
    text = said_by(result)
    assert "you have met 1." in text
    assert "Streak: 1 day in a row" in text
    assert "recalled" in text
    assert gallery(result)["description"] == in_words(result)
    assert result.response is not None
    assert custom_ids(result.response) == ["practise:5"]
    [file] = result.response.attachments
    assert file.filename == "progress.png"


async def test_a_new_student_with_nothing_gets_a_picture_too_and_a_word_how_it_begins(room: Classroom) -> None:
    result = await room.students[0].slash(room.channel, "progress")
    assert result.ephemeral
    text = said_by(result)
    assert "You have not met a question yet." in text
    assert "No streak just now" in text
    assert "Due today: 0." in text
    assert gallery(result)["description"] == in_words(result)


async def test_in_direct_messages_it_shows_what_was_learned_in_a_server(room: Classroom) -> None:
    await room.start_quiz("years", questions=1, seconds=10)
    await answer(room.students[0], room.last(), await room.open_round())
    await room.pass_time(60)
    result = await room.students[0].user.slash("progress")
    assert "you have met 1." in said_by(result)
    assert "Streak: 1 day in a row" in said_by(result)
    assert gallery(result)["description"] == in_words(result)


async def test_todays_answer_counts_for_the_streak_before_its_question_closes_and_tells_nothing_else(
    room: Classroom,
) -> None:
    await room.teacher.slash(room.channel, "schedule add", what="question", at="9:00", days="daily")
    for _ in range(2):
        await room.pass_time(24 * HOUR)
        message = [one for one in room.messages() if one.author.bot][-1]
        press = next(one for one in custom_ids(message) if one.split(":")[0] in {"pick", "many", "type", "compose"})
        round_ = await room.app.store.round(int(press.split(":")[1]))
        assert round_ is not None
        await answer(room.students[0], message, round_)
    text = said_by(await room.students[0].slash(room.channel, "progress"))
    assert "Streak: 2 school days in a row" in text
    assert "you have met 1." in text, "the second question is still open"


async def test_the_reveal_and_the_progress_tell_the_same_streak(room: Classroom) -> None:
    await test_todays_answer_counts_for_the_streak_before_its_question_closes_and_tells_nothing_else(room)
    await room.pass_time(24 * HOUR)
    reveals = [message for message in room.messages() if message.author.bot]
    assert any("Student A · 2 school days in a row" in said(one) for one in reveals)
    assert "Streak: 2 school days in a row" in said_by(await room.students[0].slash(room.channel, "progress"))
