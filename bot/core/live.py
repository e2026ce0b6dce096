"""A live quiz as a state machine: which move is allowed when, and what it leads to. Pure; time comes in.

    create ──► BETWEEN ──ask──► ASKING ──reveal──► BETWEEN … ──finish──► ENDED
                  │                │
                  └──pause──► PAUSED ◄──pause──┘      (resume goes back to where it was)

A quiz in BETWEEN or ASKING has a moment, `due_at`, at which it moves on by itself; a paused one has none and keeps
instead how much time was `left`. Answers count until `answers_until`, a little before that moment. Skipping brings
both forward to now. Stopping is allowed until the end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.errors import MoveNotAllowed

SILENT_ROUNDS_TO_END = 3
"""So many questions in a row without a single answer, and without a move of the teacher's, end a quiz."""

LATENESS = timedelta(seconds=1)
"""How long after its end a question waits for answers that were given in time but are still on their way."""


class Phase(StrEnum):
    """Where a live quiz stands."""

    BETWEEN = "between"
    """Before the first question, or while the class reads a reveal."""
    ASKING = "asking"
    """A question is open for answers."""
    PAUSED = "paused"
    ENDED = "ended"


class End(StrEnum):
    """Why a quiz is over."""

    FINISHED = "finished"
    STOPPED = "stopped"
    SILENT = "silent"
    AWAY = "away"
    """The bot was away for longer than a class waits."""
    LOST = "lost"
    """The channel or the quiz's messages are gone."""


class Step(StrEnum):
    """What a quiz whose moment has come does next."""

    ASK = "ask"
    REVEAL = "reveal"
    FINISH = "finish"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveState:
    """The state of a live quiz. `position` counts questions from 0 and is -1 before the first."""

    total: int
    phase: Phase = Phase.BETWEEN
    position: int = -1
    due_at: datetime | None = None
    left: timedelta | None = None
    paused_in: Phase | None = None
    silent: int = 0
    end: End | None = None

    def next_step(self, now: datetime) -> Step | None:
        """What is due at `now`; None while nothing is."""
        if self.due_at is None or now < self.due_at:
            return None
        if self.phase is Phase.ASKING:
            return Step.REVEAL
        if self.position + 1 < self.total and self.silent < SILENT_ROUNDS_TO_END:
            return Step.ASK
        return Step.FINISH

    def ask(self, now: datetime, open_for: timedelta) -> LiveState:
        """Open the next question for `open_for`."""
        self._require("ask", Phase.BETWEEN)
        if self.position + 1 >= self.total:
            raise MoveNotAllowed("ask", self.phase.value)
        return replace(self, phase=Phase.ASKING, position=self.position + 1, due_at=now + open_for + LATENESS)

    def reveal(self, now: datetime, read_for: timedelta, *, anyone_answered: bool) -> LiveState:
        """Close the open question; the class reads the answer for `read_for`."""
        self._require("reveal", Phase.ASKING)
        silent = 0 if anyone_answered else self.silent + 1
        return replace(self, phase=Phase.BETWEEN, due_at=now + read_for, silent=silent)

    def pause(self, now: datetime) -> LiveState:
        """Stop the time where it stands."""
        self._require("pause", Phase.BETWEEN, Phase.ASKING)
        assert self.due_at is not None  # noqa: S101 - BETWEEN and ASKING always have a moment
        left = max(self.due_at - now, timedelta(0))
        return replace(self, phase=Phase.PAUSED, paused_in=self.phase, due_at=None, left=left, silent=0)

    def resume(self, now: datetime) -> LiveState:
        """Go on with the time that was left."""
        self._require("resume", Phase.PAUSED)
        assert self.paused_in is not None and self.left is not None  # noqa: S101, PT018 - set by pause
        return replace(self, phase=self.paused_in, paused_in=None, due_at=now + self.left, left=None, silent=0)

    def skip(self, now: datetime) -> LiveState:
        """Let the moment of the open question, or of the reveal, be now."""
        self._require("skip", Phase.BETWEEN, Phase.ASKING)
        sooner = now + LATENESS if self.phase is Phase.ASKING else now
        return replace(self, due_at=sooner if self.due_at is None else min(self.due_at, sooner), silent=0)

    def prolong(self, now: datetime, at_least: timedelta) -> LiveState:
        """Leave the open question open for `at_least` from now, where it would close sooner."""
        self._require("prolong", Phase.ASKING)
        until = now + at_least + LATENESS
        return self if self.due_at is not None and self.due_at >= until else replace(self, due_at=until)

    def finish(self, reason: End) -> LiveState:
        """End the quiz, from wherever it stands."""
        self._require("stop", Phase.BETWEEN, Phase.ASKING, Phase.PAUSED)
        return replace(self, phase=Phase.ENDED, end=reason, due_at=None, left=None, paused_in=None)

    @property
    def answers_until(self) -> datetime | None:
        """Until when answers to the open question count; None while none is open or the time stands still."""
        return self.due_at - LATENESS if self.phase is Phase.ASKING and self.due_at is not None else None

    @property
    def round_is_open(self) -> bool:
        """Whether a question has been asked and not yet revealed, be it paused or not."""
        return self.phase is Phase.ASKING or (self.phase is Phase.PAUSED and self.paused_in is Phase.ASKING)

    def _require(self, move: str, *allowed: Phase) -> None:
        if self.phase not in allowed:
            raise MoveNotAllowed(move, self.phase.value)
