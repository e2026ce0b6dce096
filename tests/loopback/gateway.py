"""The gateway: HELLO, IDENTIFY, READY, heartbeats, events, RESUME and replay; and every way in which it breaks."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum

from aiohttp import WSMsgType, web

from tests.loopback.watch import Watch
from tests.loopback.world import Guild, Json, Person

MOST_REPLAYED = 10_000
WRONG_TOKEN = 4004
HEARTBEAT_EVERY = 41_250
"""Milliseconds, as Discord asks for."""


class Op(IntEnum):
    """Discord's opcodes."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    RESUME = 6
    RECONNECT = 7
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


@dataclass(eq=False)
class Session:
    """What a bot has identified for; it outlives its sockets."""

    asked: Json
    """What the bot said in its IDENTIFY: intents, shard and so on."""
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    sequence: int = 0
    sent: deque[Json] = field(default_factory=lambda: deque(maxlen=MOST_REPLAYED))
    socket: web.WebSocketResponse | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def is_for(self, guild_id: int) -> bool:
        shard, of = self.asked.get("shard") or (0, 1)
        return bool((guild_id >> 22) % of == shard)

    async def dispatch(self, event: str, data: Json) -> None:
        """Send an event; while there is no socket it waits for a RESUME."""
        async with self.lock:
            self.sequence += 1
            frame = {"op": Op.DISPATCH, "t": event, "s": self.sequence, "d": data}
            self.sent.append(frame)
            if self.socket is not None:
                await _send(self.socket, frame)

    async def go_on(self, socket: web.WebSocketResponse, after: int) -> None:
        """Say on a socket that was silent all that was not said, and from now on what is new."""
        async with self.lock:
            for frame in self.sent:
                if frame["s"] > after:
                    await _send(socket, frame)
            self.socket = socket

    async def replay(self, socket: web.WebSocketResponse, after: int) -> None:
        """Send all that the bot has missed, and from now on what is new."""
        async with self.lock:
            for frame in self.sent:
                if frame["s"] > after:
                    await _send(socket, frame)
            self.sequence += 1
            await _send(socket, {"op": Op.DISPATCH, "t": "RESUMED", "s": self.sequence, "d": {}})
            self.socket = socket


