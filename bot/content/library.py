"""The whole of the content: every file read, checked against the others, and put together, or every problem told."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.content.banks import Surroundings, read_bank
from bot.content.fields import suggested_slug
from bot.content.files import is_folder, read
from bot.content.lessons import ReadLesson, read_lesson
from bot.content.problems import START, Findings, Place, Problem, shown, split_lines
from bot.content.sources import read_sources
from bot.content.style import remarks
from bot.content.survey import SOURCES, Found, Kind, anywhere, at_start, files_below, in_tree, is_ours, named
from bot.core.models import Bank, Library, Source


@dataclass(frozen=True, slots=True)
class Loaded:
    """The library, or None where there are problems; these are in the order of the files' names and lines."""

    library: Library | None
    problems: tuple[Problem, ...]


def load(lessons_dir: Path, quizzes_dir: Path) -> Loaded:
    """Read all lessons and banks. Never raises over what it finds there: whatever is wrong is a problem."""
    check = _tree(lessons_dir, quizzes_dir)
    if check.problems:
        return Loaded(None, check.told())
    lessons = [each.read.lesson for each in check.lessons if each.read.lesson is not None]
    return Loaded(Library.of(lessons, check.banks, (check.sources or {}).values()), ())


def load_alone(bank: Path, lessons_dir: Path, quizzes_dir: Path) -> Loaded:
    """Read one bank, wherever it stands, with all lessons; whatever is wrong with the bank is a problem."""
    check = _loose([bank], lessons_dir, quizzes_dir)
    if check.problems:
        return Loaded(None, check.told())
    lessons = [each.read.lesson for each in check.lessons if each.read.lesson is not None]
    return Loaded(Library.of(lessons, check.banks, (check.sources or {}).values()), ())


async def load_async(lessons_dir: Path, quizzes_dir: Path) -> Loaded:
    """`load` in a thread of its own: the event loop goes on meanwhile."""
    return await asyncio.to_thread(load, lessons_dir, quizzes_dir)


def check_paths(
    paths: Sequence[Path], *, lessons_dir: Path, quizzes_dir: Path, style: bool = False
) -> tuple[Problem, ...]:
    """Check files and folders, wherever they are, against the sources and lessons of the tree; without any, the tree.

    A folder that holds both `lessons` and `quizzes` is a tree of its own. A file outside the tree may give any
    movement. With `style`, what is right but could be better written is a problem too, once nothing is wrong.
    """
    if not paths:
        checks = [_tree(lessons_dir, quizzes_dir)]
    else:
        trees = [path for path in paths if is_folder(path / "lessons") and is_folder(path / "quizzes")]
        checks = [_tree(path / "lessons", path / "quizzes") for path in trees]
        checks.append(_loose([path for path in paths if path not in trees], lessons_dir, quizzes_dir))
    problems = tuple(sorted({problem for check in checks for problem in check.told()}))
    if style and not problems:
        return tuple(sorted(problem for check in checks for problem in check.style()))
    return problems


def _tree(lessons_dir: Path, quizzes_dir: Path) -> _Check:
    check = _Check()
    found = [*check.survey(lessons_dir, Kind.LESSON), *check.survey(quizzes_dir, Kind.BANK)]
    if not is_folder(lessons_dir):
        return check  # every question would be told, too, that its lesson and its source are missing
    if not any(each.kind is Kind.SOURCES for each in found):
        check.tell_no_sources(lessons_dir)
    check.read(found)
    return check


def _loose(paths: Sequence[Path], lessons_dir: Path, quizzes_dir: Path) -> _Check:
    """Files and folders one by one, inside the tree or not."""
    check = _Check()
    found: dict[Path, Found] = {}
    for path in paths:
        if not os.path.lexists(path):
            check.problems.append(at_start(path, "there is no such file or folder; check how it is written"))
            continue
        for each in check.classify(path, [(lessons_dir, Kind.LESSON), (quizzes_dir, Kind.BANK)]):
            found.setdefault(_whole(each.path), each)
    if found:
        check.look_around(found.values(), lessons_dir)
        check.read(list(found.values()))
    return check


