"""A learner practises, in a server and in direct messages."""

from __future__ import annotations

import sqlite3
from types import SimpleNamespace
from typing import TypeAlias

import discord
import pytest
import simcord

from bot.core.identity import own_bank_id
from bot.core.models import Ordering
from bot.core.records import Round
from tests.e2e.answers import answer, everybody_answers
from tests.e2e.classroom import Classroom, custom_ids, private, said, said_by
from tests.e2e.test_forged_presses import Forged, presses
from tests.e2e.test_lessons import press, reply, room_message
from tests.e2e.test_schedules import NINE, add, asked, posted

Person: TypeAlias = simcord.MemberActor | simcord.UserHandle
Message: TypeAlias = simcord.ResponseMessage
ASKING = {"pick", "many", "type", "compose"}
DAY = 24 * 3600.0
RIVERS = """
title: {title}
movement: basmachi
questions:
  - id: river
    ask: {ask}
    answer: true
    why: It is.
"""


async def begin(room: Classroom, person: Person, where: str, **options: object) -> Message:
    """Practise in the server's channel or in direct messages; the private message with the first question."""
    if where == "server":
        assert isinstance(person, simcord.MemberActor)
        result = await person.slash(room.channel, "practice", **options)
    else:
        result = await user(person).slash("practice", **options)
    assert private(result), said_by(result)
    return reply(result)


def user(person: Person) -> simcord.UserHandle:
    return person.user if isinstance(person, simcord.MemberActor) else person


def who(person: Person, where: str) -> simcord.MemberActor:
    """The one who presses: in direct messages a user, who can do all that these tests do."""
    return person if where == "server" else user(person)  # type: ignore[return-value] # see above


async def question(room: Classroom, message: Message) -> Round | None:
    """The question that a private message asks; None where it asks none."""
    for one in custom_ids(room_message(room, message)):
        action, *args = one.split(":")
        if action in ASKING:
            return await room.app.store.round(int(args[0]))
    return None


async def answer_shown(
    room: Classroom, person: simcord.MemberActor, message: Message, *, right: bool = True
) -> tuple[Round, str]:
    """Answer what a private message asks; the question, and what the message then says."""
    round_ = await question(room, message)
    assert round_ is not None, said(room_message(room, message))
    await answer(person, room_message(room, message), round_, right=right)
    return round_, said(room_message(room, message))


async def to_the_end(room: Classroom, person: simcord.MemberActor, message: Message) -> str:
    while await question(room, message) is not None:
        await answer_shown(room, person, message)
        await press(person, room_message(room, message), "next")
    return said(room_message(room, message))


def bring_a_bank(room: Classroom, guild_id: int, title: str, ask: str) -> str:
    """A server's own bank, as an upload will leave it; returns its item's id."""
    connection = sqlite3.connect(room.settings.database_url.partition("///")[2], timeout=5)
    with connection:
        connection.execute(
            "INSERT INTO banks (guild_id, name, number, title, text, items, state, uploaded_by, uploaded_at)"
            " VALUES (?, 'rivers', 1, ?, ?, 1, 'live', 1, 0)",
            (guild_id, title, RIVERS.format(title=title, ask=ask)),
        )
    connection.close()
    room.app.shelves.forget(guild_id)
    return f"{own_bank_id(guild_id, 'rivers')}/river"


both = pytest.mark.parametrize("where", ["server", "direct messages"])


@both
async def test_each_question_is_judged_at_once_with_why_its_source_and_the_lesson(room: Classroom, where: str) -> None:
    student = who(room.students[0], where)
    message = await begin(room, room.students[0], where, count=2)
    assert "Question 1 of 2" in said(message)
    round_, verdict = await answer_shown(room, student, message)
    for words in ("✅ Right", "100 points", round_.item.why, "Source: A reader for tests", "Comes back in"):
        assert words in verdict
    await press(student, room_message(room, message), "lesson")
    assert "What the name hides" in said(room_message(room, message))
    await press(student, room_message(room, message), "next")
    assert "Question 2 of 2" in said(room_message(room, message))
    end = await to_the_end(room, student, message)
    assert "You got 2 of 2 right" in end
    assert "New, and you know it now" in end
    assert "There is more to practise" in end
    await press(student, room_message(room, message), "practise")
    assert "Question 1 of 2" in said(room_message(room, message))


