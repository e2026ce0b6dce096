"""What a schedule posts next: lessons in course order, and questions that have been asked least often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from bot.core.errors import NoItems
from bot.core.models import Item, Lesson, Library
from bot.core.records import Guild, NewPost, Plan, PostState, Schedule, What
from bot.core.selection import shown_order
from bot.core.slots import Slot, upcoming
from bot.services.shelves import Shelves
from bot.store import Store

AN_HOUR = timedelta(hours=1)
"""A question that a teacher asks for shortly before the next slot stays open until the one after."""
_WITH_LESSON = {What.LESSON, What.LESSON_AND_QUESTION}
_WITH_QUESTION = {What.QUESTION, What.LESSON_AND_QUESTION}


@dataclass(slots=True)
class Past:
    """What has been posted so far: by schedule the lesson that came last, by server how often each item was asked.

    `libraries` has what each server can be taught.
    """

    last_lessons: dict[int, str]
    asked: dict[int, Counter[str]]
    libraries: dict[int, Library]


class Curriculum:
    """Goes through the course, for each schedule from where it stands."""

    def __init__(self, store: Store, shelves: Shelves, *, now: Callable[[], datetime], rng: Random) -> None:
        self._store = store
        self._shelves = shelves
        self._now = now
        self._rng = rng

    async def past(self, schedules: Sequence[Schedule]) -> Past:
        """What some schedules have posted so far, and what has been asked in their servers."""
        reading = {one.id for one in schedules if one.what in _WITH_LESSON}
        asking = {one.guild_id for one in schedules if one.what in _WITH_QUESTION}
        past = Past(
            last_lessons=await self._store.last_lessons(reading) if reading else {},
            asked=await self._store.times_asked(asking) if asking else {},
            libraries={one: await self._shelves.of(one) for one in {schedule.guild_id for schedule in schedules}},
        )
        for one in schedules:
            known = past.libraries[one.guild_id].lessons
            if past.last_lessons.get(one.id, "") not in {"", *known}:  # taken away, or renamed
                posted = await self._store.lessons_posted(one.id)
                past.last_lessons[one.id] = next((lesson for lesson in posted if lesson in known), "")
        return past

    async def decide(self, schedule: Schedule, guild: Guild, slot: Slot, *, number: int = 0) -> NewPost:
        """What is to be posted for one slot: see `choose`."""
        return self.choose(await self.past([schedule]), schedule, guild, slot, number=number)

    def choose(
        self, past: Past, schedule: Schedule, guild: Guild, slot: Slot, *, number: int = 0, late: bool = False
    ) -> NewPost:
        """What is to be posted for a slot; neither lesson nor question where there is nothing on the topic.

        It is part of the past for whatever is chosen next.
        """
        lesson = self._next_lesson(schedule, past) if schedule.what in _WITH_LESSON else None
        item = self._next_item(schedule, lesson, past) if schedule.what in _WITH_QUESTION else None
        if lesson is not None:
            past.last_lessons[schedule.id] = lesson.id
        if item is not None:
            past.asked[schedule.guild_id][item.id] += 1
        now = self._now()
        ends_at = self.closes(schedule, guild, max(slot.at, now), at_least=AN_HOUR if number else timedelta(0))
        return NewPost(
            slot=slot,
            number=number,
            claimed_at=now,
            late=late,
            lesson_id=lesson.id if lesson else None,
            plan=Plan(item=item, order=shown_order(item, self._rng)) if item else None,
            ends_at=ends_at if item else None,
        )

    def closes(
        self, schedule: Schedule, guild: Guild, opened: datetime, *, at_least: timedelta = timedelta(0)
    ) -> datetime:
        """When a question closes that is opened at a moment: after its hours, or else with the next slot."""
        if schedule.open_hours is not None:
            return opened + timedelta(hours=schedule.open_hours)
        return upcoming(schedule.rule(guild.timezone), opened + at_least, 1)[0].at

    def _next_lesson(self, schedule: Schedule, past: Past) -> Lesson | None:
        """The lesson after the one that the schedule posted last, in course order, and round again.

        That one may itself be none for the schedule any more: a teacher has withdrawn its only question.
        """
        library = past.libraries[schedule.guild_id]
        places = {lesson_id: place for place, lesson_id in enumerate(library.lessons)}
        last = places.get(past.last_lessons.get(schedule.id, ""), -1)
        course = [one for one in library.lessons.values() if _fits(library, one, schedule)]
        return next((one for one in course if places[one.id] > last), course[0] if course else None)

    def _next_item(self, schedule: Schedule, lesson: Lesson | None, past: Past) -> Item | None:
        """Of the items that match, one of those asked least often in the server: the first in course order."""
        library = past.libraries[schedule.guild_id]
        if schedule.what is What.LESSON_AND_QUESTION:
            items = list(library.items_on(lesson.id)) if lesson else []
        else:
            places = {lesson_id: place for place, lesson_id in enumerate(library.lessons)}
            items = [
                item for item in library.items() if schedule.topic in {None, item.bank, item.bank.partition("/")[0]}
            ]
            items.sort(key=lambda item: places.get(item.lesson or "", len(places)))
        asked = past.asked[schedule.guild_id]
        return min(items, key=lambda item: asked[item.id], default=None)

    async def bank_for(self, schedule: Schedule) -> str:
        """The bank of a schedule's next live quiz: the topic itself, or else its banks in turn.

        Raises:
            NoItems: there is none.
        """
        library = await self._shelves.of(schedule.guild_id)
        if schedule.topic in library.banks:
            return str(schedule.topic)
        banks = [one for one in library.banks.values() if schedule.topic in {None, one.movement} and one.items]
        if not banks:
            raise NoItems(schedule.topic or "")
        held = sum(1 for one in await self._store.posts_of(schedule.id, 1000) if one.state is PostState.POSTED)
        return banks[held % len(banks)].id


def _fits(library: Library, lesson: Lesson, schedule: Schedule) -> bool:
    """Whether a lesson is on a schedule's topic: of the movement, or asked about in the bank."""
    items = library.items_on(lesson.id)
    if schedule.what is What.LESSON_AND_QUESTION and not items:
        return False
    return schedule.topic in {None, lesson.movement} or any(item.bank == schedule.topic for item in items)
