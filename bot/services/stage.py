"""What a live quiz does by itself as time goes by: ask, count, reveal, go on, end; and go on after a restart.

Every step is written to the database before it shows in Discord, and can be taken up again after a crash.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from bot.core.errors import ChannelGone, DiscordTrouble, StaleState
from bot.core.live import End, LiveState, Phase, Step
from bot.core.pace import AWAY_TOO_LONG, SECOND_CHANCE, answering_time, reading_time
from bot.core.records import Quiz, Round, RoundState
from bot.services.agenda import Agenda, Errand
from bot.services.rounds import OpenRounds
from bot.services.showing import Showing, Shown
from bot.store import Store

log = logging.getLogger(__name__)

COUNT_EVERY = timedelta(seconds=3)
"""The count of answers is brought up to date no oftener: a channel takes about five messages in five seconds."""

PODIUM_WITHIN = timedelta(days=1)
"""A podium that could not be posted for so long interests nobody any more."""

NOTICEABLE = timedelta(seconds=2)
"""A question that took longer than this to appear gets its full time from then on."""

AGAIN_SOONEST, AGAIN_LATEST = timedelta(seconds=2), timedelta(minutes=1)
"""After how long a question that Discord would not take is tried again: for as long as that has gone on already."""


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
        self._agenda = Agenda()
        self._waiting_since: dict[int, datetime] = {}
        """The quizzes that are paused only because Discord would not take their question, and since when."""

    # Moves that a teacher makes.

    async def announce(self, quiz: Quiz) -> None:
        """Tell the channel that a quiz is about to begin; where it cannot be told, the quiz is called off.

        Raises:
            ChannelGone, DiscordTrouble: it could not be told.
        """
        async with self._lock(quiz.id):
            try:
                await self._showing.announce(quiz)
            except Exception:
                await self._end(quiz, End.LOST)
                raise
        self._changed()

    async def move(self, quiz: Quiz, after: LiveState) -> Quiz:
        """Pause, resume or skip: keep the new state, then let the open question show it.

        Raises:
            StaleState: somebody moved the quiz first.
            DiscordTrouble: the question could not be shown going on, so the quiz is paused still.
        """
        async with self._lock(quiz.id):
            try:
                return await self._move(quiz, after)
            except (StaleState, DiscordTrouble):
                raise
            except Exception:  # the move may have been kept, but does not show
                self._agenda.put(quiz.id, Errand.TAKE_UP, self._now() + AGAIN_SOONEST)
                self._changed()
                raise

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
        if round_.quiz_id is not None and self._agenda.put(round_.quiz_id, Errand.COUNT, self._now() + COUNT_EVERY):
            self._changed()

    async def next_due(self) -> datetime | None:
        """The next moment at which something is to be done, as far as is known now."""
        due = await self._store.next_due(self._agenda.untouchable)
        return min(filter(None, (due, self._agenda.next_moment())), default=None)

    async def run_due(self) -> None:
        """Do all that is due by now, every quiz on its own; one quiz's trouble is logged and stays its own."""
        now = self._now()
        due = [quiz.id for quiz in await self._store.due_quizzes(now, 500)]
        await asyncio.gather(*map(self._run_one, self._agenda.begin(due, now)))

    async def recover(self) -> None:
        """After a start: note every quiz that is to be taken up where it was left; `run_due` then does it."""
        now = self._now()
        for quiz in await self._store.active_quizzes():
            self._agenda.put(quiz.id, Errand.TAKE_UP, now)
        for quiz in await self._store.ended_without_podium():
            self._agenda.put(quiz.id, Errand.PODIUM, now)

    async def _move(self, quiz: Quiz, after: LiveState) -> Quiz:
        begun = self._now()
        moved = await self._store.move_quiz(quiz, after)
        self._agenda.wake(quiz.id)
        self._changed()
        if self._waiting_since.pop(quiz.id, None) is not None:  # the teacher did not wait for us to try again
            self._agenda.drop(quiz.id, Errand.TAKE_UP)
        round_ = await self._current_round(moved)
        if round_ is None or not moved.state.round_is_open:
            return moved
        self._rounds.forget(round_.id)
        if moved.state.phase is quiz.state.phase:  # skipped: the reveal follows at once
            return moved
        if moved.state.phase is not Phase.ASKING:
            return await self._present(moved, round_, look_first=True)
        shown = await self._put_up(moved, round_, begun, look_first=True)
        if shown.state.phase is not moved.state.phase:
            raise DiscordTrouble
        return shown

    async def _run_one(self, quiz_id: int) -> None:
        try:
            async with self._lock(quiz_id):
                await self._advance(quiz_id)
            self._agenda.went_well(quiz_id)
        except StaleState:
            log.debug("live quiz %d: somebody else moved it first", quiz_id)
        except Exception:  # the boundary of one quiz: another's class goes on
            self._agenda.put(quiz_id, Errand.TAKE_UP, self._now())  # what was done may not have been kept, or not show
            until = self._agenda.rest(quiz_id, self._now())
            log.exception("live quiz %d: a step failed; next try at %s", quiz_id, until.isoformat(timespec="seconds"))
        finally:
            self._agenda.done(quiz_id)
            self._changed()

    async def _advance(self, quiz_id: int) -> None:
        quiz = await self._store.quiz(quiz_id)
        now = self._now()
        recount = self._agenda.take(quiz_id, Errand.COUNT, now)
        if quiz is None or quiz.state.phase is Phase.ENDED:
            self._agenda.drop(quiz_id, Errand.TAKE_UP)
        if quiz is None:
            return
        if self._agenda.take(quiz_id, Errand.PODIUM, now) or quiz.state.phase is Phase.ENDED:
            await self._finish_showing(quiz, look_first=True)
            return
        if self._agenda.take(quiz_id, Errand.TAKE_UP, now):
            await self._take_up_or_later(quiz, now)
            quiz, now = await self._store.quiz(quiz_id) or quiz, self._now()
        match quiz.state.next_step(now):
            case Step.ASK:
                await self._ask(quiz)
            case Step.REVEAL:
                await self._reveal(quiz, now)
            case Step.FINISH:
                finished = quiz.state.position + 1 >= quiz.state.total
                await self._end(quiz, End.FINISHED if finished else End.SILENT)
            case None if recount and (round_ := await self._current_round(quiz)) is not None:
                await self._showing.count(quiz, round_)

    async def _ask(self, quiz: Quiz) -> None:
        await self._showing.reveal_what_is_left(quiz)
        coming = await self._round_at(quiz, quiz.state.position + 1)
        begun, open_for = self._now(), answering_time(coming.item, quiz.seconds) if coming else timedelta(0)
        asked, round_ = await self._store.open_round(quiz, quiz.state.ask(begun, open_for), begun)
        await self._put_up(asked, round_, begun)

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
        self._waiting_since.pop(quiz.id, None)
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
        self._agenda.drop(quiz.id, Errand.PODIUM)
        if self._now() - quiz.created_at > PODIUM_WITHIN:
            await self._store.give_up_podium(quiz.id)
            return
        self._agenda.put(quiz.id, Errand.PODIUM, self._now())  # should anything go wrong, it is tried again
        revealed = await self._showing.reveal_what_is_left(quiz)
        posted = quiz.podium_done or await self._showing.podium(quiz, look_first=look_first)
        if revealed and posted:
            self._agenda.drop(quiz.id, Errand.PODIUM)
        else:
            self._agenda.rest(quiz.id, self._now())

    def _closed(self, quiz: Quiz, round_: Round) -> None:
        self._rounds.forget(round_.id)
        self._agenda.drop(quiz.id, Errand.COUNT)

    async def _put_up(self, quiz: Quiz, round_: Round, begun: datetime, *, look_first: bool = False) -> Quiz:
        """Show a question whose time has begun to run; one that is long in coming gets its time from then on."""
        until = quiz.state.answers_until or begun
        shown = await self._present(quiz, round_, must_show=True, look_first=look_first, as_of=begun)
        if self._now() - begun <= NOTICEABLE or shown.state.phase is not Phase.ASKING:
            return shown
        given_back = await self._store.move_quiz(shown, shown.state.prolong(self._now(), until - begun))
        self._rounds.forget(round_.id)
        return await self._present(given_back, await self._current_round(given_back) or round_)

    async def _present(
        self,
        quiz: Quiz,
        round_: Round,
        *,
        must_show: bool = False,
        look_first: bool = False,
        as_of: datetime | None = None,
    ) -> Quiz:
        """Show an open question; returns the quiz as it then stands.

        Where its channel is gone the quiz ends quietly. Where Discord will not have it for now and it `must_show`, the
        quiz is paused as of a moment (now), for a question that nobody can see must not run out; before long it is
        tried again, by itself or by `/quiz resume`.
        """
        as_of = as_of or self._now()
        match await self._showing.question(quiz, round_, look_first=look_first):
            case Shown.CHANNEL_GONE:
                log.warning("live quiz %d: it cannot be shown in its channel any more, and ends", quiz.id)
                return await self._end(quiz, End.LOST)
            case Shown.NOT_NOW if must_show and quiz.state.phase is Phase.ASKING:
                log.warning("live quiz %d: paused until it can be shown", quiz.id)
                self._rounds.forget(round_.id)
                now = self._now()
                since = self._waiting_since.setdefault(quiz.id, now)
                self._agenda.put(quiz.id, Errand.TAKE_UP, now + min(max(now - since, AGAIN_SOONEST), AGAIN_LATEST))
                return await self._store.move_quiz(quiz, quiz.state.pause(as_of))
            case _:
                return quiz

    async def _go_on(self, quiz: Quiz, since: datetime, now: datetime) -> None:
        """Show the question for which a quiz has been waiting, unless the class has gone home by now."""
        if now - since > AWAY_TOO_LONG:
            await self._end(quiz, End.AWAY)
            return
        going_on = await self._store.move_quiz(quiz, quiz.state.resume(now))
        round_ = await self._current_round(going_on)
        assert round_ is not None  # noqa: S101 - only a quiz with an open question waits for one to be shown
        self._rounds.forget(round_.id)
        shown = await self._put_up(going_on, round_, now, look_first=True)
        if shown.state.phase is Phase.ASKING:
            log.info("live quiz %d: goes on", quiz.id)
            self._waiting_since.pop(quiz.id, None)

    # After a restart, and after a step that failed.

    async def _take_up_or_later(self, quiz: Quiz, now: datetime) -> None:
        try:
            await self._take_up(quiz, now)
        except Exception:
            self._agenda.put(quiz.id, Errand.TAKE_UP, now)  # resting comes first
            raise

    async def _take_up(self, quiz: Quiz, now: datetime) -> None:
        since = self._waiting_since.get(quiz.id)
        if since is not None and quiz.state.phase is Phase.PAUSED:
            await self._go_on(quiz, since, now)
            return
        round_ = await self._current_round(quiz)
        if round_ is not None:
            try:
                round_ = await self._showing.adopt(quiz, round_)
            except ChannelGone:
                await self._end(quiz, End.LOST)
                return
            if round_.message_id is not None and not await self._still_there(quiz, round_):
                return
        if quiz.state.due_at is not None and now - quiz.state.due_at > AWAY_TOO_LONG:
            await self._end(quiz, End.AWAY)
        elif round_ is not None and quiz.state.phase is Phase.ASKING:
            seen = round_.message_id is not None
            at_least = SECOND_CHANCE if seen else answering_time(round_.item, quiz.seconds)
            quiz = await self._store.move_quiz(quiz, quiz.state.prolong(now, at_least))
            self._rounds.forget(round_.id)
            round_ = await self._current_round(quiz) or round_
            shown = await (self._present(quiz, round_) if seen else self._put_up(quiz, round_, now))
            if shown.state.phase is Phase.ASKING:
                self._waiting_since.pop(quiz.id, None)

    async def _still_there(self, quiz: Quiz, round_: Round) -> bool:
        """Whether the last question's message exists; a quiz without it ends quietly."""
        shown = await self._showing.question(quiz, round_)
        if shown in {Shown.MESSAGE_GONE, Shown.CHANNEL_GONE}:
            log.info("live quiz %d: its messages are gone; it ends", quiz.id)
            await self._end(quiz, End.LOST)
            return False
        if shown is Shown.YES and round_.state is RoundState.CLOSED:
            await self._showing.note_reveal(round_)
        return True

    async def _current_round(self, quiz: Quiz) -> Round | None:
        return await self._round_at(quiz, quiz.state.position)

    async def _round_at(self, quiz: Quiz, position: int) -> Round | None:
        if position < 0:
            return None
        return next((one for one in await self._store.rounds_of(quiz.id) if one.position == position), None)

    def _lock(self, quiz_id: int) -> asyncio.Lock:
        lock = self._locks.get(quiz_id)
        if lock is None:
            lock = self._locks[quiz_id] = asyncio.Lock()
        return lock
