"""A learner practises: what is due, what was missed, what is new; in a server and in direct messages."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.core.errors import (
    AskedInClass,
    NoItems,
    NotAnAnswer,
    NotForYou,
    NothingMissed,
    StoreTrouble,
    UnknownRound,
    UnknownTopic,
)
from bot.core.identity import own_bank_id
from bot.core.models import Bank, Library, Picked, Typed
from bot.core.records import Round, What
from bot.services.live import QuizWish
from bot.services.practice import MOST_QUESTIONS
from bot.services.scheduling import ScheduleWish
from bot.services.views import (
    NothingDue,
    PracticeEnd,
    PracticeWish,
    ShelfChoice,
    SittingEnd,
    SittingView,
    VerdictView,
)
from bot.store.schema import banks
from tests.services.school import AMIR, BELLA, CHANNEL, GUILD, School, library, statement

DAY = timedelta(days=1)
QUICK = QuizWish(bank="kokand", questions=1, seconds=10)
OTHER = GUILD + 1
RIVERS = """
title: Rivers of {place}
movement: basmachi
questions:
  - id: oxus
    ask: Is the Oxus a river of {place}?
    answer: true
    why: It is.
"""


async def start(
    school: School, guild_id: int | None = GUILD, *, count: int = 4, topic: str | None = None, **wish: object
) -> SittingView:
    found = await school.practice.start(AMIR, guild_id, PracticeWish(count=count, topic=topic, **wish))  # type: ignore[arg-type]  # a test's own wish
    assert isinstance(found, SittingView), found
    return found


async def answer(school: School, round_: Round, *, right: bool = True) -> VerdictView:
    return await school.sittings.answer(AMIR, round_, Picked((int(right),)), school.time)


async def run(
    school: School, first: SittingView, wrong: Sequence[int] = ()
) -> tuple[list[SittingView], PracticeEnd | SittingEnd]:
    """Answer to the end, wrongly at those turns; what was asked, and the end."""
    asked: list[SittingView] = []
    found: SittingView | SittingEnd | PracticeEnd = first
    while isinstance(found, SittingView):
        await answer(school, found.round, right=len(asked) not in wrong)
        asked.append(found)
        found = await school.practice.next_question(AMIR, found.sitting_id)
    return asked, found


async def practised(school: School, first: SittingView, wrong: Sequence[int] = ()) -> PracticeEnd:
    _, end = await run(school, first, wrong)
    assert isinstance(end, PracticeEnd)
    return end


async def bring_a_bank(school: School, guild_id: int, place: str, name: str = "rivers") -> str:
    """A server's own bank, as an upload will leave it; returns its item's id."""
    values = {
        "guild_id": guild_id,
        "name": name,
        "number": 1,
        "title": f"Rivers of {place}",
        "text": RIVERS.format(place=place),
        "items": 1,
        "state": "live",
        "uploaded_by": 1,
        "uploaded_at": school.time,
    }
    async with school.store._database.write() as connection:
        await connection.execute(sa.insert(banks).values(values))
    school.shelves.forget(guild_id)
    return f"{own_bank_id(guild_id, name)}/oxus"


async def answer_in_class(school: School, guild_id: int = GUILD, *, right: bool = True) -> str:
    """Amir answers the one question of a live quiz, which is then closed; returns the item's id."""
    quiz = await school.live.start(guild_id, CHANNEL, 30, QUICK)
    await school.pass_time(7)
    round_ = await school.open_round()
    await school.answer(AMIR, right=right)
    await school.pass_time(60)
    await school.remembering.catch_up()
    assert await school.store.active_quiz(quiz.channel_id) is None
    return round_.item.id


async def test_new_questions_come_in_course_order_each_once(any_school: School) -> None:
    school = any_school
    asked, end = await run(school, await start(school))
    assert [one.round.item.id for one in asked] == [f"basmachi/kokand/q{n}" for n in range(4)]
    assert [(one.number, one.total) for one in asked] == [(n, 4) for n in range(1, 5)]
    assert isinstance(end, PracticeEnd)
    assert (end.right, end.partly, end.total, end.points) == (4, 0, 4, 400)
    assert [item.id for item in end.learnt] == [f"basmachi/kokand/q{n}" for n in range(4)]
    assert (end.again, end.more) == ((), False)
    assert end.lesson is not None
    assert end.next_review is not None
    assert end.next_review > school.time


