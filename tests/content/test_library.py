"""All files together: where they stand, what they have to do with each other, and `dastan check PATH…`."""

from __future__ import annotations

import asyncio
import os
import re
import threading
from pathlib import Path

import pytest

from bot.content import Loaded, Problem, check_paths, library, load, load_alone, load_async
from bot.content.files import read
from bot.content.problems import Findings
from bot.content.survey import files_below, named
from tests.content.samples import BODY, FRONT, GOOD, HEAD, SOURCES

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def told() -> list[str]:
    loaded = load(Path("lessons"), Path("quizzes"))
    assert (loaded.library is None) == bool(loaded.problems)
    return [str(problem) for problem in loaded.problems]


def checked(*paths: str) -> list[str]:
    found = check_paths([Path(path) for path in paths], lessons_dir=Path("lessons"), quizzes_dir=Path("quizzes"))
    return [str(problem) for problem in found]


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_every_problem_of_every_file_is_told_in_the_order_of_files_and_lines(tree: Path) -> None:
    write(tree / "lessons/sources.yaml", SOURCES + "extra: 1\n")
    write(tree / "lessons/basmachi/02-b.md", FRONT.replace("period", "perriod") + "short")
    write(tree / "quizzes/basmachi/a.yaml", HEAD + GOOD.replace("true", "yes") + "  - {}\n")
    write(tree / "quizzes/basmachi/b.yaml", b"\xff\xfe")
    assert [line.split(":")[:3] for line in told()] == [
        ["lessons/basmachi/02-b.md", "2", "5"],
        ["lessons/basmachi/02-b.md", "5", "1"],
        ["lessons/basmachi/02-b.md", "10", "1"],
        ["lessons/sources.yaml", "17", "1"],
        ["quizzes/basmachi/a.yaml", "6", "13"],
        *[["quizzes/basmachi/a.yaml", "9", "5"]] * 5,
        ["quizzes/basmachi/b.yaml", "1", "1"],
    ]


def test_broken_sources_do_not_make_every_citation_wrong_as_well(tree: Path) -> None:
    write(tree / "lessons/sources.yaml", "sources: []\n")
    assert told() == ["lessons/sources.yaml:1:10: 'sources' is empty; at least 1 is needed"]


def test_a_lesson_without_a_readable_id_does_not_make_its_questions_wrong_as_well(tree: Path) -> None:
    write(tree / "lessons/basmachi/01-kokand.md", FRONT.replace("id: kokand", "id: K O") + BODY)
    found = told()
    assert len(found) == 1
    assert found[0].startswith("lessons/basmachi/01-kokand.md:2:5: 'id' is 'K O'")


def test_missing_sources_are_told_once(tree: Path) -> None:
    (tree / "lessons/sources.yaml").unlink()
    message = "there is no such file; write into it the sources that lessons and questions may cite"
    assert told() == [f"lessons/sources.yaml:1:1: {message}"]
    assert checked("quizzes") == [f"lessons/sources.yaml:1:1: {message}"]


def test_missing_folders_are_told() -> None:
    loaded = load(Path("/nowhere/lessons"), Path("/nowhere/quizzes"))
    assert [str(problem) for problem in loaded.problems] == [
        "/nowhere/lessons:1:1: there is no such folder; make it, or correct its name",
        "/nowhere/quizzes:1:1: there is no such folder; make it, or correct its name",
    ]


def test_two_lessons_with_one_id_or_one_number_are_told_with_both_places(tree: Path) -> None:
    write(tree / "lessons/basmachi/01-again.md", FRONT.replace("id: kokand", "id: other") + BODY)
    write(tree / "lessons/kachagh/01-x.md", FRONT.replace("basmachi", "kachagh") + BODY)
    number, double = told()
    assert number.startswith(
        "lessons/basmachi/01-kokand.md:1:1: the number 01 is that of lessons/basmachi/01-again.md too"
    )
    assert double.startswith(
        "lessons/kachagh/01-x.md:2:5: the lesson id 'kokand' is that of another lesson too (lessons/"
    )
    assert double.endswith("basmachi/01-kokand.md:2:5); change one")


