"""A thousand channels due at one minute: how long it takes beside what Discord's limits alone would, in what order
they are served, and what an answer given meanwhile costs.

`make bench` prints it and holds it to its aims, on SQLite and on PostgreSQL. Discord takes 50 requests a second from a
bot. `BENCH_CHANNELS=10000` takes about four minutes a database.
"""

from __future__ import annotations

import asyncio
import gc
import os
import statistics
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle

import psutil  # type: ignore[import-untyped]  # it has no types
import pytest

from bot.core.records import What
from bot.discord_ui.pacing import AT_A_TIME
from tests.loopback.bot_process import start_bot
from tests.loopback.classroom import open_question
from tests.loopback.limits import GLOBAL
from tests.loopback.processor import Waiting
from tests.loopback.server import Discord
from tests.loopback.timetable import due_at
from tests.loopback.world import Channel, Guild, Message

CHANNELS = int(os.environ.get("BENCH_CHANNELS", "1000"))
SIZES = (1, 1, 1, 2, 5, 25)
"""Channels of one server, in turn: most have one, a few as many schedules as a server may have."""

LONGEST, SLOWEST_ANSWER, FARTHEST = 1.1, 2.0, 48
"""The aims: times what the limits alone take; times an answer on an idle bot; places from the fair one."""

EVERY = 0.1
"""Seconds between two answers."""
IDLE_ANSWERS = 60
BEFORE = timedelta(seconds=15)
"""The quiz in which the answers are given begins so long before the minute: time for the idle ones."""


def school_servers(discord: Discord) -> list[Channel]:
    """Channels in servers of different sizes."""
    channels: list[Channel] = []
    for size in cycle(SIZES):
        guild = Guild(f"School {len(discord.guilds)}")
        discord.guilds.append(guild)
        channels += [discord.channel(f"class {number}", guild) for number in range(min(size, CHANNELS - len(channels)))]
        if len(channels) == CHANNELS:
            return channels
    raise AssertionError


async def answers(discord: Discord, question: Message, until: Callable[[int], bool]) -> list[float]:
    """How long each of some answers waits for its acknowledgement, in milliseconds, one after the other."""
    took: list[float] = []
    custom_id = question.button("True")
    while not until(len(took)):
        reply = await discord.press(discord.learner(), question, custom_id)
        assert "Saved" in reply.text, reply
        took.append((reply.after or 0) * 1000)
        await asyncio.sleep(EVERY)
    return sorted(took)


def places_off(channels: list[Channel]) -> int:
    """How far at most a post stood from its fair place.

    Fair is: every server's first, in any order, then every server's second, and so on.
    """
    posted = sorted((message.posted_at, channel) for channel in channels for message in channel.messages.values())
    turns: Counter[Guild] = Counter()
    order = []
    for _, channel in posted:
        order.append(turns[channel.guild])
        turns[channel.guild] += 1
    begins, place = {}, 0
    for turn, size in sorted(Counter(order).items()):
        begins[turn] = range(place, place + size)
        place += size
    return max(max(begins[turn].start - at, at - begins[turn].stop + 1, 0) for at, turn in enumerate(order))


def _which(discord: Discord) -> str:
    """Which requests were refused."""
    return "".join(f"; {one.method} {one.path}" for one in discord.refused()[:5])


def bunched(discord: Discord) -> int:
    """How many posts at most arrived within a hundredth of a second, because something on the way held them up."""
    arrived = sorted(one.at for one in discord.requests("POST", "/channels/*/messages"))
    return max(bisect_left(arrived, at + 0.01) - number for number, at in enumerate(arrived))


@pytest.fixture
def no_garbage() -> Iterator[None]:
    """This process is Discord; were it to stand still, collecting garbage, many requests would arrive at once."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_garbage")
async def test_many_channels_at_one_minute(database_url: str) -> None:
    discord = Discord()
    await discord.start()
    discord.limits.on = True
    try:
        quiz_channel, channels = discord.channel("quiz"), school_servers(discord)
        minute = (datetime.now(UTC) + BEFORE).replace(second=0, microsecond=0) + timedelta(minutes=1)
        await due_at(minute, database_url, *channels, what=What.QUESTION, topic="basmachi/years")
        bot = await start_bot(discord, database_url)
        await asyncio.sleep((minute - BEFORE - datetime.now(UTC)).total_seconds())
        question = await open_question(discord, quiz_channel, questions=1, seconds=300)
        idle = await answers(discord, question, lambda given: given == IDLE_ANSWERS)
        assert not any(channel.messages for channel in channels), "the minute came before the idle answers were given"
        held_up = Waiting(os.getpid()), Waiting(bot.pid)
        started = sum(psutil.Process(bot.pid).cpu_times()[:2])
        await discord.until(lambda: any(one.messages for one in channels), within=60, what="the first post")
        waiting = set(channels)

        def all_posted(_: int) -> bool:
            waiting.difference_update([one for one in waiting if one.messages])
            return not waiting

        async with asyncio.timeout(120 + CHANNELS / 10):
            busy = await answers(discord, question, all_posted)
        cpu = sum(psutil.Process(bot.pid).cpu_times()[:2]) - started
        posted = [message.posted_at for one in channels for message in one.messages.values()]
        assert len(posted) == len(channels), "not one message a channel"
        took, alone = max(posted) - min(posted), CHANNELS / (GLOBAL[0] / GLOBAL[1])
        slower = statistics.median(busy) / statistics.median(idle)
        off = places_off(channels)
        print(f"\n{CHANNELS} channels of {len(discord.guilds) - 1} servers, {database_url.partition(':')[0]}:")
        aims = {
            f"{took:.1f} s, {took / alone:.3f} times what the limits alone take ({LONGEST})": took / alone <= LONGEST,
            f"429 received: {len(discord.refused())} (the bot lets {AT_A_TIME} requests leave together; "
            f"at most {bunched(discord)} arrived so){_which(discord)}": not discord.refused(),
            f"an answer meanwhile: {told(busy)}; on the idle bot: {told(idle)}; by the median {slower:.2f} times "
            f"as long ({SLOWEST_ANSWER})": slower <= SLOWEST_ANSWER,
            f"at most {off} places from the fair one ({FARTHEST})": off <= FARTHEST,
        }
        for aim, met in aims.items():
            print(f"  {'met   ' if met else 'MISSED'}  {aim}")
        print(f"          processor time a post, answers and all: {cpu / CHANNELS * 1000:.1f} ms")
        print(
            "          waited for a processor: Discord {:.1f} s, the bot {:.1f} s".format(
                *(one.seconds for one in held_up)
            )
        )
        missed = [aim for aim, met in aims.items() if not met]
        assert not missed, "missed: " + "; ".join(missed)
    finally:
        await discord.close()


def told(took: list[float]) -> str:
    """The median and the 99th percentile of some sorted milliseconds."""
    return f"p50 {statistics.median(took):.1f} ms, p99 {took[int(0.99 * len(took))]:.1f} ms of {len(took)}"
