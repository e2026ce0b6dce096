"""Every answer enters its learner's memory once: after the close in class, at once in private."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.core.errors import StoreTrouble
from bot.core.models import Picked
from bot.core.records import Plan, Round, RoundState
from bot.core.review import Memory, Review, Reviewer
from tests.services.school import AMIR, BELLA, School, statement

ITEM = replace(statement(0), version="one", hint="Think.")


async def a_round(school: School, *, attempt: int = 1, version: str = "one") -> Round:
    """A question of a sitting of Amir's."""
    item = replace(ITEM, version=version)
    plan = [Plan(item=item, order=(), attempt=attempt)]
    sitting = await school.store.create_sitting(AMIR.id, None, "", school.time, plan)
    [round_] = await school.store.sitting_rounds(sitting.id)
    return round_


async def answer(school: School, round_: Round, *, right: bool = True) -> None:
    await school.answering.answer(round_.id, AMIR, Picked((int(right),)), school.time)


async def remembered(school: School) -> Memory:
    [memory] = (await school.store.memories(AMIR.id)).values()
    return memory


def reviewed(school: School, credit: float, *, hinted: bool = False, attempt: int = 1) -> Memory:
    """What FSRS makes of one answer alone."""
    given = Review(
        learner_id=AMIR.id,
        item_id=ITEM.id,
        version="one",
        at=school.time,
        credit=credit,
        hinted=hinted,
        attempt=attempt,
    )
    return Reviewer().review(None, given)


async def test_a_live_answer_is_remembered_only_when_its_question_has_closed(any_school: School) -> None:
    school = any_school
    await school.start(questions=1, seconds=10)
    await school.pass_time(7)
    await school.answer(AMIR)
    await school.answer(BELLA, right=False)
    await school.remembering.catch_up()
    assert await school.store.memories(AMIR.id) == {}
    await school.pass_time(12)
    await school.remembering.catch_up()
    amir, bella = await school.store.memories(AMIR.id), await school.store.memories(BELLA.id)
    assert [one.missed for one in amir.values()] == [False]
    assert [one.missed for one in bella.values()] == [True]


async def test_catching_up_again_and_after_a_crash_changes_nothing_and_leaves_nothing_out(any_school: School) -> None:
    school = any_school
    first, second = await a_round(school), await a_round(school)
    await answer(school, first)
    await school.remembering.round(first.id)
    await answer(school, second)  # and here the process was killed
    await school.restart()
    await school.remembering.catch_up()
    assert (await remembered(school)).reviews == 2
    await school.remembering.catch_up()
    await school.remembering.round(first.id)
    assert (await remembered(school)).reviews == 2
    assert sum((await school.store.activity(AMIR.id, school.time.date())).values()) == 2


@pytest.mark.parametrize(("hinted", "attempt"), [(True, 1), (False, 2)], ids=["with a hint", "at the second try"])
async def test_a_right_answer_with_help_is_hard(any_school: School, hinted: bool, attempt: int) -> None:
    school = any_school
    round_ = await a_round(school, attempt=attempt)
    if hinted:
        await school.store.set_hinted(round_.id)
    await answer(school, round_)
    await school.remembering.round(round_.id)
    memory = await remembered(school)
    assert memory == reviewed(school, 0.5)
    assert memory.due_at < reviewed(school, 1.0).due_at


async def test_a_right_answer_without_help_is_good_and_a_wrong_one_is_missed(any_school: School) -> None:
    school = any_school
    round_ = await a_round(school)
    await answer(school, round_)
    await school.remembering.round(round_.id)
    assert await remembered(school) == reviewed(school, 1.0)
    again = await a_round(school)
    await answer(school, again, right=False)
    await school.remembering.round(again.id)
    assert (await remembered(school)).missed


async def test_two_rounds_of_one_item_at_a_time_are_both_reviewed_one_upon_the_other(any_school: School) -> None:
    school = any_school
    rounds = [await a_round(school) for _ in range(6)]
    for one in rounds:
        await answer(school, one)
    await asyncio.gather(*(school.remembering.round(one.id) for one in rounds), school.remembering.catch_up())
    assert (await remembered(school)).reviews == 6


async def test_another_version_of_an_item_begins_anew(any_school: School) -> None:
    school = any_school
    for version in ("one", "one", "two"):
        round_ = await a_round(school, version=version)
        await answer(school, round_)
        await school.remembering.round(round_.id)
    memory = await remembered(school)
    assert (memory.version, memory.reviews) == ("two", 1)


async def test_a_backlog_is_worked_off_once_however_many_wakes_there_are(school: School) -> None:
    for _ in range(5):
        await answer(school, await a_round(school))
    reads = 0
    found = school.store.reviews_of

    async def counted(round_id: int) -> list[Review]:
        nonlocal reads
        reads += 1
        return await found(round_id)

    school.store.reviews_of = counted  # type: ignore[method-assign]  # to count what is asked of the database
    await asyncio.gather(*(school.remembering.catch_up() for _ in range(4)))
    assert reads == 5


async def test_a_class_of_hundreds_is_reviewed_whole(school: School) -> None:
    await school.start(questions=1, seconds=10)
    await school.pass_time(7)
    round_ = await school.open_round()
    people = [replace(AMIR, id=1000 + number) for number in range(250)]
    await asyncio.gather(*(school.answering.answer(round_.id, one, Picked((1,)), school.time) for one in people))
    await school.pass_time(12)
    await school.remembering.catch_up()
    known = await school.store.memories_of_item(round_.item.id, [one.id for one in people])
    assert len(known) == 250


async def test_a_question_that_is_open_in_class_is_not_reviewed_nor_closed_whoever_asks(any_school: School) -> None:
    school = any_school
    await school.start(questions=1, seconds=10)
    await school.pass_time(7)
    await school.answer(AMIR)
    round_ = await school.open_round()
    await school.remembering.round(round_.id)
    assert await school.store.memories(AMIR.id) == {}
    assert await school.store.activity(AMIR.id, school.time.date()) == {}
    assert (await school.open_round()).state is RoundState.OPEN


async def test_a_wake_with_nothing_to_review_writes_nothing(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    async def write() -> None:
        raise AssertionError("a lock was asked for")

    monkeypatch.setattr(school.store, "pass_over_unanswered", write)
    await school.remembering.catch_up()


async def test_what_the_database_does_not_take_is_reviewed_at_a_later_wake(
    school: School, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await answer(school, await a_round(school))

    async def fail() -> None:
        raise StoreTrouble

    with monkeypatch.context() as patched:
        patched.setattr(school.store, "pass_over_unanswered", fail)
        await school.remembering.catch_up()
    assert "reviewed later" in caplog.text
    assert await school.store.memories(AMIR.id) == {}
    await school.remembering.catch_up()
    assert (await remembered(school)).reviews == 1
