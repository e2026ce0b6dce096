"""What is written for other programs, and what is told of the rest."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from bot.content import Problem, parse_bank
from bot.content.exchange import WRITTEN, Kind, write_foreign
from bot.core.models import Bank, Image, ShortText
from tests.content.exchange.samples import told
from tests.content.samples import ARTICLE, SEVEN


def seven() -> Bank:
    bank, problems = parse_bank(
        SEVEN.encode(), "x", bank_id="basmachi/seven", sources={"article": ARTICLE}, lessons=["kokand"]
    )
    assert problems == []
    assert bank is not None
    return bank


def one(lines: str) -> Bank:
    text = f"title: T\nmovement: basmachi\nquestions:\n  - id: q\n    ask: Who?\n    why: So.\n    {lines}\n"
    bank, problems = parse_bank(text.encode(), "x", bank_id="a/b", sources=None, lessons=None, cite_needed=False)
    assert problems == []
    assert bank is not None
    return bank


def messages(problems: tuple[Problem, ...]) -> set[str]:
    return {problem.message for problem in problems}


@pytest.mark.parametrize(
    ("kind", "left"),
    [
        (Kind.XML, {"Moodle XML has no place for the citations ('cite') of 'one' and 7 more"}),
        (
            Kind.GIFT,
            {
                "Moodle GIFT has no place for the citations ('cite') of 'one' and 6 more",
                "Moodle GIFT has no place for the hint ('hint') of 'one'",
                "the question 'order' is left out: Moodle GIFT has no place for an order",
            },
        ),
        (
            Kind.CSV,
            {
                "CSV has no place for the citations ('cite') of 'one' and 5 more",
                "CSV has no place for why a choice is wrong ('wrong') of 'one'",
                "the question 'order' is left out: CSV has no place for an order",
                "the question 'match' is left out: CSV has no place for a matching",
            },
        ),
        (
            Kind.ANKI,
            {
                "Anki has no place for the citations ('cite') of 'one' and 7 more",
                "Anki has no place for why a choice is wrong ('wrong') of 'one'",
                "Anki has no place for the other accepted forms ('accept') of 'text'",
                "Anki has no place for how many years off still count ('within') of 'year'",
            },
        ),
    ],
)
def test_all_that_stays_behind_is_told(kind: Kind, left: set[str]) -> None:
    assert messages(write_foreign(seven(), kind).left) == left


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_picture_stays_behind_and_is_told(kind: Kind) -> None:
    item = ShortText(id="a/b/q", ask="Who?", why="So.", accept=("Enver",), image=Image("/x/map.png", "A map"))
    bank = Bank(id="a/b", title="T", movement="a", items=(item,))
    taken = write_foreign(bank, kind, name="b.yaml", places={"q": (7, 5)})
    assert told(taken.left) == [f"7: {kind.called} has no place for the picture ('image') of 'q'"]
    assert taken.left[0].path == "b.yaml"


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ("accept: ['a->b']", "an answer with '->' in it"),
        ("pairs: {'a->b': c, d: e, f: g}", "a left side with '->' in it"),
    ],
)
def test_what_gift_would_read_as_something_else_is_left_out(lines: str, what: str) -> None:
    taken = write_foreign(one(lines), Kind.GIFT)
    assert taken.questions == 0
    assert messages(taken.left) == {f"the question 'q' is left out: Moodle GIFT has no place for {what}"}


def test_no_cell_of_a_table_is_run_as_a_formula() -> None:
    data = write_foreign(one("accept: ['=1+1', '+x', '-x', '@x', \"'=x\", x=1]"), Kind.CSV).data
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert {"'=1+1", "'+x", "'-x", "'@x", "''=x", "x=1"} <= set(rows[1])
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_moodle_gets_the_weights_that_dastan_counts_with() -> None:
    text = write_foreign(one("choices: [a, b, c, d]\n    answers: [a, b, c]"), Kind.GIFT).data.decode()
    assert "\t~%33.33333%a\n\t~%33.33333%b\n\t~%33.33333%c\n\t~%-100%d\n" in text


def test_an_anki_deck_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert write_foreign(seven(), Kind.ANKI).data.startswith(b"PK")
    assert list(tmp_path.iterdir()) == []
