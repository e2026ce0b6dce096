"""A teacher says what is to appear every school day, and what their server's clock and habits are."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import available_timezones

from bot.core.errors import NoItems, TooManySchedules, UnknownSchedule, UnknownTimezone
from bot.core.records import Guild, NewSchedule, Post, Schedule, ScheduleState, What
from bot.core.slots import next_moment, upcoming
from bot.core.timetable import parse_days, parse_time
from bot.services.course import closest, find_topic
from bot.services.daily import Daily
from bot.services.postings import Postings
from bot.services.shelves import Shelves
from bot.services.views import ScheduleView
from bot.store import Store

MOST_SCHEDULES = 25
"""A server's schedules: as many as fit into one list."""

_USUAL_DAYS = {What.DIGEST: "Fri"}
_NO_PLACES = ("Etc/", "SystemV/", "US/", "posix", "right/", "localtime", "Factory")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleWish:
    """What a teacher asks for, as they typed it."""

    what: What
    channel_id: int
    at: str = "9:00"
    days: str | None = None
    """Every school day where it is left out; for a digest, Friday."""
    topic: str | None = None
    open_hours: int | None = None


class Scheduling:
    """Adding, listing, pausing, resuming and removing schedules, and the settings of a server."""

    def __init__(
        self,
        store: Store,
        shelves: Shelves,
        daily: Daily,
        postings: Postings,
        *,
        now: Callable[[], datetime],
        changed: Callable[[], None],
    ) -> None:
        self._store = store
        self._shelves = shelves
        self._daily = daily
        self._postings = postings
        self._now = now
        self._changed = changed

    async def add(self, guild_id: int, host_id: int, wish: ScheduleWish) -> ScheduleView:
        """Keep a new schedule, whose first slot is the next that its rule names; with a preview of what will appear.

        Raises:
            BadTime, BadDays, UnknownTopic: what was typed cannot be understood.
            TooManySchedules: the server has as many as it may have.
            NoItems: there is nothing to post on the topic; nothing was kept.
        """
        at, days = parse_time(wish.at), parse_days(wish.days or _USUAL_DAYS.get(wish.what, "Mon-Fri"))
        topic, name = find_topic(await self._shelves.of(guild_id), wish.topic) if wish.topic else (None, "")
        if len(await self._store.schedules_of(guild_id)) >= MOST_SCHEDULES:
            raise TooManySchedules(MOST_SCHEDULES)
        now = self._now()
        draft = Schedule(
            id=0,
            guild_id=guild_id,
            channel_id=wish.channel_id,
            host_id=host_id,
            what=wish.what,
            topic=topic,
            at=at,
            days=days,
            open_hours=wish.open_hours,
            created_at=now,
            state=ScheduleState.ACTIVE,
            failures=0,
            told=False,
            last_day=now.date(),
            due_at=now,
        )
        first = upcoming(draft.rule((await self._store.guild(guild_id)).timezone), now, 1)[0]
        if wish.what is not What.QUIZ and await self._postings.preview(draft) is None:
            raise NoItems(name)
        kept = await self._store.create_schedule(
            NewSchedule(
                guild_id=guild_id,
                channel_id=wish.channel_id,
                host_id=host_id,
                what=wish.what,
                topic=topic,
                at=at,
                days=days,
                open_hours=wish.open_hours,
                created_at=now,
                last_day=first.day - timedelta(days=1),
                due_at=first.at,
            )
        )
        self._changed()
        return await self._postings.schedule(kept, preview=True)

    async def all(self, guild_id: int) -> list[ScheduleView]:
        """The server's schedules, each with its next moments and what happened to its last slot."""
        return [await self._postings.schedule(one) for one in await self._store.schedules_of(guild_id)]

    async def pause(self, guild_id: int, number: str) -> ScheduleView:
        """Let a schedule do nothing until it is resumed; an open question stays open.

        Raises:
            UnknownSchedule: the server has none of that number, as for all of these.
        """
        return await self._tell(
            await self._change(guild_id, number, lambda one: replace(one, state=ScheduleState.PAUSED))
        )

    async def resume(self, guild_id: int, number: str) -> ScheduleView:
        """Let a paused schedule go on with its next slot; those that went by in the pause are not made up for."""
        timezone = (await self._store.guild(guild_id)).timezone

        def resumed(schedule: Schedule) -> Schedule:
            if schedule.state is not ScheduleState.PAUSED:
                return schedule
            active = replace(schedule, state=ScheduleState.ACTIVE, failures=0, told=False)
            return self._from_now_on(active, timezone)

        return await self._tell(await self._change(guild_id, number, resumed))

    async def remove(self, guild_id: int, number: str) -> ScheduleView:
        """Let a schedule never do anything again; what it has posted stays, and its open question is still revealed."""
        return await self._tell(
            await self._change(guild_id, number, lambda one: replace(one, state=ScheduleState.REMOVED))
        )

    async def now(self, guild_id: int, number: str) -> tuple[ScheduleView, Post | None]:
        """Post at once what a schedule would post next, beside its slots; None where it could not be posted yet."""
        schedule = await self._find(guild_id, number)
        post = await self._daily.post_now(schedule)
        return await self._postings.schedule(schedule), post

    async def settings(self, guild_id: int) -> Guild:
        """What a server has set."""
        return await self._store.guild(guild_id)

    async def set_timezone(self, guild_id: int, name: str) -> Guild:
        """Let the server's days and times be those of an IANA time zone; no slot is posted twice, or at once, for it.

        Raises:
            UnknownTimezone: there is none of that name; it names the closest.
        """
        zone = named_zone(name)
        before = await self._store.guild(guild_id)
        if before.timezone == zone:
            return before
        guild = await self.save(replace(before, timezone=zone))
        for schedule in await self._store.schedules_of(guild_id):
            with suppress(UnknownSchedule):  # removed meanwhile
                await self._change(guild_id, str(schedule.id), lambda one: self._from_now_on(one, guild.timezone))
        self._changed()
        return guild

    async def change(
        self,
        guild_id: int,
        *,
        timezone: str | None = None,
        teacher_role_id: int | None = None,
        language: str | None = None,
        leaderboard: bool | None = None,
        reports_channel_id: int | None = None,
    ) -> Guild:
        """Set what is given and leave the rest; a role of 0, or the one that everybody has, names no teachers' role.

        Raises:
            UnknownTimezone: there is none of that name; nothing was set.
        """
        guild = await self.set_timezone(guild_id, timezone) if timezone else await self._store.guild(guild_id)
        changed = guild
        if teacher_role_id is not None:
            everyone = teacher_role_id in {0, guild_id}  # Discord: the role @everyone has the server's own id
            changed = replace(changed, teacher_role_id=None if everyone else teacher_role_id)
        if language is not None:
            changed = replace(changed, language=language)
        if leaderboard is not None:
            changed = replace(changed, leaderboard=leaderboard)
        if reports_channel_id is not None:
            changed = replace(changed, reports_channel_id=reports_channel_id)
        return await self.save(changed) if changed != guild else guild

    async def save(self, guild: Guild) -> Guild:
        """Keep what a server has set."""
        await self._store.save_guild(guild)
        return guild

    def _from_now_on(self, schedule: Schedule, timezone: str) -> Schedule:
        """A schedule whose next slot is the first that it has not done and that is still to come."""
        now = self._now()
        due_at = next_moment(schedule.rule(timezone), schedule.last_day, now)
        return replace(schedule, due_at=due_at, not_before=now)

    async def _find(self, guild_id: int, number: str) -> Schedule:
        digits = number.strip().removeprefix("#")
        found = await self._store.schedule(int(digits)) if digits.isdecimal() and len(digits) < 18 else None
        if found is None or found.guild_id != guild_id or found.state is ScheduleState.REMOVED:
            raise UnknownSchedule(number)
        return found

    async def _change(self, guild_id: int, number: str, change: Callable[[Schedule], Schedule]) -> Schedule:
        """Change a schedule as it stands: what somebody else, or its slot, has changed meanwhile is looked at anew."""
        while True:
            before = await self._find(guild_id, number)
            after = change(before)
            if await self._store.save_schedule(before, after):
                return after

    async def _tell(self, schedule: Schedule) -> ScheduleView:
        self._changed()
        return await self._postings.schedule(schedule)


@cache
def timezones() -> tuple[str, ...]:
    """The names of all IANA time zones that are places, and UTC; they are read from the disk once."""
    names = (name for name in available_timezones() if not name.startswith(_NO_PLACES))
    return tuple(sorted(name for name in names if "/" in name or name == "UTC"))


def named_zone(name: str) -> str:
    """The IANA time zone that somebody means.

    Raises:
        UnknownTimezone: there is none of that name; it names the closest.
    """
    known = {one.casefold(): one for one in timezones()}
    wanted = "_".join(name.split()).casefold()
    if wanted not in known:
        raise UnknownTimezone(name, closest(name, known.values()))
    return known[wanted]
