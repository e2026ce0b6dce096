"""What good files become."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import pytest

from bot.content import load, load_async
from bot.core.identity import version_of
from bot.core.models import (
    Cite,
    Item,
    Matching,
    OneChoice,
    Ordering,
    SeveralChoices,
    ShortText,
    Source,
    TrueFalse,
    Year,
)
from tests.content.samples import SEVEN, parse, question

KOKAND = (Cite("article", "Kokand"),)


def test_a_bank_of_all_seven_types_becomes_exactly_these_items() -> None:
    bank, problems = parse(SEVEN)
    assert problems == []
    assert bank is not None
    assert (bank.id, bank.title, bank.movement) == ("basmachi/kokand", "All seven", "basmachi")
    b = "basmachi/kokand"
    expected: list[Item] = [
        OneChoice(
            id=f"{b}/one",
            ask="In which month?",
            why="It was February.",
            level=1,
            lesson="kokand",
            cites=KOKAND,
            hint="It was cold.",
            choices=("January", "February", "March", "August"),
            answer=1,
            wrong=MappingProxyType({2: "That was later.", 3: "That was Bukhara."}),
        ),
        SeveralChoices(
            id=f"{b}/several",
            ask="Which two?",
            why="These two.",
            level=3,
            cites=(*KOKAND, Cite("article", "Introduction")),
            choices=("Irgash Bey", "Enver Pasha", "Lenin"),
            answers=frozenset({0, 2}),
        ),
        TrueFalse(id=f"{b}/truth", ask="It fell in 1918.", why="It did.", cites=KOKAND, answer=True),
        TrueFalse(id=f"{b}/untruth", ask="It fell in 1919.", why="It did not.", cites=KOKAND, answer=False),
        ShortText(id=f"{b}/text", ask="Who?", why="He did.", cites=KOKAND, accept=("Enver Pasha", "Enver")),
        Year(id=f"{b}/year", ask="When?", why="Then.", cites=KOKAND, year=1922, within=1),
        Ordering(id=f"{b}/order", ask="In which order?", why="So.", cites=KOKAND, order=("first", "second", "third")),
        Matching(
            id=f"{b}/match",
            ask="Who belongs where?",
            why="So.",
            cites=KOKAND,
            pairs=(("Irgash Bey", "Kokand"), ("Enver Pasha", "Bukhara"), ("Junaid Khan", "Khiva")),
        ),
    ]
    for item, wanted in zip(bank.items, expected, strict=True):
        assert item.version == version_of(wanted)
        for name in type(wanted).__dataclass_fields__:
            if name != "version":
                assert getattr(item, name) == getattr(wanted, name), (item.id, name)
        assert type(item) is type(wanted)


@pytest.mark.parametrize(
    "word",
    ["no", "on", "Yes", "1918-02-05", "010", "12:30", "1_000", "1.10", "1e3", "true", "0x1F", ".5", "1916", "=", "+1"],
)
def test_a_word_that_yaml_would_turn_into_something_else_stays_text_where_text_is_wanted(word: str) -> None:
    bank, problems = parse(question(f"choices: [{word}, Kokand]", f"answer: {word}", f"hint: {word}"))
    assert problems == []
    assert bank is not None
    item = bank.items[0]
    assert isinstance(item, OneChoice)
    assert (item.choices, item.answer, item.hint) == ((word, "Kokand"), 0, word)


def test_quoted_numbers_and_truths_are_text_among_choices() -> None:
    bank, problems = parse(question("choices: ['true', \"false\", '1916']", "answer: 'true'"))
    assert (problems, bank is not None and bank.items[0].version != "") == ([], True)


def test_blanks_around_a_text_are_taken_away_and_accents_composed() -> None:
    bank, _ = parse(question('accept: ["  Cafe\u0301  "]', "hint: |", "  Two", "  lines", ""))
    assert bank is not None
    item = bank.items[0]
    assert isinstance(item, ShortText)
    assert item.accept == ("Café",)
    assert item.hint == "Two\nlines"


def test_a_byte_order_mark_and_line_ends_of_windows_do_no_harm() -> None:
    bank, problems = parse(b"\xef\xbb\xbf" + SEVEN.replace("\n", "\r\n").encode())
    assert problems == []
    assert bank is not None
    assert len(bank.items) == 8


def test_a_server_may_leave_out_the_citation_in_a_bank_of_its_own_but_a_wrong_one_is_told() -> None:
    text = question("answer: true").replace("    cite: {source: article, section: Kokand}\n", "")
    bank, problems = parse(text, cite_needed=False)
    assert problems == []
    assert bank is not None
    assert bank.items[0].cites == ()
    assert "needs the key 'cite'" in str(parse(text)[1])
    cited = question("answer: true").replace("section: Kokand", "section: Nowhere")
    assert "is not a section" in str(parse(cited, cite_needed=False)[1])


def test_sources_and_lessons_are_not_checked_where_none_are_given() -> None:
    text = question("answer: true", "lesson: unknown").replace("source: article", "source: unknown")
    assert parse(text, sources=None, lessons=None)[1] == []


def test_a_tree_becomes_a_library(tree: Path) -> None:
    loaded = load(tree / "lessons", tree / "quizzes")
    assert loaded.problems == ()
    library = loaded.library
    assert library is not None
    lesson = library.lessons["kokand"]
    assert (lesson.number, lesson.movement, lesson.period) == (1, "basmachi", "1917-1918")
    assert lesson.terms == {"Jadids": "Muslim reformers."}
    assert lesson.cites == KOKAND
    assert lesson.body.startswith("**A lesson.** Kokand")
    assert lesson.body.endswith("government.")
    assert [item.id for item in library.items_on("kokand")] == ["basmachi/kokand/good"]
    assert library.sources["article"] == Source(
        id="article",
        title="An article",
        author="Many",
        year=2025,
        licence="CC BY 4.0",
        sections=("Introduction", "Kokand"),
        url="https://example.org/article",
        note="An encyclopedia article.",
        short="The article",
    )
    assert [library.sources[one].called for one in ("article", "paper")] == ["The article", "A paper"]
    assert (library.sources["paper"].year, library.sources["paper"].url, library.sources["paper"].note) == (None,) * 3


async def test_loading_without_holding_the_event_loop_gives_the_same(tree: Path) -> None:
    assert await load_async(tree / "lessons", tree / "quizzes") == load(tree / "lessons", tree / "quizzes")


def test_dastans_own_lessons_and_banks_are_in_order() -> None:
    root = Path(__file__).resolve().parents[2]
    assert load(root / "lessons", root / "quizzes").problems == ()
