from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.loopback.bot_process import BotProcess
from tests.loopback.server import Discord, loopback


@pytest.fixture
async def discord() -> AsyncIterator[Discord]:
    """A Discord on 127.0.0.1. An error that a bot has logged unexpectedly fails the test, and so does a request that
    Discord's own description does not allow."""
    async with loopback() as discord:
        yield discord
    for bot in discord.bots:
        assert isinstance(bot, BotProcess)
        assert not bot.errors, bot.picture
    assert not discord.rest.complaints, "\n".join(discord.rest.complaints)


@pytest.fixture(autouse=True)
async def bots_end_before_their_database(request: pytest.FixtureRequest, discord: Discord) -> AsyncIterator[None]:
    """What is set up last is taken down first; a bot whose database is dropped would complain in its log."""
    for name in ("database_url", "postgres_url"):
        if name in request.fixturenames:
            request.getfixturevalue(name)
    yield
    await asyncio.gather(*(bot.end_at_once() for bot in discord.bots))
