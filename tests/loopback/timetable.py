"""Schedules that are due, put straight into a bot's database before it starts."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from bot.core.records import NewSchedule, What
from bot.core.slots import EVERY_DAY
from bot.store import open_store
from bot.store.rows import schedule_values
from bot.store.schema import schedules
from tests.loopback.server import Discord
from tests.loopback.world import Channel, Message


async def due_now(database_url: str, *channels: Channel, what: What = What.QUESTION, **changes: Any) -> None:
    """A schedule for each channel whose slot has just come: the minute that it is now, every day."""
    await due_at(datetime.now(UTC).replace(second=0, microsecond=0), database_url, *channels, what=what, **changes)


async def due_at(
    minute: datetime, database_url: str, *channels: Channel, what: What = What.QUESTION, **changes: Any
) -> None:
    """A schedule for each channel whose next slot comes at a minute, every day."""
    new = [schedule_values(new_schedule(minute, channel, what, **changes)) for channel in channels]
    async with open_store(database_url) as store, store._database.write() as connection:
        await connection.execute(sa.insert(schedules), new)


def new_schedule(minute: datetime, channel: Channel, what: What, **changes: Any) -> NewSchedule:
    given: dict[str, Any] = {
        "guild_id": channel.guild.id,
        "channel_id": channel.id,
        "host_id": 1,
        "what": what,
        "topic": None,
        "at": time(minute.hour, minute.minute),
        "days": EVERY_DAY,
        "open_hours": 1,
        "created_at": datetime.now(UTC),
        "last_day": minute.date() - timedelta(days=1),
        "due_at": minute,
    }
    return NewSchedule(**(given | changes))


def slots(discord: Discord, channel: Channel) -> list[Message]:
    """What schedules have posted in a channel."""
    return discord.messages(channel)
