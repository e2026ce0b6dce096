"""The one answer to an interaction: in private, and in time whatever the database does.

Discord: an interaction must be acknowledged within three seconds; one that was deferred can be answered for fifteen
minutes. So whoever waits long sees "thinking…" meanwhile, and then what truly came of it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import aiohttp
import discord
from discord.utils import MISSING

from bot.core.errors import DiscordTrouble, TooSlow

log = logging.getLogger(__name__)

Interaction: TypeAlias = discord.Interaction[Any]

PATIENCE = 1.5
"""Seconds of work after which an interaction is acknowledged without an answer: half of what Discord allows."""

ACKNOWLEDGE_WITHIN, ANSWER_WITHIN = 3.0, 10.0
"""Seconds until a request that gets no answer is given up; discord.py sets no bound for those of an interaction."""

FAILURES = (discord.HTTPException, aiohttp.ClientError, TimeoutError)

_LATE = "dastan: acknowledging"


@contextmanager
def in_time(interaction: Interaction) -> Iterator[None]:
    """Acknowledge the interaction if what is done in this block takes long before it comes to answering."""
    timer = asyncio.get_running_loop().call_later(PATIENCE, _be_late, interaction)
    interaction.extras[_LATE] = timer
    try:
        yield
    finally:
        timer.cancel()


async def acknowledge(interaction: Interaction) -> None:
    """Tell Discord now that the answer will take a while; beside a public message it will be a new, private one.

    Raises:
        DiscordTrouble: it did not take that, and shows the person a failure: what they asked for must not be done.
    """
    await _settled(interaction)
    if not interaction.response.is_done():
        try:
            await _defer(interaction)
        except FAILURES as error:
            raise DiscordTrouble from error


async def tell(interaction: Interaction, view: discord.ui.LayoutView, *files: discord.File | None) -> None:
    """Answer with a new private message, whether or not the interaction has been acknowledged before.

    The files go with it; None is no file.
    """
    await _settled(interaction)
    sent = [one for one in files if one is not None] or MISSING
    async with asyncio.timeout(ANSWER_WITHIN):
        if interaction.response.is_done():
            await interaction.followup.send(view=view, ephemeral=True, files=sent)
        else:
            await interaction.response.send_message(view=view, ephemeral=True, files=sent)


async def show(interaction: Interaction, view: discord.ui.LayoutView, *files: discord.File | None) -> None:
    """Turn the private message that was pressed into this; beside a public message, answer with a new private one."""
    if not _on_private_message(interaction):
        await tell(interaction, view, *files)
        return
    await _settled(interaction)
    sent = [one for one in files if one is not None]
    async with asyncio.timeout(ANSWER_WITHIN):
        if interaction.response.is_done():
            await interaction.edit_original_response(view=view, attachments=sent)
        else:
            await interaction.response.edit_message(view=view, attachments=sent)


async def ask(interaction: Interaction, modal: discord.ui.Modal) -> None:
    """Answer with a modal, which Discord takes only as the first answer to an interaction.

    Raises:
        TooSlow: the interaction had to be acknowledged meanwhile.
    """
    await _settled(interaction)
    if interaction.response.is_done():
        raise TooSlow
    async with asyncio.timeout(ANSWER_WITHIN):
        await interaction.response.send_modal(modal)


def _be_late(interaction: Interaction) -> None:
    if not interaction.response.is_done():
        interaction.extras[_LATE] = asyncio.create_task(_defer_if_possible(interaction), name="acknowledge")


async def _settled(interaction: Interaction) -> None:
    """From here on nothing but the caller answers this interaction: what has begun by itself is done."""
    late: asyncio.TimerHandle | asyncio.Task[None] | None = interaction.extras.pop(_LATE, None)
    if isinstance(late, asyncio.Task):
        await late
    elif late is not None:
        late.cancel()


async def _defer_if_possible(interaction: Interaction) -> None:
    """Acknowledge. Should that fail, the answer itself is still to come, and tells of its own failure."""
    try:
        await _defer(interaction)
    except FAILURES as error:
        log.warning("could not acknowledge an interaction that takes long: %s", str(error) or type(error).__name__)


async def _defer(interaction: Interaction) -> None:
    async with asyncio.timeout(ACKNOWLEDGE_WITHIN):
        await interaction.response.defer(ephemeral=True, thinking=not _on_private_message(interaction))


def _on_private_message(interaction: Interaction) -> bool:
    return interaction.message is not None and interaction.message.flags.ephemeral