@dataclass(frozen=True, slots=True)
class _Taken:
    """A lesson that has been read, and the file that it came from."""

    read: ReadLesson
    found: Found
    findings: Findings


@dataclass
class _Check:
    problems: list[Problem] = field(default_factory=list)
    sources: dict[str, Source] | None = field(default_factory=dict)
    """None: they could not be read, so that nothing can be held against them."""
    lessons: list[_Taken] = field(default_factory=list)
    banks: list[Bank] = field(default_factory=list)
    files: dict[str, Path] = field(default_factory=dict)
    """Where each lesson and bank that was asked for stands, by its id."""

    def told(self) -> tuple[Problem, ...]:
        return tuple(sorted(dict.fromkeys(self.problems)))

    def style(self) -> Iterator[Problem]:
        """What of that which was asked for could be better written."""
        items = [item for bank in self.banks for item in bank.items]
        lessons = [one.read.lesson for one in self.lessons if one.read.lesson and one.read.lesson.id in self.files]
        for remark in remarks(items, lessons):
            if remark.about is None:
                yield Problem("all together", 1, 1, remark.message)
                continue
            bank, _, own_id = remark.about.rpartition("/")
            path = self.files[bank or own_id]
            line, column, excerpt = _where_it_is_named(path, own_id)
            yield Problem(named(path), line, column, remark.message, excerpt)

    def tell_no_sources(self, lessons_dir: Path) -> None:
        self.sources = None
        message = "there is no such file; write into it the sources that lessons and questions may cite"
        self.problems.append(at_start(lessons_dir / SOURCES, message))

    def survey(self, root: Path, main: Kind) -> list[Found]:
        """The files of a tree that are to be read; those that stand in the wrong place are told."""
        if not is_folder(root):
            self.problems.append(at_start(root, "there is no such folder; make it, or correct its name"))
            return []
        return self._wanted((path, in_tree(root, path, main)) for path in files_below(root, self.problems))

    def classify(self, path: Path, trees: Sequence[tuple[Path, Kind]]) -> list[Found]:
        """What is to be read for a path that was asked for."""
        below = list(files_below(path, self.problems)) if is_folder(path) else [path]
        wanted: list[tuple[Path, Found | str | None]] = []
        for each in below:
            whole = _whole(each)
            tree = next(((root, main) for root, main in trees if whole.is_relative_to(_whole(root))), None)
            if tree is not None:
                wanted.append((each, in_tree(_whole(tree[0]), whole, tree[1])))
            elif each == path or is_ours(each):
                wanted.append((each, anywhere(each)))
        return self._wanted(wanted)

    def _wanted(self, classified: Iterable[tuple[Path, Found | str | None]]) -> list[Found]:
        wanted: list[Found] = []
        for path, what in classified:
            if isinstance(what, Found):
                wanted.append(what)
            elif what is not None:
                self.problems.append(at_start(path, what))
        return wanted

    def look_around(self, found: Collection[Found], lessons_dir: Path) -> None:
        """Read what the files that were asked for are checked against, in silence but for broken sources."""
        asked = {_whole(each.path) for each in found}
        around = _Check()
        others = [each for each in around.survey(lessons_dir, Kind.LESSON) if _whole(each.path) not in asked]
        around.read(others)
        self.sources, self.lessons = around.sources, around.lessons
        if any(each.kind is Kind.SOURCES for each in others):
            path = named(lessons_dir / SOURCES)
            self.problems.extend(problem for problem in around.problems if problem.path == path)
        elif not any(each.kind is Kind.SOURCES for each in found):
            self.tell_no_sources(lessons_dir)

    def read(self, found: Sequence[Found]) -> None:
        """Read files, the sources first, for lessons cite them, and the banks last, for they name lessons."""
        asked = [each for each in found if each.kind is Kind.LESSON]
        for each in found:
            if each.kind is Kind.SOURCES:
                self._read_sources(each)
        taken = [self._read_lesson(each) for each in sorted(asked, key=lambda each: each.path)]
        self._tell_doubles([*self.lessons, *taken])
        self.lessons += taken
        for lesson in taken:
            self.problems += lesson.findings.problems()
            if lesson.read.id is not None:
                self.files[lesson.read.id] = lesson.found.path
        ids = {lesson.read.id for lesson in self.lessons}
        # A lesson that does not tell its id may be the one that a question belongs to.
        known = None if None in ids else {each for each in ids if each is not None}
        for each in sorted(found, key=lambda each: each.path):
            if each.kind is Kind.BANK:
                self._read_bank(each, known)

    def _read_sources(self, found: Found) -> None:
        findings, data = _open(found)
        sources = read_sources(data, findings) if data is not None else None
        self.sources = None if sources is None or self.sources is None else self.sources | sources
        self.problems += findings.problems()

    def _read_lesson(self, found: Found) -> _Taken:
        findings, data = _open(found)
        if data is None:
            return _Taken(ReadLesson(None, START, found.movement, None, None), found, findings)
        return _Taken(read_lesson(data, found.path.name, found.movement, self.sources, findings), found, findings)

    def _read_bank(self, found: Found, lessons: Collection[str] | None) -> None:
        findings, data = _open(found)
        around = Surroundings(
            sources=self.sources,
            lessons=lessons,
            folder=found.path.parent,
            movement=found.movement,
            cite_needed=found.root is not None,  # elsewhere it is a teacher's own, for their server alone
        )
        if data is not None:
            bank = read_bank(data, _bank_id(found), around, findings)
            if bank is not None:
                self.banks.append(bank)
                self.files[bank.id] = found.path
        self.problems += findings.problems()

    @staticmethod
    def _tell_doubles(lessons: Iterable[_Taken]) -> None:
        """Tell of lessons that share an id, or a number in their movement; drafts elsewhere are apart."""
        ids: dict[tuple[bool, str], tuple[Found, Place]] = {}
        numbers: dict[tuple[bool, str, int], Found] = {}
        for taken in lessons:
            inside, read = taken.found.root is not None, taken.read
            if read.id is not None:
                first, (line, column) = ids.setdefault((inside, read.id), (taken.found, read.id_at))
                if first is not taken.found:
                    where = f"{named(first.path)}:{line}:{column}"
                    taken.findings.tell(
                        read.id_at,
                        f"the lesson id {shown(read.id)} is that of another lesson too ({where}); change one",
                    )
            if read.movement is not None and read.number is not None:
                other = numbers.setdefault((inside, read.movement, read.number), taken.found)
                if other is not taken.found:
                    taken.findings.tell(
                        START,
                        f"the number {read.number:02} is that of {named(other.path)} too; give one of the two another",
                    )


def _bank_id(found: Found) -> str:
    """A bank's id; outside the tree a file may have any name, and an id has to fit into a command all the same."""
    if found.movement is not None:
        return f"{found.movement}/{found.path.stem}"
    return "/".join(suggested_slug(name) or "bank" for name in (found.path.resolve().parent.name, found.path.stem))


def _where_it_is_named(path: Path, own_id: str) -> tuple[int, int, str]:
    """Line, column and line of the `id:` of a lesson or a question."""
    written = re.compile(rf"""^[\s-]*id:\s*["']?(?={re.escape(own_id)}["']?\s*(?:#|$))""")
    for number, line in enumerate(split_lines(path.read_text(encoding="utf-8-sig")), 1):
        if found := written.match(line):
            return number, found.end() + 1, line
    return (*START, "")


def _whole(path: Path) -> Path:
    """Where a file or folder is, whichever way its name leads there; a link that is a file stays itself."""
    return path.resolve() if is_folder(path) else path.parent.resolve() / path.name


def _open(found: Found) -> tuple[Findings, bytes | None]:
    # Between two files the event loop's thread gets its turn, whatever the interpreter's switching interval.
    time.sleep(0)
    findings = Findings(named(found.path))
    return findings, read(found.path, findings, within=found.root)