@both
async def test_what_was_missed_gives_its_own_reason_and_is_asked_once_more_at_the_end(
    room: Classroom, where: str
) -> None:
    student = who(room.students[0], where)
    message = await begin(room, room.students[0], where, count=4, topic="A question of every kind")
    for number in range(4):
        round_, verdict = await answer_shown(room, student, message, right=number != 2)
        if number == 2:
            assert round_.item.id == "basmachi/sampler/one-choice"
            for words in ("❌ Wrong", "By March it was over.", "It is asked once more at the end."):
                assert words in verdict
        await press(student, room_message(room, message), "next")
    assert "Once more: 1 of 1" in said(room_message(room, message))
    round_, verdict = await answer_shown(room, student, message)
    assert round_.item.id == "basmachi/sampler/one-choice"
    assert "✅ Right" in verdict
    assert "points" not in verdict
    assert "Comes back tomorrow." in verdict


@both
async def test_a_hint_costs_half_the_points_and_outlasts_a_restart(room: Classroom, where: str) -> None:
    student = who(room.students[0], where)
    message = await begin(room, room.students[0], where, count=1)
    assert "Hint (half the points)" in said(message)
    assert "who is speaking" not in said(message)
    await press(student, message, "hint")
    assert "Hint: Ask first who is speaking." in said(room_message(room, message))
    assert "half the points" not in said(room_message(room, message))
    await room.restart()
    _, verdict = await answer_shown(room, student, message)
    assert "✅ Right** · 50 points · with the hint" in verdict


@both
async def test_a_restart_in_the_middle_costs_nothing(room: Classroom, where: str) -> None:
    student = who(room.students[0], where)
    message = await begin(room, room.students[0], where, count=3)
    await answer_shown(room, student, message, right=False)
    await room.restart(meanwhile=600)
    await press(student, room_message(room, message), "next")
    assert "Question 2 of 3" in said(room_message(room, message))
    await answer_shown(room, student, message)
    await press(student, room_message(room, message), "next")
    await room.restart()
    await answer_shown(room, student, message)
    await press(student, room_message(room, message), "next")
    assert "Once more: 1 of 1" in said(room_message(room, message))
    assert "You got 2 of 3 right" in await to_the_end(room, student, message)


@both
async def test_a_question_missed_in_class_comes_back(room: Classroom, where: str) -> None:
    await room.start_quiz("years", questions=1, seconds=10)
    missed = await everybody_answers(room, right=False)
    await room.pass_time(60)
    message = await begin(room, room.students[0], where, count=1)
    assert missed.item.ask in said(message)
    assert missed.item.ask in said(await begin(room, room.students[1], where, count=2))


@both
async def test_what_is_open_in_class_is_never_asked(room: Classroom, where: str) -> None:
    student = who(room.students[0], where)
    await room.start_quiz("years", questions=1, seconds=10)
    await everybody_answers(room)
    await room.pass_time(60)
    await add(room, days="daily")
    await room.pass_time(NINE)
    open_now = await asked(room, posted(room)[-1])
    message = await begin(room, room.students[0], where, count=20)
    seen: set[str] = set()
    while await question(room, message) is not None:
        round_, _ = await answer_shown(room, student, message, right=len(seen) % 3 > 0)
        seen.add(round_.item.id)
        await press(student, room_message(room, message), "next")
    assert len(seen) == 10
    assert open_now.item.id not in seen


async def test_what_class_begins_to_ask_in_the_meantime_waits_for_its_reveal(room: Classroom) -> None:
    student = room.students[0]
    message = await begin(room, student, "server", count=1, topic="years")
    shown = await question(room, message)
    assert shown is not None
    await room.start_quiz("years", questions=4, seconds=10)
    told = await answer(student, room_message(room, message), shown)
    assert "Class is being asked just this" in said_by(told)
    assert await room.app.store.answered(shown.id) == 0


