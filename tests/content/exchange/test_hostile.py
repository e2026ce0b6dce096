"""No bytes make an importer raise anything but its declared error, or keep it busy; and what it makes is a bank."""

from __future__ import annotations

import base64
import io
import random
import time
import tracemalloc
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.content.exchange import MAX_FOREIGN, Brought, Kind, NothingBrought, read_foreign
from bot.content.problems import Problem, split_lines
from tests.content.exchange.samples import DECK, FILES, bank_of, deck, told, zipped

MIB = 1024 * 1024
PIECES = [
    *"\0\r\n\t\"'<>&{}[]()~=#%:;,\\*-|/A1é漢\ud7ff",
    *("::", "####", "~%50%", "->", "\n\n", "$CATEGORY:", "//", "<![CDATA[", "]]>", "&#0;", "&lt;", "<b>"),
    *('<answer fraction="100">', "</question>", "ANSWER: A", "\nA. ", "question", "correct", "\\u0000", "\\ud800"),
    *("\x85", "\u2028", "\ufeff", "\ufffe", "\x1f", "[sound:", "{{c1::", "CONFIG:\n", "- null\n", "1e999", "..", "&a "),
]


def attempt(data: bytes, name: str, kind: Kind | None = None) -> tuple[Brought | None, tuple[Problem, ...]]:
    """Read a file; whatever comes of it is of use."""
    try:
        found = read_foreign(data, name, kind=kind)
    except NothingBrought as nothing:
        _of_use(nothing.problems, data)
        refused = nothing.problems
    else:
        bank_of(found)
        _of_use(found.left + found.improve, data)
        return found, found.left
    assert refused
    return None, refused


def _of_use(problems: tuple[Problem, ...], data: bytes) -> None:
    lines = 10_000 if data.startswith(b"PK") else len(split_lines(data.decode("utf-8", "replace"))) + 1
    for problem in problems:
        assert 1 <= problem.line <= lines
        assert problem.column >= 1
        assert str(problem).isprintable()


@settings(max_examples=60)
@given(data=st.binary(max_size=400), kind=st.sampled_from(Kind))
def test_any_bytes_are_read_or_refused_as_any_kind(data: bytes, kind: Kind) -> None:
    attempt(data, "file", kind)


@settings(max_examples=150)
@given(text=st.lists(st.sampled_from(PIECES), max_size=40).map("".join), kind=st.sampled_from(Kind))
@example(
    text='{"results": [{"question": "\\ud800", "correct_answer": "a", "incorrect_answers": ["b"]}]}', kind=Kind.OPENTDB
)
@example(text="question,correct\na,\x1f", kind=Kind.CSV)
@example(text="When?{#1e999..1}", kind=Kind.GIFT)
@example(text="When?{#1..2:..}", kind=Kind.GIFT)
@example(text="When?{#=%50%1916 =1918:x}", kind=Kind.GIFT)
def test_any_text_is_read_or_refused_as_any_kind(text: str, kind: Kind) -> None:
    attempt(text.encode("utf-8", "surrogatepass"), "file", kind)


@settings(max_examples=150)
@given(name=st.sampled_from(sorted(FILES)), seed=st.integers(0, 2**32))
def test_a_good_file_that_has_been_damaged_is_read_or_refused(name: str, seed: int) -> None:
    rng = random.Random(seed)
    data = bytearray(FILES[name])
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(data) + 1)
        match rng.randrange(4):
            case 0:
                data[at : at + 1] = bytes([rng.randrange(256)])
            case 1:
                del data[at : at + rng.choice([1, 1, 8, 200])]
            case 2:
                data[at:at] = rng.choice(PIECES).encode("utf-8", "surrogatepass")
            case _:
                end = min(len(data), at + rng.choice([3, 40, 400]))
                data[at:at] = data[at:end]
    attempt(bytes(data), name)


