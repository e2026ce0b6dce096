"""Help, welcome, permissions and errors: how Dastan behaves in somebody's server."""

from __future__ import annotations

import logging
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from unittest import mock

import discord
import pytest
from discord import app_commands

from bot.cli import log_levels
from bot.discord_ui import guard
from tests.e2e.answers import answer
from tests.e2e.classroom import Classroom, custom_ids, said, said_by


async def test_help_shows_each_person_what_is_for_them(room: Classroom) -> None:
    for_teacher = said_by(await room.teacher.slash(room.channel, "help"))
    for_student = said_by(await room.students[0].slash(room.channel, "help"))
    assert "/quiz" in for_teacher
    assert "/quiz start" not in for_student
    assert "/lesson" in for_student


async def test_a_new_server_is_welcomed_once_with_three_things_to_do(room: Classroom) -> None:
    guild = room.env.create_guild("Another class")
    channel = guild.create_text_channel("general")
    assert room.guild is not guild
    visitor = guild.add_member(room.env.create_user("visitor"))
    client = room.app.client
    joined = client.get_guild(guild.id)
    assert joined is not None
    await client.on_guild_join(joined)
    await client.on_guild_join(joined)
    await room.env.settle()
    welcomes = [message for message in channel.history(viewer=visitor) if "/help" in said(message)]
    assert len(welcomes) == 1


async def test_a_missing_permission_is_named_before_a_quiz_begins(room: Classroom) -> None:
    me = room.guild.me
    assert me is not None
    deny = discord.PermissionOverwrite(attach_files=False, embed_links=False)
    everyone = room.guild.default_role
    closed = room.guild.create_text_channel("closed", overwrites={everyone: deny})
    refused = await room.teacher.slash(closed, "quiz start", bank="years")
    assert "Attach Files" in said_by(refused)
    assert "Embed Links" in said_by(refused)
    assert await room.app.store.active_quiz(closed.id) is None


async def test_commands_are_told_to_discord_once_and_not_again_unless_they_change(room: Classroom) -> None:
    def syncs() -> int:
        return sum(1 for one in room.env.http_requests if one.method == "PUT" and one.path.endswith("/commands"))

    assert syncs() == 1
    await room.restart()
    assert syncs() == 1


async def test_an_unexpected_error_gives_an_apology_with_a_reference_that_is_in_the_log(
    room: Classroom, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(room.app.lessons, "read", broken)
    with caplog.at_level(logging.ERROR):
        result = await room.students[0].slash(room.channel, "lesson")
    assert result.ephemeral
    logged = next(record for record in caplog.records if "unexpected" in record.getMessage())
    reference = logged.getMessage().split("]")[0].strip("[")
    assert reference in said_by(result)
    assert logged.exc_info is not None


async def test_logs_hold_no_answer_of_a_learner(room: Classroom, caplog: pytest.LogCaptureFixture) -> None:
    for name, level in log_levels("DEBUG").items():
        caplog.set_level(level, logger=name or None)
    caplog.handler.setLevel(logging.NOTSET)
    await room.start_quiz("sampler", questions=7, seconds=10)
    for _ in range(7):
        round_ = await room.open_round()
        await answer(room.students[0], room.last(), round_)
        await room.to_the_next_question()
    assert "Enver" not in caplog.text
    logging.getLogger("bot").debug("the log is heard")
    assert "the log is heard" in caplog.text


async def test_a_button_of_a_vanished_question_says_so(room: Classroom) -> None:
    await room.start_quiz("years", questions=1, seconds=300)
    message = room.last()
    button = custom_ids(message)[0]
    await room.close_app()
    await room.open_app()
    await room.env.restart_bot(room.app.client)
    import sqlite3

    path = room.settings.database_url.partition("///")[2]
    with sqlite3.connect(path, timeout=5) as database:
        database.execute("PRAGMA foreign_keys=OFF")
        database.execute("DELETE FROM rounds")
    result = await room.students[0].click(message, custom_id=button)
    assert result.ephemeral
    assert said_by(result)


async def test_a_lesson_can_be_read_in_direct_messages_but_a_quiz_needs_a_server(room: Classroom) -> None:
    user = room.env.create_user("loner")
    result = await user.slash("lesson")
    assert "What the name hides" in said_by(result)
    contexts = {command["name"]: command.get("contexts") for command in told_to_discord(room)}
    assert contexts["lesson"] is None
    assert {name for name, where in contexts.items() if where == [0]} == {
        *("bank", "report", "quiz", "score", "leaderboard", "daily", "schedule", "settings")
    }


def told_to_discord(room: Classroom) -> list[dict[str, Any]]:
    tree = room.app.client.tree
    return [command.to_dict(tree) for command in tree.get_commands()]


class Refused:
    """An interaction that discord.py refuses before a command of ours sees it, as far as the guard looks at it."""

    def __init__(self) -> None:
        self.extras: dict[str, Any] = {}
        self.type = discord.InteractionType.application_command
        self.command = None
        self.data = {"name": "score", "options": [{"name": "member", "value": "what was typed"}]}
        self.response = SimpleNamespace(is_done=lambda: False, send_message=self._keep)
        self.said = ""

    async def _keep(self, *, view: discord.ui.LayoutView, ephemeral: bool, **_: object) -> None:
        assert ephemeral
        self.said = str(view.to_components())  # type: ignore[no-untyped-call]  # discord.py's own


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (app_commands.CommandNotFound("score", []), "This command has changed."),
        (app_commands.CommandSignatureMismatch(mock.Mock()), "This command has changed."),
        (
            app_commands.TransformerError("x", discord.AppCommandOptionType.user, mock.Mock()),
            "I cannot find what you chose there.",
        ),
    ],
    ids=lambda one: type(one).__name__,
)
async def test_a_command_that_discord_py_refuses_is_told_kindly_and_is_no_error(
    error: app_commands.AppCommandError, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    interaction = Refused()
    with caplog.at_level(logging.INFO):
        await guard.explain(interaction, error)  # type: ignore[arg-type]  # as much as is looked at
    assert sentence in interaction.said
    assert [record.levelname for record in caplog.records] == ["INFO"]
    assert "/score" in caplog.text
    assert "what was typed" not in caplog.text


async def test_a_clock_that_is_behind_discords_is_told_to_the_operator_once(
    room: Classroom, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room.app.client, "_now", lambda: room.env.now() - timedelta(seconds=1))
    await room.students[0].slash(room.channel, "help")
    assert "NTP" not in caplog.text
    monkeypatch.setattr(room.app.client, "_now", lambda: room.env.now() - timedelta(minutes=1))
    await room.students[0].slash(room.channel, "help")
    await room.students[0].slash(room.channel, "help")
    warnings = [record.getMessage() for record in caplog.records if "NTP" in record.getMessage()]
    assert len(warnings) == 1
    assert "60 seconds" in warnings[0]
