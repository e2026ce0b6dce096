"""What an answer leaves behind: every answer, given wherever, enters the learner's memory once.

A sitting's answer is reviewed at once. Those to questions of live quizzes and schedules are when their question has
closed: until then nobody, by whatever command, is to find out whether they were right.
"""

from __future__ import annotations

import asyncio
import logging

from bot.core.errors import StoreTrouble
from bot.core.review import Memory, Reviewer
from bot.store import Store

log = logging.getLogger(__name__)

ROUNDS_AT_A_TIME = 200
REVIEWS_AT_A_TIME = 100
"""So many reviews are reckoned between two turns of the event loop: a few milliseconds."""


class Remembering:
    """Brings memories up to date."""

    def __init__(self, store: Store, reviewer: Reviewer) -> None:
        self._store = store
        self._reviewer = reviewer
        self._turn = asyncio.Lock()
        """Two rounds may ask one learner the same item: the second review builds on the first."""
        self._catching_up = asyncio.Lock()

    async def catch_up(self) -> None:
        """Review the answers to all rounds that are over; after a crash, too, nothing is left out or done twice.

        Wakes may come faster than a long backlog is worked off: one does it, and the others wait for that. Where the
        database fails, it is done at a later wake.
        """
        async with self._catching_up:
            try:
                await self._work_off()
            except StoreTrouble as error:
                log.warning("what was answered is reviewed later, for the database failed (%s)", error.__cause__)

    async def _work_off(self) -> None:
        if not await self._store.unremembered(1):
            return  # nothing is written, so that a wake with nothing to do waits for no lock
        await self._store.pass_over_unanswered()
        while found := await self._store.unremembered(ROUNDS_AT_A_TIME):
            for round_id in found:
                await self.round(round_id)

    async def round(self, round_id: int) -> None:
        """Review the answers to one round, unless that has been done."""
        async with self._turn:
            reviews = await self._store.reviews_of(round_id)
            known: dict[int, Memory] = {}
            if reviews:
                known = await self._store.memories_of_item(reviews[0].item_id, [one.learner_id for one in reviews])
            learned = []
            for number, one in enumerate(reviews, 1):
                learned.append(self._reviewer.review(known.get(one.learner_id), one))
                if number % REVIEWS_AT_A_TIME == 0:
                    await asyncio.sleep(0)
            await self._store.remember(round_id, learned)
