"""Which slots are due, whose turn it is, and what is to be posted for them: decided and claimed, many at a time."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.calendar import local_day
from bot.core.records import Claim, Claimed, Guild, Schedule, What
from bot.core.slots import LATE_AFTER, Slot, due, next_moment
from bot.services.curriculum import Curriculum, Past
from bot.store import Store

log = logging.getLogger(__name__)

QUIZ_GRACE = timedelta(minutes=15)
"""A live quiz that is later than this has no class any more."""


class Claims:
    """Claims slots before anything is posted, so that no two post them.

    Many come at one minute: what their schedules have in common is read once, and they are claimed together.
    """

    def __init__(self, store: Store, curriculum: Curriculum, *, now: Callable[[], datetime], grace: timedelta) -> None:
        self._store = store
        self._curriculum = curriculum
        self._now = now
        self._grace = max(grace, LATE_AFTER)  # no clock rings on the dot, and many due at one minute take minutes
        self._turns: deque[int] = deque()
        """Schedules that are due, in a fair order; read again when all have had their turn."""
        self._deciding = asyncio.Lock()
        """What is to be asked next depends on what has been claimed."""

    async def next_due(self, limit: int, excluding: Collection[int]) -> list[Schedule]:
        """The next schedules whose slots are to be claimed; those left out keep their turns."""
        now = self._now()
        ids = self._take_turns(limit, excluding)
        if not ids:
            self._turns = deque(await self._store.due_in_turn(now))
            ids = self._take_turns(limit, excluding)
        return await self._store.due_schedules(now, ids) if ids else []

    def _take_turns(self, limit: int, excluding: Collection[int]) -> list[int]:
        taken: list[int] = []
        left_out: list[int] = []
        while self._turns and len(taken) < limit:
            schedule_id = self._turns.popleft()
            (left_out if schedule_id in excluding else taken).append(schedule_id)
        self._turns.extendleft(reversed(left_out))
        return taken

    def forget_turns(self) -> None:
        """Whose turn it is will be read anew."""
        self._turns.clear()

    async def claim(self, schedules: Sequence[Schedule]) -> list[Claimed]:
        """Decide what is to be posted for the slots of some schedules, and claim them; those that are to be posted."""
        now = self._now()
        async with self._deciding:
            guilds = await self._store.guilds({schedule.guild_id for schedule in schedules})
            past = await self._curriculum.past(schedules)
            claims = [self._claim_of(schedule, guilds[schedule.guild_id], past, now) for schedule in schedules]
            claimed = await self._store.claim_slots(claims, now)
        return [one for one in claimed if one is not None]

    async def claim_extra(self, schedule: Schedule) -> Claimed | None:
        """Claim a slot that begins now, beside those of the rule; None where another has been quicker."""
        guild = await self._store.guild(schedule.guild_id)
        now = self._now()
        day = local_day(now, guild.timezone)
        earlier = await self._store.posts_of(schedule.id, 100)
        number = 1 + max((post.number for post in earlier if post.slot.day == day), default=0)
        async with self._deciding:
            new = await self._curriculum.decide(schedule, guild, Slot(day, now), number=number)
            return await self._store.extra_post(schedule, new)

    def grace_of(self, schedule: Schedule) -> timedelta:
        """How late a slot of a schedule may be posted."""
        return min(self._grace, QUIZ_GRACE) if schedule.what is What.QUIZ else self._grace

    def _claim_of(self, schedule: Schedule, guild: Guild, past: Past, now: datetime) -> Claim:
        rule = schedule.rule(guild.timezone)
        found = due(
            rule, last=schedule.last_day, now=now, grace=self.grace_of(schedule), not_before=schedule.not_before
        )
        for slot in found.missed:
            log.info("schedule %d: the slot of %s was missed", schedule.id, slot.day)
        handled = [*found.missed, *([found.post] if found.post else [])]
        last = handled[-1].day if handled else schedule.last_day  # none: it was reckoned in another time zone
        return Claim(
            before=schedule,
            after=replace(schedule, last_day=last, due_at=next_moment(rule, last, schedule.not_before)),
            new=self._curriculum.choose(past, schedule, guild, found.post, late=found.late) if found.post else None,
            missed=found.missed,
        )
