"""Files made to crash, to hang, or to eat all memory: refused before anything is built of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.content import load, parse_bank
from bot.content.files import MAX_BYTES, read
from bot.content.problems import Findings
from tests.content.samples import FRONT

ROOT = Path(__file__).resolve().parents[2]

# A process of its own, for a crash there would take the tests with it; half a gigabyte, so that what eats memory dies.
CHILD = """
import json, resource, sys
from bot.content import parse_bank
resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20))
for source in json.load(sys.stdin):
    bank, problems = parse_bank(eval(source), "x.yaml", bank_id="a/b", sources=None, lessons=None)
    print(json.dumps([source, bank is None, len(problems), [problem.message for problem in problems[:3]]]), flush=True)
"""
ALIASES = "b'a0: &a [x]\\n' + b''.join(b'a%d: &a%d [%s]\\n' % (n, n, b'*a, ' * 9) for n in range(1, 40))"
MERGES = "b'm0: &m {k: v}\\n' + b''.join(b'm%d: &m%d {<<: [%s]}\\n' % (n, n, b'*m, ' * 9) for n in range(1, 40))"
DEEP = "this is nested more than 12 deep"
KEY = "a key must be plain text before the ':'"
SECOND = "there is a second ': ' on this line"

BOMBS = {
    "b'[' * 100_000": DEEP,
    "b'[' * 100_000 + b']' * 100_000": DEEP,
    "b'{' * 100_000": KEY,
    "b'{a: ' * 100_000": DEEP,
    "b'[{a: ' * 100_000": DEEP,
    "b'- ' * 100_000": DEEP,
    "b'? ' * 100_000": KEY,
    "b'[? ' * 100_000": KEY,
    "b'a:\\n' + b''.join(b' ' * n + b'a:\\n' for n in range(1, 1_400))": DEEP,
    "b'title: x\\nmovement: x\\nquestions:\\n' + b'  - [[[[[[[[[[[[[[[[\\n' * 400": DEEP,
    "b'\"' * 100_000": "nothing more was expected here",
    'b"\'" * 100_001': "the quotation mark that opens here is never closed",
    "b'a: ' * 100_000": f"in 'a': {SECOND}",
    "b'- \\n' * 300_000": "a bank is made of lines",
    "b'---\\n' * 200_000": "a second '---' starts a second document",
    "b'&a ' * 100_000": "a word that starts with '&' is a YAML anchor",
    "b'!a ' * 100_000": "a word that starts with '!' is a YAML tag",
    "b'#' * 1_000_000": "there is nothing here but comments",
    "b'\\n' * 1_000_000": "this file is empty",
    "b'a' * 1_000_000 + b': b'": SECOND,
    "b'questions:\\n' + b'- a: b: c\\n' * 100_000": f"in 'a': {SECOND}",
    "b''.join(b'k%d: v\\n' % n for n in range(60_000))": "'k0' is not a key of a bank",
    "b'questions:\\n' + b'- {}\\n' * 200_000": "a bank needs the key 'movement'",
    "b'`' * 1_000_000": "a text cannot start with '`'",
    "b'x' * (50 << 20)": "this file is larger than 1024 KiB",
    "b'\\0' * 1_000_000": "this is not a text file",
    "b'a: ' + b'&x ' * 9 + b'y'": "in 'a': a word that starts with '&' is a YAML anchor",
    ALIASES: "'a0' is not a key of a bank",
    MERGES: "'m0' is not a key of a bank",
}


@pytest.fixture(scope="module")
def outcomes() -> dict[str, tuple[bool, int, list[str]]]:
    """What a process that was given all the bombs told of each; those behind one that killed it are missing."""
    child = subprocess.run(
        [sys.executable, "-c", CHILD],
        cwd=ROOT,
        input=json.dumps(list(BOMBS)),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    lines = [json.loads(line) for line in child.stdout.splitlines()]
    return {source: (refused, count, first) for source, refused, count, first in lines}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_in_clear_words_and_in_little_memory(
    bomb: str, outcomes: dict[str, tuple[bool, int, list[str]]]
) -> None:
    assert bomb in outcomes, "the process died of this, or of the one before it"
    refused, count, messages = outcomes[bomb]
    assert refused
    assert 1 <= count <= 1001
    assert messages[0].startswith(BOMBS[bomb])


def test_a_file_of_fifty_megabytes_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    with path.open("wb") as file:
        file.truncate(50 << 20)
    data = read(path, Findings("big.yaml"))
    assert data is not None
    assert len(data) == MAX_BYTES + 1


def test_a_pipe_does_not_make_loading_wait_for_ever(tree: Path) -> None:
    os.mkfifo(tree / "quizzes/basmachi/pipe.yaml")
    assert [str(problem) for problem in load(Path("lessons"), Path("quizzes")).problems] == [
        "quizzes/basmachi/pipe.yaml:1:1: this is not a plain file; put an ordinary text file here"
    ]


def test_a_lesson_of_backticks_or_brackets_takes_no_time_that_grows_with_its_square(tree: Path) -> None:
    bodies = {"02-a": "`" * 1_000_000, "03-b": "<a " * 300_000, "04-c": "- " * 500_000, "05-d": " " * 1_000_000}
    for name, body in bodies.items():
        front = FRONT.replace("id: kokand", f"id: {name}")
        (tree / f"lessons/basmachi/{name}.md").write_text(f"{front}x{body}x", encoding="utf-8")
    found = load(Path("lessons"), Path("quizzes")).problems
    assert {problem.path for problem in found} == {f"lessons/basmachi/{name}.md" for name in bodies}


def test_a_line_of_a_million_characters_is_not_copied_for_each_problem_in_it() -> None:
    _, found = parse_bank(
        b"a: [" + b"*x, " * 900 + b"x" * 900_000 + b"]", "x", bank_id="a/b", sources=None, lessons=None
    )
    assert len({id(problem.excerpt) for problem in found}) == 1
