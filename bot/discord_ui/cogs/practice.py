"""/practice: a learner meets again what they are about to forget, and something new; also in direct messages."""

# No `from __future__ import annotations` here: discord.py resolves annotations in the globals of the guard's wrapper.

from discord import app_commands
from discord.ext import commands

from bot.discord_ui.guard import guarded
from bot.discord_ui.people import learner
from bot.discord_ui.presses import show_practice
from bot.discord_ui.reply import Interaction
from bot.discord_ui.suggest import topics
from bot.services.practice import Practice
from bot.services.shelves import Shelves
from bot.services.views import PracticeWish


class PracticeCog(commands.Cog):
    """One command; all that follows is pressed."""

    def __init__(self, practice: Practice, shelves: Shelves) -> None:
        self._practice = practice
        self._shelves = shelves

    @app_commands.command(description="Practise in private: what you missed, what is due, and something new")
    @app_commands.describe(
        count="How many questions (5, if you leave it out)", topic="On what (everything, if you leave it out)"
    )
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    @guarded
    async def practice(
        self, interaction: Interaction, count: app_commands.Range[int, 1, 20] = 5, topic: str | None = None
    ) -> None:
        """Ask the first question in private."""
        wish = PracticeWish(count=count, topic=topic)
        await show_practice(
            interaction, await self._practice.start(learner(interaction.user), interaction.guild_id, wish)
        )

    @practice.autocomplete("topic")
    async def _topics(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return topics(await self._shelves.of(interaction.guild_id), typed)
