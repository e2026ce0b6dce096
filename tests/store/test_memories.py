"""Memories and activity: what the answers of a round leave behind, once."""

from __future__ import annotations

from datetime import timedelta

from bot.core.identity import own_bank_id
from bot.core.models import Item, TrueFalse
from bot.core.records import Plan, Round, RoundState, Sitting
from bot.core.review import Memory, Review
from bot.store import Store
from tests.store.samples import (
    GUILD,
    KARABAKH,
    KOKAND,
    LEYLA,
    NOW,
    SECOND,
    SERGO,
    TODAY,
    an_answer,
    asked,
    reveal,
    save,
)

DAY = timedelta(days=1)


def a_memory(learner_id: int = SERGO, item: Item = KOKAND, **values: object) -> Memory:
    usual = {
        "learner_id": learner_id,
        "item_id": item.id,
        "version": item.version,
        "guild_id": None,
        "stability": 2.5,
        "difficulty": 5.25,
        "last_review": NOW,
        "due_at": NOW + 3 * DAY,
        "reviews": 1,
        "lapses": 0,
        "missed": False,
    }
    return Memory(**{**usual, **values})  # type: ignore[arg-type]  # a test's own values


async def a_sitting(
    store: Store, *items: Item, learner_id: int = SERGO, guild_id: int | None = None
) -> tuple[Sitting, list[Round]]:
    plan = [Plan(item=item, order=(0, 1, 2)) for item in items or (KOKAND,)]
    sitting = await store.create_sitting(learner_id, guild_id, "", NOW, plan)
    return sitting, await store.sitting_rounds(sitting.id)


async def learn(store: Store, round_: Round, *learned: Memory) -> bool:
    """Answer a question of a sitting, and let that leave behind what a test says."""
    await save(store, an_answer(round_.id, guild_id=None))
    return await store.remember(round_.id, learned)


async def test_live_answers_wait_for_the_close_and_then_tell_what_is_remembered(store: Store) -> None:
    quiz, round_ = await asked(store)
    await save(store, an_answer(round_.id, SERGO))
    await save(store, an_answer(round_.id, LEYLA, credit=0.5))
    assert await store.unremembered(10) == []
    await reveal(store, quiz)
    assert await store.unremembered(10) == [round_.id]
    one = Review(learner_id=SERGO, item_id=KOKAND.id, version="abc", at=NOW + SECOND, credit=1.0)
    other = Review(learner_id=LEYLA, item_id=KOKAND.id, version="abc", at=NOW + SECOND, credit=0.5)
    assert await store.reviews_of(round_.id) == [one, other]


async def test_a_sittings_answer_is_ready_at_once_with_its_hint_and_its_attempt(store: Store) -> None:
    plan = [Plan(item=KOKAND, order=(0, 1, 2), attempt=2), Plan(item=KARABAKH, order=())]
    sitting = await store.create_sitting(SERGO, None, "", NOW, plan)
    first, second = await store.sitting_rounds(sitting.id)
    assert await store.unremembered(10) == []
    await store.set_hinted(first.id)
    await save(store, an_answer(first.id, guild_id=None))
    assert await store.unremembered(10) == [first.id]
    [review] = await store.reviews_of(first.id)
    assert (review.hinted, review.attempt) == (True, 2)
    assert await store.reviews_of(second.id) == []


async def test_what_has_been_remembered_is_read_back_and_not_asked_for_again(store: Store) -> None:
    _, [round_] = await a_sitting(store)
    learned = a_memory()
    assert await learn(store, round_, learned)
    assert await store.memories(SERGO) == {KOKAND.id: learned}
    assert await store.memories_of_item(KOKAND.id, [SERGO, LEYLA]) == {SERGO: learned}
    assert await store.memories(LEYLA) == {}
    assert await store.unremembered(10) == []
    assert await store.reviews_of(round_.id) == []
    kept = await store.round(round_.id)
    assert kept is not None
    assert kept.state is RoundState.CLOSED


async def test_a_round_is_remembered_once_and_the_second_time_changes_nothing(store: Store) -> None:
    _, [round_] = await a_sitting(store)
    assert await learn(store, round_, a_memory())
    assert not await store.remember(round_.id, [a_memory(stability=99.0)])
    assert (await store.memories(SERGO))[KOKAND.id].stability == 2.5
    assert await store.activity(SERGO, TODAY) == {TODAY: 1}


