"""The course that is shipped: whole, balanced, resting on its sources, and mapped in docs/course.md."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bot.content import check_paths, load
from bot.content.course import TARGET, course_page
from bot.core.models import (
    Cite,
    Item,
    Lesson,
    Library,
    Matching,
    OneChoice,
    Ordering,
    SeveralChoices,
    ShortText,
    TrueFalse,
    Year,
)

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ROOT.parent / "shared" / "sources"
NOT_AT_HAND = "../shared/sources/ is not at hand: the course is not held against the texts themselves"

FULL_HEADINGS = {
    "First phase of the revolt": "First phase of the revolt in the Ferghana Valley",
    "Enver Pasha and the height of the movement": "Enver Pasha and the height of the Basmachi movement",
    "Cross-border operations: 1929": "1929",
    "Cross-border operations: 1930": "1930",
    "The Role of the Kachagh Movement": "The Role of the Kachagh Movement in the Popular Resistance",
}
"""Sections that lessons/sources.yaml calls by a shorter name than their heading."""

SHORT_SECTION = 120
"""Words; a section below this needs one lesson and three questions, another two and eight."""

WORDS = (
    "three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty"
)
NUMBERS = {word: number for number, word in enumerate(WORDS.split(), 3)} | {
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100,
    "thousand": 1000, "third": 3, "fourth": 4, "fifth": 5, "nineteenth": 19, "twentieth": 20,
}  # fmt: skip
"""Not "two" and "second": with these a key mostly counts what it names itself."""
MONTHS = {
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
}

HEADINGS = {
    "basmachi-movement.txt": r"^=+ (.*?) =+$",
    "kachagh-karabakh.md": r"^#+ (?:\*\*)?(?:[0-9]\. )?(.*?)(?:\*\*)?$",
}


@pytest.fixture(scope="module")
def library() -> Library:
    found = load(ROOT / "lessons", ROOT / "quizzes").library
    assert found is not None
    return found


@pytest.fixture(scope="module")
def texts() -> Mapping[tuple[str, str], str]:
    """What each section of each source says, by the names that lessons/sources.yaml has for them."""
    if not TEXTS.is_dir():
        pytest.skip(NOT_AT_HAND)
    return {
        (file.partition(".")[0], name): text
        for file, heading in HEADINGS.items()
        for name, text in _sections((TEXTS / file).read_text(encoding="utf-8"), heading)
        if name != "Title"
    }


def _sections(text: str, heading: str) -> Iterator[tuple[str, str]]:
    parts = re.split(heading, text, flags=re.MULTILINE)
    yield "Introduction" if parts[0].strip() else "Title", parts[0]
    short = {full: name for name, full in FULL_HEADINGS.items()}
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        own = "Abstract" if "**Abstract:**" in body else name  # which stands below the article's title
        yield short.get(own, own), body


def test_the_course_has_the_size_that_it_should_have(library: Library) -> None:
    of = Counter(lesson.movement for lesson in library.lessons.values())
    assert of["basmachi"] >= 24
    assert of["kachagh"] >= 12
    assert of["sources"] >= 4
    assert sum(1 for _ in library.items()) >= 320


def test_every_lesson_has_six_questions_and_every_question_a_lesson(library: Library) -> None:
    few = {lesson: len(library.items_on(lesson)) for lesson in library.lessons if len(library.items_on(lesson)) < 6}
    assert few == {}
    assert [item.id for item in library.items() if item.lesson is None] == []


def test_a_question_stands_with_the_movement_of_its_lesson(library: Library) -> None:
    apart = [item.id for item in library.items() if library.lessons[str(item.lesson)].movement != item.id.split("/")[0]]
    assert apart == []


@pytest.mark.parametrize("kind", [OneChoice, SeveralChoices, TrueFalse, ShortText, Year, Ordering, Matching])
def test_every_type_of_question_is_at_least_a_twentieth(library: Library, kind: type[Item]) -> None:
    items = list(library.items())
    assert sum(isinstance(item, kind) for item in items) / len(items) >= 0.05


@pytest.mark.parametrize("level", [1, 2, 3])
def test_every_level_is_at_least_a_fifth(library: Library, level: int) -> None:
    items = list(library.items())
    assert sum(item.level == level for item in items) / len(items) >= 0.2


def test_the_style_of_the_course_is_clean() -> None:
    assert check_paths([], lessons_dir=ROOT / "lessons", quizzes_dir=ROOT / "quizzes", style=True) == ()


def test_a_lesson_opens_with_a_bold_line_and_ends_with_one_to_remember(library: Library) -> None:
    plain = [
        lesson.id
        for lesson in library.lessons.values()
        if not lesson.body.startswith("**") or not lesson.body.splitlines()[-1].startswith("> ")
    ]
    assert plain == []


def test_the_map_is_the_content_s_own(library: Library) -> None:
    assert TARGET.read_text(encoding="utf-8") == course_page(library), "run: python -m bot.content.course"


def test_every_link_of_the_map_leads_somewhere() -> None:
    links = set(re.findall(r"\]\((\.\./[^)]+)\)", TARGET.read_text(encoding="utf-8")))
    assert links
    assert [link for link in links if not (TARGET.parent / link).is_file()] == []


def test_the_sections_are_those_of_the_texts(library: Library, texts: Mapping[tuple[str, str], str]) -> None:
    listed = {(source.id, section) for source in library.sources.values() for section in source.sections}
    assert listed == set(texts)


def test_every_number_in_a_key_stands_in_a_section_that_the_question_cites(
    library: Library, texts: Mapping[tuple[str, str], str]
) -> None:
    unfounded = {}
    for item in library.items():
        cited = _numbers(" ".join(texts[cite.source, cite.section] for cite in item.cites))
        if missing := set(_numbers_of(item)) - cited:
            unfounded[item.id] = missing
    assert unfounded == {}


def test_every_section_is_taught_and_asked(library: Library, texts: Mapping[tuple[str, str], str]) -> None:
    lacking = {}
    for (source, section), text in texts.items():
        words = len(text.split())
        if words == 0:
            continue
        lessons = sum(_cites(one, source, section) for one in library.lessons.values())
        items = sum(_cites(one, source, section) for one in library.items())
        if lessons < (needed := (1, 3) if words < SHORT_SECTION else (2, 8))[0] or items < needed[1]:
            lacking[source, section] = (lessons, items)
    assert lacking == {}


def _cites(one: Lesson | Item, source: str, section: str) -> bool:
    return Cite(source, section) in one.cites


def _numbers_of(item: Item) -> Iterator[int | str]:
    """Every number of a question's key."""
    match item:
        case OneChoice():
            yield from _numbers(item.choices[item.answer])
        case SeveralChoices():
            yield from _numbers(" ".join(item.choices[index] for index in item.answers))
        case ShortText():
            yield from _numbers(" ".join(item.accept))
        case Year():
            yield from range(item.year - item.within, item.year + item.within + 1)
        case Ordering():
            yield from _numbers(" ".join(item.order))
        case Matching():
            yield from _numbers(" ".join([*item.lefts, *item.rights]))
        case _:
            yield from _numbers(item.ask) if item.answer else ()


