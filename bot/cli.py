"""The command line: run, sandbox, check, migrate."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TextIO

import click
from pydantic import ValidationError

from bot.config import Settings
from bot.content import check_paths, render
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


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dastan")
@click.pass_context
def main(context: click.Context) -> None:
    """Dastan, a Discord bot for history classes. Without a command: run, or the sandbox where there is no token."""
    if context.invoked_subcommand is None:
        context.invoke(run if _settings().discord_token else sandbox)


@main.command()
def run() -> None:
    """Run the bot on Discord."""
    settings = _settings()
    if settings.discord_token is None or not settings.discord_token.get_secret_value().strip():
        raise Stop(f"There is no DISCORD_TOKEN. {WHERE_TOKENS_COME_FROM} To try Dastan without Discord: dastan sandbox")
    _log_to_stderr(settings.log_level)
    _run(_serve(settings, settings.discord_token.get_secret_value().strip()), loop_factory=_fast_loop())


@main.command()
def sandbox() -> None:
    """Hold a class in the browser, with no Discord account."""
    click.echo("Opening the class…")  # what follows loads much, and takes a moment
    try:
        from bot.sandbox import run_sandbox  # noqa: PLC0415 - an extra that an operator need not have
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "simcord":
            raise
        raise Stop("The sandbox is not installed. Install it with: pip install 'dastan[sandbox]'") from error
    settings = _settings()
    _log_to_stderr("WARNING")
    _run(run_sandbox(settings, echo=click.echo))


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def check(paths: tuple[Path, ...]) -> None:
    """Check lessons and question banks; without PATHS, all of them. Exits with 1 where there is a problem."""
    settings = _settings()
    found = check_paths(paths, lessons_dir=settings.lessons_dir, quizzes_dir=settings.quizzes_dir)
    if found:
        click.echo(render(found, colour=_colour(sys.stdout)))
        sys.exit(1)
    click.echo("No problems found.")


@main.command()
def migrate() -> None:
    """Bring the database up to date; `run` does so by itself."""
    from bot.store import open_store  # noqa: PLC0415 - keeps `check` quick

    async def bring_up_to_date() -> None:
        async with open_store(_settings().database_url):
            click.echo("The database is up to date.")

    _run(bring_up_to_date())


async def _serve(settings: Settings, token: str) -> None:
    from bot.app import open_app  # noqa: PLC0415 - keeps `check` quick

    async with open_app(settings) as app:
        await app.client.log_in(token)
        click.echo(f"Invite Dastan to a server: {app.client.invite_url}")
        click.echo("Dastan is running. Ctrl-C ends it.")
        await app.client.connect()


def _run(
    work: Coroutine[Any, Any, None], *, loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None
) -> None:
    """Run until it is done or is told to end; what an operator can mend is told in a sentence."""
    from bot.app import BadContent  # noqa: PLC0415 - keeps `check` quick

    try:
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            runner.run(_until_told_to_end(work))
    except (KeyboardInterrupt, asyncio.CancelledError):
        click.echo("\nGoodbye.")
    except BadContent as error:
        click.echo(render(error.problems, colour=_colour(sys.stderr)), err=True)
        raise Stop("Mend these, then start again; `dastan check` shows them at any time.") from None
    except DastanError as error:
        raise Stop(_sentence(error)) from error


async def _until_told_to_end(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.ensure_future(work)
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
            return f"Discord cannot be reached ({reason}). Is this machine online?"
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


def _log_to_stderr(level: str) -> None:
    logging.basicConfig(level=level.upper(), format="%(asctime)s %(levelname)-7s %(name)s: %(message)s")


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in error.errors()]
        raise Stop("The settings cannot be used; mend .env or the environment:\n  " + "\n  ".join(lines)) from None
