"""Changed files are noticed soon, however they are saved, and read when they have come to rest."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import watchfiles

from bot.content import Loaded, load
from bot.content.watch import Watch, changes, look

WITHIN = 5.0  # the promise is two seconds, and tests/e2e holds the bot to it


class Reader:
    """Reads the tree as the bot does, and remembers each time."""

    def __init__(self, tree: Path) -> None:
        self.roots = [tree / "lessons", tree / "quizzes"]
        self.taken: list[Loaded] = []
        self.reads = 0
        self.watch = Watch(self._read, self.roots)

    def start(self) -> None:
        self.watch.start(self.taken.append)

    def _read(self) -> Loaded:
        self.reads += 1
        return load(*self.roots)

    @property
    def titles(self) -> list[str]:
        library = self.taken[-1].library if self.taken else None
        return [] if library is None else [one.title for one in library.lessons.values()]


@pytest.fixture
async def reader(tree: Path) -> AsyncIterator[Reader]:
    reader = Reader(tree)
    reader.start()
    await asyncio.sleep(0.3)  # the system is being asked to tell of changes
    yield reader
    await reader.watch.stop()


async def soon(true: Callable[[], bool], within: float = WITHIN) -> None:
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, f"not within {within} seconds"
        await asyncio.sleep(0.01)


def retitled(tree: Path, title: str) -> str:
    text = (tree / "lessons/basmachi/01-kokand.md").read_text(encoding="utf-8")
    return "\n".join(f"title: {title}" if line.startswith("title:") else line for line in text.split("\n"))


async def test_a_file_that_is_written_over_is_taken_up(tree: Path, reader: Reader) -> None:
    (tree / "lessons/basmachi/01-kokand.md").write_text(retitled(tree, "Another"), encoding="utf-8")
    await soon(lambda: reader.titles == ["Another"])


async def test_a_file_that_is_saved_under_another_name_and_renamed_is_taken_up_once(tree: Path, reader: Reader) -> None:
    path = tree / "lessons/basmachi/01-kokand.md"
    draft = path.with_name("4913~")
    draft.write_text(retitled(tree, "Another"), encoding="utf-8")
    path.rename(path.with_name("01-kokand.md~"))
    draft.rename(path)
    await soon(lambda: reader.titles == ["Another"])
    await asyncio.sleep(0.5)
    assert len(reader.taken) == 1


async def test_a_burst_of_saves_is_read_once(tree: Path, reader: Reader) -> None:
    for number in range(40):
        (tree / "lessons/basmachi/01-kokand.md").write_text(retitled(tree, f"No. {number}"), encoding="utf-8")
        await asyncio.sleep(0.01)
    await soon(lambda: reader.titles == ["No. 39"])
    await asyncio.sleep(1)
    assert len(reader.taken) == 1
    assert reader.reads <= 2


async def test_a_file_that_comes_piece_by_piece_is_not_told_of_before_it_is_whole(tree: Path, reader: Reader) -> None:
    text = retitled(tree, "Another")
    with (tree / "lessons/basmachi/01-kokand.md").open("w", encoding="utf-8") as file:
        for start in range(0, len(text), 200):
            file.write(text[start : start + 200])
            file.flush()
            await asyncio.sleep(0.25)
    await soon(lambda: reader.titles == ["Another"])
    assert [loaded.problems for loaded in reader.taken] == [()]


async def test_what_is_no_content_is_not_read(tree: Path, reader: Reader) -> None:
    for name in ("lessons/basmachi/.01-kokand.md.swp", "lessons/basmachi/01-kokand.md~", "quizzes/notes.txt"):
        (tree / name).write_text("whatever", encoding="utf-8")
    await asyncio.sleep(1.5)
    assert reader.reads == 0


async def test_new_files_and_removed_ones_are_taken_up(tree: Path, reader: Reader) -> None:
    bank = tree / "quizzes/basmachi/kokand.yaml"
    (tree / "quizzes/kachagh").mkdir()
    text = bank.read_text(encoding="utf-8").replace("movement: basmachi", "movement: kachagh")
    (tree / "quizzes/kachagh/new.yaml").write_text(text, encoding="utf-8")
    bank.unlink()

    def banks() -> list[str]:
        library = reader.taken[-1].library if reader.taken else None
        return [] if library is None else list(library.banks)

    await soon(lambda: banks() == ["kachagh/new"])


async def test_a_folder_that_is_replaced_as_a_whole_is_taken_up_and_followed(tree: Path, reader: Reader) -> None:
    (tree / "lessons").rename(tree / "old")
    (tree / "lessons/basmachi").mkdir(parents=True)
    (tree / "old/sources.yaml").rename(tree / "lessons/sources.yaml")
    lesson = tree / "lessons/basmachi/01-kokand.md"
    text = (tree / "old/basmachi/01-kokand.md").read_text(encoding="utf-8")
    lesson.write_text(text.replace("title: ", "title: New, "), encoding="utf-8")
    await soon(lambda: reader.titles == ["New, The Kokand Autonomy"])
    lesson.write_text(text.replace("title: ", "title: Newer, "), encoding="utf-8")
    await soon(lambda: reader.titles == ["Newer, The Kokand Autonomy"])


async def test_a_folder_that_is_away_for_a_while_is_told_and_comes_back(tree: Path, reader: Reader) -> None:
    (tree / "lessons").rename(tree / "away")
    await soon(lambda: bool(reader.taken), within=2 * WITHIN)
    assert [problem.message for problem in reader.taken[0].problems][:1] == [
        "there is no such folder; make it, or correct its name"
    ]
    (tree / "away").rename(tree / "lessons")
    await soon(lambda: reader.titles == ["The Kokand Autonomy"], within=2 * WITHIN)


async def test_where_the_system_tells_of_nothing_changes_are_noticed_all_the_same(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> Iterator[object]:
        raise OSError("OS file watch limit reached")

    monkeypatch.setattr(watchfiles, "watch", refused)
    reader = Reader(tree)
    reader.start()
    for number in range(75):  # longer than from one look to the next
        (tree / "lessons/basmachi/01-kokand.md").write_text(retitled(tree, f"No. {number}"), encoding="utf-8")
        await asyncio.sleep(0.02)
    await soon(lambda: reader.titles == ["No. 74"])
    await reader.watch.stop()
    assert reader.reads <= 4  # a busy machine may rest in the middle


async def test_what_changed_between_the_first_reading_and_the_start_is_not_missed(tree: Path) -> None:
    reader = Reader(tree)
    (tree / "lessons/basmachi/01-kokand.md").write_text(retitled(tree, "Another"), encoding="utf-8")
    reader.start()
    await soon(lambda: reader.titles == ["Another"])
    await reader.watch.stop()


async def test_one_that_was_never_started_or_is_started_twice_can_be_stopped(tree: Path) -> None:
    reader = Reader(tree)
    await reader.watch.stop()
    reader = Reader(tree)
    reader.start()
    reader.start()
    await reader.watch.stop()
    await reader.watch.stop()
    assert "content" not in {thread.name for thread in threading.enumerate()}


async def test_an_error_of_our_own_ends_the_watching_and_is_logged(
    tree: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Loaded:
        raise RuntimeError("a mistake")

    watch = Watch(broken, [tree / "lessons"])
    watch.start(lambda _: None)
    (tree / "lessons/basmachi/01-kokand.md").write_text("changed", encoding="utf-8")
    await soon(lambda: "restart to take them up" in caplog.text)
    await watch.stop()


def test_a_single_file_can_be_watched_wherever_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "mine"
    path.write_text("one", encoding="utf-8")
    stop = threading.Event()
    found = changes([path], look([path]), stop)
    threading.Timer(0.2, partial(path.write_text, "two, and more")).start()
    assert next(found) == look([path])
    stop.set()
    assert list(found) == []


def test_a_link_that_leads_nowhere_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere")
    assert look([tmp_path]) == frozenset()
