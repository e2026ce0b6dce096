"""The whole bot in a browser, with no Discord account: one class, real time, and a page that follows by itself."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import simcord

from bot.app import App, open_app, utc_now
from bot.config import Settings, from_project
from bot.core.errors import NoLessons
from bot.sandbox.live import LiveEnv, LivePreview
from bot.sandbox.world import World, build_world

log = logging.getLogger(__name__)

DATABASE = "sqlite+aiosqlite:///data/sandbox.sqlite3"
TICK = 0.25
"""Seconds between two looks at whether a timer waits to be let fire."""
PORTS_TRIED = 20

WELCOME = """\
Dastan's sandbox: a class with a teacher and three students, all in your browser. Open

{url}

"Viewing as", at the top, says who you are; for a whole class open the address in several tabs.
Type / to choose a command, and send it with the arrow. Try:

  as Student A       /lesson          read a lesson in a minute, then "Quiz me on this"
  as Teacher         /quiz start      pick a bank; the first question comes by itself
  as each Student    tap an answer    the reveal, the next question and the podium come too
  as Student A       /practice        what was missed comes back; /progress shows what you know
  as Teacher         /schedule add    a lesson or a question by itself; /bank upload adds your own questions
  as anybody         /help            all that there is for you

Ctrl-C ends it. {kept}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """A running sandbox."""

    app: App
    env: LiveEnv
    world: World
    preview: LivePreview

    @property
    def url(self) -> str:
        """Where to look. Whoever has this address can act as anyone in the class."""
        return self.preview.url

    async def tick(self) -> None:
        """Let what is overdue happen; the pages ask for the rest by themselves."""
        await self.preview.tick()


@asynccontextmanager
async def open_sandbox(
    settings: Settings,
    *,
    now: Callable[[], datetime] = utc_now,
    rng: random.Random | None = None,
    bank: Path | None = None,
) -> AsyncIterator[Sandbox]:
    """Open the bot, a class for it and the page, with today's lesson posted where there is one.

    Some timers fire only as `Sandbox.tick` is called. With a `bank` there is no other, and nothing is kept.

    Raises:
        BadContent: the lessons or banks have problems.
        StoreInUse, StoreUnavailable: the database cannot be opened.
    """
    if "database_url" not in settings.model_fields_set:
        settings = settings.model_copy(update={"database_url": from_project(DATABASE)})
    async with AsyncExitStack() as stack:
        rng = rng or random.Random()  # noqa: S311 - no secrets, only order
        if bank is not None:
            folder = stack.enter_context(TemporaryDirectory(prefix="dastan-", ignore_cleanup_errors=True))
            settings = settings.model_copy(update={"database_url": f"sqlite+aiosqlite:///{folder}/class.sqlite3"})
        app = await stack.enter_async_context(open_app(settings, now=now, rng=rng, bank=bank))
        env = LiveEnv(app.client)
        world = build_world(env)
        env.follow_time(now)
        await env.start()
        stack.push_async_callback(env.shutdown)
        stack.push_async_callback(app.come_to_rest)  # SimCord would break off what is under way
        preview = await _enter_preview(stack, env, world, settings.sandbox_port)
        with suppress(NoLessons):
            await app.post_lesson(world.channel.id)
        yield Sandbox(app=app, env=env, world=world, preview=preview)


async def _enter_preview(stack: AsyncExitStack, env: LiveEnv, world: World, wanted: int) -> LivePreview:
    for port in _ports(wanted):
        preview = LivePreview(env, world.channel, world.everyone, port=port)
        try:
            await stack.enter_async_context(preview)
        except simcord.SetupError as error:
            if port == 0 or not isinstance(error.__cause__, OSError):
                raise
        else:
            return preview
    raise AssertionError("port 0 is always free")


def _ports(wanted: int) -> Iterator[int]:
    if wanted:
        yield from range(wanted, min(wanted + PORTS_TRIED, 65535) + 1)
    yield 0


async def run_sandbox(
    settings: Settings,
    *,
    now: Callable[[], datetime] = utc_now,
    bank: Path | None = None,
    echo: Callable[[str], None] = print,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Run the sandbox until it is cancelled, or ended in the page. `ready` is called with its address."""
    async with open_sandbox(settings, bank=bank, now=now) as sandbox:
        if settings.sandbox_port not in {0, sandbox.preview.port}:
            echo(f"Port {settings.sandbox_port} is taken; using {sandbox.preview.port}.")
        echo(WELCOME.format(url=sandbox.url, kept=_kept(settings, bank)))
        if ready is not None:
            ready(sandbox.url)
        await _keep_going(sandbox)
    echo("The session was ended in the page.")


async def _keep_going(sandbox: Sandbox) -> None:
    """Keep time going until somebody ends the session in the page."""
    ended = asyncio.create_task(sandbox.preview.wait_closed())
    try:
        while not ended.done():
            await asyncio.wait([ended], timeout=TICK)
            try:
                await sandbox.tick()
            except Exception:
                log.exception("A tick failed; the next one tries again.")
    finally:
        ended.cancel()
        await asyncio.gather(ended, return_exceptions=True)


def _kept(settings: Settings, bank: Path | None) -> str:
    if bank is not None:
        return f"Its only bank is {bank}, taken up anew whenever you save it; nothing of this class is kept."
    if "database_url" not in settings.model_fields_set:
        return f"What the class does is kept in {from_project(DATABASE).partition('///')[2]}."
    return "What the class does is kept in the database that DATABASE_URL names."
