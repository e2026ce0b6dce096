"""Plain notices, help, the welcome, and the apology."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ui

from bot.discord_ui import text
from bot.discord_ui.look import Accent, Sign, bold, heading, shorten, small
from bot.discord_ui.render.page import ROOM_FOR_BLOCKS, Long, line, page


def notice(sentence: str) -> ui.LayoutView:
    """One plain sentence."""
    return page(None, Long(sentence))


def with_file(sentence: str, name: str) -> ui.LayoutView:
    """One plain sentence, and the file of that name that goes with the message."""
    return page(None, Long(sentence), ui.File(f"attachment://{name}"))


def apology(reference: str) -> ui.LayoutView:
    """Something unexpected happened; the reference finds it in the log."""
    return page(None, text.APOLOGY(reference=bold(reference)))


def bad_files(problems: Sequence[str]) -> ui.LayoutView:
    """To the operator, unasked: changed files that cannot be used. They may hold anything; it is shown as it stands."""
    listed = shorten("\n".join(problems).replace("`", "\u02cb"), ROOM_FOR_BLOCKS)
    title = heading(f"{Sign.MISSING} {text.BAD_FILES()}")
    return page(Accent.PARTLY, title, f"```\n{listed}\n```", text.BAD_FILES_HOW())


def help_page(teacher: bool) -> ui.LayoutView:  # noqa: FBT001 - the two kinds of reader
    """What there is for this reader."""
    return page(
        Accent.READING,
        heading(text.HELP()),
        _commands(text.COMMANDS),
        line() if teacher else None,
        bold(text.FOR_TEACHERS()) if teacher else None,
        _commands(text.TEACHER_COMMANDS) if teacher else None,
        small(text.HELP_PRIVACY()),
    )


def welcome() -> ui.LayoutView:
    """To a server that has just let Dastan in: three things to do."""
    things = {"lesson": text.WELCOME_LESSON, "quiz start": text.WELCOME_QUIZ, "help": text.WELCOME_HELP}
    return page(Accent.READING, heading(f"{Sign.LESSON} {text.WELCOME()}"), _commands(things))


def _commands(commands: dict[str, text.Phrase]) -> str:
    return "\n".join(f"{bold(f'/{name}')} {says()}" for name, says in commands.items())
