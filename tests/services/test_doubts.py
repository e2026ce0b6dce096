"""A learner doubts a question; teachers answer it, or take the question out of use."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.errors import (
    ChannelGone,
    OnlyInServers,
    QuestionStillOpen,
    TooManyDoubts,
    UnknownDoubt,
    UnknownRound,
)
from bot.core.models import Picked
from bot.core.records import Doubt, DoubtState, Round
from bot.services.doubts import MOST_A_DAY
from bot.services.views import SittingView
from tests.services.school import AMIR, BELLA, CHANNEL, GUILD, HOST, School

OTHER = GUILD + 1


async def closed_round(school: School) -> Round:
    """A question of a live quiz that has been asked, answered and revealed."""
    await school.start(questions=1)
    await school.pass_time(6)
    round_ = await school.open_round()
    await school.answer(AMIR)
    await school.pass_time(90)
    found = await school.store.round(round_.id)
    assert found is not None
    return found


async def raised(school: School, said: str = "The key is wrong.") -> Doubt:
    return await school.doubts.raise_(AMIR, (await closed_round(school)).id, said, GUILD)


async def test_a_doubt_is_kept_with_the_question_as_it_was_asked(school: School) -> None:
    round_ = await closed_round(school)
    doubt = await school.doubts.raise_(AMIR, round_.id, "  The key is wrong. ", GUILD)
    assert (doubt.item, doubt.said, doubt.state) == (round_.item, "The key is wrong.", DoubtState.OPEN)
    [view] = await school.doubts.open(GUILD)
    assert (view.doubt, view.name) == (doubt, "Amir")
    assert await school.doubts.open(OTHER) == []


async def test_who_doubts_without_ever_having_answered_is_known_by_name(school: School) -> None:
    await school.doubts.raise_(BELLA, (await closed_round(school)).id, "", GUILD)
    [view] = await school.doubts.open(GUILD)
    assert view.name == "Bella"


async def test_nothing_is_to_be_said_of_a_question_that_is_open(school: School) -> None:
    await school.start()
    await school.pass_time(6)
    with pytest.raises(QuestionStillOpen):
        await school.doubts.raise_(AMIR, (await school.open_round()).id, "Hm.", GUILD)


async def test_in_a_private_sitting_one_may_doubt_what_one_has_answered(school: School) -> None:
    sitting = await school.lessons.quiz_me(AMIR, "kokand", GUILD)
    assert isinstance(sitting, SittingView)
    with pytest.raises(QuestionStillOpen):
        await school.doubts.may_raise(AMIR, sitting.round.id, GUILD)
    await school.answering.answer(sitting.round.id, AMIR, Picked((1,)), school.time)
    assert (await school.doubts.may_raise(AMIR, sitting.round.id, GUILD)).id == sitting.round.id
    with pytest.raises(UnknownRound):
        await school.doubts.may_raise(BELLA, sitting.round.id, GUILD)


async def test_another_servers_question_cannot_be_looked_at_by_doubting_it(school: School) -> None:
    round_ = await closed_round(school)
    for elsewhere in (OTHER, None):
        with pytest.raises(UnknownRound):
            await school.doubts.raise_(AMIR, round_.id, "Hm.", elsewhere)
    assert await school.doubts.open(GUILD) == []


async def test_outside_of_a_server_there_is_no_teacher(school: School) -> None:
    sitting = await school.lessons.quiz_me(AMIR, "kokand", None)
    await school.answering.answer(sitting.round.id, AMIR, Picked((1,)), school.time)
    with pytest.raises(OnlyInServers):
        await school.doubts.raise_(AMIR, sitting.round.id, "Hm.", GUILD)


async def test_a_question_that_never_was_cannot_be_doubted(school: School) -> None:
    with pytest.raises(UnknownRound):
        await school.doubts.raise_(AMIR, 4711, "Hm.", GUILD)


async def test_a_second_doubt_of_the_same_learner_takes_the_place_of_the_first(school: School) -> None:
    round_ = await closed_round(school)
    await school.doubts.raise_(AMIR, round_.id, "It is wrong.", GUILD)
    await school.doubts.raise_(AMIR, round_.id, "It is wrong because…", GUILD)
    await school.doubts.raise_(BELLA, round_.id, "I think so too.", GUILD)
    assert [one.doubt.said for one in await school.doubts.open(GUILD)] == ["It is wrong because…", "I think so too."]


async def test_a_learner_may_raise_so_many_a_day(school: School) -> None:
    first = await raised(school)
    for number in range(MOST_A_DAY - 1):
        await school.store.settle_doubt(first.id + number, DoubtState.SET_ASIDE, HOST)
        await raised(school)
    with pytest.raises(TooManyDoubts):
        await raised(school)
    school.time += timedelta(days=1, minutes=1)
    await raised(school)


async def test_teachers_are_told_in_the_channel_that_they_have_named(school: School) -> None:
    await raised(school)
    assert school.outbox.doubts == []
    await school.scheduling.change(GUILD, reports_channel_id=CHANNEL + 5)
    await raised(school, "Again.")
    [(channel, view)] = school.outbox.doubts
    assert (channel, view.doubt.said) == (CHANNEL + 5, "Again.")


async def test_who_doubts_the_same_question_over_and_over_does_not_fill_the_channel(school: School) -> None:
    await school.scheduling.change(GUILD, reports_channel_id=CHANNEL + 5)
    round_ = await closed_round(school)
    first = await school.doubts.raise_(AMIR, round_.id, "Hm.", GUILD)
    for number in range(MOST_A_DAY):
        await school.doubts.raise_(AMIR, round_.id, f"Hm, {number}.", GUILD)
    assert len(school.outbox.doubts) == 1
    assert (await school.doubts.look(GUILD, first.id)).doubt.said == f"Hm, {MOST_A_DAY - 1}."


async def test_a_channel_that_is_gone_loses_no_doubt(school: School) -> None:
    await school.scheduling.change(GUILD, reports_channel_id=CHANNEL + 5)
    school.outbox.fail("post_doubt", ChannelGone(CHANNEL + 5))
    await raised(school)
    assert len(await school.doubts.open(GUILD)) == 1


@pytest.mark.parametrize("listens", [True, False])
async def test_a_teachers_answer_goes_to_the_learner_and_is_kept(school: School, *, listens: bool) -> None:
    school.outbox.learners_listen = listens
    doubt = await raised(school)
    view = await school.doubts.answer(GUILD, doubt.id, HOST, " The key is right: see the lesson. ")
    assert (view.doubt.state, view.doubt.reply) == (DoubtState.ANSWERED, "The key is right: see the lesson.")
    assert view.delivered is listens
    [(learner_id, told)] = school.outbox.told
    assert (learner_id, told.doubt.reply) == (AMIR.id, "The key is right: see the lesson.")
    assert await school.doubts.open(GUILD) == []


async def test_of_two_teachers_the_quicker_one_decides(school: School) -> None:
    doubt = await raised(school)
    await school.doubts.answer(GUILD, doubt.id, HOST, "It is right.")
    for view in (
        await school.doubts.answer(GUILD, doubt.id, HOST + 1, "It is wrong."),
        await school.doubts.withdraw(GUILD, doubt.id, HOST + 1),
        await school.doubts.set_aside(GUILD, doubt.id, HOST + 1),
    ):
        assert (view.doubt.state, view.doubt.reply, view.delivered) == (DoubtState.ANSWERED, "It is right.", None)
    assert len(school.outbox.told) == 1
    assert await school.store.withdrawn(GUILD) == frozenset()


async def test_what_is_left_aside_is_told_to_nobody(school: School) -> None:
    doubt = await raised(school)
    view = await school.doubts.set_aside(GUILD, doubt.id, HOST)
    assert (view.doubt.state, view.delivered) == (DoubtState.SET_ASIDE, None)
    assert school.outbox.told == []


async def test_a_question_taken_out_of_use_is_asked_in_that_server_no_more(school: School) -> None:
    doubt = await raised(school)
    view = await school.doubts.withdraw(GUILD, doubt.id, HOST)
    assert view.doubt.state is DoubtState.WITHDRAWN
    assert school.outbox.told[0][1].doubt.state is DoubtState.WITHDRAWN
    here, elsewhere = await school.shelves.of(GUILD), await school.shelves.of(OTHER)
    assert here.item(doubt.item.id) is None
    assert elsewhere.item(doubt.item.id) is not None


async def test_taking_a_question_out_settles_all_doubts_about_it(school: School) -> None:
    round_ = await closed_round(school)
    doubt = await school.doubts.raise_(AMIR, round_.id, "Wrong.", GUILD)
    await school.doubts.raise_(BELLA, round_.id, "Wrong.", GUILD)
    await school.doubts.withdraw(GUILD, doubt.id, HOST)
    assert await school.doubts.open(GUILD) == []


async def test_a_question_comes_back_into_use(school: School) -> None:
    round_ = await closed_round(school)
    item = await school.doubts.withdraw_asked(GUILD, round_.id, HOST)
    assert (await school.shelves.of(GUILD)).item(item.id) is None
    await school.doubts.bring_back(GUILD, round_.id)
    assert (await school.shelves.of(GUILD)).item(item.id) is not None


async def test_another_servers_doubts_and_questions_are_not_there(school: School) -> None:
    round_ = await closed_round(school)
    doubt = await school.doubts.raise_(AMIR, round_.id, "Wrong.", GUILD)
    for step in (school.doubts.withdraw, school.doubts.set_aside):
        with pytest.raises(UnknownDoubt):
            await step(OTHER, doubt.id, HOST)
    with pytest.raises(UnknownDoubt):
        await school.doubts.look(OTHER, doubt.id)
    with pytest.raises(UnknownRound):
        await school.doubts.withdraw_asked(OTHER, round_.id, HOST)
