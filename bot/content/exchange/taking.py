"""From a bank to the bytes of another program's file, and a list of what has no counterpart there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.banks import Surroundings, read_bank
from bot.content.exchange import anki, gift, moodle_xml, spreadsheet
from bot.content.exchange.kinds import Kind
from bot.content.exchange.takings import Takings
from bot.content.files import read
from bot.content.problems import Findings, Place, Problem
from bot.content.strict_yaml import Block, Rows, compose
from bot.core.models import Bank

_WRITERS: Mapping[Kind, Callable[[Bank, Takings], bytes]] = {
    Kind.GIFT: gift.write,
    Kind.XML: moodle_xml.write,
    Kind.CSV: spreadsheet.write,
    Kind.ANKI: anki.write,
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A bank in another format; `left` is all that has no counterpart there."""

    data: bytes
    questions: int
    left: tuple[Problem, ...]


def write_foreign(
    bank: Bank, kind: Kind, *, name: str | None = None, places: Mapping[str, Place] | None = None
) -> Taken:
    """The bank in one of the formats of `kinds.WRITTEN`.

    `name` is its file, under which what is left is told, and `places` where in it each question stands, by its id.
    Touches no disk. Blocks for up to a second with a bank as large as it may be: call it in a thread.
    """
    takings = Takings(name or f"{bank.id}.yaml", kind.called, places or {})
    data = _WRITERS[kind](bank, takings)
    return Taken(data, len(bank.items) - takings.whole, takings.problems())


def bank_at(path: Path) -> tuple[Bank | None, dict[str, Place], list[Problem]]:
    """A bank's file anywhere on disk, where in it each question stands by its id, and all that is wrong with it."""
    findings = Findings(str(path))
    data = read(path, findings)
    if data is None:
        return None, {}, findings.problems()
    folder = path.resolve().parent
    bank = read_bank(data, f"{folder.name}/{path.stem}", Surroundings(folder=folder, cite_needed=False), findings)
    if bank is None:
        return None, {}, findings.problems()
    tree = compose(data.decode("utf-8-sig"), findings)
    rows = tree["questions"] if isinstance(tree, Block) else Rows((1, 1))
    places = {row["id"].strip(): place for row, place in zip(rows, rows.places, strict=True)}
    return bank, places, []
