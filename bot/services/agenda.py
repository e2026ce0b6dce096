"""What is to be done for which quiz, and when, beside what the database says; and which are to be left alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum, auto


class Errand(Enum):
    """Something that a process remembers to do for a quiz. All can be forgotten: a start finds them again."""

    TAKE_UP = auto()
    """Find out, after a start, how the quiz stands in its channel."""
    COUNT = auto()
    """Bring up to date how many have answered."""
    PODIUM = auto()
    """Post the podium."""


FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=10)
"""How long a quiz is left alone after a step that failed: twice as long each time, up to a bound."""


class Agenda:
    """Errands by quiz. A quiz that is busy or resting has none until it is free again."""

    def __init__(self) -> None:
        self._errands: dict[int, dict[Errand, datetime]] = {}
        self._busy: set[int] = set()
        self._resting: dict[int, datetime] = {}
        self._pauses: dict[int, timedelta] = {}

    def put(self, quiz_id: int, errand: Errand, at: datetime) -> bool:
        """Note an errand; False where it had been noted before, which then stands."""
        errands = self._errands.setdefault(quiz_id, {})
        if errand in errands:
            return False
        errands[errand] = at
        return True

    def take(self, quiz_id: int, errand: Errand, now: datetime) -> bool:
        """Cross an errand out, if it is due; whether it was."""
        at = self._errands.get(quiz_id, {}).get(errand)
        if at is None or at > now:
            return False
        self.drop(quiz_id, errand)
        return True

    def drop(self, quiz_id: int, errand: Errand) -> None:
        """Cross an errand out, due or not."""
        errands = self._errands.get(quiz_id, {})
        errands.pop(errand, None)
        if not errands:
            self._errands.pop(quiz_id, None)

    def begin(self, candidates: list[int], now: datetime) -> list[int]:
        """Of these quizzes and of those with an errand due, take those that are free; they are busy from now on."""
        self._resting = {quiz_id: until for quiz_id, until in self._resting.items() if until > now}
        due = [quiz_id for quiz_id, errands in self._errands.items() if min(errands.values()) <= now]
        free = [one for one in dict.fromkeys([*candidates, *due]) if one not in self._busy and one not in self._resting]
        self._busy.update(free)
        return free

    def done(self, quiz_id: int) -> None:
        """A quiz is free again."""
        self._busy.discard(quiz_id)

    def went_well(self, quiz_id: int) -> None:
        """A step has been made: unless it left the quiz resting, the next failure is the first again."""
        if quiz_id not in self._resting:
            self._pauses.pop(quiz_id, None)

    def wake(self, quiz_id: int) -> None:
        """Leave a quiz alone no longer: somebody has moved it."""
        self._resting.pop(quiz_id, None)
        self._pauses.pop(quiz_id, None)

    def rest(self, quiz_id: int, now: datetime) -> datetime:
        """Leave a quiz alone for a while, since a step failed; returns until when."""
        pause = min(self._pauses.get(quiz_id, FIRST_PAUSE / 2) * 2, LONGEST_PAUSE)
        self._pauses[quiz_id] = pause
        self._resting[quiz_id] = now + pause
        return now + pause

    @property
    def untouchable(self) -> set[int]:
        """The quizzes that are busy or resting."""
        return {*self._busy, *self._resting}

    def next_moment(self) -> datetime | None:
        """When the next errand of a free quiz is due, or a rest ends."""
        untouchable = self.untouchable
        errands = [min(errands.values()) for quiz_id, errands in self._errands.items() if quiz_id not in untouchable]
        rests = [until for quiz_id, until in self._resting.items() if quiz_id not in self._busy]
        return min([*errands, *rests], default=None)
