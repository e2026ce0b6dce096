from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.store import open_store
from tests.services.school import School


@pytest.fixture
async def school(sqlite_url: str) -> AsyncIterator[School]:
    async with open_store(sqlite_url) as store:
        yield School(store)
