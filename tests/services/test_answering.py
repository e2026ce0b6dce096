"""Answers: graded, kept, and refused where they must be."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.errors import (
    MoveNotAllowed,
    NoQuizHere,
    NotAnAnswer,
    NotForYou,
    RoundClosed,
    RoundPaused,
    UnknownRound,
)
from bot.core.models import Picked, Typed
from bot.core.records import Verdict
from bot.services import rounds as rounds_module
from bot.services.live import QuizWish
from tests.services.school import AMIR, BELLA, CHANNEL, GUILD, HOST, School


async def test_an_answer_to_nothing_is_refused(school: School) -> None:
    with pytest.raises(UnknownRound):
        await school.answering.answer(4711, AMIR, Picked((1,)), school.time)
    with pytest.raises(UnknownRound):
        await school.live.result(AMIR, 4711)
    with pytest.raises(NoQuizHere):
        await school.live.pause(CHANNEL)


async def test_what_cannot_be_an_answer_is_not_kept(school: School) -> None:
    await school.start()
    await school.pass_time(7)
    round_ = await school.open_round()
    with pytest.raises(NotAnAnswer):
        await school.answering.answer(round_.id, AMIR, Typed("true"), school.time)
    assert await school.answering.earlier(round_.id, AMIR) is None


async def test_an_answer_given_in_time_counts_though_it_arrives_late(school: School) -> None:
    await school.start(seconds=10)
    await school.pass_time(7)
    round_ = await school.open_round()
    assert round_.ends_at is not None
    school.time = round_.ends_at + timedelta(milliseconds=900)
    assert (await school.answer(AMIR, at=round_.ends_at)).first
    with pytest.raises(RoundClosed):
        await school.answer(BELLA, at=round_.ends_at + timedelta(milliseconds=1))


async def test_an_answer_after_the_reveal_is_refused(school: School) -> None:
    await school.start(seconds=10)
    await school.pass_time(7)
    round_ = await school.open_round()
    await school.answer(AMIR)
    await school.pass_time(12)
    with pytest.raises(RoundClosed):
        await school.answering.answer(round_.id, BELLA, Picked((1,)), school.time)
    with pytest.raises(RoundClosed):
        await school.answering.open_round(round_.id, BELLA)


async def test_a_paused_question_takes_no_answer(school: School) -> None:
    await school.start()
    await school.pass_time(7)
    round_ = await school.open_round()
    await school.answer(AMIR)
    await school.live.pause(CHANNEL)
    with pytest.raises(RoundPaused):
        await school.answering.answer(round_.id, BELLA, Picked((1,)), school.time)
    with pytest.raises(RoundPaused):
        await school.answering.open_round(round_.id, BELLA)
    with pytest.raises(MoveNotAllowed):
        await school.live.pause(CHANNEL)


async def test_a_private_question_takes_only_its_own_learners_answer(school: School) -> None:
    sitting = await school.lessons.quiz_me(AMIR, "kokand", GUILD)
    with pytest.raises(NotForYou):
        await school.answering.answer(sitting.round.id, BELLA, Picked((1,)), school.time)
    with pytest.raises(NotForYou):
        await school.answering.open_round(sitting.round.id, BELLA)
    assert (await school.answering.open_round(sitting.round.id, AMIR)).id == sitting.round.id


async def test_time_spent_paused_costs_no_speed_bonus(school: School) -> None:
    wish = QuizWish(bank="kokand", questions=1, seconds=100, speed_bonus=True)
    quiz = await school.live.start(GUILD, CHANNEL, HOST, wish)
    await school.pass_time(6)
    await school.live.pause(CHANNEL)
    await school.pass_time(3600)
    await school.live.resume(CHANNEL)
    await school.answer(AMIR)
    await school.live.stop(CHANNEL)
    (standing,) = await school.store.standings(quiz.id)
    assert standing.points >= 149


async def test_what_is_kept_at_hand_has_a_bound(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds_module, "MOST_KEPT", 1)
    first = await school.lessons.quiz_me(AMIR, "kokand", None)
    second = await school.lessons.quiz_me(BELLA, "kokand", None)
    await school.answering.round(first.round.id)
    await school.answering.round(second.round.id)
    assert (await school.answering.round(first.round.id)).id == first.round.id


async def test_a_round_that_vanished_after_it_was_looked_up_is_refused(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await school.start()
    await school.pass_time(7)

    async def vanished(*_: object) -> tuple[Verdict, None]:
        return Verdict.UNKNOWN, None

    monkeypatch.setattr(school.store, "record", vanished)
    with pytest.raises(UnknownRound):
        await school.answer(AMIR)


async def test_a_learner_sees_what_they_answered_beside_what_they_left_out(school: School) -> None:
    quiz = await school.start(questions=2, seconds=10)
    await school.pass_time(7)
    await school.answer(AMIR, right=False)
    await school.pass_time(200)
    result = await school.live.result(AMIR, quiz.id)
    assert [line.credit for line in result.lines] == [0.0, None]
    assert (result.place, result.of, result.points) == (1, 1, 0)
    assert (await school.live.result(BELLA, quiz.id)).place is None
