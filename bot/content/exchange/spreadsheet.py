"""Tables of questions, as Excel and LibreOffice save them: a line of headings, then a question a row.

The headings are our own, for there is no standard: `question` and `correct` are needed, and `other` (as often as there
are other choices), `choice`, `type`, `why`, `hint`, `within`, `level`, `lesson` and `id` may be there. Numbers behind a
heading tell columns of one kind apart.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from bot.content.exchange.draft import Choices, Draft, Forms, Key, Ledger, Number, Option, Truth, typed
from bot.content.exchange.kinds import COLUMNS, column_of, delimiter_of
from bot.content.exchange.takings import Takings
from bot.content.files import decode
from bot.content.problems import START, Place, shown
from bot.core.models import Bank, Item, Matching, OneChoice, Ordering, SeveralChoices, ShortText, TrueFalse, Year

_KNOWN = {*COLUMNS, "other", "choice", "type", "why", "hint", "within", "level", "lesson", "id"}
_TYPES = {
    OneChoice: "one choice", SeveralChoices: "several choices", TrueFalse: "true or false", ShortText: "short text",
    Year: "year",
}  # fmt: skip
_TRUE, _FALSE = {"true", "wahr", "vrai", "1"}, {"false", "falsch", "faux", "0"}
# What a spreadsheet would take for a formula stands behind an apostrophe, and so does what looks like such a text.
_FORMULA = re.compile(r"'*[=+\-@]")
_GUARDED = re.compile(r"'+[=+\-@]")


class _Row:
    """A row by the names of its columns."""

    def __init__(self, place: Place, cells: dict[str, list[str]]) -> None:
        self.place = place
        self.cells = cells

    def all(self, name: str) -> list[str]:
        return [cell for cell in self.cells.get(name, ()) if cell]

    def one(self, name: str) -> str:
        return next(iter(self.all(name)), "")


def read(data: bytes, ledger: Ledger) -> None:
    """Read a table whose cells are parted by commas, semicolons or tabs."""
    text = decode(data, ledger.findings)
    if text is None:
        return
    delimiter = delimiter_of(text)
    if delimiter is None:
        ledger.tell(START, "the first line names no columns 'question' and 'correct'; docs/teachers.md has an example")
        return
    names: list[str] = []
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            ledger.tell((line, 1), f"this cannot be read as a table from here on: {error}")
            return
        place, line = (line, 1), rows.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        if names:
            _row(place, names, cells, ledger)
        else:
            names = list(_names(cells, place, ledger))


def _names(cells: Sequence[str], place: Place, ledger: Ledger) -> Iterator[str]:
    for cell in cells:
        name = column_of(cell)
        if name and name not in _KNOWN:
            ledger.tell(place, f"the column {shown(cell)} has no counterpart in a bank; its cells are left out")
            name = ""
        yield name


def _row(place: Place, names: list[str], cells: list[str], ledger: Ledger) -> None:
    ledger.begin(place)
    by_name: dict[str, list[str]] = defaultdict(list)
    for index, cell in enumerate(cells):
        if index < len(names):
            by_name[names[index]].append(_open(cell.strip()))
        elif cell.strip():
            ledger.tell(place, f"the cell {shown(cell)} stands under no heading and is left out")
    row = _Row(place, by_name)
    key = _key(row, ledger)
    if key is None:
        return
    level = row.one("level")
    if level and level not in {"1", "2", "3"}:
        ledger.tell(place, f"the level {shown(level)} is none of 1, 2 and 3, and is left out")
    ledger.keep(
        Draft(
            place=place,
            ask=row.one("question"),
            key=key,
            name=row.one("id"),
            why=row.one("why"),
            hint=row.one("hint"),
            level=int(level) if level in {"2", "3"} else 1,
            lesson=row.one("lesson"),
        )
    )


def _key(row: _Row, ledger: Ledger) -> Key | None:  # noqa: PLR0911 - one a type
    correct, others, choices = row.all("correct"), row.all("other"), row.all("choice")
    kind = row.one("type").casefold()
    if not correct:
        ledger.leave(row.place, "the cell 'correct' is empty")
        return None
    if kind and kind not in _TYPES.values():
        ledger.leave(row.place, f"its type is {shown(kind)}; in a table there are {', '.join(_TYPES.values())}")
        return None
    if choices or others:
        return _choices(row, kind)
    if kind in {"one choice", "several choices"}:
        ledger.leave(row.place, "it has no choices; write them under 'choice', or the wrong ones under 'other'")
        return None
    word = correct[0].casefold()
    if kind == "true or false" or (not kind and len(correct) == 1 and word in {"true", "false"}):
        if word in _TRUE | _FALSE:
            return Truth(word in _TRUE)
        ledger.leave(row.place, f"'correct' is {shown(correct[0])}; write true or false")
        return None
    if kind == "year":
        within = row.one("within")
        if re.fullmatch(r"[0-9]{1,4}", word) and re.fullmatch(r"[0-9]{0,4}", within):
            return Number(int(word), int(within or 0))
        ledger.leave(row.place, f"its year is {shown(correct[0])}, within {shown(within)}; write plain digits")
        return None
    return Forms(correct) if kind else typed(correct)


def _choices(row: _Row, kind: str) -> Choices:
    correct, others, choices = row.all("correct"), row.all("other"), row.all("choice")
    right = set(correct)
    if choices and not right <= set(choices):
        # Many tables name the right one by its letter or number.
        named = {chosen for cell in correct for chosen in _named(cell, choices)}
        right = named or right
    texts = [*choices, *(text for text in correct if text in right and text not in choices), *others]
    options = [Option(text, text in right, place=row.place) for text in texts]
    return Choices(options, several=kind == "several choices" or sum(option.right for option in options) > 1)


def _named(cell: str, choices: list[str]) -> Iterator[str]:
    if cell in choices:
        yield cell
        return
    for word in re.findall(r"[A-Za-z]|[0-9]+", cell) if re.fullmatch(r"\w(?:[\s,;&]+\w)*", cell) else ():
        index = int(word) - 1 if word.isdigit() else ord(word.upper()) - ord("A")
        if 0 <= index < len(choices):
            yield choices[index]


def _open(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def _guard(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def write(bank: Bank, takings: Takings) -> bytes:
    """The bank as a table that Excel opens as it is: UTF-8 with a mark that says so, commas, CRLF."""
    items = [item for item in bank.items if _fits(item, takings)]
    most_choices = max((len(item.choices) for item in items if isinstance(item, OneChoice | SeveralChoices)), default=0)
    most_correct = max((len(_correct(item)) for item in items), default=1)
    heads = ["id", "type", "question", *(f"choice {n}" for n in range(1, most_choices + 1))]
    heads += ["correct", *(f"correct {n}" for n in range(2, most_correct + 1))]
    heads += ["within", "why", "hint", "level", "lesson"]
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(heads)
    for item in items:
        choices = list(item.choices) if isinstance(item, OneChoice | SeveralChoices) else []
        correct = _correct(item)
        cells = [takings.short_id(item), _TYPES[type(item)], item.ask, *choices, *[""] * (most_choices - len(choices))]
        cells += [*correct, *[""] * (most_correct - len(correct))]
        within = str(item.within) if isinstance(item, Year) and item.within else ""
        cells += [within, item.why, item.hint or "", str(item.level), item.lesson or ""]
        table.writerow([_guard(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _fits(item: Item, takings: Takings) -> bool:
    if isinstance(item, Ordering | Matching):
        takings.leave(item, "an order" if isinstance(item, Ordering) else "a matching")
        return False
    takings.without(item, cites=item.cites, image=item.image, wrong=getattr(item, "wrong", None))
    return True


def _correct(item: Item) -> list[str]:
    match item:
        case OneChoice():
            return [item.choices[item.answer]]
        case SeveralChoices():
            return [item.choices[index] for index in sorted(item.answers)]
        case TrueFalse():
            return [str(item.answer).lower()]
        case ShortText():
            return list(item.accept)
        case Year():
            return [str(item.year)]
        case _:  # pragma: no cover - an order and a matching have been left out
            return []
