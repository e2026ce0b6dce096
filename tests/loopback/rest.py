"""The REST routes that a bot uses, and Discord's own errors."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from aiohttp import web

from tests import discord_api
from tests.loopback.faults import Fault, Faults
from tests.loopback.interactions import Callback, Reply
from tests.loopback.limits import Limits
from tests.loopback.watch import Watch
from tests.loopback.world import Channel, Json, Message, Person, new_message, snowflake

API = "/api/v10"
NOBODY_ASKS_FOR_MORE = 100

Handler: TypeAlias = Callable[[web.Request, Json], Awaitable[object]]


class Refusal(Exception):
    """Discord does not do it."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def unauthorized() -> Refusal:
    return Refusal(401, 0, "401: Unauthorized")


def unknown_channel() -> Refusal:
    return Refusal(404, 10003, "Unknown Channel")


def unknown_message() -> Refusal:
    return Refusal(404, 10008, "Unknown Message")


def unknown_webhook() -> Refusal:
    return Refusal(404, 10015, "Unknown Webhook")


def unknown_interaction() -> Refusal:
    return Refusal(404, 10062, "Unknown interaction")


def already_acknowledged() -> Refusal:
    return Refusal(400, 40060, "Interaction has already been acknowledged.")


def token_has_expired() -> Refusal:
    return Refusal(401, 50027, "Invalid Webhook Token")


def empty_message() -> Refusal:
    return Refusal(400, 50006, "Cannot send an empty message")


@dataclass(frozen=True, slots=True)
class Request:
    """A request that was answered (`status`), or not (0)."""

    at: float
    route: str
    """Method and path, with names for what differs from request to request."""
    method: str
    path: str
    status: int


