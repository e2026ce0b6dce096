"""Discord's limit for a bot as a whole, kept from our side: no request is sent that would have to be refused.

Discord: 50 requests a second a bot, whatever the route; what belongs to an interaction does not count, and does not
come by here. discord.py knows the limits of each route, but of this one only after it has been broken.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

A_SECOND, AT_A_TIME = 46.0, 2
"""Requests a second and, after a pause, at a time: 48 in any second, of the fifty that Discord allows, for what leaves
here evenly may arrive a little less so."""


class Pace:
    """Lets through so many a second, evenly, in the order of arrival; `shards` processes share what a bot may do."""

    def __init__(self, *, shards: int = 1) -> None:
        self._interval = shards / A_SECOND
        self._free_at = 0.0

    async def turn(self) -> None:
        """Wait for one's turn; who has waited and is cancelled leaves a gap."""
        now = asyncio.get_running_loop().time()
        self._free_at = max(self._free_at, now - (AT_A_TIME - 1) * self._interval)
        wait = self._free_at - now
        self._free_at += self._interval
        if wait > 0:
            await asyncio.sleep(wait)

    def kept_by(self, request: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
        """The same request, each of them in its turn."""

        @wraps(request)
        async def paced(*args: P.args, **kwargs: P.kwargs) -> T:
            await self.turn()
            return await request(*args, **kwargs)

        return paced
