"""`dastan check --style`: what can be measured of how well a question is written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.content import check_paths
from bot.content.style import remarks
from bot.core.models import Item, Lesson, OneChoice, SeveralChoices, TrueFalse
from tests.content.samples import GOOD, HEAD

CHOICES = ("The Emir", "The clergy", "The settlers", "The Jadids")
WRONG = {0: "He was away.", 1: "They stood by."}


def said(*items: Item) -> list[str]:
    return [remark.message for remark in remarks(items)]


def one_choice(number: int = 0, **changes: Any) -> OneChoice:
    good: dict[str, Any] = {
        "id": f"basmachi/kokand/q{number}",
        "ask": "Who is meant here?",
        "why": "It says so.",
        "choices": CHOICES,
        "answer": 3,
        "wrong": WRONG,
    }
    return OneChoice(**(good | changes))


def statement(number: int, *, true: bool) -> TrueFalse:
    return TrueFalse(
        id=f"b/m/s{number}", ask=" ".join(f"word{number}x{place}" for place in range(6)), why="Yes.", answer=true
    )


def test_of_a_well_written_question_nothing_is_said() -> None:
    assert said(one_choice()) == []


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"ask": "Who? " * 41}, "'ask' is 205 characters long"),
        ({"ask": "Who " * 31 + "?"}, "a sentence of 31 words in 'ask' (“Who Who"),
        ({"why": "It was so. " + "so " * 31}, "a sentence of 31 words in 'why'"),
        ({"hint": "so " * 31}, "a sentence of 31 words in 'hint'"),
        ({"wrong": {0: "so " * 31, 1: "No."}}, "a sentence of 31 words in 'wrong: The Emir'"),
        ({"choices": ("The Emir", "The clergy", "All settlers", "The Jadids")}, "“All” stands in one choice alone"),
        ({"choices": (*CHOICES[:3], "None of the above")}, "speaks of the others"),
        ({"wrong": {0: "He was away."}}, "'wrong' says of 1 choices why they are wrong; say it of the 2"),
    ],
)
def test_a_fault_of_one_question_is_told(changes: Mapping[str, Any], what: str) -> None:
    messages = said(one_choice(**changes))
    assert any(what in message for message in messages), messages


@pytest.mark.parametrize(
    "changes",
    [
        {"ask": "Who? " * 40},
        {"why": "so " * 30 + ". " + "so " * 30},
        {"choices": ("All emirs", "The clergy", "All settlers", "The Jadids")},
        {"choices": ("The only Emir", "Nobody", "The settlers", "The Jadids")},
        {"choices": ("The Emir", "The Jadids"), "answer": 1, "wrong": {0: "He was away."}},
        {"choices": ("The Emir", "Allies", "The nonesuch", "The Jadids")},
    ],
)
def test_what_just_keeps_a_rule_is_not_told(changes: Mapping[str, Any]) -> None:
    assert said(one_choice(**changes)) == []


def test_where_all_but_one_of_several_choices_are_right_one_explanation_is_enough() -> None:
    item = SeveralChoices(
        id="b/m/x", ask="Who?", why="So.", choices=CHOICES, answers=frozenset({1, 2, 3}), wrong={0: "No."}
    )
    assert said(item) == []


def test_a_long_sentence_of_a_lesson_is_told_with_its_lesson() -> None:
    body = "**A start.** Short.\n\n- one\n- " + "so " * 31
    lesson = Lesson(
        id="kokand", title="Kokand", movement="basmachi", number=1, period="1917", terms={}, cites=(), body=body
    )
    found = remarks([], [lesson])
    assert [remark.about for remark in found] == ["kokand"]
    assert "31 words" in found[0].message


def test_two_questions_that_are_nearly_the_same_are_told_once() -> None:
    found = remarks([one_choice(1), one_choice(2, choices=CHOICES[::-1])])
    assert [(remark.about, "basmachi/kokand/q1" in remark.message) for remark in found] == [
        ("basmachi/kokand/q2", True)
    ]
    assert said(one_choice(1), one_choice(2, choices=("Irgash Bey", "Junaid Khan", "Enver Pasha", "Selim Pasha"))) == []


@pytest.mark.parametrize(("longest_right", "told"), [(3, False), (4, True), (10, True)])
def test_it_is_told_where_the_right_choice_is_the_longest_too_often(longest_right: int, told: bool) -> None:
    items = [
        one_choice(
            number,
            ask=f"Who did deed{number} in year{number} at place{number}?",
            choices=(*CHOICES[:3], "The Jadids of Kokand" if number < longest_right else "The Beks"),
        )
        for number in range(10)
    ]
    assert any("is the longest" in message for message in said(*items)) is told


@pytest.mark.parametrize(("answer", "name"), [(0, "shortest"), (1, "second shortest"), (2, "second longest")])
def test_it_is_told_where_a_choice_of_some_other_length_is_right_too_often(answer: int, name: str) -> None:
    items = [
        one_choice(
            number,
            ask=f"{chr(97 + number) * 9} {chr(97 + number) * 8}?",
            choices=("a", "bb", "ccc", "dddd"),
            answer=answer if number < 6 else 3 - number % 2,
        )
        for number in range(10)
    ]
    found = [message for message in said(*items) if "by length" in message or "the right one is the" in message]
    assert [f"is the {name};" in message for message in found].count(True) == 1, found


def test_of_choices_that_are_equally_long_each_counts_in_part() -> None:
    items = [
        one_choice(
            number, ask=f"{chr(97 + number) * 9} {chr(97 + number) * 8}?", choices=("aaaa", "bbbb", "cccc", "dddd")
        )
        for number in range(10)
    ]
    assert said(*items) == []


@pytest.mark.parametrize(("true", "told"), [(3, True), (4, False), (6, False), (7, True)])
def test_it_is_told_where_too_many_statements_are_true_or_too_few(true: int, told: bool) -> None:
    items = [statement(number, true=number < true) for number in range(10)]
    assert any("statements are true" in message for message in said(*items)) is told


def test_no_share_is_told_of_a_few_questions() -> None:
    assert said(*(statement(number, true=True) for number in range(9))) == []


def test_a_remark_names_the_line_of_its_question_once_nothing_is_wrong(tree: Path) -> None:
    bank = tree / "quizzes" / "basmachi" / "long.yaml"
    other = GOOD.replace("good", "other").replace("Is this a question", "And that")
    bank.write_text(HEAD + other + GOOD.replace("good", "long").replace("Is this", "Is " * 70 + "this"))

    def check(*paths: Path, style: bool = True) -> list[str]:
        found = check_paths(paths, lessons_dir=tree / "lessons", quizzes_dir=tree / "quizzes", style=style)
        return [str(problem) for problem in found]

    assert check(style=False) == []
    assert len(check()) == 2
    assert all(one.startswith("quizzes/basmachi/long.yaml:9:9: ") for one in check(bank)), check(bank)
    assert check() == check(bank) == check(tree)
    bank.write_text(bank.read_text() + "wrong key: 1\n")
    assert len(check()) == 1
    assert "wrong key" in check()[0]
