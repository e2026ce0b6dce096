"""/settings: what a server has set, and changing it."""

# No `from __future__ import annotations` here: discord.py resolves annotations in the globals of the guard's wrapper.

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_ui import render, reply, text
from bot.discord_ui.guard import guarded
from bot.discord_ui.languages import Languages
from bot.discord_ui.people import place_to_tell, require_teacher
from bot.discord_ui.reply import Interaction
from bot.discord_ui.suggest import zones
from bot.services.scheduling import Scheduling
from bot.store import Store


class SettingsCog(commands.Cog):
    """The settings of a server."""

    def __init__(self, scheduling: Scheduling, store: Store, languages: Languages) -> None:
        self._scheduling = scheduling
        self._languages = languages
        self._store = store

    @app_commands.command(description="See or change what is set for this server (teachers)")
    @app_commands.describe(
        timezone="The time zone of this class; type a part of its city's name",
        teacher_role="Who counts as a teacher beside those with Manage Server (@everyone: nobody)",
        language="The language that Dastan speaks here",
        leaderboard="Whether points are compared here",
        doubts="The teachers' channel in which you are told when learners doubt a question",
    )
    @app_commands.choices(
        language=[app_commands.Choice(name=name, value=key) for key, name in text.LANGUAGES.items()],
        leaderboard=[app_commands.Choice(name=one, value=one) for one in ("on", "off")],
    )
    @app_commands.guild_only()
    @guarded
    async def settings(
        self,
        interaction: Interaction,
        timezone: str | None = None,
        teacher_role: discord.Role | None = None,
        language: str | None = None,
        leaderboard: str | None = None,
        doubts: discord.TextChannel | None = None,
    ) -> None:
        """Check, set what is given, show what is set."""
        server = await require_teacher(interaction, self._store)
        guild = await self._scheduling.change(
            server,
            timezone=timezone,
            teacher_role_id=teacher_role.id if teacher_role else None,
            language=language,
            leaderboard=None if leaderboard is None else leaderboard == "on",
            reports_channel_id=None if doubts is None else place_to_tell(doubts),
        )
        self._languages.changed(guild)
        self._languages.speak(guild.id)
        await reply.tell(interaction, render.server_settings(guild, interaction.created_at))

    @settings.autocomplete("timezone")
    async def _zones(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return zones(typed, interaction.created_at)
