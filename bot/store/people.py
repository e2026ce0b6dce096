"""What servers have set, which lessons learners have read, and Dastan's notes to itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from bot.core.records import Guild
from bot.store.part import Part
from bot.store.schema import guilds, learners, lesson_reads, notes


class People(Part):
    """Servers, readers and notes."""

    async def guild(self, guild_id: int) -> Guild:
        """What a server has set; the defaults where it has set nothing."""
        row = await self._row(sa.select(guilds).where(guilds.c.id == guild_id))
        return Guild(id=guild_id) if row is None else Guild(**row._asdict())

    async def languages(self) -> dict[int, str]:
        """The languages of the servers that are not spoken to in English, by their ids."""
        query = sa.select(guilds.c.id, guilds.c.language).where(guilds.c.language != "en")
        return {row.id: row.language for row in await self._rows(query)}

    async def guilds(self, guild_ids: Collection[int]) -> dict[int, Guild]:
        """What each of some servers has set."""
        query = sa.select(guilds).where(guilds.c.id.in_(guild_ids))
        found = {row.id: Guild(**row._asdict()) for row in await self._rows(query)}
        return {guild_id: found.get(guild_id) or Guild(id=guild_id) for guild_id in guild_ids}

    async def save_guild(self, guild: Guild) -> None:
        """Keep what a server has set."""
        values = asdict(guild)
        insert = self._database.insert(guilds).values(values)
        await self._change(insert.on_conflict_do_update(index_elements=[guilds.c.id], set_=values))

    async def servers_of(self, learner_id: int) -> list[int]:
        """The servers in which a learner has answered."""
        query = sa.select(learners.c.guild_id).where(learners.c.learner_id == learner_id, learners.c.guild_id != 0)
        return [row.guild_id for row in await self._rows(query.order_by(learners.c.guild_id))]

    async def mark_read(self, learner_id: int, lesson_id: str, at: datetime) -> None:
        """Note that a learner has read a lesson; the first time is what is kept."""
        insert = self._database.insert(lesson_reads).values(learner_id=learner_id, lesson_id=lesson_id, read_at=at)
        await self._change(insert.on_conflict_do_nothing())

    async def lessons_read(self, learner_id: int) -> frozenset[str]:
        """The ids of the lessons that a learner has read."""
        query = sa.select(lesson_reads.c.lesson_id).where(lesson_reads.c.learner_id == learner_id)
        return frozenset(row.lesson_id for row in await self._rows(query))

    async def name_of(self, guild_id: int, learner_id: int) -> str:
        """The name that a learner goes by in a server; empty where it is not known."""
        query = sa.select(learners.c.name).where(learners.c.guild_id == guild_id, learners.c.learner_id == learner_id)
        row = await self._row(query)
        return "" if row is None else str(row.name)

    async def note(self, key: str) -> str | None:
        """What was noted under a key; None where nothing was."""
        row = await self._row(sa.select(notes.c.value).where(notes.c.key == key))
        return None if row is None else str(row.value)

    async def set_note(self, key: str, value: str) -> None:
        """Note something under a key, in place of what stood there."""
        insert = self._database.insert(notes).values(key=key, value=value)
        await self._change(insert.on_conflict_do_update(index_elements=[notes.c.key], set_={"value": value}))
