"""A thousand channels due at one minute: how long it takes beside what Discord's limits alone would, and what an
answer given meanwhile costs.

`make bench` prints it. Discord takes 50 requests a second from a bot.
"""

from __future__ import annotations

import asyncio
import os
import statistics

import psutil  # type: ignore[import-untyped]  # it has no types

from bot.core.records import What
from tests.loopback.bot_process import start_bot
from tests.loopback.classroom import open_question
from tests.loopback.limits import GLOBAL
from tests.loopback.server import Discord
from tests.loopback.timetable import due_now, slots
from tests.loopback.world import Message

CHANNELS = int(os.environ.get("BENCH_CHANNELS", "1000"))
ANSWERS = 100


async def answers(discord: Discord, question: Message, custom_id: str) -> list[float]:
    """How long each of some answers waits for its acknowledgement, in milliseconds, one after the other."""
    took = []
    for person in discord.learners(ANSWERS):
        reply = await discord.press(person, question, custom_id)
        assert "Saved" in reply.text, reply
        took.append((reply.after or 0) * 1000)
        await asyncio.sleep(0.05)
    return took


async def test_a_thousand_channels_at_one_minute(sqlite_url: str) -> None:
    discord = Discord()
    await discord.start()
    try:
        quiz_channel = discord.channel("quiz")
        channels = [discord.channel(f"class {number}") for number in range(CHANNELS)]
        bot = await start_bot(discord, sqlite_url)
        question = await open_question(discord, quiz_channel, questions=1, seconds=300)
        idle = await answers(discord, question, question.button("True"))
        await bot.end()
        await due_now(sqlite_url, *channels, what=What.QUESTION, topic="basmachi/years")
        discord.limits.on = True
        bot = await start_bot(discord, sqlite_url)
        started = sum(psutil.Process(bot.pid).cpu_times()[:2])
        await discord.until(lambda: any(slots(discord, one) for one in channels), within=60, what="the first post")
        begun = min(message.posted_at for one in channels for message in slots(discord, one))
        busy = await answers(discord, question, question.button("True"))
        await discord.until(lambda: all(slots(discord, one) for one in channels), within=600, what="every post")
        took = max(message.posted_at for one in channels for message in slots(discord, one)) - begun
        alone = CHANNELS / (GLOBAL[0] / GLOBAL[1])
        print(f"\n{CHANNELS} channels at one minute: {took:.1f} s, {took / alone:.2f} times what the limits alone take")
        cpu = sum(psutil.Process(bot.pid).cpu_times()[:2]) - started
        print(f"processor time a post: {cpu / CHANNELS * 1000:.1f} ms")
        print(f"429 received: {len(discord.refused())}")
        print(
            f"an answer on an idle bot: {statistics.median(idle):.1f} ms; meanwhile: {statistics.median(busy):.1f} ms"
        )
        assert discord.refused() == []
        assert all(len(slots(discord, one)) == 1 for one in channels)
    finally:
        await discord.close()
