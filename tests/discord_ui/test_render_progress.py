"""What a learner knows and keeps up, in words and as what is to be drawn."""

from __future__ import annotations

import re
from datetime import date, timedelta

from hypothesis import given

from bot.core.mastery import Topic
from bot.core.streaks import Streak
from bot.discord_ui import render
from bot.services.streaks import KeptStreak
from tests.core.strategies import any_text
from tests.discord_ui.limits import GALLERY, custom_ids, labels, parts, said
from tests.discord_ui.samples import NOW, a_progress_view, a_topic

KOKAND, ENVER, ARABIC = "The Kokand Autonomy", "Enver Pasha and the Turn of the War", "حركة البسمجية"
NOTHING = Topic(title="", items=455)


def test_it_says_all_that_the_picture_shows() -> None:
    view = a_progress_view(KOKAND, ENVER, others=("One", "Two"))
    lines = said(render.progress(view)).splitlines()
    assert lines[:7] == [
        "### Your progress",
        "Today you would recall about 41% of 455 questions; you have met 283.",
        "Streak: 8 school days in a row · one missed day forgiven",
        "Due today: 8. Due in the next seven days: 8.",
        "1. The Kokand Autonomy: 50% recalled, 67% met",
        "2. Enver Pasha and the Turn of the War: 50% recalled, 67% met",
        "2 more topics together: 50% recalled, 67% met",
    ]
    assert lines[7] == "4 topics not begun yet"
    assert lines[8].startswith(
        "In the last twelve weeks you answered on 39 days. Answers in each week, the latest last: 32, "
    )
    card = render.progress_card(view)
    assert [(one.number, one.name, one.value) for one in card.bars] == [
        ("1", KOKAND, "50%"),
        ("2", ENVER, "50%"),
        ("+", "2 more topics", "50%"),
    ]
    assert [one.value for one in card.figures] == ["41%", "8", "8", "8"]
    assert (card.remark, card.note) == ("one missed day forgiven", "4 topics not begun yet")


@given(any_text)
def test_the_description_for_those_who_cannot_see_it_equals_the_words(name: str) -> None:
    for view in (
        a_progress_view(KOKAND, ARABIC, "*a_b* [c](d)", others=("x",)),
        a_progress_view(),
        a_progress_view(name),
    ):
        shown = render.progress(view)
        [item] = next(part for part in parts(shown) if part["type"] == GALLERY)["items"]
        assert item["description"] == render.progress_words(view)
        file = render.progress_file(view, b"png")
        assert file.description == item["description"]
        assert item["media"]["url"] == f"attachment://{file.filename}"
        file.close()
    shown = render.progress(a_progress_view(KOKAND, ARABIC, "*a_b* [c](d)", others=("x",)))
    words = re.sub(r"\\(.)", r"\1", said(shown)).partition("\n")[2]
    assert words == render.progress_words(a_progress_view(KOKAND, ARABIC, "*a_b* [c](d)", others=("x",)))


def test_a_name_that_runs_from_right_to_left_does_not_turn_its_line_around() -> None:
    assert f"1. \u2068{ARABIC}\u2069: 50% recalled" in said(render.progress(a_progress_view(ARABIC)))


def test_who_has_met_nothing_is_told_how_it_begins() -> None:
    view = a_progress_view(whole=NOTHING, answers={}, streak=KeptStreak(Streak(0), by_school_days=False), count=0)
    shown = said(render.progress(view))
    assert "You have not met a question yet." in shown
    assert "No streak just now" in shown
    assert "you answered on 0 days" in shown


def test_where_every_day_counts_no_school_days_are_spoken_of() -> None:
    view = a_progress_view(streak=KeptStreak(Streak(1), by_school_days=False))
    assert "Streak: 1 day in a row\n" in said(render.progress(view))
    assert render.progress_card(view).figures[1].words == "day in a row"


def test_what_is_almost_all_or_almost_nothing_does_not_say_so() -> None:
    view = a_progress_view(topics=(a_topic("x", 30, 29.99), a_topic("y", 1, 0.01)))
    shown = said(render.progress(view))
    assert "x: 99% recalled, 100% met" in shown
    assert "y: 1% recalled, 3% met" in shown


def test_five_questions_are_a_press_away() -> None:
    shown = render.progress(a_progress_view(KOKAND))
    assert (labels(shown), custom_ids(shown)) == (["Practise"], ["practise:5"])


def test_the_calendar_has_twelve_weeks_from_a_monday_on_and_leaves_days_to_come_out() -> None:
    today = NOW.date()  # a Thursday
    grid = render.progress_card(a_progress_view(answers={today: 3, today + timedelta(days=1): 2})).calendar
    assert len(grid.weeks) == 12
    assert grid.weeks[-1] == (0, 0, 0, 3, 2, None, None), "another server may have tomorrow already"
    assert sum(count or 0 for week in grid.weeks for count in week) == 5
    assert grid.months == ((0, "Oct"), (3, "Nov"), (7, "Dec"))
    assert grid.days[0] == "Mon"
    assert date(2025, 10, 13).weekday() == 0
