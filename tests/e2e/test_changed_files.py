"""Files that change while the bot runs: taken up whole within two seconds, or told once and left alone."""

from __future__ import annotations

import asyncio
import logging
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import simcord

from bot.config import Settings
from tests.e2e.classroom import HERE, Classroom, everything_said, said, said_by

WITHIN = 2.0


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE / "library", tmp_path / "library"))


@pytest.fixture
def settings(tmp_path: Path, library: Path) -> Settings:
    return Settings(
        _env_file=None,
        discord_token=None,
        database_url=f"sqlite+aiosqlite:///{tmp_path}/class.sqlite3",
        lessons_dir=library / "lessons",
        quizzes_dir=library / "quizzes",
    )


async def soon(true: Callable[[], bool], within: float = WITHIN) -> None:
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, f"not within {within} seconds"
        await asyncio.sleep(0.02)


def edit(path: Path, old: str, new: str) -> None:
    """As many editors save: a second file, then its name."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    draft = path.with_name(f".{path.name}.tmp")
    draft.write_text(text.replace(old, new), encoding="utf-8")
    draft.replace(path)


async def test_a_changed_title_shows_in_a_lesson_within_two_seconds(
    room: Classroom, env: simcord.Env, library: Path
) -> None:
    edit(library / "lessons/basmachi/01-the-name.md", "title: ", "title: Of old, ")
    await soon(lambda: any(one.title.startswith("Of old, ") for one in room.app.shelves.common.lessons.values()))
    assert "Of old, " in said_by(await room.students[0].slash(room.channel, "lesson"))


async def test_a_broken_file_leaves_the_old_ones_is_told_once_and_is_taken_up_when_mended(
    room: Classroom, env: simcord.Env, library: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path, before = library / "lessons/basmachi/01-the-name.md", room.app.shelves.common
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("title: ", "tittle: Of old, "), encoding="utf-8")

    def told() -> list[str]:
        return [one.getMessage() for one in caplog.records if one.levelno == logging.ERROR]

    await soon(lambda: bool(told()), within=2 * WITHIN)
    path.touch()
    await asyncio.sleep(WITHIN)
    [one] = told()
    assert "01-the-name.md:3:1: 'tittle' is not a key of a lesson; did you mean 'title'?" in one
    assert room.app.shelves.common is before
    assert "Of old" not in said_by(await room.students[0].slash(room.channel, "lesson"))
    path.write_text(good.replace("title: ", "title: Of old, "), encoding="utf-8")
    await soon(lambda: room.app.shelves.common is not before)
    assert "Of old, " in said_by(await room.students[1].slash(room.channel, "lesson"))


async def test_whom_the_application_belongs_to_is_told_of_a_broken_file_once(
    room: Classroom, env: simcord.Env, library: Path
) -> None:
    def told() -> list[str]:
        bodies = [sent.json for sent in env.http_requests if isinstance(sent.json, dict)]
        posts = ["\n".join(everything_said(body.get("components", ()))) for body in bodies]
        return [post for post in posts if "cannot be used" in post]

    edit(library / "quizzes/basmachi/years.yaml", "title:", "titel: '@everyone ```'  #")
    await soon(lambda: bool(told()), within=2 * WITHIN)
    assert "years.yaml:1:1: 'titel' is not a key of a bank; did you mean 'title'?" in told()[0]
    (library / "quizzes/basmachi/years.yaml").touch()
    await asyncio.sleep(WITHIN)
    assert len(told()) == 1


async def test_an_operator_who_cannot_be_told_in_discord_finds_it_in_the_log(
    room: Classroom, env: simcord.Env, library: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    env.inject_error("POST", "/users/@me/channels", status=403, code=50007)
    edit(library / "quizzes/basmachi/years.yaml", "title:", "titel:")
    await soon(lambda: "the operator cannot be told in a direct message" in caplog.text, within=2 * WITHIN)
    assert "changed files cannot be used; the last good ones stay in service" in caplog.text


async def test_a_running_quiz_keeps_the_questions_that_it_began_with(
    room: Classroom, env: simcord.Env, library: Path
) -> None:
    await room.start_quiz("years")
    before, asked = room.app.shelves.common, (await room.open_round()).item.ask
    edit(library / "quizzes/basmachi/years.yaml", "ask: ", "ask: Changed. ")
    await soon(lambda: room.app.shelves.common is not before)
    await room.to_the_next_question()
    assert "Changed. " not in said(room.last())
    assert "Changed. " not in (await room.open_round()).item.ask
    assert all(item.ask.startswith("Changed. ") for item in room.app.shelves.common.banks["basmachi/years"].items)
    assert not asked.startswith("Changed. ")
