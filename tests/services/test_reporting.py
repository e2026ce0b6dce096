"""Teachers' reports, made of what a class has really answered."""

from __future__ import annotations

import csv
import io

import pytest

from bot.core.calendar import Period
from bot.core.errors import NothingToReport, UnknownRound, UnknownTopic
from bot.core.item_analysis import Remark
from bot.core.models import Picked
from bot.services.people import Learner
from bot.services.reporting import _separator, _short
from bot.services.views import SittingView
from tests.services.school import AMIR, BELLA, GUILD, School

CLASS = [Learner(number, f"Learner {number:02}") for number in range(1, 13)]


async def hold_quiz(school: School, questions: int = 4) -> None:
    """Twelve learners answer; the first few rightly, and the first of all nothing wrong."""
    await school.start(questions=questions)
    await school.pass_time(6)
    for _ in range(questions):
        round_ = await school.open_round()
        number = int(round_.item.id[-1])
        for learner in CLASS:
            right = learner.id <= 12 - 3 * number
            await school.answering.answer(round_.id, learner, Picked((int(right),)), school.time)
        await school.pass_time(31)
        await school.pass_time(12)
    await school.pass_time(60)


def test_a_question_of_an_own_bank_is_named_without_the_servers_number() -> None:
    assert [_short(one) for one in ("@4711/rivers/amu", "basmachi/kokand/month")] == [
        "rivers/amu",
        "basmachi/kokand/month",
    ]


def rows(data: bytes, separator: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator))


async def test_the_gradebook_has_a_row_a_learner(school: School) -> None:
    await hold_quiz(school)
    view = await school.reporting.gradebook(GUILD, Period.MONTH, None)
    found = rows(view.csv)
    assert [row["Learner"] for row in found] == [learner.name for learner in CLASS]
    first, last = found[0], found[-1]
    assert (first["Answers"], first["Right %"], first["Last seen"]) == ("4", "100", "2026-03-02")
    assert (last["Answers"], last["Right %"]) == ("4", "25")
    assert first["The Kokand Autonomy %"] == "100"
    assert first["Week of 2026-03-02 %"] == "100"


async def test_who_has_less_than_half_right_may_need_help(school: School) -> None:
    for _ in range(2):
        await hold_quiz(school)
    view = await school.reporting.gradebook(GUILD, Period.ALL, "kokand")
    assert [row.name for row in view.needing_help] == ["Learner 10", "Learner 11", "Learner 12"]
    assert view.topic == "The Kokand Autonomy"


async def test_whoever_has_the_least_right_comes_first(school: School) -> None:
    for _ in range(2):
        await hold_quiz(school)
    view = await school.reporting.gradebook(GUILD, Period.ALL, None)
    shares = [row.total.right for row in (*view.needing_help, *view.others)]
    assert shares == sorted(shares)
    assert len(shares) == len(CLASS)
    assert shares[0] < shares[-1]


async def test_before_anybody_has_answered_there_is_nothing_to_report(school: School) -> None:
    for report in (school.reporting.gradebook, school.reporting.questions):
        with pytest.raises(NothingToReport):
            await report(GUILD, Period.ALL, None)
    with pytest.raises(UnknownRound):
        await school.reporting.question(GUILD, 1)


async def test_an_unknown_topic_is_told(school: School) -> None:
    with pytest.raises(UnknownTopic):
        await school.reporting.gradebook(GUILD, Period.ALL, "Kokanb")


async def test_another_period_or_server_has_its_own_report(school: School) -> None:
    await hold_quiz(school)
    await school.pass_time(40 * 86400)
    with pytest.raises(NothingToReport):
        await school.reporting.gradebook(GUILD, Period.MONTH, None)
    with pytest.raises(NothingToReport):
        await school.reporting.questions(GUILD + 1, Period.ALL, None)


async def test_item_analysis_is_of_first_attempts(school: School) -> None:
    await hold_quiz(school)
    once = await school.reporting.questions(GUILD, Period.ALL, None)
    await hold_quiz(school)
    twice = await school.reporting.questions(GUILD, Period.ALL, None)
    assert [one.analysis for one in once.questions] == [one.analysis for one in twice.questions]
    by_id = {one.analysis.item.id[-2:]: one.analysis for one in once.questions}
    assert {name: one.attempts for name, one in by_id.items()} == dict.fromkeys(("q0", "q1", "q2", "q3"), 12)
    assert [by_id[f"q{n}"].facility for n in range(4)] == [pytest.approx(share) for share in (1, 0.75, 0.5, 0.25)]
    assert by_id["q2"].chosen == (6, 6)
    assert by_id["q2"].median_time is not None
    assert by_id["q2"].discrimination is not None
    assert by_id["q2"].discrimination > 0.5


