"""Waiting for something to become so, without asking all the time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

LOOK_AGAIN = 0.2
"""Seconds: some conditions change without anybody telling, such as a process that ends."""


class Watch:
    """Wakes whoever waits, each time that something has happened."""

    def __init__(self) -> None:
        self._something = asyncio.Event()

    def notify(self) -> None:
        """Something has happened."""
        self._something.set()

    async def until(self, condition: Callable[[], object], *, within: float) -> bool:
        """Wait until it is so; False where it was not so in time."""
        deadline = time.monotonic() + within
        while not condition():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self._something.clear()
            waiting = asyncio.ensure_future(self._something.wait())
            await asyncio.wait([waiting], timeout=min(LOOK_AGAIN, left))
            waiting.cancel()
        return True
