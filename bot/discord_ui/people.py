"""Whom an interaction comes from, and what they may do."""

from __future__ import annotations

from collections.abc import Mapping

import discord

from bot.core.errors import MissingPermissions, NeedsTextChannel, NotATeacher, OnlyInServers
from bot.core.records import Guild
from bot.discord_ui.reply import Interaction
from bot.services.people import Learner
from bot.store import Store

NEEDED = {
    "view_channel": "View Channels",
    "send_messages": "Send Messages",
    "embed_links": "Embed Links",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}
"""What a live quiz or a schedule needs in its channel: Discord's names in code and on the screen."""


def learner(user: discord.abc.User) -> Learner:
    """The person behind a Discord user, by the name they go by in this server."""
    return Learner(user.id, user.display_name)


def guild_id(interaction: Interaction) -> int:
    """The server that a command was used in.

    Raises:
        OnlyInServers: it was used in direct messages.
    """
    if interaction.guild_id is None or interaction.channel_id is None:
        raise OnlyInServers
    return interaction.guild_id


def is_teacher(interaction: Interaction, guild: Guild) -> bool:
    """Whether someone has Manage Server, or the role that the server has named as its teachers'."""
    if interaction.permissions.manage_guild or interaction.permissions.administrator:
        return True
    return guild.teacher_role_id is not None and any(
        role.id == guild.teacher_role_id for role in getattr(interaction.user, "roles", ())
    )


async def require_teacher(interaction: Interaction, store: Store) -> int:
    """The server's id, for a teacher.

    Raises:
        OnlyInServers, NotATeacher: as they say.
    """
    server = guild_id(interaction)
    if not is_teacher(interaction, await store.guild(server)):
        raise NotATeacher
    return server


def require_permissions(interaction: Interaction) -> int:
    """The channel's id, where the bot may do there what a live quiz needs.

    Raises:
        MissingPermissions: it may not; all that is missing is named.
    """
    guild_id(interaction)
    needed = dict(NEEDED)
    if isinstance(interaction.channel, discord.Thread):
        del needed["send_messages"]
        needed["send_messages_in_threads"] = "Send Messages in Threads"
    return _allowed(interaction.channel_id or 0, interaction.app_permissions, needed)


def place_for_schedule(interaction: Interaction, wished: discord.TextChannel | None) -> int:
    """The id of the channel that a schedule is to post in: the one that is wished, or else the current one.

    Raises:
        OnlyInServers, NeedsTextChannel: the current one will not do.
        MissingPermissions: the bot may not do there what a post needs; all that is missing is named.
    """
    guild_id(interaction)
    if wished is not None and wished.id != interaction.channel_id:
        return _allowed(wished.id, wished.permissions_for(wished.guild.me), NEEDED)
    if not isinstance(interaction.channel, discord.TextChannel):
        raise NeedsTextChannel
    return _allowed(interaction.channel.id, interaction.app_permissions, NEEDED)


def place_to_tell(channel: discord.TextChannel) -> int:
    """The id of a channel in which teachers want to be told something.

    Raises:
        MissingPermissions: the bot may not write there; all that is missing is named.
    """
    needed = {flag: NEEDED[flag] for flag in ("view_channel", "send_messages")}
    return _allowed(channel.id, channel.permissions_for(channel.guild.me), needed)


def _allowed(channel_id: int, have: discord.Permissions, needed: Mapping[str, str]) -> int:
    missing = [name for flag, name in needed.items() if not getattr(have, flag)]
    if missing and not have.administrator:
        raise MissingPermissions(channel_id, missing)
    return channel_id


def places_to_speak(guild: discord.Guild) -> list[discord.TextChannel]:
    """The system channel, then the others from the top, as far as Dastan may write there."""
    me = guild.me
    channels = [*([guild.system_channel] if guild.system_channel else []), *guild.text_channels]
    return [
        channel
        for channel in dict.fromkeys(channels)
        if (may := channel.permissions_for(me)).view_channel and may.send_messages
    ]
