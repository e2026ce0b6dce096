"""Many people pressing one button, with as little of our own in the way as can be."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from dataclasses import dataclass
from typing import Any

import psutil  # type: ignore[import-untyped]  # it has no stubs of its own
from aiohttp import web

from tests.loopback.interactions import Kind, Reply
from tests.loopback.rest import unknown_interaction
from tests.loopback.server import Discord
from tests.loopback.world import Json, Message, Person, snowflake

MARK = "swarm-"
ACKNOWLEDGED_WITHIN = 3.0
"""Seconds: Discord takes no acknowledgement later."""
SENT_AT_ONCE = 10
PATIENCE = 60.0
"""Seconds after which a press that has not been answered never will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What some thousand presses cost a bot."""

    presses: int
    seconds: float
    waits: list[float]
    """Seconds from sending each interaction to its acknowledgement, ascending."""
    cpu: float
    """Seconds of processor time that the bot's process took."""
    memory: int
    """Bytes that the bot's process held at the end."""
    replies: set[str]

    @property
    def rate(self) -> float:
        """Presses a second."""
        return self.presses / self.seconds

    def percentile(self, share: float) -> float:
        """The wait, in milliseconds, that a share of the presses did not exceed."""
        return 1000 * self.waits[min(len(self.waits) - 1, int(share * len(self.waits)))]

    def row(self) -> str:
        """In one line."""
        return (
            f"{self.rate:7,.0f}/s   p50 {self.percentile(0.5):6.1f} ms   p99 {self.percentile(0.99):6.1f} ms   "
            f"CPU {1e6 * self.cpu / self.presses:5.0f} µs a press   {self.memory / 2**20:5.0f} MB"
        )


@dataclass(slots=True)
class Told:
    """What came of one press of a burst."""

    learner: int
    sent: float
    after: float | None = None
    """Seconds from the moment at which the interaction was given to the socket to the arrival of its callback."""
    words: str = ""
    """What the callback said, in time or not."""

    @property
    def acknowledged(self) -> bool:
        """Whether it came in time, so that the learner was told."""
        return self.after is not None and self.after <= ACKNOWLEDGED_WITHIN


class Swarm:
    """Presses on one loopback Discord. Make it before the Discord starts."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._waiting: dict[str, asyncio.Future[float]] = {}
        self._replies: set[str] = set()
        self._burst: dict[str, Told] = {}
        self._missing = 0
        self._plain = discord.rest._callback
        discord.rest._callback = self._callback  # type: ignore[method-assign]  # quicker than keeping every reply

    async def press(self, message: Message, custom_id: str, pid: int, *, presses: int, in_flight: int) -> Run:
        """Press a button so often, always so many at once, each time as somebody else."""
        (session,) = self._discord.gateway.sessions.values()
        socket = session.socket
        assert socket is not None
        template = self._template(message, custom_id)
        waits: list[float] = []
        left = iter(range(presses))

        async def one_after_another(socket: web.WebSocketResponse) -> None:
            for number in left:
                token = f"{MARK}{snowflake()}"
                self._waiting[token] = done = asyncio.get_running_loop().create_future()
                session.sequence += 1
                begun = time.perf_counter()
                await socket.send_str(template % (session.sequence, snowflake(), token, 10**17 + snowflake() + number))
                waits.append(await asyncio.wait_for(done, 60) - begun)

        bot = psutil.Process(pid)
        before, start = bot.cpu_times(), time.perf_counter()
        await asyncio.gather(*(one_after_another(socket) for _ in range(in_flight)))
        seconds, after = time.perf_counter() - start, bot.cpu_times()
        replies, self._replies = self._replies, set()
        return Run(
            presses=presses,
            seconds=seconds,
            waits=sorted(waits),
            cpu=after.user + after.system - before.user - before.system,
            memory=bot.memory_info().rss,
            replies=replies,
        )

    async def burst(self, message: Message, custom_id: str, *, learners: int, within: float) -> list[Told]:
        """Let so many press a button, each once, evenly over some seconds; returns when all have been answered."""
        (session,) = self._discord.gateway.sessions.values()
        socket = session.socket
        assert socket is not None
        template = self._template(message, custom_id)
        first = 10**17 + snowflake()
        self._missing, told = learners, []
        begun = time.perf_counter()
        for number in range(learners):
            if (ahead := begun + number * within / learners - time.perf_counter()) > 0:
                await asyncio.sleep(ahead)
            token = f"{MARK}{snowflake()}"
            session.sequence += 1
            frame = template % (session.sequence, snowflake(), token, first + number)
            self._burst[token] = one = Told(first + number, time.perf_counter())
            told.append(one)
            await socket.send_str(frame)
            if number % SENT_AT_ONCE == 0:
                await asyncio.sleep(0)  # let callbacks in, also where the sending is behind its time
        await self._discord.until(lambda: self._missing == 0, within=PATIENCE, what="the last of the burst")
        self._burst.clear()
        return told

    def _template(self, message: Message, custom_id: str) -> str:
        reply = Reply(person=Person("Student"), channel=message.channel, kind=Kind.COMPONENT, pressed=message)
        event = reply.json(self._discord.application_id, {"custom_id": custom_id, "component_type": 2})
        event |= {"id": "@id", "token": "@token"}
        event["member"]["user"]["id"] = "@person"
        frame = json.dumps({"op": 0, "t": "INTERACTION_CREATE", "s": "@sequence", "d": event}).replace("%", "%%")
        order = sorted(("@sequence", "@id", "@token", "@person"), key=frame.index)
        assert order[0] == "@sequence", order
        for name, place in (('"@sequence"', "%d"), ('"@id"', '"%d"'), ('"@token"', '"%s"'), ('"@person"', '"%d"')):
            assert frame.count(name) == 1, name
            frame = frame.replace(name, place)
        assert order == ["@sequence", "@id", "@token", "@person"], order
        return frame

    async def _callback(self, request: web.Request, body: Json) -> Any:
        token = request.match_info["token"]
        if (told := self._burst.get(token)) is not None:
            told.after, told.words = time.perf_counter() - told.sent, _words(body)
            self._missing -= 1
            if not told.acknowledged:
                raise unknown_interaction()
        elif (done := self._waiting.pop(token, None)) is not None:
            done.set_result(time.perf_counter())
            self._replies.add(_words(body))
        else:
            return await self._plain(request, body)
        return {"interaction": {"id": request.match_info["interaction"], "type": 3}, "resource": {"type": body["type"]}}


def _words(body: Json) -> str:
    data = body["data"]
    return str(data.get("content") or data["components"][0]["content"])


def spread(values: list[float]) -> str:
    """A median with the least and the most."""
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"
