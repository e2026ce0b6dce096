"""`dastan new bank`: a file with one question of each kind, in which nothing is wrong, and which overwrites nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content import check_paths, load
from bot.content.schema import schema_text
from bot.content.starter import CannotBegin, begin_bank

LESSONS, QUIZZES = Path("lessons"), Path("quizzes")


def begun(name: str = "mine", movement: str | None = None) -> Path:
    return begin_bank(name, movement, lessons_dir=LESSONS, quizzes_dir=QUIZZES)


@pytest.mark.parametrize("name", ["mine", "my-own-bank", "1918", "-", "null", "true", "x" * 60])
@pytest.mark.parametrize("movement", [None, "kachagh", "null", "1920"])
def test_a_new_bank_has_all_seven_kinds_and_passes_the_check(tree: Path, name: str, movement: str | None) -> None:
    path = begun(name, movement)
    assert path == QUIZZES / (movement or "basmachi") / f"{name}.yaml"
    assert check_paths([path], lessons_dir=LESSONS, quizzes_dir=QUIZZES) == ()
    library = load(LESSONS, QUIZZES).library
    assert library is not None
    items = library.banks[f"{movement or 'basmachi'}/{name}"].items
    assert len({type(item) for item in items}) == len(items) == 7


def test_what_it_cites_may_have_any_name(tree: Path) -> None:
    sources = tree / "lessons/sources.yaml"
    text, odd = sources.read_text(encoding="utf-8"), r'["\"Kokand\": a \\ # {1918}", Kokand]'
    sources.write_text(text.replace("[Introduction, Kokand]", odd), encoding="utf-8")
    assert check_paths([begun()], lessons_dir=LESSONS, quizzes_dir=QUIZZES) == ()


def test_a_file_that_is_there_stays_as_it_is(tree: Path) -> None:
    path = tree / "quizzes/basmachi/kokand.yaml"
    before = path.read_bytes()
    with pytest.raises(CannotBegin, match="is there already, and stays as it is"):
        begun("kokand")
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "movement", "sentence"),
    [
        ("My Bank.yaml", None, "A bank is named by .*, for example my-bank; 'My Bank.yaml' is not."),
        ("../../etc/passwd", None, "A bank is named by .* is not."),
        ("mine", "..", "A movement is named by at most 60 small letters a-z, digits and hyphens; '..' is not."),
        ("", None, "A bank is named by"),
    ],
)
def test_a_name_that_is_none_is_refused_with_a_better_one(
    tree: Path, name: str, movement: str | None, sentence: str
) -> None:
    with pytest.raises(CannotBegin, match=sentence):
        begun(name, movement)
    assert [path.name for path in tree.glob("quizzes/**/*.yaml")] == ["kokand.yaml"]


def test_without_sources_it_says_what_is_missing(tree: Path) -> None:
    (tree / "lessons/sources.yaml").write_text("sources: []\n", encoding="utf-8")
    with pytest.raises(CannotBegin, match=r"they cannot be read: .*1:10: 'sources' is empty"):
        begun()
    (tree / "lessons/sources.yaml").unlink()
    with pytest.raises(CannotBegin, match="there is no such file"):
        begun()


def test_where_nothing_can_be_written_it_says_so(tree: Path) -> None:
    (tree / "quizzes/kachagh").write_text("a file in the way", encoding="utf-8")
    with pytest.raises(CannotBegin, match=r"quizzes/kachagh/mine.yaml (cannot be written|is there already)"):
        begun("mine", "kachagh")


def test_a_first_bank_finds_a_folder_and_the_schema_beside_it(tree: Path) -> None:
    begin_bank("mine", None, lessons_dir=LESSONS, quizzes_dir=Path("new"))
    assert (
        (tree / "new/my-class/mine.yaml").read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../")
    )
    assert (tree / "new/bank.schema.json").read_text(encoding="utf-8") == schema_text()
