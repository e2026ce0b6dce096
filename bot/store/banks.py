"""Servers' own question banks, and the items that a server's teachers have taken out of use."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from bot.core.records import BankState, BankVersion
from bot.store.part import Part, to_the_end
from bot.store.rows import AnyRow
from bot.store.schema import LIVE, banks, withdrawals

_WITHOUT_TEXT = tuple(column for column in banks.c if column.name != "text")


class Banks(Part):
    """Question files that a server brought itself, every version of them, and withdrawals."""

    async def live_banks(self, guild_id: int) -> dict[str, str]:
        """The texts of a server's own banks as they are in use, by name."""
        query = sa.select(banks.c.name, banks.c.text).where(banks.c.guild_id == guild_id, LIVE).order_by(banks.c.name)
        return {row.name: row.text for row in await self._rows(query)}

    async def guilds_of_their_own(self) -> set[int]:
        """The servers that have banks of their own in use, or have withdrawn something."""
        own = sa.select(banks.c.guild_id).where(LIVE).union(sa.select(withdrawals.c.guild_id))
        return {row.guild_id for row in await self._rows(sa.select(own.subquery()))}

    async def bank_versions(self, guild_id: int) -> list[BankVersion]:
        """All versions of a server's own banks, by name and the newest first."""
        query = sa.select(*_WITHOUT_TEXT).where(banks.c.guild_id == guild_id)
        return [_version_of(row) for row in await self._rows(query.order_by(banks.c.name, banks.c.number.desc()))]

    async def bank_version(self, version_id: int) -> BankVersion | None:
        """The version of that id, if there is one."""
        row = await self._row(sa.select(*_WITHOUT_TEXT).where(banks.c.id == version_id))
        return None if row is None else _version_of(row)

    async def bank_text(self, version_id: int) -> str | None:
        """The file of a version."""
        row = await self._row(sa.select(banks.c.text).where(banks.c.id == version_id))
        return None if row is None else str(row.text)

    @to_the_end
    async def keep_draft(
        self, guild_id: int, name: str, *, title: str, text: str, items: int, uploaded_by: int, at: datetime
    ) -> BankVersion:
        """Keep a file as the next version of a bank, not in use yet. A draft that it follows is dropped."""
        same = sa.and_(banks.c.guild_id == guild_id, banks.c.name == name)
        async with self._database.write() as connection:
            last = await connection.scalar(sa.select(sa.func.max(banks.c.number)).where(same))
            await connection.execute(sa.delete(banks).where(same, banks.c.state == BankState.DRAFT.value))
            values = {
                "guild_id": guild_id,
                "name": name,
                "number": (last or 0) + 1,
                "title": title,
                "text": text,
                "items": items,
                "state": BankState.DRAFT.value,
                "uploaded_by": uploaded_by,
                "uploaded_at": at,
            }
            row = (await connection.execute(sa.insert(banks).values(values).returning(*_WITHOUT_TEXT))).one()
        return _version_of(row)

    @to_the_end
    async def put_live(self, version_id: int, *, keep: int) -> BankVersion | None:
        """Let a version be the one in use; None where it is not there any more.

        Of the versions that are not, the `keep` newest are kept.
        """
        async with self._database.write() as connection:
            found = (await connection.execute(sa.select(banks).where(banks.c.id == version_id))).one_or_none()
            if found is None:
                return None
            same = sa.and_(banks.c.guild_id == found.guild_id, banks.c.name == found.name)
            await connection.execute(sa.update(banks).where(same, LIVE).values(state=BankState.PAST.value))
            live = sa.update(banks).where(banks.c.id == version_id).values(state=BankState.LIVE.value)
            row = (await connection.execute(live.returning(*_WITHOUT_TEXT))).one()
            past = sa.select(banks.c.id).where(same, banks.c.state == BankState.PAST.value)
            old = (await connection.execute(past.order_by(banks.c.number.desc()).offset(keep).limit(1000))).all()
            await connection.execute(sa.delete(banks).where(banks.c.id.in_([one.id for one in old])))
        return _version_of(row)

    async def take_out(self, guild_id: int, name: str) -> None:
        """Let a server's own bank be in use no more; its versions are kept."""
        live = sa.update(banks).where(banks.c.guild_id == guild_id, banks.c.name == name, LIVE)
        await self._change(live.values(state=BankState.PAST.value))

    async def drop_draft(self, version_id: int) -> None:
        """Forget a version that has never been in use."""
        await self._change(sa.delete(banks).where(banks.c.id == version_id, banks.c.state == BankState.DRAFT.value))

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


def _version_of(row: AnyRow) -> BankVersion:
    return BankVersion(**{**row._asdict(), "state": BankState(row.state)})
