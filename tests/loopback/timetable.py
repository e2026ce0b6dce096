"""Schedules that are due, put straight into a bot's database before it starts."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot.core.records import NewSchedule, What
from bot.core.slots import EVERY_DAY
from bot.store import Store, open_store
from tests.loopback.server import Discord
from tests.loopback.world import Channel, Message


async def due_now(database_url: str, *channels: Channel, what: What = What.QUESTION, **changes: Any) -> None:
    """A schedule for each channel whose slot has just come: the minute that it is now, every day."""
    async with open_store(database_url) as store:
        for channel in channels:
            await add(store, channel, what, **changes)


async def add(store: Store, channel: Channel, what: What, **changes: Any) -> None:
    now = datetime.now(UTC)
    minute = now.replace(second=0, microsecond=0)
    given: dict[str, Any] = {
        "guild_id": channel.guild.id,
        "channel_id": channel.id,
        "host_id": 1,
        "what": what,
        "topic": None,
        "at": time(minute.hour, minute.minute),
        "days": EVERY_DAY,
        "open_hours": 1,
        "created_at": now,
        "last_day": minute.date() - timedelta(days=1),
        "due_at": minute,
    }
    await store.create_schedule(NewSchedule(**(given | changes)))


def slots(discord: Discord, channel: Channel) -> list[Message]:
    """What schedules have posted in a channel."""
    return discord.messages(channel)
