"""kill -9 at any moment, over and over: no acknowledged answer is lost or counted twice, no question posted twice or
left out, and the podium right.

`make test` kills a few times, `make soak` a hundred times on each database. The moments are random, from a seed.
"""

from __future__ import annotations

import asyncio
import time
from random import Random

import pytest

from tests.loopback.bot_process import BotProcess, start_bot
from tests.loopback.eager import EagerClass
from tests.loopback.server import Discord
from tests.soak import Progress, Soak

CLASSES = ("Anna", "Bahram", "Chary")
FEW, ALL = 2, 4
"""Questions of a quiz: in `make test`, and of the bank."""
STARTING, RUNNING = 1.2, 2.0
"""Seconds, at the most, from the start of a bot, or from its connection, until it is killed."""
A_QUIET_MOMENT = 0.3
"""Seconds after which a bot that had something to make good has begun to."""
TO_THE_END = 90

REQUESTS = (
    ("POST", "/channels/*/messages"),
    ("PATCH", "/channels/*/messages/*"),
    ("POST", "/interactions/*/callback"),
    ("GET", "/channels/*/messages"),
)


class Reaper:
    """Starts the bot and kills it, over and over."""

    def __init__(self, discord: Discord, database_url: str, progress: Progress) -> None:
        self.told: list[str] = []
        self.left = progress.left
        self._discord = discord
        self._database_url = database_url
        self._progress = progress

    async def a_short_life(self, random: Random) -> None:
        """Start the bot and kill it: while it starts, in the midst of a request to Discord, or at any moment."""
        begun = time.monotonic()
        bot = await start_bot(self._discord, self._database_url, connected=False)
        way = random.random()
        if way < 0.1:
            await asyncio.sleep(random.uniform(0, STARTING))
            await self.kill(bot, random, f"{time.monotonic() - begun:.3f} s after its start")
            return
        await self._discord.until(lambda: self._discord.gateway.connected or not bot.running, what="the connection")
        connected = time.monotonic()
        if way < 0.5:
            moment = await self._until_a_request(random)
        else:
            await asyncio.sleep(random.uniform(0, RUNNING))
            moment = ""
        await self.kill(bot, random, f"{time.monotonic() - connected:.3f} s after its connection{moment}")

    async def kill(self, bot: BotProcess, random: Random, moment: str) -> None:
        """kill -9, and sometimes let the minutes go by after which Discord has forgotten every nonce."""
        assert bot.running, bot.picture
        await bot.kill()
        self._discord.faults.clear()
        self._discord.gateway.sessions.clear()
        if forgotten := random.random() < 0.5:
            self._discord.forget_nonces()
        self.told.append(f"{moment}{', nonces forgotten' if forgotten else ''}")
        self.left -= 1
        self._progress.step()

    async def _until_a_request(self, random: Random) -> str:
        method, path = random.choice(REQUESTS)
        arrives = random.random() < 0.5
        await asyncio.sleep(random.uniform(0, RUNNING / 2))
        hold = self._discord.faults.hold(method, path, carried_out=arrives)
        if not await hold.comes(RUNNING / 2):
            return ""
        return f", in {method} {path}, {'carried out' if arrives else 'which came to nothing'}"


@pytest.mark.soak
async def test_a_bot_killed_at_any_moment_loses_no_answer_counts_none_twice_and_leaves_no_question_out(
    discord: Discord, database_url: str, soak: Soak
) -> None:
    with soak.times("kills", short=6, full=100) as progress:
        seed = soak.seed
        while progress.left:
            progress.note = f"seed {seed}"
            await _a_term(discord, database_url, seed, progress, questions=ALL if soak.full else FEW)
            seed += 1


async def _a_term(discord: Discord, database_url: str, seed: int, progress: Progress, *, questions: int) -> None:
    """Several quizzes at a time, under a bot that is killed until they are over, and then once more."""
    random = Random(seed)
    reaper = Reaper(discord, database_url, progress)
    classes = [EagerClass(discord, f"{seed} {name}", f"{name} {seed}") for name in CLASSES]
    quizzes = asyncio.gather(*(one.hold_a_quiz(questions) for one in classes))
    try:
        while reaper.left > 1 and not all(one.over for one in classes):
            await reaper.a_short_life(random)
        bot = await start_bot(discord, database_url)
        async with asyncio.timeout(TO_THE_END):
            await quizzes
        await reaper.kill(bot, random, "after the end")
        bot = await start_bot(discord, database_url)
        await asyncio.sleep(A_QUIET_MOMENT)
        for one in classes:
            await one.check(database_url)
        if reaper.left:
            await bot.kill()
            discord.gateway.sessions.clear()
    except BaseException as error:
        quizzes.cancel()
        error.add_note(f"The kills of --seed={seed}:\n" + "\n".join(reaper.told))
        error.add_note(discord.picture())
        raise
    discord.rest.replies.clear()
    discord.rest.requests.clear()