def test_a_bank_must_name_the_movement_whose_folder_it_stands_in(tree: Path) -> None:
    write(tree / "quizzes/kachagh/a.yaml", HEAD + GOOD)
    [found] = told()
    assert found.startswith(
        "quizzes/kachagh/a.yaml:2:11: 'movement' is 'basmachi', but the file stands in the folder 'kach"
    )


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("quizzes/basmachi/a.yml", "this file is not read under its name; rename it to 'a.yaml'"),
        ("quizzes/basmachi/a.YAML", "this file is not read under its name; rename it to 'a.yaml'"),
        ("lessons/basmachi/02-a.markdown", "this file is not read under its name; rename it to '02-a.md'"),
        ("quizzes/a.yaml", "this file must stand in a folder named after its movement, directly below quizzes/;"),
        ("quizzes/basmachi/deep/a.yaml", "this file must stand in a folder named after its movement, directly below"),
        ("lessons/02-a.md", "this file must stand in a folder named after its movement, directly below lessons/"),
        ("lessons/basmachi/a.yaml", "a lesson (.md) belongs under lessons/, a question bank (.yaml) under quizzes/;"),
        ("quizzes/basmachi/01-a.md", "a lesson (.md) belongs under lessons/, a question bank (.yaml) under quizzes/;"),
        ("quizzes/Bas machi/a.yaml", "the folder 'Bas machi' must be named by small letters a-z, digits and hyphens"),
        ("quizzes/basmachi/A b.yaml", "a bank's file is named by small letters a-z, digits and hyphens, such as"),
    ],
)
def test_a_file_in_the_wrong_place_or_with_the_wrong_name_is_told(tree: Path, path: str, message: str) -> None:
    write(tree / path, "whatever")
    for found in (told(), checked(path)):
        assert len(found) == 1
        assert found[0].startswith(f"{path}:1:1: {message}")


def test_pictures_readmes_hidden_files_and_other_strays_are_left_alone(tree: Path) -> None:
    for name in ("README.md", "basmachi/notes.txt"):
        write(tree / "lessons" / name, "whatever")
    for name in ("bank.schema.json", ".git/a.yaml", "basmachi/.a.yaml", "basmachi/map.png", "basmachi/readme.md"):
        write(tree / "quizzes" / name, "whatever")
    assert told() == []


def test_a_lesson_that_cannot_be_read_does_not_make_its_questions_wrong_as_well(tree: Path) -> None:
    path = tree / "lessons/basmachi/01-kokand.md"
    path.unlink()
    path.symlink_to(tree / "nothing.md")
    assert told() == [
        "lessons/basmachi/01-kokand.md:1:1: this is a link that leads out of its folder; put the file itself here"
    ]


def test_a_lesson_without_a_number_in_its_name_is_told(tree: Path) -> None:
    write(tree / "lessons/basmachi/b.md", FRONT.replace("id: kokand", "id: b") + BODY)
    [found] = told()
    assert found.startswith("lessons/basmachi/b.md:1:1: a lesson's file is named by two digits")


def test_folders_links_and_other_things_named_like_files_are_told(tree: Path) -> None:
    folder = tree / "quizzes/basmachi"
    (folder / "folder.yaml").mkdir()
    outside = write(tree / "outside.yaml", HEAD + GOOD)
    (folder / "link.yaml").symlink_to(outside)
    (folder / "broken.yaml").symlink_to(folder / "nothing.yaml")
    (folder / "circle.yaml").symlink_to(folder / "circle.yaml")
    (folder / "loop").symlink_to(tree)
    (folder / "inside.yaml").symlink_to(folder / "kokand.yaml")
    assert told() == [
        "quizzes/basmachi/broken.yaml:1:1: this file cannot be read: there is no such file",
        "quizzes/basmachi/circle.yaml:1:1: this file cannot be read: its links lead in a circle",
        "quizzes/basmachi/folder.yaml:1:1: this is a folder, but its name ends in .yaml like a file's; rename it",
        "quizzes/basmachi/link.yaml:1:1: this is a link that leads out of its folder; put the file itself here",
        "quizzes/basmachi/loop:1:1: this is a link to a folder, which is not followed; move the folder here",
    ]