@both
async def test_when_all_is_known_it_says_so_with_the_next_moment_and_practises_all_the_same(
    room: Classroom, where: str
) -> None:
    student = who(room.students[0], where)
    message = await begin(room, room.students[0], where, count=20)
    end = await to_the_end(room, student, message)
    assert "You got 11 of 11 right" in end
    assert "and 6 more" in end
    assert "The next one comes back <t:" in end
    message = await begin(room, room.students[0], where)
    assert "nothing is due, and there is nothing new left" in said(message)
    assert "<t:" in said(message)
    await press(student, message, "practise")
    assert "Question 1 of 5" in said(room_message(room, message))


async def test_days_later_it_comes_back_and_the_verdict_says_for_how_long_it_is_gone(room: Classroom) -> None:
    student = room.students[0]
    await to_the_end(room, student, await begin(room, student, "server", count=20))
    await room.pass_time(4 * DAY)
    message = await begin(room, student, "server", count=1)
    assert "Question 1 of 1" in said(message)
    _, verdict = await answer_shown(room, student, message)
    assert "Comes back in " in verdict


async def test_the_podium_lets_each_practise_what_they_missed(room: Classroom) -> None:
    await room.start_quiz("years", questions=2, seconds=10)
    first = await room.open_round()
    await answer(room.students[0], room.last(), first, right=False)
    await answer(room.students[1], room.last(), first)
    await room.to_the_next_question()
    await answer(room.students[0], room.last(), await room.open_round())
    while await room.app.store.active_quiz(room.channel.id) is not None:
        await room.pass_time(10)
    podium = room.last()
    before = said(podium)
    button = next(one for one in custom_ids(podium) if one.startswith("missed:"))
    result = await room.students[0].click(podium, custom_id=button)
    assert private(result)
    assert first.item.ask in said_by(result)
    assert "Question 1 of 1" in said_by(result)
    assert "You got 1 of 1 right" in await to_the_end(room, room.students[0], reply(result))
    assert "You missed nothing here." in said_by(await room.students[1].click(podium, custom_id=button))
    assert "You did not answer here" in said_by(await room.students[2].click(podium, custom_id=button))
    assert said(room.last()) == before
    await room.restart()
    assert first.item.ask in said_by(await room.students[0].click(room.last(), custom_id=button))


async def test_the_reveal_of_the_day_lets_each_practise_what_they_missed(room: Classroom) -> None:
    await add(room, days="daily", open_hours=1)
    await room.pass_time(NINE)
    message = posted(room)[-1]
    round_ = await asked(room, message)
    await answer(room.students[0], message, round_, right=False)
    await answer(room.students[1], message, round_)
    assert not [one for one in custom_ids(message) if one.startswith("missed:")]
    await room.pass_time(2 * 3600)
    revealed = room.message(message.id)
    button = f"missed:round:{round_.id}"
    assert button in custom_ids(revealed)
    result = await room.students[0].click(revealed, custom_id=button)
    assert private(result)
    assert round_.item.ask in said_by(result)
    assert "You missed nothing here." in said_by(await room.students[1].click(revealed, custom_id=button))


async def test_a_stranger_who_presses_somebody_elses_button_is_refused(room: Classroom) -> None:
    message = await begin(room, room.students[0], "server", count=1)
    round_ = await question(room, message)
    assert round_ is not None
    for custom_id in (f"hint:{round_.id}", f"next:{round_.sitting_id}", f"pick:{round_.id}:1"):
        forged = Forged(room, custom_id)
        await presses(room).dispatch(forged)  # type: ignore[arg-type]  # as much as is looked at
        assert "somebody else’s" in forged.told[0]
    kept = await room.app.store.round(round_.id)
    assert kept is not None
    assert not kept.hinted
    assert await room.app.store.answered(round_.id) == 0