class Gateway:
    """Discord's gateway, for any number of bots and shards."""

    def __init__(self, watch: Watch, application_id: int, bot: Person, guilds: list[Guild]) -> None:
        self._watch = watch
        self._application_id = application_id
        self._bot = bot
        self._guilds = guilds
        self._requests: dict[web.WebSocketResponse, web.Request] = {}
        self.sessions: dict[str, Session] = {}
        self.url = ""
        self.token = ""
        self.refusing = False
        """Let nobody in, as in an outage."""
        self.heartbeat_every = HEARTBEAT_EVERY
        """Milliseconds, as the next socket is told."""
        self._silent: dict[web.WebSocketResponse, tuple[Session, int]] = {}
        self._end_of_silence = asyncio.Event()
        self.identified = self.resumed = 0

    @property
    def connected(self) -> int:
        """How many sessions have a socket now."""
        return sum(1 for session in self.sessions.values() if session.socket is not None)

    async def send(self, event: str, data: Json, guild_id: int) -> None:
        """Send an event to all who are there for that server."""
        for session in list(self.sessions.values()):
            if session.is_for(guild_id):
                await session.dispatch(event, data)

    # What breaks.

    async def close(self, code: int) -> None:
        """Close every socket with a code; 1006 cuts it without a word."""
        for session in list(self.sessions.values()):
            socket, session.socket = session.socket, None
            if socket is None:
                continue
            if code == 1006:
                self._cut(socket)
            else:
                await socket.close(code=code, drain=False)

    async def ask_to_reconnect(self) -> None:
        """Op 7."""
        await self._say({"op": Op.RECONNECT, "d": None})

    async def invalidate(self, *, resumable: bool) -> None:
        """Op 9; a session that cannot be resumed is forgotten."""
        await self._say({"op": Op.INVALID_SESSION, "d": resumable})
        if not resumable:
            self.sessions.clear()

    def fall_silent(self) -> None:
        """From now on say nothing on the sockets that there are, hear nothing, and do not close them either."""
        self._end_of_silence.clear()
        for session in self.sessions.values():
            if session.socket is not None:
                self._silent[session.socket] = session, session.sequence
                session.socket = None

    async def speak_again(self) -> None:
        """Go on where the silence began, where the bot still listens."""
        silent, self._silent = self._silent, {}
        for socket, (session, after) in silent.items():
            if session.socket is None and not socket.closed:
                await session.go_on(socket, after)
        self._end_of_silence.set()

    async def shut(self) -> None:
        """Cut every socket, for good."""
        self.refusing = True
        self._end_of_silence.set()
        for socket in list(self._requests):
            self._cut(socket)

    def _cut(self, socket: web.WebSocketResponse) -> None:
        if (transport := self._requests[socket].transport) is not None:
            transport.abort()

    async def _say(self, frame: Json) -> None:
        for session in list(self.sessions.values()):
            if session.socket is not None:
                await _send(session.socket, frame)

    # One socket.

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one socket to its end."""
        if self.refusing:
            return web.Response(status=503)
        socket = web.WebSocketResponse(timeout=1)
        await socket.prepare(request)
        self._requests[socket] = request
        session: Session | None = None
        try:
            await _send(socket, {"op": Op.HELLO, "d": {"heartbeat_interval": self.heartbeat_every}})
            async for message in socket:
                if socket in self._silent:
                    await self._end_of_silence.wait()
                if message.type is not WSMsgType.TEXT:
                    break
                session = await self._hear(socket, session, json.loads(message.data))
        finally:
            self._requests.pop(socket)
            self._silent.pop(socket, None)
            if session is not None and session.socket is socket:
                session.socket = None
                if socket.close_code in {1000, 1001}:  # the bot took its leave
                    self.sessions.pop(session.id, None)
            self._watch.notify()
        return socket

    async def _hear(self, socket: web.WebSocketResponse, session: Session | None, said: Json) -> Session | None:
        match said["op"]:
            case Op.HEARTBEAT:
                await _send(socket, {"op": Op.HEARTBEAT_ACK})
            case Op.IDENTIFY:
                session = await self._welcome(socket, said["d"])
            case Op.RESUME:
                session = await self._resume(socket, said["d"])
        return session

    async def _welcome(self, socket: web.WebSocketResponse, asked: Json) -> Session | None:
        if asked["token"] != self.token:
            await socket.close(code=WRONG_TOKEN)
            return None
        session = Session(asked=asked, socket=socket)
        self.sessions[session.id] = session
        guilds = [guild for guild in self._guilds if session.is_for(guild.id)]
        ready = {
            "v": 10,
            "user": self._bot.user(),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "application": {"id": str(self._application_id), "flags": 0},
        }
        await session.dispatch("READY", ready | ({"shard": asked["shard"]} if "shard" in asked else {}))
        for guild in guilds:
            await session.dispatch("GUILD_CREATE", guild.json(self._bot))
        self.identified += 1
        self._watch.notify()
        return session

    async def _resume(self, socket: web.WebSocketResponse, asked: Json) -> Session | None:
        session = self.sessions.get(asked.get("session_id") or "")
        if session is None or asked["token"] != self.token:
            await _send(socket, {"op": Op.INVALID_SESSION, "d": False})
            return None
        await session.replay(socket, int(asked["seq"]))
        self.resumed += 1
        self._watch.notify()
        return session


async def _send(socket: web.WebSocketResponse, frame: Json) -> None:
    try:
        await socket.send_str(json.dumps(frame))
    except (ConnectionError, RuntimeError):  # it has just gone; what was missed is replayed
        return