async def test_what_is_not_over_is_not_remembered_and_goes_on(store: Store) -> None:
    _, live = await asked(store)
    await save(store, an_answer(live.id))
    _, [unanswered] = await a_sitting(store)
    for one in (live, unanswered):
        assert await store.reviews_of(one.id) == []
        assert not await store.remember(one.id, [])
        kept = await store.round(one.id)
        assert kept is not None
        assert kept.state is RoundState.OPEN
    assert await store.activity(SERGO, TODAY) == {}


async def test_a_newer_memory_takes_the_place_of_the_one_before_and_an_older_one_does_not(store: Store) -> None:
    _, rounds = await a_sitting(store, KOKAND, KARABAKH, KOKAND)
    await learn(store, rounds[0], a_memory(last_review=NOW + DAY, reviews=2))
    await learn(store, rounds[1], a_memory(last_review=NOW, reviews=1))
    assert (await store.memories(SERGO))[KOKAND.id].reviews == 2
    await learn(store, rounds[2], a_memory(last_review=NOW + DAY, reviews=3, lapses=1, missed=True))
    newest = (await store.memories(SERGO))[KOKAND.id]
    assert (newest.reviews, newest.lapses, newest.missed) == (3, 1, True)


async def test_a_memory_of_a_servers_own_item_says_whose_it_is(store: Store) -> None:
    own = TrueFalse(id=f"{own_bank_id(GUILD, 'rivers')}/oxus", version="1", ask="?", why=".", answer=True)
    _, [round_] = await a_sitting(store, own)
    await learn(store, round_, a_memory(item=own, guild_id=GUILD))
    assert (await store.memories(SERGO))[own.id].guild_id == GUILD


async def test_activity_counts_answers_by_day_wherever_they_were_given(store: Store) -> None:
    quiz, round_ = await asked(store)
    await save(store, an_answer(round_.id, SERGO))
    await save(store, an_answer(round_.id, LEYLA, day=TODAY - DAY))
    await reveal(store, quiz)
    await store.remember(round_.id, [])
    _, rounds = await a_sitting(store, KOKAND, KARABAKH)
    for number, one in enumerate(rounds):
        await save(store, an_answer(one.id, SERGO, guild_id=None, day=TODAY + number * DAY))
        await store.remember(one.id, [])
    assert await store.activity(SERGO, TODAY) == {TODAY: 2, TODAY + DAY: 1}
    assert await store.activity(SERGO, TODAY + DAY) == {TODAY + DAY: 1}
    assert await store.activity(LEYLA, TODAY - DAY) == {TODAY - DAY: 1}


async def test_closed_rounds_without_answers_are_passed_over_and_open_ones_are_not(store: Store) -> None:
    quiz, silent = await asked(store, KOKAND, KARABAKH)
    quiz, _ = await reveal(store, quiz)
    _, [unanswered] = await a_sitting(store)
    assert await store.unremembered(10) == [silent.id]
    await store.pass_over_unanswered()
    assert await store.unremembered(10) == []
    await save(store, an_answer(unanswered.id, guild_id=None))
    assert await store.unremembered(10) == [unanswered.id]


async def test_only_so_many_rounds_are_looked_up_at_a_time_the_oldest_first(store: Store) -> None:
    _, rounds = await a_sitting(store, KOKAND, KARABAKH, KOKAND)
    for one in rounds:
        await save(store, an_answer(one.id, guild_id=None))
    assert await store.unremembered(2) == [rounds[0].id, rounds[1].id]


async def test_what_is_due_is_counted(store: Store) -> None:
    _, rounds = await a_sitting(store, KOKAND, KARABAKH)
    await learn(store, rounds[0], a_memory(), a_memory(LEYLA, due_at=NOW))
    await learn(store, rounds[1], a_memory(item=KARABAKH, due_at=NOW + DAY))
    assert set(await store.due(SERGO, NOW)) == set()
    assert set(await store.due(SERGO, NOW + DAY)) == {KARABAKH.id}
    assert set(await store.due(SERGO, NOW + 3 * DAY)) == {KARABAKH.id, KOKAND.id}
