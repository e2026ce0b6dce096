"""Reading lessons, and quizzing oneself on one of them in private."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random

from bot.core.errors import NoItems, NoLessons, NotForYou, UnknownLesson, UnknownRound
from bot.core.models import Lesson
from bot.core.records import Plan, Round, RoundState
from bot.core.selection import pick, shown_order
from bot.services.answering import Outcome
from bot.services.course import Shelf, citations, closest
from bot.services.people import Learner
from bot.services.views import LessonView, SittingEnd, SittingView, VerdictView
from bot.store import Store

QUESTIONS_ON_A_LESSON = 5
"""The most that "Quiz me on this" asks: a lesson takes a minute, its quiz should not take ten."""


class Lessons:
    """The lessons of the course, page by page, and the private sittings on them."""

    def __init__(self, store: Store, shelf: Shelf, *, now: Callable[[], datetime], rng: Random) -> None:
        self._store = store
        self._shelf = shelf
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
        lessons = self._shelf().lessons
        if not lessons:
            raise NoLessons
        read = await self._store.lessons_read(learner.id)
        return next((one for one in lessons.values() if one.id not in read), next(iter(lessons.values())))

    def of_the_day(self, day_number: int) -> LessonView:
        """The lesson for a day, the course going round; `day_number` counts days from anywhere."""
        lessons = list(self._shelf().lessons.values())
        if not lessons:
            raise NoLessons
        return self.view(lessons[day_number % len(lessons)])

    def view(self, lesson: Lesson) -> LessonView:
        """A lesson with its place in the course."""
        library = self._shelf()
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
        in_play = await self._in_play(guild_id)
        free = [item for item in self._shelf().items_on(lesson.id) if item.id not in in_play]
        items = pick(free, QUESTIONS_ON_A_LESSON, self._rng)
        if not items:
            raise NoItems(lesson.title)
        plan = [Plan(item=item, order=shown_order(item, self._rng)) for item in items]
        sitting = await self._store.create_sitting(learner.id, guild_id, lesson.id, self._now(), plan)
        rounds = await self._store.sitting_rounds(sitting.id)
        return SittingView(sitting_id=sitting.id, round=rounds[0], number=1, total=len(rounds))

    async def next_question(self, learner: Learner, sitting_id: int) -> SittingView | SittingEnd:
        """The first unanswered question of a sitting, or its end.

        Raises:
            UnknownRound: there is no such sitting.
            NotForYou: it is somebody else's.
        """
        sitting = await self._store.sitting(sitting_id)
        if sitting is None:
            raise UnknownRound(sitting_id)
        if sitting.learner_id != learner.id:
            raise NotForYou
        rounds = await self._store.sitting_rounds(sitting_id)
        answers = await self._store.sitting_answers(sitting_id)
        for one in rounds:
            if one.id not in answers:
                return SittingView(sitting_id=sitting_id, round=one, number=one.position + 1, total=len(rounds))
        given = [answer.credit for answer in answers.values()]
        return SittingEnd(
            about=self._shelf().lessons.get(sitting.about),
            right=sum(1 for credit in given if credit >= 1),
            partly=sum(1 for credit in given if 0 < credit < 1),
            total=len(rounds),
        )

    async def question(self, round_: Round) -> SittingView:
        """A question of a sitting, to be shown once more."""
        assert round_.sitting_id is not None  # noqa: S101 - only rounds of a sitting are asked in private
        total = len(await self._store.sitting_rounds(round_.sitting_id))
        return SittingView(sitting_id=round_.sitting_id, round=round_, number=round_.position + 1, total=total)

    async def verdict(self, outcome: Outcome) -> VerdictView:
        """What to tell a learner at once about an answer in a sitting."""
        round_ = outcome.round
        assert round_.sitting_id is not None  # noqa: S101 - only rounds of a sitting have a verdict
        rounds = await self._store.sitting_rounds(round_.sitting_id)
        answers = await self._store.sitting_answers(round_.sitting_id)
        return VerdictView(
            round=round_,
            response=outcome.answer.response,
            credit=outcome.answer.credit,
            first=outcome.first,
            citations=citations(self._shelf(), round_.item.cites),
            number=round_.position + 1,
            total=len(rounds),
            last=all(one.id in answers for one in rounds),
        )

    async def _in_play(self, guild_id: int | None) -> set[str]:
        """The ids of the items that are asked and not yet revealed; in direct messages, those of all servers."""
        quizzes = [one for one in await self._store.active_quizzes() if guild_id in {None, one.guild_id}]
        rounds = [round_ for quiz in quizzes for round_ in await self._store.rounds_of(quiz.id)]
        rounds += await self._store.open_post_rounds(guild_id)
        return {round_.item.id for round_ in rounds if round_.state is not RoundState.CLOSED}

    def _find(self, name: str) -> Lesson:
        lessons = self._shelf().lessons
        if not lessons:
            raise NoLessons
        wanted = name.strip().casefold()
        for lesson in lessons.values():
            if wanted in {lesson.id.casefold(), lesson.title.casefold()}:
                return lesson
        raise UnknownLesson(name, closest(name, (lesson.title for lesson in lessons.values())))
