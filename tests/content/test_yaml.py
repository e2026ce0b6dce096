"""Files that are not YAML, or not of the kind that a bank is: each has its own clear line."""

from __future__ import annotations

import pytest

from bot.content import problems, salvage
from bot.content.files import MAX_BYTES
from bot.content.problems import Findings
from tests.content.samples import GOOD, HEAD, only, parse, question, told


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "1:1: this file is empty; write something into it, or delete it"),
        (b" \n\n", "1:1: this file is empty; write something into it, or delete it"),
        (b"# nothing\n", "1:1: there is nothing here but comments; write something, or delete the file"),
        (b"a" * (MAX_BYTES + 1), "1:1: this file is larger than 1024 KiB; split it into several files"),
        (HEAD.encode("utf-16"), "UTF-16 or UTF-32; save it as UTF-8"),
        (HEAD.encode("utf-16-be"), "UTF-16 or UTF-32; save it as UTF-8"),
        (HEAD.encode("utf-16-le"), "UTF-16 or UTF-32; save it as UTF-8"),
        (HEAD.encode("utf-32"), "UTF-16 or UTF-32; save it as UTF-8"),
        (HEAD.encode("utf-32-be"), "UTF-16 or UTF-32; save it as UTF-8"),
        ("title: Şuşa, caf\xe9".encode()[:-1], "1:17: this is not UTF-8 text (byte 0xc3)"),
        (
            "a: 1\r\nb: caf\xe9\n".encode("latin-1"),
            "2:7: this is not UTF-8 text (byte 0xe9), perhaps an older encoding",
        ),
        (b"\xef\xbb\xbfa: 1\nb: \xe9", "2:4: this is not UTF-8 text (byte 0xe9)"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\r", "1:1: this is not a text file"),
        (b"\x01" * 99, "1:1: this is not a text file"),
        (b"hello", "1:1: a bank is made of lines of 'key: value'; what stands here is 'hello'"),
        (b"- a\n- b\n", "1:1: a bank is made of lines of 'key: value'; what stands here is a list"),
        (b"~\n", "1:1: there is nothing here but comments"),
        (b"<html>\n<body>", "1:1: a bank is made of lines"),
        (b"a: b\n---\nc: d\n", "2:1: a second '---' starts a second document; a file holds one: delete this line"),
        (b"%YAML 3.0\n---\na: b", "1:1: a line that starts with '%' is a YAML directive"),
        (b"%FOO\na: b", "a line that starts with '%' is a YAML directive"),
    ],
)
def test_a_file_that_cannot_be_a_bank_has_its_own_clear_line(data: bytes, message: str) -> None:
    assert message in only(data)


def test_each_invisible_character_is_told_where_it_stands_and_the_rest_is_checked_too() -> None:
    text = question("answer: yes", "hint: a\x00b\x7f", "level: 2\u2028")
    assert told(text) == [
        "8:13: 'answer' is 'yes'; write true or false, in small letters: answer: true",
        "9:12: there is an invisible character here (U+0000); delete it",
        "9:14: there is an invisible character here (U+007F); delete it",
        "10:13: there is an invisible character here (U+2028); delete it",
    ]


