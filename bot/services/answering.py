"""A learner answers: graded, kept, and told what came of it. Nothing is acknowledged before it is saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.calendar import local_day
from bot.core.errors import NotAnAnswer, NotForYou, RoundClosed, RoundPaused, UnknownRound
from bot.core.grading import grade, objection
from bot.core.models import Response
from bot.core.records import Answer, NewAnswer, Round, RoundState, Verdict
from bot.core.scoring import points
from bot.services.people import Learner
from bot.services.rounds import OpenRounds, Setting
from bot.store import Store


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an answer. `answer` is the one that stands; `first` is False where it had been given before."""

    round: Round
    answer: Answer
    first: bool


class Answering:
    """Takes answers to any round. `answered` is told of each new answer to a live round."""

    def __init__(self, store: Store, rounds: OpenRounds, *, answered: Callable[[Round], None]) -> None:
        self._store = store
        self._rounds = rounds
        self._answered = answered

    async def round(self, round_id: int) -> Round:
        """The round behind a button.

        Raises:
            UnknownRound: there is none.
        """
        return (await self._rounds.setting(round_id)).round

    async def open_round(self, round_id: int, learner: Learner) -> Round:
        """The round behind a button, for a learner who is about to answer it.

        Raises:
            UnknownRound, RoundClosed, RoundPaused, NotForYou: it cannot be answered, or not by them.
        """
        round_ = await self.round(round_id)
        if round_.learner_id is not None and round_.learner_id != learner.id:
            raise NotForYou
        if round_.state is RoundState.PAUSED:
            raise RoundPaused(round_id)
        if round_.state is not RoundState.OPEN:
            raise RoundClosed(round_id)
        return round_

    async def earlier(self, round_id: int, learner: Learner) -> Answer | None:
        """The answer that a learner has already given, if any."""
        return await self._store.answer(round_id, learner.id)

    async def answer(self, round_id: int, learner: Learner, response: Response, at: datetime) -> Outcome:
        """Grade and keep a learner's answer to a round; `at` is when they gave it.

        Raises:
            NotAnAnswer: the response cannot be an answer; nothing is kept and they may try again.
            UnknownRound, RoundClosed, RoundPaused, NotForYou: it cannot be answered, or not by them.
            NotSaved: the database did not take it.
        """
        setting = await self._rounds.setting(round_id)
        round_ = setting.round
        if round_.learner_id is not None and round_.learner_id != learner.id:
            raise NotForYou
        if (why_not := objection(round_.item, response)) is not None:
            raise NotAnAnswer(why_not)
        at = max(at, round_.opened_at) if round_.opened_at else at
        credit = grade(round_.item, response)
        verdict, answer = await self._store.record(
            NewAnswer(
                round_id=round_id,
                learner_id=learner.id,
                name=learner.name,
                guild_id=round_.guild_id,
                response=response,
                credit=credit,
                points=points(
                    credit,
                    taken=_taken(setting, at),
                    allowed=setting.allowed,
                    speed_bonus=setting.speed_bonus,
                    hinted=round_.hinted,
                ),
                answered_at=at,
                day=setting.asked_on or local_day(at, setting.timezone),
            )
        )
        return self._outcome(round_, verdict, answer)

    def _outcome(self, round_: Round, verdict: Verdict, answer: Answer | None) -> Outcome:
        match verdict:
            case Verdict.CLOSED:
                self._rounds.forget(round_.id)
                raise RoundClosed(round_.id)
            case Verdict.PAUSED:
                self._rounds.forget(round_.id)
                raise RoundPaused(round_.id)
            case _ if answer is None:
                raise UnknownRound(round_.id)
            case _:
                first = verdict is Verdict.SAVED
                if first and round_.quiz_id is not None:
                    self._answered(round_)
                return Outcome(round_, answer, first)


def _taken(setting: Setting, at: datetime) -> timedelta:
    """The time taken, pauses left out: a pause moves the end, so what counts is how far off the end still was."""
    ends_at = setting.round.ends_at
    return setting.allowed - (ends_at - at) if ends_at is not None else timedelta(0)
