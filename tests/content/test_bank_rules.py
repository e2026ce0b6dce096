"""What is told of a bank: the place, what was expected, and the way out."""

from __future__ import annotations

import pytest

from tests.content.samples import BASE, GOOD, HEAD, only, parse, question, told

LONG = "x" * 81


def test_an_unknown_key_is_told_with_the_closest_known_one_and_nothing_else_is_said_of_it() -> None:
    text = question("choices: [A, B]", "anser: A")
    assert only(text) == "9:5: 'anser' is not a key of a question; did you mean 'answer'?"


def test_an_unknown_key_that_is_like_none_is_told_with_all_keys() -> None:
    assert only(question("answer: true", "xyzzy: 1")).startswith(
        "9:5: 'xyzzy' is not a key of a question; its keys are id,"
    )


def test_a_misspelt_key_beside_the_right_one_does_not_hide_what_is_wrong_with_that() -> None:
    assert told(question("answer: true", "levl: 2", "level: 9")) == [
        "9:5: 'levl' is not a key of a question; did you mean 'level'?",
        "10:12: 'level' is 9; write a whole number from 1 to 3",
    ]


def test_unknown_keys_of_a_citation_and_of_the_bank_are_told() -> None:
    text = question("answer: true").replace("section:", "sektion:").replace("title:", "titel:")
    assert told(text) == [
        "1:1: 'titel' is not a key of a bank; did you mean 'title'?",
        "7:29: 'sektion' is not a key of a citation; did you mean 'section'?",
    ]