def test_a_missing_folder_of_lessons_is_told_and_not_what_follows_from_it(tree: Path) -> None:
    loaded = load(tree / "lesons", tree / "quizzes")
    [problem] = loaded.problems
    assert problem.message == "there is no such folder; make it, or correct its name"


def test_a_file_and_a_folder_that_may_not_be_read_are_told(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    findings = Findings("x")
    with monkeypatch.context() as patch:  # the tests may run as root, who may read everything
        patch.setattr(Path, "open", refuse)
        assert read(tree / "lessons/sources.yaml", findings) is None
    assert [problem.message for problem in findings.problems()] == [
        "this file cannot be read: permission denied; allow the bot's user to read it"
    ]
    problems: list[Problem] = []
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", refuse)
        assert list(files_below(tree, problems)) == []
        patch.setattr(Path, "is_dir", refuse)
        assert load(Path("lessons"), Path("quizzes")).library is None
    assert "this folder cannot be read: permission denied" in problems[0].message


def test_other_faults_of_the_disk_are_told_in_the_systems_words(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "whatever")

    monkeypatch.setattr(Path, "open", fail)
    findings = Findings("x")
    assert read(tree / "lessons/sources.yaml", findings) is None
    assert findings.problems()[0].message == "this file cannot be read: input/output error"
    assert read(Path("a\0b"), Findings("x")) is None


async def test_the_event_loop_goes_on_while_files_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    went_on = threading.Event()
    threads: list[int] = []

    def slow(lessons_dir: Path, quizzes_dir: Path) -> Loaded:
        threads.append(threading.get_ident())
        assert went_on.wait(timeout=60), "the event loop was held up"
        return Loaded(None, ())

    monkeypatch.setattr(library, "load", slow)
    loading = asyncio.create_task(load_async(Path("a"), Path("b")))
    await asyncio.sleep(0.01)
    went_on.set()
    assert await loading == Loaded(None, ())
    assert threads != [threading.get_ident()]


# Pictures.


def with_image(name: str) -> str:
    return f"{HEAD}{GOOD}    image: {{file: '{name}', alt: A map}}\n"


def test_a_picture_beside_the_bank_is_found(tree: Path) -> None:
    for name, head in {
        "map.png": PNG,
        "b.JPG": b"\xff\xd8\xff\xe0",
        "c.gif": b"GIF89a",
        "d.webp": b"RIFF1234WEBPVP8",
    }.items():
        picture = write(tree / "quizzes/basmachi" / name, head)
        write(tree / "quizzes/basmachi/a.yaml", with_image(name))
        found = load(Path("lessons"), Path("quizzes")).library
        assert found is not None
        item = found.item("basmachi/a/good")
        assert item is not None
        assert item.image is not None
        assert (item.image.path, item.image.alt) == (str(picture.resolve()), "A map")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("../kachagh/map.png", "is not the plain name of a file; put the picture into the bank's folder and write its"),
        ("/etc/passwd", "is not the plain name of a file"),
        ("a\\b.png", "is not the plain name"),
        ("c:x.png", "is not the plain name of a file"),
        (".hidden.png", "is not the plain name of a file"),
        ("map.svg", "is not a picture that Discord shows; use a .png, .jpg, .webp or .gif file"),
        ("missing.png", "is not in the bank's folder; put it there, or correct its name"),
        ("folder.png", "is not in the bank's folder"),
        ("link.png", "is a link that leads out of the bank's folder; put the picture itself there"),
        ("circle.png", "cannot be read: its links lead in a circle"),
        ("big.png", "is larger than 8 MB; make it smaller"),
        ("text.png", "is named like a PNG picture, but its content is not one; save it again as PNG"),
        ("x" * 190 + "é" * 50 + ".png", "cannot be read"),
    ],
)
def test_what_is_wrong_with_a_picture_is_told(tree: Path, name: str, message: str) -> None:
    folder = tree / "quizzes/basmachi"
    write(folder / "text.png", "text")
    write(tree / "outside.png", PNG)
    (folder / "folder.png").mkdir()
    (folder / "link.png").symlink_to(tree / "outside.png")
    (folder / "circle.png").symlink_to(folder / "circle.png")
    with (folder / "big.png").open("wb") as file:
        file.truncate(8 * 1024 * 1024 + 1)
    write(folder / "a.yaml", with_image(name))
    found = told()
    assert len(found) == 1
    if len(name) < 200:
        assert found[0].startswith(f"quizzes/basmachi/a.yaml:9:19: the picture '{name}' {message}")


