"""What the store costs, as ratios within one run: `make bench`. Nothing here can fail for being slow."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable

from bot.core.calendar import Period, first_day
from bot.core.live import End
from bot.store import open_store
from tests.store.samples import GUILD, TODAY, an_answer, asked, reveal

ANSWERS = 2_000
LEARNERS = 30
FEW, MANY = 10, 1_000
"""Rounds answered by every learner: 300 answers, then 30,000."""
WARM_UP, REPEATS = 20, 200


async def _seconds(work: Callable[[], Awaitable[object]]) -> float:
    start = time.perf_counter()
    await work()
    return time.perf_counter() - start


async def test_group_commit_against_one_answer_at_a_time(database_url: str) -> None:
    async with open_store(database_url) as store:
        _, round_ = await asked(store)

        async def one_by_one() -> None:
            for learner in range(ANSWERS):
                await store.record(an_answer(round_.id, learner))

        async def together() -> None:
            await asyncio.gather(*(store.record(an_answer(round_.id, ANSWERS + one)) for one in range(ANSWERS)))

        alone, grouped = await _seconds(one_by_one), await _seconds(together)
        assert await store.answered(round_.id) == 2 * ANSWERS
    print(
        f"\n{database_url.partition(':')[0]}: {ANSWERS / alone:,.0f} answers a second one after another, "
        f"{ANSWERS / grouped:,.0f} together: {alone / grouped:.1f} times as many"
    )


async def test_a_leaderboard_after_few_answers_and_after_many(database_url: str) -> None:
    async with open_store(database_url) as store:

        async def play(rounds: int) -> None:
            for number in range(rounds):
                quiz, round_ = await asked(store, channel_id=number + 1)
                await asyncio.gather(
                    *(store.record(an_answer(round_.id, one, day=TODAY)) for one in range(1, LEARNERS + 1))
                )
                quiz, _ = await reveal(store, quiz)
                await store.move_quiz(quiz, quiz.state.finish(End.FINISHED))

        async def look() -> float:
            month = first_day(Period.MONTH, TODAY)
            times = [
                await _seconds(lambda: store.leaderboard(GUILD, month, None, None, 10))
                for _ in range(WARM_UP + REPEATS)
            ]
            return statistics.median(times[WARM_UP:])

        await play(FEW)
        few = await look()
        await play(MANY - FEW)
        many = await look()
    print(
        f"\n{database_url.partition(':')[0]}: a month's leaderboard takes {many / few:.2f} times as long after "
        f"{MANY * LEARNERS:,} answers as after {FEW * LEARNERS:,}"
    )