def test_all_that_is_wrong_is_told_at_once() -> None:
    text = (
        HEAD
        + "  - id: Bad Id\n    ask:\n    why: [w]\n    choices: [A]\n    level: high\n"
        + GOOD
        + GOOD.replace("answer: true", "answer: yes")
        + "  - just text\n"
        + "  - id: last\n    year: 010\n"
    )
    assert [line.split(";")[0] for line in told(text)] == [
        "4:5: a question needs the key 'cite': the place in a source where the answer stands, or a list of up to five",
        "4:9: 'id' is 'Bad Id'",
        "5:9: 'ask' is empty",
        "6:10: 'why' is a list here, where one value is expected",
        "7:5: this question has 'choices' but does not say which is right",
        "7:14: 'choices' has 1 entry",
        "8:12: 'level' is 'high'",
        "14:9: the question id 'good' is here twice, first at line 9, column 9",
        "16:13: 'answer' is 'yes'",
        "19:5: a question is made of lines of 'key: value'",
        "20:5: a question needs the key 'ask': the question itself",
        "20:5: a question needs the key 'cite': the place in a source where the answer stands, or a list of up to five",
        "20:5: a question needs the key 'why': why the answer is right",
        "21:11: 'year' is '010'",
    ]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("choices: [A, B]\nanswer: C", "9:13: 'C' in 'answer' is not among the choices; these are 'A', 'B'"),
        (
            "choices: [Alpha, B]\nanswer: alpha",
            "9:13: 'alpha' in 'answer' is not among the choices; did you mean 'Alpha'?",
        ),
        (
            "choices: [Alpha, 'ALPHA ']\nanswer: Alpha",
            "8:22: 'ALPHA' stands in 'choices' twice, first at line 8, column 15;",
        ),
        (
            "choices: [Alpha, Alpha!]\nanswer: Alpha",
            "8:22: 'Alpha!' stands in 'choices' twice, first at line 8, column 15;",
        ),
        ("choices: [A, B]\nanswers: [A, C]", "9:18: 'C' in 'answers' is not among the choices; these are 'A', 'B'"),
        ("choices: [A, B]\nanswers: [A, A]", "9:18: 'A' stands in 'answers' twice, first at line 9, column 15;"),
        ("choices: [A, B]\nanswers: []", "9:14: 'answers' is empty; at least 1 is needed"),
        ("choices: []\nanswer: A", "8:14: 'choices' is empty; at least 2 are needed"),
        ("accept: []", "8:13: 'accept' is empty; at least 1 is needed"),
        ("accept: [Enver, '!!!']", "8:21: '!!!' in 'accept' has no letter and no digit, so it cannot be typed;"),
        ("order: [A, B]", "8:12: 'order' has 2 entries; at least 3 are needed"),
        ("choices: [A, B, C, D, E, F]\nanswer: A", "8:14: 'choices' has 6 entries; at most 5 are allowed"),
        (
            "pairs: [A, B, C]",
            "8:12: 'pairs' is made of lines of 'key: value', or {key: value, key: value}; what stands here",
        ),
        ("year: 0", "8:11: 'year' is 0; write a whole number from 1 to 2100"),
        ("year: -5", "8:11: 'year' is '-5'; write a whole number from 1 to 2100, in plain digits,"),
        ("year: 1_918", "8:11: 'year' is '1_918'; write a whole number from 1 to 2100, in plain digits,"),
        ("year: 1918-02-05", "8:11: 'year' is '1918-02-05'; write a whole number from 1 to 2100, in plain digits,"),
        ("year: '1922'", "8:11: 'year' is in quotes, which make it text; take the quotes away"),
        ("year:", "8:10: 'year' is empty; write a whole number from 1 to 2100, or take the key out"),
        ("year: 1922\nwithin: 51", "9:13: 'within' is 51; write a whole number from 0 to 50"),
        ("year: 1922\nwithin: yes", "9:13: 'within' is 'yes'; write a whole number from 0 to 50, in plain digits,"),
        ("answer: 'true'", "8:13: 'answer' is in quotes, which make it text; write answer: true, without quotes"),
        ("answer: No", "8:13: 'answer' is 'No'; write true or false, in small letters: answer: false"),
        ("answer: True", "8:13: 'answer' is 'True'; write true or false, in small letters: answer: true"),
        (
            "answer: Maybe",
            "8:13: 'answer' is 'Maybe', but there are no 'choices'; add 'choices', write true or false, or",
        ),
        (
            "choices: A\nanswer: A",
            "8:14: 'choices' is a list: write [first, second], or each entry on its own line after",
        ),
        (
            "accept:",
            "8:12: 'accept' is a list: write [first, second], or each entry on its own line after '- '; nothing",
        ),
        (
            "choices: [A, B]",
            "8:5: this question has 'choices' but does not say which is right; add 'answer' or 'answers'",
        ),
        ("answers: [A]", "8:5: 'answers' needs the key 'choices' beside it"),
        (
            "answer: true\nyear: 1918\nwithin: 1",
            "9:5: 'answer', 'year', 'within' belong to different types of question",
        ),
        ("order: [A, B, C]\nwrong: {A: b}", "9:5: 'order', 'wrong' belong to different types of question"),
        ("within: 3", "8:5: 'within' needs the key 'year' beside it"),
        ("answer: true\nwrong: {A: b}", "9:5: 'wrong' needs the key 'choices' beside it"),
        (
            "choices: [A, B]\nanswer: A\nanswers: [B]",
            "10:5: this question has both 'answer' (one is right) and 'answers'",
        ),
        ("answer: true\nlevel: 4", "9:12: 'level' is 4; write a whole number from 1 to 3"),
        ("answer: true\nlesson: kokant", "9:13: there is no lesson 'kokant'; did you mean 'kokand'?"),
        (
            "answer: true\nlesson: zzz",
            "9:13: there is no lesson 'zzz'; write the id of a lesson, or leave this line out",
        ),
        ("answer: true\nhint: ' '", "9:11: 'hint' is blank; write some text"),
        ('answer: true\nhint: "\\u200b"', "9:11: 'hint' is blank; write some text"),
        (
            'answer: true\nhint: "\\x07!"',
            "9:11: 'hint' holds a control character, written with a backslash; take it out",
        ),
        (
            "answer: true\nhint: {a: b}",
            "9:11: 'hint' is read as 'key: value'; write some text, and if the text holds a colon",
        ),
        (
            "answer: true\nimage:",
            "9:11: 'image' is made of lines of 'key: value', or {key: value, key: value}; nothing",
        ),
        (
            "answer: true\nimage: {file: a.png, alt: A}",
            "9:19: pictures cannot come with an uploaded bank; take the key",
        ),
        (
            f"order: [A, B, {LONG}]",
            "8:19: entry 3 of 'order' is 81 characters long; at most 80 are allowed (what fits in a",
        ),
        (
            "choices: [A, Kokand: it]\nanswer: A",
            "8:18: entry 2 of 'choices' is read as 'key: value'; write some text, and if",
        ),
    ],
)
def test_one_thing_wrong_with_a_question_is_told_in_one_line(lines: str, message: str) -> None:
    assert only(question(lines)).startswith(message)


