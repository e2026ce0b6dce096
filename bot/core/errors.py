"""Everything that can go wrong in a way that Dastan expects, in the class's own words.

Errors carry data, never sentences: the sentence that a person reads for each stands in `discord_ui/text.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Objection(StrEnum):
    """Why a typed or composed response cannot be taken as an answer at all; the learner may simply try again."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    NOT_A_YEAR = "not a year"
    SEVERAL = "several answers at once"
    INCOMPLETE = "incomplete"
    REPEATED = "repeated"
    WRONG_KIND = "wrong kind"


class DastanError(Exception):
    """The root: whoever catches it has caught every error that a person can do something about."""


# What is asked for does not exist.


@dataclass(eq=False)
class UnknownBank(DastanError):
    """No question bank has this name; `closest` is the nearest that has."""

    name: str
    closest: str | None = None


@dataclass(eq=False)
class UnknownLesson(DastanError):
    """No lesson has this id; `closest` is the nearest that has."""

    name: str
    closest: str | None = None


@dataclass(eq=False)
class UnknownTopic(DastanError):
    """No bank and no movement has this name."""

    name: str
    closest: str | None = None


@dataclass(eq=False)
class UnknownTimezone(DastanError):
    """There is no IANA time zone of this name; `closest` is the nearest that there is."""

    name: str
    closest: str | None = None


@dataclass(eq=False)
class UnknownSchedule(DastanError):
    """The server has no schedule of this number."""

    number: str


class NoDaily(DastanError):
    """No scheduled question is open in the server just now."""


class LeaderboardOff(DastanError):
    """The server has turned its leaderboard off: nobody is compared with anybody."""


class Hidden(DastanError):
    """The learner does not want to be seen by others."""


class NoLessons(DastanError):
    """The library holds no lesson."""


@dataclass(eq=False)
class NoItems(DastanError):
    """There is nothing to ask here: `about` names the lesson or bank without questions."""

    about: str


# Who may do what.


class NotATeacher(DastanError):
    """Only a teacher may do this."""


class NotForYou(DastanError):
    """This button belongs to somebody else's message."""


class OnlyInServers(DastanError):
    """This makes sense only in a server's channel, not in direct messages."""


@dataclass(eq=False)
class MissingPermissions(DastanError):
    """The bot lacks permissions in a channel; `names` are Discord's own English names of them."""

    channel_id: int
    names: Sequence[str]


# Live quizzes.


@dataclass(eq=False)
class QuizAlreadyRunning(DastanError):
    """The channel has a live quiz under way."""

    channel_id: int


@dataclass(eq=False)
class NoQuizHere(DastanError):
    """The channel has no live quiz under way."""

    channel_id: int


@dataclass(eq=False)
class MoveNotAllowed(DastanError):
    """The state of the quiz does not allow this move, for example resuming a quiz that is not paused."""

    move: str
    phase: str


class StaleState(DastanError):
    """Somebody else moved the quiz first; nothing was changed."""


# Answers.


@dataclass(eq=False)
class UnknownRound(DastanError):
    """The question behind a button is not there any more."""

    round_id: int


@dataclass(eq=False)
class RoundClosed(DastanError):
    """The question has been closed; an answer that was not saved before does not count."""

    round_id: int


@dataclass(eq=False)
class RoundPaused(DastanError):
    """The quiz is paused; answers are taken again when it goes on."""

    round_id: int


@dataclass(eq=False)
class NotAnAnswer(DastanError):
    """The response cannot be taken as an answer; nothing was saved and the learner may try again.

    `positions` (0-based, as shown) names the selects that are empty or repeat another, where that is the trouble.
    """

    objection: Objection
    positions: tuple[int, ...] = ()


class AskedInClass(DastanError):
    """The item is asked in the learner's class just now, or soon will be: until its reveal it is not for practice."""


@dataclass(eq=False)
class NothingMissed(DastanError):
    """There is nothing to practise of a quiz or a question: the learner gave so many answers there, all right."""

    answered: int


class NotSaved(DastanError):
    """The database did not take the answer (locked, away, disk full); the learner is asked to press again."""


@dataclass(eq=False)
class BadTime(DastanError):
    """What was typed is no time of day."""

    typed: str


@dataclass(eq=False)
class BadDays(DastanError):
    """What was typed names no days of the week."""

    typed: str


class NeedsTextChannel(DastanError):
    """A schedule cannot post here: threads are archived, and other channels are not for reading."""


@dataclass(eq=False)
class TooManySchedules(DastanError):
    """The server has as many schedules as it may have."""

    most: int


# Servers' own banks.


@dataclass(eq=False)
class FileTooLarge(DastanError):
    """An uploaded file is larger than it may be; both in bytes."""

    size: int
    most: int


@dataclass(eq=False)
class BadBankName(DastanError):
    """No name for a bank can be made of what was given."""

    typed: str


@dataclass(eq=False)
class TooManyBanks(DastanError):
    """The server has as many banks of its own as it may have."""

    most: int


@dataclass(eq=False)
class UnknownOwnBank(DastanError):
    """The server has no bank of its own of this name; `closest` is the nearest that it has."""

    name: str
    closest: str | None = None


@dataclass(eq=False)
class UnknownVersion(DastanError):
    """That version of a server's own bank is not there (any more)."""

    name: str = ""


class FileGone(DastanError):
    """An uploaded file could not be fetched from Discord."""


# Doubts and reports.


class QuestionStillOpen(DastanError):
    """A question can still be answered, so that nothing is to be said of its answer yet."""


@dataclass(eq=False)
class TooManyDoubts(DastanError):
    """A learner has raised as many doubts as they may in a day."""

    most: int


class UnknownDoubt(DastanError):
    """That doubt is not there (any more)."""


class NothingToReport(DastanError):
    """Nobody has answered anything in the period and on the topic that are asked for."""


class StoreTrouble(DastanError):
    """The database could not be read or changed (locked, away, disk full); its cause is the database's own error."""


class TooSlow(DastanError):
    """What was to be shown came too late for Discord to show it; the person is asked to press again."""


# Discord.


@dataclass(eq=False)
class ChannelGone(DastanError):
    """A channel, or the bot's access to it, is gone."""

    channel_id: int


@dataclass(eq=False)
class MessageGone(DastanError):
    """A message that was to be changed has been deleted."""

    channel_id: int
    message_id: int


class DiscordTrouble(DastanError):
    """Discord did not carry something out, for now: worth trying again."""


# Operators.


class BadToken(DastanError):
    """Discord does not accept the bot's token."""


@dataclass(eq=False)
class CannotReachDiscord(DastanError):
    """Discord cannot be reached at start; `reason` is the network's own word."""

    reason: str


@dataclass(eq=False)
class StoreInUse(DastanError):
    """Another process has the SQLite file open."""

    path: str


@dataclass(eq=False)
class StoreUnavailable(DastanError):
    """The database cannot be opened at start; `reason` is the driver's own word."""

    url: str
    reason: str
