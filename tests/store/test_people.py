"""Servers' settings, lessons read, and private sittings."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.core.models import Picked
from bot.core.records import Guild, Plan, RoundState, Sitting, Verdict
from bot.store import Store
from tests.store.samples import GUILD, KARABAKH, KOKAND, LEYLA, NOW, SECOND, SERGO, STEPS, an_answer, as_kept, save


async def test_a_server_that_has_set_nothing_has_the_defaults(store: Store) -> None:
    assert await store.guild(GUILD) == Guild(id=GUILD)


async def test_what_a_server_sets_is_kept_and_can_be_changed(store: Store) -> None:
    first = Guild(id=GUILD, timezone="Asia/Tashkent", language="ru", teacher_role_id=2**62, leaderboard=False)
    await store.save_guild(first)
    assert await store.guild(GUILD) == first
    second = replace(first, teacher_role_id=None, welcomed=True)
    await store.save_guild(second)
    assert await store.guild(GUILD) == second
    assert await store.guild(GUILD + 1) == Guild(id=GUILD + 1)


async def test_the_languages_of_servers_are_those_that_are_not_english(store: Store) -> None:
    assert await store.languages() == {}
    for guild_id, language in ((GUILD, "tr"), (GUILD + 1, "en"), (GUILD + 2, "de")):
        await store.save_guild(Guild(id=guild_id, language=language))
    assert await store.languages() == {GUILD: "tr", GUILD + 2: "de"}


async def test_lessons_read_are_remembered_once(store: Store) -> None:
    assert await store.lessons_read(SERGO) == frozenset()
    for lesson, at in (("basmachi/1", NOW), ("kachagh/1", NOW), ("basmachi/1", NOW + SECOND)):
        await store.mark_read(SERGO, lesson, at)
    assert await store.lessons_read(SERGO) == {"basmachi/1", "kachagh/1"}
    assert await store.lessons_read(LEYLA) == frozenset()


async def test_a_sitting_is_open_from_the_start(store: Store) -> None:
    plan = [Plan(item=item, order=(1, 0)) for item in (KOKAND, KARABAKH, STEPS)]
    sitting = await store.create_sitting(SERGO, GUILD, "basmachi/1", NOW, plan)
    assert sitting == Sitting(
        id=sitting.id, learner_id=SERGO, guild_id=GUILD, about="basmachi/1", created_at=NOW, total=3
    )
    assert await store.sitting(sitting.id) == sitting
    rounds = await store.sitting_rounds(sitting.id)
    assert [(one.item, one.position, one.order) for one in rounds] == [
        (KOKAND, 0, (1, 0)),
        (KARABAKH, 1, (1, 0)),
        (STEPS, 2, (1, 0)),
    ]
    assert {(one.state, one.ends_at, one.opened_at, one.quiz_id, one.learner_id) for one in rounds} == {
        (RoundState.OPEN, None, NOW, None, SERGO)
    }


async def test_there_is_no_sitting_where_none_was_begun(store: Store) -> None:
    assert await store.sitting(1) is None
    assert await store.sitting_rounds(1) == []
    assert await store.sitting_answers(1) == {}
    empty = await store.create_sitting(SERGO, None, "basmachi/1", NOW, [])
    assert await store.sitting_rounds(empty.id) == []


async def test_a_sittings_answers_have_no_hurry_and_never_reach_a_leaderboard(store: Store) -> None:
    plan = [Plan(item=item, order=()) for item in (KOKAND, KARABAKH)]
    sitting = await store.create_sitting(SERGO, None, "basmachi/1", NOW, plan)
    first, second = await store.sitting_rounds(sitting.id)
    given = an_answer(second.id, guild_id=None, at=NOW + 100_000 * SECOND)
    assert await store.record(given) == (Verdict.SAVED, as_kept(given))
    assert await store.record(replace(given, response=Picked((0,)))) == (Verdict.ALREADY, as_kept(given))
    assert await store.sitting_answers(sitting.id) == {second.id: as_kept(given)}
    await save(store, an_answer(first.id, guild_id=GUILD))
    for guild_id in (GUILD, 0):
        assert await store.leaderboard_size(guild_id, None) == 0
        assert await store.leaderboard_size(guild_id, NOW.date()) == 0


async def test_sittings_are_kept_apart(store: Store) -> None:
    plan = [Plan(item=KOKAND, order=())]
    first, second = await asyncio.gather(
        *(store.create_sitting(learner, GUILD, "basmachi/1", NOW, plan) for learner in (SERGO, LEYLA))
    )
    assert first.id != second.id
    [round_] = await store.sitting_rounds(first.id)
    await save(store, an_answer(round_.id))
    assert await store.sitting_answers(second.id) == {}


async def test_a_note_is_read_back_and_replaced_by_the_next_one(store: Store) -> None:
    assert await store.note("commands") is None
    await store.set_note("commands", "one")
    await store.set_note("commands", "two")
    assert await store.note("commands") == "two"
