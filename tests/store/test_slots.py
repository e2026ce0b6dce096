"""Many slots at one minute: claimed together, each by itself, and marked together."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.core.errors import StoreTrouble
from bot.core.records import Claim, Claimed, Guild, Plan, PostState, Schedule, ScheduleState
from bot.core.slots import Slot
from bot.store import Store, open_store, slots
from tests.store.samples import GUILD, KARABAKH, KOKAND, NOW, TODAY
from tests.store.test_schedules import DAY, HOUR, SLOT, new_post, new_schedule


async def some_schedules(store: Store, how_many: int) -> list[Schedule]:
    return [await store.create_schedule(new_schedule(GUILD + number)) for number in range(how_many)]


def a_claim(schedule: Schedule, *missed: Slot) -> Claim:
    after = replace(schedule, last_day=TODAY, due_at=NOW + 2 * DAY)
    return Claim(before=schedule, after=after, new=new_post(SLOT), missed=missed)


async def claimed(store: Store, given: Sequence[Schedule]) -> list[Claimed | None]:
    return await store.claim_slots([a_claim(schedule) for schedule in given], NOW)


async def test_what_a_claim_gives_back_is_what_has_been_kept(store: Store) -> None:
    first, second, third = await some_schedules(store, 3)
    unmoved = [
        a_claim(third),
        replace(a_claim(first), new=new_post(SLOT, plan=None, ends_at=None)),
        replace(a_claim(second), new=new_post(SLOT, plan=Plan(item=KARABAKH, order=()), lesson_id=None, ends_at=None)),
    ]
    found = await store.claim_slots(unmoved, NOW)
    assert [one.schedule.id for one in found if one] == [third.id, first.id, second.id]
    for one in found:
        assert one is not None
        assert one.post == await store.post(one.post.id)
        assert one.round == await store.post_round(one.post.id)
        assert one.schedule == await store.schedule(one.schedule.id)
        assert (one.schedule.last_day, one.schedule.due_at) == (TODAY, NOW + 2 * DAY)
    items = [one.round.item if one.round else None for one in found if one]
    assert items == [KOKAND, None, KARABAKH]


async def test_each_of_many_is_claimed_by_itself(store: Store) -> None:
    schedules = await some_schedules(store, 6)
    paused, moved, quicker, set_back = schedules[0], schedules[2], schedules[4], schedules[5]
    await store.save_schedule(paused, replace(paused, state=ScheduleState.PAUSED))
    await store.save_schedule(
        moved, replace(moved, due_at=NOW + HOUR, not_before=NOW)
    )  # a teacher has changed the time zone
    await store.save_schedule(set_back, replace(set_back, last_day=set_back.last_day - DAY))  # the clock had been ahead
    assert await claimed(store, [quicker]) != [None]
    assert [one is not None for one in await claimed(store, schedules)] == [False, True, False, True, False, False]
    assert [len(await store.posts_of(schedule.id, 5)) for schedule in schedules] == [0, 1, 0, 1, 1, 0]
    assert await claimed(store, schedules) == [None] * 6


async def test_a_claim_without_a_post_notes_what_was_missed_and_moves_the_schedule(store: Store) -> None:
    one, other = await some_schedules(store, 2)
    missed = [Slot(TODAY - number * DAY, NOW - number * DAY) for number in (2, 1)]
    nothing = replace(a_claim(one, *missed), new=None)
    assert await store.claim_slots([nothing, a_claim(other)], NOW) == [None, *(await claimed_of(store, other))]
    assert [post.state for post in await store.posts_of(one.id, 5)] == [PostState.MISSED] * 2
    after = await store.schedule(one.id)
    assert after is not None
    assert (after.last_day, after.due_at) == (TODAY, NOW + 2 * DAY)


async def claimed_of(store: Store, schedule: Schedule) -> list[Claimed]:
    now = await store.schedule(schedule.id)
    [post] = await store.posts_of(schedule.id, 5)
    assert now is not None
    return [Claimed(post=post, schedule=now, round=await store.post_round(post.id))]


async def test_two_processes_that_reach_for_the_same_slots_share_them(postgres_url: str) -> None:
    async with open_store(postgres_url) as one, open_store(postgres_url) as other:
        schedules = await some_schedules(one, 40)
        halves = await asyncio.gather(
            claimed(one, schedules), claimed(other, schedules[::-1]), claimed(one, schedules[10:30])
        )
        taken = [found.schedule.id for half in halves for found in half if found is not None]
        assert sorted(taken) == [schedule.id for schedule in schedules]
        assert [len(await one.posts_of(schedule.id, 5)) for schedule in schedules] == [1] * 40


async def test_marks_that_come_together_are_kept_in_one_transaction(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = [one.post for one in await claimed(store, await some_schedules(store, 20)) if one]
    real, batches = slots._note, []

    def counted(connection: sa.Connection, marks: Sequence[slots.Mark]) -> None:
        batches.append(len(marks))
        real(connection, marks)

    monkeypatch.setattr(slots, "_note", counted)
    await asyncio.gather(*(store.set_posted(post.id, 1000 + post.id if post.id % 2 else None) for post in posts))
    assert sum(batches) == 20
    assert len(batches) <= 2
    for post in posts:
        message_id = 1000 + post.id if post.id % 2 else None
        kept, round_ = await store.post(post.id), await store.post_round(post.id)
        assert kept is not None
        assert round_ is not None
        assert (kept.state, kept.message_id, round_.message_id) == (PostState.POSTED, message_id, message_id)


@pytest.mark.parametrize(("error", "told"), [(TimeoutError(), StoreTrouble), (ZeroDivisionError(), ZeroDivisionError)])
async def test_a_mark_that_could_not_be_kept_is_told_to_everybody_who_waits_for_it(
    store: Store, monkeypatch: pytest.MonkeyPatch, error: Exception, told: type[Exception]
) -> None:
    posts = [one.post for one in await claimed(store, await some_schedules(store, 2)) if one]

    def fails(*_: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(slots, "_note", fails)
        found = await asyncio.gather(*(store.set_posted(post.id, 77) for post in posts), return_exceptions=True)
    assert [type(one) for one in found] == [told, told]
    assert [post.state for post in await store.unposted(NOW, 5)] == [PostState.CLAIMED] * 2
    await store.set_posted(posts[0].id, 77)
    assert [post.id for post in await store.unposted(NOW, 5)] == [posts[1].id]


async def test_a_claim_that_fails_changes_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    [schedule] = await some_schedules(store, 1)

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(slots, "_ask", fails)
        with pytest.raises(ZeroDivisionError):
            await claimed(store, [schedule])
    assert await store.schedule(schedule.id) == schedule
    assert await store.posts_of(schedule.id, 5) == []
    assert await claimed(store, [schedule]) != [None]


async def test_what_is_under_way_is_left_out_of_what_there_is_to_do(store: Store) -> None:
    first, second = await some_schedules(store, 2)
    posts = [one.post for one in await claimed(store, [first, second]) if one]
    assert [post.schedule_id for post in await store.unposted(NOW, 5, {first.id})] == [second.id]
    for post in posts:
        await store.set_posted(post.id, 77)
    over = await store.unrevealed_post_rounds(NOW + DAY, 5, {second.id})
    assert [post.schedule_id for _, post in over] == [first.id]


async def test_the_past_of_many_is_read_at_once(store: Store) -> None:
    one, other, silent = await some_schedules(store, 3)
    await claimed(store, [one, other])
    await store.extra_post(one, new_post(SLOT, number=1, lesson_id="khiva"))
    await store.extra_post(other, new_post(SLOT, number=1, lesson_id=None))
    assert await store.last_lessons([one.id, other.id, silent.id]) == {one.id: "khiva", other.id: "kokand"}
    asked = await store.times_asked({one.guild_id, other.guild_id, silent.guild_id})
    assert asked == {one.guild_id: {KOKAND.id: 2}, other.guild_id: {KOKAND.id: 2}, silent.guild_id: {}}
    assert await store.last_lessons([one.id]) == {one.id: "khiva"}


async def test_what_some_servers_have_set_is_read_at_once(store: Store) -> None:
    here = Guild(id=GUILD, timezone="Asia/Tashkent")
    await store.save_guild(here)
    assert await store.guilds([GUILD, GUILD + 1]) == {GUILD: here, GUILD + 1: Guild(id=GUILD + 1)}
