"""The one error boundary: whatever goes wrong in a command, a button or a modal, the person gets an answer.

discord.py alone logs an exception of a component's callback and leaves the person with "This interaction failed".
"""

from __future__ import annotations

import functools
import logging
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import aiohttp
import discord
from discord import app_commands

from bot.core.errors import DastanError, StoreTrouble
from bot.discord_ui import render, reply, text
from bot.discord_ui.reply import Interaction

log = logging.getLogger(__name__)

P = ParamSpec("P")
Cog = TypeVar("Cog")

UNKNOWN_INTERACTION = 10062
"""Discord: the interaction was not acknowledged within three seconds, or has been answered elsewhere."""


def payload(interaction: Interaction) -> dict[str, Any]:
    """What Discord sent with a press or a modal, as it came; discord.py types it as one of many shapes."""
    return cast("dict[str, Any]", interaction.data or {})


async def run(interaction: Interaction, work: Awaitable[None]) -> None:
    """Do the work of an interaction; what it raises becomes one private message.

    An expected error is one kind sentence. An unexpected one is a short apology with a reference, under which the
    log has the traceback; neither holds what the person typed.
    """
    try:
        with reply.in_time(interaction):
            await work
    except Exception as error:  # noqa: BLE001 - this is the boundary
        await explain(interaction, error)


async def explain(interaction: Interaction, error: Exception) -> None:
    """Tell the person what went wrong, and the log where it was not expected."""
    original = getattr(error, "original", error)  # discord.py wraps what a command raises
    if isinstance(original, discord.NotFound) and original.code == UNKNOWN_INTERACTION:
        log.warning("an interaction was acknowledged too late (%s)", _name(interaction))
        return
    if isinstance(original, TimeoutError | aiohttp.ClientError):  # it may have been shown: nothing is said twice
        log.warning("Discord did not answer in %s: %r", _name(interaction), original)
        return
    if isinstance(original, DastanError):
        if isinstance(original, StoreTrouble):
            log.warning("the database failed in %s: %s", _name(interaction), original.__cause__)
        view = render.notice(text.sentence_for(original))
    elif (phrase := _expected_of_discord(original)) is not None:
        log.info("%s in %s", type(original).__name__, _name(interaction))
        view = render.notice(phrase())
    else:
        reference = secrets.token_hex(4)
        log.error("[%s] unexpected error in %s", reference, _name(interaction), exc_info=original)
        view = render.apology(reference)
    try:
        await reply.tell(interaction, view)
    except reply.FAILURES as failed:
        log.warning("could not tell the person about an error in %s: %r", _name(interaction), failed)


def guarded(
    callback: Callable[Concatenate[Cog, Interaction, P], Coroutine[Any, Any, None]],
) -> Callable[Concatenate[Cog, Interaction, P], Coroutine[Any, Any, None]]:
    """Run a command's callback under the guard."""

    @functools.wraps(callback)
    async def wrapper(cog: Cog, interaction: Interaction, /, *args: P.args, **kwargs: P.kwargs) -> None:
        await run(interaction, callback(cog, interaction, *args, **kwargs))

    return wrapper


def _expected_of_discord(error: Exception) -> text.Phrase | None:
    """What is said of an error with which discord.py refuses a command before it reaches us, where that can happen."""
    if isinstance(error, app_commands.TransformerError):
        return text.CHOICE_NOT_UNDERSTOOD
    if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return text.COMMAND_HAS_CHANGED  # the person's Discord still shows it as it was before an upgrade
    return None


def _name(interaction: Interaction) -> str:
    """What was used, without anything that a person typed."""
    if interaction.command is not None:
        return f"/{interaction.command.qualified_name}"
    if interaction.type is discord.InteractionType.application_command:
        return f"/{payload(interaction).get('name', '?')}"
    return str(payload(interaction).get("custom_id", "?")).partition(":")[0]
