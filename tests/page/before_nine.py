"""A sandbox as `python -m bot sandbox` starts it, but for its clock: when its page can be opened, it is almost nine.

There the clock stands until the file that CLOCK_GOES_WITH names is there: nobody need hurry to set up what is for nine.
"""

from __future__ import annotations

import functools
import os
from datetime import datetime, timedelta
from pathlib import Path

import bot.sandbox
from bot.app import utc_now
from bot.cli import main

BEFORE = timedelta(seconds=5)
DAY = timedelta(days=1)


class Clock:
    """The machine's clock, until it is put forward, UTC; from there it goes on when it is let go."""

    def __init__(self, goes_with: Path) -> None:
        self._goes_with = goes_with
        self._shows: datetime | None = None
        self._since: datetime | None = None

    def __call__(self) -> datetime:
        if self._shows is None:
            return utc_now()
        if self._since is None and self._goes_with.exists():
            self._since = utc_now()
        return self._shows if self._since is None else self._shows + (utc_now() - self._since)

    def put_forward(self, _address: str) -> None:
        now = utc_now()
        before_nine = now.replace(hour=9, minute=0, second=0, microsecond=0) - BEFORE
        self._shows = now + (before_nine - now) % DAY


if __name__ == "__main__":
    clock = Clock(Path(os.environ["CLOCK_GOES_WITH"]))
    bot.sandbox.run_sandbox = functools.partial(bot.sandbox.run_sandbox, now=clock, ready=clock.put_forward)
    main()
