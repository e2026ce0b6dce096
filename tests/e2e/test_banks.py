"""A server's own questions: uploaded, looked at, used, changed, taken out and brought back."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
import simcord

from bot.discord_ui.client import _collecting_less
from tests.e2e.classroom import Classroom, private, said, said_by
from tests.e2e.test_lessons import press, reply, room_message

RIVERS = """\
title: Rivers of the region
movement: geography
questions:
  - id: amu
    ask: Which river was called Oxus?
    choices: [Amu Darya, Syr Darya, Aras]
    answer: Amu Darya
    why: Oxus is the Greek name of the Amu Darya.
  - id: aras
    ask: Which river bounds Karabakh in the south?
    accept: [Aras, Araxes]
    why: The Aras runs along it.
"""


def rivers(**changes: str) -> bytes:
    text = RIVERS
    for before, after in changes.items():
        text = text.replace(before.replace("_", " "), after)
    return text.encode()


async def upload(room: Classroom, data: bytes, file: str = "rivers.yaml", **options: Any) -> simcord.InteractionResult:
    return await room.teacher.slash(room.channel, "bank upload", file=(file, data), **options)


async def use(room: Classroom, uploaded: simcord.InteractionResult) -> str:
    return said(room_message(room, reply(await press(room.teacher, reply(uploaded), "banklive"))))


async def offered(room: Classroom) -> list[str]:
    choices = await room.teacher.autocomplete(room.channel, "quiz start", "bank", "")
    return [str(one["value"]) for one in choices]


async def test_a_good_file_is_looked_at_before_it_is_in_use(room: Classroom) -> None:
    uploaded = await upload(room, rivers())
    assert private(uploaded)
    shown = said_by(uploaded)
    for words in (
        "Rivers of the region",
        "2 questions",
        "1 with one choice",
        "recall 2",
        "Which river was called Oxus?",
    ):
        assert words in shown
    own = f"@{room.guild.id}/rivers"
    assert own not in await offered(room)
    assert "is in use" in await use(room, uploaded)
    assert own in await offered(room)


async def test_a_quiz_can_be_held_on_it(room: Classroom) -> None:
    await use(room, await upload(room, rivers()))
    quiz = await room.start_quiz(bank=f"@{room.guild.id}/rivers", questions=2)
    assert quiz.title == "Rivers of the region"
    assert {one.item.id for one in await room.app.store.rounds_of(quiz.id)} == {
        f"@{room.guild.id}/rivers/{name}" for name in ("amu", "aras")
    }


async def test_a_file_of_moodle_is_brought_over_and_what_it_leaves_is_told(room: Classroom) -> None:
    gift = b"::Amu:: Which river was called Oxus? {=Amu Darya ~Syr Darya}\n\n::Essay:: Tell of the river. {}\n"
    uploaded = await upload(room, gift, "rivers.gift")
    shown = said_by(uploaded)
    assert "Brought from Moodle GIFT" in shown
    assert "could not be carried over" in shown
    message = reply(uploaded)
    [file] = room.env.backend.get_message(message.channel_id, message.id).attachments
    assert b"rivers.gift:3" in (room.env.backend.cdn.get(file["url"]) or b"")
    assert "is in use" in await use(room, uploaded)


async def test_every_mistake_is_told_at_once_with_its_place_and_line(room: Classroom) -> None:
    bad = RIVERS.replace("answer: Amu Darya", "answer: Oxus").replace("accept:", "acept:")
    shown = said_by(await upload(room, bad.encode()))
    assert "Line 7, column 13" in shown
    assert "Oxus" in shown
    assert "acept: [Aras, Araxes]" in shown
    assert "Nothing has been changed" in shown
    assert await room.app.store.bank_versions(room.guild.id) == []


async def test_a_long_list_of_mistakes_comes_as_a_file_too(room: Classroom) -> None:
    many = RIVERS + "".join(f"  - id: q{n}\n    ask: What?\n    colour: red\n" for n in range(60))
    refused = await upload(room, many.encode())
    message = reply(refused)
    assert "in the file below" in said(message)
    [file] = room.env.backend.get_message(message.channel_id, message.id).attachments
    told = room.env.backend.cdn.get(file["url"])
    assert told is not None
    assert told.count(b"rivers.yaml:") > 100


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("bomb.yaml", b"a: &a [x]\n" + b"b: &b [*a,*a,*a,*a,*a,*a,*a,*a]\n" * 8, id="aliases"),
        pytest.param("merge.yaml", b"a: &a {x: 1}\nb: {<<: *a}\n", id="merge keys"),
        pytest.param("deep.yaml", b"[" * 100_000, id="100,000 nested brackets"),
        pytest.param("large.yaml", b"x" * 25_000_000, id="25 MB"),
        pytest.param("picture.yaml", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), id="not text"),
        pytest.param("wide.yaml", RIVERS.encode("utf-16"), id="wrong encoding"),
        pytest.param("empty.yaml", b"", id="nothing"),
        pytest.param(
            "many.yaml",
            RIVERS.encode()
            + b"".join(b"  - {id: q%d, ask: Right?, answer: true, why: It is.}\n" % n for n in range(10_000)),
            id="10,000 questions",
        ),
    ],
)
async def test_a_hostile_file_is_refused_kindly_and_nothing_is_kept(room: Classroom, name: str, data: bytes) -> None:
    refused = await upload(room, data, name)
    assert private(refused)
    assert "Something went wrong" not in said_by(refused)
    assert await room.app.store.bank_versions(room.guild.id) == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param(
            "lines.yaml", "".join(f"  - {{id: q{n}, ask: What, colour: red}}\n" for n in range(25_000)), id="many"
        ),
        pytest.param(
            "line.yaml", f"  [{', '.join('{ask: What, colour: red}' for _ in range(35_000))}]\n", id="one line"
        ),
    ],
)
async def test_a_file_in_which_all_is_wrong_holds_nobody_up(room: Classroom, name: str, data: str) -> None:
    """What counts is how long this process itself holds up a turn of the loop, not what the machine does besides."""
    whole = f"title: T\nmovement: m\nquestions:\n{data}".encode()
    with _collecting_less():  # as the running bot does
        uploading = asyncio.create_task(upload(room, whole, name))
        held_up = 0.0
        while not uploading.done():
            wall, own = time.perf_counter(), time.process_time()
            await asyncio.sleep(0.001)
            held_up = max(held_up, min(time.perf_counter() - wall, time.process_time() - own))
    assert "1001 problems" in said_by(await uploading)
    assert held_up < 0.1, f"the loop stood still for {held_up * 1000:.0f} ms"


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        ("../../evil.yaml", "evil"),
        ("C:\\quizzes\\My Rivers!.YAML", "my-rivers"),
        ("@everyone **bold**.yml", "everyone-bold"),
        ("Çay və dağ.yaml", "cay-v-dag"),
    ],
)
async def test_a_files_name_is_only_a_name(room: Classroom, name: str, kept_as: str) -> None:
    shown = said_by(await upload(room, rivers(), name))
    assert [one.name for one in await room.app.store.bank_versions(room.guild.id)] == [kept_as]
    assert "@everyone" not in shown


async def test_a_name_without_a_letter_that_can_be_used_asks_for_one(room: Classroom) -> None:
    assert "Please give one" in said_by(await upload(room, rivers(), "реки.yaml"))
    await upload(room, rivers(), "реки.yaml", name="Reki")
    assert [one.name for one in await room.app.store.bank_versions(room.guild.id)] == ["reki"]


async def test_questions_are_shown_harmless(room: Classroom) -> None:
    nasty = RIVERS.replace("Rivers of the region", "'@everyone <@1> **x**'").encode()
    shown = said_by(await upload(room, nasty))
    assert "@everyone" not in shown
    assert "<@1>" not in shown


async def test_a_window_takes_the_file_where_the_option_is_left_out(room: Classroom) -> None:
    opened = await room.teacher.slash(room.channel, "bank upload")
    done = await room.teacher.submit_modal(opened, {"file": ("rivers.yaml", rivers()), "text": "Waters"})
    assert "Which river was called Oxus?" in said_by(done)
    assert [one.name for one in await room.app.store.bank_versions(room.guild.id)] == ["waters"]


@pytest.mark.parametrize("command", ["upload", "list", "preview", "download", "remove"])
async def test_a_student_cannot(room: Classroom, command: str) -> None:
    options: dict[str, Any] = {"upload": {"file": ("rivers.yaml", rivers())}, "list": {}}.get(
        command, {"name": "rivers"}
    )
    refused = await room.students[0].slash(room.channel, f"bank {command}", **options)
    assert "Only teachers" in said_by(refused)
    assert await room.app.store.bank_versions(room.guild.id) == []


async def test_one_servers_bank_never_shows_in_another(room: Classroom) -> None:
    await use(room, await upload(room, rivers()))
    other = room.env.create_guild("Another school")
    channel = other.create_text_channel("history")
    head = other.add_member(
        room.env.create_user("head", global_name="Head"), roles=[other.create_role("Heads", permissions=room.managing)]
    )
    await room.env.settle()
    choices = await head.autocomplete(channel, "quiz start", "bank", "river")
    assert choices == []
    refused = await head.slash(channel, "quiz start", bank=f"@{room.guild.id}/rivers")
    assert "There are no questions called" in said_by(refused)
    version = (await room.app.store.bank_versions(room.guild.id))[0]
    mine = await head.slash(channel, "bank preview", name="rivers")
    assert "no questions of its own called" in said_by(mine)
    assert version.guild_id == room.guild.id


async def test_a_new_version_says_what_it_changes(room: Classroom) -> None:
    await use(room, await upload(room, rivers()))
    after = RIVERS.replace("Which river was called Oxus?", "Which river did the Greeks call Oxus?").replace(
        "accept: [Aras, Araxes]", "accept: [Kura]"
    )
    after += "  - id: talas\n    ask: Is the Talas a river?\n    answer: true\n    why: It is.\n"
    shown = said_by(await upload(room, after.encode()))
    assert "1 question is new: talas" in shown
    assert "has another key, so its statistics begin afresh: aras" in shown
    assert "worded otherwise: amu" in shown


async def test_a_live_quiz_keeps_the_version_it_began_with(room: Classroom) -> None:
    await use(room, await upload(room, rivers()))
    quiz = await room.start_quiz(bank=f"@{room.guild.id}/rivers", questions=2)
    await use(room, await upload(room, rivers(Which_river_was_called_Oxus="Which river is the Oxus of the Greeks")))
    await room.teacher.slash(room.channel, "bank remove", name="rivers")
    asked = [one.item.ask for one in await room.app.store.rounds_of(quiz.id)]
    assert "Which river was called Oxus?" in asked
    while await room.to_the_next_question():
        pass
    assert "The quiz is over" in said(room.last())


async def test_a_removed_bank_comes_back_as_the_version_that_is_wanted(room: Classroom) -> None:
    await use(room, await upload(room, rivers()))
    await use(room, await upload(room, rivers(Rivers_of="Waters of")))
    removed = await room.teacher.slash(room.channel, "bank remove", name="rivers")
    assert "out of use" in said_by(removed)
    assert f"@{room.guild.id}/rivers" not in await offered(room)
    old = await room.teacher.slash(room.channel, "bank preview", name="rivers", version=1)
    assert "Rivers of the region" in said_by(old)
    await use(room, old)
    library = await room.app.shelves.of(room.guild.id)
    assert library.banks[f"@{room.guild.id}/rivers"].title == "Rivers of the region"
    listed = said_by(await room.teacher.slash(room.channel, "bank list"))
    assert "version 1 · in use" in listed
    assert "earlier: 2" in listed


async def test_the_file_can_be_had_back_as_it_was(room: Classroom) -> None:
    await use(room, await upload(room, rivers()))
    got = reply(await room.teacher.slash(room.channel, "bank download", name="rivers"))
    [file] = room.env.backend.get_message(got.channel_id, got.id).attachments
    assert room.env.backend.cdn.get(file["url"]) == rivers()


async def test_a_draft_can_be_thrown_away_and_its_button_survives_a_restart(room: Classroom) -> None:
    uploaded = await upload(room, rivers())
    await room.restart()
    dropped = await press(room.teacher, reply(uploaded), "bankdrop")
    assert "thrown away" in said(room_message(room, reply(dropped)))
    assert await room.app.store.bank_versions(room.guild.id) == []


async def test_a_draft_that_another_has_replaced_cannot_be_put_in_use(room: Classroom) -> None:
    first = await upload(room, rivers())
    await upload(room, rivers(Rivers_of="Waters of"))
    assert "not there any more" in await use(room, first)


async def test_the_questions_can_be_gone_through(room: Classroom) -> None:
    uploaded = reply(await upload(room, rivers()))
    await press(room.teacher, uploaded, "bank")
    assert "Which river bounds Karabakh" in said(room_message(room, uploaded))


async def test_the_limits_are_told_before_they_are_met(room: Classroom) -> None:
    assert "up to 50 files of 500 questions each" in said_by(await room.teacher.slash(room.channel, "bank list"))
    opened = await room.teacher.slash(room.channel, "bank upload")
    assert opened.modal is not None
    assert "at most 500" in str(opened.modal)


async def test_a_bank_that_a_server_uses_is_there_after_a_restart(room: Classroom) -> None:
    await use(room, await upload(room, rivers()))
    await room.restart()
    assert f"@{room.guild.id}/rivers" in await offered(room)
