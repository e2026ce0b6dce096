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
from tests.loopback.world import Json
from tests.soak import Progress, Soak

CLASSES = ("Anna", "Bahram", "Chary")
FEW, ALL = 2, 4
"""Questions of a quiz, at the most: in `make test`, and of the bank."""
STARTING, RUNNING = 1.2, 2.0
"""Seconds, at the most, from the start of a bot, or from its connection, until it is killed."""
A_QUIET_MOMENT = 0.3
"""Seconds after which a bot that had something to make good has begun to."""
TO_THE_END = 180

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
        begun, since = time.monotonic(), "its start"
        bot = await start_bot(self._discord, self._database_url, connected=False)
        if random.random() < 0.1:
            await asyncio.sleep(random.uniform(0, STARTING))
            moment = ""
        else:
            gateway = self._discord.gateway
            await self._discord.until(lambda: gateway.connected or not bot.running, within=60, what="the connection")
            begun, since = time.monotonic(), "its connection"
            moment = await self._until_the_moment(random)
        await self.kill(bot, random, f"{time.monotonic() - begun:.3f} s after {since}{moment}")

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

    async def _until_the_moment(self, random: Random) -> str:
        """Some time goes by, then perhaps some request comes. A podium is no less likely for coming once a quiz."""
        arrives, method, path = random.random() < 0.5, *random.choice(REQUESTS)
        told = "carried out" if arrives else "which came to nothing"
        some_time, for_a_request = random.uniform(0, RUNNING), random.random() < 0.5
        hold = self._discord.faults.hold
        podium = hold("POST", "/channels/*/messages", carried_out=arrives, when=_is_podium)
        if await self._discord.watch.until(lambda: podium.here, within=some_time):
            return f", in the request for a podium, {told}"
        if for_a_request:
            request = hold(method, path, carried_out=arrives)
            if await self._discord.watch.until(lambda: request.here, within=RUNNING / 2):
                return f", in {method} {path}, {told}"
        return ""


def _is_podium(body: Json) -> bool:
    return str(body.get("nonce")).startswith("p")


@pytest.mark.soak
async def test_a_bot_killed_at_any_moment_loses_no_answer_counts_none_twice_and_leaves_no_question_out(
    discord: Discord, database_url: str, soak: Soak
) -> None:
    with soak.times("kills", short=6, full=100) as progress:
        seed = soak.seed
        while progress.left:
            progress.note = f"seed {seed}"
            await _a_term(discord, database_url, seed, progress, at_most=ALL if soak.full else FEW)
            seed += 1


async def _a_term(discord: Discord, database_url: str, seed: int, progress: Progress, *, at_most: int) -> None:
    """Several quizzes at a time, under a bot that is killed until they are over, and then once more."""
    random = Random(seed)
    reaper = Reaper(discord, database_url, progress)
    classes = [EagerClass(discord, f"{seed} {name}", f"{name} {seed}") for name in CLASSES]
    quizzes = asyncio.gather(*(one.hold_a_quiz(random.randint(1, at_most)) for one in classes))
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
