"""What a live quiz does by itself as time goes by: ask, count, reveal, go on, end; and go on after a restart.

Every step is written to the database before it shows in Discord, and can be taken up again after a crash.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from bot.core.errors import ChannelGone, DiscordTrouble, StaleState
from bot.core.live import End, LiveState, Phase, Step
from bot.core.pace import AWAY_TOO_LONG, SECOND_CHANCE, reading_time
from bot.core.records import Quiz, Round, RoundState
from bot.services.rounds import OpenRounds
from bot.services.showing import Showing, Shown
from bot.store import Store

log = logging.getLogger(__name__)

COUNT_EVERY = timedelta(seconds=3)
"""The count of answers is brought up to date no oftener: a channel takes about five messages in five seconds."""

TRY_AGAIN_AFTER = timedelta(seconds=20)
"""How long a step that failed, or a podium that Discord would not take, waits for the next try."""

PODIUM_WITHIN = timedelta(days=1)
"""A podium that could not be posted for so long interests nobody any more."""


class Stage:
    """Moves live quizzes on, each under a lock of its own, so that a slow channel holds up no other."""

    def __init__(
        self,
        store: Store,
        showing: Showing,
        rounds: OpenRounds,
        *,
        now: Callable[[], datetime],
        changed: Callable[[], None],
    ) -> None:
        """`changed` is called when something may be due sooner than was thought."""
        self._store = store
        self._showing = showing
        self._rounds = rounds
        self._now = now
        self._changed = changed
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._busy: set[int] = set()
        self._counts: dict[int, datetime] = {}
        self._podiums: dict[int, datetime] = {}
        self._resting: dict[int, datetime] = {}

    # Moves that a teacher makes.

    async def announce(self, quiz: Quiz) -> None:
        """Tell the channel that a quiz is about to begin; where it cannot be told, the quiz is called off.

        Raises:
            ChannelGone, DiscordTrouble: it could not be told.
        """
        try:
            await self._showing.announce(quiz)
        except (ChannelGone, DiscordTrouble):
            await self._end(quiz, End.LOST)
            raise
        self._changed()

    async def move(self, quiz: Quiz, after: LiveState) -> Quiz:
        """Pause, resume or skip: keep the new state, then let the open question show it.

        Raises:
            StaleState: somebody moved the quiz first.
        """
        async with self._lock(quiz.id):
            moved = await self._store.move_quiz(quiz, after)
            self._changed()
            round_ = await self._current_round(moved)
            if round_ is not None and moved.state.round_is_open:
                self._rounds.forget(round_.id)
                await self._present(moved, round_)
            return moved

    async def end(self, quiz: Quiz, reason: End) -> Quiz:
        """End a quiz now: close and reveal its open question, then the podium.

        Raises:
            MoveNotAllowed: it has ended meanwhile.
        """
        async with self._lock(quiz.id):
            ended = await self._end(await self._store.quiz(quiz.id) or quiz, reason)
        self._changed()
        return ended

    # What happens by itself.

    def answered(self, round_: Round) -> None:
        """A new answer has been kept: bring the count up to date before long."""
        if round_.quiz_id is not None and round_.quiz_id not in self._counts:
            self._counts[round_.quiz_id] = self._now() + COUNT_EVERY
            self._changed()

    async def next_due(self) -> datetime | None:
        """The next moment at which something is to be done, as far as is known now."""
        moments = [*self._counts.values(), *self._podiums.values(), *self._resting.values()]
        if (due := await self._store.next_due({*self._busy, *self._resting})) is not None:
            moments.append(due)
        return min(moments, default=None)

    async def run_due(self) -> None:
        """Do all that is due by now, every quiz on its own; one quiz's trouble is logged and stays its own."""
        now = self._now()
        self._resting = {key: moment for key, moment in self._resting.items() if moment > now}
        due = [quiz.id for quiz in await self._store.due_quizzes(now, 500)]
        late = [key for moments in (self._counts, self._podiums) for key, moment in moments.items() if moment <= now]
        todo = [key for key in dict.fromkeys([*due, *late]) if key not in self._busy and key not in self._resting]
        self._busy.update(todo)
        await asyncio.gather(*map(self._run_one, todo))

    async def recover(self) -> None:
        """After a start: take up every quiz where it was left, however that was."""
        for quiz in await self._store.active_quizzes():
            await self._safely(quiz.id, self._take_up(quiz))
        for quiz in await self._store.ended_without_podium():
            await self._safely(quiz.id, self._finish_showing(quiz, look_first=True))

    async def _run_one(self, quiz_id: int) -> None:
        try:
            async with self._lock(quiz_id):
                await self._safely(quiz_id, self._advance(quiz_id))
        finally:
            self._busy.discard(quiz_id)
            self._changed()

    async def _safely(self, quiz_id: int, work: Awaitable[None]) -> None:
        try:
            await work
        except StaleState:
            self._changed()
        except Exception:  # the boundary of one quiz: another's class goes on
            log.exception("live quiz %d: a step failed", quiz_id)
            self._resting[quiz_id] = self._now() + TRY_AGAIN_AFTER

    async def _advance(self, quiz_id: int) -> None:
        quiz = await self._store.quiz(quiz_id)
        now = self._now()
        if self._counts.get(quiz_id, now) <= now:
            self._counts.pop(quiz_id, None)
        if quiz is None:
            return
        if quiz.state.phase is Phase.ENDED:
            if quiz_id in self._podiums:
                await self._finish_showing(quiz, look_first=True)
            return
        match quiz.state.next_step(now):
            case Step.ASK:
                await self._ask(quiz, now)
            case Step.REVEAL:
                await self._reveal(quiz, now)
            case Step.FINISH:
                finished = quiz.state.position + 1 >= quiz.state.total
                await self._end(quiz, End.FINISHED if finished else End.SILENT)
            case None:
                if (round_ := await self._current_round(quiz)) is not None:
                    await self._showing.count(quiz, round_)

    async def _ask(self, quiz: Quiz, now: datetime) -> None:
        await self._showing.reveal_what_is_left(quiz)
        state = quiz.state.ask(now, timedelta(seconds=quiz.seconds))
        await self._present(*await self._store.open_round(quiz, state, now))

    async def _reveal(self, quiz: Quiz, now: datetime) -> None:
        await self._store.flush()
        current = await self._current_round(quiz)
        reading = reading_time(current.item) if current is not None else timedelta(0)
        closed, round_ = await self._store.close_round(
            quiz, lambda answers: quiz.state.reveal(now, reading, anyone_answered=answers > 0)
        )
        self._closed(closed, round_)
        await self._showing.reveal(closed, round_)

    async def _end(self, quiz: Quiz, reason: End) -> Quiz:
        after = quiz.state.finish(reason)
        if quiz.state.round_is_open:
            await self._store.flush()
            ended, round_ = await self._store.close_round(quiz, lambda _: after)
            self._closed(ended, round_)
        else:
            ended = await self._store.move_quiz(quiz, after)
        if reason is End.LOST:
            await self._store.give_up_podium(ended.id)
        else:
            await self._finish_showing(ended, look_first=False)
        return ended

    async def _finish_showing(self, quiz: Quiz, *, look_first: bool) -> None:
        """The last reveals and the podium of a quiz that has ended."""
        self._podiums.pop(quiz.id, None)
        if self._now() - quiz.created_at > PODIUM_WITHIN:
            await self._store.give_up_podium(quiz.id)
            return
        await self._showing.reveal_what_is_left(quiz)
        if not await self._showing.podium(quiz, look_first=look_first):
            self._podiums[quiz.id] = self._now() + TRY_AGAIN_AFTER
            self._changed()

    def _closed(self, quiz: Quiz, round_: Round) -> None:
        self._rounds.forget(round_.id)
        self._counts.pop(quiz.id, None)

    async def _present(self, quiz: Quiz, round_: Round) -> None:
        """Show an open question; where that cannot be, pause the quiz, or end it quietly."""
        match await self._showing.question(quiz, round_):
            case Shown.CHANNEL_GONE:
                log.warning("live quiz %d: the channel is gone; the quiz ends", quiz.id)
                await self._end(quiz, End.LOST)
            case Shown.NOT_NOW if quiz.state.phase is Phase.ASKING:
                # A question that nobody can see must not run out: wait for the teacher's /quiz resume.
                log.warning("live quiz %d: paused", quiz.id)
                await self._store.move_quiz(quiz, quiz.state.pause(self._now()))
            case _:
                pass

    # After a restart.

    async def _take_up(self, quiz: Quiz) -> None:
        async with self._lock(quiz.id):
            now = self._now()
            round_ = await self._current_round(quiz)
            if round_ is not None:
                round_ = await self._showing.adopt(quiz, round_)
                if round_.message_id is not None and not await self._still_there(quiz, round_):
                    return
            if quiz.state.due_at is not None and now - quiz.state.due_at > AWAY_TOO_LONG:
                await self._end(quiz, End.STOPPED)
            elif round_ is not None and quiz.state.phase is Phase.ASKING:
                quiz = await self._store.move_quiz(quiz, quiz.state.prolong(now, SECOND_CHANCE))
                await self._present(quiz, await self._current_round(quiz) or round_)

    async def _still_there(self, quiz: Quiz, round_: Round) -> bool:
        """Whether the last question's message exists; a quiz without it ends quietly."""
        shown = await self._showing.question(quiz, round_)
        if shown in {Shown.MESSAGE_GONE, Shown.CHANNEL_GONE}:
            log.info("live quiz %d: its messages are gone; it ends", quiz.id)
            await self._end(quiz, End.LOST)
            return False
        if shown is Shown.YES and round_.state is RoundState.CLOSED:
            await self._store.set_revealed(round_.id)
        return True

    async def _current_round(self, quiz: Quiz) -> Round | None:
        if quiz.state.position < 0:
            return None
        return next((one for one in await self._store.rounds_of(quiz.id) if one.position == quiz.state.position), None)

    def _lock(self, quiz_id: int) -> asyncio.Lock:
        lock = self._locks.get(quiz_id)
        if lock is None:
            lock = self._locks[quiz_id] = asyncio.Lock()
        return lock
