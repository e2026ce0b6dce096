"""The way out: what Dastan says in channels on its own account. The only port that tests may put a fake behind."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.core.records import Quiz
from bot.services.views import (
    DoubtAnswered,
    DoubtView,
    LessonView,
    PodiumView,
    PostView,
    ReminderView,
    RoundView,
    ScheduleView,
)


class Outbox(Protocol):
    """Posts to and edits in channels.

    Every method raises `ChannelGone` or `MessageGone` where there is nothing to be done, and `DiscordTrouble` where
    trying again later makes sense.
    """

    async def announce(self, quiz: Quiz) -> None:
        """Say in the channel that a quiz is about to begin."""

    async def post_lesson(self, channel_id: int, view: LessonView) -> int:
        """Post a lesson for everybody; returns the message's id."""

    async def post_round(self, view: RoundView) -> int:
        """Post a question; returns the message's id. Posting the same round again within minutes gives the same."""

    async def show_round(self, view: RoundView) -> None:
        """Bring the message of a round up to date: the count, the pause, the reveal."""

    async def find_round(self, channel_id: int, round_id: int, since: datetime) -> int | None:
        """Our own message of a round, posted since a moment but perhaps never noted; None where there is none."""

    async def post_podium(self, view: PodiumView) -> int:
        """Post the end of a quiz; returns the message's id."""

    async def find_podium(self, channel_id: int, quiz_id: int, since: datetime) -> int | None:
        """Our own message of a podium, likewise."""

    async def post_slot(self, view: PostView) -> int:
        """Post what a schedule wants; returns the message's id. The same post within minutes gives the same."""

    async def show_slot(self, view: PostView, message_id: int) -> None:
        """Bring the message of a slot up to date: the reveal."""

    async def find_slot(self, channel_id: int, post_id: int, since: datetime) -> int | None:
        """Our own message of a slot, posted since a moment but perhaps never noted; None where there is none."""

    async def tell_teacher(self, view: ScheduleView) -> bool:
        """Tell whoever added a schedule, or else the server, that its channel fails it; whether anybody was told."""

    async def post_doubt(self, channel_id: int, view: DoubtView) -> int:
        """Tell teachers of a learner's doubt in their channel; returns the message's id."""

    async def tell_learner(self, learner_id: int, view: DoubtAnswered) -> bool:
        """Tell a learner in a direct message what came of their doubt; whether it was delivered."""

    async def remind(self, view: ReminderView) -> bool:
        """Remind a learner in a direct message; False where Discord does not, and will not, let us write to them."""