def _numbers(text: str) -> set[int | str]:
    """The numbers and months in a text, in figures or in words, a range as its ends: "1919–20" is 1919, 1920 and 20."""
    found: set[int | str] = set(re.findall(r"[A-Z][a-z]+", text)) & MONTHS
    for first, last in re.findall(r"(?<![0-9,])(?<![0-9]\.)([0-9][0-9,]*)(?:[–-]([0-9][0-9,]*))?", text):
        for figure in (first, last):
            if digits := figure.replace(",", ""):
                found.add(int(digits))
        if len(first) == 4 and len(last) == 2:
            found.add(int(first[:2] + last))
    return found | {NUMBERS[word] for word in re.findall(r"[a-z]+", text.casefold()) if word in NUMBERS}


@pytest.mark.parametrize(
    ("key", "numbers"),
    [
        ("in January 1918", {"January", 1918}),
        ("1919–20", {1919, 1920, 20}),
        ("No.31, twenty men", {31, 20}),
        ("up to 25,000", {25000}),
        ("the nineteenth century", {19}),
        ("he may", set()),
    ],
)
def test_numbers_are_seen_in_whatever_form(key: str, numbers: set[int | str]) -> None:
    assert _numbers(key) == numbers


def test_no_run_of_words_is_taken_over_from_a_source() -> None:
    script = ROOT.parent / "shared" / "check-originality"
    if not script.is_file():
        pytest.skip("../shared/check-originality is not at hand")
    checked = subprocess.run(
        [sys.executable, str(script), "lessons", "quizzes"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
