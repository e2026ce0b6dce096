"""/practice: a learner meets again what they are about to forget, and something new; also in direct messages."""

# No `from __future__ import annotations` here: discord.py resolves annotations in the globals of the guard's wrapper.

from discord import app_commands
from discord.ext import commands

from bot.discord_ui import guard, render, reply
from bot.discord_ui.guard import guarded
from bot.discord_ui.ids import Action, Press, plain_number, snowflake
from bot.discord_ui.people import learner
from bot.discord_ui.presses import Handler, send_question
from bot.discord_ui.reply import Interaction
from bot.discord_ui.suggest import topics
from bot.services.practice import Practice
from bot.services.shelves import Shelves
from bot.services.sittings import Sittings
from bot.services.views import NothingDue, PracticeEnd, PracticeWish, ShelfChoice, SittingEnd, SittingView


class PracticeCog(commands.Cog):
    """The command, and what leads through private questions and to them."""

    def __init__(self, practice: Practice, sittings: Sittings, shelves: Shelves) -> None:
        self._practice = practice
        self._sittings = sittings
        self._shelves = shelves
        self.presses: dict[Action, Handler] = {
            Action.NEXT: self._next,
            Action.HINT: self._hint,
            Action.PRACTISE: self._practise,
            Action.SHELF: self._choose_shelf,
            Action.MISSED: self._missed,
        }

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
        await self._start(interaction, PracticeWish(count=count, topic=topic))

    @practice.autocomplete("topic")
    async def _topics(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return topics(await self._shelves.of(interaction.guild_id), typed)

    async def _next(self, interaction: Interaction, press: Press) -> None:
        found = await self._practice.next_question(learner(interaction.user), press.number(0))
        match found:
            case SittingView():
                await send_question(interaction, found)
            case SittingEnd():
                await reply.show(interaction, render.sitting_end(found))
            case PracticeEnd():
                await reply.show(interaction, render.practice_end(found))

    async def _hint(self, interaction: Interaction, press: Press) -> None:
        found = await self._sittings.hint(learner(interaction.user), press.number(0))
        if isinstance(found, SittingView):
            await send_question(interaction, found)
        else:
            await reply.show(interaction, render.verdict(found))

    async def _practise(self, interaction: Interaction, press: Press) -> None:
        count, topic, shelf, anyway = (*press.args, "", "", "")[:4]
        wish = PracticeWish(
            count=plain_number(count),
            topic=topic or None,
            shelf=snowflake(shelf) if shelf else None,
            anyway=anyway == "1",
        )
        await self._start(interaction, wish)

    async def _choose_shelf(self, interaction: Interaction, press: Press) -> None:
        [chosen] = guard.payload(interaction).get("values", [])
        wish = PracticeWish(count=press.number(0), topic=press.args[1] or None, shelf=snowflake(chosen))
        await self._start(interaction, wish)

    async def _missed(self, interaction: Interaction, press: Press) -> None:
        person, kind = learner(interaction.user), press.args[0]
        if kind == "quiz":
            sitting = await self._practice.missed_in_quiz(person, press.number(1))
        else:
            sitting = await self._practice.missed_in_post(person, press.number(1))
        await send_question(interaction, sitting)

    async def _start(self, interaction: Interaction, wish: PracticeWish) -> None:
        found = await self._practice.start(learner(interaction.user), interaction.guild_id, wish)
        match found:
            case SittingView():
                await send_question(interaction, found)
            case NothingDue():
                await reply.show(interaction, render.nothing_due(found))
            case ShelfChoice():
                servers = {server: interaction.client.get_guild(server) for server in found.shelves}
                names = {server: guild.name for server, guild in servers.items() if guild is not None}
                await reply.show(interaction, render.shelf_choice(found, names))
