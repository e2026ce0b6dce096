"""Who stands where."""

from __future__ import annotations

from dataclasses import replace

import pytest
from discord import ui

from bot.core.calendar import Period
from bot.core.live import End
from bot.core.ranking import Placed, ranked
from bot.core.records import Standing
from bot.discord_ui import render
from bot.services.views import LeaderboardView, PodiumView, ResultLine, ResultView, ScoreView
from tests.discord_ui.limits import BUTTON, custom_ids, labels, parts, said
from tests.discord_ui.samples import ONE, ORDER, TEXT, a_quiz, a_standing, right, wrong

CLASS = ranked(
    [
        a_standing(1, 940, "Aysel"),
        a_standing(2, 800, "Rustam"),
        a_standing(3, 800, "*Gulnora*"),
        a_standing(4, 610, "Kamran"),
        a_standing(5, 0, "Zulfiya"),
    ]
)


def a_podium(placed: tuple[Placed, ...] = CLASS, end: End = End.FINISHED, asked: int = 10) -> PodiumView:
    return PodiumView(quiz=a_quiz(), asked=asked, end=end, placed=placed)


def a_board(placed: tuple[Placed, ...], own: Placed | None, learners: int = 30) -> LeaderboardView:
    return LeaderboardView(period=Period.WEEK, topic=None, placed=placed, own=own, learners=learners)


def test_a_podium_tells_ties_as_ties() -> None:
    lines = said(render.podium(a_podium())).splitlines()
    assert "🥇 **Aysel** · 940 points" in lines
    assert r"🥈 **\*Gulnora\***, **Rustam** · 800 points · tied" in lines
    assert not any("🥉" in line for line in lines)
    assert not any("Kamran" in line for line in lines)


def test_a_podium_counts_everyone_and_gives_the_average() -> None:
    assert "5 people took part · 63% right on average" in said(render.podium(a_podium()))


def test_a_podium_names_a_few_of_many_and_counts_the_others() -> None:
    shown = said(render.podium(a_podium(ranked(a_standing(index, 100) for index in range(30)))))
    assert "**Learner 0**" in shown
    assert "and 25 more" in shown


def test_a_podium_on_which_nobody_answered_says_so() -> None:
    view = render.podium(a_podium((), End.SILENT, 3))
    assert "Nobody answered this time." in said(view)
    assert "3 questions in a row went by without an answer" in said(view)


def test_a_podium_without_points_gives_no_medals() -> None:
    shown = said(render.podium(a_podium(ranked([a_standing(1, 0), a_standing(2, 0)]))))
    assert "Nobody has earned points this time." in shown
    assert "🥇" not in shown


@pytest.mark.parametrize("placed", [CLASS, ()])
def test_a_podium_can_be_found_again_by_its_button(placed: tuple[Placed, ...]) -> None:
    view = render.podium(a_podium(placed))
    assert (labels(view)[0], custom_ids(view)[0]) == ("My result", "result:7:0")
    assert next(part for part in parts(view) if part["type"] == BUTTON)["disabled"] is not bool(placed)


def test_a_podium_offers_to_practise_what_was_missed_where_anybody_took_part() -> None:
    view = render.podium(a_podium(CLASS))
    assert (labels(view)[1], custom_ids(view)[1]) == ("Practise what I missed", "missed:quiz:7")
    assert custom_ids(render.podium(a_podium(()))) == ["result:7:0"]


@pytest.mark.parametrize(
    ("end", "asked", "words"),
    [
        (End.FINISHED, 10, "All 10 questions were asked"),
        (End.STOPPED, 4, "Stopped by the teacher after 4 questions"),
        (End.STOPPED, 0, "Stopped by the teacher before the first question"),
        (End.SILENT, 7, "3 questions in a row went by without an answer"),
        (End.LOST, 4, "not there any more"),
    ],
)
def test_a_podium_tells_how_the_quiz_ended(end: End, asked: int, words: str) -> None:
    assert words in said(render.podium(a_podium(end=end, asked=asked)))


def test_ones_own_result_goes_question_by_question() -> None:
    lines = (
        ResultLine(item=ONE, response=right(ONE), credit=1.0, points=100),
        ResultLine(item=ORDER, response=wrong(ORDER), credit=0.0, points=0),
        ResultLine(item=TEXT, response=None, credit=None, points=0),
    )
    shown = said(render.result(ResultView(quiz=a_quiz(), place=3, of=12, points=100, lines=lines), 0))
    assert "Place 3 of 12 · 100 points" in shown
    assert f"**1** {ONE.ask}\n✅ Right · 100 points\nRight answer: **February**" in shown
    assert "❌ Wrong · 0 points\nYour answer: Ibrahim Bek’s capture → Enver Pasha’s death" in shown
    assert f"**3** {TEXT.ask}\n▫️ Not answered\nRight answer: **Enver Pasha**" in shown


