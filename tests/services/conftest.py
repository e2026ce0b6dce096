from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.store import open_store
from tests.services.school import School


@pytest.fixture
async def school(sqlite_url: str) -> AsyncIterator[School]:
    async with open_store(sqlite_url) as store:
        yield School(store)


@pytest.fixture
async def any_school(database_url: str) -> AsyncIterator[School]:
    """On SQLite and on PostgreSQL."""
    async with open_store(database_url) as store:
        yield School(store)
