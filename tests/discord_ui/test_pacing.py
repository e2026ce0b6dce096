"""Discord's limit for a bot as a whole is kept before it can be broken."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest

from bot.discord_ui.client import DastanClient
from bot.discord_ui.pacing import A_SECOND, AT_A_TIME, MOST, Pace, seldom
from bot.store import open_store

DISCORDS_LIMIT = 50


class Clock:
    """The loop's clock, turned on by whoever sleeps; each sleep may take longer than was asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, held_up: Iterable[float] = ()) -> None:
        self.now = 100.0
        self._held_up = iter(held_up)
        monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: self.now)
        monkeypatch.setattr("bot.discord_ui.pacing.asyncio.sleep", self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.now += seconds + next(self._held_up, 0.0)


async def sent(pace: Pace, clock: Clock, pauses: list[float]) -> list[float]:
    """When requests are let through, each asked for some seconds after the one before was."""
    times: list[float] = []
    asked = clock.now
    for pause in pauses:
        asked += pause
        clock.now = max(clock.now, asked)
        await pace.turn()
        times.append(clock.now)
    return times


def most_in_a_second(times: list[float]) -> int:
    return max(sum(start <= one < start + 1 for one in times) for start in times)


@pytest.mark.parametrize("pauses", [[0.0] * 200, [0.001] * 500, [0.0] * 60 + [3.0] + [0.0] * 60, [0.5, 0, 0, 0] * 40])
async def test_no_second_has_more_requests_than_discord_allows(
    pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    times = await sent(Pace(), Clock(monkeypatch), pauses)
    assert times == sorted(times)
    assert most_in_a_second(times) <= MOST < DISCORDS_LIMIT


@pytest.mark.parametrize("late", [0.0, 0.01, 0.02])
async def test_a_first_request_that_is_slow_to_arrive_gets_none_of_the_others_refused(
    late: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = await sent(Pace(), Clock(monkeypatch), [0.0] * 200)
    arrived = [first + late, *(max(one, first + late) for one in others)]
    assert most_in_a_second(arrived) <= DISCORDS_LIMIT


async def test_a_thousand_take_hardly_longer_than_the_limit_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    times = await sent(Pace(), Clock(monkeypatch), [0.0] * 1000)
    assert times[-1] - times[0] < 1.1 * 1000 / DISCORDS_LIMIT


async def test_a_process_that_is_held_up_now_and_then_sends_no_bunch_and_loses_little(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held_up = [0.3 if number % 50 == 49 else 0.06 if number % 10 == 9 else 0.001 for number in range(5000)]
    times = await sent(Pace(), Clock(monkeypatch, held_up), [0.0] * 1000)
    assert most_in_a_second(times) <= MOST
    assert all(after - before > 0.06 for before, after in zip(times, times[AT_A_TIME + 3 :], strict=False))
    assert times[-1] - times[0] < 1000 / A_SECOND + sum(one for one in held_up[:1000] if one == 0.3)


async def test_who_is_cancelled_while_waiting_takes_nobodys_turn() -> None:
    pace = Pace()
    tasks = [asyncio.create_task(pace.turn()) for _ in range(60)]
    await asyncio.sleep(0.05)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.wait_for(pace.turn(), 1)


async def test_who_comes_alone_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    times = await sent(Pace(), Clock(monkeypatch), [1.0] * 5)
    assert times == [101.0, 102.0, 103.0, 104.0, 105.0]


async def test_processes_share_what_a_bot_may_do(monkeypatch: pytest.MonkeyPatch) -> None:
    times = await sent(Pace(shards=4), Clock(monkeypatch), [0.0] * 100)
    assert most_in_a_second(times) <= DISCORDS_LIMIT / 4


async def test_a_request_is_made_in_its_turn_and_gives_what_it_gives() -> None:
    async def request(number: int, *, more: int) -> int:
        return number + more

    assert await Pace().kept_by(request)(1, more=2) == 3


async def test_what_is_to_be_done_seldom_is_done_at_once_and_then_only_when_time_has_passed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, done = Clock(monkeypatch), list[float]()
    tidy = seldom(lambda: done.append(clock.now), apart=30)
    for _ in range(70):
        tidy()
        clock.now += 1
    assert done == [100.0, 130.0, 160.0]


async def test_the_rate_limits_of_many_channels_are_not_gone_through_at_each_new_one(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)

    async def started() -> None: ...

    async with open_store(sqlite_url) as store:
        client = DastanClient(store, started=started, ready=lambda: None)
        for number in range(1000):
            client.http.get_ratelimit(f"channel {number}")._last_request -= 400
        assert len(client.http._buckets) == 1000
        clock.now += 31
        client.http.get_ratelimit("one more")
        assert len(client.http._buckets) == 1
