"""A learner thinks that something is wrong with a question; the teachers answer, or take the question out of use."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.core.errors import (
    ChannelGone,
    DiscordTrouble,
    OnlyInServers,
    QuestionStillOpen,
    TooManyDoubts,
    UnknownDoubt,
    UnknownRound,
)
from bot.core.models import Item
from bot.core.records import Doubt, DoubtState, NewDoubt, Round, RoundState
from bot.services.outbox import Outbox
from bot.services.people import Learner
from bot.services.shelves import Shelves
from bot.services.views import DoubtAnswered, DoubtView
from bot.store import Store

log = logging.getLogger(__name__)

MOST_A_DAY = 20
"""Doubts that a learner may raise in a server within a day."""


class Doubts:
    """Doubts, and what teachers do about them."""

    def __init__(self, store: Store, shelves: Shelves, outbox: Outbox, *, now: Callable[[], datetime]) -> None:
        self._store = store
        self._shelves = shelves
        self._outbox = outbox
        self._now = now

    async def may_raise(self, learner: Learner, round_id: int, guild_id: int | None) -> Round:
        """The question that a learner wants to say something about: one asked in their class, or of them alone.

        Raises:
            UnknownRound: there is none, or none that was asked here, in the server `guild_id`, or of this learner.
            OnlyInServers: it was asked in direct messages, where there is no teacher.
            QuestionStillOpen: it can still be answered, so that nothing is to be said of its answer.
        """
        round_ = await self._store.round(round_id)
        if round_ is None:
            raise UnknownRound(round_id)
        if round_.guild_id is None:
            raise OnlyInServers
        if round_.sitting_id is not None:
            here, told = round_.learner_id == learner.id, await self._store.answer(round_id, learner.id) is not None
        else:
            here, told = round_.guild_id == guild_id, round_.state is RoundState.CLOSED
        if not here:
            raise UnknownRound(round_id)
        if not told:
            raise QuestionStillOpen
        return round_

    async def raise_(self, learner: Learner, round_id: int, said: str, guild_id: int | None) -> Doubt:
        """Keep a learner's doubt, and tell the teachers where they want to be told.

        A second one about the same question changes the words of the first, and tells nobody anew: else one learner
        could fill the teachers' channel.

        Raises:
            UnknownRound, OnlyInServers, QuestionStillOpen: as for `may_raise`.
            TooManyDoubts: the learner has raised as many as they may in a day.
        """
        round_ = await self.may_raise(learner, round_id, guild_id)
        assert round_.guild_id is not None  # noqa: S101 - `may_raise` has seen to it
        now = self._now()
        raised = await self._store.doubts_raised(round_.guild_id, learner.id, now - timedelta(days=1))
        if raised >= MOST_A_DAY:
            raise TooManyDoubts(MOST_A_DAY)
        doubt, new = await self._store.raise_doubt(
            NewDoubt(
                guild_id=round_.guild_id,
                item=round_.item,
                learner_id=learner.id,
                name=learner.name,
                said=said.strip(),
                raised_at=now,
            )
        )
        if new:
            await self._tell(doubt)
        return doubt

    async def open(self, guild_id: int) -> list[DoubtView]:
        """The doubts that no teacher has done anything about, the oldest first."""
        return [await self._view(one) for one in await self._store.doubts_of(guild_id, DoubtState.OPEN)]

    async def look(self, guild_id: int, doubt_id: int) -> DoubtView:
        """One doubt.

        Raises:
            UnknownDoubt: the server has none of that id, as for all of these.
        """
        return await self._view(await self._find(guild_id, doubt_id))

    async def answer(self, guild_id: int, doubt_id: int, teacher_id: int, reply: str) -> DoubtView:
        """Answer the learner, in a direct message; what is answered is kept also where that cannot be delivered.

        Where another teacher was quicker, what they have done stands, and is shown: so also for the next two.
        """
        doubt = await self._find(guild_id, doubt_id)
        first = await self._store.settle_doubt(doubt.id, DoubtState.ANSWERED, teacher_id, reply.strip())
        return await self._view(await self._find(guild_id, doubt_id), tell_learner=first)

    async def set_aside(self, guild_id: int, doubt_id: int, teacher_id: int) -> DoubtView:
        """Do nothing about it."""
        doubt = await self._find(guild_id, doubt_id)
        await self._store.settle_doubt(doubt.id, DoubtState.SET_ASIDE, teacher_id)
        return await self._view(await self._find(guild_id, doubt_id))

    async def withdraw(self, guild_id: int, doubt_id: int, teacher_id: int) -> DoubtView:
        """Take the question out of use in the server, and tell the learner. Open quizzes go on with it."""
        doubt = await self._find(guild_id, doubt_id)
        first = doubt.state is DoubtState.OPEN
        if first:
            await self._take_out(guild_id, doubt.item, teacher_id)
        return await self._view(await self._find(guild_id, doubt_id), tell_learner=first)

    async def withdraw_asked(self, guild_id: int, round_id: int, teacher_id: int) -> Item:
        """Take the question of a round out of use in the server.

        Raises:
            UnknownRound: the server has none of that id.
        """
        item = await self._asked(guild_id, round_id)
        await self._take_out(guild_id, item, teacher_id)
        return item

    async def bring_back(self, guild_id: int, round_id: int) -> Item:
        """Put the question of a round in use again.

        Raises:
            UnknownRound: the server has none of that id.
        """
        item = await self._asked(guild_id, round_id)
        await self._store.bring_back(guild_id, item.id)
        self._shelves.forget(guild_id)
        return item

    async def _take_out(self, guild_id: int, item: Item, teacher_id: int) -> None:
        await self._store.withdraw(guild_id, item, teacher_id, self._now())
        self._shelves.forget(guild_id)

    async def _asked(self, guild_id: int, round_id: int) -> Item:
        round_ = await self._store.round(round_id)
        if round_ is None or round_.guild_id != guild_id:
            raise UnknownRound(round_id)
        return round_.item

    async def _find(self, guild_id: int, doubt_id: int) -> Doubt:
        doubt = await self._store.doubt(doubt_id)
        if doubt is None or doubt.guild_id != guild_id:
            raise UnknownDoubt
        return doubt

    async def _view(self, doubt: Doubt, *, tell_learner: bool = False) -> DoubtView:
        delivered = None
        if tell_learner and doubt.learner_id > 0:
            delivered = await self._outbox.tell_learner(doubt.learner_id, DoubtAnswered(doubt))
        name = await self._store.name_of(doubt.guild_id, doubt.learner_id)
        return DoubtView(doubt=doubt, name=name, delivered=delivered)

    async def _tell(self, doubt: Doubt) -> None:
        """Tell the teachers in their channel. Should that fail, the report has the doubt all the same."""
        channel_id = (await self._store.guild(doubt.guild_id)).reports_channel_id
        if channel_id is None:
            return
        try:
            await self._outbox.post_doubt(channel_id, await self._view(doubt))
        except (ChannelGone, DiscordTrouble) as error:
            log.info("server %d: a doubt could not be told in its channel (%s)", doubt.guild_id, type(error).__name__)
