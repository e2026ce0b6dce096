"""How many presses a second Dastan takes - graded, committed, acknowledged - beside a bot that does nothing.

`make bench` prints it. In each of several rounds every bot is pressed in turn, so that a change in the machine's speed
meets all of them; what counts is the ratio within a round.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.bench.bare import FAST
from tests.bench.swarm import Run, Swarm, spread
from tests.loopback.bot_process import ROOT, start_bot
from tests.loopback.classroom import open_question
from tests.loopback.launch import ADDRESS
from tests.loopback.server import Discord
from tests.loopback.world import Channel, Message, new_message

PRESSES = int(os.environ.get("BENCH_PRESSES", "3000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
WARM_UP = 500


class Pressed:
    """A bot with a message of its own to press."""

    def __init__(self, discord: Discord, swarm: Swarm, message: Message, custom_id: str, pid: int) -> None:
        self.discord, self.swarm, self.message, self.custom_id, self.pid = discord, swarm, message, custom_id, pid

    async def run(self, presses: int, in_flight: int) -> Run:
        return await self.swarm.press(self.message, self.custom_id, self.pid, presses=presses, in_flight=in_flight)


@asynccontextmanager
async def _discord() -> AsyncIterator[tuple[Discord, Swarm, Channel]]:
    discord = Discord()
    swarm = Swarm(discord)
    channel = discord.channel("history")
    await discord.start()
    try:
        yield discord, swarm, channel
    finally:
        await discord.close()


def surroundings(folder: Path, *, fast: bool) -> dict[str, str]:
    """The environment of a bot with the `speed` extra, or of one that does not find it though it is installed."""
    if fast:
        return {FAST: "1", "PYTHONPATH": str(ROOT)}
    for name in ("uvloop", "orjson"):
        (folder / f"{name}.py").write_text(f"raise ModuleNotFoundError(name={name!r})\n")
    return {"PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}


@asynccontextmanager
async def dastan(database_url: str, environment: dict[str, Any]) -> AsyncIterator[Pressed]:
    """Dastan with an open true-or-false question."""
    async with _discord() as (discord, swarm, channel):
        bot = await start_bot(discord, database_url, **environment)
        message = await open_question(discord, channel, questions=1, seconds=300)
        yield Pressed(discord, swarm, message, message.button("True"), bot.pid)


@asynccontextmanager
async def bare(kind: str, like: Message, custom_id: str, environment: dict[str, str]) -> AsyncIterator[Pressed]:
    """A bare bot, and a message just like Dastan's."""
    async with _discord() as (discord, swarm, channel):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.bench.bare", kind, custom_id),
            cwd=ROOT,
            env=os.environ | {ADDRESS: discord.address, "DISCORD_TOKEN": discord.token} | environment,
        )
        try:
            await discord.until(lambda: discord.gateway.identified, what="the bare bot")
            await asyncio.sleep(1)
            message = new_message(
                channel, discord.me, {"components": like.versions[-1].components, "flags": like.flags}
            )
            yield Pressed(discord, swarm, message, custom_id, process.pid)
        finally:
            process.kill()
            await process.wait()


@pytest.mark.parametrize("fast", [False, True], ids=["asyncio", "speed"])
async def test_presses_beside_a_bare_handler(database_url: str, fast: bool, tmp_path: Path) -> None:
    if fast:
        pytest.importorskip("uvloop")
    environment = surroundings(tmp_path, fast=fast)
    name = f"Dastan on {database_url.partition(':')[0].partition('+')[0]}"
    async with (
        dastan(database_url, environment) as ours,
        bare("button", ours.message, ours.custom_id, environment) as button,
        bare("dynamic", ours.message, ours.custom_id, environment) as dynamic,
    ):
        bots = {"bare button": button, "bare DynamicItem": dynamic, name: ours}
        for in_flight in (1, 64):
            runs: dict[str, list[Run]] = {key: [] for key in bots}
            for bot in bots.values():
                await bot.run(WARM_UP, in_flight)
            for _ in range(ROUNDS):
                for key, bot in bots.items():
                    runs[key].append(await bot.run(PRESSES, in_flight))
            print(f"\n{'speed extra' if fast else 'asyncio'}, {in_flight} in flight, {PRESSES} presses a run")
            for key, of_one in runs.items():
                middle = sorted(of_one, key=lambda run: run.rate)[len(of_one) // 2]
                shares = [a.rate / b.rate for a, b in zip(of_one, runs["bare button"], strict=True)]
                print(f"  {key:20} {middle.row()}   {spread(shares)} of bare")
            assert all(reply.startswith("Saved") for run in runs[name] for reply in run.replies)
            assert statistics.median(run.rate for run in runs[name]) > 0
