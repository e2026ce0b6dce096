"""The command line, as an operator meets it."""

from __future__ import annotations

import asyncio
import gc
import importlib.abc
import logging
import os
import runpy
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType, SimpleNamespace

import discord
import pytest
from aiohttp import web
from click.testing import CliRunner, Result
from discord.ext import commands

import bot.config
from bot.app import App, open_app
from bot.cli import _is_not_about_voice, _run, log_levels, main
from bot.config import Settings, read_settings
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
def env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing is set, and `.env`, which a test may write, is in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")
    return tmp_path / ".env"


def dastan(*args: str) -> Result:
    return CliRunner().invoke(main, args)


def test_without_a_token_run_says_where_tokens_come_from() -> None:
    result = dastan("run")
    assert result.exit_code == 78
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


def test_check_says_where_there_was_nothing_to_check(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "README.md").write_text("# Nothing yet", encoding="utf-8")
    result = dastan("check", str(tmp_path / "empty"))
    assert result.output.strip() == f"There is nothing to check in {tmp_path / 'empty'}."
    assert result.exit_code == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_check_with_watch_tells_afresh_whenever_a_file_is_saved_and_ends_kindly(tmp_path: Path) -> None:
    bank = tmp_path / "mine.yaml"
    bank.write_text("title: Mine\n", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "check", "--watch", str(bank)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None

    def until_checked() -> str:
        assert process.stdout is not None
        lines: list[str] = []
        while not lines or "Ctrl-C ends it." not in lines[-1]:
            lines.append(process.stdout.readline())
            assert lines[-1], "".join(lines)
        return "".join(lines)

    assert "a bank needs the key 'questions'" in until_checked()
    bank.write_text((LIBRARY / "quizzes/basmachi/years.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    assert "is not a source in lessons/sources.yaml" in until_checked()
    bank.write_text("titel: Mine\n", encoding="utf-8")
    assert "'titel' is not a key of a bank; did you mean 'title'?" in until_checked()
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=30)
    assert rest.strip() == "Goodbye."
    assert process.returncode == 0


def test_a_new_bank_is_written_and_passes_the_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZZES_DIR", str(tmp_path / "quizzes"))
    result = dastan("new", "bank", "mine", "--movement", "kachagh")
    assert result.output.splitlines()[0].startswith("Wrote quizzes/kachagh/mine.yaml. Open it in an editor")
    assert dastan("check", "quizzes/kachagh/mine.yaml").output == "No problems found.\n"
    again = dastan("new", "bank", "mine", "--movement", "kachagh")
    assert again.output == "quizzes/kachagh/mine.yaml is there already, and stays as it is; choose another name.\n"
    assert again.exit_code == 1


def test_a_sandbox_on_a_bad_bank_shows_its_problems_as_check_does(tmp_path: Path) -> None:
    bank = tmp_path / "mine.yaml"
    bank.write_text("title: Mine\nmovement: basmachi\nquestions:\n  - id: one\n    anser: 1916\n", encoding="utf-8")
    result = dastan("sandbox", "--bank", str(bank))
    assert result.output == dastan("check", str(bank)).output
    assert "'anser' is not a key of a question; did you mean 'answer'?" in result.output
    assert result.exit_code == 1


def test_a_sandbox_on_what_is_no_bank_says_so(tmp_path: Path) -> None:
    assert "there is no such file or folder" in dastan("sandbox", "--bank", str(tmp_path / "none.yaml")).output
    (tmp_path / "empty").mkdir()
    result = dastan("sandbox", "--bank", str(tmp_path / "empty"))
    assert result.output == f"{tmp_path / 'empty'} is no question bank; name a .yaml file.\n"
    assert result.exit_code == 1


def test_check_shows_any_letters_on_any_terminal(tmp_path: Path) -> None:
    bank = tmp_path / "mine.yaml"
    bank.write_text("title: Качаги\nвопросы: []\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "check", str(bank)],
        capture_output=True,
        check=False,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )
    assert b"UnicodeEncodeError" not in done.stderr
    assert rb"\u0432" in done.stdout
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("SANDBOX_PORT", "many", "SANDBOX_PORT must be a number from 0 to 65535, not 'many'."),
        ("SANDBOX_PORT", "70000", "SANDBOX_PORT must be a number from 0 to 65535, not '70000'."),
        ("DATABASE_URL", "mysql://u:secret@h/d", "DATABASE_URL must begin with sqlite:/// or postgresql://."),
        ("LOG_LEVEL", "loud", "LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR, not 'LOUD'."),
    ],
)
def test_a_setting_that_cannot_be_is_named_with_what_it_must_be(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, wanted: str
) -> None:
    monkeypatch.setenv(name, value)
    result = dastan("check")
    assert result.output.splitlines()[1:] == [f"  {wanted}"]
    assert result.exit_code == 78


