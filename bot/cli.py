"""The command line: run, sandbox, check, new, import, export, migrate."""

from __future__ import annotations

import asyncio
import io
import itertools
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import click

from bot.cli_exchange import bring, take
from bot.config import BadSettings, Settings, read_settings
from bot.content import check_paths, load_alone, render
from bot.content.starter import CannotBegin, begin_bank
from bot.content.survey import files_below, is_ours, named
from bot.content.watch import changes, look
from bot.core.errors import BadToken, CannotReachDiscord, DastanError, StoreInUse, StoreUnavailable

WHERE_TOKENS_COME_FROM = (
    "Copy the token from https://discord.com/developers/applications (your application > Bot > Reset Token) "
    "into .env as DISCORD_TOKEN=…; docs/operators.md shows every step."
)


class Stop(click.ClickException):
    """Ends the program with one sentence and exit code 1."""

    def show(self, file: Any = None) -> None:  # noqa: ANN401 - click's own signature
        """Print the sentence alone."""
        click.echo(self.message, file=file or sys.stderr)


class Misconfigured(Stop):
    """Ends the program with one sentence and an exit code of its own: to start it again would not help."""

    exit_code = 78
    """EX_CONFIG of sysexits.h."""


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dastan")
@click.pass_context
def main(context: click.Context) -> None:
    """Dastan, a Discord bot for history classes. Without a command: run, or the sandbox where there is no token."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal need not know the letters of a lesson
    if context.invoked_subcommand is None:
        with _ending_kindly():
            context.invoke(run if _settings().discord_token else sandbox)


@main.command()
def run() -> None:
    """Run the bot on Discord."""
    with _ending_kindly():
        settings = _settings()
        if settings.discord_token is None:
            raise Misconfigured(
                f"There is no DISCORD_TOKEN. {WHERE_TOKENS_COME_FROM} To try Dastan without Discord: dastan sandbox"
            )
        token = settings.discord_token.get_secret_value()
        _log_to_stderr(settings.log_level)
        _run(lambda: _serve(settings, token), loop_factory=_fast_loop())


@main.command()
@click.option("--bank", type=click.Path(path_type=Path), help="The only question bank there; nothing of it is kept.")
def sandbox(bank: Path | None) -> None:
    """Hold a class in the browser, with no Discord account."""
    with _ending_kindly():
        settings = _settings()
        if bank is not None:
            _check_bank(bank, settings)
        click.echo("Opening the class…")  # what follows loads much, and takes a moment
        try:
            from bot.sandbox import run_sandbox  # noqa: PLC0415 - an extra that an operator need not have
        except ModuleNotFoundError as error:
            if error.name is None or error.name.partition(".")[0] != "simcord":
                raise
            raise Stop("The sandbox is not installed. In the project's folder, `make .venv` installs it.") from error
        _log_to_stderr("WARNING")
        _run(lambda: run_sandbox(settings, bank=bank, echo=click.echo))


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--style", is_flag=True, help="Once nothing is wrong, also tell what could be better written.")
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved, until Ctrl-C.")
def check(paths: tuple[Path, ...], *, style: bool, watch: bool) -> None:
    """Check lessons and question banks; without PATHS, all of them. Exits with 1 where there is a problem."""
    settings = _settings()
    if watch:
        with _ending_kindly():
            _check_again_and_again(paths, settings, style=style)
        return
    found = check_paths(paths, lessons_dir=settings.lessons_dir, quizzes_dir=settings.quizzes_dir, style=style)
    if found:
        click.echo(render(found, colour=_colour(sys.stdout)))
        sys.exit(1)
    if empty := [str(path) for path in paths if not _holds_content(path)]:
        raise Stop(f"There is nothing to check in {', '.join(empty)}.")
    click.echo("No problems found.")


@main.command()
def migrate() -> None:
    """Bring the database up to date; `run` does so by itself."""
    from bot.store import open_store  # noqa: PLC0415 - keeps `check` quick

    settings = _settings()

    async def bring_up_to_date() -> None:
        async with open_store(settings.database_url):
            click.echo("The database is up to date.")

    with _ending_kindly():
        _run(bring_up_to_date)


@main.group()
def new() -> None:
    """Write a file to begin with."""


@new.command("bank")
@click.argument("name")
@click.option("--movement", help="The folder that it belongs to; if left out, the first one there is.")
def new_bank(name: str, movement: str | None) -> None:
    """Write a question bank that explains itself, with one question of each kind, to quizzes/MOVEMENT/NAME.yaml."""
    settings = _settings()
    try:
        path = begin_bank(name, movement, lessons_dir=settings.lessons_dir, quizzes_dir=settings.quizzes_dir)
    except CannotBegin as error:
        raise Stop(str(error)) from None
    shown = named(path)
    click.echo(f"Wrote {shown}. Open it in an editor and put your own questions into it. Meanwhile,")
    click.echo(f"  dastan check --watch {shown}    tells what is wrong with it each time you save it")
    click.echo(f"  dastan sandbox --bank {shown}   asks its questions in your browser")


main.add_command(bring)
main.add_command(take)


async def _serve(settings: Settings, token: str) -> None:
    from bot.app import open_app  # noqa: PLC0415 - keeps `check` quick

    async with open_app(settings) as app:
        await app.client.log_in(token)
        click.echo(f"Invite Dastan to a server: {app.client.invite_url}")
        await app.client.run_until_closed(lambda: click.echo("Dastan is running. Ctrl-C ends it."))


@contextmanager
def _ending_kindly() -> Iterator[None]:
    """Whoever ends what runs until it is ended, however early, is bidden goodbye."""
    try:
        yield
    except (KeyboardInterrupt, asyncio.CancelledError):
        click.echo("\nGoodbye.")


def _run(
    work: Callable[[], Coroutine[Any, Any, None]],
    *,
    loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None,
) -> None:
    """Run until it is done or is told to end; what an operator can mend is told in a sentence.

    `work` makes the coroutine once there is a loop: a Ctrl-C before leaves none behind that is never awaited.
    """
    from bot.app import BadContent  # noqa: PLC0415 - keeps `check` quick

    try:
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            runner.run(_until_told_to_end(work))
    except BadContent as error:
        click.echo(render(error.problems, colour=_colour(sys.stderr)), err=True)
        raise Stop("Mend these, then start again; `dastan check` shows them at any time.") from None
    except DastanError as error:
        stop = Misconfigured if isinstance(error, BadToken) else Stop
        raise stop(_sentence(error)) from error


async def _until_told_to_end(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    task = asyncio.ensure_future(work())
    if sys.platform != "win32":  # there asyncio has no signal handlers, and Ctrl-C still works
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise


def _fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The loop of the `speed` extra, where it is installed."""
    try:
        import uvloop  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory


def _sentence(error: DastanError) -> str:
    """What an operator reads of an error that stops the program."""
    match error:
        case BadToken():
            return f"Discord does not accept this DISCORD_TOKEN. {WHERE_TOKENS_COME_FROM}"
        case CannotReachDiscord(reason=reason):
            return (
                f"Discord cannot be reached ({reason}). Is this machine online? "
                "https://discordstatus.com tells whether Discord itself is in trouble."
            )
        case StoreInUse(path=path):
            return (
                f"Another Dastan is using {path}. End it first, or set DATABASE_URL to another file or to PostgreSQL."
            )
        case StoreUnavailable(url=url, reason=reason):
            return f"The database {url} cannot be opened: {reason}. DATABASE_URL in .env says where it is."
        case _:
            return f"{type(error).__name__}: {error}"


def _colour(stream: TextIO) -> bool:
    """Colour on a terminal, unless NO_COLOR asks for none (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def _check_bank(bank: Path, settings: Settings) -> None:
    """End with all that is wrong with a bank, where anything is."""
    loaded = load_alone(bank, settings.lessons_dir, settings.quizzes_dir)
    if loaded.library is None:
        click.echo(render(loaded.problems, colour=_colour(sys.stdout)))
        sys.exit(1)
    if not loaded.library.banks:
        raise Stop(f"{bank} is no question bank; name a .yaml file.")


def _check_again_and_again(paths: tuple[Path, ...], settings: Settings, *, style: bool) -> None:
    roots = [*paths, settings.lessons_dir, settings.quizzes_dir]
    seen = look(roots)
    for _ in itertools.chain([seen], changes(roots, seen)):
        found = check_paths(paths, lessons_dir=settings.lessons_dir, quizzes_dir=settings.quizzes_dir, style=style)
        if sys.stdout.isatty():
            click.clear()
        click.echo(f"{render(found, colour=_colour(sys.stdout))}\n")
        at = f"{datetime.now().astimezone():%H:%M:%S}"
        click.echo(f"Checked at {at}, and again as soon as a file is saved. Ctrl-C ends it.")


def _holds_content(path: Path) -> bool:
    """Whether there is anything in a file or folder that `check` looks at."""
    files = files_below(path, []) if path.is_dir() else [path]
    return any(is_ours(file) and file.name.lower() != "readme.md" for file in files)


def log_levels(level: str) -> dict[str, str]:
    """The level of each logger, where LOG_LEVEL is `level`; the empty name is that of all the others.

    LOG_LEVEL is ours alone: what the libraries tell at DEBUG holds what learners have typed (aiosqlite every
    parameter, discord.py every event), and at INFO Alembic tells of each of its steps.
    """
    return {"": "WARNING", "discord": "INFO" if level == "DEBUG" else level, "bot": level}


def _log_to_stderr(level: str) -> None:
    logging.basicConfig(format="%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    for name, least in log_levels(level).items():
        logging.getLogger(name).setLevel(least)
    logging.getLogger("discord.client").addFilter(_is_not_about_voice)


def _is_not_about_voice(record: logging.LogRecord) -> bool:
    """Dastan does not speak, so that discord.py need not warn at each start of what that would take."""
    return "voice will NOT be supported" not in str(record.msg)


def _settings() -> Settings:
    try:
        return read_settings()
    except BadSettings as error:
        lines = "\n  ".join(error.complaints)
        raise Misconfigured(f"The settings cannot be used; mend .env or the environment:\n  {lines}") from None
