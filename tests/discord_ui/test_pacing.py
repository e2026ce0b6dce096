"""Discord's limit for a bot as a whole is kept before it can be broken."""

from __future__ import annotations

import asyncio

import pytest

from bot.discord_ui.pacing import A_SECOND, AT_A_TIME, Pace

DISCORDS_LIMIT = 50


class Clock:
    """The loop's clock, turned on by whoever sleeps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: self.now)


async def sent(pace: Pace, clock: Clock, pauses: list[float], monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """When requests are let through, each asked for some seconds after the one before was."""
    times: list[float] = []

    async def sleep(seconds: float) -> None:
        times.append(clock.now + seconds)

    monkeypatch.setattr("bot.discord_ui.pacing.asyncio.sleep", sleep)
    for pause in pauses:
        clock.now += pause
        before = len(times)
        await pace.turn()
        if len(times) == before:
            times.append(clock.now)
    return times


def most_in_a_second(times: list[float]) -> int:
    return max(sum(start <= one < start + 1 for one in times) for start in times)


@pytest.mark.parametrize("pauses", [[0.0] * 200, [0.001] * 500, [0.0] * 60 + [3.0] + [0.0] * 60, [0.5, 0, 0, 0] * 40])
async def test_no_second_has_more_requests_than_discord_allows(
    pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    times = await sent(Pace(), Clock(monkeypatch), pauses, monkeypatch)
    assert times == sorted(times)
    assert most_in_a_second(times) <= A_SECOND + AT_A_TIME < DISCORDS_LIMIT


async def test_a_thousand_take_hardly_longer_than_the_limit_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    times = await sent(Pace(), Clock(monkeypatch), [0.0] * 1000, monkeypatch)
    assert times[-1] - times[0] < 1.1 * 1000 / DISCORDS_LIMIT


async def test_who_comes_alone_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    times = await sent(Pace(), Clock(monkeypatch), [1.0] * 5, monkeypatch)
    assert times == [101.0, 102.0, 103.0, 104.0, 105.0]


async def test_processes_share_what_a_bot_may_do(monkeypatch: pytest.MonkeyPatch) -> None:
    times = await sent(Pace(shards=4), Clock(monkeypatch), [0.0] * 100, monkeypatch)
    assert most_in_a_second(times) <= DISCORDS_LIMIT / 4 + AT_A_TIME


async def test_a_request_is_made_in_its_turn_and_gives_what_it_gives() -> None:
    async def request(number: int, *, more: int) -> int:
        return number + more

    assert await Pace().kept_by(request)(1, more=2) == 3
