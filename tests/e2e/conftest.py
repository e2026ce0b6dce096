from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import simcord

from bot.config import Settings
from tests import discord_api
from tests.e2e.classroom import HERE, Classroom


@pytest.fixture
def settings(tmp_path: Path, sqlite_template: Path) -> Settings:
    file = shutil.copy(sqlite_template, tmp_path / "class.sqlite3")
    return Settings(
        _env_file=None,
        discord_token=None,
        database_url=f"sqlite+aiosqlite:///{file}",
        lessons_dir=HERE / "library" / "lessons",
        quizzes_dir=HERE / "library" / "quizzes",
    )


@pytest.fixture
async def closed_room(settings: Settings) -> AsyncIterator[Classroom]:
    """The class before SimCord: the bot is built, but not connected."""
    room = Classroom(settings)
    await room.open_app()
    yield room
    await room.close_app()


@pytest.fixture
async def env(closed_room: Classroom) -> AsyncIterator[simcord.Env]:
    """SimCord with the bot connected. Its plugin looks for an `Env` among a test's fixtures."""
    env = simcord.Env(closed_room.app.client, settle_timeout=5)
    await env.start()
    yield env
    await env.shutdown()
    refused = [one for sent in env.http_requests for one in discord_api.check(sent.method, sent.path, sent.json)]
    try:
        env.raise_errors()  # whatever the bot swallowed fails the test
    finally:
        assert not refused, "\n".join(refused)  # and so does what Discord's own description refuses


@pytest.fixture
async def room(closed_room: Classroom, env: simcord.Env) -> Classroom:
    await closed_room.furnish(env)
    return closed_room
