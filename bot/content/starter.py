"""A question bank to begin with: it explains itself, has one question of each kind, and nothing is wrong with it."""

from __future__ import annotations

from pathlib import Path

from bot.content.fields import SLUG_PATTERN, suggested_slug
from bot.content.files import is_folder, read, reason
from bot.content.problems import Findings, printable, shown
from bot.content.schema import TARGET, schema_text
from bot.content.sources import read_sources
from bot.content.survey import SOURCES, named
from bot.core.models import Cite

BEGINNING = """\
# yaml-language-server: $schema=../{schema}
#
# A question bank. Everything behind a '#' is a comment, which the bot does not read.
# The questions below show the seven kinds there are; put your own in their place. `dastan check` tells what is wrong.
#
# Indent with spaces, never with tabs. Put quotes around a text that has ': ' or ' #' in it.

title: "{title}"                    # as learners see it in /quiz start
movement: "{movement}"              # the name of the folder that this file stands in

questions:
  # One choice. Two to five choices, each a button of at most 80 characters; "answer" repeats the right one.
  # What every question needs: id, ask, why and cite, and the keys of its kind.
  - id: example-one-choice        # its name, once in this file. Never change it: results are kept under it
    ask: Which of these is the part of a question bank that a learner reads after answering?
    choices: [The explanation, The id, The comment]
    answer: The explanation
    why: It stands under "why" and is shown to everybody as soon as the question closes.
    cite: {cite}    # a source and one of its sections, from lessons/sources.yaml
    # From here on, what a question may have:
    level: 1                      # 1 recall (if left out), 2 understanding, 3 judging sources
    hint: It tells a reason.
    wrong:                        # why a wrong choice is wrong, for those who chose it
      The comment: The bot does not even read it.

  # Several choices. "answers" has all the right ones; whoever finds some of them earns part of the points.
  - id: example-several-choices
    ask: Which two of these may be left out of a question?
    choices: [Its level, Its hint, Its id]
    answers: [Its level, Its hint]
    why: Level and hint are optional. Without an id nobody could tell whose results are whose.
    cite: {cite}

  # True or false, without quotes.
  - id: example-true-or-false
    ask: A comment in a question bank is read by the bot.
    answer: false
    why: Whatever follows a '#' is for people alone.
    cite: {cite}

  # A short text to be typed. Case, accents, punctuation and small slips are forgiven; the first form is the one shown.
  - id: example-short-text
    ask: What is the name of the key under which the question itself stands?
    accept: [ask, the key ask]
    why: The question stands under "ask", and what explains it under "why".
    cite: {cite}

  # A year to be typed; with "within" those count as well who are so many years off.
  - id: example-year
    ask: Which year comes just before 1917?
    year: 1916
    within: 0
    why: One less than 1917 is 1916.
    cite: {cite}

  # An order. Three to six steps, written in the right order; the bot shuffles them.
  - id: example-order
    ask: Put these steps in order, the first one first.
    order:
      - Write the question
      - Check the file
      - Ask the class
    why: A file is checked before a class sees it.
    cite: {cite}

  # A matching. Three to five pairs of what belongs together, the right sides all different.
  - id: example-match
    ask: Match each key with what stands under it.
    pairs:
      ask: The question
      why: The explanation
      cite: The source
    why: These three stand in every question.
    cite: {cite}
"""


class CannotBegin(Exception):
    """The file cannot be written; the sentence says why."""


def begin_bank(name: str, movement: str | None, *, lessons_dir: Path, quizzes_dir: Path) -> Path:
    """Write the bank, and beside it what editors need, where that is missing; returns its path.

    Raises:
        CannotBegin: a name is none, the file exists already, or there is nothing that a question could cite.
    """
    folder = movement if movement is not None else _first_movement(quizzes_dir)
    for what, given in (("bank", name), ("movement", folder)):
        _must_be_a_slug(what, given)
    text = BEGINNING.format(
        schema=TARGET.name,
        title=name.replace("-", " ").strip().capitalize() or name,
        movement=folder,
        cite=_as_yaml(_some_place(lessons_dir / SOURCES)),
    )
    path = quizzes_dir / folder / f"{name}.yaml"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
        if not (quizzes_dir / TARGET.name).exists():
            (quizzes_dir / TARGET.name).write_text(schema_text(), encoding="utf-8")
    except FileExistsError:
        raise CannotBegin(f"{named(path)} is there already, and stays as it is; choose another name.") from None
    except OSError as error:
        raise CannotBegin(f"{named(path)} cannot be written: {reason(error)}.") from None
    return path


def _must_be_a_slug(what: str, given: str) -> None:
    if SLUG_PATTERN.match(given) is None:
        better = suggested_slug(given.removesuffix(".yaml"))
        hint = f", for example {better}" if better else ""
        raise CannotBegin(
            f"A {what} is named by at most 60 small letters a-z, digits and hyphens{hint}; {shown(given)} is not."
        )


def _first_movement(quizzes_dir: Path) -> str:
    folders = sorted(path.name for path in quizzes_dir.iterdir() if is_folder(path)) if is_folder(quizzes_dir) else []
    return next((name for name in folders if SLUG_PATTERN.match(name)), "my-class")


def _some_place(path: Path) -> Cite:
    """A place that a question may cite."""
    findings = Findings(named(path))
    data = read(path, findings)
    sources = read_sources(data, findings) if data is not None else None
    if not sources:
        raise CannotBegin(f"Every question cites a source, and they cannot be read: {findings.problems()[0]}")
    first = next(iter(sources.values()))
    return Cite(first.id, first.sections[0])


def _as_yaml(place: Cite) -> str:
    section = place.section.replace("\\", "\\\\").replace('"', '\\"')
    return f'{{source: "{place.source}", section: "{printable(section)}"}}'