@settings(max_examples=100)
@given(seed=st.integers(0, 2**32))
def test_a_deck_whose_database_has_been_damaged_is_read_or_refused(seed: int) -> None:
    rng = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(DECK)) as archive:
        data = bytearray(archive.read("collection.anki2"))
    for _ in range(rng.randint(1, 30)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    attempt(zipped({"collection.anki2": bytes(data)}), "damaged.apkg")


def entities(count: int) -> bytes:
    lines = "".join(f'<!ENTITY e{n} "&e{n - 1};&e{n - 1};">' for n in range(1, count))
    return f'<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY e0 "ha">{lines}]><quiz>&e{count - 1};</quiz>'.encode()


SLOW = {
    "SELECT without end": deck(
        [],
        schema="CREATE VIEW notes AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
        " SELECT x AS id, 7 AS mid, 'a' AS flds, '' AS tags FROM c",
    ),
    "zip bomb": zipped({"collection.anki2": b"SQLite format 3\0" + bytes(100 * MIB)}),
    "no collection": zipped({"media": b"{}"}),
    "newest": zipped({"collection.anki2": b"x", "collection.anki21b": b"\x28\xb5\x2f\xfd"}),
    "no zip": b"PK\x03\x04" + bytes(1000),
    "paths": zipped({"../../collection.anki2": b"x", "/etc/passwd": b"x"}),
}
BOMBS: list[tuple[str, bytes, str]] = [
    ("entities.xml", entities(60), "an entity is declared"),
    ("external.xml", b'<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>', "is declared"),
    ("deep.xml", b"<quiz>" + b"<a>" * 300_000, "deep in one another"),
    ("many.xml", b"<quiz>" + b"<a/>" * 1_000_000 + b"</quiz>", "more than 60000 elements"),
    ("utf7.xml", b'<?xml version="1.0" encoding="utf-7"?><quiz/>', "cannot be read as XML"),
    ("html.xml", b"<html><body>Not found</body></html>", "this is not a file of Moodle's"),
    ("large.gift", b"x" * 25 * MIB, "larger than 1024 KiB"),
    ("large.xml", b"x" * 25 * MIB, "larger than 8192 KiB"),
    ("nul.gift", b"\0" * 1000, "not a text file"),
    ("wide.csv", "question,correct\na,b\n".encode("utf-16"), "saved as UTF-16"),
    ("latin.csv", "question,correct\nqué?,b\n".encode("latin-1"), "not UTF-8 text"),
    ("deep.json", b"[" * 200_000, "cannot be read as JSON"),
    ("digits.json", b'{"results": ' + b"1" * 500_000 + b"}", "cannot be read as JSON"),
    ("deep.yaml", b"[" * 200_000, "nested more than 12 deep"),
    ("aliases.yaml", b"a: &a [x]\nb: [*a, *a]\n", "anchor"),
    ("cells.csv", b'question,correct\n"' + b"x" * 200_000 + b'",b\n', "cannot be read as a table"),
    *((f"{name}.apkg", data, "") for name, data in SLOW.items()),
]


@pytest.mark.parametrize(("name", "data", "message"), BOMBS, ids=[name for name, _, _ in BOMBS])
def test_a_hostile_file_is_refused_at_once(name: str, data: bytes, message: str) -> None:
    started = time.thread_time()
    found, problems = attempt(data, name)
    assert found is None or name == "aliases.yaml"
    assert any(message in problem.message for problem in problems)
    assert time.thread_time() - started < 8


def test_of_a_zip_bomb_no_more_is_unpacked_than_a_deck_may_hold() -> None:
    tracemalloc.start()
    attempt(SLOW["zip bomb"], "bomb.apkg")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 90 * MIB  # what may be held, once while it is read and once as a whole


REPEATED = [
    "{" * 300_000, "}" * 300_000, "Who?{" + "~" * 500_000 + "}", "Who?{" + "=a" * 250_000 + "}", "\\" * 500_000,
    "Who?{=a#" + "<" * 300_000 + "}", "Who?{=a#" + "<!--" * 100_000 + "}", "Who?{=a#" + "&#" * 100_000 + "}",
    "::" * 300_000, "$CATEGORY:" * 50_000, "$CATEGORY: a\n" * 50_000, "Who?{=a ~b}\n\n" * 70_000,
    "// [tag:" * 60_000, "Who?{=a#<a href='}\n\n" * 20_000, "Who?{" + "->" * 200_000 + "=}", "Who?{####" * 100_000,
    "Who?{#" + "1.." * 200_000 + "}", "Who?{#" + "=1:2" * 200_000 + "}", "question,correct" + " _" * 400_000,
    "question," * 100_000 + "correct", "\nA. x" * 200_000, "Q\n" * 400_000, "Q\nA. a\nB. b\nANSWER: A\n" * 30_000,
    "<quiz>" + "<question type='essay'/>" * 50_000, '[{"a": 1}, ' * 80_000, '{"results": [' + "{}, " * 200_000 + "{}]}",
    "a:\n- b\n" * 100_000, "".join(f"a{n}:\n- b\n" for n in range(60_000)), "question,correct\n" + "a,b\n" * 200_000,
]  # fmt: skip


@pytest.mark.parametrize("text", REPEATED, ids=range(len(REPEATED)))
def test_what_repeats_itself_does_not_take_for_ever(text: str) -> None:
    for kind in Kind:
        started = time.thread_time()
        attempt(text.encode(), "file.txt", kind)
        assert time.thread_time() - started < 8


def test_a_file_as_large_as_may_be_is_read_whole() -> None:
    picture = base64.b64encode(bytes(6 * MIB // 4 * 3)).decode()
    question = (
        '<question type="truefalse"><name><text>n</text></name><questiontext format="html"><text>It fell.</text>'
        f'<file name="a.png" encoding="base64">{picture}</file></questiontext>'
        '<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question>'
    )
    data = f"<quiz>{question}</quiz>".encode()
    assert len(data) < MAX_FOREIGN
    assert told(read_foreign(data, "a.xml").left) == ["1: the file 'a.png' is left out"]


def test_of_more_questions_than_a_bank_has_the_rest_is_told_at_its_place() -> None:
    text = "".join(f"Who was number {number}?\nA. Irgash\nB. Enver\nANSWER: A\n\n" for number in range(505))
    found = read_foreign(text.encode(), "many.txt")
    assert found.questions == 500
    (rest,) = told(found.left)
    assert rest.startswith("2501: this question is left out: the bank is full with 500;")
    assert rest.endswith("this one and 4 more")
    bank_of(found)


def test_a_bank_stays_within_its_size_whatever_is_brought() -> None:
    choices = "".join(f"~{'漢' * 70}{letter}#{'漢' * 290}\n" for letter in "abcd")
    text = "\n\n".join(f"::q{n}::{'漢' * 480}{{\n=x{n}\n{choices}####{'漢' * 690}\n}}" for n in range(70))
    many = text + "\n\n" + "\n\n".join(f"{'q' * 40}{n}{{=a ~b}}" for n in range(200))
    found = read_foreign(many.encode()[: MIB - 3], "wide.gift")
    assert len(found.text.encode()) < MIB
    bank_of(found)
