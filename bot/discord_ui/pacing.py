"""Discord's limit for a bot as a whole, kept from our side: no request is sent that would have to be refused.

Discord: 50 requests a second a bot, whatever the route; what belongs to an interaction does not count, and does not
come by here. discord.py knows the limits of each route, but of this one only after it has been broken.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

A_SECOND, AT_A_TIME = 46.0, 3
"""Requests a second, evenly, and how many may leave together where the process has been held up.

A bunch comes again a second later, when the first of them counts no more. Where the very first request was slow to
arrive, because it had to connect, Discord's second begins late and has both bunches in it: 46 + 3, and one more, are
fifty.
"""

MOST, A_SECONDS_LENGTH = 46, 1.0
"""Requests in any second, counted when they leave. Discord allows fifty, but they may arrive closer together, where
the network or a machine holds them up for some hundredths of a second."""


class Pace:
    """Lets through so many a second, evenly, in the order of arrival; `shards` processes share what a bot may do."""

    def __init__(self, *, shards: int = 1) -> None:
        self._interval = shards / A_SECOND
        self._free_at = 0.0
        self._left: deque[float] = deque(maxlen=max(1, MOST // shards))
        """When the last ones left."""
        self._queue = asyncio.Lock()

    async def turn(self) -> None:
        """Wait for one's turn, which is given when it has come, and not beforehand: what was held up must not bunch."""
        clock = asyncio.get_running_loop().time
        async with self._queue:
            if (wait := self._next() - clock()) > 0:
                await asyncio.sleep(wait)
            now = clock()
            self._left.append(now)
            self._free_at = max(self._free_at, now - (AT_A_TIME - 1) * self._interval) + self._interval

    def _next(self) -> float:
        """When the next one may leave."""
        full = len(self._left) == self._left.maxlen
        return max(self._free_at, self._left[0] + A_SECONDS_LENGTH) if full else self._free_at

    def kept_by(self, request: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
        """The same request, each of them in its turn."""

        @wraps(request)
        async def paced(*args: P.args, **kwargs: P.kwargs) -> T:
            await self.turn()
            return await request(*args, **kwargs)

        return paced


def seldom(work: Callable[[], None], *, apart: float) -> Callable[[], None]:
    """The same work, done no more often than every so many seconds; calls in between do nothing."""
    done_at = -math.inf

    def perhaps() -> None:
        nonlocal done_at
        now = asyncio.get_running_loop().time()
        if now - done_at >= apart:
            done_at = now
            work()

    return perhaps
