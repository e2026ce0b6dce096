"""Leaderboards say what a recount of the answers would, and say it of closed questions alone."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from bot.core.models import TrueFalse
from bot.core.ranking import ranked
from bot.core.records import Standing
from bot.store import Store
from tests.store.samples import GUILD, KARABAKH, KOKAND, LEYLA, MAMED, NOW, SERGO, an_answer, ask, asked, reveal, save

DAY = NOW.date()
TOPICS = ("basmachi/kokand", "basmachi/enver", "basmachi", "basmachi-movement/x", "Basmachi/Kokand", "kachagh/karabakh")
NAMES = ("Ələkbər", "élan", "Zed", "ada", "Ada", "ßeta", "Серго", "_", "~")


def on(topic: str) -> TrueFalse:
    return replace(KARABAKH, id=f"{topic}/one")


@dataclass(frozen=True)
class Counted:
    """One answer as a recount sees it."""

    guild_id: int
    day: date
    topic: str
    learner_id: int
    credit: float
    points: int


def recount(
    given: list[Counted], names: dict[tuple[int, int], str], guild_id: int, fits: Callable[[Counted], bool]
) -> list[Standing]:
    of: dict[int, list[Counted]] = defaultdict(list)
    for one in given:
        if one.guild_id == guild_id and fits(one):
            of[one.learner_id].append(one)
    return [
        placed.standing
        for placed in ranked(
            Standing(
                learner_id=learner,
                name=names[guild_id, learner],
                answers=len(theirs),
                credit=sum(one.credit for one in theirs),
                points=sum(one.points for one in theirs),
            )
            for learner, theirs in of.items()
        )
    ]


async def a_term(store: Store, rng: random.Random) -> tuple[list[Counted], dict[tuple[int, int], str]]:
    """Some weeks of quizzes in two servers; credits are quarters, so that sums of them are exact."""
    given: list[Counted] = []
    names: dict[tuple[int, int], str] = {}
    for number in range(12):
        guild_id = GUILD + number % 2
        topics = rng.choices(TOPICS, k=3)
        quiz, round_ = await asked(store, *(on(topic) for topic in topics), channel_id=number, guild_id=guild_id)
        for place, topic in enumerate(topics):
            if place:
                quiz, round_ = await ask(store, quiz)
            burst = []
            for learner in rng.sample(range(1, 10), k=rng.randrange(9)):
                name = names[guild_id, learner] = rng.choice(NAMES)
                one = Counted(
                    guild_id=guild_id,
                    day=DAY + timedelta(days=rng.randrange(-8, 9)),
                    topic=topic,
                    learner_id=learner,
                    credit=rng.randrange(5) / 4,
                    points=rng.choice((0, 50, 100, 150)),
                )
                given.append(one)
                burst.append(
                    an_answer(
                        round_.id,
                        learner,
                        name=name,
                        credit=one.credit,
                        points=one.points,
                        day=one.day,
                        guild_id=guild_id,
                    )
                )
            await asyncio.gather(*(save(store, one) for one in burst))
            quiz, _ = await reveal(store, quiz)
    return given, names


@pytest.mark.parametrize("seed", [1918, 1930])
async def test_leaderboards_equal_a_recount_of_the_answers(store: Store, seed: int) -> None:
    rng = random.Random(seed)
    given, names = await a_term(store, rng)
    for _ in range(12):
        guild_id = GUILD + rng.randrange(2)
        since = rng.choice((None, DAY + timedelta(days=rng.randrange(-9, 10))))
        until = rng.choice((None, DAY + timedelta(days=rng.randrange(-9, 10))))
        topic = rng.choice((None, *TOPICS, "kachagh", "nowhere"))

        def fits(
            one: Counted,
            *,
            bounded: bool = True,
            since: date | None = since,
            until: date | None = until,
            topic: str | None = topic,
        ) -> bool:
            return (
                (since is None or one.day >= since)
                and (not bounded or until is None or one.day <= until)
                and (topic is None or one.topic == topic or one.topic.startswith(f"{topic}/"))
            )

        whole = recount(given, names, guild_id, fits)
        limit = rng.choice((1, 3, 100))
        assert await store.leaderboard(guild_id, since, until, topic, limit) == whole[:limit]
        assert await store.leaderboard_size(guild_id, since, until, topic) == len(whole)
        open_ended = recount(given, names, guild_id, lambda one, fits=fits: fits(one, bounded=False))  # type: ignore[misc]  # mypy infers no bound lambda
        for standing in open_ended:
            assert await store.standing(guild_id, standing.learner_id, since, topic) == standing
            place = 1 + sum(other.points > standing.points for other in open_ended)
            assert await store.place(guild_id, standing.points, since, topic) == place


async def test_nothing_is_counted_before_the_question_is_closed(store: Store) -> None:
    quiz, round_ = await asked(store)
    await save(store, an_answer(round_.id))
    assert await store.leaderboard(GUILD, None, None, None, 10) == []
    assert await store.leaderboard(GUILD, DAY, None, None, 10) == []
    assert await store.standing(GUILD, SERGO, None, None) is None
    assert await store.place(GUILD, 0, None, None) == 1
    await reveal(store, quiz)
    expected = Standing(learner_id=SERGO, name="Learner 11", answers=1, credit=1.0, points=100)
    assert await store.leaderboard(GUILD, None, None, None, 10) == [expected]
    assert await store.leaderboard(GUILD, DAY, DAY, "basmachi", 10) == [expected]
    assert await store.standing(GUILD, SERGO, DAY, "basmachi/kokand") == expected
    assert await store.standing(GUILD, SERGO, DAY + timedelta(days=1), None) is None
    assert await store.standing(GUILD, SERGO, None, "kachagh") is None


async def test_equals_stand_by_name_whatever_its_case_and_then_by_id(store: Store) -> None:
    quiz, round_ = await asked(store)
    for learner, name in ((SERGO, "ada"), (LEYLA, "Zed"), (MAMED, "Ada"), (14, "Əli")):
        await save(store, an_answer(round_.id, learner, name=name))
    await reveal(store, quiz)
    found = await store.leaderboard(GUILD, None, None, None, 10)
    assert [one.learner_id for one in found] == [SERGO, MAMED, LEYLA, 14]
    assert found == [placed.standing for placed in ranked(found)]


async def test_rounds_that_close_at_once_do_not_lose_or_block_each_other(store: Store) -> None:
    quizzes = []
    for channel in range(1, 9):
        quiz, round_ = await asked(store, KOKAND, channel_id=channel)
        order = list(range(1, 41))
        random.Random(channel).shuffle(order)
        await asyncio.gather(*(save(store, an_answer(round_.id, learner)) for learner in order))
        quizzes.append(quiz)
    await asyncio.gather(*(reveal(store, quiz) for quiz in quizzes))
    for since in (None, DAY):
        found = await store.leaderboard(GUILD, since, None, None, 100)
        assert [(one.answers, one.points) for one in found] == [(8, 800)] * 40
