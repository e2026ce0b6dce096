"""Bringing questions in and taking them away on the command line, as a teacher does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.content import parse_bank

ROOT = Path(__file__).resolve().parents[1]
FILES = ROOT / "tests" / "content" / "exchange" / "files"
KOKAND = ROOT / "quizzes" / "basmachi" / "kokand.yaml"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def dastan(*args: str) -> Result:
    return CliRunner().invoke(main, args)


def test_import_prints_a_bank_and_says_on_stderr_what_was_left_out() -> None:
    result = dastan("import", str(FILES / "movements.gift"))
    assert result.exit_code == 0
    bank, problems = parse_bank(
        result.stdout.encode(), "x", bank_id="a/b", sources=None, lessons=None, cite_needed=False
    )
    assert problems == []
    assert bank is not None
    assert f"{FILES / 'movements.gift'}:35:1: this question is left out: it is an essay" in result.stderr
    assert "10 left out or changed." in result.stderr
    assert "1 to improve." in result.stderr
    assert f"7 questions from {FILES / 'movements.gift'} to standard output." in result.stderr


def test_import_writes_a_bank_that_takes_its_movement_from_its_folder(folder: Path) -> None:
    (folder / "basmachi").mkdir()
    result = dastan("import", str(FILES / "movements.txt"), "--out", "basmachi/aiken.yaml", "--title", "Two movements")
    assert result.exit_code == 0
    assert result.stdout == ""
    text = (folder / "basmachi" / "aiken.yaml").read_text(encoding="utf-8")
    assert "title: Two movements\nmovement: basmachi\n" in text
    assert str(FILES) not in text


def test_import_writes_over_nothing_unless_it_is_forced(folder: Path) -> None:
    (folder / "mine.yaml").write_text("mine", encoding="utf-8")
    result = dastan("import", str(FILES / "movements.gift"), "--out", "mine.yaml")
    assert result.exit_code == 1
    assert result.stderr.endswith("mine.yaml is there already; --force writes over it.\n")
    assert (folder / "mine.yaml").read_text(encoding="utf-8") == "mine"
    assert dastan("import", str(FILES / "movements.gift"), "--out", "mine.yaml", "--force").exit_code == 0
    assert (folder / "mine.yaml").read_text(encoding="utf-8") != "mine"


def test_import_of_what_holds_no_questions_says_why_and_fails(folder: Path) -> None:
    (folder / "letter.doc").write_text("Dear all,", encoding="utf-8")
    result = dastan("import", "letter.doc")
    assert result.exit_code == 1
    assert "letter.doc:1:1: this is no kind of question file that is known" in result.stderr
    assert result.stderr.endswith("Nothing could be brought in.\n")
    as_aiken = dastan("import", "letter.doc", "--kind", "aiken")
    assert "no line 'ANSWER: ' with a letter follows its choices" in as_aiken.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["import", "none.gift"], "none.gift cannot be read: there is no such file.\n"),
        (["import", str(FILES / "movements.gift"), "--out", "none/x.yaml"], "none/x.yaml cannot be written: "),
        (["export", "none.yaml"], "this file cannot be read: there is no such file"),
    ],
)
def test_a_file_that_is_not_there_is_told_in_a_sentence(args: list[str], said: str) -> None:
    result = dastan(*args)
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("args", "name", "begins"),
    [
        ([], "kokand.xml", b"<?xml"),
        (["--kind", "gift"], "kokand.gift", b"$CATEGORY: $course$/top/basmachi/The Kokand Autonomy"),
        (["--kind", "csv"], "kokand.csv", b"\xef\xbb\xbfid,type,question"),
        (["--out", "mine.apkg"], "mine.apkg", b"PK"),
        (["--out", "mine.txt", "--kind", "gift"], "mine.txt", b"$CATEGORY"),
    ],
)
def test_export_writes_the_kind_that_is_asked_for(folder: Path, args: list[str], name: str, begins: bytes) -> None:
    result = dastan("export", str(KOKAND), *args)
    assert result.exit_code == 0
    assert (folder / name).read_bytes().startswith(begins)
    assert f"questions from {KOKAND} to {name}." in result.stderr


def test_export_tells_what_stays_behind_at_its_line_in_the_bank() -> None:
    result = dastan("export", str(KOKAND), "--kind", "gift")
    line = KOKAND.read_text(encoding="utf-8").split("\n").index("  - id: from-founding-to-break") + 1
    left = (
        f"{KOKAND}:{line}:5: the question 'from-founding-to-break' is left out: Moodle GIFT has no place for an order"
    )
    assert left in result.stderr


def test_export_of_a_bank_with_mistakes_tells_them_and_writes_nothing(folder: Path) -> None:
    (folder / "bad.yaml").write_text("title: Bad\n", encoding="utf-8")
    result = dastan("export", "bad.yaml")
    assert result.exit_code == 1
    assert "bad.yaml:1:1: a bank needs the key" in result.stderr
    assert not (folder / "bad.xml").exists()


def test_export_of_a_bank_of_which_nothing_can_be_taken_says_so(folder: Path) -> None:
    (folder / "order.yaml").write_text(
        "title: Order\nmovement: basmachi\nquestions:\n  - {id: o, ask: Which first?, order: [a, b, c], why: So.}\n",
        encoding="utf-8",
    )
    result = dastan("export", "order.yaml", "--kind", "csv")
    assert result.exit_code == 1
    assert "Nothing of this bank can be taken away as CSV." in result.stderr


def test_what_was_exported_can_be_imported_again(folder: Path) -> None:
    shutil.copy(KOKAND, folder / "kokand.yaml")
    assert dastan("export", "kokand.yaml").exit_code == 0
    result = dastan("import", "kokand.xml", "--out", "again.yaml")
    assert result.exit_code == 0
    assert "left out or changed" not in result.stderr