def test_keys_of_several_types_together_are_told_by_name() -> None:
    message = only(question("choices: [A, B]", "answer: A", "year: 1916"))
    assert message.startswith("10:5: 'choices', 'answer', 'year' belong to different types of question; ")


def test_a_question_without_any_answer_is_told_how_to_get_one() -> None:
    assert only(HEAD + BASE).startswith("4:5: this question cannot be answered; give it 'choices' and 'answer'")


def test_a_reason_for_a_right_answer_or_for_no_choice_is_told() -> None:
    one = told(question("choices: [Alpha, Beta]", "answer: Alpha", "wrong: {Alpha: x, Bela: y, Zzz: z}"))
    assert one == [
        "10:13: 'Alpha' is a right answer, so 'wrong' cannot say why it is wrong; delete it",
        "10:23: 'Bela' in 'wrong' is not among the choices; did you mean 'Beta'?",
        "10:32: 'Zzz' in 'wrong' is not among the choices; these are 'Alpha', 'Beta'",
    ]
    several = told(question("choices: [Alpha, Beta]", "answers: [Alpha]", "wrong: {Alpha: x}"))
    assert several == one[:1]


def test_reasons_are_held_against_the_choices_even_where_the_answer_is_missing() -> None:
    assert [line.split(";")[0] for line in told(question("choices: [A, B]", "wrong: {C: x, c: y}"))] == [
        "9:5: this question has 'choices' but does not say which is right",
        "9:13: 'C' in 'wrong' is not among the choices",
        "9:19: 'c' in 'wrong' is not among the choices",
        "9:19: 'c' stands in 'wrong' twice, first at line 9, column 13",
    ]


def test_a_name_before_a_colon_that_is_too_long_is_told_at_its_place() -> None:
    found = told(question("choices: [A, B]", "answer: A", f"wrong: {{{LONG}: x}}"))
    assert len(found) == 1
    assert found[0].startswith("10:13: 'xxxxxxxxx")
    assert "before a colon in 'wrong', is 81 characters long" in found[0]


def test_a_value_of_key_value_lines_is_told_by_its_key() -> None:
    assert only(question("choices: [A, B]", "answer: A", "wrong: {B: }")) == (
        "10:16: 'B' in 'wrong' is empty; write some text, or take the key out"
    )


def test_equal_steps_and_equal_sides_of_pairs_are_told() -> None:
    assert "'a' stands in 'order' twice, first at line 8, column 13" in only(question("order: [A, B, a]"))
    assert [line.split(";")[0] for line in told(question("pairs: {A: x, ' a': y, C: X}"))] == [
        "8:19: 'a' stands in 'pairs' twice, first at line 8, column 13",
        "8:31: 'X' stands in 'pairs' twice, first at line 8, column 16",
    ]


