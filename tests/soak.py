"""Long tests: shortened in `make test`, in full with `make soak`, and from a seed either way."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

WIDTH = 30
"""Of a bar, in characters."""
LINES = 10
"""Where no terminal redraws the bar, it is told so often."""


@dataclass(frozen=True, slots=True)
class Soak:
    """How long a test shall take, and which one of its countless ways it takes."""

    full: bool
    seed: int

    @contextmanager
    def times(self, what: str, *, short: int, full: int) -> Iterator[Progress]:
        """What is to be done so and so many times, with a bar while it is done in full."""
        progress = Progress(what, full if self.full else short, silent=not self.full)
        try:
            yield progress
        finally:
            progress.end()


class Progress:
    """How far it has come: a bar on standard error, which pytest shows with `-s` and without xdist."""

    def __init__(self, what: str, of: int, *, silent: bool) -> None:
        self.done = 0
        self.note = ""
        self._what = what
        self._of = of
        self._silent = silent
        self._begun = time.monotonic()
        self._told = 0
        self._open = False
        if not silent:
            sys.stderr.write("\n")  # pytest has begun a line
        self._show()

    @property
    def left(self) -> int:
        """How many times are still to come."""
        return self._of - self.done

    def step(self) -> None:
        """Once more."""
        self.done += 1
        self._show()

    def end(self) -> None:
        """Leave the bar as it stands."""
        if self._open:
            sys.stderr.write("\n")

    def _show(self) -> None:
        if self._silent:
            return
        seconds = int(time.monotonic() - self._begun)
        filled = WIDTH * self.done // self._of
        line = (
            f"[{'#' * filled}{'.' * (WIDTH - filled)}] {self.done}/{self._of} {self._what}, "
            f"{seconds // 60}:{seconds % 60:02}, {self.note}"
        )
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{line}\x1b[K")
            self._open = True
        elif self.done * LINES // self._of > self._told:
            self._told = self.done * LINES // self._of
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
