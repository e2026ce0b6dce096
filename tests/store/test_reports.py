"""What teachers' reports are made of: first attempts, sums by day and topic, and doubts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.item_analysis import Attempt
from bot.core.models import Picked
from bot.core.records import Doubt, DoubtState, NewDoubt
from bot.store import Store
from tests.store.samples import (
    CHANNEL,
    GUILD,
    HOST,
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

OTHER = GUILD + 1
DAY = timedelta(days=1)


async def ask_and_answer(
    store: Store, *, right: bool = True, days: int = 0, learner_id: int = SERGO, guild_id: int = GUILD
) -> None:
    """A quiz of one question, asked `days` later; one learner answers it after a second."""
    quiz, round_ = await asked(
        store, KOKAND, channel_id=CHANNEL + 1 + days + 10 * (guild_id - GUILD), guild_id=guild_id
    )
    response = Picked((1 if right else 0,))
    answer = an_answer(
        round_.id,
        learner_id,
        response=response,
        credit=float(right),
        at=NOW + SECOND,
        day=TODAY + days * DAY,
        guild_id=guild_id,
    )
    await save(store, answer)
    await reveal(store, quiz)


async def raise_doubt(store: Store, said: str = "Hm.", *, guild_id: int = GUILD, learner_id: int = SERGO) -> Doubt:
    doubt, _ = await store.raise_doubt(
        NewDoubt(guild_id=guild_id, item=KOKAND, learner_id=learner_id, name="Sergo", said=said, raised_at=NOW)
    )
    return doubt


async def test_of_a_learners_answers_to_an_item_the_first_counts(store: Store) -> None:
    await ask_and_answer(store, right=False)
    await ask_and_answer(store, days=1)
    found = await store.first_attempts(GUILD, None, None)
    assert found == [(KOKAND.id, KOKAND.version, Attempt(SERGO, 0.0, Picked((0,)), SECOND))]


async def test_a_first_attempt_before_the_period_is_not_replaced_by_a_later_one(store: Store) -> None:
    await ask_and_answer(store, right=False)
    await ask_and_answer(store, days=1)
    await ask_and_answer(store, days=2, learner_id=LEYLA)
    found = await store.first_attempts(GUILD, TODAY + DAY, None)
    assert [attempt.learner_id for _, _, attempt in found] == [LEYLA]


async def test_answers_to_an_open_question_and_another_servers_are_left_out(store: Store) -> None:
    _, round_ = await asked(store, KOKAND)
    await save(store, an_answer(round_.id))
    await ask_and_answer(store, guild_id=OTHER)
    assert await store.first_attempts(GUILD, None, None) == []
    assert len(await store.first_attempts(OTHER, None, None)) == 1


async def test_a_topic_is_a_bank_or_a_movement_with_all_its_banks(store: Store) -> None:
    await ask_and_answer(store)
    for topic, count in (("basmachi", 1), ("basmachi/kokand", 1), ("basmachi/kok", 0), ("Basmachi", 0), (None, 1)):
        assert len(await store.first_attempts(GUILD, None, topic)) == count
        assert len(await store.items_asked(GUILD, topic)) == count
        assert len(await store.day_sums(GUILD, None, topic)) == count


async def test_the_last_round_of_each_version_of_an_item_is_known(store: Store) -> None:
    newer = replace(KOKAND, version="newer")
    rounds = [(await asked(store, item, channel_id=CHANNEL + n))[1] for n, item in enumerate([KOKAND, KOKAND, newer])]
    assert await store.items_asked(GUILD, None) == {
        (KOKAND.id, KOKAND.version): (rounds[1].id, KOKAND),
        (KOKAND.id, "newer"): (rounds[2].id, newer),
    }


async def test_sums_are_by_learner_topic_and_day(store: Store) -> None:
    await ask_and_answer(store)
    await ask_and_answer(store, right=False, days=1)
    sums = sorted(await store.day_sums(GUILD, None, None), key=lambda one: one.day)
    assert [(one.name, one.topic, one.answers, one.credit) for one in sums] == [
        ("Learner 11", "basmachi/kokand", 1, 1.0),
        ("Learner 11", "basmachi/kokand", 1, 0.0),
    ]
    assert [one.day for one in await store.day_sums(GUILD, TODAY + DAY, None)] == [TODAY + DAY]


async def test_a_second_doubt_takes_the_place_of_the_first_while_that_is_open(store: Store) -> None:
    await raise_doubt(store, "First.")
    second = await raise_doubt(store, "Second.")
    await raise_doubt(store, learner_id=LEYLA)
    await raise_doubt(store, guild_id=OTHER)
    assert [one.said for one in await store.doubts_of(GUILD, DoubtState.OPEN)] == ["Second.", "Hm."]
    await store.settle_doubt(second.id, DoubtState.ANSWERED, HOST, "It is right.")
    await raise_doubt(store, "Third.")
    answered = await store.doubt(second.id)
    assert answered is not None
    assert (answered.state, answered.reply, answered.item) == (DoubtState.ANSWERED, "It is right.", KOKAND)
    assert await store.doubts_raised(GUILD, SERGO, NOW) == 2
    assert await store.doubts_raised(GUILD, SERGO, NOW + SECOND) == 0


async def test_a_doubt_tells_the_name_of_who_has_it_as_it_is_now(store: Store) -> None:
    await ask_and_answer(store)
    await raise_doubt(store)
    assert await store.name_of(GUILD, SERGO) == "Sergo"


async def test_with_an_item_all_doubts_about_it_are_settled(store: Store) -> None:
    doubt = await raise_doubt(store)
    await store.withdraw(GUILD, KARABAKH, HOST, NOW)
    assert await store.doubts_of(GUILD, DoubtState.OPEN) == [doubt]
    await store.withdraw(GUILD, KOKAND, HOST, NOW)
    assert [one.id for one in await store.doubts_of(GUILD, DoubtState.WITHDRAWN)] == [doubt.id]
    assert await store.doubt(doubt.id + 1) is None