@pytest.mark.parametrize(
    ("cite", "message"),
    [
        (
            "{source: artikle, section: Kokand}",
            "7:20: 'artikle' in 'source' is not a source in lessons/sources.yaml; did you mean 'a",
        ),
        (
            "{source: zzz, section: Kokand}",
            "7:20: 'zzz' in 'source' is not a source in lessons/sources.yaml; the sources are 'article'",
        ),
        (
            "{source: article, section: Kokant}",
            "7:38: 'Kokant' in 'section' is not a section of the source 'article'; did you mean 'Ko",
        ),
        (
            "{source: article, section: Zzz}",
            "7:38: 'Zzz' in 'section' is not a section of the source 'article'; its sections are 'Intro",
        ),
        (
            "{source: article}",
            "7:11: a citation needs the key 'section': the heading of one of its sections, as listed",
        ),
        (
            "article",
            "7:11: 'cite' names a place in a source: write {source: …, section: …}, or a list of these; what stands",
        ),
        (
            "[article]",
            "7:12: entry 1 of 'cite' names a place in a source: write {source: …, section: …}, or a list of these",
        ),
        ("[]", "7:11: 'cite' is empty; at least 1 is needed"),
        (
            "[{source: article, section: Kokand}, {source: article, section: Zzz}]",
            "7:75: 'Zzz' in 'section' is",
        ),
        ("{source: article, section: Kokand, sektion: x}", "7:46: 'sektion' is not a key of a citation; did you mean"),
    ],
)
def test_a_citation_must_name_a_section_of_a_source(cite: str, message: str) -> None:
    found = only(question("answer: true").replace("{source: article, section: Kokand}", cite))
    assert found.startswith(message)


@pytest.mark.parametrize(
    ("key", "most"),
    [("id", 60), ("ask", 500), ("why", 700), ("hint", 300), ("lesson", 60)],
)
def test_a_text_may_be_as_long_as_a_message_of_discord_has_room_for_and_no_longer(key: str, most: int) -> None:
    lines = {"id": "base", "ask": "Q?", "why": "W.", "answer": "true", "hint": "H.", "lesson": "kokand"}
    cite = "    cite: {source: article, section: Kokand}\n"
    for length in (most, most + 1):
        body = "\n    ".join(f"{name}: {'x' * length if name == key else text}" for name, text in lines.items())
        found = told(f"{HEAD}  - {body}\n{cite}", lessons=None)
        assert bool(found) == (length > most)
        if found:
            assert f"'{key}' is {most + 1} characters long" in found[0]


@pytest.mark.parametrize("tail", ["#7?", "# and who else?", "#"])
def test_a_text_that_loses_its_end_to_a_comment_is_told(tail: str) -> None:
    assert only(question("answer: true", f"hint: Who was agent {tail}")) == (
        "9:11: 'hint' ends at ' #', behind which YAML sees a comment; put quotes around the whole text, or two spaces "
        "before the '#' and one behind it if it is a comment"
    )


def test_comments_that_are_meant_do_no_harm() -> None:
    assert told(question("answer: true # so", "hint: Look.  # here", "level: 2 # not 1", "# whole line")) != []
    assert told(question("answer: true  # so", "hint: 'Look #7.' # here", "level: 2 # not 1", "# whole line")) == []


def test_a_comment_is_found_behind_wide_letters_and_line_ends_of_windows() -> None:
    text = question("answer: true", "hint: Şuşa 🙂 漢字 agent #7", "level: 2  # fine").replace("\n", "\r\n")
    assert only(text).startswith("9:11: 'hint' ends at ' #'")


def test_a_bank_needs_at_least_one_question_and_has_at_most_five_hundred() -> None:
    assert only("title: T\nmovement: m\nquestions: []\n") == "3:12: 'questions' is empty; at least 1 is needed"
    many = HEAD + "".join(GOOD.replace("id: good", f"id: q{n}") for n in range(501))
    assert only(many) == "4:3: 'questions' has 501 entries; at most 500 are allowed"
    bank, _ = parse(HEAD + "".join(GOOD.replace("id: good", f"id: q{n}") for n in range(500)))
    assert bank is not None
    assert [item.id for item in bank.items] == [f"basmachi/kokand/q{n}" for n in range(500)]


def test_what_stands_in_place_of_questions_is_told() -> None:
    assert only("title: T\nmovement: m\nquestions: none\n").startswith("3:12: 'questions' is a list: ")
    assert only("title: T\nmovement: m\n") == (
        "1:1: a bank needs the key 'questions': the questions, each starting with '- '"
    )


def test_a_file_of_commas_tells_a_thousand_problems_and_that_there_are_more() -> None:
    found = told("a: [" + "*x, " * 3000 + "]")
    assert len(found) == 1001
    assert "more problems than can be told" in found[-1]