async def test_saving_an_order_twice_shows_the_verdict_twice(room: Classroom) -> None:
    student = room.students[0]
    message = await begin(room, student, "server", count=7, topic="A question of every kind")
    while not isinstance((round_ := await question(room, message)), Round) or not isinstance(round_.item, Ordering):
        await answer_shown(room, student, message)
        await press(student, room_message(room, message), "next")
    await answer_shown(room, student, message)
    for custom_id in (f"save:{round_.id}", f"compose:{round_.id}", f"slot:{round_.id}:0"):
        forged = Forged(room, custom_id, values=["0"])
        forged.user = SimpleNamespace(id=student.id, display_name="Student A")
        await presses(room).dispatch(forged)  # type: ignore[arg-type]  # as much as is looked at
        assert "The first answer counts." in forged.told[0]
        assert "✅ Right" in forged.told[0]


@pytest.mark.parametrize(
    "custom_id",
    [
        "practise",
        "practise:x:",
        "practise:5:nonsense",
        "practise:5::99999999999999999999",
        "shelf:5:",
        "missed",
        "missed:quiz:77",
        "missed:round:77",
        "missed:quiz:x",
        "hint:77",
        "hint:",
        "lesson:kokand:x",
    ],
)
async def test_a_press_that_was_made_up_gets_a_kind_answer(room: Classroom, custom_id: str) -> None:
    for values in ([], ["x"], ["1", "2"]):
        forged = Forged(room, custom_id, values=values)
        await presses(room).dispatch(forged)  # type: ignore[arg-type]  # as much as is looked at
        assert len(forged.told) == 1
        assert "went wrong" not in forged.told[0]


async def test_a_reminders_button_begins_to_practise(room: Classroom) -> None:
    forged = Forged(room, "practise:5:")
    await presses(room).dispatch(forged)  # type: ignore[arg-type]  # as much as is looked at
    assert "Question 1 of 5" in forged.told[0]


async def test_topics_are_offered_while_one_types(room: Classroom) -> None:
    choices = await room.students[0].autocomplete(room.channel, "practice", "topic", "every")
    assert [one["value"] for one in choices] == ["basmachi/sampler"]
    assert [one["value"] for one in await user(room.students[0]).autocomplete("practice", "topic", "every")] == [
        "basmachi/sampler"
    ]
    told = said_by(await room.students[0].slash(room.channel, "practice", topic="A qestion of every kind"))
    assert "Did you mean “A question of every kind”?" in told


async def test_help_knows_practice(room: Classroom) -> None:
    assert "/practice" in said_by(await room.students[0].slash(room.channel, "help"))


async def test_in_direct_messages_one_chooses_between_the_servers_that_have_questions_of_their_own(
    room: Classroom,
) -> None:
    student = room.students[0]
    other = room.env.create_guild("Geography 8a")
    channel = other.create_text_channel("maps")
    there = other.add_member(user(student))
    may = room.env.create_user("geographer")
    teacher = other.add_member(
        may, roles=[other.create_role("Teachers", permissions=discord.Permissions(manage_guild=True))]
    )
    await room.env.settle()
    bring_a_bank(room, room.guild.id, "Rivers of Asia", "Is the Oxus a river?")
    bring_a_bank(room, other.id, "Rivers of Europe", "Is the Don a river?")
    await room.start_quiz("years", questions=1, seconds=10)
    await answer(student, room.last(), await room.open_round())
    await teacher.slash(channel, "quiz start", bank="years", questions=1, seconds=10)
    await room.pass_time(6)
    await answer(there, room.last(channel), await room.open_round(channel))
    await room.pass_time(120)

    message = await begin(room, student, "direct messages", count=20)
    assert "What would you like to practise?" in said(message)
    assert "The common course\nHistory 9b\nGeography 8a" in said(message)
    person = user(student)
    select = custom_ids(message)[0]
    await person.select(message, [str(other.id)], custom_id=select)
    first = await question(room, message)
    assert first is not None
    assert first.guild_id is None
    found = {one.item.ask for one in await room.app.store.sitting_rounds(first.sitting_id or 0)}
    assert "Is the Don a river?" in found
    assert "Is the Oxus a river?" not in found
