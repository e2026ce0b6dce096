"""From the bytes of another program's file to the text of a bank, and a list of what has no counterpart in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath

from bot.content.exchange import aiken, anki, gift, moodle_xml, opentdb, red, spreadsheet
from bot.content.exchange.bank_text import bank_text, entry_text, remarks_text
from bot.content.exchange.draft import Enough, Ledger, tidy
from bot.content.exchange.fitting import Entry, Ids, fit
from bot.content.exchange.kinds import Kind, kind_of
from bot.content.files import MAX_BYTES
from bot.content.problems import START, Place, Problem

MAX_FOREIGN = 8 * MAX_BYTES
"""What a file of Moodle XML or of Anki may hold, which bring pictures and sounds with them; the others, `MAX_BYTES`."""
MAX_QUESTIONS = 500

_SLUG = re.compile(r"[a-z0-9-]{1,60}\Z")
_READERS: Mapping[Kind, Callable[[bytes, Ledger], None]] = {
    Kind.GIFT: gift.read,
    Kind.XML: moodle_xml.read,
    Kind.AIKEN: aiken.read,
    Kind.CSV: spreadsheet.read,
    Kind.RED: red.read,
    Kind.OPENTDB: opentdb.read,
    Kind.ANKI: anki.read,
}
_MADE_UP = "nobody has said why the answer is right; write it into 'why'"


@dataclass(frozen=True, slots=True)
class Brought:
    """What has been made of a foreign file.

    `text` is that of a bank's file and loads with `parse_bank(…, cite_needed=False)`. `left` is all that has no
    counterpart, with its place in the foreign file. `improve` is what is in order, but could be better.
    """

    text: str
    kind: Kind
    questions: int
    left: tuple[Problem, ...]
    improve: tuple[Problem, ...] = ()


class NothingBrought(Exception):
    """Nothing of a file could be read as questions; `problems` say why, each at its place."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problems in a foreign file")
        self.problems = problems


def read_foreign(
    data: bytes, name: str, *, kind: Kind | None = None, movement: str = "imported", title: str | None = None
) -> Brought:
    """Read the questions of a file of another program; `name` is its name, under which problems are told.

    Touches no disk and no clock. Blocks for up to a second where the file is as large as it may be, and for up to
    three where it was made to be slow: call it in a thread.

    Raises:
        NothingBrought: the file is of no known kind, too large, or without a single question that a bank can have. No
            bytes make this raise anything else.
    """
    found = kind or kind_of(data, name)
    ledger = Ledger(name)
    if found is None:
        kinds = ", ".join(f"{each} ({each.called})" for each in Kind)
        ledger.tell(START, f"this is no kind of question file that is known; say which it is: {kinds}")
        raise NothingBrought(tuple(ledger.problems()))
    limit = MAX_FOREIGN if found in {Kind.XML, Kind.ANKI} else MAX_BYTES
    if len(data) > limit:
        ledger.tell(START, f"this file is larger than {limit // 1024} KiB; split it, or take pictures and sounds out")
        raise NothingBrought(tuple(ledger.problems()))
    with suppress(Enough):
        _READERS[found](data, ledger)
    return _bank(found, name, movement, title, ledger)


def _bank(kind: Kind, name: str, movement: str, title: str | None, ledger: Ledger) -> Brought:
    entries = _entries(ledger)
    if not entries:
        if not ledger.findings:
            ledger.tell(START, f"there is no question in this file, read as {kind.called}")
        raise NothingBrought(tuple(ledger.problems()))
    left = tuple(ledger.problems())
    base = PurePath(name.replace("\\", "/")).name
    head = [*ledger.notes, f"Brought from {base} ({kind.called}); check every question before the class sees it."]
    text = bank_text(
        _title(title or ledger.title, name),
        movement if _SLUG.match(movement) else "imported",
        [*head, *_remarks(left, None, min(ledger.begun))],
        _texts(ledger, entries, left),
    )
    return Brought(text, kind, len(entries), left, _improve(ledger, entries))


def _entries(ledger: Ledger) -> dict[Place, Entry]:
    """The questions that fit, as many as a bank may have."""
    ids = Ids()
    entries: dict[Place, Entry] = {}
    size = 0
    for place, draft in sorted(ledger.begun.items()):
        if draft is None:
            continue
        if len(entries) == MAX_QUESTIONS or size > MAX_BYTES // 2:
            beyond = sum(other is not None for at, other in ledger.begun.items() if at >= place)
            ledger.leave(
                place, f"the bank is full with {len(entries)}; split the file to bring this one and {beyond - 1} more"
            )
            break
        if (entry := fit(draft, ids, ledger)) is not None:
            entries[place] = entry
            size += len(entry_text(entry, ()).encode())
    return entries


def _texts(ledger: Ledger, entries: Mapping[Place, Entry], left: tuple[Problem, ...]) -> list[str]:
    """Every question with what was told of it; where one was left out, only that."""
    starts: list[Place | None] = [*sorted(ledger.begun), None]
    texts: list[str] = []
    room = MAX_BYTES // 4
    for start, after in pairwise(starts):
        remarks = _remarks(left, start, after) if room > 0 else []
        entry = entries.get(start) if start is not None else None
        if entry is not None:
            texts.append(entry_text(entry, [*remarks, *([_MADE_UP] if entry.made_up else [])]))
        elif remarks:
            texts.append(remarks_text(remarks))
        room -= sum(len(remark.encode()) for remark in remarks)
    return texts


def _remarks(left: tuple[Problem, ...], start: Place | None, after: Place | None) -> list[str]:
    """What was told of the part of the file between two places."""
    return [
        f"line {problem.line}: {problem.message}"
        for problem in left
        if (start is None or (problem.line, problem.column) >= start)
        and (after is None or (problem.line, problem.column) < after)
    ]


def _improve(ledger: Ledger, entries: Mapping[Place, Entry]) -> tuple[Problem, ...]:
    bare = [place for place, entry in sorted(entries.items()) if entry.made_up]
    if not bare:
        return ()
    line, column = bare[0]
    count = f"{len(bare)} questions come" if len(bare) > 1 else "one question comes"
    message = f"{count} without a word on why the answer is right; write it into 'why', for learners read it each time"
    return (Problem(ledger.findings.path, line, column, message),)


def _title(title: str, name: str) -> str:
    wanted = tidy(" ".join(title.split()))
    stem = PurePath(name.replace("\\", "/")).stem.replace("-", " ").replace("_", " ")
    found = wanted if _printable(wanted) else tidy(" ".join(stem.split())).capitalize()
    return found[:80].strip() if _printable(found) else "Questions"


def _printable(text: str) -> bool:
    return any(char.isprintable() and not char.isspace() for char in text[:80])
