"""One learner's private run through some items: the next question, what came of an answer, the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from random import Random

from bot.core.errors import NotForYou, UnknownRound
from bot.core.models import Item
from bot.core.records import Plan, Round, RoundState
from bot.core.selection import shown_order
from bot.services.answering import Outcome
from bot.services.course import Shelf, citations
from bot.services.people import Learner
from bot.services.views import SittingEnd, SittingView, VerdictView
from bot.store import Store


class Sittings:
    """Private sittings, whatever they are on. All that is known of one is in the store: a restart loses nothing."""

    def __init__(self, store: Store, shelf: Shelf, *, now: Callable[[], datetime], rng: Random) -> None:
        self._store = store
        self._shelf = shelf
        self._now = now
        self._rng = rng

    async def begin(self, learner: Learner, guild_id: int | None, about: str, items: Iterable[Item]) -> SittingView:
        """Begin a sitting on some items, at least one, and give its first question."""
        plan = [Plan(item=item, order=shown_order(item, self._rng)) for item in items]
        sitting = await self._store.create_sitting(learner.id, guild_id, about, self._now(), plan)
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

    async def in_play(self, guild_id: int | None) -> set[str]:
        """The ids of the items that are asked and not yet revealed; in direct messages, those of all servers.

        They are left out of sittings: nobody is to look up their answers.
        """
        quizzes = [one for one in await self._store.active_quizzes() if guild_id in {None, one.guild_id}]
        rounds = [round_ for quiz in quizzes for round_ in await self._store.rounds_of(quiz.id)]
        rounds += await self._store.open_post_rounds(guild_id)
        return {round_.item.id for round_ in rounds if round_.state is not RoundState.CLOSED}
