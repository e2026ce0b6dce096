"""/lesson, /daily, /score, /leaderboard and /help: what everybody in a class uses."""

# No `from __future__ import annotations` here: discord.py resolves annotations in the globals of the guard's wrapper.

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.calendar import Period
from bot.discord_ui import render, reply, text
from bot.discord_ui.guard import guarded
from bot.discord_ui.ids import Action, Press
from bot.discord_ui.people import guild_id, is_teacher, learner
from bot.discord_ui.presses import Handler
from bot.discord_ui.reply import Interaction
from bot.discord_ui.suggest import suggestions, topics
from bot.services.daily import Daily
from bot.services.lessons import Lessons
from bot.services.people import Learner
from bot.services.progress import Progress
from bot.services.shelves import Shelves
from bot.store import Store


class ClassroomCog(commands.Cog):
    """The learners' commands. All of it is private: what is shown to everybody is the podium."""

    def __init__(self, lessons: Lessons, daily: Daily, progress: Progress, store: Store, shelves: Shelves) -> None:
        self._lessons = lessons
        self._daily = daily
        self._progress = progress
        self._store = store
        self._shelves = shelves
        self.presses: dict[Action, Handler] = {Action.BOARD: self._board}

    @app_commands.command(description="Read a lesson; it takes a minute")
    @app_commands.describe(topic="Which lesson (the next that you have not read, if you leave it out)")
    @guarded
    async def lesson(self, interaction: Interaction, topic: str | None = None) -> None:
        """Show a lesson in private."""
        view = await self._lessons.read(learner(interaction.user), topic)
        await reply.tell(interaction, render.lesson(view, private=True))

    @lesson.autocomplete("topic")
    async def _lessons_like(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        lessons = self._shelves.common.lessons.values()
        return suggestions(
            ((text.lesson_choice(one), one.id, f"{one.title} {one.movement} {one.period}") for one in lessons), typed
        )

    @app_commands.command(description="See your own score, or somebody else's")
    @app_commands.describe(member="Whose score (your own, if you leave it out)")
    @app_commands.guild_only()
    @guarded
    async def score(
        self,
        interaction: Interaction,
        member: discord.Member | discord.User | None = None,  # a User is someone who has left the server
    ) -> None:
        """Show a score in private."""
        whose = learner(member or interaction.user)
        view = await self._progress.score(guild_id(interaction), whose, learner(interaction.user))
        await reply.tell(interaction, render.score(view))

    @app_commands.command(description="See who has earned the most points in this server")
    @app_commands.describe(period="Since when (this week, if you leave it out)", topic="On what (everything)")
    @app_commands.choices(
        period=[
            app_commands.Choice(name="today", value="day"),
            app_commands.Choice(name="this week", value="week"),
            app_commands.Choice(name="this month", value="month"),
            app_commands.Choice(name="all time", value="all"),
        ]
    )
    @app_commands.guild_only()
    @guarded
    async def leaderboard(self, interaction: Interaction, period: str = "week", topic: str | None = None) -> None:
        """Show the leaderboard in private, with the reader's own place."""
        reader: Learner = learner(interaction.user)
        view = await self._progress.leaderboard(guild_id(interaction), reader, Period(period), topic)
        await reply.tell(interaction, render.leaderboard(view))

    @leaderboard.autocomplete("topic")
    async def _topics_like(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return topics(await self._shelves.of(interaction.guild_id), typed)

    async def _board(self, interaction: Interaction, press: Press) -> None:
        """Turn to another page of a leaderboard."""
        period, mark, reader = Period(press.args[0]), press.args[2], learner(interaction.user)
        view = await self._progress.leaderboard(guild_id(interaction), reader, period, mark or None, press.number(1))
        await reply.show(interaction, render.leaderboard(view))

    @app_commands.command(description="Answer the question of the day")
    @app_commands.guild_only()
    @guarded
    async def daily(self, interaction: Interaction) -> None:
        """Ask the open question in private."""
        view = await self._daily.open_question(guild_id(interaction), learner(interaction.user))
        await reply.tell(interaction, render.daily(view), render.image_file(view.round.item))

    @app_commands.command(description="What Dastan can do for you")
    @guarded
    async def help(self, interaction: Interaction) -> None:
        """Show what there is for this person."""
        teacher = False
        if interaction.guild_id is not None:
            teacher = is_teacher(interaction, await self._store.guild(interaction.guild_id))
        await reply.tell(interaction, render.help_page(teacher))