async def test_an_answer_is_judged_at_once_remembered_and_says_when_it_comes_back(any_school: School) -> None:
    school = any_school
    sitting = await start(school)
    verdict = await answer(school, sitting.round)
    assert (verdict.credit, verdict.points, verdict.first, verdict.last) == (1.0, 100, True, False)
    assert verdict.lesson is not None
    assert verdict.citations[0].source is not None
    [memory] = (await school.store.memories(AMIR.id)).values()
    assert verdict.comes_back == memory.due_at - school.time
    assert verdict.comes_back > DAY
    assert await school.store.activity(AMIR.id, school.time.date()) == {school.time.date(): 1}


async def test_what_was_missed_is_asked_once_more_at_the_end_and_at_most_twice(any_school: School) -> None:
    school = any_school
    sitting = await start(school, count=3)
    verdict = await answer(school, sitting.round, right=False)
    assert verdict.once_more
    assert verdict.comes_back is None
    asked, end = await run(school, await _next(school, sitting), wrong=(2,))
    assert [(one.round.item.id[-2:], one.round.attempt) for one in asked] == [
        ("q1", 1),
        ("q2", 1),
        ("q0", 2),
        ("q0", 3),
    ]
    assert [(one.number, one.total) for one in asked[2:]] == [(1, 1), (1, 1)]
    assert isinstance(end, PracticeEnd)
    assert (end.right, end.total) == (2, 3)
    assert [item.id[-2:] for item in end.learnt] == ["q0", "q1", "q2"]


async def _next(school: School, sitting: SittingView) -> SittingView:
    found = await school.practice.next_question(AMIR, sitting.sitting_id)
    assert isinstance(found, SittingView)
    return found


async def test_after_the_third_try_it_is_left_for_another_time(any_school: School) -> None:
    school = any_school
    asked, end = await run(school, await start(school, count=1), wrong=(0, 1, 2))
    assert [one.round.attempt for one in asked] == [1, 2, 3]
    assert isinstance(end, PracticeEnd)
    assert [item.id[-2:] for item in end.again] == ["q0"]
    assert end.more
    verdict = await school.sittings.told(AMIR, asked[-1].round)
    assert verdict is not None
    assert (verdict.last, verdict.once_more, verdict.comes_back) == (True, False, timedelta(0))


async def test_two_who_press_for_the_next_question_at_once_are_asked_once_more_only_once(any_school: School) -> None:
    school = any_school
    sitting = await start(school, count=1)
    await answer(school, sitting.round, right=False)
    rounds = await school.store.sitting_rounds(sitting.sitting_id)
    kept = await school.store.sitting(sitting.sitting_id)
    assert kept is not None
    plan = [school.sittings._plan(rounds[0].item, 2)]
    await school.store.add_to_sitting(kept, 1, school.time, plan)
    await school.store.add_to_sitting(kept, 1, school.time, plan)
    assert len(await school.store.sitting_rounds(sitting.sitting_id)) == 2


async def test_a_second_try_that_is_right_counts_as_hard(any_school: School) -> None:
    school = any_school
    await practised(school, await start(school, count=1), wrong=(0,))
    [memory] = (await school.store.memories(AMIR.id)).values()
    assert (memory.reviews, memory.lapses, memory.missed) == (2, 1, False)
    assert memory.due_at < school.time + 2 * DAY


async def test_a_hint_halves_the_points_and_stays_after_a_restart(any_school: School) -> None:
    school = any_school
    _with_hints(school)
    sitting = await start(school, count=1)
    shown = await school.sittings.hint(AMIR, sitting.round.id)
    assert isinstance(shown, SittingView)
    assert shown.round.hinted
    school.begin()
    assert (await _next(school, sitting)).round.hinted
    verdict = await answer(school, (await _next(school, sitting)).round)
    assert (verdict.points, verdict.round.hinted) == (50, True)


async def test_a_hint_that_is_asked_for_after_the_answer_costs_nothing(any_school: School) -> None:
    school = any_school
    _with_hints(school)
    sitting = await start(school, count=1)
    await answer(school, sitting.round)
    told = await school.sittings.hint(AMIR, sitting.round.id)
    assert isinstance(told, VerdictView)
    assert (told.first, told.points, told.round.hinted) == (False, 100, False)
    await school.store.set_hinted(sitting.round.id)
    kept = await school.store.round(sitting.round.id)
    assert kept is not None
    assert not kept.hinted


