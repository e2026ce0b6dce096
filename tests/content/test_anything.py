"""No bytes and no text, however odd, make the loader raise; and what it says is always of use."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from bot.content import Problem, parse_bank, render
from bot.content.lessons import read_lesson
from bot.content.problems import Findings, split_lines
from bot.content.sources import read_sources
from tests.content.samples import ARTICLE, BODY, FRONT, SEVEN, SOURCES

PIECES = [
    *"[]{},:-#&*!|>'\"%@`?~\\\t\r\n\0\x85\u2028\ufeff\u200b\u202e é漢🙂",
    *(": ", "- ", " #", "&a ", "*a", "!!map ", "<<: ", "---\n", "...\n", "null", "yes", "    ", "\\x00", '"\\0"'),
    *('"\\ud800"', "choices: [a, b]\n    ", "answer", "wrong:\n", "cite", "\x1b[31m", "[^1]", "<b>"),
    "image: {file: ../x, alt: y}\n    ",
]


def of_use(problems: list[Problem], text: str) -> None:
    for problem in problems:
        assert 1 <= problem.line <= len(split_lines(text)) + 1
        assert problem.column >= 1
        assert problem.message.strip() == problem.message
        assert str(problem).isprintable()
    assert "\x1b" not in render(problems, colour=False)


def check(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    bank, problems = parse_bank(data, "x", bank_id="a/b", sources={"article": ARTICLE}, lessons=["kokand"])
    assert (bank is None) == bool(problems)
    of_use(problems, text)
    findings = Findings("x")
    lesson = read_lesson(data, "01-x.md", "basmachi", {"article": ARTICLE}, findings)
    assert (lesson.lesson is None) == bool(findings)
    of_use(findings.problems(), text)
    findings = Findings("x")
    assert (read_sources(data, findings) is None) == bool(findings)
    of_use(findings.problems(), text)


@given(st.binary(max_size=400))
def test_no_bytes_make_the_loader_raise(data: bytes) -> None:
    check(data)


@given(st.lists(st.sampled_from([*PIECES, "a", "id", "ask"]), max_size=60).map("".join) | st.text(max_size=200))
@example("? [a]: b")
@example("a: !<tag:yaml.org,2002:str> x")
def test_no_text_makes_the_loader_raise(text: str) -> None:
    check(text.encode("utf-8", "surrogatepass"))


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """A file that was good before somebody's cat walked over the keyboard."""
    text = draw(st.sampled_from([SEVEN, FRONT + BODY, SOURCES]))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.integers(0, 20))
        piece = draw(st.sampled_from(PIECES) | st.just(text[start : start + 80]))
        text = text[:start] + piece + text[end:]
    return text.encode()


@given(mutations())
def test_no_slip_of_the_hand_in_a_good_file_makes_the_loader_raise(data: bytes) -> None:
    check(data)


def test_the_samples_that_are_mutated_are_good() -> None:
    assert parse_bank(SEVEN.encode(), "x", bank_id="a/b", sources=None, lessons=None)[1] == []
    for findings in (Findings("a"), Findings("b")):
        read_lesson((FRONT + BODY).encode(), "01-x.md", "basmachi", None, findings)
        read_sources(SOURCES.encode(), findings)
        assert not findings
