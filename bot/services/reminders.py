"""A line in a direct message, once a day, to learners who asked for it, when something is due for them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.errors import DiscordTrouble, StoreTrouble
from bot.core.records import Preferences
from bot.core.slots import EVERY_DAY, Rule, moment_of, slots_after, upcoming
from bot.core.timetable import parse_time
from bot.services.due import how_much_is_due
from bot.services.outbox import Outbox
from bot.services.people import Learner
from bot.services.scheduling import named_zone
from bot.services.shelves import Shelves
from bot.services.views import ReminderSet, ReminderView
from bot.store import Store

log = logging.getLogger(__name__)

BATCH = 100
PAUSE = 0.2
"""Seconds between two messages: five a second, of the fifty that Discord allows, leave room for classes."""

TRY_AGAIN_AFTER, TRY_WITHIN = timedelta(minutes=15), timedelta(hours=1)
"""After how long a reminder that Discord did not take is tried again, and for how long; then the next day."""

AFTER_TROUBLE = timedelta(minutes=1)

TOO_LATE = timedelta(hours=3)
"""A reminder that is later than this, because Dastan was away, is left out."""

OFF = "off"


class Reminders:
    """Keeps when learners are to be reminded, and does it; direct messages are shard 0's, which does it for all."""

    def __init__(
        self,
        store: Store,
        shelves: Shelves,
        outbox: Outbox,
        *,
        now: Callable[[], datetime],
        changed: Callable[[], None],
        sends: bool = True,
        rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`sends` is whether this process sends them; `rest` is waited for between two."""
        self._store = store
        self._shelves = shelves
        self._outbox = outbox
        self._now = now
        self._changed = changed
        self._sends = sends
        self._rest = rest
        self._turn = asyncio.Lock()
        self._not_before: datetime | None = None

    async def set(self, learner: Learner, at: str, timezone: str | None, guild_id: int | None) -> ReminderSet:
        """Remind a learner daily at a time of day as they typed it, or no more ("off").

        Without a time zone it is the one they have given before, else the server's, in direct messages that of a server
        of theirs.

        Raises:
            BadTime, UnknownTimezone: what was typed cannot be understood; nothing was changed.
        """
        if at.strip().casefold() == OFF:
            await self.stop(learner)
            return ReminderSet()
        before = await self._store.preferences(learner.id)
        zone = named_zone(timezone) if timezone else before.timezone or await self._usual_zone(learner, guild_id)
        rule = Rule(parse_time(at), EVERY_DAY, zone)
        first = self._first(rule, before)
        await self._store.set_reminder(learner.id, rule.at, zone, first)
        self._changed()
        return ReminderSet(at=rule.at, timezone=zone, first=first)

    async def stop(self, learner: Learner) -> None:
        """Remind a learner no more."""
        await self._store.stop_reminding(learner.id)

    async def next_due(self) -> datetime | None:
        """When the next reminder is due; None while those that are due are being sent."""
        if not self._sends or self._turn.locked():
            return None
        found = await self._store.next_reminder()
        return max(found, self._not_before) if found is not None and self._not_before is not None else found

    async def run_due(self) -> None:
        """Send all reminders that are due, one after another; what the database fails is left for a minute."""
        if not self._sends or self._turn.locked() or (self._not_before is not None and self._now() < self._not_before):
            return
        async with self._turn:
            self._not_before = None
            try:
                while found := await self._store.due_reminders(self._now(), BATCH):
                    for one in found:
                        if await self._remind_safely(one):
                            await self._rest(PAUSE)
            except StoreTrouble as error:
                self._not_before = self._now() + AFTER_TROUBLE
                log.warning("reminders wait for the database: %s", error.__cause__)

    async def _remind_safely(self, one: Preferences) -> bool:
        try:
            return await self._remind(one)
        except StoreTrouble:
            raise
        except Exception:  # the boundary of one learner: the others are reminded
            log.exception("a reminder failed; the next one is a day later")
            if one.remind_at is not None:
                await self._store.move_reminder(one.learner_id, one.remind_at, self._now() + timedelta(days=1))
            return True

    async def _remind(self, one: Preferences) -> bool:
        """Remind a learner if there is anything to; whether Discord was asked to."""
        rule, now = _rule(one), self._now()
        if rule is None or one.remind_at is None:
            await self._store.stop_reminding(one.learner_id)
            return False
        coming = upcoming(rule, now, 1)[0].at
        due = await how_much_is_due(self._store, self._shelves, one.learner_id, now)  # before: it may fail for now
        if not await self._store.move_reminder(one.learner_id, one.remind_at, coming):
            return False  # changed meanwhile
        if not due or now - one.remind_at > TOO_LATE:
            return False
        slot = _latest(rule, now)
        view = ReminderView(learner_id=one.learner_id, due=due, at=rule.at, timezone=rule.zone, slot=slot)
        try:
            welcome = await self._outbox.remind(view)
        except DiscordTrouble:
            again = now + TRY_AGAIN_AFTER
            if again <= slot + TRY_WITHIN:
                await self._store.move_reminder(one.learner_id, coming, again)
            return True
        if not welcome:
            log.info("reminders of a learner are off: Discord does not let us write to them")
            await self._store.stop_reminding(one.learner_id)
        return True

    def _first(self, rule: Rule, before: Preferences) -> datetime:
        """The first moment of a rule that is not on the day of a reminder that there may have been already."""
        now, old = self._now(), _rule(before)
        coming = upcoming(rule, now, 1)[0]
        if old is not None:
            last = _latest(old, now)
        elif before.remind_at is not None and before.timezone is not None:  # turned off since
            last = before.remind_at.astimezone(ZoneInfo(before.timezone)) - timedelta(days=1)  # by the clocks there
        else:
            return coming.at
        last_day = last.astimezone(ZoneInfo(rule.zone)).date()
        return coming.at if coming.day > last_day else next(slots_after(rule, last_day)).at

    async def _usual_zone(self, learner: Learner, guild_id: int | None) -> str:
        server = guild_id if guild_id is not None else await self._store.server_of(learner.id)
        return (await self._store.guild(server)).timezone if server is not None else "UTC"


def _rule(one: Preferences) -> Rule | None:
    if one.reminder_at is None or one.timezone is None:
        return None
    return Rule(one.reminder_at, EVERY_DAY, one.timezone)


def _latest(rule: Rule, now: datetime) -> datetime:
    """The last moment of a rule up to now."""
    today = now.astimezone(ZoneInfo(rule.zone)).date()
    days = (today - timedelta(days=back) for back in range(3))
    moments = (moment_of(day, rule.at, rule.zone) for day in days)
    return next(at for at in moments if at is not None and at <= now)
