"""What whoever types `make run` can do: hold a class in a browser. Told by what is written on the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator

from tests.page.running import running_sandbox
from tests.page.tab import OpenTab, Tab

Answer: TypeAlias = Callable[[Tab, Locator], None]
"""What somebody does, in their tab, to answer the question that they see there."""


def press(label: str) -> Answer:
    return lambda tab, question: tab.press(label, question)


def choose(*labels: str) -> Answer:
    return lambda tab, question: tab.choose(question.get_by_role("combobox"), *labels)


def write(text: str) -> Answer:
    def answer(tab: Tab, question: Locator) -> None:
        tab.press("Answer", question)
        tab.type(text)

    return answer


def put(*labels: str) -> Answer:
    """Fill in the private panel, a menu for each place, and save it."""

    def answer(tab: Tab, question: Locator) -> None:
        tab.press("Answer", question)
        panel = tab.sees("Nothing counts until you press Save.")
        for place, label in enumerate(labels):
            tab.choose(panel.get_by_role("combobox").nth(place), label)
        tab.press("Save", panel)

    return answer


ANSWERS: dict[str, tuple[Answer, Answer, str]] = {
    "In which month of 1918 was Kokand sacked?": (
        press("February"),
        press("January"),
        "The town was taken in February.",
    ),
    "Which of these were in the valley?": (
        choose("Kokand", "Andijan"),
        choose("Warsaw", "Lisbon"),
        "Both towns lie in the valley.",
    ),
    "The fighters called themselves Basmachi.": (
        press("False"),
        press("True"),
        "It was a word of those who fought them.",
    ),
    "Who led the movement in 1922?": (
        write("enver pasha"),
        write("Somebody else"),
        "Enver Pasha had come in November 1921.",
    ),
    "In which year did it begin?": (
        write("1916"),
        write("1916"),
        "It began with the revolt of 1916.",
    ),
    "Put these in order, the earliest first.": (
        put("The revolt", "Kokand is sacked", "Enver Pasha comes", "The last battle"),
        put("The last battle", "Enver Pasha comes", "Kokand is sacked", "The revolt"),
        "1916, 1918, 1921, 1933.",
    ),
    "Who belongs where?": (
        put("Kokand", "Khiva", "Bukhara"),
        put("Khiva", "Bukhara", "Kokand"),
        "Each had a region of his own.",
    ),
}
"""For each question of the bank: a right answer, Student B's, who knows no more than a year, and the explanation."""

SAVED = "Saved:"
NO_CLASS = "There is no class at this address."


def fixed(question: Locator) -> str:
    """What a question shows, but for how many have answered and how much time is left."""
    told = question.text_content() or ""
    return re.sub(r"No answers yet|\d+ (person has|people have) answered|\s*\(edited\)|in \d+ [a-z]+", "", told)


def test_a_class_plays_a_whole_quiz_in_the_browser(open_tab: OpenTab, address: str) -> None:
    class_ = teacher, best, other = [open_tab(address, who) for who in ("Teacher", "Student A", "Student B")]
    teacher.run("quiz start", bank="A question of every kind", seconds="300")
    teacher.run("quiz skip")  # the time to sit up
    asked = set()
    for number in range(1, len(ANSWERS) + 1):
        place = f"Question {number} of {len(ANSWERS)}"
        shown = [tab.sees(place) for tab in class_]
        ask = shown[0].get_by_role("heading").inner_text()
        asked.add(ask)
        right, others, why = ANSWERS[ask]
        before = [fixed(question) for question in shown]
        right(best, shown[1])
        best.has(number, SAVED)
        if number == 1:  # that much the others may see, and it takes three seconds
            for tab in (teacher, other):
                tab.sees(place, "1 person has answered")
                tab.has(0, SAVED)
            assert [fixed(shown[0]), fixed(shown[2])] == [before[0], before[2]]
        others(other, shown[2])
        other.has(number, SAVED)

        teacher.run("quiz skip")
        teacher.sees(place, "closed", why)
        teacher.run("quiz skip")
        for tab in class_:
            tab.finds(place, "closed", why)
        teacher.has(0, SAVED)
        best.has(number, SAVED)
    assert asked == set(ANSWERS)
    for tab in class_:
        tab.sees("The quiz is over", "🥇 Student A · 700 points", "🥈 Student B · 100 points", "2 people took part")

    best.run("lesson")
    best.sees("Student A used /lesson", "Only you can see this", "Lesson 1 of 2", "Quiz me on this")
    best.run("leaderboard")
    best.sees("Student A used /leaderboard", "This week", "Student A", "700 points", "Student B", "100 points")
    other.run("leaderboard")
    other.sees("Student B used /leaderboard", "Student A", "Student B")
    other.has(0, "Student A used")


def test_a_tab_that_has_lost_its_class_says_what_to_do(browser: Browser, tmp_path: Path) -> None:
    with running_sandbox(tmp_path, ends_by_itself=True) as address:
        teacher, student = [Tab(browser, address, who) for who in ("Teacher", "Student A")]
        teacher.end_the_class()
        teacher.reads(NO_CLASS)
    with running_sandbox(tmp_path, port=urlsplit(address).port or 0) as newer:
        student.reads(NO_CLASS)
        student.page.reload()
        student.reads(NO_CLASS)
        student.page.goto(newer.partition("#")[0])
        student.reads(NO_CLASS)
        Tab(browser, newer, "Student A").sees("Quiz me on this")