@dataclass(eq=False, kw_only=True)
class Rest:
    """Answers requests out of what this Discord knows."""

    bot: Person
    application_id: int
    token: str
    watch: Watch
    channels: dict[int, Channel]
    faults: Faults
    limits: Limits
    gateway_url: str = ""
    acknowledge_within: float = 3.0
    """Seconds that an interaction may wait for its acknowledgement."""
    token_lives: float = 900.0
    """Seconds that an interaction's token is good for."""
    commands: list[Json] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """What Discord's own description has against the bot's requests."""
    replies: dict[str, Reply] = field(default_factory=dict)
    """The interactions, by their tokens."""

    def routes(self) -> list[web.RouteDef]:
        """What there is to be served."""
        channel, message = "/channels/{channel}/messages", "/channels/{channel}/messages/{message}"
        webhook, own = "/webhooks/{application}/{token}", "/webhooks/{application}/{token}/messages/{message}"
        commands = "/applications/{application}/commands"
        table: list[tuple[str, str, Handler]] = [
            ("GET", "/users/@me", self._me),
            ("GET", "/oauth2/applications/@me", self._application),
            ("GET", "/gateway", self._gateway),
            ("GET", "/gateway/bot", self._gateway),
            ("GET", commands, self._get_commands),
            ("PUT", commands, self._put_commands),
            ("GET", "/channels/{channel}", self._channel_info),
            ("GET", channel, self._history),
            ("POST", channel, self._post),
            ("GET", message, self._get_message),
            ("PATCH", message, self._edit),
            ("DELETE", message, self._delete),
            ("POST", "/interactions/{interaction}/{token}/callback", self._callback),
            ("POST", webhook, self._followup),
            ("GET", own, self._get_own),
            ("PATCH", own, self._edit_own),
            ("DELETE", own, self._delete_own),
        ]
        return [web.route(method, API + path, self._served(method, path, handler)) for method, path, handler in table]

    # Every request goes through here.

    def _served(self, method: str, path: str, handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
        template = f"{method} {path}"

        async def serve(request: web.Request) -> web.Response:
            status = 0
            short = request.path.removeprefix(API)
            begun = time.monotonic()
            try:
                response = await self._answer(request, template, short, handler)
                status = response.status
                return response
            finally:
                self.requests.append(Request(begun, template, method, short, status))
                self.watch.notify()

        return serve

    async def _answer(self, request: web.Request, template: str, path: str, handler: Handler) -> web.Response:
        body = await _body(request)
        self.complaints += await discord_api.check_request(request, API)
        if "token" not in request.match_info and request.headers.get("Authorization") != f"Bot {self.token}":
            return _error(unauthorized(), {})
        major = request.match_info.get("channel") or request.match_info.get("token") or ""
        headers, refused = self.limits.check(template, major)
        if refused is not None:
            return _json(refused, 429, headers)
        fault = self.faults.next_for(request.method, path, body)
        try:
            if fault is not None and (answer := await self._go_wrong(request, body, fault, handler)) is not None:
                return answer
            return _json(await handler(request, body), 200, headers)
        except Refusal as refusal:
            return _error(refusal, headers)

    async def _go_wrong(self, request: web.Request, body: Json, fault: Fault, handler: Handler) -> web.Response | None:
        """Do what a fault says; None where the request is then to be answered as ever."""
        result = await handler(request, body) if fault.carried_out else None
        self.faults.hit(fault)
        if fault.after:
            await asyncio.sleep(fault.after)
        if fault.gate is not None:
            await fault.gate.wait()
            fault.lost |= request.transport is None or request.transport.is_closing()  # killed meanwhile
        if fault.lost:
            if request.transport is not None:
                request.transport.abort()
            return _json({}, 500, {})
        if fault.status is not None:
            return _json(fault.body, fault.status, fault.headers)
        return _json(result, 200, {}) if fault.carried_out else None

    # The bot itself.

    async def _me(self, _: web.Request, __: Json) -> Json:
        return self.bot.user() | {"flags": 0, "verified": True, "mfa_enabled": True, "email": None, "locale": "en-US"}

    async def _application(self, _: web.Request, __: Json) -> Json:
        return {
            "id": str(self.application_id),
            "name": self.bot.name,
            "description": "",
            "icon": None,
            "bot_public": True,
            "bot_require_code_grant": False,
            "owner": self.bot.user(),
            "verify_key": "",
            "flags": 0,
        }

    async def _gateway(self, _: web.Request, __: Json) -> Json:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return {"url": self.gateway_url, "shards": 1, "session_start_limit": limit}

    async def _get_commands(self, _: web.Request, __: Json) -> list[Json]:
        return self.commands

    async def _put_commands(self, _: web.Request, body: Json) -> list[Json]:
        ids = {"application_id": str(self.application_id), "version": "1"}
        self.commands = [{**one, **ids, "id": str(snowflake())} for one in body["list"]]
        return self.commands

    # Channels and their messages.

    async def _channel_info(self, request: web.Request, _: Json) -> Json:
        return self._channel(request).json()

    async def _history(self, request: web.Request, _: Json) -> list[Json]:
        """Newest first; those right after `after` where that is asked for."""
        found = sorted(self._channel(request).messages.values(), key=lambda one: one.id)
        limit = min(NOBODY_ASKS_FOR_MORE, int(request.query.get("limit", 50)))
        if "after" in request.query:
            found = [one for one in found if one.id > int(request.query["after"])][:limit]
        elif "before" in request.query:
            found = [one for one in found if one.id < int(request.query["before"])]
        return [one.json() for one in reversed(found[-limit:])]

    async def _post(self, request: web.Request, body: Json) -> Json:
        channel = self._channel(request)
        nonce = str(body["nonce"]) if body.get("nonce") is not None and body.get("enforce_nonce") else None
        if nonce is not None and nonce in channel.nonces:
            return channel.nonces[nonce].json()
        message = self._new_message(channel, body)
        channel.messages[message.id] = message
        if nonce is not None:
            channel.nonces[nonce] = message
        return message.json()

    async def _get_message(self, request: web.Request, _: Json) -> Json:
        return self._message(request).json()

    async def _edit(self, request: web.Request, body: Json) -> Json:
        message = self._message(request)
        message.change(body)
        return message.json()

    async def _delete(self, request: web.Request, _: Json) -> None:
        del self._channel(request).messages[self._message(request).id]

    def _channel(self, request: web.Request) -> Channel:
        channel = self.channels.get(int(request.match_info["channel"]))
        if channel is None:
            raise unknown_channel()
        return channel

    def _message(self, request: web.Request) -> Message:
        message = self._channel(request).messages.get(int(request.match_info["message"]))
        if message is None:
            raise unknown_message()
        return message

    def _new_message(self, channel: Channel, body: Json, *, flags: int = 0) -> Message:
        if not body.get("content") and not body.get("components") and not body.get("embeds"):
            raise empty_message()
        return new_message(channel, self.bot, body, flags=flags)

    # Interactions.

    async def _callback(self, request: web.Request, body: Json) -> Json:
        reply = self.replies.get(request.match_info["token"])
        waited = 0.0 if reply is None else time.monotonic() - reply.sent_at
        if reply is None or str(reply.id) != request.match_info["interaction"]:
            raise unknown_interaction()
        if reply.acknowledged:
            raise already_acknowledged()
        if waited > self.acknowledge_within:
            reply.refused = unknown_interaction().code
            reply.settled.set()
            raise unknown_interaction()
        self._take(reply, Callback(body["type"]), body.get("data") or {})
        reply.after = waited
        reply.settled.set()
        return reply.callback_json()

    def _take(self, reply: Reply, callback: Callback, data: Json) -> None:
        match callback:
            case Callback.MESSAGE:
                reply.message = self._show(reply, self._new_message(reply.channel, data))
            case Callback.DEFERRED_MESSAGE:
                reply.thinking = True
                reply.message = self._show(reply, new_message(reply.channel, self.bot, data))
            case Callback.DEFERRED_UPDATE:
                reply.message = reply.pressed
            case Callback.UPDATE:
                if reply.pressed is None:
                    raise Refusal(400, 50035, "Invalid Form Body")
                reply.message = reply.pressed
                reply.pressed.change(data)
            case Callback.MODAL:
                reply.modal = data
            case Callback.CHOICES:
                reply.choices = data["choices"]
        reply.callback = callback

    def _show(self, reply: Reply, message: Message) -> Message:
        """Put a message where everybody sees it, unless it is for one person alone."""
        if not message.ephemeral:
            reply.channel.messages[message.id] = message
        return message

    async def _followup(self, request: web.Request, body: Json) -> Json:
        reply = self._reply(request)
        if reply.thinking and reply.message is not None:  # Discord: the first follow-up takes the place of "thinking…"
            reply.message.change(body)
            _said(reply)
            return reply.message.json()
        message = self._show(reply, self._new_message(reply.channel, body))
        reply.followups.append(message)
        return message.json()

    async def _get_own(self, request: web.Request, _: Json) -> Json:
        return self._own(request).json()

    async def _edit_own(self, request: web.Request, body: Json) -> Json:
        message = self._own(request)
        message.change(body)
        _said(self._reply(request))
        return message.json()

    async def _delete_own(self, request: web.Request, _: Json) -> None:
        message = self._own(request)
        message.channel.messages.pop(message.id, None)

    def _reply(self, request: web.Request) -> Reply:
        reply = self.replies.get(request.match_info["token"])
        if reply is None or not reply.acknowledged or request.match_info["application"] != str(self.application_id):
            raise unknown_webhook()
        if time.monotonic() - reply.sent_at > self.token_lives:
            raise token_has_expired()
        return reply

    def _own(self, request: web.Request) -> Message:
        reply = self._reply(request)
        if request.match_info["message"] == "@original":
            found = reply.message
        else:
            found = next((one for one in reply.followups if str(one.id) == request.match_info["message"]), None)
        if found is None:
            raise unknown_message()
        return found


def _said(reply: Reply) -> None:
    reply.thinking = False
    reply.said.set()


async def _body(request: web.Request) -> Json:
    """The JSON of a request, also where files come with it; a bare list as {"list": …}."""
    if request.content_type.startswith("multipart/"):
        form = await request.post()
        body: Json = json.loads(str(form["payload_json"]))
        files = [value for value in form.values() if isinstance(value, web.FileField)]
        body["attachments"] = [_attachment(index, file.filename) for index, file in enumerate(files)]
        return body
    if not request.can_read_body:
        return {}
    read = json.loads(await request.read() or b"{}")
    return {"list": read} if isinstance(read, list) else read


def _attachment(index: int, filename: str) -> Json:
    url = f"https://cdn.discordapp.com/attachments/0/{index}/{filename}"
    return {"id": str(snowflake()), "filename": filename, "size": 1, "url": url, "proxy_url": url}


def _json(body: object, status: int, headers: dict[str, str]) -> web.Response:
    """An answer; discord.py reads its JSON only where the type is exactly this."""
    if body is None:
        return web.Response(status=204, headers=headers)
    headers = {**headers, "Content-Type": "application/json"}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=headers)


def _error(refusal: Refusal, headers: dict[str, str]) -> web.Response:
    return _json({"message": str(refusal), "code": refusal.code}, refusal.status, headers)
