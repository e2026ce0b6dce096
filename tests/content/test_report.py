"""What `dastan check` prints."""

from __future__ import annotations

from bot.content import Problem, render
from bot.content.problems import closest, did_you_mean, printable, shown


def test_a_problem_reads_as_path_line_column_and_message() -> None:
    problem = Problem("quizzes/basmachi/kokand.yaml", 14, 7, "'anser' is not a key of a question")
    assert str(problem) == "quizzes/basmachi/kokand.yaml:14:7: 'anser' is not a key of a question"


def test_problems_are_ordered_by_path_line_and_column_and_equal_without_their_excerpt() -> None:
    found = [Problem("b", 1, 1, "x"), Problem("a", 10, 1, "x"), Problem("a", 9, 2, "x"), Problem("a", 9, 1, "y")]
    assert sorted(found) == found[::-1]
    assert Problem("a", 1, 1, "x", "line") == Problem("a", 1, 1, "x")


def test_nothing_wrong_is_said_in_so_many_words() -> None:
    assert render([], colour=True) == "No problems found."


def test_the_line_is_shown_with_a_caret_under_the_place_and_the_problems_are_counted() -> None:
    found = [
        Problem("a.yaml", 2, 5, "wrong", "    anser: A"),
        Problem("a.yaml", 3, 1, "also wrong"),
        Problem("b.md", 1, 3, "wrong too", "漢\u0301字"),
    ]
    assert render(found, colour=False).split("\n") == [
        "a.yaml:2:5: wrong",
        "    anser: A",
        "    ^",
        "a.yaml:3:1: also wrong",
        "b.md:1:3: wrong too",
        "    漢\u0301字",
        "      ^",
        "",
        "3 problems in 2 files.",
    ]


def test_one_problem_is_counted_as_one() -> None:
    assert render([Problem("a", 1, 1, "x")], colour=False).endswith("\n\n1 problem in 1 file.")


def test_colours_are_used_only_when_asked_for() -> None:
    found = [Problem("a.yaml", 1, 1, "wrong", "line")]
    plain, coloured = render(found, colour=False), render(found, colour=True)
    assert "\x1b" not in plain
    assert "\x1b[31m^\x1b[0m" in coloured
    for code in ("\x1b[1m", "\x1b[31m", "\x1b[2m", "\x1b[0m"):
        coloured = coloured.replace(code, "")
    assert coloured == plain


def test_a_long_line_is_cut_around_the_place() -> None:
    line = "x" * 500 + "HERE" + "y" * 500
    _, shown_line, caret, *_ = render([Problem("a", 1, 501, "m", line)], colour=False).split("\n")
    assert len(shown_line) < 120
    assert shown_line[caret.index("^") :].startswith("HERE")
    assert shown_line.strip().startswith("…")
    assert shown_line.endswith("…")


def test_a_place_behind_the_end_of_its_line_has_its_caret_there() -> None:
    _, line, caret, *_ = render([Problem("a", 1, 9, "m", "  hint:")], colour=False).split("\n")
    assert (line, caret) == ("    hint:", "         ^")


def test_nothing_that_a_terminal_would_obey_is_printed() -> None:
    evil = "\x1b[2J\x07\r\u202e\udcff\U000e0001"
    text = render([Problem(f"{evil}.yaml", 1, 1, f"'{evil}'", f"a{evil}\tb")], colour=False)
    assert all(char.isprintable() or char == "\n" for char in text)
    assert printable(evil) == "\\x1b[2J\\x07\\x0d\\u202e\\udcff\\U000e0001"


def test_a_long_name_is_cut_and_shown_on_one_line() -> None:
    assert shown("a\n b") == "'a b'"
    assert len(shown("x" * 500)) == 62
    assert shown(" ") == "' '"


def test_the_closest_name_is_found_without_regard_to_case_and_only_if_it_is_close() -> None:
    names = ["answer", "answers", "ask"]
    assert closest("Anser", names) == "answer"
    assert closest("zzz", names) is None
    assert did_you_mean("aks", names) == "; did you mean 'ask'?"
    assert did_you_mean("axe", names) == ""
    assert did_you_mean("ANSWERS", names) == "; did you mean 'answers'?"
