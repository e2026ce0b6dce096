"""What is being done for which quiz or schedule, what else is to be done and when, and which are to be left alone."""

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
"""How long one is left alone after a step that failed: twice as long each time, up to a bound."""


class Agenda:
    """Errands by key: a quiz's id, or a schedule's. Whatever is busy or resting has none until it is free again."""

    def __init__(self) -> None:
        self._errands: dict[int, dict[Errand, datetime]] = {}
        self._busy: set[int] = set()
        self._resting: dict[int, datetime] = {}
        self._pauses: dict[int, timedelta] = {}

    def put(self, key: int, errand: Errand, at: datetime) -> bool:
        """Note an errand; False where it had been noted before, which then stands."""
        errands = self._errands.setdefault(key, {})
        if errand in errands:
            return False
        errands[errand] = at
        return True

    def take(self, key: int, errand: Errand, now: datetime) -> bool:
        """Cross an errand out, if it is due; whether it was."""
        at = self._errands.get(key, {}).get(errand)
        if at is None or at > now:
            return False
        self.drop(key, errand)
        return True

    def drop(self, key: int, errand: Errand) -> None:
        """Cross an errand out, due or not."""
        errands = self._errands.get(key, {})
        errands.pop(errand, None)
        if not errands:
            self._errands.pop(key, None)

    def begin(self, candidates: list[int], now: datetime) -> list[int]:
        """Of these and of those with an errand due, take those that are free; they are busy from now on."""
        self._resting = {key: until for key, until in self._resting.items() if until > now}
        due = [key for key, errands in self._errands.items() if min(errands.values()) <= now]
        free = [one for one in dict.fromkeys([*candidates, *due]) if one not in self._busy and one not in self._resting]
        self._busy.update(free)
        return free

    def done(self, key: int) -> None:
        """It is free again."""
        self._busy.discard(key)

    def went_well(self, key: int) -> None:
        """A step has been made: unless that left it resting, the next failure is the first again."""
        if key not in self._resting:
            self._pauses.pop(key, None)

    def wake(self, key: int) -> None:
        """Leave it alone no longer: somebody has moved it."""
        self._resting.pop(key, None)
        self._pauses.pop(key, None)

    def rest(self, key: int, now: datetime) -> datetime:
        """Leave it alone for a while, since a step failed; returns until when."""
        pause = min(self._pauses.get(key, FIRST_PAUSE / 2) * 2, LONGEST_PAUSE)
        self._pauses[key] = pause
        self._resting[key] = now + pause
        return now + pause

    @property
    def untouchable(self) -> set[int]:
        """What is busy or resting."""
        return {*self._busy, *self._resting}

    def next_moment(self) -> datetime | None:
        """When the next errand of what is free is due, or a rest ends."""
        untouchable = self.untouchable
        errands = [min(errands.values()) for key, errands in self._errands.items() if key not in untouchable]
        rests = [until for key, until in self._resting.items() if key not in self._busy]
        return min([*errands, *rests], default=None)
