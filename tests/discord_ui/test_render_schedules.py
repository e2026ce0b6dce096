"""What schedules post, and what teachers see of them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import discord
import pytest

from bot.core.models import Item
from bot.core.ranking import ranked
from bot.core.records import Answer, Guild, Post, PostState, RoundState, ScheduleState, Trouble, What
from bot.core.slots import Slot
from bot.core.streaks import Streak
from bot.discord_ui import render
from bot.services.views import DailyView, DigestView, HardestView
from tests.discord_ui.limits import BUTTON, SELECT, custom_ids, labels, parts, said, wire
from tests.discord_ui.samples import (
    CITED,
    ITEMS,
    LESSON,
    NOW,
    ONE,
    ORDER,
    a_lesson_view,
    a_post,
    a_posted_round,
    a_schedule,
    a_schedule_view,
    a_slot_post,
    a_standing,
    right,
    wrong,
)


def posted_after(*, minutes: int) -> int:
    """The id of a message that came so long after its slot."""
    return discord.utils.time_snowflake(NOW + timedelta(minutes=minutes))


every_item = pytest.mark.parametrize("item", ITEMS, ids=[item.id for item in ITEMS])
TOMORROW = int((NOW + timedelta(days=1)).timestamp())
SEVENTH = replace(ONE, hint="It was still winter.")


@every_item
def test_a_question_of_the_day_tells_when_it_ends_and_nothing_of_its_answer(item: Item) -> None:
    view = render.slot(a_post(What.QUESTION, item, answers=[(right(item), 1.0)]))
    assert "Question of the day" in said(view)
    assert item.ask in said(view)
    assert f"Ends <t:{TOMORROW}:R>" in said(view)
    assert item.why not in said(view)
    assert "✅" not in said(view)
    assert custom_ids(view) == custom_ids(render.daily(DailyView(round=a_posted_round(item))))


@every_item
def test_its_reveal_tells_what_is_right_and_why_and_how_the_class_answered(item: Item) -> None:
    answers = [(right(item), 1.0), (wrong(item), 0.0)]
    view = render.slot(a_post(What.QUESTION, item, RoundState.CLOSED, answers=answers))
    assert "Question of the day · closed" in said(view)
    assert item.why in said(view)
    assert "Source: The Basmachi movement" in said(view)
    assert "■" in said(view)
    assert custom_ids(view) == [f"lesson:{LESSON.id}", "missed:round:4711", "doubt:4711"]


def test_a_question_that_nobody_answered_offers_nobody_to_practise_what_they_missed() -> None:
    view = render.slot(a_post(What.QUESTION, ONE, RoundState.CLOSED))
    assert not [one for one in custom_ids(view) if one.startswith("missed:")]


def test_a_reveal_names_those_who_kept_at_it_and_tells_what_was_forgiven() -> None:
    streaks = (("Aysel", Streak(12)), ("*Rustam*", Streak(5, 1)), ("Kamran", Streak(20, 2)))
    shown = said(render.slot(a_post(What.QUESTION, ONE, RoundState.CLOSED, streaks=streaks)))
    assert "Aysel · 12 school days in a row\n" in shown
    assert r"\*Rustam\* · 5 school days in a row · one missed day forgiven" in shown
    assert "Kamran · 20 school days in a row · 2 missed days forgiven" in shown
    assert "Kept at it" not in said(render.slot(a_post(What.QUESTION, ONE, RoundState.CLOSED)))


def test_a_lesson_with_a_question_shows_both_and_its_reveal_the_lessons_name() -> None:
    post = a_post(What.LESSON_AND_QUESTION, ONE, lesson=a_lesson_view())
    shown = said(render.slot(post))
    assert shown.index(LESSON.body) < shown.index(ONE.ask)
    closed = a_post(What.LESSON_AND_QUESTION, ONE, RoundState.CLOSED, lesson=a_lesson_view())
    shown = said(render.slot(closed))
    assert LESSON.title in shown
    assert LESSON.body not in shown


def test_a_scheduled_lesson_looks_like_any_lesson() -> None:
    view, usual = a_lesson_view(), render.lesson(a_lesson_view(), private=False)
    shown = render.slot(a_post(What.LESSON, lesson=view))
    assert said(shown) == said(usual)
    assert custom_ids(shown) == custom_ids(usual)


@pytest.mark.parametrize("what", [What.LESSON, What.QUESTION, What.LESSON_AND_QUESTION])
def test_what_comes_late_says_so_and_its_reveal_does_not(what: What) -> None:
    item = None if what is What.LESSON else ONE
    lesson = None if what is What.QUESTION else a_lesson_view()
    assert "later than planned" in said(render.slot(a_post(what, item, lesson=lesson, late=True)))
    assert "later than planned" not in said(render.slot(a_post(what, item, lesson=lesson)))
    if item is not None:
        closed = a_post(what, item, RoundState.CLOSED, lesson=lesson, late=True)
        assert "later than planned" not in said(render.slot(closed))


def test_a_post_carries_its_mark_on_its_frame_and_a_preview_none() -> None:
    for post in (
        a_post(What.LESSON, lesson=a_lesson_view()),
        a_post(What.QUESTION, ONE),
        a_post(What.QUESTION, ONE, RoundState.CLOSED),
        a_post(What.LESSON_AND_QUESTION, ONE, lesson=a_lesson_view()),
        a_post(What.DIGEST, digest=DigestView(placed=(), learners=0, hardest=None, coming=())),
    ):
        [frame] = wire(render.slot(post))
        assert frame["id"] == render.slot_mark(12)
        [frame] = wire(render.slot(replace(post, id=None)))
        assert frame.get("id") is None
    assert render.slot_mark(12) != render.slot_mark(13)


@every_item
def test_nothing_in_a_preview_can_be_pressed(item: Item) -> None:
    preview = a_post(What.LESSON_AND_QUESTION, item, id_=None, lesson=a_lesson_view())
    for page in [render.slot(preview), *render.schedule_added(a_schedule_view(preview=preview))]:
        assert all(part["disabled"] for part in parts(page) if part["type"] in {BUTTON, SELECT})
    lesson = render.slot(a_post(What.LESSON, id_=None, lesson=a_lesson_view()))
    assert all(part["disabled"] for part in parts(lesson) if part["type"] == BUTTON)
    assert labels(lesson) == ["Quiz me on this"]


def test_what_has_been_set_up_is_told_above_its_preview() -> None:
    preview = a_post(What.QUESTION, ONE, id_=None)
    [page] = render.schedule_added(a_schedule_view(topic="Kokand", preview=preview))
    told = said(page)
    assert "Schedule #3 is set up" in told
    assert "Mon–Fri at 9:00 · <#2> · Kokand" in told
    assert "Asia/Baku" in told
    assert told.index("is set up") < told.index(ONE.ask)


def test_only_a_preview_with_buttons_speaks_of_them() -> None:
    digest = a_post(What.DIGEST, id_=None, digest=DigestView(placed=(), learners=0, hardest=None, coming=()))
    bare = a_post(What.LESSON, id_=None, lesson=a_lesson_view(questions=0))
    for preview, buttons in [(digest, False), (bare, False), (a_post(What.QUESTION, ORDER, id_=None), True)]:
        shown = "\n".join(map(said, render.schedule_added(a_schedule_view(preview=preview))))
        assert "The first one will look like this." in shown
        assert ("buttons are for show" in shown) is buttons


def test_a_scheduled_quiz_has_no_preview_and_says_what_it_does() -> None:
    [page] = render.schedule_added(a_schedule_view(a_schedule(What.QUIZ)))
    assert "a live quiz of 10 questions begins" in said(page)
    assert "will look like this" not in said(page)


def test_a_digest_tells_places_with_ties_the_hardest_question_and_what_comes() -> None:
    placed = ranked([a_standing(1, 940, "Aysel"), a_standing(2, 800, "Rustam"), a_standing(3, 800, "Kamran")])
    hardest = HardestView(item=ORDER, share=0.31, answers=12, citations=CITED)
    coming = ((What.QUESTION, Slot(NOW.date(), NOW + timedelta(days=1))),)
    shown = said(
        render.slot(a_post(What.DIGEST, digest=DigestView(placed=placed, learners=7, hardest=hardest, coming=coming)))
    )
    assert "🥇 **Aysel** · 940 points" in shown
    assert "🥈 **Kamran**, **Rustam** · 800 points · tied" in shown
    assert "7 people took part" in shown
    assert "31% right on average · 12 answers" in shown
    assert "1. The revolt against conscription" in shown
    assert ORDER.why in shown
    assert "Source: The Basmachi movement" in shown
    assert f"Question of the day · <t:{TOMORROW}:f>" in shown


def test_a_digest_of_a_week_without_answers_says_so() -> None:
    shown = said(render.slot(a_post(What.DIGEST, digest=DigestView(placed=(), learners=0, hardest=None, coming=()))))
    assert "A quiet week" in shown
    assert "hardest" not in shown


def test_a_hint_is_hidden_until_it_is_tapped() -> None:
    shown = said(render.slot(a_post(What.QUESTION, SEVENTH)))
    assert "||It was still winter.||" in shown


@every_item
def test_who_has_answered_sees_their_answer_and_when_the_right_one_appears(item: Item) -> None:
    given = Answer(round_id=1, learner_id=1, response=wrong(item), credit=0.0, points=0, answered_at=NOW)
    view = render.daily(DailyView(round=a_posted_round(item), answer=given))
    assert "You have already answered:" in said(view)
    assert f"appears in <#2> <t:{TOMORROW}:R>" in said(view)
    assert item.why not in said(view)
    assert not labels(view)


@pytest.mark.parametrize(
    ("post", "told"),
    [
        (None, "Last: nothing yet"),
        (a_slot_post(PostState.POSTED), "Last: posted, <t:"),
        (a_slot_post(PostState.POSTED, late=True), "Last: posted late, planned for <t:"),
        (replace(a_slot_post(PostState.POSTED), message_id=posted_after(minutes=4)), "Last: posted, <t:"),
        (replace(a_slot_post(PostState.POSTED), message_id=posted_after(minutes=6)), "Last: posted late, planned for"),
        (replace(a_slot_post(PostState.POSTED), tries=1), "Last: posted late, planned for"),
        (a_slot_post(PostState.MISSED), "because Dastan was away for too long"),
        (a_slot_post(PostState.FAILED, Trouble.CHANNEL), "because I may not write in the channel, or it is gone"),
        (a_slot_post(PostState.FAILED, Trouble.DISCORD), "because Discord did not take it"),
        (a_slot_post(PostState.FAILED, Trouble.NOTHING), "because there is nothing on its topic"),
        (a_slot_post(PostState.FAILED, Trouble.BUSY), "because the channel has a quiz of its own"),
        (a_slot_post(PostState.CLAIMED, Trouble.DISCORD, retry_at=NOW), "the next try is <t:"),
        (a_slot_post(PostState.CLAIMED), "Last: being posted"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_the_list_tells_what_became_of_the_last_slot(post: Post | None, told: str) -> None:
    assert told in said(render.schedule_list([a_schedule_view(last=post)]))


def test_the_list_tells_number_kind_time_place_and_the_next_three_moments() -> None:
    shown = said(render.schedule_list([a_schedule_view(a_schedule(open_hours=24), topic="Kokand")]))
    assert "**#3 Question of the day** · active" in shown
    assert "Mon–Fri at 9:00 · <#2> · Kokand · open for 24 hours" in shown
    assert re.findall(r"^(Next:|then) <t:\d+:f>$", shown, re.MULTILINE) == ["Next:", "then", "then"]
    assert "Asia/Baku" in shown


def test_the_list_tells_what_is_paused_and_what_rests() -> None:
    views = [a_schedule_view(a_schedule(state=state)) for state in (ScheduleState.PAUSED, ScheduleState.RESTING)]
    shown = said(render.schedule_list(views))
    assert "· ⏸️ paused" in shown
    assert "Next: nothing while it is paused" in shown
    assert "· ⚠️ resting until its channel lets it in" in shown


def test_every_schedule_is_on_exactly_one_page() -> None:
    views = [a_schedule_view(a_schedule(id_=number)) for number in range(1, 26)]
    pages = [render.schedule_list(views, number) for number in range(5)]
    for number in range(1, 26):
        assert sum(f"**#{number} " in said(one) for one in pages) == 1
    assert [custom_ids(one) for one in pages[:2]] == [["schedules:1"], ["schedules:0", "schedules:2"]]
    assert said(render.schedule_list(views, 99)) == said(pages[-1])


def test_a_schedule_that_rests_tells_why_and_what_to_do_and_that_it_comes_back() -> None:
    shown = said(render.schedule_rests(a_schedule_view(a_schedule(state=ScheduleState.RESTING, failures=3)), "*Class*"))
    assert r"A schedule in \*Class\* needs your help" in shown
    assert "I could not post in <#2> 3 times in a row" in shown
    assert "Send Messages" in shown
    assert "**/schedule remove** ends it; it is number 3" in shown
    assert "goes on by itself" in shown


def test_settings_tell_the_time_that_it_is_in_the_zone() -> None:
    shown = said(render.server_settings(Guild(id=1, timezone="Asia/Baku", leaderboard=False), NOW))
    assert "Asia/Baku, where it is now 13:00" in shown
    assert "**Teachers**: those with Manage Server\n" in shown
    assert "**Leaderboard**: off" in shown
    assert "<@&7>" in said(render.server_settings(Guild(id=1, teacher_role_id=7), NOW))
