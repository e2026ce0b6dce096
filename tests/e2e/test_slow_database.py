"""The database takes its time: everybody sees that Dastan is at it, and then what truly came of their press."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import simcord

from bot.core.errors import NotSaved
from bot.discord_ui import reply
from bot.store import Store
from tests.e2e.answers import answer, everybody_answers
from tests.e2e.classroom import Classroom, custom_ids, said, said_by
from tests.e2e.test_lessons import press, room_message

Slow = Callable[[str], None]


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    """Make a method of the store take longer than Dastan's patience."""
    monkeypatch.setattr(reply, "PATIENCE", 0.02)

    def make(name: str) -> None:
        real: Callable[..., Coroutine[Any, Any, Any]] = getattr(Store, name)

        async def late(*args: Any) -> Any:
            await asyncio.sleep(0.1)
            return await real(*args)

        monkeypatch.setattr(Store, name, late)

    return make


def thinks_first(room: Classroom, began: int) -> bool:
    """Whether the first request since then was an acknowledgement without an answer."""
    return room.env.http_requests[began].json["type"] in {5, 6}  # type: ignore[index]  # a callback has a body


async def test_an_answer_that_is_long_in_saving_is_acknowledged_and_then_said_to_be_saved(
    room: Classroom, slow: Slow
) -> None:
    await room.start_quiz("years", questions=1)
    slow("record")
    began = len(room.env.http_requests)
    result = await answer(room.students[0], room.last(), await room.open_round())
    assert thinks_first(room, began)
    assert result.ephemeral
    assert "Saved" in said_by(result)


async def test_an_answer_that_is_long_in_failing_is_acknowledged_and_then_said_not_to_be_saved(
    room: Classroom, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(*_: object) -> None:
        raise NotSaved

    await room.start_quiz("years", questions=1)
    monkeypatch.setattr(Store, "record", refused)
    slow("record")
    began = len(room.env.http_requests)
    result = await answer(room.students[0], room.last(), await room.open_round())
    assert thinks_first(room, began)
    assert "press again" in said_by(result)


async def test_a_verdict_that_is_long_in_coming_takes_the_place_of_its_question(room: Classroom, slow: Slow) -> None:
    student = room.students[0]
    page = (await student.slash(room.channel, "lesson", topic="kokand")).response
    assert page is not None
    started = await press(student, page, "quizme")
    question = started.response
    assert question is not None
    round_ = await room.app.store.round(int(custom_ids(question)[0].split(":")[1]))
    assert round_ is not None
    slow("record")
    began = len(room.env.http_requests)
    result = await answer(student, question, round_)
    assert result.followups == []
    assert round_.item.why in said(room_message(room, question))
    assert any(one.json == {"type": 6} for one in room.env.http_requests[began:])


async def test_a_modal_that_would_come_too_late_is_replaced_by_a_request_to_press_again(
    room: Classroom, slow: Slow
) -> None:
    await room.start_quiz("sampler", questions=7)
    while not any(one.startswith("type:") for one in custom_ids(room.last())):
        await everybody_answers(room)
        assert await room.to_the_next_question()
    button = next(one for one in custom_ids(room.last()) if one.startswith("type:"))
    slow("answer")
    result = await room.students[0].click(room.last(), custom_id=button)
    assert "Please press again" in said_by(result)


async def test_a_command_that_is_long_in_reading_is_acknowledged_and_then_answered_in_private(
    room: Classroom, slow: Slow
) -> None:
    slow("guild")
    began = len(room.env.http_requests)
    result: simcord.InteractionResult = await room.teacher.slash(room.channel, "help")
    assert thinks_first(room, began)
    assert result.ephemeral
    assert "/quiz start" in said_by(result)


async def test_a_command_that_acknowledges_by_itself_does_not_do_so_twice(room: Classroom, slow: Slow) -> None:
    slow("guild")
    result = await room.teacher.slash(room.channel, "quiz start", bank="years", questions=1)
    assert "begins" in said_by(result)
