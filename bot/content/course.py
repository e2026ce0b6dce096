"""The map of the course: where each section of the sources is taught and asked, a timeline, a glossary.

`python -m bot.content.course` writes it to `docs/course.md` from the content itself; a test holds the file to that.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bot.content.library import load
from bot.content.report import render
from bot.core.models import (
    Item,
    Lesson,
    Library,
    Matching,
    OneChoice,
    Ordering,
    SeveralChoices,
    ShortText,
    Source,
    TrueFalse,
    Year,
)
from bot.core.timeline import known_date

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs" / "course.md"

_TYPES: Mapping[type[Item], str] = {
    OneChoice: "one choice",
    SeveralChoices: "several choices",
    TrueFalse: "true or false",
    ShortText: "short text",
    Year: "year",
    Ordering: "order",
    Matching: "match",
}
_LEVELS = {1: "recall", 2: "understanding", 3: "judging sources"}


def course_page(library: Library) -> str:
    """The page, as Markdown."""
    lines = [
        *_head(library),
        *(line for movement in library.movements for line in _movement(library, movement)),
        *(line for source in library.sources.values() for line in _coverage(library, source)),
        *_timeline(library),
        *_glossary(library),
        *_doubts(library),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _head(library: Library) -> Iterator[str]:
    items = list(library.items())
    yield from ("# The course", "")
    yield (
        f"{len(library.lessons)} lessons and {len(items)} questions. This page is made from them by "
        "`python -m bot.content.course`."
    )
    yield from ("", "| questions by type | |", "|---|---|")
    types = Counter(_TYPES[type(item)] for item in items)
    yield from (f"| {name} | {_share(types[name], items)} |" for name in _TYPES.values())
    yield from ("", "| questions by level | |", "|---|---|")
    levels = Counter(item.level for item in items)
    yield from (f"| {level}: {name} | {_share(levels[level], items)} |" for level, name in _LEVELS.items())


def _share(count: int, items: list[Item]) -> str:
    return f"{count} ({round(100 * count / max(1, len(items)))} %)"


def _movement(library: Library, movement: str) -> Iterator[str]:
    yield from ("", f"## {movement.capitalize()}", "", "| | lesson | period | questions |", "|---|---|---|---|")
    for lesson in library.lessons.values():
        if lesson.movement == movement:
            yield f"| {lesson.number} | {_link(lesson)} | {lesson.period} | {len(library.items_on(lesson.id))} |"
    yield from ("", "| bank | questions |", "|---|---|")
    for bank in library.banks.values():
        if bank.movement == movement:
            yield f"| [{bank.title}](../quizzes/{bank.id}.yaml) | {len(bank.items)} |"


def _coverage(library: Library, source: Source) -> Iterator[str]:
    yield from (
        "",
        f"## Where {source.called} is taught and asked",
        "",
        "| section | lessons | questions |",
        "|---|---|---|",
    )
    for section in source.sections:
        lessons = [one for one in library.lessons.values() if _cites(one, source, section)]
        count = sum(_cites(item, source, section) for item in library.items())
        links = ", ".join(map(_link, lessons))
        yield f"| {section} | {links or '–'} | {count or '–'} |"
    yield from ("", "A section without lessons has no text of its own in the source.")


def _timeline(library: Library) -> Iterator[str]:
    yield from ("", "## Timeline", "", "| | | |", "|---|---|---|")
    entries = {
        (known_date(when) or (0, 0, 0), when, what, lesson.id)
        for lesson in library.lessons.values()
        for when, what in lesson.dates.items()
    }
    for _, when, what, lesson_id in sorted(entries):
        yield f"| {when} | {what} | {_link(library.lessons[lesson_id])} |"


def _glossary(library: Library) -> Iterator[str]:
    yield from ("", "## Glossary")
    for title, notes in (
        ("People", [(lesson, lesson.people) for lesson in library.lessons.values()]),
        ("Places", [(lesson, lesson.places) for lesson in library.lessons.values()]),
        ("Terms", [(lesson, lesson.terms) for lesson in library.lessons.values()]),
    ):
        yield from ("", f"### {title}", "")
        yield from _entries(notes)


def _entries(notes: Iterable[tuple[Lesson, Mapping[str, str]]]) -> Iterator[str]:
    """Each name once, in alphabetical order, as the first lesson explains it, with all the lessons that do."""
    found: dict[str, tuple[str, list[Lesson]]] = {}
    for lesson, of_lesson in notes:
        for name, what in of_lesson.items():
            found.setdefault(name, (what, []))[1].append(lesson)
    for name in sorted(found, key=str.casefold):
        what, lessons = found[name]
        yield f"- **{name}**: {what} ({', '.join(map(_link, lessons))})"


def _doubts(library: Library) -> Iterator[str]:
    yield from ("", "## Where the sources contradict themselves, or cannot be right", "")
    yield (
        "No question turns on these, but for such as ask how to read a source. They are the only places of the course "
        "where knowledge from outside the two texts is used."
    )
    for source in library.sources.values():
        for section, doubt in source.doubts.items():
            yield from ("", f"- **{source.called}, {section}.** {doubt}")


def _cites(one: Lesson | Item, source: Source, section: str) -> bool:
    return any(cite.source == source.id and cite.section == section for cite in one.cites)


def _link(lesson: Lesson) -> str:
    name = f"{lesson.number:02}-{lesson.id}.md"
    return f"[{lesson.title}](../lessons/{lesson.movement}/{name})"


if __name__ == "__main__":
    loaded = load(ROOT / "lessons", ROOT / "quizzes")
    if loaded.library is None:
        sys.exit(render(loaded.problems, colour=False))
    TARGET.write_text(course_page(loaded.library), encoding="utf-8")
