"""One learner's private run through some items: the next question, a hint, what came of an answer, the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from random import Random

from bot.core.errors import AskedInClass, NotForYou, RoundClosed, UnknownRound
from bot.core.models import Item, Response
from bot.core.practice import again
from bot.core.records import Answer, Plan, Round, Sitting
from bot.core.review import Memory
from bot.core.selection import shown_order
from bot.services.answering import Answering, Outcome
from bot.services.course import citations
from bot.services.people import Learner
from bot.services.remembering import Remembering
from bot.services.rounds import OpenRounds
from bot.services.shelves import Shelves
from bot.services.views import SittingEnd, SittingView, VerdictView
from bot.store import Store

PRACTICE = ""
"""What a sitting is about that is not on one lesson. Only there is asked once more what was missed."""


class Sittings:
    """Private sittings, whatever they are on. All that is known of one is in the store: a restart loses nothing."""

    def __init__(
        self,
        store: Store,
        shelves: Shelves,
        rounds: OpenRounds,
        answering: Answering,
        remembering: Remembering,
        *,
        now: Callable[[], datetime],
        rng: Random,
    ) -> None:
        self._store = store
        self._shelves = shelves
        self._rounds = rounds
        self._answering = answering
        self._remembering = remembering
        self._now = now
        self._rng = rng

    async def in_play(self, learner: Learner, guild_id: int | None) -> AbstractSet[str]:
        """The ids of the items that are asked in class and not yet revealed: nobody is to look up their answers.

        It is those of the server, if it is in one, and of all servers in which the learner has answered.
        """
        answered_in = await self._store.servers_of(learner.id)
        classes = answered_in if guild_id is None else [guild_id, *answered_in]
        return await self._store.items_in_play(classes) if classes else frozenset()

    async def begin(self, learner: Learner, guild_id: int | None, about: str, items: Iterable[Item]) -> SittingView:
        """Begin a sitting on some items, at least one, and give its first question."""
        plan = [self._plan(item) for item in items]
        sitting = await self._store.create_sitting(learner.id, guild_id, about, self._now(), plan)
        rounds = await self._store.sitting_rounds(sitting.id)
        return _shown(rounds[0], rounds)

    async def next_question(self, learner: Learner, sitting_id: int) -> SittingView | SittingEnd:
        """The first unanswered question of a sitting, or its end. What class has begun to ask meanwhile is left out.

        Raises:
            UnknownRound: there is no such sitting.
            NotForYou: it is somebody else's.
            AskedInClass: none has been answered, and all are being asked in class.
        """
        sitting = await self._store.sitting(sitting_id)
        if sitting is None:
            raise UnknownRound(sitting_id)
        if sitting.learner_id != learner.id:
            raise NotForYou
        rounds = await self._store.sitting_rounds(sitting_id)
        answers = await self._store.sitting_answers(sitting_id)
        if all(one.id in answers for one in rounds) and (more := _once_more(sitting, rounds, answers)):
            plan = [self._plan(item, attempt) for item, attempt in more.values()]
            await self._store.add_to_sitting(sitting, len(rounds), self._now(), plan)
            rounds = await self._store.sitting_rounds(sitting_id)
        in_play = await self.in_play(learner, sitting.guild_id)
        for one in rounds:
            if one.id not in answers and one.item.id not in in_play:
                return _shown(one, rounds)
        if not answers:
            raise AskedInClass
        given = [answers[one.id].credit for one in rounds if one.id in answers and one.attempt == 1]
        return SittingEnd(
            about=self._shelves.common.lessons.get(sitting.about),
            right=sum(1 for credit in given if credit >= 1),
            partly=sum(1 for credit in given if 0 < credit < 1),
            total=len(given),
        )

    async def question(self, round_: Round) -> SittingView:
        """A question of a sitting, to be shown once more."""
        return _shown(round_, await self._store.sitting_rounds(_sitting_of(round_)))

    async def hint(self, learner: Learner, round_id: int) -> SittingView | VerdictView:
        """Show the hint of a question from now on; where it has been answered, the verdict.

        Raises:
            UnknownRound, NotForYou, AskedInClass: there is none to be shown, or not to them, or not now.
        """
        round_ = await self._answering.round(round_id)
        _sitting_of(round_)
        if (told := await self.told(learner, round_)) is not None:
            return told
        await self._store.set_hinted(round_id)
        self._rounds.forget(round_id)
        return await self.question(await self._answering.round(round_id))

    async def answer(self, learner: Learner, round_: Round, response: Response, at: datetime) -> VerdictView:
        """Take an answer, let it be remembered, and say at once what came of it.

        Raises:
            AskedInClass: it may not be answered here while class is asked the same.
            NotAnAnswer, UnknownRound, NotForYou, NotSaved: as `Answering.answer` says.
        """
        await self._check(learner, round_)
        try:
            outcome = await self._answering.answer(round_.id, learner, response, at)
        except RoundClosed:  # it has been answered, and that has been remembered
            standing = await self._answering.earlier(round_.id, learner)
            if standing is None:
                raise
            outcome = Outcome(round_, standing, first=False)
        return await self._verdict(outcome)

    async def told(self, learner: Learner, round_: Round) -> VerdictView | None:
        """The verdict once more on a question that has been answered; None where it is still to be.

        Raises:
            NotForYou, AskedInClass: it may not be answered, or not by them.
        """
        await self._check(learner, round_)
        standing = await self._answering.earlier(round_.id, learner)
        return None if standing is None else await self._verdict(Outcome(round_, standing, first=False))

    async def _check(self, learner: Learner, round_: Round) -> None:
        if round_.learner_id != learner.id:
            raise NotForYou
        if round_.item.id in await self.in_play(learner, round_.guild_id):
            raise AskedInClass

    async def _verdict(self, outcome: Outcome) -> VerdictView:
        round_, answer = outcome.round, outcome.answer
        await self._remembering.round(round_.id)
        self._rounds.forget(round_.id)
        sitting = await self._store.sitting(_sitting_of(round_))
        assert sitting is not None  # noqa: S101 - a round goes with its sitting
        rounds = await self._store.sitting_rounds(sitting.id)
        answers = await self._store.sitting_answers(sitting.id)
        more = _once_more(sitting, rounds, answers)
        once_more = round_.item.id in more
        memories = await self._store.memories_of_item(round_.item.id, [answer.learner_id])
        shown = _shown(round_, rounds)
        return VerdictView(
            round=round_,
            response=answer.response,
            credit=answer.credit,
            first=outcome.first,
            citations=citations(self._shelves.common, round_.item.cites),
            number=shown.number,
            total=shown.total,
            last=not more and all(one.id in answers for one in rounds),
            points=answer.points,
            lesson=self._shelves.common.lessons.get(round_.item.lesson or ""),
            comes_back=None if once_more else self._comes_back(memories.get(answer.learner_id)),
            once_more=once_more,
        )

    def _comes_back(self, memory: Memory | None) -> timedelta | None:
        if memory is None:
            return None
        return timedelta(0) if memory.missed else memory.due_at - self._now()

    def _plan(self, item: Item, attempt: int = 1) -> Plan:
        return Plan(item=item, order=shown_order(item, self._rng), attempt=attempt)


def _once_more(sitting: Sitting, rounds: Sequence[Round], answers: Mapping[int, Answer]) -> dict[str, tuple[Item, int]]:
    """What is asked again at the end, as far as is known by now: by id the item, and which try at it that will be."""
    if sitting.about != PRACTICE:
        return {}
    tried = [one for one in rounds if one.id in answers]
    waiting = {one.item.id for one in rounds if one.id not in answers}
    last = {one.item.id: one for one in tried}
    missed = again((one.item.id, answers[one.id].credit) for one in tried)
    return {id_: (last[id_].item, last[id_].attempt + 1) for id_ in missed if id_ not in waiting}


def _shown(round_: Round, rounds: Sequence[Round]) -> SittingView:
    """A question with its place among those of its turn."""
    turn = [one.position for one in rounds if one.attempt == round_.attempt]
    sitting_id = _sitting_of(round_)
    return SittingView(sitting_id=sitting_id, round=round_, number=turn.index(round_.position) + 1, total=len(turn))


def _sitting_of(round_: Round) -> int:
    if round_.sitting_id is None:
        raise UnknownRound(round_.id)
    return round_.sitting_id
