"""Lessons, and the private questions on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.models import Item, Lesson, Picked, Response
from bot.discord_ui import render
from bot.discord_ui.render.answers import given_words
from bot.services.views import LessonView, SittingEnd, SittingView, VerdictView
from tests.discord_ui.limits import custom_ids, labels, said
from tests.discord_ui.samples import CITED, ITEMS, LESSON, MATCH, ONE, ORDER, SEVERAL, YEAR, a_round, right, wrong

BEFORE, AFTER = replace(LESSON, id="basmachi/01"), replace(LESSON, id="basmachi/03")


def a_lesson_view(
    lesson: Lesson = LESSON, *, previous: Lesson | None = BEFORE, following: Lesson | None = AFTER, questions: int = 5
) -> LessonView:
    return LessonView(
        lesson=lesson, number=2, total=12, previous=previous, next=following, citations=CITED, questions=questions
    )


def a_verdict(item: Item, response: Response, credit: float, *, first: bool = True, last: bool = False) -> VerdictView:
    return VerdictView(
        round=a_round(item, private=True),
        response=response,
        credit=credit,
        first=first,
        citations=CITED,
        number=2,
        total=5,
        last=last,
    )


def test_a_lesson_shows_all_that_it_has() -> None:
    shown = said(render.lesson(a_lesson_view(), True))
    assert "Lesson 2 of 12 · Basmachi" in shown
    assert LESSON.title in shown
    assert LESSON.period in shown
    assert LESSON.body in shown
    assert "**Sack**: the plundering of a taken city" in shown
    assert "Source: The Basmachi movement" in shown


def test_a_private_lesson_can_be_turned_to_the_next_and_the_one_before() -> None:
    view = render.lesson(a_lesson_view(), True)
    assert labels(view) == ["Previous", "Next", "Quiz me on this"]
    assert custom_ids(view) == ["lesson:basmachi/01", "lesson:basmachi/03", f"quizme:{LESSON.id}"]


def test_the_first_and_the_last_lesson_turn_one_way_only() -> None:
    assert "Previous" not in labels(render.lesson(a_lesson_view(previous=None), True))
    assert "Next" not in labels(render.lesson(a_lesson_view(following=None), True))


def test_a_public_lesson_cannot_be_turned() -> None:
    assert labels(render.lesson(a_lesson_view(), False)) == ["Quiz me on this"]


def test_a_lesson_without_questions_offers_none() -> None:
    assert "Quiz me on this" not in labels(render.lesson(a_lesson_view(questions=0), True))
    assert not labels(render.lesson(a_lesson_view(questions=0), False))


def test_a_lesson_without_terms_has_no_empty_place_for_them() -> None:
    shown = said(render.lesson(a_lesson_view(replace(LESSON, terms={})), True))
    assert "Sack" not in shown


def test_a_private_question_has_no_hurry() -> None:
    view = render.sitting_question(SittingView(sitting_id=9, round=a_round(ONE, private=True), number=1, total=5))
    assert "Question 1 of 5" in said(view)
    assert "<t:" not in said(view)
    assert "answered" not in said(view)
    assert custom_ids(view)[0] == "pick:4711:0"


def test_a_hint_is_a_button_until_it_is_wanted_and_then_stands_there() -> None:
    round_ = a_round(ONE, private=True)
    before = render.sitting_question(SittingView(sitting_id=9, round=round_, number=1, total=5))
    assert "winter" not in said(before)
    assert (labels(before)[-1], custom_ids(before)[-1]) == ("Hint (half the points)", "hint:4711")
    hinted = SittingView(sitting_id=9, round=replace(round_, hinted=True), number=1, total=5)
    after = render.sitting_question(hinted)
    assert "Hint: It was still winter." in said(after)
    assert "hint:4711" not in custom_ids(after)
    without = SittingView(sitting_id=9, round=a_round(YEAR, private=True), number=1, total=5)
    assert not any("hint" in one for one in custom_ids(render.sitting_question(without)))


def test_a_hint_stays_in_sight_while_an_order_is_put_together() -> None:
    round_ = a_round(replace(ORDER, hint="Begin in 1916."), private=True)
    assert "1916" not in said(render.compose_panel(round_, [None] * 4))
    assert "Hint: Begin in 1916." in said(render.compose_panel(replace(round_, hinted=True), [None] * 4))


@pytest.mark.parametrize(("credit", "words"), [(1.0, "✅ Right"), (0.5, "🌓 Partly right"), (0.0, "❌ Wrong")])
def test_a_verdict_is_a_sign_and_a_word(credit: float, words: str) -> None:
    assert words in said(render.verdict(a_verdict(SEVERAL, Picked((0, 2)), credit)))


@pytest.mark.parametrize("item", ITEMS, ids=[item.id for item in ITEMS])
def test_a_verdict_tells_the_answer_given_and_why(item: Item) -> None:
    shown = said(render.verdict(a_verdict(item, wrong(item), 0.0)))
    assert item.why in shown
    assert "Your answer:" in shown
    assert all(word in shown for word in given_words(item, wrong(item)))
    assert "ight answer" in shown or "right order" in shown or "right pairs" in shown


def test_a_right_answer_is_not_told_twice() -> None:
    assert "Right answer:" not in said(render.verdict(a_verdict(ONE, right(ONE), 1.0)))


def test_a_verdict_tells_the_points_and_what_they_were_halved_for() -> None:
    verdict = replace(a_verdict(ONE, right(ONE), 1.0), points=100)
    assert "**✅ Right** · 100 points" in said(render.verdict(verdict))
    hinted = replace(verdict, round=replace(verdict.round, hinted=True), points=50)
    assert "**✅ Right** · 50 points · with the hint" in said(render.verdict(hinted))
    assert "points" not in said(render.verdict(a_verdict(ONE, wrong(ONE), 0.0)))
    again = replace(verdict, round=replace(verdict.round, attempt=2))
    assert "points" not in said(render.verdict(again))
    assert "Once more: 2 of 5" in said(render.verdict(again))


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (timedelta(0), "Comes back the next time you practise."),
        (timedelta(hours=16), "Comes back tomorrow."),
        (timedelta(hours=64), "Comes back in 3 days."),
        (timedelta(days=59), "Comes back in 59 days."),
        (timedelta(days=61), "Comes back in 2 months."),
    ],
)
def test_a_verdict_tells_in_plain_words_when_the_question_comes_back(after: timedelta, words: str) -> None:
    verdict = replace(a_verdict(ONE, right(ONE), 1.0), comes_back=after)
    assert words in said(render.verdict(verdict))
    assert "Comes back" not in said(render.verdict(a_verdict(ONE, right(ONE), 1.0)))


def test_a_verdict_tells_that_what_was_missed_is_asked_once_more() -> None:
    verdict = replace(a_verdict(ONE, wrong(ONE), 0.0), once_more=True)
    assert "It is asked once more at the end." in said(render.verdict(verdict))


def test_the_lesson_is_a_tap_away_from_a_verdict_and_leads_back_to_the_questions() -> None:
    view = render.verdict(replace(a_verdict(ONE, right(ONE), 1.0), lesson=LESSON))
    assert custom_ids(view) == ["next:9", f"lesson:{LESSON.id}:9", "doubt:4711"]
    lesson = render.lesson(a_lesson_view(), private=True, sitting_id=9)
    assert labels(lesson) == ["Previous", "Next", "Back to the questions"]
    assert custom_ids(lesson) == ["lesson:basmachi/01:9", "lesson:basmachi/03:9", "next:9"]


def test_the_reason_is_that_of_the_choice_that_was_taken() -> None:
    assert "In January the Autonomy still governed" in said(render.verdict(a_verdict(ONE, Picked((0,)), 0.0)))
    assert "In January the Autonomy still governed" not in said(render.verdict(a_verdict(ONE, Picked((2,)), 0.0)))
    assert "**Mikhail Frunze**: Frunze fought" in said(render.verdict(a_verdict(SEVERAL, Picked((0, 2)), 0.3)))


def test_an_answer_given_before_is_the_one_that_counts() -> None:
    assert "The first answer counts." in said(render.verdict(a_verdict(ONE, right(ONE), 1.0, first=False)))
    assert "The first answer counts." not in said(render.verdict(a_verdict(ONE, right(ONE), 1.0)))


def test_a_verdict_leads_on_and_the_last_one_to_the_end() -> None:
    view = render.verdict(a_verdict(ONE, right(ONE), 1.0))
    assert (labels(view), custom_ids(view)) == (["Next question", "Something wrong here?"], ["next:9", "doubt:4711"])
    assert labels(render.verdict(a_verdict(ONE, right(ONE), 1.0, last=True))) == ["Finish", "Something wrong here?"]


@pytest.mark.parametrize("count", [0, 3, 5])
def test_the_end_tells_how_many_were_right_and_what_to_do(count: int) -> None:
    view = render.sitting_end(SittingEnd(about=LESSON, right=count, total=5))
    assert f"You got {count} of 5 right" in said(view)
    assert custom_ids(view) == [f"lesson:{LESSON.id}", f"quizme:{LESSON.id}"]


def test_the_end_also_tells_how_many_were_partly_right() -> None:
    assert "You got 1 of 5 right, 2 partly right" in said(
        render.sitting_end(SittingEnd(about=LESSON, right=1, partly=2, total=5))
    )
    none = said(render.sitting_end(SittingEnd(about=LESSON, right=0, partly=1, total=5)))
    assert "You got 0 of 5 right, 1 partly right" in none
    assert "the second time it sticks" in none


def test_a_private_question_may_carry_what_is_wrong_with_an_answer_in_place_of_how_to_give_one() -> None:
    sitting = SittingView(sitting_id=9, round=a_round(YEAR, private=True), number=1, total=5)
    plain, objected = render.sitting_question(sitting), render.sitting_question(sitting, "One year, please.")
    assert "⚠️ One year, please." in said(objected)
    assert "type a year" not in said(objected)
    assert custom_ids(objected) == custom_ids(plain)


def test_a_verdict_lists_the_pairs_that_were_given_line_by_line() -> None:
    shown = said(render.verdict(a_verdict(MATCH, Picked((1, 0, 2)), 1 / 3)))
    assert "Your answer:\n- Irgash Bey – Khiva\n- Junaid Khan – Kokand\n- Ibrahim Bek – Eastern Bukhara" in shown
    assert "The right pairs:\n- Irgash Bey – Kokand\n" in shown


def test_the_end_of_questions_on_a_lesson_that_is_gone_offers_nothing() -> None:
    assert not custom_ids(render.sitting_end(SittingEnd(about=None, right=1, total=5)))
