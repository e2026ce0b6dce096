"""/progress: what a learner knows, keeps up and is to see again."""

# No `from __future__ import annotations` here: discord.py resolves annotations in the globals of the guard's wrapper.

from discord import app_commands
from discord.ext import commands

from bot.discord_ui import render, reply
from bot.discord_ui.guard import guarded
from bot.discord_ui.people import learner
from bot.discord_ui.reply import Interaction
from bot.reports import Studio
from bot.services.mastery import Mastery


class ProgressCog(commands.Cog):
    """A learner's own progress, in a server and in direct messages; nobody else sees it."""

    def __init__(self, mastery: Mastery, studio: Studio) -> None:
        self._mastery = mastery
        self._studio = studio

    @app_commands.command(description="See what you know, what you keep up and what is due")
    @guarded
    async def progress(self, interaction: Interaction) -> None:
        """Show it in private, as a picture and in words."""
        view = await self._mastery.progress(learner(interaction.user), interaction.guild_id)
        png = await self._studio.draw(render.progress_card(view))
        await reply.tell(interaction, render.progress(view), render.progress_file(view, png))