def test_a_setting_that_is_empty_or_blank_counts_as_not_set(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = read_settings()
    env_file.write_text("".join(f"{name.upper()}=\n" for name in Settings.model_fields), encoding="utf-8")
    assert read_settings() == plain
    assert read_settings().model_fields_set == set()
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "  ")
    assert read_settings() == plain
    assert read_settings().model_fields_set == set()


def test_the_level_of_the_log_may_be_written_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", " debug ")
    assert read_settings().log_level == "DEBUG"


def test_a_mark_that_windows_puts_before_the_first_line_hides_no_setting(env_file: Path) -> None:
    env_file.write_text("SANDBOX_PORT=1234\n", encoding="utf-8-sig")
    assert read_settings().sandbox_port == 1234


def test_an_env_file_in_another_encoding_is_told_in_one_sentence(env_file: Path) -> None:
    env_file.write_text("LOG_LEVEL=INFO\n", encoding="utf-16")
    result = dastan("run")
    assert result.output.splitlines()[1:] == ["  .env is not UTF-8 text: save it again with that encoding."]
    assert result.exit_code == 78


@pytest.mark.skipif(sys.platform != "linux", reason="a file that nobody can read is found on Linux alone")
def test_an_env_file_that_cannot_be_read_is_told_in_one_sentence(env_file: Path) -> None:
    env_file.symlink_to("/proc/self/mem")
    result = dastan("run")
    assert ".env cannot be read: " in result.output
    assert result.exit_code == 78


def test_the_env_file_is_the_projects_own_wherever_dastan_is_started() -> None:
    shown = "from bot.config import Settings; print(Settings.model_config['env_file'])"
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, "-c", shown],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert done.stdout.strip() == str(root / ".env")


def test_paths_that_are_not_absolute_begin_at_the_projects_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.config, "ROOT", Path("/srv/dastan"))
    assert Settings().database_url == "sqlite+aiosqlite:////srv/dastan/data/dastan.sqlite3"
    assert Settings(database_url="sqlite:///my/class.sqlite3").database_url == "sqlite:////srv/dastan/my/class.sqlite3"
    assert Settings(lessons_dir=Path("mine")).lessons_dir == Path("/srv/dastan/mine")
    assert Settings(quizzes_dir=Path("/else")).quizzes_dir == Path("/else")
    for url in ("sqlite:////a/b.sqlite3", "sqlite://", "sqlite:///:memory:", "postgresql://me:pw@host/dastan"):
        assert Settings(database_url=url).database_url == url


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR"])
def test_the_level_of_the_log_is_that_of_dastan_and_libraries_tell_no_more_than_they_may(level: str) -> None:
    levels = {name: logging.getLevelNamesMapping()[one] for name, one in log_levels(level).items()}
    assert levels["bot"] == logging.getLevelNamesMapping()[level]
    assert levels["discord"] >= max(logging.INFO, levels["bot"])
    assert levels[""] >= logging.WARNING


def test_what_voice_would_take_is_not_told_at_each_start_but_other_warnings_are() -> None:
    def says(message: str) -> logging.LogRecord:
        return logging.LogRecord("discord.client", logging.WARNING, "", 0, message, (), None)

    assert not _is_not_about_voice(says("PyNaCl is not installed, voice will NOT be supported"))
    assert _is_not_about_voice(says("Application has an interaction endpoint URL set"))


def test_a_blank_token_opens_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Settings] = []

    async def run_sandbox(settings: Settings, **_: object) -> None:
        opened.append(settings)

    monkeypatch.setattr("bot.sandbox.run_sandbox", run_sandbox)
    monkeypatch.setenv("DISCORD_TOKEN", "  ")
    result = dastan()
    assert result.exit_code == 0, result.output
    assert [one.discord_token for one in opened] == [None]


class CtrlC(importlib.abc.MetaPathFinder):
    """Ctrl-C, pressed while a module is being imported."""

    def __init__(self, during: str) -> None:
        self.during = during

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        if fullname == self.during:
            raise KeyboardInterrupt
        return None


