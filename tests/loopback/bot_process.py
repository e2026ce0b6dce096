"""The bot as an operator runs it: a process of its own, which can be told to end, or killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from pathlib import Path

from tests.loopback.launch import ADDRESS, ANSWER_WITHIN, NO_MORE_SERVERS_AFTER, SPEAK_WITHIN
from tests.loopback.processor import Waiting
from tests.loopback.server import Discord

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "tests" / "e2e" / "library"
PYCACHE = ROOT / ".pytest_cache" / "loopback-pycache"
"""Compiled once for all bots, also where PYTHONDONTWRITEBYTECODE is set: an import is three times as quick."""

LAST_LINES = 40


class BotProcess:
    """`dastan run`, started by `start_bot`."""

    def __init__(self, discord: Discord, database_url: str) -> None:
        self.database_url = database_url
        self.output: list[str] = []
        """What it has printed, line by line."""
        self.log: list[str] = []
        """What it has logged."""
        self.may_log: list[str] = []
        """What its errors may say; any other error fails the test at its end."""
        self._discord = discord
        self._process: asyncio.subprocess.Process
        self._readers: list[asyncio.Task[None]] = []

    async def launch(self, token: str, more: dict[str, str]) -> None:
        """Start the process in an empty folder, so that no `.env` is read."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "DASTAN"))}
        environment |= {
            ADDRESS: self._discord.address,
            "DISCORD_TOKEN": token,
            "DATABASE_URL": self.database_url,
            "LESSONS_DIR": str(LIBRARY / "lessons"),
            "QUIZZES_DIR": str(LIBRARY / "quizzes"),
            "PYTHONPATH": str(ROOT),
            "PYTHONPYCACHEPREFIX": str(PYCACHE),
            "NO_PROXY": "127.0.0.1",
            **more,
        }
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.loopback.launch", "run"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=tempfile.gettempdir(),
            env=environment,
        )
        streams = ((self._process.stdout, self.output), (self._process.stderr, self.log))
        self._readers = [asyncio.create_task(self._read(stream, into)) for stream, into in streams if stream]
        self._discord.bots.append(self)

    @property
    def running(self) -> bool:
        return self._process.returncode is None

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def said(self) -> str:
        """All that it has printed and logged."""
        return "\n".join([*self.output, *self.log])

    @property
    def picture(self) -> str:
        code = "running" if self.running else f"ended with {self._process.returncode}"
        return "\n".join([f"bot {self.pid}, {code}", *self.output, *self.log[-LAST_LINES:]])

    @property
    def errors(self) -> list[str]:
        """The errors in its log that nothing has allowed."""
        found = [line for line in self.log if " ERROR " in line or " CRITICAL " in line]
        return [line for line in found if not any(one in line for one in self.may_log)]

    async def kill(self) -> None:
        """kill -9: it can do nothing any more, from this moment on."""
        self._process.kill()
        await self._gone()

    async def end(self, how: signal.Signals = signal.SIGTERM, *, within: float = 10) -> int:
        """Tell it to end, and give its exit code."""
        self._process.send_signal(how)
        return await self.ended(within=within)

    async def ended(self, *, within: float = 20) -> int:
        """Wait until it ends by itself; its exit code. Waiting for a processor that others use does not count."""
        others = Waiting(self.pid)
        gone = asyncio.create_task(self._gone())
        await asyncio.wait({gone}, timeout=within)
        await asyncio.wait({gone}, timeout=others.seconds)
        assert gone.done(), f"it has not ended within {within} s\n{self.picture}"
        return gone.result()

    async def end_at_once(self) -> None:
        """See `RunningBot.end_at_once`."""
        if self.running:
            self._process.kill()
        await self._gone()

    async def _gone(self) -> int:
        code = await self._process.wait()
        await asyncio.gather(*self._readers)
        return code

    async def _read(self, stream: asyncio.StreamReader, into: list[str]) -> None:
        while line := await stream.readline():
            into.append(line.decode(errors="replace").rstrip("\n"))
            self._discord.watch.notify()


async def start_bot(
    discord: Discord,
    database_url: str,
    *,
    token: str | None = None,
    connected: bool = True,
    answer_within: float | None = None,
    speak_within: float | None = None,
    **environment: str,
) -> BotProcess:
    """Start a bot, and wait until it is `connected` and knows its servers.

    `answer_within` and `speak_within` are the seconds that it gives Discord for a request, and for a word on the
    gateway, where they are not to be its own.
    """
    hurry = {ANSWER_WITHIN: answer_within, SPEAK_WITHIN: speak_within}
    environment |= {name: str(seconds) for name, seconds in hurry.items() if seconds is not None}
    bot = BotProcess(discord, database_url)
    before = discord.gateway.identified
    await bot.launch(discord.token if token is None else token, environment)
    if connected:
        await discord.until(
            lambda: discord.gateway.identified > before or not bot.running, within=20, what="the bot's connection"
        )
        await asyncio.sleep(2 * NO_MORE_SERVERS_AFTER)  # then it counts itself ready
        assert bot.running, bot.picture
    return bot