def _with_hints(school: School) -> None:
    plain = school.library
    items = tuple(replace(item, hint="Think.") for item in plain.items())
    bank = Bank(id="basmachi/kokand", title="The Kokand Autonomy", movement="basmachi", items=items)
    school.library = Library.of(plain.lessons.values(), [bank], plain.sources.values())


async def test_the_first_answer_counts_also_after_it_has_been_remembered(any_school: School) -> None:
    school = any_school
    sitting = await start(school)
    await answer(school, sitting.round, right=False)
    for begin_anew in (False, True):
        if begin_anew:
            school.begin()
        again = await answer(school, sitting.round)
        assert (again.first, again.credit) == (False, 0.0)
    [memory] = (await school.store.memories(AMIR.id)).values()
    assert memory.reviews == 1


async def test_a_restart_in_the_middle_goes_on_where_it_was(any_school: School) -> None:
    school = any_school
    sitting = await start(school)
    await answer(school, sitting.round)
    await school.restart()
    going_on = await _next(school, sitting)
    assert (going_on.number, going_on.total) == (2, 4)
    end = await practised(school, going_on)
    assert end.right == 4


async def test_an_answer_that_was_kept_but_not_yet_remembered_is_when_it_is_pressed_again(any_school: School) -> None:
    school = any_school
    sitting = await start(school)
    await school.answering.answer(sitting.round.id, AMIR, Picked((1,)), school.time)  # and here it crashed
    await school.restart()
    again = await answer(school, sitting.round, right=False)
    assert (again.first, again.credit) == (False, 1.0)
    assert len(await school.store.memories(AMIR.id)) == 1


