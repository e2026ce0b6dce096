"""A sandbox as `python -m bot sandbox` starts it, but for its clock: when its page can be opened, it is almost nine."""

from __future__ import annotations

import functools
from datetime import datetime, timedelta

import bot.sandbox
from bot.app import utc_now
from bot.cli import main

BEFORE = timedelta(seconds=25)
"""So much time does a teacher have to set something up for nine."""
DAY = timedelta(days=1)


class Clock:
    """The machine's clock, until it is put forward: to shortly before the next nine o'clock, UTC."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)

    def __call__(self) -> datetime:
        return utc_now() + self._ahead

    def put_forward(self, _address: str) -> None:
        now = utc_now()
        before_nine = now.replace(hour=9, minute=0, second=0, microsecond=0) - BEFORE
        self._ahead = (before_nine - now) % DAY


if __name__ == "__main__":
    clock = Clock()
    bot.sandbox.run_sandbox = functools.partial(bot.sandbox.run_sandbox, now=clock, ready=clock.put_forward)
    main()
