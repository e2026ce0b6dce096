"""A teacher runs a live quiz: start, pause, resume, skip, stop; and each learner's own result afterwards.

What happens by itself as time goes by - questions, reveals, the podium - is in `stage.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from bot.core.errors import NoQuizHere, StaleState, UnknownRound
from bot.core.live import End, LiveState
from bot.core.pace import FIRST_QUESTION_AFTER
from bot.core.ranking import ranked
from bot.core.records import NewQuiz, Plan, Quiz
from bot.core.selection import pick, shown_order
from bot.services.course import find_bank
from bot.services.people import Learner
from bot.services.shelves import Shelves
from bot.services.stage import Stage
from bot.services.views import ResultLine, ResultView
from bot.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizWish:
    """What a teacher asks for: a bank by id or title, how many questions, seconds for each, and whether speed pays."""

    bank: str
    questions: int = 10
    seconds: int = 30
    speed_bonus: bool = False


class LiveQuizzes:
    """The moves of a live quiz, one quiz a channel, any number of channels at once."""

    def __init__(
        self, store: Store, shelves: Shelves, stage: Stage, *, now: Callable[[], datetime], rng: Random
    ) -> None:
        self._store = store
        self._shelves = shelves
        self._stage = stage
        self._now = now
        self._rng = rng

    async def start(self, guild_id: int, channel_id: int, host_id: int, wish: QuizWish) -> Quiz:
        """Begin a quiz in a channel; its first question follows a few seconds after the announcement.

        Raises:
            UnknownBank, NoItems: there is nothing of that name to ask.
            QuizAlreadyRunning: the channel has a quiz.
            ChannelGone, DiscordTrouble: it could not be announced; the quiz has not begun.
        """
        bank = find_bank(await self._shelves.of(guild_id), wish.bank)
        items = pick(bank.items, wish.questions, self._rng)
        now = self._now()
        quiz = await self._store.create_quiz(
            NewQuiz(
                guild_id=guild_id,
                channel_id=channel_id,
                host_id=host_id,
                bank=bank.id,
                title=bank.title,
                seconds=wish.seconds,
                speed_bonus=wish.speed_bonus,
                created_at=now,
                state=LiveState(total=len(items), due_at=now + FIRST_QUESTION_AFTER),
                plan=tuple(Plan(item=item, order=shown_order(item, self._rng)) for item in items),
            )
        )
        await self._stage.announce(quiz)
        return quiz

    async def pause(self, channel_id: int) -> Quiz:
        """Stop the time; the open question takes no answers until the quiz is resumed.

        Raises:
            NoQuizHere, MoveNotAllowed: as for all four moves.
        """
        return await self._move(channel_id, lambda state: state.pause(self._now()))

    async def resume(self, channel_id: int) -> Quiz:
        """Go on with the time that was left."""
        return await self._move(channel_id, lambda state: state.resume(self._now()))

    async def skip(self, channel_id: int) -> Quiz:
        """End the open question at once (what has been answered counts), or go on to the next without waiting."""
        return await self._move(channel_id, lambda state: state.skip(self._now()))

    async def stop(self, channel_id: int) -> Quiz:
        """End the quiz now: the open question is revealed, and the podium follows."""
        return await self._stage.end(await self._here(channel_id), End.STOPPED)

    async def result(self, learner: Learner, quiz_id: int) -> ResultView:
        """A learner's own result of a quiz, as far as it has been revealed.

        Raises:
            UnknownRound: there is no such quiz.
        """
        quiz = await self._store.quiz(quiz_id)
        if quiz is None:
            raise UnknownRound(quiz_id)
        standings = await self._store.standings(quiz_id)
        placed = ranked(one for one in standings if not one.hidden or one.learner_id == learner.id)
        mine = next((one for one in placed if one.standing.learner_id == learner.id), None)
        lines = tuple(
            ResultLine(
                item=round_.item,
                response=answer.response if answer else None,
                credit=answer.credit if answer else None,
                points=answer.points if answer else 0,
            )
            for round_, answer in await self._store.results(quiz_id, learner.id)
        )
        return ResultView(
            quiz=quiz,
            place=mine.place if mine else None,
            of=len(placed),
            points=mine.standing.points if mine else 0,
            lines=lines,
            hidden=mine.standing.hidden if mine else False,
        )

    async def _here(self, channel_id: int) -> Quiz:
        quiz = await self._store.active_quiz(channel_id)
        if quiz is None:
            raise NoQuizHere(channel_id)
        return quiz

    async def _move(self, channel_id: int, decide: Callable[[LiveState], LiveState]) -> Quiz:
        while True:
            quiz = await self._here(channel_id)
            try:
                return await self._stage.move(quiz, decide(quiz.state))
            except StaleState:  # a question opened or closed meanwhile: decide again on what is so now
                continue