@pytest.mark.parametrize(
    ("lines", "place", "message"),
    [
        ("answer: true\nhint: he said: no", "9:18", "if the text holds a colon, put quotes around the whole text"),
        ("answer: true\n\thint: x", "9:5", "there is a tab here, and YAML allows none at the start of a line"),
        ("answer: true\nhint: |\n\tx", "10:5", "there is a tab here"),
        ("answer: true\nhint: 'open", "9:11", "the quotation mark that opens here is never closed; close it"),
        (
            "answer: true\nhint: 'open\nlevel: it's",
            "9:11",
            "in 'hint': the quotation mark that opens here is closed further",
        ),
        ('answer: true\nhint: "a\n  b"\nlesson: "x" y', "11:17", "in 'lesson': more text follows the closing"),
        (
            "answer: true\nlost\nlevel: 1",
            "9:5",
            "if 'lost' is its key, write 'lost: …'; if it continues the text above",
        ),
        ("answer: true\nhint:lost\nlevel: 1", "9:5", "if 'hint' is its key, write 'hint: …'; if it continues"),
        ("answer: true\nLost!\nlevel: 1", "9:5", "nor a list entry '- …'; if it continues the text above"),
        ('answer: true\nhint: "x" y', "9:15", "more text follows the closing quotation mark"),
        ("answer: true\nhint: 'it's'", "9:15", "inside single quotation marks write '' for an apostrophe"),
        ('answer: true\nhint: "a\\qb"', "9:13", "a backslash inside double quotation marks is special"),
        ('answer: true\nhint: "\\ud800"', "9:14", "this \\u… escape stands for no character"),
        ('answer: true\nhint: "\\xzz"', "9:14", "after this backslash a number is missing"),
        ("answer: true\nhint: @x", "9:11", "a text cannot start with '@'; put quotes around the whole text"),
        ("answer: true\nhint: `x`", "9:11", "a text cannot start with '`'; put quotes around the whole text"),
        ("answer: true\nhint: %x", "9:11", "a text cannot start with '%'; put quotes around the whole text"),
        ("answer: true\nhint: 100\n  more: x", "10:11", "the line is indented too far"),
        ("answer: true\nlost\nlevel: 1", "9:5", "this line is neither 'key: value' nor a list entry"),
        ("answer: true\nhint: - x", "9:11", "a list entry '- …' cannot stand here"),
        ("answer: true\nhint: ? x", "9:11", "a '?' and a space cannot stand here"),
        ("answer: true\nhint: ]", "9:11", "a ']' cannot stand here; delete it, or put quotes around the whole text"),
        ("answer: true\nhint: > x", "9:13", "after '|' or '>' the text starts on the next line"),
        ("answer: true\nhint: *", "9:12", "is a YAML alias"),
        ("answer: true\nhint: & x", "9:12", "is a YAML anchor"),
        ("answer: true\nhint: !<", "9:13", "is a YAML tag"),
        ("choices: [A, B\nanswer: A", "8:14", "the '[' here is not closed, or a comma is missing"),
        ("choices: [A, B #7]\nanswer: A", "8:14", "everything from ' #' on is a comment"),
        ("pairs: {A: B\n", "8:12", "the '{' here is not closed"),
        ("accept:\n  - a\n - b", "10:6", "this line does not fit: check that it is indented like its neighbours"),
        ("answer: &x true", "8:13", "a word that starts with '&' is a YAML anchor, which is not used here"),
        ("answer: *x", "8:13", "a word that starts with '*' is a YAML alias, which is not used here"),
        ("answer: !!bool true", "8:13", "a word that starts with '!' is a YAML tag, which is not used here"),
        ("accept: &x [a]", "8:13", "is a YAML anchor"),
        ("accept: !!seq [a]", "8:13", "is a YAML tag"),
        ("answer: true\n<<: {hint: b}", "9:5", "'<<' is a YAML merge key, which is not used here"),
        ("answer: true\n<<: *x", "9:5", "'<<' is a YAML merge key"),
        ("answer: true\n*x : y", "9:5", "is a YAML alias"),
        ("answer: true\n&x hint: y", "9:5", "is a YAML anchor"),
        ("answer: true\n? \n: y", "9:6", "a name is missing before the ':'; write 'key: value'"),
        ("answer: true\n? [a]\n: y", "9:7", "a key must be plain text before the ':', not a list or braces"),
        ("answer: true\nanswer: false", "9:5", "the key 'answer' is here twice, first at line 8, column 5; keep one"),
    ],
)
def test_a_slip_of_yaml_is_told_once_and_with_a_way_out(lines: str, place: str, message: str) -> None:
    found = only(question(lines))
    assert found.startswith(f"{place}: ")
    assert message in found


def test_a_quotation_mark_that_a_document_mark_ends_is_told() -> None:
    assert (
        only('a: "b\n---\nc"')
        == "1:4: in 'a': the quotation mark that opens here is not closed before the next '---'; close it"
    )


