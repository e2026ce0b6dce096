"""Servers that have removed Dastan, and what becomes of their data."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from bot.core.identity import own_bank_id
from bot.store.part import Part, to_the_end
from bot.store.schema import (
    banks,
    departures,
    doubts,
    guilds,
    learners,
    memories,
    metadata,
    quizzes,
    rounds,
    schedules,
    sittings,
    withdrawals,
)

_TRACES = (
    guilds.c.id,
    *(table.c.guild_id for table in (learners, quizzes, schedules, sittings, banks, withdrawals, doubts)),
)
"""Whatever else is kept about a server, one of these is too; tables of answers are too large to be looked through."""


class Departures(Part):
    """Notes which servers have left, and when, and erases a server."""

    async def note_departure(self, guild_id: int, at: datetime) -> None:
        """A server has removed Dastan; where that has been noted before, the earlier moment stands."""
        insert = self._database.insert(departures).values(guild_id=guild_id, left_at=at)
        await self._change(insert.on_conflict_do_nothing())

    @to_the_end
    async def clear_departures(self, guild_ids: Collection[int]) -> None:
        """These servers have Dastan (again)."""
        async with self._database.write() as connection:
            await connection.execute(sa.delete(departures).where(departures.c.guild_id.in_(guild_ids)))

    async def departed(self) -> dict[int, datetime]:
        """The servers of this shard that have removed Dastan, and when."""
        rows = await self._rows(sa.select(departures).where(self._ours(departures.c.guild_id)))
        return {row.guild_id: row.left_at for row in rows}

    async def known_servers(self) -> frozenset[int]:
        """The ids of the servers of this shard about which anything is kept."""
        traces = sa.union(*(sa.select(column.label("id")).where(column > 0) for column in _TRACES)).subquery()
        rows = await self._rows(sa.select(traces.c.id).where(self._ours(traces.c.id)))
        return frozenset(row.id for row in rows)

    async def departed_by(self, moment: datetime, limit: int) -> list[int]:
        """The servers of this shard that had left by a moment, the one gone longest first."""
        query = sa.select(departures).where(departures.c.left_at <= moment, self._ours(departures.c.guild_id))
        return [row.guild_id for row in await self._rows(query.order_by(departures.c.left_at).limit(limit))]

    async def first_departure(self) -> datetime | None:
        """When the server of this shard that has been gone longest left."""
        query = sa.select(sa.func.min(departures.c.left_at)).where(self._ours(departures.c.guild_id))
        [row] = await self._rows(query)
        found: datetime | None = row[0]
        return found

    @to_the_end
    async def erase_server(self, guild_id: int) -> None:
        """Forget a server, in every table, all at once: also what learners remember of its own banks."""
        own = own_bank_id(guild_id, "")
        async with self._database.write() as connection:
            for table in (
                rounds,
                memories,
            ):  # practised elsewhere too; in the order in which a review takes hold of them
                theirs = sa.func.substr(table.c.item_id, 1, len(own)) == own
                await connection.execute(sa.delete(table).where(theirs))
            for table in reversed(metadata.sorted_tables):
                if "guild_id" in table.c:
                    await connection.execute(sa.delete(table).where(table.c.guild_id == guild_id))
            await connection.execute(sa.delete(guilds).where(guilds.c.id == guild_id))
