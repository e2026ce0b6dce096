"""What a slot's message shows, and how a schedule stands: put together for whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.calendar import local_day
from bot.core.ranking import ranked
from bot.core.records import Guild, Post, Round, RoundState, Schedule, ScheduleState, What
from bot.core.slots import LATE_AFTER, upcoming
from bot.core.streaks import Streak
from bot.core.tally import bars
from bot.services.course import citations
from bot.services.curriculum import Curriculum
from bot.services.lessons import Lessons
from bot.services.shelves import Shelves
from bot.services.streaks import streaks_in
from bot.services.views import DigestView, HardestView, LessonView, PostView, ScheduleView
from bot.store import Store

LEAST_STREAK = 2
SHOWN_STREAKS = 10
DIGEST_BACK = timedelta(days=7)
"""Back to the same day of the week before: a digest on a Monday would else have a week without a day."""
DIGEST_PLACES = 5
HARDEST_FROM = 3
"""Answers that a question needs to be told of as a week's hardest."""


class Postings:
    """Views of slots and schedules."""

    def __init__(
        self, store: Store, shelves: Shelves, lessons: Lessons, curriculum: Curriculum, *, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._shelves = shelves
        self._lessons = lessons
        self._curriculum = curriculum
        self._now = now

    async def schedule(self, schedule: Schedule, *, preview: bool = False) -> ScheduleView:
        """A schedule as a teacher sees it."""
        guild = await self._store.guild(schedule.guild_id)
        latest = await self._store.posts_of(schedule.id, 1)
        bank = (await self._shelves.of(schedule.guild_id)).banks.get(schedule.topic or "")
        return ScheduleView(
            schedule=schedule,
            topic=bank.title if bank else schedule.topic.capitalize() if schedule.topic else None,
            timezone=guild.timezone,
            coming=tuple(upcoming(schedule.rule(guild.timezone), self._now(), 3)),
            last=latest[0] if latest else None,
            preview=await self.preview(schedule) if preview else None,
        )

    async def slot(self, post: Post, schedule: Schedule, round_: Round | None) -> PostView | None:
        """What the message of a slot with its question shows; None where there is nothing (any more) to show."""
        lesson = self._lesson_view(post.lesson_id)
        digest = None
        if schedule.what is What.DIGEST:
            digest = await self._digest(await self._store.guild(post.guild_id))
        if lesson is None and round_ is None and digest is None:
            return None
        about = round_.item.lesson if round_ is not None else None
        view = PostView(
            id=post.id,
            channel_id=post.channel_id,
            what=schedule.what,
            late=post.late or self._comes_late(post),
            lesson=lesson,
            round=round_,
            lesson_of_question=self._shelves.common.lessons.get(about or ""),
            digest=digest,
        )
        if round_ is None or round_.state is not RoundState.CLOSED:
            return view
        return await self._revealed(view, round_, await self._store.guild(post.guild_id))

    async def _revealed(self, view: PostView, round_: Round, guild: Guild) -> PostView:
        """The same with how the class has answered its question."""
        tally = await self._store.tally(round_.id)
        return replace(
            view,
            answered=len(tally),
            bars=bars(round_.item, round_.order, tally),
            citations=citations(self._shelves.common, round_.item.cites),
            streaks=await self._streaks(guild, round_) if guild.leaderboard else (),
        )

    def _comes_late(self, post: Post) -> bool:
        """Whether a slot that is not posted yet is so, by now, long after its moment."""
        return post.number == 0 and post.message_id is None and self._now() - post.slot.at > LATE_AFTER

    def _lesson_view(self, lesson_id: str | None) -> LessonView | None:
        lesson = self._shelves.common.lessons.get(lesson_id or "")
        return self._lessons.view(lesson) if lesson else None

    async def _streaks(self, guild: Guild, round_: Round) -> tuple[tuple[str, Streak], ...]:
        """Who of those who answered has a streak, the longest first."""
        names = await self._store.names_of_answerers(round_.id)
        streaks = await streaks_in(self._store, guild, names, self._now())
        found = [(names[one], streaks[one].streak) for one in names]
        kept = sorted((one for one in found if one[1].days >= LEAST_STREAK), key=lambda one: (-one[1].days, one[0]))
        return tuple(kept[:SHOWN_STREAKS])

    async def _digest(self, guild: Guild) -> DigestView:
        now = self._now()
        today = local_day(now, guild.timezone)
        since = today - DIGEST_BACK
        standings = await self._store.leaderboard(guild.id, since, None, None, DIGEST_PLACES)
        coming = [
            (one.what, upcoming(one.rule(guild.timezone), now, 1)[0])
            for one in await self._store.schedules_of(guild.id)
            if one.state is ScheduleState.ACTIVE and one.what is not What.DIGEST
        ]
        hardest = await self._store.hardest_round(guild.id, now - DIGEST_BACK, HARDEST_FROM)
        return DigestView(
            placed=tuple(one for one in ranked(standings) if one.standing.points) if guild.leaderboard else (),
            learners=await self._store.took_part(guild.id, since),
            hardest=HardestView(
                item=hardest[0],
                share=hardest[1],
                answers=hardest[2],
                citations=citations(self._shelves.common, hardest[0].cites),
            )
            if hardest
            else None,
            coming=tuple(sorted(coming, key=lambda one: one[1].at)),
        )

    async def preview(self, schedule: Schedule) -> PostView | None:
        """What a schedule would post next; None for a live quiz, and where there is nothing to post."""
        guild = await self._store.guild(schedule.guild_id)
        slot = upcoming(schedule.rule(guild.timezone), self._now(), 1)[0]
        new = await self._curriculum.decide(schedule, guild, slot, number=0)
        if schedule.what is What.QUIZ or not (new.lesson_id or new.plan or schedule.what is What.DIGEST):
            return None
        round_ = None
        if new.plan is not None:
            round_ = Round(
                id=0,
                quiz_id=None,
                sitting_id=None,
                post_id=0,
                learner_id=None,
                guild_id=schedule.guild_id,
                channel_id=schedule.channel_id,
                position=0,
                item=new.plan.item,
                order=new.plan.order,
                state=RoundState.OPEN,
                ends_at=new.ends_at,
            )
        return PostView(
            id=None,
            channel_id=schedule.channel_id,
            what=schedule.what,
            lesson=self._lesson_view(new.lesson_id),
            round=round_,
            digest=await self._digest(guild) if schedule.what is What.DIGEST else None,
        )