async def test_the_gravest_come_first_and_the_table_has_all(school: School) -> None:
    await hold_quiz(school)
    view = await school.reporting.questions(GUILD, Period.ALL, None)
    remarks = [[said.remark for said in one.analysis.said] for one in view.questions]
    assert remarks[0] == [Remark.TOO_EASY]
    assert remarks[1:] == [[], [], []]
    found = rows(view.csv)
    assert len(found) == 4
    assert found[0]["Facility %"] == "100"
    assert found[0]["Choice B"] == "true: 12"


async def test_one_question_can_be_looked_at(school: School) -> None:
    await hold_quiz(school)
    view = await school.reporting.questions(GUILD, Period.ALL, None)
    one = view.questions[0]
    assert (await school.reporting.question(GUILD, one.round_id)).analysis == one.analysis
    with pytest.raises(UnknownRound):
        await school.reporting.question(GUILD + 1, one.round_id)


async def test_what_learners_doubt_and_what_is_withdrawn_is_in_the_report(school: School) -> None:
    await hold_quiz(school)
    view = await school.reporting.questions(GUILD, Period.ALL, None)
    doubted, withdrawn = view.questions[2], view.questions[3]
    await school.doubts.raise_(AMIR, doubted.round_id, "Hm.", GUILD)
    await school.doubts.raise_(BELLA, doubted.round_id, "Hm.", GUILD)
    await school.doubts.withdraw_asked(GUILD, withdrawn.round_id, 30)
    after = await school.reporting.questions(GUILD, Period.ALL, None)
    by_id = {one.analysis.item.id: one for one in after.questions}
    assert after.doubts == 2
    assert by_id[doubted.analysis.item.id].doubts == 2
    assert by_id[withdrawn.analysis.item.id].withdrawn


async def test_a_quiz_that_is_under_way_is_not_in_the_report(school: School) -> None:
    await school.start()
    await school.pass_time(6)
    await school.answer(AMIR)
    with pytest.raises(NothingToReport):
        await school.reporting.questions(GUILD, Period.ALL, None)


@pytest.mark.parametrize(("language", "separator"), [("en", ","), ("tr", ";"), ("de", ";")])
def test_the_table_is_separated_as_spreadsheets_of_that_language_expect(language: str, separator: str) -> None:
    assert _separator(language) == separator


async def test_a_question_out_of_use_that_nobody_has_answered_is_reported_last_so_that_it_can_come_back(
    school: School,
) -> None:
    await hold_quiz(school, questions=1)
    sitting = await school.lessons.quiz_me(AMIR, "kokand", GUILD)
    assert isinstance(sitting, SittingView)
    await school.doubts.withdraw_asked(GUILD, sitting.round.id, 30)
    view = await school.reporting.questions(GUILD, Period.WEEK, None)
    assert [(one.analysis.attempts, one.withdrawn) for one in view.questions] == [(12, False), (0, True)]
    assert len(rows(view.csv)) == 1
    back = (await school.reporting.question(GUILD, view.questions[-1].round_id)).round_id
    await school.doubts.bring_back(GUILD, back)
    assert len((await school.reporting.questions(GUILD, Period.WEEK, None)).questions) == 1


async def test_a_doubt_alone_is_something_to_report(school: School) -> None:
    await school.start(questions=1)
    await school.pass_time(6)
    round_ = await school.open_round()
    await school.pass_time(90)
    await school.doubts.raise_(AMIR, round_.id, "Hm.", GUILD)
    view = await school.reporting.questions(GUILD, Period.WEEK, None)
    assert (view.questions, view.doubts) == ((), 1)


async def test_of_another_servers_question_and_of_one_that_nobody_has_answered_in_class_nothing_is_known(
    school: School,
) -> None:
    await hold_quiz(school, questions=1)
    sitting = await school.lessons.quiz_me(AMIR, "kokand", GUILD)
    assert isinstance(sitting, SittingView)
    alone = await school.lessons.quiz_me(AMIR, "kokand", None)
    assert isinstance(alone, SittingView)
    for round_id in (sitting.round.id, alone.round.id):
        with pytest.raises(UnknownRound):
            await school.reporting.question(GUILD, round_id)
