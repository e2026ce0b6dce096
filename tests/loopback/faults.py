"""Discord's bad days: errors, delays, answers that get lost, and requests that are held at a moment of one's choice."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from tests.loopback.watch import Watch
from tests.loopback.world import Json

VIA = {"Via": "1.1 google"}
"""By this header discord.py knows Discord's own 429 from that of Cloudflare, which it does not wait for."""


@dataclass(eq=False, kw_only=True)
class Fault:
    """What goes wrong with the next `times` requests that it is for."""

    method: str
    path: str
    """A pattern, e.g. `/channels/*/messages`; `*` also stands for slashes."""
    when: Callable[[Json], bool] = lambda _: True
    """Whether a request's body is meant."""
    times: float = 1
    status: int | None = None
    """Answer with this; None: as if nothing were wrong."""
    body: Json = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0
    """Seconds until anything happens."""
    carried_out: bool = False
    """Whether Discord does what was asked all the same, before the trouble begins."""
    lost: bool = False
    """Drop the connection instead of answering."""
    gate: asyncio.Event | None = None
    """Wait for this before anything more happens."""
    hits: int = 0

    def is_for(self, method: str, path: str, body: Json) -> bool:
        return self.times > 0 and method == self.method and fnmatchcase(path, self.path) and self.when(body)


class Hold:
    """A request that has come in and gets no answer: the moment to do something terrible to the bot."""

    def __init__(self, fault: Fault, watch: Watch) -> None:
        self._fault = fault
        self._watch = watch

    @property
    def here(self) -> bool:
        """Whether the request has come in."""
        return self._fault.hits > 0

    async def reached(self, within: float = 10) -> None:
        """Wait until the request is there."""
        await self._watch.until(lambda: self.here, within=within)
        assert self.here, f"no {self._fault.method} {self._fault.path} came within {within} s"

    def release(self) -> None:
        """Let it get its answer."""
        assert self._fault.gate is not None
        self._fault.gate.set()


class Faults:
    """The bad day's plan. Of several faults that a request could have, it has the one planned first."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._planned: list[Fault] = []
        self._retired: list[Fault] = []

    def answer(
        self,
        method: str,
        path: str,
        status: int,
        *,
        times: float = 1,
        code: int = 0,
        via: bool = True,
        when: Callable[[Json], bool] = lambda _: True,
    ) -> Fault:
        """Answer with an error; nothing is carried out."""
        body: Json = {"message": f"{status}: trouble on purpose", "code": code}
        headers = VIA if via else {}
        return self._plan(
            Fault(method=method, path=path, status=status, times=times, body=body, headers=headers, when=when)
        )

    def rate_limit(
        self,
        method: str,
        path: str,
        *,
        retry_after: float,
        times: float = 1,
        via: bool = True,
        everywhere: bool = False,
    ) -> Fault:
        """Answer 429, as Discord itself (`via`) or as Cloudflare does; `everywhere`: the bot's global limit."""
        body: Json = {"message": "You are being rate limited.", "retry_after": retry_after, "global": everywhere}
        headers = {"Retry-After": str(int(retry_after) + 1)}
        headers |= VIA if via else {}
        headers |= {"X-RateLimit-Global": "true"} if everywhere else {}
        return self._plan(Fault(method=method, path=path, status=429, times=times, body=body, headers=headers))

    def delay(self, method: str, path: str, seconds: float, *, times: float = 1, status: int | None = None) -> Fault:
        """Carry it out late; or, with a status, let it come to nothing late."""
        body: Json = {"message": "trouble on purpose", "code": 0}
        return self._plan(
            Fault(method=method, path=path, after=seconds, times=times, status=status, body=body, headers=VIA)
        )

    def lose(
        self,
        method: str,
        path: str,
        *,
        carried_out: bool,
        times: float = 1,
        when: Callable[[Json], bool] = lambda _: True,
    ) -> Fault:
        """Drop the connection: the bot cannot know whether it was `carried_out`."""
        return self._plan(Fault(method=method, path=path, times=times, lost=True, carried_out=carried_out, when=when))

    def hold(
        self,
        method: str,
        path: str,
        *,
        carried_out: bool,
        when: Callable[[Json], bool] = lambda _: True,
        status: int | None = None,
    ) -> Hold:
        """Give the next such request no answer until released; then the one that it should have, or an error."""
        fault = self.ignore(method, path, carried_out=carried_out, when=when)
        fault.status, fault.headers = status, VIA
        return Hold(fault, self._watch)

    def ignore(
        self,
        method: str,
        path: str,
        *,
        carried_out: bool,
        times: float = 1,
        when: Callable[[Json], bool] = lambda _: True,
    ) -> Fault:
        """Give no answer, ever."""
        gate = asyncio.Event()
        return self._plan(Fault(method=method, path=path, carried_out=carried_out, times=times, when=when, gate=gate))

    def clear(self) -> None:
        """The bad day is over; whatever is held goes on."""
        for fault in itertools.chain(self._planned, self._retired):
            if fault.gate is not None:
                fault.gate.set()
        self._planned.clear()
        self._retired.clear()

    def next_for(self, method: str, path: str, body: Json) -> Fault | None:
        """The fault that this request has, used up by one."""
        fault = next((one for one in self._planned if one.is_for(method, path, body)), None)
        if fault is not None:
            fault.times -= 1
            if fault.times <= 0:
                self._planned.remove(fault)
                self._retired.append(fault)
        return fault

    def hit(self, fault: Fault) -> None:
        """The request is where the fault wants it."""
        fault.hits += 1
        self._watch.notify()

    def _plan(self, fault: Fault) -> Fault:
        self._planned.append(fault)
        return fault
