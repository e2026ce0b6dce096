"""The command line, as an operator meets it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest
from aiohttp import web
from click.testing import CliRunner, Result

from bot.app import open_app
from bot.cli import main
from bot.config import Settings
from bot.core.errors import BadToken, CannotReachDiscord

HOLD_OPEN = """
import asyncio, sys
from bot.store import open_store

async def hold():
    async with open_store(sys.argv[1]):
        print("open", flush=True)
        await asyncio.sleep(60)

asyncio.run(hold())
"""

LIBRARY = Path(__file__).parent / "e2e" / "library"


@pytest.fixture(autouse=True)
def a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("DISCORD_TOKEN", "DATABASE_URL", "LESSONS_DIR", "QUIZZES_DIR"):
        monkeypatch.delenv(name, raising=False)


def dastan(*args: str) -> Result:
    return CliRunner().invoke(main, args)


def test_without_a_token_run_says_where_tokens_come_from() -> None:
    result = dastan("run")
    assert result.exit_code == 1
    assert "discord.com/developers" in result.output
    assert ".env" in result.output
    assert "Traceback" not in result.output


def test_check_passes_the_content_that_is_shipped() -> None:
    result = dastan("check")
    assert result.output.strip() == "No problems found."
    assert result.exit_code == 0


def test_check_prints_each_problem_with_its_place_and_fails(tmp_path: Path) -> None:
    bank = tmp_path / "mine.yaml"
    bank.write_text("title: Mine\nmovement: basmachi\nquestions:\n  - id: one\n    anser: 1916\n", encoding="utf-8")
    result = dastan("check", str(bank))
    assert result.exit_code == 1
    assert "mine.yaml:5:5" in result.output
    assert "did you mean 'answer'" in result.output


def test_a_setting_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_PORT", "many")
    result = dastan("check")
    assert result.exit_code == 1
    assert "SANDBOX_PORT" in result.output


def test_broken_content_is_listed_and_nothing_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "quizzes" / "basmachi").mkdir(parents=True)
    (tmp_path / "quizzes" / "basmachi" / "bad.yaml").write_text("title: [", encoding="utf-8")
    monkeypatch.setenv("QUIZZES_DIR", str(tmp_path / "quizzes"))
    monkeypatch.setenv("LESSONS_DIR", str(LIBRARY / "lessons"))
    monkeypatch.setenv("DISCORD_TOKEN", "a.b.c")
    result = dastan("run")
    assert result.exit_code == 1
    assert "quizzes/basmachi/bad.yaml:" in result.output


def test_a_database_that_another_dastan_has_open_is_told_in_one_sentence(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            HOLD_OPEN,
            f"sqlite:///{tmp_path}/one.sqlite3",
        ],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "open"
        result = CliRunner().invoke(main, ["migrate"], env={"DATABASE_URL": f"sqlite:///{tmp_path}/one.sqlite3"})
        assert result.exit_code == 1
        assert "Another Dastan" in result.output
        assert "Traceback" not in result.output
    finally:
        holder.kill()
        holder.communicate()


def test_a_database_that_is_not_there_is_told_without_its_password() -> None:
    url = "postgresql://teacher:secret@127.0.0.1:1/history"
    result = CliRunner().invoke(main, ["migrate"], env={"DATABASE_URL": url})
    assert result.exit_code == 1
    assert "cannot be opened" in result.output
    assert "secret" not in result.output


def test_migrate_brings_a_new_database_up_to_date(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["migrate"], env={"DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3"})
    assert result.exit_code == 0, result.output
    assert (tmp_path / "new.sqlite3").exists()


@pytest.fixture
async def discord_that_refuses(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """A REST server on loopback that knows no token."""

    async def refuse(_: web.Request) -> web.Response:
        return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", refuse)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{port}")
    yield
    await runner.cleanup()


@pytest.mark.usefixtures("discord_that_refuses")
async def test_a_wrong_token_is_an_error_of_its_own(tmp_path: Path) -> None:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/x.sqlite3",
        lessons_dir=LIBRARY / "lessons",
        quizzes_dir=LIBRARY / "quizzes",
    )
    async with open_app(settings) as app:
        with pytest.raises(BadToken):
            await app.client.log_in("not.a.token")


async def test_no_way_to_discord_is_an_error_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.http.Route, "BASE", "http://127.0.0.1:1")
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/x.sqlite3",
        lessons_dir=LIBRARY / "lessons",
        quizzes_dir=LIBRARY / "quizzes",
    )
    async with open_app(settings) as app:
        with pytest.raises(CannotReachDiscord):
            await app.client.log_in("not.a.token")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_the_sandbox_prints_an_address_and_ends_cleanly_when_told_to(tmp_path: Path, how: signal.Signals) -> None:
    environment = {**os.environ, "SANDBOX_PORT": "0", "DATABASE_URL": f"sqlite:///{tmp_path}/s.sqlite3"}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=Path(__file__).parents[1],
        env={**environment, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    lines = []
    deadline = time.monotonic() + 60
    for line in process.stdout:
        lines.append(line)
        if "Ctrl-C" in line or time.monotonic() > deadline:
            break
    process.send_signal(how)
    rest, _ = process.communicate(timeout=30)
    text = "".join(lines) + rest
    assert "http://127.0.0.1:" in text
    assert "Traceback" not in text
    assert process.returncode == 0
