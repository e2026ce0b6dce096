"""500 broken files: each is told of on the right line, and nearly all by the right key."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from bot.content import Problem, load, parse_bank
from tests.content.mutator import SLIPS, Broken, broken_files
from tests.content.samples import ARTICLE, SEVEN

ROOT = Path(__file__).resolve().parents[2]
COUNT, SEED = 500, 7
RIGHT_KEY = 0.98
COURSE = load(ROOT / "lessons", ROOT / "quizzes").library


def good_files() -> list[str]:
    """The course's own banks, those of one question, too, and one of all seven kinds."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "quizzes").glob("*/*.yaml"))]
    short = []
    for text in texts:
        head, *entries = re.split(r"(?m)^(?=  - id: )", text)
        short += [head + "".join(entries[start : start + 4]) for start in range(0, len(entries), 4)]
    return [*texts, *short, *[SEVEN] * 30]


def told(text: str) -> list[Problem]:
    assert COURSE is not None
    sources = {**COURSE.sources, "article": ARTICLE}
    return parse_bank(text.encode(), "x", bank_id="a/b", sources=sources, lessons={*COURSE.lessons, "kokand"})[1]


def names_the_key(broken: Broken, problem: Problem) -> bool:
    """Whether it is said of the key by its name: 'answer', or the question id 'kokand'."""
    return f"'{broken.key}'" in problem.message or f"the question {broken.key} '" in problem.message


def test_the_files_are_good_before_they_are_broken() -> None:
    assert [told(text) for text in good_files() if told(text)] == []


@pytest.fixture(scope="module")
def outcomes() -> list[tuple[Broken, list[Problem]]]:
    return [(broken, told(broken.text)) for broken in broken_files(good_files(), COUNT, SEED)]


def test_every_slip_is_made_about_as_often_as_any_other(outcomes: list[tuple[Broken, list[Problem]]]) -> None:
    slips = Counter(broken.slip for broken, _ in outcomes)
    assert len(outcomes) == COUNT
    assert len(slips) == len(SLIPS)
    assert max(slips.values()) - min(slips.values()) <= 1


def test_each_is_told_of_on_the_right_line_or_one_beside_it(outcomes: list[tuple[Broken, list[Problem]]]) -> None:
    missed = [
        (broken.slip, broken.line, broken.key, [str(one) for one in problems[:3]])
        for broken, problems in outcomes
        if not any(abs(one.line - broken.line) <= 1 for one in problems)
    ]
    assert missed == []


def test_nearly_all_are_told_of_by_the_right_key(
    outcomes: list[tuple[Broken, list[Problem]]], capsys: pytest.CaptureFixture[str]
) -> None:
    missed = [
        (broken, problems)
        for broken, problems in outcomes
        if not any(abs(one.line - broken.line) <= 1 and names_the_key(broken, one) for one in problems)
    ]
    share = 1 - len(missed) / len(outcomes)
    with capsys.disabled():
        sys.stdout.write(f"\nThe right key is named in {share:.1%} of {len(outcomes)} broken files (seed {SEED}).\n")
    kinds = Counter(broken.slip for broken, _ in missed)
    assert share >= RIGHT_KEY, (kinds, [(b.slip, b.line, b.key, [str(p) for p in ps[:3]]) for b, ps in missed])
