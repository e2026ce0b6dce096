"""The end of a practice, and what is said where none begins at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.models import Item
from bot.discord_ui import render
from bot.services.views import NothingDue, PracticeEnd, PracticeWish, ShelfChoice
from tests.discord_ui.limits import custom_ids, labels, parts, said
from tests.discord_ui.samples import LESSON, NOW, ONE, SEVERAL, TRUE_FALSE, YEAR


def an_end(*, learnt: tuple[Item, ...] = (), again: tuple[Item, ...] = (), more: bool = False) -> PracticeEnd:
    return PracticeEnd(
        right=3,
        partly=1,
        total=5,
        points=350,
        learnt=learnt,
        again=again,
        lesson=LESSON,
        next_review=NOW + timedelta(days=2),
        more=more,
        wish=PracticeWish(count=5),
    )


def test_the_end_tells_how_it_went_what_was_learnt_and_what_to_look_at_again() -> None:
    shown = said(render.practice_end(an_end(learnt=(ONE, YEAR), again=(SEVERAL,))))
    assert "Practice · 350 points" in shown
    assert "You got 3 of 5 right, 1 partly right" in shown
    assert f"**New, and you know it now**\n- {ONE.ask}\n- {YEAR.ask}" in shown
    assert f"**Worth another look**\n- {SEVERAL.ask}" in shown


def test_the_end_tells_when_the_next_one_comes_back_and_leads_to_the_lesson() -> None:
    view = render.practice_end(an_end())
    assert "The next one comes back <t:" in said(view)
    assert ":R>" in said(view)
    assert (labels(view), custom_ids(view)) == (["Read the lesson"], [f"lesson:{LESSON.id}"])


def test_the_end_offers_more_where_there_is_more() -> None:
    view = render.practice_end(an_end(more=True))
    assert "There is more to practise whenever you like. The next one comes back <t:" in said(view)
    assert labels(view) == ["Practise more", "Read the lesson"]
    assert custom_ids(view)[0] == "practise:5:::0"


def test_the_end_of_practice_with_nothing_to_tell_is_short() -> None:
    end = replace(an_end(), partly=0, lesson=None, next_review=None)
    view = render.practice_end(end)
    assert "You got 3 of 5 right" in said(view)
    assert "comes back" not in said(view)
    assert not custom_ids(view)


def test_a_long_list_is_cut_and_says_so() -> None:
    shown = said(render.practice_end(an_end(again=(ONE, YEAR, SEVERAL, TRUE_FALSE) * 3)))
    assert shown.count("\n- ") == 6
    assert "- and 7 more" in shown


def test_where_nothing_is_due_the_next_moment_is_told_and_practice_is_still_offered() -> None:
    view = render.nothing_due(NothingDue(wish=PracticeWish(count=3, topic="basmachi/kokand"), next_review=NOW))
    assert "nothing is due, and there is nothing new left" in said(view)
    assert "<t:" in said(view)
    assert (labels(view), custom_ids(view)) == (["Practise anyway"], ["practise:3:basmachi/kokand::1"])
    assert "<t:" not in said(render.nothing_due(NothingDue(wish=PracticeWish(), next_review=None)))


def test_a_topic_for_which_a_button_has_no_room_is_left_out() -> None:
    for topic in ("x" * 90, "half: one"):
        view = render.nothing_due(NothingDue(wish=PracticeWish(topic=topic, shelf=7), next_review=None))
        assert custom_ids(view) == ["practise:5::7:1"]


def test_a_server_with_its_own_questions_is_chosen_by_its_name() -> None:
    choice = ShelfChoice(wish=PracticeWish(count=5), shelves={7: ["Rivers", "Roads"], 8: ["Kings"]})
    view = render.shelf_choice(choice, {7: "History 9b"})
    [select] = [one for one in parts(view) if one.get("options")]
    told = [(one["label"], one["value"], one.get("description")) for one in select["options"]]
    assert told == [
        ("The common course", "0", None),
        ("History 9b", "7", "Rivers; Roads"),
        ("One of your servers", "8", "Kings"),
    ]
    assert custom_ids(view) == ["shelf:5:"]