@pytest.mark.parametrize("module", ["bot.sandbox", "bot.app"])
def test_ctrl_c_while_much_is_still_loading_ends_it_kindly(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setattr(sys, "meta_path", [CtrlC(module), *sys.meta_path])
    result = dastan("sandbox")
    assert result.output.splitlines()[-1] == "Goodbye."
    assert result.exit_code == 0


def test_ctrl_c_before_the_command_line_is_there_ends_it_kindly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "bot.cli")
    monkeypatch.setattr(sys, "meta_path", [CtrlC("bot.cli"), *sys.meta_path])
    runpy.run_module("bot", run_name="__main__")
    assert capsys.readouterr().out == "\nGoodbye.\n"


def test_ctrl_c_while_the_loop_is_made_leaves_nothing_that_is_never_awaited() -> None:
    def pressed() -> asyncio.AbstractEventLoop:
        raise KeyboardInterrupt

    async def never() -> None:
        raise AssertionError

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        with pytest.raises(KeyboardInterrupt):
            _run(never, loop_factory=pressed)
        gc.collect()
    assert [str(one.message) for one in told] == []


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
async def discord_that_refuses(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """A REST server on loopback that knows no token, or answers all with another status."""
    status = getattr(request, "param", 401)

    async def refuse(_: web.Request) -> web.Response:
        return web.Response(text="<html>no</html>", status=status)

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


@pytest.mark.parametrize("discord_that_refuses", [403, 429, 503], indirect=True)
async def test_a_discord_that_answers_with_an_error_at_login_is_told_with_its_code(
    discord_that_refuses: None, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/x.sqlite3",
        lessons_dir=LIBRARY / "lessons",
        quizzes_dir=LIBRARY / "quizzes",
    )
    async with open_app(settings) as app:
        with pytest.raises(CannotReachDiscord) as caught:
            await app.client.log_in("not.a.token")
    assert str(request.node.callspec.params["discord_that_refuses"]) in caught.value.reason


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/x.sqlite3",
        lessons_dir=LIBRARY / "lessons",
        quizzes_dir=LIBRARY / "quizzes",
    )
    async with open_app(settings) as app:
        yield app


@pytest.mark.parametrize(
    ("code", "error", "reason"),
    [(4004, BadToken, ""), (4013, CannotReachDiscord, "it closed the connection with code 4013")],
)
async def test_a_connection_that_discord_closes_for_good_is_an_error_of_its_own(
    app: App, monkeypatch: pytest.MonkeyPatch, code: int, error: type[Exception], reason: str
) -> None:
    async def closed(_: commands.Bot) -> None:
        raise discord.ConnectionClosed(SimpleNamespace(), shard_id=None, code=code)  # type: ignore[arg-type]  # not read

    monkeypatch.setattr(commands.Bot, "connect", closed)
    with pytest.raises(error) as caught:
        await app.client.run_until_closed(lambda: None)
    assert getattr(caught.value, "reason", "") == reason


async def test_it_is_said_to_run_once_and_only_when_it_is_connected(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    async def connect(client: commands.Bot) -> None:
        assert said == []
        await app.client.on_ready()
        await app.client.on_ready()

    monkeypatch.setattr(commands.Bot, "connect", connect)
    await app.client.run_until_closed(lambda: said.append("running"))
    assert said == ["running"]


async def test_told_to_end_at_the_very_moment_of_connecting_it_ends_all_the_same(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord_ui.client.CANCEL_AGAIN", 0.01)
    connecting = asyncio.Event()

    async def connect(_: commands.Bot) -> None:
        connecting.set()
        with suppress(asyncio.CancelledError):  # as asyncio.wait_for does in Python 3.11
            await asyncio.Event().wait()
        await asyncio.Event().wait()

    monkeypatch.setattr(commands.Bot, "connect", connect)
    running = asyncio.create_task(app.client.run_until_closed(lambda: None))
    await asyncio.wait_for(connecting.wait(), 10)
    running.cancel()
    await asyncio.wait({running}, timeout=10)
    assert running.cancelled()


def test_a_wrong_token_has_an_exit_code_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refused(*_: object) -> None:
        raise BadToken

    monkeypatch.setattr("bot.cli._serve", refused)
    monkeypatch.setenv("DISCORD_TOKEN", "a.b.c")
    monkeypatch.setattr("bot.cli._log_to_stderr", lambda _: None)
    result = dastan("run")
    assert "Discord does not accept this DISCORD_TOKEN." in result.output
    assert result.exit_code == 78


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
