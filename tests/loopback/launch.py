"""Starts `dastan` as ever, but towards the Discord whose address is in DASTAN_LOOPBACK.

    python -m tests.loopback.launch run

Dastan itself has no setting for this: whoever could set it could read every token.
"""

from __future__ import annotations

import gc
import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.state import ConnectionState

import bot.discord_ui.client
from bot.cli import main

ADDRESS = "DASTAN_LOOPBACK"
ANSWER_WITHIN, SPEAK_WITHIN = "DASTAN_LOOPBACK_ANSWER_WITHIN", "DASTAN_LOOPBACK_SPEAK_WITHIN"
"""Seconds after which the bot gives up on a request, and on a gateway that says nothing, where a test will not wait
as long as a class would."""

NO_MORE_SERVERS_AFTER = 0.05
"""Seconds; discord.py waits two for yet another server before it is ready, and here all are there at once."""


@contextmanager
def connecting_to(address: str) -> Iterator[None]:
    """Let every discord.py client of this process connect to `address`, e.g. `http://127.0.0.1:8000`."""
    gateway = yarl.URL(address.replace("http", "ws", 1) + "/gateway/")
    soon = property(lambda _: NO_MORE_SERVERS_AFTER, lambda _, __: None)

    async def at_once(*_: object, **__: object) -> None:
        """discord.py lets five seconds pass before it identifies anew, in which nothing can be learned here."""

    with (
        mock.patch.object(discord.Client, "before_identify_hook", at_once),
        mock.patch.object(Route, "BASE", f"{address}/api/v10"),
        mock.patch.object(DiscordWebSocket, "DEFAULT_GATEWAY", gateway),
        mock.patch.object(ConnectionState, "guild_ready_timeout", soon, create=True),
    ):
        yield


def hurry() -> None:
    """Let this process wait no longer for Discord than its environment says."""
    if ANSWER_WITHIN in os.environ:
        bot.discord_ui.client.ANSWER_WITHIN = float(os.environ[ANSWER_WITHIN])
    if SPEAK_WITHIN in os.environ:
        patience = property(lambda _: float(os.environ[SPEAK_WITHIN]), lambda _, __: None)
        mock.patch.object(ConnectionState, "heartbeat_timeout", patience, create=True).start()


if __name__ == "__main__":
    gc.disable()  # of what is imported nothing is garbage: a fifth of the time of a start
    importlib.import_module("bot.app")
    gc.enable()
    hurry()
    with connecting_to(os.environ[ADDRESS]):
        main()
