"""Servers' own question banks, and the items that a server's teachers have taken out of use."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from bot.store.part import Part
from bot.store.schema import LIVE, banks, withdrawals


class Banks(Part):
    """Question files that a server brought itself, every version of them, and withdrawals."""

    async def live_banks(self, guild_id: int) -> dict[str, str]:
        """The texts of a server's own banks as they are in use, by name."""
        query = sa.select(banks.c.name, banks.c.text).where(banks.c.guild_id == guild_id, LIVE).order_by(banks.c.name)
        return {row.name: row.text for row in await self._rows(query)}

    async def own_bank_titles(self, guild_ids: Collection[int]) -> dict[int, list[str]]:
        """The titles of the banks that some servers have of their own; servers without any are left out."""
        query = sa.select(banks.c.guild_id, banks.c.title).where(banks.c.guild_id.in_(guild_ids), LIVE)
        found: dict[int, list[str]] = {}
        for row in await self._rows(query.order_by(banks.c.guild_id, banks.c.name)):
            found.setdefault(row.guild_id, []).append(row.title)
        return found

    async def withdrawn(self, guild_id: int) -> frozenset[str]:
        """The ids of the items that a server does not ask."""
        query = sa.select(withdrawals.c.item_id).where(withdrawals.c.guild_id == guild_id)
        return frozenset(row.item_id for row in await self._rows(query))