async def test_what_the_database_could_not_remember_is_not_told_and_the_next_press_makes_it_good(
    any_school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = any_school
    sitting = await start(school)
    with monkeypatch.context() as trouble:
        trouble.setattr(school.store, "remember", _trouble)
        with pytest.raises(StoreTrouble):
            await answer(school, sitting.round)
    again = await answer(school, sitting.round, right=False)
    assert (again.first, again.credit, again.comes_back is not None) == (False, 1.0, True)


async def _trouble(*_: object) -> bool:
    raise StoreTrouble


async def test_what_was_missed_in_class_comes_first_in_practice(any_school: School) -> None:
    school = any_school
    missed = await answer_in_class(school, right=False)
    first = await start(school, count=2)
    assert first.round.item.id == missed


async def test_what_is_asked_in_class_is_not_practised_before_its_reveal(any_school: School) -> None:
    school = any_school
    quiz = await school.start(questions=2)
    coming = {one.item.id for one in await school.store.rounds_of(quiz.id)}
    sitting = await start(school)
    asked = {one.item.id for one in await school.store.sitting_rounds(sitting.sitting_id)}
    assert len(asked) == 2
    assert not asked & coming
    assert (await start(school, OTHER)).total == 4


async def test_what_class_begins_to_ask_meanwhile_is_neither_asked_nor_judged(any_school: School) -> None:
    school = any_school
    sitting = await start(school)
    await school.start(questions=4)
    for attempt in (
        answer(school, sitting.round),
        school.sittings.told(AMIR, sitting.round),
        school.sittings.hint(AMIR, sitting.round.id),
        school.practice.next_question(AMIR, sitting.sitting_id),
        school.practice.start(AMIR, GUILD, PracticeWish()),
    ):
        with pytest.raises(AskedInClass):
            await attempt
    await school.pass_time(600)
    assert isinstance(await school.practice.next_question(AMIR, sitting.sitting_id), SittingView)


async def test_where_class_asks_what_is_left_the_practice_ends_without_it(any_school: School) -> None:
    school = any_school
    sitting = await start(school)
    await answer(school, sitting.round)
    await school.start(questions=4)
    end = await school.practice.next_question(AMIR, sitting.sitting_id)
    assert isinstance(end, PracticeEnd)
    assert (end.right, end.total, end.more) == (1, 1, False)


async def test_in_direct_messages_what_any_of_their_classes_is_asked_is_left_out(any_school: School) -> None:
    school = any_school
    await answer_in_class(school)
    await school.start(questions=4)
    with pytest.raises(AskedInClass):
        await school.practice.start(AMIR, None, PracticeWish())
    assert isinstance(await school.practice.start(BELLA, None, PracticeWish()), SittingView)


async def test_nobody_looks_up_in_one_server_what_another_class_of_theirs_is_asked(any_school: School) -> None:
    school = any_school
    await answer_in_class(school)
    begun = await start(school, OTHER, count=1)
    await school.start(questions=4)
    with pytest.raises(AskedInClass):
        await answer(school, begun.round)
    with pytest.raises(AskedInClass):
        await school.practice.start(AMIR, OTHER, PracticeWish())
    assert isinstance(await school.practice.start(BELLA, OTHER, PracticeWish()), SittingView)


async def test_when_nothing_is_due_and_nothing_new_is_left_it_says_so_and_practises_all_the_same(
    any_school: School,
) -> None:
    school = any_school
    end = await practised(school, await start(school))
    found = await school.practice.start(AMIR, GUILD, PracticeWish(topic="kokand"))
    assert isinstance(found, NothingDue)
    assert found.next_review == end.next_review
    assert found.wish.topic == "kokand"
    assert (await start(school, anyway=True)).total == 4
    assert found.next_review is not None
    school.time = found.next_review
    assert isinstance(await school.practice.start(AMIR, GUILD, PracticeWish()), SittingView)


async def test_there_are_never_more_than_twenty_and_never_fewer_than_one(any_school: School) -> None:
    school = any_school
    school.library = library(30)
    assert (await start(school, count=500)).total == MOST_QUESTIONS
    assert (await start(school, count=0)).total == 1


async def test_a_topic_narrows_what_is_asked_and_one_that_is_not_there_is_refused(any_school: School) -> None:
    school = any_school
    for topic in ("Basmachi", "the kokand autonomy", "basmachi/kokand"):
        assert (await start(school, topic=topic)).total == 4
    with pytest.raises(NoItems):
        await school.practice.start(AMIR, GUILD, PracticeWish(topic="Nothing yet"))
    with pytest.raises(UnknownTopic):
        await school.practice.start(AMIR, GUILD, PracticeWish(topic="Kokando"))


async def test_a_servers_own_questions_are_practised_there_and_nowhere_else(any_school: School) -> None:
    school = any_school
    own = await bring_a_bank(school, GUILD, "Asia")
    sitting = await start(school, topic="Rivers of Asia")
    assert (sitting.total, sitting.round.item.id) == (1, own)
    await answer(school, sitting.round)
    assert (await school.store.memories(AMIR.id))[own].guild_id == GUILD
    for elsewhere in (OTHER, None):
        with pytest.raises(UnknownTopic):
            await school.practice.start(BELLA, elsewhere, PracticeWish(topic="Rivers of Asia"))


async def test_in_direct_messages_the_only_server_with_own_questions_is_taken_without_asking(
    any_school: School,
) -> None:
    school = any_school
    own = await bring_a_bank(school, GUILD, "Asia")
    assert (await start(school, None, count=20)).total == 4
    await answer_in_class(school)
    sitting = await start(school, None, count=20)
    asked = [one.item.id for one in await school.store.sitting_rounds(sitting.sitting_id)]
    assert own in asked
    end = await practised(school, sitting)
    assert end.wish.shelf == GUILD


async def test_in_direct_messages_one_of_several_servers_is_chosen(any_school: School) -> None:
    school = any_school
    here, there = await bring_a_bank(school, GUILD, "Asia"), await bring_a_bank(school, OTHER, "Europe")
    foreign = await bring_a_bank(school, OTHER + 1, "Africa")
    for guild_id in (GUILD, OTHER):
        await answer_in_class(school, guild_id)
    found = await school.practice.start(AMIR, None, PracticeWish())
    assert isinstance(found, ShelfChoice)
    assert found.shelves == {GUILD: ["Rivers of Asia"], OTHER: ["Rivers of Europe"]}
    for shelf, own in ((GUILD, {here}), (OTHER, {there}), (0, set()), (OTHER + 1, set())):
        sitting = await start(school, None, count=20, shelf=shelf)
        asked = {one.item.id for one in await school.store.sitting_rounds(sitting.sitting_id)}
        assert asked & {here, there, foreign} == own


async def test_what_was_missed_in_a_live_quiz_can_be_practised_and_nothing_else(any_school: School) -> None:
    school = any_school
    quiz = await school.start(questions=3, seconds=10)
    missed = []
    for turn in range(3):
        await school.pass_time(7 if turn == 0 else 0)
        while (await school.quiz()).state.position < turn:
            await school.pass_time(1)
        if turn < 2:
            await school.answer(AMIR, right=turn == 0)
            await school.answer(BELLA)
            missed.append((await school.open_round()).item.id)
    await school.pass_time(120)
    await school.remembering.catch_up()
    sitting = await school.practice.missed_in_quiz(AMIR, quiz.id)
    assert (sitting.total, sitting.round.item.id) == (1, missed[1])
    assert (await practised(school, sitting)).right == 1
    with pytest.raises(NothingMissed) as all_right:
        await school.practice.missed_in_quiz(BELLA, quiz.id)
    assert all_right.value.answered == 2
    with pytest.raises(NothingMissed) as not_there:
        await school.practice.missed_in_quiz(replace(AMIR, id=99), quiz.id)
    assert not_there.value.answered == 0


async def test_a_missed_question_of_the_day_can_be_practised_once_it_has_been_revealed(any_school: School) -> None:
    school = any_school
    wish = ScheduleWish(what=What.QUESTION, channel_id=CHANNEL, days="daily")
    await school.scheduling.add(GUILD, 30, wish)
    await school.pass_time(25 * 3600)
    view = school.outbox.slots()[0]
    assert view.round is not None
    await school.answering.answer(view.round.id, AMIR, Picked((0,)), school.time)
    with pytest.raises(UnknownRound):
        await school.practice.missed_in_post(AMIR, view.round.id)
    await school.pass_time(24 * 3600)
    sitting = await school.practice.missed_in_post(AMIR, view.round.id)
    assert (sitting.total, sitting.round.item.id) == (1, view.round.item.id)
    with pytest.raises(NothingMissed):
        await school.practice.missed_in_post(BELLA, view.round.id)


async def test_what_was_missed_and_is_asked_again_or_taught_no_more_is_not_practised(any_school: School) -> None:
    school = any_school
    quiz = await school.start(questions=1, seconds=10)
    await school.pass_time(7)
    await school.answer(AMIR, right=False)
    await school.pass_time(60)
    await school.start(questions=4)
    with pytest.raises(AskedInClass):
        await school.practice.missed_in_quiz(AMIR, quiz.id)
    school.library = library(0)
    with pytest.raises(NoItems):
        await school.practice.missed_in_quiz(AMIR, quiz.id)


async def test_a_question_that_is_open_or_somebodys_own_or_unknown_cannot_be_practised_as_missed(
    any_school: School,
) -> None:
    school = any_school
    sitting = await start(school)
    await answer(school, sitting.round, right=False)
    await school.start(questions=1)
    await school.pass_time(7)
    for round_id in ((await school.open_round()).id, sitting.round.id, 4711):
        with pytest.raises(UnknownRound):
            await school.practice.missed_in_post(AMIR, round_id)


async def test_somebody_elses_practice_is_refused_at_every_button(any_school: School) -> None:
    school = any_school
    sitting = await start(school)
    for attempt in (
        school.practice.next_question(BELLA, sitting.sitting_id),
        school.sittings.hint(BELLA, sitting.round.id),
        school.sittings.told(BELLA, sitting.round),
        school.sittings.answer(BELLA, sitting.round, Picked((1,)), school.time),
    ):
        with pytest.raises(NotForYou):
            await attempt
    assert await school.store.memories(BELLA.id) == {}


async def test_a_hint_of_a_question_of_class_and_an_answer_that_is_none_are_refused(any_school: School) -> None:
    school = any_school
    sitting = await start(school)
    with pytest.raises(NotAnAnswer):
        await school.sittings.answer(AMIR, sitting.round, Typed("true"), school.time)
    await school.start(questions=1)
    await school.pass_time(7)
    with pytest.raises(UnknownRound):
        await school.sittings.hint(AMIR, (await school.open_round()).id)


async def test_four_presses_at_once_are_one_answer_and_all_are_told_of_it(
    any_school: School,
) -> None:
    school = any_school
    sitting = await start(school)
    results = await asyncio.gather(*(answer(school, sitting.round, right=n == 0) for n in range(4)))
    assert sorted(one.first for one in results) == [False, False, False, True]
    assert len({one.credit for one in results}) == 1
    assert sum((await school.store.activity(AMIR.id, school.time.date())).values()) == 1


async def test_a_changed_question_is_new_again(any_school: School) -> None:
    school = any_school
    await practised(school, await start(school))
    changed = replace(statement(2), version="another")
    bank = school.library.banks["basmachi/kokand"]
    items = tuple(changed if item.id == changed.id else item for item in bank.items)
    school.library = Library.of(
        school.library.lessons.values(), [replace(bank, items=items)], school.library.sources.values()
    )
    assert (await start(school, count=1)).round.item == changed
