"""Reading lessons, and quizzing oneself on one of them in private."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random

from bot.core.errors import NoItems, NoLessons, UnknownLesson
from bot.core.models import Lesson
from bot.core.selection import pick
from bot.services.course import citations, closest
from bot.services.people import Learner
from bot.services.shelves import Shelves
from bot.services.sittings import Sittings
from bot.services.views import LessonView, SittingView
from bot.store import Store

QUESTIONS_ON_A_LESSON = 5
"""The most that "Quiz me on this" asks: a lesson takes a minute, its quiz should not take ten."""


class Lessons:
    """The lessons of the course, page by page, and the beginning of private sittings on them."""

    def __init__(
        self, store: Store, shelves: Shelves, sittings: Sittings, *, now: Callable[[], datetime], rng: Random
    ) -> None:
        self._store = store
        self._shelves = shelves
        self._sittings = sittings
        self._now = now
        self._rng = rng

    async def read(self, learner: Learner, lesson_id: str | None) -> LessonView:
        """A lesson for one learner, by id or title; without one the next that they have not read (then the first).

        Raises:
            NoLessons: the library has none.
            UnknownLesson: it has none of that name; it names the closest title.
        """
        lesson = await self.next_unread(learner) if lesson_id is None else self._find(lesson_id)
        await self._store.mark_read(learner.id, lesson.id, self._now())
        return self.view(lesson)

    async def next_unread(self, learner: Learner) -> Lesson:
        """The first lesson in course order that a learner has not read; the first of all where they have read all."""
        lessons = self._shelves.common.lessons
        if not lessons:
            raise NoLessons
        read = await self._store.lessons_read(learner.id)
        return next((one for one in lessons.values() if one.id not in read), next(iter(lessons.values())))

    def of_the_day(self, day_number: int) -> LessonView:
        """The lesson for a day, the course going round; `day_number` counts days from anywhere."""
        lessons = list(self._shelves.common.lessons.values())
        if not lessons:
            raise NoLessons
        return self.view(lessons[day_number % len(lessons)])

    def view(self, lesson: Lesson) -> LessonView:
        """A lesson with its place in the course."""
        library = self._shelves.common
        course = list(library.lessons.values())
        at = next(index for index, one in enumerate(course) if one.id == lesson.id)
        return LessonView(
            lesson=lesson,
            number=at + 1,
            total=len(course),
            previous=course[at - 1] if at > 0 else None,
            next=course[at + 1] if at + 1 < len(course) else None,
            citations=citations(library, lesson.cites),
            questions=min(len(library.items_on(lesson.id)), QUESTIONS_ON_A_LESSON),
        )

    async def quiz_me(self, learner: Learner, lesson_id: str, guild_id: int | None) -> SittingView:
        """Begin a private sitting on a lesson and give its first question.

        What a live quiz or a schedule in the server is asking, or is still to ask, is left out: nobody is to look up
        its answer.

        Raises:
            UnknownLesson: there is no such lesson (any more).
            NoItems: nothing asks about it.
        """
        lesson = self._find(lesson_id)
        in_play = await self._sittings.in_play(learner, guild_id)
        free = [item for item in (await self._shelves.of(guild_id)).items_on(lesson.id) if item.id not in in_play]
        items = pick(free, QUESTIONS_ON_A_LESSON, self._rng)
        if not items:
            raise NoItems(lesson.title)
        return await self._sittings.begin(learner, guild_id, lesson.id, items)

    def _find(self, name: str) -> Lesson:
        lessons = self._shelves.common.lessons
        if not lessons:
            raise NoLessons
        wanted = name.strip().casefold()
        for lesson in lessons.values():
            if wanted in {lesson.id.casefold(), lesson.title.casefold()}:
                return lesson
        raise UnknownLesson(name, closest(name, (lesson.title for lesson in lessons.values())))
