"""Servers that remove Dastan are erased after a while, in which they may take it back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from bot.core.errors import StoreTrouble
from bot.store import Store

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=30)
"""How long the data of a server that has removed Dastan is kept."""

BATCH = 100
AGAIN_AFTER = timedelta(minutes=10)
"""How long the erasures wait after the database failed one."""


class Departures:
    """Notes which servers have gone and come back, and erases those that stay away."""

    def __init__(
        self,
        store: Store,
        *,
        now: Callable[[], datetime],
        present: Callable[[int], bool],
        forget: Callable[[int], None],
    ) -> None:
        """`present` says whether Discord counts us in a server just now; `forget` drops what is kept at hand of it."""
        self._store = store
        self._now = now
        self._present = present
        self._forget = forget
        self._turn = asyncio.Lock()
        self._not_before: datetime | None = None

    async def left(self, guild_id: int) -> None:
        """A server has removed Dastan."""
        await self._store.note_departure(guild_id, self._now())

    async def joined(self, guild_id: int) -> None:
        """A server has let Dastan in, perhaps again."""
        await self._store.clear_departures([guild_id])

    async def compare(self, present: Collection[int]) -> None:
        """Note which servers left, and which came back, while nobody listened.

        `present` has all servers of this shard that Discord names, those included that are away in an outage of its.
        """
        gone = await self._store.departed()
        if back := gone.keys() & set(present):
            await self._store.clear_departures(back)
        for guild_id in await self._store.known_servers() - set(present) - gone.keys():
            await self.left(guild_id)

    async def next_due(self) -> datetime | None:
        """When the next server is to be erased."""
        if self._turn.locked():
            return None
        first = await self._store.first_departure()
        if first is None:
            return None
        return max(first + KEPT_FOR, self._not_before) if self._not_before else first + KEPT_FOR

    async def run_due(self) -> None:
        """Erase the servers that have been gone for long enough."""
        if self._turn.locked() or (self._not_before is not None and self._now() < self._not_before):
            return
        async with self._turn:
            self._not_before = None
            while found := await self._store.departed_by(self._now() - KEPT_FOR, BATCH):
                for guild_id in found:
                    if not await self._erased(guild_id):
                        return

    async def _erased(self, guild_id: int) -> bool:
        """Erase a server, unless it is there after all; False where that failed for now."""
        try:
            if self._present(guild_id):
                await self._store.clear_departures([guild_id])
                return True
            await self._store.erase_server(guild_id)
        except StoreTrouble as error:
            self._not_before = self._now() + AGAIN_AFTER
            log.warning("server %d could not be erased: %s", guild_id, error.__cause__)
            return False
        self._forget(guild_id)
        log.info("erased server %d, which removed Dastan %d days ago", guild_id, KEPT_FOR.days)
        return True
