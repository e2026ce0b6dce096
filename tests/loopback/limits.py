"""Discord's rate limits, as far as a quiz can run into them."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from tests.loopback.faults import VIA
from tests.loopback.world import Json

GLOBAL = (50, 1.0)
"""Requests a bot, seconds. What belongs to an interaction does not count."""

BUCKETS = {
    "POST /channels/{channel}/messages": (5, 5.0),
    "PATCH /channels/{channel}/messages/{message}": (5, 5.0),
    "POST /webhooks/{application}/{token}": (5, 2.0),
    "PATCH /webhooks/{application}/{token}/messages/{message}": (5, 2.0),
}
OTHERS = (1000, 1.0)
"""Without any such header discord.py would let one request wait for the other."""

EXEMPT = ("/interactions/", "/webhooks/")
CALLBACKS = "/interactions/"


@dataclass(slots=True)
class _Window:
    limit: int
    seconds: float
    begun: float = -math.inf
    used: int = 0

    def take(self, now: float) -> bool:
        if now >= self.begun + self.seconds:
            self.begun, self.used = now, 0
        if self.used >= self.limit:
            return False
        self.used += 1
        return True

    def left(self, now: float) -> float:
        return max(0.0, self.begun + self.seconds - now)


class Limits:
    """Counts; once `on`, also refuses."""

    def __init__(self) -> None:
        self.on = False
        self._windows: dict[tuple[str, str], _Window] = {}

    def check(self, template: str, major: str) -> tuple[dict[str, str], Json | None]:
        """The headers for an answer to a request, and, where there have been too many, the body of the refusal.

        `template` is the route with its method; `major` is the channel or the token, which have each their own count.
        """
        now = time.monotonic()
        path = template.partition(" ")[2]
        if path.startswith(CALLBACKS):
            return {}, None
        if self.on and not path.startswith(EXEMPT):
            overall = self._window("", "", GLOBAL)
            if not overall.take(now):
                return self._refused(overall, now, scope="global")
        window = self._window(template, major, BUCKETS.get(template, OTHERS) if self.on else OTHERS)
        if not window.take(now) and self.on:
            return self._refused(window, now, scope="user")
        return {**self._headers(window, now), "X-RateLimit-Bucket": f"{abs(hash(template)):x}"}, None

    def _window(self, template: str, major: str, size: tuple[int, float]) -> _Window:
        key = (template, major)
        if key not in self._windows or self._windows[key].limit != size[0]:
            self._windows[key] = _Window(*size)
        return self._windows[key]

    def _headers(self, window: _Window, now: float) -> dict[str, str]:
        left = window.left(now)
        return {
            "X-RateLimit-Limit": str(window.limit),
            "X-RateLimit-Remaining": str(max(0, window.limit - window.used)),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
        }

    def _refused(self, window: _Window, now: float, *, scope: str) -> tuple[dict[str, str], Json]:
        left = window.left(now)
        headers = {"Retry-After": str(math.ceil(left)), "X-RateLimit-Scope": scope, **VIA}
        headers |= {"X-RateLimit-Global": "true"} if scope == "global" else self._headers(window, now)
        body = {
            "message": "You are being rate limited.",
            "retry_after": math.ceil(left * 1000) / 1000,
            "global": scope == "global",
        }
        return headers, body
