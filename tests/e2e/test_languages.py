"""A server is spoken to in the language that its teachers have set, and no other is."""

from __future__ import annotations

import discord

from tests.e2e.answers import answer
from tests.e2e.classroom import Classroom, said, said_by

NINE = 9 * 3600.0 + 1


async def speak_turkish(room: Classroom) -> None:
    shown = said_by(await room.teacher.slash(room.channel, "settings", language="tr"))
    assert "**Dil**: Türkçe" in shown  # at once, and so is everything from here on


async def test_what_a_server_is_told_and_shown_is_in_its_language(room: Classroom) -> None:
    await speak_turkish(room)
    student = room.students[0]
    assert "Bunu yalnızca öğretmenler yapabilir" in said_by(await student.slash(room.channel, "schedule list"))
    assert "Ders 1/2" in said_by(await student.slash(room.channel, "lesson"))

    await room.start_quiz()
    question = room.last()
    assert "Soru 1/7" in said(question)
    assert "Kaydedildi" in said_by(await answer(student, question, await room.open_round()))
    await room.teacher.slash(room.channel, "quiz skip")
    await room.pass_time(1)
    assert "kapandı" in said(room.message(question.id))
    await room.teacher.slash(room.channel, "quiz stop")
    await room.pass_time(60)
    assert "Sınav bitti" in said(room.last())


async def test_what_comes_by_itself_is_in_the_servers_language_also_after_a_restart(room: Classroom) -> None:
    await speak_turkish(room)
    told = await room.teacher.slash(room.channel, "schedule add", what="question", days="daily", topic="years")
    assert "her gün, saat 9:00" in said_by(told)
    await room.restart()
    await room.pass_time(NINE)
    assert "Günün sorusu" in said(room.last())
    assert "Son: gönderildi" in said_by(await room.teacher.slash(room.channel, "schedule list"))


async def test_another_server_is_told_nothing_in_it(room: Classroom) -> None:
    await speak_turkish(room)
    elsewhere = room.env.create_guild("Another class")
    channel = elsewhere.create_text_channel("history")
    role = elsewhere.create_role("Teachers", permissions=discord.Permissions(manage_guild=True))
    teacher = elsewhere.add_member(room.env.create_user("other"), roles=[role])
    assert "Language**: English" in said_by(await teacher.slash(channel, "settings"))
    assert "Dil" in said_by(await room.teacher.slash(room.channel, "settings"))
    assert "Lesson 1 of 2" in said_by(await teacher.slash(channel, "lesson"))


async def test_what_is_offered_for_days_is_understood_when_it_comes_back(room: Classroom) -> None:
    await speak_turkish(room)
    offered = await room.teacher.autocomplete(room.channel, "schedule add", "days", "")
    assert [(one["name"], one["value"]) for one in offered][:2] == [("Pzt–Cum", "Mon–Fri"), ("her gün", "daily")]
    told = await room.teacher.slash(room.channel, "schedule add", what="lesson", days=offered[0]["value"])
    assert "Pzt–Cum, saat 9:00" in said_by(told)
