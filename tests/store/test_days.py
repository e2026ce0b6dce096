"""On which days somebody has answered, and on which days something was asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from bot.core.records import NewPost, Plan, Post, ScheduleState, What
from bot.core.slots import Slot
from bot.store import Store
from bot.store.schema import whole_milliseconds
from tests.store.samples import GUILD, KOKAND, LEYLA, MAMED, NOW, SERGO, TODAY, an_answer, asked, reveal, save
from tests.store.test_schedules import DAY, new_schedule

ELSEWHERE = GUILD + 1
PLAN = Plan(item=KOKAND, order=(2, 0, 1))


async def a_question(store: Store, day: int = 0, guild_id: int = GUILD, what: What = What.QUESTION) -> Post:
    """A question of a schedule, posted on a day."""
    schedule = await store.create_schedule(new_schedule(guild_id=guild_id, what=what))
    slot = Slot(TODAY + day * DAY, NOW + timedelta(days=day))
    plan = None if what is What.QUIZ else PLAN
    new = NewPost(slot=slot, number=1, claimed_at=slot.at, late=False, plan=plan, ends_at=slot.at + timedelta(days=1))
    claimed = await store.extra_post(schedule, new)
    assert claimed is not None
    await store.set_posted(claimed.post.id, 4711 + claimed.post.id)
    return claimed.post


async def answered(store: Store, post: Post, learner_id: int, *, guild_id: int = GUILD) -> int:
    round_ = await store.post_round(post.id)
    assert round_ is not None
    await save(store, an_answer(round_.id, learner_id, day=post.slot.day, guild_id=guild_id))
    return round_.id


async def alone(store: Store, learner_id: int, guild_id: int | None, *, day: int = 0) -> None:
    """One answer in a private sitting, reviewed."""
    sitting = await store.create_sitting(learner_id, guild_id, "kokand", NOW, [PLAN])
    [round_] = await store.sitting_rounds(sitting.id)
    await save(store, an_answer(round_.id, learner_id, guild_id=guild_id, day=TODAY + day * DAY))
    await store.remember(round_.id, [])


async def test_a_day_is_active_by_an_answer_in_the_server_or_in_direct_messages(store: Store) -> None:
    await alone(store, SERGO, GUILD)
    await alone(store, SERGO, None, day=1)
    await alone(store, SERGO, ELSEWHERE, day=2)
    assert await store.days_active(GUILD, [SERGO, LEYLA], TODAY) == {SERGO: {TODAY, TODAY + DAY}, LEYLA: set()}
    assert await store.days_active(GUILD, [SERGO], TODAY + DAY) == {SERGO: {TODAY + DAY}}
    assert await store.activity(SERGO, TODAY) == {TODAY + n * DAY: 1 for n in range(3)}


async def test_an_answer_to_an_open_question_of_a_schedule_counts_at_once_and_once(store: Store) -> None:
    round_id = await answered(store, await a_question(store), SERGO)
    steps: list[Callable[[], Awaitable[object]]] = [
        store.flush,
        lambda: store.close_post_round(round_id),
        lambda: store.remember(round_id, []),
    ]
    for step in steps:
        await step()
        assert await store.days_active(GUILD, [SERGO], TODAY) == {SERGO: {TODAY}}
        assert await store.activity(SERGO, TODAY) == {TODAY: 1}
    await store.set_revealed(round_id)
    assert await store.activity(SERGO, TODAY) == {TODAY: 1}


async def test_an_answer_in_a_live_quiz_counts_from_its_close_on(store: Store) -> None:
    quiz, round_ = await asked(store)
    await save(store, an_answer(round_.id))
    assert await store.activity(SERGO, TODAY) == {}
    await reveal(store, quiz)
    await store.remember(round_.id, [])
    assert await store.activity(SERGO, TODAY) == {TODAY: 1}


async def test_the_servers_in_which_somebody_has_answered_come_latest_first(store: Store) -> None:
    await alone(store, SERGO, ELSEWHERE, day=0)
    await alone(store, SERGO, None, day=3)
    await answered(store, await a_question(store, day=1), SERGO)
    await alone(store, MAMED, ELSEWHERE + 1)
    assert await store.active_in(SERGO, TODAY, 5) == [GUILD, ELSEWHERE]
    assert await store.active_in(SERGO, TODAY, 1) == [GUILD]
    assert await store.active_in(SERGO, TODAY + DAY, 5) == [GUILD]


async def test_days_asked_are_those_of_posted_questions_and_live_quizzes_and_tell_what_is_open(store: Store) -> None:
    closed = await answered(store, await a_question(store, day=0), SERGO)
    await store.close_post_round(closed)
    await a_question(store, day=1)
    await a_question(store, day=2, what=What.QUIZ)
    await a_question(store, day=3, guild_id=ELSEWHERE)
    assert await store.days_asked(GUILD, TODAY) == {TODAY: False, TODAY + DAY: True, TODAY + 2 * DAY: False}
    assert await store.days_asked(GUILD, TODAY + 2 * DAY) == {TODAY + 2 * DAY: False}


async def test_a_lesson_or_a_question_that_was_never_posted_makes_no_school_day(store: Store) -> None:
    schedule = await store.create_schedule(new_schedule(what=What.LESSON))
    lesson = NewPost(slot=Slot(TODAY, NOW), number=1, claimed_at=NOW, late=False, lesson_id="kokand")
    claimed = await store.extra_post(schedule, lesson)
    assert claimed is not None
    await store.set_posted(claimed.post.id, 1)
    asking = await store.create_schedule(new_schedule())
    assert await store.extra_post(
        asking, NewPost(slot=Slot(TODAY, NOW), number=1, claimed_at=NOW, late=False, plan=PLAN)
    )
    assert await store.days_asked(GUILD, TODAY) == {}


async def test_a_server_asks_as_long_as_it_has_a_schedule_that_does_though_it_be_paused(store: Store) -> None:
    await store.create_schedule(new_schedule(what=What.LESSON))
    await store.create_schedule(new_schedule(what=What.DIGEST))
    assert await store.schedules_that_ask(GUILD) == (0, None)
    for what in (What.QUESTION, What.LESSON_AND_QUESTION, What.QUIZ):
        schedule = await store.create_schedule(new_schedule(what=what, due_at=NOW + DAY))
        for state, number in ((ScheduleState.PAUSED, 1), (ScheduleState.REMOVED, 0)):
            before = await store.schedule(schedule.id) or schedule
            assert await store.save_schedule(before, replace(before, state=state))
            assert await store.schedules_that_ask(GUILD) == (number, whole_milliseconds(NOW + DAY))
    assert await store.schedules_that_ask(ELSEWHERE) == (0, None)
