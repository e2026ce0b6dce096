"""Schedules and their slots: each claimed once, in a fair order, and nothing counted twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.ext.asyncio import create_async_engine

from bot.core.records import (
    Claim,
    NewPost,
    NewSchedule,
    Plan,
    Post,
    PostState,
    RoundState,
    Schedule,
    ScheduleState,
    Trouble,
    Verdict,
    What,
)
from bot.core.slots import Slot
from bot.core.snapshot import item_to_json
from bot.store import Store, migrating, open_store
from bot.store.engine import parsed
from tests.store.samples import (
    CHANNEL,
    GUILD,
    HOST,
    KARABAKH,
    KOKAND,
    LEYLA,
    NOW,
    SERGO,
    TODAY,
    an_answer,
    save,
)

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def new_schedule(guild_id: int = GUILD, due_at: datetime = NOW, **changes: Any) -> NewSchedule:
    given: dict[str, Any] = {
        "guild_id": guild_id,
        "channel_id": CHANNEL,
        "host_id": HOST,
        "what": What.LESSON_AND_QUESTION,
        "topic": "basmachi/kokand",
        "at": time(9, 5),
        "days": frozenset({0, 2, 4}),
        "open_hours": 3,
        "created_at": NOW,
        "last_day": TODAY - DAY,
        "due_at": due_at,
    }
    return NewSchedule(**(given | changes))


def new_post(slot: Slot, **changes: Any) -> NewPost:
    given: dict[str, Any] = {
        "slot": slot,
        "number": 0,
        "claimed_at": NOW,
        "late": False,
        "lesson_id": "kokand",
        "plan": Plan(item=KOKAND, order=(2, 0, 1)),
        "ends_at": NOW + 3 * HOUR,
    }
    return NewPost(**(given | changes))


SLOT = Slot(TODAY, NOW)


async def claim(store: Store, schedule: Schedule, new: NewPost | None = None, *missed: Slot) -> Post | None:
    after = replace(schedule, last_day=TODAY, due_at=NOW + 2 * DAY)
    [claimed] = await store.claim_slots(
        [Claim(before=schedule, after=after, new=new or new_post(SLOT), missed=missed)], NOW
    )
    return claimed.post if claimed else None


async def posted(store: Store, **changes: Any) -> Post:
    post = await claim(store, await store.create_schedule(new_schedule()), new_post(SLOT, **changes))
    assert post is not None
    await store.set_posted(post.id, 77)
    return post


async def test_a_schedule_is_read_back_as_it_was_kept(store: Store) -> None:
    kept = await store.create_schedule(new_schedule())
    assert await store.schedule(kept.id) == kept
    days = frozenset({0, 2, 4})
    assert (kept.what, kept.at, kept.days, kept.open_hours) == (What.LESSON_AND_QUESTION, time(9, 5), days, 3)
    assert (kept.state, kept.failures, kept.told) == (ScheduleState.ACTIVE, 0, False)
    changed = replace(kept, state=ScheduleState.RESTING, failures=3, told=True, open_hours=None, topic=None)
    assert await store.save_schedule(kept, changed)
    assert await store.schedule(kept.id) == changed
    assert await store.schedules_of(GUILD) == [changed]
    await store.save_schedule(changed, replace(changed, state=ScheduleState.REMOVED))
    assert await store.schedules_of(GUILD) == []
    assert await store.schedule(404) is None


async def test_a_change_is_not_kept_over_what_somebody_else_has_changed_meanwhile(store: Store) -> None:
    seen = await store.create_schedule(new_schedule())
    for change in ({"state": ScheduleState.REMOVED}, {"due_at": NOW + DAY}, {"not_before": NOW}):
        here = await store.create_schedule(new_schedule())
        there: Schedule = replace(here, **change)
        assert await store.save_schedule(here, there)
        assert not await store.save_schedule(here, replace(here, state=ScheduleState.PAUSED))
        assert await store.schedule(here.id) == there
    assert await store.schedule(seen.id) == seen


async def test_a_slot_is_claimed_once_however_many_reach_for_it(store: Store) -> None:
    schedule = await store.create_schedule(new_schedule())
    claimed = await asyncio.gather(*(claim(store, schedule) for _ in range(10)))
    [post] = [one for one in claimed if one is not None]
    assert (post.state, post.slot, post.lesson_id, post.item_id) == (PostState.CLAIMED, SLOT, "kokand", KOKAND.id)
    round_ = await store.post_round(post.id)
    assert round_ is not None
    assert (round_.state, round_.item, round_.opened_at, round_.post_id) == (RoundState.OPEN, KOKAND, NOW, post.id)
    after = await store.schedule(schedule.id)
    assert after is not None
    assert (after.last_day, after.due_at) == (TODAY, NOW + 2 * DAY)


async def test_a_slot_of_a_paused_schedule_is_not_claimed(store: Store) -> None:
    schedule = await store.create_schedule(new_schedule())
    await store.save_schedule(schedule, replace(schedule, state=ScheduleState.PAUSED))
    assert await claim(store, schedule) is None
    assert await store.posts_of(schedule.id, 5) == []


async def test_missed_slots_are_noted_with_the_claim_of_the_next(store: Store) -> None:
    schedule = await store.create_schedule(new_schedule())
    missed = [Slot(TODAY - number * DAY, NOW - number * DAY) for number in (2, 1)]
    assert await claim(store, schedule, None, *missed) is not None
    posts = await store.posts_of(schedule.id, 5)
    assert [(post.slot.day, post.state) for post in posts] == [
        (TODAY, PostState.CLAIMED),
        (TODAY - DAY, PostState.MISSED),
        (TODAY - 2 * DAY, PostState.MISSED),
    ]


async def test_an_extra_post_has_a_number_of_its_own(store: Store) -> None:
    schedule = await store.create_schedule(new_schedule())
    extra = [await store.extra_post(schedule, new_post(SLOT, number=number)) for number in (1, 2, 2)]
    assert [one is None for one in extra] == [False, False, True]
    assert await claim(store, schedule) is not None


async def test_due_schedules_come_in_a_fair_order(store: Store) -> None:
    greedy = [await store.create_schedule(new_schedule(GUILD)) for _ in range(3)]
    modest = [await store.create_schedule(new_schedule(GUILD + 1)) for _ in range(2)]
    earlier = await store.create_schedule(new_schedule(GUILD, due_at=NOW - HOUR))
    await store.create_schedule(new_schedule(due_at=NOW + HOUR))
    paused = await store.create_schedule(new_schedule())
    await store.save_schedule(paused, replace(paused, state=ScheduleState.PAUSED))
    expected = [earlier, greedy[0], modest[0], greedy[1], modest[1], greedy[2]]
    assert await store.due_in_turn(NOW) == [one.id for one in expected]
    assert await store.due_schedules(NOW, [modest[0].id, paused.id, earlier.id, 404]) == [modest[0], earlier]
    assert await store.due_schedules(NOW - HOUR, [modest[0].id, earlier.id]) == [earlier]


async def test_what_waits_next_is_the_earliest_of_schedules_unposted_slots_and_open_questions(store: Store) -> None:
    assert await store.next_schedule_due() is None
    schedule = await store.create_schedule(new_schedule(due_at=NOW + DAY))
    assert await store.next_schedule_due() == NOW + DAY
    post = await claim(store, schedule)
    assert post is not None
    assert await store.next_schedule_due() == NOW  # it is still to be posted
    await store.postpone_post(post.id, 1, NOW + HOUR, Trouble.DISCORD)
    assert await store.next_schedule_due() == NOW + HOUR
    await store.set_posted(post.id, 77)
    assert await store.next_schedule_due() == NOW + 3 * HOUR  # its question closes
    assert await store.next_schedule_due([schedule.id]) is None


async def test_a_slot_that_was_put_off_comes_back_when_its_pause_is_over(store: Store) -> None:
    schedule = await store.create_schedule(new_schedule())
    post = await claim(store, schedule)
    assert post is not None
    await store.postpone_post(post.id, 3, NOW + HOUR, Trouble.CHANNEL)
    assert await store.unposted(NOW + HOUR - timedelta(seconds=1), 5) == []
    [again] = await store.unposted(NOW + HOUR, 5)
    assert (again.id, again.tries, again.trouble, again.retry_at) == (post.id, 3, Trouble.CHANNEL, NOW + HOUR)
    await store.set_posted(post.id, 77)
    assert await store.unposted(NOW + DAY, 5) == []
    done = await store.post(post.id)
    assert done is not None
    assert (done.state, done.message_id, done.trouble) == (PostState.POSTED, 77, None)
    round_ = await store.post_round(post.id)
    assert round_ is not None
    assert round_.message_id == 77


async def test_a_slot_that_is_given_up_has_not_asked_its_question(store: Store) -> None:
    schedule = await store.create_schedule(new_schedule())
    post = await claim(store, schedule)
    assert post is not None
    assert await store.times_asked([GUILD]) == {GUILD: {KOKAND.id: 1}}
    await store.give_up_post(post.id, Trouble.CHANNEL)
    assert await store.times_asked([GUILD]) == {GUILD: {}}
    round_ = await store.post_round(post.id)
    assert round_ is not None
    verdict, _ = await store.record(an_answer(round_.id))
    assert verdict is Verdict.CLOSED
    assert await store.unrevealed_post_rounds(NOW + DAY, 5) == []
    assert await store.last_lessons([schedule.id]) == {}


async def test_a_question_is_open_from_its_claim_on_and_closed_once(store: Store) -> None:
    post = await posted(store)
    round_ = await store.post_round(post.id)
    assert round_ is not None
    assert [one.id for one in await store.open_post_rounds(GUILD)] == [round_.id]
    await save(store, an_answer(round_.id, SERGO, points=100))
    await save(store, an_answer(round_.id, LEYLA, credit=0.0, points=0))
    assert await store.unrevealed_post_rounds(NOW + 2 * HOUR, 5) == []
    [(over, its_post)] = await store.unrevealed_post_rounds(NOW + 3 * HOUR, 5)
    assert (over.id, its_post.id) == (round_.id, post.id)
    closed = await asyncio.gather(*(store.close_post_round(round_.id) for _ in range(5)))
    assert len([one for one in closed if one is not None]) == 1
    board = await store.leaderboard(GUILD, None, None, None, 5)
    assert [(one.learner_id, one.answers, one.points) for one in board] == [(SERGO, 1, 100), (LEYLA, 1, 0)]
    await store.reveal_later(round_.id, NOW + 4 * HOUR)
    assert await store.unrevealed_post_rounds(NOW + 3 * HOUR, 5) == []
    assert len(await store.unrevealed_post_rounds(NOW + 4 * HOUR, 5)) == 1
    await store.set_revealed(round_.id)
    assert await store.unrevealed_post_rounds(NOW + DAY, 5) == []
    assert await store.open_post_rounds(GUILD) == []


async def test_names_of_those_who_answered(store: Store) -> None:
    post = await posted(store)
    round_ = await store.post_round(post.id)
    assert round_ is not None
    await save(store, an_answer(round_.id, SERGO, name="Sergo"))
    await save(store, an_answer(round_.id, LEYLA, name="Leyla", day=TODAY + DAY))
    await store.close_post_round(round_.id)
    assert await store.names_of_answerers(round_.id) == {SERGO: "Sergo", LEYLA: "Leyla"}


async def test_the_hardest_question_is_the_one_with_the_lowest_mean_credit(store: Store) -> None:
    for item, given in ((KOKAND, (1.0, 0.0, 0.0)), (KARABAKH, (1.0, 0.5, 0.0))):
        post = await posted(store, plan=Plan(item=item, order=(2, 0, 1)))
        round_ = await store.post_round(post.id)
        assert round_ is not None
        for learner, credit in enumerate(given, 1):
            await save(store, an_answer(round_.id, learner, credit=credit, points=int(100 * credit)))
        await store.close_post_round(round_.id)
    hardest = await store.hardest_round(GUILD, NOW, 3)
    assert hardest is not None
    assert (hardest[0], hardest[2]) == (KOKAND, 3)
    assert hardest[1] == pytest.approx(1 / 3)
    assert await store.hardest_round(GUILD, NOW, 4) is None
    assert await store.hardest_round(GUILD, NOW + HOUR, 3) is None
    assert await store.hardest_round(GUILD + 1, NOW, 3) is None


async def test_the_last_lesson_is_that_of_the_latest_post(store: Store) -> None:
    schedule = await store.create_schedule(new_schedule())
    assert await store.last_lessons([schedule.id]) == {}
    for number, lesson in enumerate(("kokand", "khiva"), 1):
        await store.extra_post(schedule, new_post(SLOT, number=number, lesson_id=lesson))
    assert await store.last_lessons([schedule.id]) == {schedule.id: "khiva"}


@pytest.fixture
async def two_shards(postgres_url: str) -> AsyncIterator[tuple[Store, Store]]:
    async with open_store(postgres_url, shard=(0, 2)) as even, open_store(postgres_url, shard=(1, 2)) as odd:
        yield even, odd


async def test_each_shard_sees_what_is_due_on_its_own_servers_alone(two_shards: tuple[Store, Store]) -> None:
    even, odd = two_shards
    servers = {number % 2: (number << 22) + 5 for number in (400_000_000_000, 400_000_000_001)}
    for shard, guild_id in servers.items():
        schedule = await two_shards[shard].create_schedule(new_schedule(guild_id))
        post = await claim(even, schedule)
        assert post is not None
        unposted = [[one.guild_id for one in await store.unposted(NOW, 5)] for store in (even, odd)]
        assert unposted[shard] == [guild_id]
        assert unposted[1 - shard] == []
        await even.set_posted(post.id, 77)
    for shard, guild_id in servers.items():
        store = two_shards[shard]
        due = await store.due_in_turn(NOW + 5 * DAY)
        assert [one.guild_id for one in await store.due_schedules(NOW + 5 * DAY, due)] == [guild_id]
        assert [one[0].guild_id for one in await store.unrevealed_post_rounds(NOW + DAY, 5)] == [guild_id]


async def test_what_an_earlier_version_kept_is_there_after_the_migration(empty_url: str) -> None:
    engine = create_async_engine(parsed(empty_url))

    def first_version(connection: sa.Connection) -> None:
        command.upgrade(migrating._config(connection), "0001")

    given = "round_id, learner_id, response, credit, points, answered_at, day"
    columns = "id, sitting_id, learner_id, position, topic, item, shown_order, state, revealed"
    async with engine.begin() as connection:
        await connection.run_sync(first_version)
        for statement in (
            "INSERT INTO sittings (id, learner_id, about, created_at, total) VALUES (3, 11, 'kokand', 0, 1)",
            f"INSERT INTO rounds ({columns}) VALUES (5, 3, 11, 0, 'basmachi/kokand', :item, '[]', 'open', false)",
            f"INSERT INTO answers ({given}) VALUES (5, 11, '[2]', 1.0, 100, 0, '2026-03-02')",
        ):
            used = {"item": item_to_json(KOKAND)} if ":item" in statement else {}
            await connection.execute(sa.text(statement), used)
    await engine.dispose()
    async with open_store(empty_url) as store:
        async with store._database.read() as connection:
            kept = "SELECT id, sitting_id, post_id, item_id, version FROM rounds WHERE NOT (remembered OR hinted)"
            rounds = (await connection.execute(sa.text(kept))).all()
            answers = (await connection.execute(sa.text("SELECT round_id, points FROM answers"))).all()
        assert [tuple(row) for row in rounds] == [(5, 3, None, KOKAND.id, KOKAND.version)]
        assert [tuple(row) for row in answers] == [(5, 100)]
        if empty_url.startswith("sqlite"):
            sitting = await store.create_sitting(SERGO, None, "kokand", NOW, [Plan(item=KOKAND, order=(2, 0, 1))])
            assert [one.id for one in await store.sitting_rounds(sitting.id)] == [6]
