"""What is and what is not the meaning of an item."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.identity import version_of
from bot.core.models import Cite, Item, Matching, OneChoice, Ordering, SeveralChoices, ShortText, TrueFalse, Year
from tests.core.strategies import items

ONE = OneChoice(id="b/one", ask="When?", why="So.", choices=("In May, 1918", "July", "Enver's raid"), answer=0)
SEVERAL = SeveralChoices(id="b/several", ask="Who?", why="So.", choices=("A", "B", "C"), answers=frozenset({0, 2}))
TRUE = TrueFalse(id="b/true", ask="Is it?", why="So.", answer=True)
TEXT = ShortText(id="b/text", ask="Who?", why="So.", accept=("Enver Pasha", "Enver"))
YEAR = Year(id="b/year", ask="When?", why="So.", year=1922, within=0)
ORDER = Ordering(id="b/order", ask="In which order?", why="So.", order=("First", "Second", "Third"))
MATCH = Matching(id="b/match", ask="Whose?", why="So.", pairs=(("Irgash", "Kokand"), ("Junaid", "Khiva"), ("X", "Y")))

SAME_MEANING: list[tuple[Item, Item]] = [
    (ONE, replace(ONE, choices=("in may 1918", "JULY!", "Enver’s  raid."))),
    (ONE, replace(ONE, choices=("In May, 1918", "Ju ly", "Enverʼs raid"))),
    (ONE, replace(ONE, choices=("In May, １９１８", "July", "Enver`s raid"))),
    (TEXT, replace(TEXT, accept=("enver-pasha", "“Enver”"))),
    (TEXT, replace(TEXT, accept=("Enver", "Enver Pasha"))),
    (TEXT, replace(TEXT, accept=("Enver Pasha", "Enver", "enver."))),
    (ORDER, replace(ORDER, order=("first.", " Second", "THIRD"))),
    (MATCH, replace(MATCH, pairs=(("irgash", "Kokand."), ("Junaid", "khiva"), ("x", "y")))),
]
OTHER_MEANING: list[tuple[Item, Item]] = [
    (ONE, replace(ONE, answer=1)),
    (ONE, replace(ONE, choices=("In May, 1919", "July", "Enver's raid"))),
    (ONE, replace(ONE, choices=("July", "In May, 1918", "Enver's raid"))),
    (ONE, replace(ONE, choices=("In May, 1918", "July"))),
    (ONE, replace(ONE, choices=("In May 19, 18", "July", "Enver's raid"))),
    (SEVERAL, replace(SEVERAL, answers=frozenset({0, 1}))),
    (SEVERAL, replace(SEVERAL, answers=frozenset({0, 1, 2}))),
    (TRUE, replace(TRUE, answer=False)),
    (TEXT, replace(TEXT, accept=("Enver Pasha",))),
    (TEXT, replace(TEXT, accept=("Enver Pasha", "Enver", "Ismail Enver"))),
    (YEAR, replace(YEAR, year=1921)),
    (YEAR, replace(YEAR, within=1)),
    (ORDER, replace(ORDER, order=("Second", "First", "Third"))),
    (MATCH, replace(MATCH, pairs=(("Irgash", "Khiva"), ("Junaid", "Kokand"), ("X", "Y")))),
]


@pytest.mark.parametrize(("before", "after"), SAME_MEANING)
def test_mending_case_punctuation_or_spacing_keeps_the_version(before: Item, after: Item) -> None:
    assert version_of(after) == version_of(before)


@pytest.mark.parametrize(("before", "after"), OTHER_MEANING)
def test_changing_the_key_or_a_choice_changes_the_version(before: Item, after: Item) -> None:
    assert version_of(after) != version_of(before)


@given(items)
def test_wording_explanation_hint_level_lesson_and_sources_are_no_part_of_the_version(item: Item) -> None:
    edited = replace(
        item,
        id="x/y",
        version="0",
        ask="?",
        why="!",
        level=3,
        lesson="z",
        cites=(Cite("a", "b"),),
        hint="h",
        image=None,
    )
    assert version_of(edited) == version_of(item)


def test_saying_why_a_distractor_is_wrong_is_no_part_of_the_version() -> None:
    assert version_of(replace(ONE, wrong={1: "Too late."})) == version_of(ONE)


@given(items)
def test_a_version_is_twelve_hexadecimal_characters(item: Item) -> None:
    version = version_of(item)
    assert len(version) == 12
    assert set(version) <= set("0123456789abcdef")


def test_items_of_different_types_have_different_versions() -> None:
    everything: list[Item] = [ONE, SEVERAL, TRUE, TEXT, YEAR, ORDER, MATCH]
    assert len({version_of(item) for item in everything}) == len(everything)


@pytest.mark.parametrize(
    ("one", "other"), [("+", "−"), ("!", "?"), ("C", "C++"), ("-5", "5"), ("1.5", "15"), ("<10", ">10")]
)
def test_signs_that_are_all_there_is_or_that_change_a_number_are_meaning(one: str, other: str) -> None:
    assert version_of(replace(ONE, choices=(one, "b"))) != version_of(replace(ONE, choices=(other, "b")))


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1))
def test_plain_letters_mean_what_the_same_letters_in_full_width_mean(text: str) -> None:
    wide = "".join(char if char == " " else chr(ord(char) + 0xFEE0) for char in text)
    assert version_of(replace(TEXT, accept=(wide,))) == version_of(replace(TEXT, accept=(text,)))


def test_texts_of_other_alphabets_are_told_apart() -> None:
    assert version_of(replace(TEXT, accept=("Энвер",))) != version_of(replace(TEXT, accept=("Эргаш",)))
    assert version_of(replace(TEXT, accept=("أنور",))) != version_of(replace(TEXT, accept=("إبراهيم",)))


def test_versions_are_the_same_for_ever() -> None:
    """Statistics kept on disk hang on these: a change here starts every learner's statistics afresh."""
    everything: list[Item] = [ONE, SEVERAL, TRUE, TEXT, YEAR, ORDER, MATCH]
    assert [version_of(item) for item in everything] == [
        "10c1e43ee4a2",
        "d00528a6d169",
        "22bf5cc7f2da",
        "5f8ce7d2fed1",
        "8c3dbb9b52e6",
        "b1fb479631a3",
        "17f9ce997b2d",
    ]


def test_versions_do_not_hang_on_the_seed_of_hashing() -> None:
    program = (
        "from bot.core.identity import version_of\nfrom bot.core.models import SeveralChoices, ShortText\n"
        "print(version_of(SeveralChoices(id='b/x', ask='', why='', choices=tuple('abcde'), answers={0, 2, 4})),"
        "version_of(ShortText(id='b/x', ask='', why='', accept=('Enver', 'Basmachi', 'Kokand', 'Khiva'))))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1
