"""A live quiz as the class sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import discord
import pytest

from bot.core.models import Item, Picked, Response, SeveralChoices, Typed
from bot.core.records import RoundState
from bot.discord_ui import render
from bot.discord_ui.render.page import Long, page
from tests.discord_ui.limits import BUTTON, SELECT, custom_ids, labels, parts, said
from tests.discord_ui.samples import (
    ITEMS,
    LESSON,
    MATCH,
    NOW,
    ONE,
    ONE_LONG,
    ORDER,
    SEVERAL,
    TEXT,
    TRUE_FALSE,
    YEAR,
    a_quiz,
    a_round,
    a_round_view,
    right,
    wrong,
)

every_item = pytest.mark.parametrize("item", ITEMS, ids=[item.id for item in ITEMS])
ENDS = f"<t:{int((NOW + timedelta(seconds=30)).timestamp())}:R>"


@every_item
def test_a_question_tells_its_place_what_is_asked_and_how_long_is_left(item: Item) -> None:
    shown = said(render.question(a_round_view(item)))
    assert "Question 3 of 10 · The Kokand Autonomy" in shown
    assert item.ask in shown
    assert ENDS in shown


@every_item
def test_an_open_question_tells_nothing_about_its_answer(item: Item) -> None:
    answers = [(right(item), 1.0)] * 3
    shown = said(render.question(a_round_view(item, answers=answers)))
    assert item.why not in shown
    assert "✅" not in shown
    assert "3 people have answered" in shown


def test_choices_are_buttons_in_the_order_they_are_shown_in() -> None:
    view = render.question(a_round_view(ONE))
    assert labels(view) == ["February", "March", "August", "January"]
    assert custom_ids(view) == ["pick:4711:0", "pick:4711:1", "pick:4711:2", "pick:4711:3"]


def test_short_choices_stand_in_one_row_and_long_ones_below_each_other() -> None:
    rows = [part for part in parts(render.question(a_round_view(ONE))) if part["type"] == 1]
    assert len(rows) == 1
    rows = [part for part in parts(render.question(a_round_view(ONE_LONG))) if part["type"] == 1]
    assert len(rows) == 3


def test_no_choice_is_marked_by_its_colour() -> None:
    styles = {part["style"] for part in parts(render.question(a_round_view(ONE))) if part["type"] == BUTTON}
    assert styles == {discord.ButtonStyle.secondary.value}


def test_true_and_false_carry_what_they_mean() -> None:
    view = render.question(a_round_view(TRUE_FALSE))
    assert dict(zip(labels(view), custom_ids(view), strict=True)) == {"True": "pick:4711:1", "False": "pick:4711:0"}


def test_several_choices_are_a_menu_from_which_all_may_be_taken() -> None:
    menu = next(part for part in parts(render.question(a_round_view(SEVERAL))) if part["type"] == SELECT)
    assert menu["custom_id"] == "many:4711"
    assert (menu["min_values"], menu["max_values"]) == (1, 4)
    assert [option["label"] for option in menu["options"]] == [
        "Madamin Bek",
        "Mikhail Frunze",
        "Ibrahim Bek",
        "Irgash Bey",
    ]
    assert [option["value"] for option in menu["options"]] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("item", "custom_id"), [(TEXT, "type:4711"), (YEAR, "type:4711"), (ORDER, "compose:4711"), (MATCH, "compose:4711")]
)
def test_what_takes_more_than_a_tap_has_one_button(item: Item, custom_id: str) -> None:
    view = render.question(a_round_view(item))
    assert labels(view) == ["Answer"]
    assert custom_ids(view) == [custom_id]


def test_an_ordering_lists_its_steps_as_they_are_shown() -> None:
    shown = said(render.question(a_round_view(ORDER)))
    places = [shown.index(ORDER.order[index]) for index in a_round(ORDER).order]
    assert places == sorted(places)


@every_item
def test_a_paused_question_says_so_and_takes_nothing(item: Item) -> None:
    view = render.live_round(a_round_view(item, RoundState.PAUSED))
    assert "Paused" in said(view)
    assert "<t:" not in said(view)
    assert all(part["disabled"] for part in parts(view) if part["type"] in {BUTTON, SELECT})
    assert custom_ids(view)


@every_item
def test_a_reveal_tells_what_is_right_and_why_and_where_it_is_written(item: Item) -> None:
    shown = said(render.live_round(a_round_view(item, RoundState.CLOSED, answers=[(right(item), 1.0)])))
    assert item.why in shown
    assert "Source: The Basmachi movement, Kokand autonomy and the start of hostilities" in shown
    for word in _right_words(item):
        assert word in shown


@every_item
def test_a_question_that_nobody_answered_says_so_and_tells_the_answer(item: Item) -> None:
    shown = said(render.live_round(a_round_view(item, RoundState.CLOSED)))
    assert "Nobody answered this one." in shown
    for word in _right_words(item):
        assert word in shown


def test_a_reveal_marks_what_is_right_with_a_sign_and_a_word() -> None:
    answers: list[tuple[Response, float]] = [(Picked((1,)), 1.0), (Picked((1,)), 1.0), (Picked((0,)), 0.0)]
    lines = said(render.live_round(a_round_view(ONE, RoundState.CLOSED, answers=answers))).splitlines()
    at = lines.index("✅ **February** · right")
    assert lines[at + 1] == "■■■■■■■□□□ 2"
    assert lines[lines.index("January") + 1] == "■■■□□□□□□□ 1"


def test_a_reveal_shows_nobodys_own_words() -> None:
    answers: list[tuple[Response, float]] = [(Typed("a private guess"), 0.0)]
    assert "guess" not in said(render.live_round(a_round_view(TEXT, RoundState.CLOSED, answers=answers)))


def test_the_bars_of_several_choices_never_go_beyond_the_class() -> None:
    answers: list[tuple[Response, float]] = [(right(SEVERAL), 1.0)] * 4
    shown = said(render.live_round(a_round_view(SEVERAL, RoundState.CLOSED, answers=answers)))
    assert shown.count("■" * 10 + " 4") == 3


def test_a_year_tells_how_far_off_counts_too() -> None:
    assert "Up to 1 year off counts too." in said(render.live_round(a_round_view(YEAR, RoundState.CLOSED)))


def test_a_reveal_leads_to_its_lesson_where_there_is_one() -> None:
    view = render.live_round(a_round_view(ONE, RoundState.CLOSED))
    assert f"lesson:{LESSON.id}" in custom_ids(view)
    without = custom_ids(render.live_round(a_round_view(ONE, RoundState.CLOSED, lesson=None)))
    assert not [one for one in without if one.startswith("lesson:")]


def test_on_a_reveal_a_learner_can_say_that_something_is_wrong() -> None:
    view = render.live_round(a_round_view(ONE, RoundState.CLOSED))
    assert "Something wrong here?" in labels(view)
    assert "Something wrong here?" not in labels(render.live_round(a_round_view(ONE, RoundState.OPEN)))


def test_a_question_that_cites_nothing_has_no_source_line() -> None:
    assert "Source" not in said(render.live_round(a_round_view(ONE, RoundState.CLOSED, citations=())))


def test_an_unclosed_code_block_stays_in_its_own_text() -> None:
    item = replace(ONE, ask="What is ``` this?", why="**Because")
    view = render.live_round(a_round_view(item, RoundState.CLOSED, answers=[(right(item), 1.0)]))
    texts = [part["content"] for part in parts(view) if part["type"] == 10]
    assert "### What is ``` this?" in texts
    assert "**Because" in texts


def test_the_announcement_says_what_is_coming() -> None:
    quiz = replace(a_quiz(), state=replace(a_quiz().state, due_at=NOW))
    shown = said(render.quiz_started(quiz))
    assert "The Kokand Autonomy" in shown
    assert "10 questions · 30 seconds each" in shown
    assert f"<t:{int(NOW.timestamp())}:R>" in shown


def test_the_announcement_says_whether_speed_pays() -> None:
    assert "nothing extra" in said(render.quiz_started(a_quiz()))
    assert "half as much again" in said(render.quiz_started(a_quiz(speed_bonus=True)))


def test_a_saved_answer_is_told_back_and_not_judged() -> None:
    for response in (Picked((1,)), Picked((0,))):
        shown = said(render.saved(a_round(ONE), response))
        assert shown.startswith("Saved: **")
        assert shown.endswith("You will see what is right when time is up.")
    assert "February" in said(render.saved(a_round(ONE), Picked((1,))))


def test_a_saved_order_is_told_step_by_step() -> None:
    shown = said(render.saved(a_round(ORDER), Picked((3, 2, 1, 0))))
    assert "1. Ibrahim Bek’s capture\n2. Enver Pasha’s death" in shown


def test_a_second_answer_is_told_that_the_first_counts() -> None:
    shown = said(render.already(a_round(ONE), Picked((0,))))
    assert shown == "You have already answered: **January**. The first answer counts."


def test_what_a_learner_typed_is_harmless_when_it_is_told_back() -> None:
    shown = render.response_words(TEXT, Typed("**@everyone** ```"))
    assert "@everyone" not in shown
    assert "```" not in shown


def test_text_that_may_be_shortened_gives_way_from_the_last() -> None:
    view = page(None, "a" * 3000, Long("b" * 900), Long("c" * 900))
    sizes = [len(part["content"]) for part in parts(view)]
    assert sizes == [3000, 900, 100]


def _right_words(item: Item) -> list[str]:
    response = right(item)
    if isinstance(item, SeveralChoices):
        return [item.choices[index] for index in item.answers]
    return [render.response_words(item, response)] if item not in (ORDER, MATCH) else _composed_words(item)


def _composed_words(item: Item) -> list[str]:
    return [*ORDER.order] if item is ORDER else [f"{left} – {right_}" for left, right_ in MATCH.pairs]


def test_a_wrong_answer_reads_differently_from_a_right_one() -> None:
    for item in ITEMS:
        assert render.response_words(item, right(item)) != render.response_words(item, wrong(item))


def test_an_open_matching_lists_what_is_to_be_matched_and_with_what_in_the_shown_order() -> None:
    shown = said(render.question(a_round_view(MATCH)))
    assert "- Irgash Bey\n- Junaid Khan\n- Ibrahim Bek" in shown
    rights = " · ".join(MATCH.rights[index] for index in a_round(MATCH).order)
    assert f"Each goes with one of these: {rights}" in shown
