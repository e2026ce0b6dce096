"""The rounds that are being answered, kept at hand: a tap need not read its question from the database again."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core.errors import UnknownRound
from bot.core.pace import answering_time
from bot.core.records import Round, RoundState
from bot.store import Store

MOST_KEPT = 1024
"""A number, so that memory has a bound; the rounds longest kept go first."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What taking an answer needs to know: the round, and what its quiz and its server add to it."""

    round: Round
    speed_bonus: bool
    allowed: timedelta
    timezone: str
    asked_on: date | None = None
    """The day for which a schedule asked it. It counts for that day, whenever it is answered."""


class OpenRounds:
    """Looks rounds up. The database still decides whether an answer is taken; what is kept here only saves reading.

    All who press before a round has been read wait for the same reading: a thousand readings would keep the database
    busy for longer than Discord waits.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: OrderedDict[int, Setting] = OrderedDict()
        self._being_read: dict[int, asyncio.Task[Setting]] = {}

    def forget(self, round_id: int) -> None:
        """Read a round anew next time: its times or its state have changed."""
        self._kept.pop(round_id, None)
        self._being_read.pop(round_id, None)

    def forget_learner(self, learner_id: int) -> None:
        """Keep nothing of a learner's private sittings."""
        for round_id in [id_ for id_, kept in self._kept.items() if kept.round.learner_id == learner_id]:
            self.forget(round_id)

    async def setting(self, round_id: int) -> Setting:
        """A round with its setting.

        Raises:
            UnknownRound: there is none of that id.
        """
        if (kept := self._kept.get(round_id)) is not None:
            return kept
        reading = self._being_read.get(round_id)
        if reading is None:
            reading = self._being_read[round_id] = asyncio.create_task(self._read(round_id))
            reading.add_done_callback(lambda done: self._keep(round_id, done))
        return await asyncio.shield(reading)  # who is cancelled cancels it for nobody else

    def _keep(self, round_id: int, reading: asyncio.Task[Setting]) -> None:
        """Keep what has been read of an open round, unless it has been forgotten meanwhile."""
        if self._being_read.get(round_id) is not reading:
            return
        del self._being_read[round_id]
        if reading.cancelled() or reading.exception() is not None:
            return
        if reading.result().round.state is RoundState.OPEN:
            self._kept[round_id] = reading.result()
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    async def _read(self, round_id: int) -> Setting:
        round_ = await self._store.round(round_id)
        if round_ is None:
            raise UnknownRound(round_id)
        quiz = await self._store.quiz(round_.quiz_id) if round_.quiz_id is not None else None
        guild = await self._store.guild(round_.guild_id) if round_.guild_id is not None else None
        post = await self._store.post(round_.post_id) if round_.post_id is not None else None
        return Setting(
            round=round_,
            speed_bonus=quiz.speed_bonus if quiz else False,
            allowed=answering_time(round_.item, quiz.seconds) if quiz else timedelta(0),
            timezone=guild.timezone if guild else "UTC",
            asked_on=post.slot.day if post else None,
        )