# dastan check PATH…


def test_without_a_path_the_whole_tree_is_checked(tree: Path) -> None:
    assert checked() == []
    write(tree / "lessons/basmachi/02-bad.md", "nothing")
    write(tree / "quizzes/basmachi/bad.yaml", "nothing")
    assert checked() == told()
    assert {line.split(":")[0] for line in checked()} == {"lessons/basmachi/02-bad.md", "quizzes/basmachi/bad.yaml"}


def test_a_path_that_is_missing_is_a_problem(tree: Path) -> None:
    message = "there is no such file or folder; check how it is written"
    assert checked("nowhere.yaml", "quizzes") == [f"nowhere.yaml:1:1: {message}"]
    assert checked("x\0y") == [f"x\\x00y:1:1: {message}"]


def test_only_what_was_asked_for_is_told(tree: Path) -> None:
    bad = HEAD + GOOD.replace("true", "yes")
    for name in ("a", "b"):
        write(tree / f"quizzes/basmachi/{name}.yaml", bad)
    write(tree / "lessons/basmachi/02-bad.md", "nothing")
    for asked in (
        "quizzes/basmachi/a.yaml",
        str(tree / "quizzes/basmachi/a.yaml"),
        "quizzes/../quizzes/basmachi/a.yaml",
    ):
        assert [line.split(";")[0] for line in checked(asked, asked)] == [
            "quizzes/basmachi/a.yaml:6:13: 'answer' is 'yes'"
        ]
    assert [line.split(":")[0] for line in checked("quizzes")] == ["quizzes/basmachi/a.yaml", "quizzes/basmachi/b.yaml"]
    assert [line.split(":")[0] for line in checked("lessons/basmachi")] == ["lessons/basmachi/02-bad.md"]


def test_a_file_elsewhere_is_checked_against_the_trees_sources_and_lessons(tree: Path) -> None:
    text = HEAD.replace("basmachi", "any") + GOOD + "    lesson: kokant\n" + GOOD.replace("article", "artikle")
    write(tree / "draft/My bank.yaml", text)
    assert [line.split(";")[0] for line in checked("draft/My bank.yaml")] == [
        "draft/My bank.yaml:9:13: there is no lesson 'kokant'",
        "draft/My bank.yaml:10:9: the question id 'good' is here twice, first at line 4, column 9",
        "draft/My bank.yaml:14:20: 'artikle' in 'source' is not a source in lessons/sources.yaml",
    ]


def test_drafts_elsewhere_may_have_the_ids_of_lessons_in_the_tree_but_not_of_each_other(tree: Path) -> None:
    write(tree / "draft/01-kokand.md", FRONT + BODY)
    assert checked("draft") == []
    write(tree / "draft/02-kokand.md", FRONT + BODY)
    [found] = checked("draft")
    assert found.startswith(
        "draft/02-kokand.md:2:5: the lesson id 'kokand' is that of another lesson too (draft/01-kok"
    )


def test_a_new_lesson_in_the_tree_is_held_against_those_that_are_there(tree: Path) -> None:
    write(tree / "lessons/basmachi/02-new.md", FRONT + BODY)
    [found] = checked("lessons/basmachi/02-new.md")
    assert found.startswith("lessons/basmachi/02-new.md:2:5: the lesson id 'kokand' is that of another lesson too")


def test_a_folder_elsewhere_may_bring_its_own_sources(tree: Path) -> None:
    write(tree / "draft/sources.yaml", SOURCES.replace("id: article", "id: mine").replace("id: paper", "id: mine2"))
    write(tree / "draft/a.yaml", HEAD + GOOD.replace("source: article", "source: mine"))
    write(tree / "draft/notes.txt", "left alone")
    write(tree / "draft/b.yml", "told")
    assert checked("draft") == ["draft/b.yml:1:1: this file is not read under its name; rename it to 'b.yaml'"]


