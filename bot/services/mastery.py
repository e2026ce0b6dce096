"""/progress: what a learner knows and keeps up, put together for whoever shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.calendar import local_day
from bot.core.identity import home_of
from bot.core.mastery import banks_in_course_order, foremost, known, together, topic_of
from bot.core.models import Bank
from bot.core.review import Memory, Reviewer
from bot.services.people import Learner
from bot.services.shelves import Shelves
from bot.services.streaks import KeptStreak, longest_streak, streaks_in
from bot.services.views import ProgressView
from bot.store import Store

TOPICS_SHOWN = 8
WEEKS_SHOWN = 12
WEEK = timedelta(days=7)


class Mastery:
    """Reads what a learner remembers. The time it takes depends on what is theirs, not on what others have answered."""

    def __init__(self, store: Store, shelves: Shelves, reviewer: Reviewer, *, now: Callable[[], datetime]) -> None:
        self._store = store
        self._shelves = shelves
        self._reviewer = reviewer
        self._now = now

    async def progress(self, learner: Learner, guild_id: int | None) -> ProgressView:
        """What a learner knows of a server's banks; in direct messages, of the course and what else they have met."""
        now = self._now()
        zone = "UTC" if guild_id is None else (await self._store.guild(guild_id)).timezone
        today = local_day(now, zone)
        memories = await self._store.memories(learner.id)
        banks = await self._banks(guild_id, memories)
        topics = [topic_of(bank, memories, lambda memory: self._reviewer.recall(memory, now)) for bank in banks]
        shown, others = foremost(topics, TOPICS_SHOWN)
        found = known((item for bank in banks for item in bank.items), memories)
        first = today - timedelta(days=today.weekday()) - (WEEKS_SHOWN - 1) * WEEK
        return ProgressView(
            today=today,
            whole=together(topics),
            topics=shown,
            others=others,
            untouched=sum(1 for one in topics if one.latest is None),
            due_today=_due(found, datetime.combine(today + timedelta(days=1), time(), ZoneInfo(zone))),
            due_this_week=_due(found, datetime.combine(today + WEEK, time(), ZoneInfo(zone))),
            first_day=first,
            answers=await self._store.activity(learner.id, first),
            streak=await self._streak(learner, guild_id, now),
        )

    async def _banks(self, guild_id: int | None, memories: Mapping[str, Memory]) -> list[Bank]:
        """The banks that a picture is of, in course order; servers' own banks that were met elsewhere come last."""
        banks = banks_in_course_order(await self._shelves.of(guild_id))
        if guild_id is None:
            met = {item_id.rpartition("/")[0] for item_id in memories}
            for home in sorted({one.guild_id for one in memories.values() if one.guild_id is not None}):
                theirs = banks_in_course_order(await self._shelves.of(home))
                banks += [bank for bank in theirs if home_of(bank.id) == home and bank.id in met]
        return banks

    async def _streak(self, learner: Learner, guild_id: int | None, now: datetime) -> KeptStreak:
        if guild_id is None:
            return await longest_streak(self._store, learner.id, now)
        guild = await self._store.guild(guild_id)
        return (await streaks_in(self._store, guild, [learner.id], now))[learner.id]


def _due(memories: Iterable[Memory], by: datetime) -> int:
    """How many items are to be asked again before a moment; what was missed last time is at once."""
    return sum(1 for one in memories if one.missed or one.due_at < by)
