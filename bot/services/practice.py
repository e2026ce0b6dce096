"""A learner practises: what is due, what was missed, and what is new, one question at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.core.errors import AskedInClass, NoItems, NothingMissed, UnknownRound
from bot.core.identity import home_of
from bot.core.models import Item, Library
from bot.core.practice import NEW_SHARE, choose, in_course_order, is_due
from bot.core.records import Answer, Round, RoundState
from bot.core.review import Memory, Reviewer
from bot.services.course import find_topic
from bot.services.people import Learner
from bot.services.shelves import Shelves
from bot.services.sittings import PRACTICE, Sittings
from bot.services.views import NothingDue, PracticeEnd, PracticeWish, ShelfChoice, SittingEnd, SittingView
from bot.store import Store

MOST_QUESTIONS = 20


class Practice:
    """Begins and ends the private sittings in which things come back before they are forgotten."""

    def __init__(
        self,
        store: Store,
        shelves: Shelves,
        sittings: Sittings,
        reviewer: Reviewer,
        *,
        now: Callable[[], datetime],
        new_share: float = NEW_SHARE,
    ) -> None:
        self._store = store
        self._shelves = shelves
        self._sittings = sittings
        self._reviewer = reviewer
        self._now = now
        self._new_share = new_share

    async def start(
        self, learner: Learner, guild_id: int | None, wish: PracticeWish
    ) -> SittingView | NothingDue | ShelfChoice:
        """Begin to practise, in a server or (without one) in direct messages.

        Raises:
            UnknownTopic: there is no such topic; it names the closest.
            NoItems, AskedInClass: there is nothing to ask on it, or not just now.
        """
        server = guild_id
        if server is None:
            own = await self._store.own_bank_titles(await self._store.servers_of(learner.id))
            if wish.shelf is None and len(own) > 1:
                return ShelfChoice(wish=wish, shelves=own)
            server = next(iter(own), None) if wish.shelf is None else wish.shelf if wish.shelf in own else None
        library = await self._shelves.of(server)
        items = _on(library, wish.topic)
        memories = await self._store.memories(learner.id)
        chosen = await self._choose(learner, guild_id, items, memories, wish.count)
        if not chosen:
            raise AskedInClass if items else NoItems(wish.topic or "")
        if not wish.anyway and not self._worth_it(chosen, memories):
            return NothingDue(wish=wish, next_review=_next_review(items, memories, self._now()))
        return await self._sittings.begin(learner, guild_id, PRACTICE, chosen)

    async def missed_in_quiz(self, learner: Learner, quiz_id: int) -> SittingView:
        """Begin to practise what a learner missed in a live quiz.

        Raises:
            NothingMissed: there is nothing: they answered all rightly, or none.
            AskedInClass: all of it is being asked again.
            NoItems: nothing of it is taught any more.
        """
        return await self._missed(learner, await self._store.results(quiz_id, learner.id))

    async def missed_in_post(self, learner: Learner, round_id: int) -> SittingView:
        """Begin to practise a question of the day that a learner missed; it raises the same.

        Raises:
            UnknownRound: there is no such question, or it has not been revealed.
        """
        round_ = await self._store.round(round_id)
        if round_ is None or round_.state is not RoundState.CLOSED or round_.learner_id is not None:
            raise UnknownRound(round_id)
        return await self._missed(learner, [(round_, await self._store.answer(round_id, learner.id))])

    async def next_question(self, learner: Learner, sitting_id: int) -> SittingView | SittingEnd | PracticeEnd:
        """The next question of any sitting, or its end; that of a practice says what it was good for.

        Raises:
            UnknownRound: there is no such sitting.
            NotForYou: it is somebody else's.
            AskedInClass: none has been answered, and all are being asked in class.
        """
        found = await self._sittings.next_question(learner, sitting_id)
        if isinstance(found, SittingView) or found.about is not None:
            return found
        rounds = await self._store.sitting_rounds(sitting_id)
        answers = await self._store.sitting_answers(sitting_id)
        tries = [(one, answers[one.id]) for one in rounds if one.id in answers]
        return await self._end(learner, rounds[0].guild_id, found, tries)

    async def _end(
        self, learner: Learner, guild_id: int | None, end: SittingEnd, tries: Sequence[tuple[Round, Answer]]
    ) -> PracticeEnd:
        memories = await self._store.memories(learner.id)
        first = {one.item.id: answer for one, answer in tries if one.attempt == 1}
        last = {one.item.id: answer for one, answer in tries}
        items = {one.item.id: one.item for one, _ in tries}
        met_here = {id_ for id_, memory in memories.items() if memory.reviews == _times(id_, tries)}
        learnt = [item for id_, item in items.items() if id_ in met_here and last[id_].credit >= 1]
        again = [item for id_, item in items.items() if first[id_].credit < 1 and item not in learnt]
        shelf = guild_id if guild_id is not None else next(filter(None, map(home_of, items)), None)
        library = await self._shelves.of(shelf)
        course = in_course_order(library)
        more = await self._choose(learner, guild_id, course, memories, 1)
        lessons = [library.lessons.get(item.lesson or "") for item in [*again, *learnt]]
        return PracticeEnd(
            right=end.right,
            partly=end.partly,
            total=end.total,
            points=sum(answer.points for answer in first.values()),
            learnt=tuple(learnt),
            again=tuple(again),
            lesson=next(filter(None, lessons), None),
            next_review=_next_review(course, memories, self._now()),
            more=self._worth_it(more, memories),
            wish=PracticeWish(count=min(end.total, MOST_QUESTIONS), shelf=None if guild_id else shelf),
        )

    async def _missed(self, learner: Learner, asked: Sequence[tuple[Round, Answer | None]]) -> SittingView:
        credits_given = {round_.item.id: answer.credit for round_, answer in asked if answer is not None}
        missed = [id_ for id_, credit in credits_given.items() if credit < 1]
        if not missed:
            raise NothingMissed(len(credits_given))
        guild_id = asked[0][0].guild_id
        library = await self._shelves.of(guild_id)
        items = [item for id_ in missed if (item := library.item(id_)) is not None]
        if not items:
            raise NoItems("")
        in_play = await self._sittings.in_play(learner, guild_id)
        free = [item for item in items if item.id not in in_play]
        if not free:
            raise AskedInClass
        return await self._sittings.begin(learner, guild_id, PRACTICE, free)

    async def _choose(
        self,
        learner: Learner,
        guild_id: int | None,
        items: Sequence[Item],
        memories: Mapping[str, Memory],
        count: int,
    ) -> tuple[Item, ...]:
        return choose(
            items,
            memories,
            count=min(max(count, 1), MOST_QUESTIONS),
            now=self._now(),
            recall=self._reviewer.recall,
            new_share=self._new_share,
            not_now=await self._sittings.in_play(learner, guild_id),
        )

    def _worth_it(self, chosen: Sequence[Item], memories: Mapping[str, Memory]) -> bool:
        """Whether any of this is due or new."""
        known = [_known(item, memories) for item in chosen]
        return any(memory is None or is_due(memory, self._now()) for memory in known)


def _on(library: Library, topic: str | None) -> tuple[Item, ...]:
    """The items on a topic, by any of its names, in course order."""
    items = in_course_order(library)
    if topic is None:
        return items
    key, _ = find_topic(library, topic)
    return tuple(item for item in items if key in {item.bank, library.banks[item.bank].movement})


def _known(item: Item, memories: Mapping[str, Memory]) -> Memory | None:
    """What is remembered of an item as it is now."""
    memory = memories.get(item.id)
    return memory if memory is not None and memory.version == item.version else None


def _next_review(items: Sequence[Item], memories: Mapping[str, Memory], now: datetime) -> datetime | None:
    """When the next of these that are not due becomes due."""
    moments = [memory.due_at for item in items if (memory := _known(item, memories)) is not None]
    return min((due_at for due_at in moments if due_at > now), default=None)


def _times(item_id: str, tries: Sequence[tuple[Round, Answer]]) -> int:
    return sum(1 for round_, _ in tries if round_.item.id == item_id)
