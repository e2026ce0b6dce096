"""/remind: a learner asks to be told, once a day, when something is due."""

# No `from __future__ import annotations` here: discord.py resolves annotations in the globals of the guard's wrapper.

from discord import app_commands
from discord.ext import commands

from bot.discord_ui import render, reply
from bot.discord_ui.guard import guarded
from bot.discord_ui.ids import Action, Press
from bot.discord_ui.people import learner
from bot.discord_ui.presses import Handler
from bot.discord_ui.reply import Interaction
from bot.discord_ui.suggest import zones
from bot.services.reminders import Reminders
from bot.services.views import ReminderSet


class RemindersCog(commands.Cog):
    """Reminders of whoever asks for them, in servers and in direct messages."""

    def __init__(self, reminders: Reminders) -> None:
        self._reminders = reminders
        self.presses: dict[Action, Handler] = {Action.UNREMIND: self._stop}

    @app_commands.command(description="Be told once a day, in a direct message, when questions are due for you")
    @app_commands.describe(
        at="At what time of day, such as 18:00; or off",
        timezone="In which time zone (this server's, if you leave it out); type a part of its city's name",
    )
    @guarded
    async def remind(self, interaction: Interaction, at: str, timezone: str | None = None) -> None:
        """Keep it, and say when the first may come."""
        view = await self._reminders.set(learner(interaction.user), at, timezone, interaction.guild_id)
        await reply.tell(interaction, render.reminder_set(view, interaction.created_at))

    @remind.autocomplete("timezone")
    async def _zones(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return zones(typed, interaction.created_at)

    async def _stop(self, interaction: Interaction, _: Press) -> None:
        await self._reminders.stop(learner(interaction.user))
        await reply.show(interaction, render.reminder_set(ReminderSet(), interaction.created_at))
