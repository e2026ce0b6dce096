"""/privacy: what is kept about whoever asks, in servers and in direct messages."""

# No `from __future__ import annotations` here: discord.py resolves annotations in the globals of the guard's wrapper.

from discord import app_commands
from discord.ext import commands

from bot.discord_ui import render, reply, text
from bot.discord_ui.guard import guarded
from bot.discord_ui.ids import Action, Press
from bot.discord_ui.people import learner
from bot.discord_ui.presses import Handler
from bot.discord_ui.reply import Interaction
from bot.services.privacy import Privacy


class PrivacyCog(commands.GroupCog, group_name="privacy", group_description="What Dastan keeps about you"):
    """Everybody's four commands about themselves."""

    def __init__(self, privacy: Privacy) -> None:
        super().__init__()
        self._privacy = privacy
        self.presses: dict[Action, Handler] = {Action.ERASE: self._erase, Action.KEEP: self._keep}

    @app_commands.command(description="See what Dastan keeps about you")
    @guarded
    async def show(self, interaction: Interaction) -> None:
        """Tell it in words."""
        await reply.tell(interaction, render.about_you(await self._privacy.show(learner(interaction.user))))

    @app_commands.command(description="Get everything that Dastan keeps about you, as a file")
    @guarded
    async def export(self, interaction: Interaction) -> None:
        """Give it as a file."""
        await reply.acknowledge(interaction)
        view = await self._privacy.export(learner(interaction.user))
        await reply.tell(interaction, render.export(view), render.export_file(view))

    @app_commands.command(description="Erase everything that Dastan keeps about you, in every server")
    @guarded
    async def delete(self, interaction: Interaction) -> None:
        """Ask first."""
        await reply.tell(interaction, render.erase_question())

    @app_commands.command(description="Hide your name and points from other learners, in every server")
    @app_commands.describe(hidden="Whether you are hidden from other learners")
    @app_commands.choices(hidden=[app_commands.Choice(name=one, value=one) for one in ("on", "off")])
    @guarded
    async def hide(self, interaction: Interaction, hidden: str) -> None:
        """Hide, or show again."""
        await self._privacy.hide(learner(interaction.user), hidden=hidden == "on")
        await reply.tell(interaction, render.hiding(hidden == "on"))

    # Its buttons.

    async def _erase(self, interaction: Interaction, _: Press) -> None:
        await self._privacy.erase(learner(interaction.user))
        await reply.show(interaction, render.erased())

    async def _keep(self, interaction: Interaction, _: Press) -> None:
        await reply.show(interaction, render.notice(text.NOTHING_ERASED()))