def test_broken_sources_of_the_tree_are_told_with_whatever_is_checked_against_them(tree: Path) -> None:
    write(tree / "lessons/sources.yaml", "sources: []\n")
    write(tree / "lessons/basmachi/02-bad.md", "not asked for")
    assert checked("quizzes") == ["lessons/sources.yaml:1:10: 'sources' is empty; at least 1 is needed"]
    assert checked("lessons/sources.yaml") == ["lessons/sources.yaml:1:10: 'sources' is empty; at least 1 is needed"]


def test_a_folder_with_lessons_and_quizzes_is_a_tree_of_its_own(tree: Path) -> None:
    assert checked(".") == []
    write(tree / "other/lessons/sources.yaml", SOURCES)
    write(tree / "other/quizzes/basmachi/a.yaml", HEAD + GOOD + "    lesson: kokand\n")
    [found] = checked("other")
    assert found.startswith("other/quizzes/basmachi/a.yaml:9:13: there is no lesson 'kokand'; write the id of a lesson")


def test_a_file_of_another_kind_is_told_only_if_it_was_asked_for(tree: Path) -> None:
    write(tree / "draft/notes.txt", "text")
    write(tree / "draft/map.png", PNG)
    assert checked("draft") == []
    assert checked("draft/map.png") == []
    assert checked("draft/notes.txt") == [
        "draft/notes.txt:1:1: this is neither a question bank (.yaml) nor a lesson (.md)"
    ]


def test_a_link_in_a_circle_that_was_asked_for_is_told(tree: Path) -> None:
    (tree / "a").mkdir()
    (tree / "a/loop").symlink_to(tree / "a/loop")
    assert checked("a/loop/x.yaml") == ["a/loop/x.yaml:1:1: there is no such file or folder; check how it is written"]
    assert checked("a/loop") == ["a/loop:1:1: this is neither a question bank (.yaml) nor a lesson (.md)"]


def test_a_path_is_named_as_seen_from_here(tree: Path) -> None:
    assert named(tree / "a/b.yaml") == "a/b.yaml"
    assert named(Path("a/b.yaml")) == "a/b.yaml"
    assert named(Path("/elsewhere/b.yaml")) == "/elsewhere/b.yaml"


def test_a_file_whose_name_is_no_text_is_told_without_a_crash(tree: Path) -> None:
    name = os.fsdecode(b"quizzes/basmachi/\xff\x1b.yaml")
    write(tree / name, HEAD + GOOD)
    assert told()[0].startswith("quizzes/basmachi/\\udcff\\x1b.yaml:1:1: a bank's file is named by small letters")


def test_a_bank_alone_has_all_lessons_beside_it_and_an_id_that_fits_into_a_command(tree: Path) -> None:
    bank = write(tree / "My drafts" / f"Kokand, 2nd {'x' * 90}.yaml", HEAD + GOOD + "    lesson: kokand\n")
    loaded = load_alone(bank, Path("lessons"), Path("quizzes"))
    assert loaded.problems == ()
    assert loaded.library is not None
    [name] = loaded.library.banks
    assert name.startswith("my-drafts/kokand-2nd-xxx")
    assert len(name) <= 100
    assert list(loaded.library.lessons) == ["kokand"]


def test_a_bank_alone_is_checked_as_it_is_among_others(tree: Path) -> None:
    bank = write(tree / "quizzes/kachagh/a.yaml", HEAD + GOOD)
    loaded = load_alone(bank, Path("lessons"), Path("quizzes"))
    assert loaded.library is None
    assert [str(problem) for problem in loaded.problems] == checked("quizzes/kachagh/a.yaml")


def test_a_teachers_own_bank_outside_of_the_tree_needs_no_cite(tree: Path) -> None:
    text = (tree / "quizzes/basmachi/kokand.yaml").read_text(encoding="utf-8")
    bare = re.sub(r"(?m)^    cite:.*\n", "", text)
    assert bare != text
    (tree / "own.yaml").write_text(bare, encoding="utf-8")
    (tree / "quizzes/basmachi/bare.yaml").write_text(bare, encoding="utf-8")
    assert checked("own.yaml") == []
    assert load_alone(tree / "own.yaml", Path("lessons"), Path("quizzes")).problems == ()
    assert any("cite" in one for one in checked("quizzes/basmachi/bare.yaml"))