def test_what_follows_the_end_of_the_document_is_told() -> None:
    assert only("a: b\n...\nc: d\n").startswith("3:1: in 'c': nothing more was expected here")


def test_a_line_outside_the_list_that_it_stands_in_is_told() -> None:
    assert only("- a\nb: c\n").startswith("2:1: in 'b': this line does not belong to the list above it")


def test_one_slip_of_yaml_does_not_hide_what_is_wrong_in_other_questions() -> None:
    text = "".join(
        [
            "# comment\nmovement: basmachi\nquestions:\n\n# another\n",
            "  - id: a\n    ask: who: him\n",
            '  - id: b\n    ask: "open\n    answer: true\n',
            GOOD,
            GOOD.replace("true", "yes"),
            "  - {id: c, ask: Q\n",
            "title:\n",
        ]
    )
    assert [line.split(";")[0] for line in told(text)] == [
        "7:13: in 'ask': there is a second ': ' on this line, or the line is indented too far",
        "9:10: in 'ask': the quotation mark that opens here is never closed",
        "16:9: the question id 'good' is here twice, first at line 11, column 9",
        "18:13: 'answer' is 'yes'",
        "21:5: the '{' here is not closed, or a comma is missing",
        "22:7: 'title' is empty",
    ]


def test_a_slip_above_the_questions_does_not_hide_what_is_wrong_in_them() -> None:
    text = "title: Kokand: the city\nmovement: basmachi\nquestions:\n" + GOOD.replace("true", "on")
    assert [line.split(";")[0] for line in told(text)] == [
        "1:14: in 'title': there is a second ': ' on this line, or the line is indented too far",
        "6:13: 'answer' is 'on'",
    ]


def test_a_slip_where_there_is_no_list_of_questions_is_told_alone() -> None:
    assert only("title: a: b\nquestions:\n  none\n").startswith("1:9: in 'title': there is a second ': '")
    assert only("title: a: b\nquestions:\n").startswith("1:9: in 'title': there is a second ': '")


def test_a_broken_file_of_too_many_entries_is_not_read_entry_by_entry() -> None:
    text = HEAD + "  - a\n" * (salvage.MAX_ENTRIES + 1) + "  - b: c: d\n"
    assert only(text).startswith("1005:9: in 'b': there is a second ': '")


def test_what_a_whole_file_has_wrong_and_none_of_its_entries_is_told_as_it_is() -> None:
    text = f"title: Kokand\nmovement: basmachi\nquestions:\n{GOOD}...\nquestions:\n{GOOD}"
    assert told(text)


def test_a_name_in_a_message_is_cut_and_shows_no_control_characters() -> None:
    message = only(question("answer: true", f'"\\x1b[31m{"k" * 300}": 1'))
    assert message.startswith("9:5: '\\x1b[31mkkk")
    assert "…'" in message
    assert len(message) < 400


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "a:\n"])
def test_what_is_nested_too_deep_is_told_where_it_becomes_so(opening: str) -> None:
    text = "".join(" " * depth + opening for depth in range(40)) if "\n" in opening else opening * 40
    assert "this is nested more than 12 deep; look for stray '['" in only(text)


def test_a_question_of_which_a_part_could_not_be_read_is_not_said_to_lack_anything() -> None:
    text = f"{HEAD}  - id: a\n    <<: *all\n"
    assert only(text) == "5:5: '<<' is a YAML merge key, which is not used here; write the text out instead"


def test_every_place_is_counted_in_characters_as_editors_do() -> None:
    _, found = parse(question("answer: true", 'hint: "Şuşa 🙂" x').replace("\n", "\r\n"))
    assert (found[0].line, found[0].column) == (9, 20)
    assert found[0].excerpt == '    hint: "Şuşa 🙂" x'


def test_a_problem_outside_the_text_has_no_excerpt() -> None:
    findings = Findings("x", "one line")
    findings.tell((7, 1), "beyond")
    assert findings.problems() == [problems.Problem("x", 7, 1, "beyond")]
    assert findings.problems()[0].excerpt == ""