def test_a_result_of_many_questions_has_pages() -> None:
    lines = (ResultLine(item=ONE, response=right(ONE), credit=1.0, points=100),) * 12
    view = ResultView(quiz=a_quiz(), place=1, of=2, points=1200, lines=lines)
    assert custom_ids(render.result(view, 0)) == ["result:7:1"]
    assert custom_ids(render.result(view, 1)) == ["result:7:0", "result:7:2"]
    assert custom_ids(render.result(view, 2)) == ["result:7:1"]
    assert said(render.result(view, 99)) == said(render.result(view, 2))


def test_who_answered_nothing_is_told_so() -> None:
    view = ResultView(quiz=a_quiz(), place=None, of=3, points=0, lines=())
    assert "You did not answer a question in this quiz." in said(render.result(view, 0))


def test_a_leaderboard_tells_ties_and_marks_the_reader() -> None:
    lines = said(render.leaderboard(a_board(CLASS, CLASS[3]))).splitlines()
    assert "🥈 **Rustam** · 800 points · tied" in lines, "how much others got wrong is theirs alone"
    assert "**4** **Kamran** (you) · 610 points · 61% right" in lines


def test_a_leaderboard_shows_the_readers_place_beyond_the_best() -> None:
    own = Placed(14, a_standing(99, 120))
    assert "You: place 14 of 30 · 120 points" in said(render.leaderboard(a_board(CLASS, own)))


def test_a_leaderboard_invites_who_has_no_points() -> None:
    assert "Join the next live quiz, or answer **/daily**." in said(render.leaderboard(a_board(CLASS, None)))


def test_an_empty_leaderboard_says_how_points_are_earned() -> None:
    shown = said(render.leaderboard(a_board((), None, 0)))
    assert "No points yet. They are earned in live quizzes and with the question of the day." in shown
    assert "took part" not in shown


def test_a_leaderboard_of_several_pages_says_which_one_it_is_and_can_be_turned() -> None:
    def turned(page: int) -> ui.LayoutView:
        return render.leaderboard(replace(a_board(CLASS, CLASS[0]), page=page, pages=3, topic_mark="basmachi/kokand"))

    assert "Leaderboard · 2/3" in said(turned(1))
    assert custom_ids(turned(0)) == ["board:week:1:basmachi/kokand"]
    assert custom_ids(turned(1)) == ["board:week:0:basmachi/kokand", "board:week:2:basmachi/kokand"]
    assert custom_ids(turned(2)) == ["board:week:1:basmachi/kokand"]
    assert custom_ids(render.leaderboard(a_board(CLASS, None))) == []


def test_a_readers_own_place_is_told_as_a_tie_and_as_hidden_where_it_is() -> None:
    hidden = Placed(2, replace(a_standing(99, 800), hidden=True), tied=True)
    shown = said(render.leaderboard(a_board(CLASS, hidden)))
    assert "You: place 2 of 30 · 800 points · tied · only you see this" in shown
    score = ScoreView(learner_id=1, name="Aysel", own=True, periods=(), hidden=True)
    assert "You are hidden" in said(render.score(score))
    result = ResultView(quiz=a_quiz(), place=1, of=2, points=3, lines=(), hidden=True)
    assert "Place 1 of 2 · 3 points · only you see this" in said(render.result(result, 0))


def test_those_who_hide_are_counted_on_a_podium_and_not_named() -> None:
    unnamed = (a_standing(77, 900, "Shy"),)
    shown = said(render.podium(replace(a_podium(), unnamed=unnamed)))
    assert "Shy" not in shown
    assert "6 people took part" in shown
    alone = render.podium(replace(a_podium(()), unnamed=unnamed))
    assert "Nobody" not in said(alone)
    assert "1 person took part" in said(alone)


def test_a_score_tells_every_period_also_the_empty_ones() -> None:
    nothing = Standing(learner_id=1, name="Aysel", answers=0, credit=0.0, points=0)
    some = Standing(learner_id=1, name="Aysel", answers=16, credit=12.0, points=1240)
    periods = ((Period.DAY, nothing, None), (Period.WEEK, some, 2), (Period.MONTH, some, 2), (Period.ALL, some, 14))
    shown = said(render.score(ScoreView(learner_id=1, name="Aysel", own=True, periods=periods)))
    assert "### Your score" in shown
    assert "**Today**\nno answers" in shown
    assert "**This week**\n1,240 points · 75% right · 16 answers · place 2" in shown
    assert "place 14" in shown
    anothers = said(render.score(ScoreView(learner_id=1, name="Aysel", own=False, periods=periods)))
    assert "### Score of Aysel" in anothers
    assert "1,240 points" in anothers
    assert "% right" not in anothers


def test_help_shows_the_teachers_commands_to_teachers_only() -> None:
    assert "/quiz start" in said(render.help_page(True))
    assert "/quiz" not in said(render.help_page(False))
    assert "/lesson" in said(render.help_page(False))


def test_the_welcome_names_three_things_to_do() -> None:
    shown = said(render.welcome())
    assert all(f"**/{command}**" in shown for command in ("lesson", "quiz start", "help"))


def test_an_apology_gives_its_reference() -> None:
    assert "**0123abcd**" in said(render.apology("0123abcd"))
