"""The commands `dastan import` and `dastan export`: files in, files out, and what was left behind on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from bot.content import Problem, render
from bot.content.exchange import MAX_FOREIGN, WRITTEN, Kind, NothingBrought, bank_at, read_foreign, write_foreign
from bot.content.files import reason


class NotDone(click.ClickException):
    """Ends a command with what is to be said, and exit code 1."""

    def show(self, file: object = None) -> None:  # noqa: ARG002 - click's own signature
        """Print what is to be said alone."""
        click.echo(self.message, err=True)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="Told by name and content if left out.")
@click.option("--movement", help="The bank's movement; if left out, the folder of --out.")
@click.option("--title", help="The bank's title; if left out, the file's category or name.")
@click.option("--out", type=click.Path(path_type=Path), help="The bank to write, such as quizzes/basmachi/kokand.yaml.")
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
def bring(
    file: Path, *, kind: str | None, movement: str | None, title: str | None, out: Path | None, force: bool
) -> None:
    """Make a bank of another program's questions.

    FILE is of Moodle GIFT, Moodle XML, Aiken, CSV, a trivia list of Red-DiscordBot, JSON of the Open Trivia
    Database, or an Anki deck. Without --out, the bank is printed. What has no counterpart is listed.
    """
    folder = out.resolve().parent.name if out is not None else "imported"
    try:
        found = read_foreign(
            _bytes(file), str(file), kind=Kind(kind) if kind else None, movement=movement or folder, title=title
        )
    except NothingBrought as nothing:
        raise NotDone(f"{_render(nothing.problems)}\nNothing could be brought in.") from None
    if out is None:
        click.echo(found.text, nl=False)
    else:
        _write(out, found.text.encode(), force=force)
    _tell(found.left, "left out or changed")
    _tell(found.improve, "to improve")
    click.echo(_done(found.questions, str(file), str(out) if out is not None else "standard output"), err=True)


@click.command("export")
@click.argument("bank", type=click.Path(path_type=Path))
@click.option(
    "--kind", type=click.Choice([kind.value for kind in WRITTEN]), help="Told by the ending of --out; else xml."
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="The file to write; if left out, beside you, named as BANK."
)
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
def take(bank: Path, *, kind: str | None, out: Path | None, force: bool) -> None:
    """Write a bank for another program: Moodle GIFT, Moodle XML, CSV, or an Anki deck.

    BANK is the bank's file. What has no counterpart is listed.
    """
    found, places, problems = bank_at(bank)
    if found is None:
        raise NotDone(f"{_render(problems)}\nMend these first.")
    wanted = Kind(kind) if kind else _kind_by(out)
    target = out if out is not None else Path(f"{bank.stem}{wanted.ending}")
    taken = write_foreign(found, wanted, name=str(bank), places=places)
    if not taken.questions:
        raise NotDone(f"{_render(taken.left)}\nNothing of this bank can be taken away as {wanted.called}.")
    _write(target, taken.data, force=force)
    _tell(taken.left, "left behind")
    click.echo(_done(taken.questions, str(bank), str(target)), err=True)


def _kind_by(out: Path | None) -> Kind:
    return next((kind for kind in WRITTEN if out is not None and out.suffix.lower() == kind.ending), Kind.XML)


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_FOREIGN + 1)
    except OSError as error:
        raise NotDone(f"{file} cannot be read: {reason(error)}.") from error


def _write(path: Path, data: bytes, *, force: bool) -> None:
    try:
        with path.open("wb" if force else "xb") as opened:
            opened.write(data)
    except FileExistsError as error:
        raise NotDone(f"{path} is there already; --force writes over it.") from error
    except OSError as error:
        raise NotDone(f"{path} cannot be written: {reason(error)}.") from error


def _tell(problems: Sequence[Problem], what: str) -> None:
    if problems:
        listed, _, _ = _render(problems).rpartition("\n\n")  # without the sentence that counts them as mistakes
        click.echo(f"{listed}\n\n{len(problems)} {what}.\n", err=True)


def _render(problems: Sequence[Problem]) -> str:
    return render(problems, colour=sys.stderr.isatty() and not os.environ.get("NO_COLOR"))


def _done(count: int, source: str, target: str) -> str:
    return f"{count} {'question' if count == 1 else 'questions'} from {source} to {target}."
