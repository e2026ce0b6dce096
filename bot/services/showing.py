"""How a live quiz stands in its channel: its questions, reveals and podium, put there and kept up to date.

A message that a crash left unposted is posted; one that it left unnoted is found by the ids in its buttons and adopted.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from enum import Enum, auto

from bot.core.errors import ChannelGone, DiscordTrouble, MessageGone
from bot.core.live import End
from bot.core.ranking import ranked
from bot.core.records import Quiz, Round, RoundState
from bot.core.tally import bars
from bot.services.course import citations
from bot.services.outbox import Outbox
from bot.services.shelves import Shelves
from bot.services.views import PodiumView, RoundView
from bot.store import Store

log = logging.getLogger(__name__)


class Shown(Enum):
    """What came of showing something."""

    YES = auto()
    MESSAGE_GONE = auto()
    """Somebody deleted the message."""
    CHANNEL_GONE = auto()
    """The channel, or the right to speak in it, is gone."""
    NOT_NOW = auto()
    """Discord would not take it; later it may."""


class Showing:
    """Puts a live quiz into its channel and notes in the store what stands there."""

    def __init__(self, store: Store, shelves: Shelves, outbox: Outbox) -> None:
        self._store = store
        self._shelves = shelves
        self._outbox = outbox
        self._unnoted: dict[int, int] = {}
        """The messages of rounds that stand in their channels, and that the store would not note."""

    async def announce(self, quiz: Quiz) -> None:
        """Say that a quiz is about to begin.

        Raises:
            ChannelGone, DiscordTrouble: it could not be said.
        """
        await self._outbox.announce(quiz)

    async def question(self, quiz: Quiz, round_: Round, *, look_first: bool = False) -> Shown:
        """Let a question stand in the channel as it now is: posted if it is not there, else edited.

        `look_first` looks through the channel for one that was posted but never noted: Discord may have taken what it
        seemed to refuse, and forgets a nonce within minutes. What nobody expected is logged, and counts as not now: no
        question runs out unseen.
        """
        try:
            if look_first or round_.id in self._unnoted:
                round_ = await self.adopt(quiz, round_)
            view = await self._view(quiz, round_)
            if round_.message_id is None:
                await self._note(round_, await self._outbox.post_round(view))
            else:
                await self._outbox.show_round(view)
        except ChannelGone:
            return Shown.CHANNEL_GONE
        except MessageGone:
            return Shown.MESSAGE_GONE
        except DiscordTrouble:
            log.warning("live quiz %d: Discord would not show question %d", quiz.id, round_.position + 1, exc_info=True)
            return Shown.NOT_NOW
        except Exception:
            log.exception("live quiz %d: question %d cannot be shown", quiz.id, round_.position + 1)
            return Shown.NOT_NOW
        return Shown.YES

    async def adopt(self, quiz: Quiz, round_: Round) -> Round:
        """A round with the message that it has in the channel, where a crash or the store kept that from being noted.

        Raises:
            ChannelGone, DiscordTrouble: the channel could not be looked through.
        """
        if round_.message_id is not None:
            return round_
        found = self._unnoted.get(round_.id)
        if found is None:
            found = await self._outbox.find_round(quiz.channel_id, round_.id, round_.opened_at or quiz.created_at)
        return round_ if found is None else await self._note(round_, found)

    async def reveal(self, quiz: Quiz, round_: Round) -> None:
        """Turn a closed question's message into its reveal; one that Discord would not take stays to be done."""
        try:
            round_ = await self.adopt(quiz, round_)
        except ChannelGone:
            log.info("live quiz %d: nowhere to reveal question %d", quiz.id, round_.position + 1)
        except DiscordTrouble:
            return
        if round_.message_id is None or await self.question(quiz, round_) is not Shown.NOT_NOW:
            await self.note_reveal(round_)

    async def note_reveal(self, round_: Round) -> None:
        """Note that a closed question's message shows the answer; where that fails, it is shown once more later."""
        try:
            await self._store.set_revealed(round_.id)
        except Exception:
            log.warning("the reveal of round %d could not be noted", round_.id, exc_info=True)

    async def reveal_what_is_left(self, quiz: Quiz) -> bool:
        """Make good the reveals that a crash or Discord's trouble left undone; whether none is left undone now."""
        for round_ in await self._store.unrevealed_rounds(quiz.id):
            try:
                await self.reveal(quiz, round_)
            except Exception:  # a reveal that fails must not keep the next question, or the podium, from coming
                log.exception("live quiz %d: the reveal of question %d failed", quiz.id, round_.position + 1)
        return not await self._store.unrevealed_rounds(quiz.id)

    async def count(self, quiz: Quiz, round_: Round) -> None:
        """Bring up to date how many have answered; not beside a picture, which each edit would send anew."""
        stands = round_.message_id is not None or round_.id in self._unnoted
        if round_.state is RoundState.OPEN and stands and round_.item.image is None:
            await self.question(quiz, round_)

    async def podium(self, quiz: Quiz, *, look_first: bool) -> bool:
        """Post the podium, once; False where Discord would not take it now.

        `look_first` looks through the channel for one that a crash left unnoted.
        """
        rounds = await self._store.rounds_of(quiz.id)
        standings = await self._store.standings(quiz.id)
        view = PodiumView(
            quiz=quiz,
            asked=sum(1 for one in rounds if one.state is RoundState.CLOSED),
            end=quiz.state.end or End.FINISHED,
            placed=ranked(one for one in standings if not one.hidden),
            unnamed=tuple(one for one in standings if one.hidden),
        )
        try:
            found = None
            if look_first:
                found = await self._outbox.find_podium(quiz.channel_id, quiz.id, quiz.created_at)
            await self._store.set_podium(quiz.id, found or await self._outbox.post_podium(view))
        except (ChannelGone, MessageGone):
            await self._store.give_up_podium(quiz.id)
        except DiscordTrouble:
            log.warning("live quiz %d: the podium waits for Discord", quiz.id, exc_info=True)
            return False
        return True

    async def _note(self, round_: Round, message_id: int) -> Round:
        """Note a round's message; it stands there for all to see, so what the store will not take is kept in mind."""
        self._unnoted[round_.id] = message_id
        try:
            await self._store.set_round_message(round_.id, message_id)
        except Exception:
            log.warning("the message of round %d could not be noted; it will be, later", round_.id, exc_info=True)
        else:
            del self._unnoted[round_.id]
        return replace(round_, message_id=message_id)

    async def _view(self, quiz: Quiz, round_: Round) -> RoundView:
        if round_.state is not RoundState.CLOSED:
            return RoundView(quiz=quiz, round=round_, answered=await self._store.answered(round_.id))
        library = self._shelves.common
        item = round_.item
        answers = await self._store.tally(round_.id)
        return RoundView(
            quiz=quiz,
            round=round_,
            answered=len(answers),
            bars=bars(item, round_.order, answers),
            citations=citations(library, item.cites),
            lesson=library.lessons.get(item.lesson) if item.lesson else None,
        )
