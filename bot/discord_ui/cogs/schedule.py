"""/schedule: a teacher says what the class gets by itself, and when."""

# No `from __future__ import annotations` here: discord.py resolves annotations in the globals of the guard's wrapper.

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.records import What
from bot.discord_ui import render, reply, text
from bot.discord_ui.guard import guarded
from bot.discord_ui.people import is_teacher, place_for_schedule, require_teacher
from bot.discord_ui.reply import Interaction
from bot.discord_ui.suggest import days as days_like
from bot.discord_ui.suggest import suggestions, topics
from bot.services.scheduling import ScheduleWish, Scheduling
from bot.services.shelves import Shelves
from bot.store import Store

NUMBER = "Which schedule"


@app_commands.guild_only()  # on the group: Discord does not look at it on a subcommand
class ScheduleCog(
    commands.GroupCog, group_name="schedule", group_description="What this class gets by itself (teachers)"
):
    """Adding, listing, pausing, resuming and removing schedules, and posting the next one at once."""

    def __init__(self, scheduling: Scheduling, store: Store, shelves: Shelves) -> None:
        super().__init__()
        self._scheduling = scheduling
        self._store = store
        self._shelves = shelves

    @app_commands.command(description="Post a lesson, a question or a quiz by itself, such as every school day at nine")
    @app_commands.describe(
        what="What is posted",
        at="At what time of day, by this server's clock (9:00 if you leave it out)",
        days="On which days (Mon–Fri if you leave it out; a digest: Fri)",
        channel="In which channel (this one, if you leave it out)",
        topic="On what (everything, if you leave it out)",
        open_hours="For how many hours a question can be answered (until the next one, if you leave it out)",
    )
    @app_commands.choices(
        what=[
            app_commands.Choice(name="lesson", value=What.LESSON.value),
            app_commands.Choice(name="question", value=What.QUESTION.value),
            app_commands.Choice(name="lesson-and-question", value=What.LESSON_AND_QUESTION.value),
            app_commands.Choice(name="quiz", value=What.QUIZ.value),
            app_commands.Choice(name="digest", value=What.DIGEST.value),
        ]
    )
    @guarded
    async def add(
        self,
        interaction: Interaction,
        what: str,
        at: str = "9:00",
        days: str | None = None,
        channel: discord.TextChannel | None = None,
        topic: str | None = None,
        open_hours: app_commands.Range[int, 1, 168] | None = None,
    ) -> None:
        """Check, acknowledge, keep it, show what it will look like."""
        server = await require_teacher(interaction, self._store)
        channel_id = place_for_schedule(interaction, channel)
        await reply.acknowledge(interaction)
        wish = ScheduleWish(
            what=What(what), channel_id=channel_id, at=at, days=days, topic=topic, open_hours=open_hours
        )
        view = await self._scheduling.add(server, interaction.user.id, wish)
        *before, last = render.schedule_added(view)
        for page in before:
            await reply.tell(interaction, page)
        await reply.tell(interaction, last, render.slot_image(view.preview))

    @add.autocomplete("days")
    async def _days(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return days_like(typed)

    @add.autocomplete("topic")
    async def _topics(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return topics(await self._shelves.of(interaction.guild_id), typed)

    @app_commands.command(name="list", description="See what comes when, and how the last one went")
    @guarded
    async def show(self, interaction: Interaction) -> None:
        """Show the server's schedules."""
        server = await require_teacher(interaction, self._store)
        await reply.tell(interaction, render.schedule_list(await self._scheduling.all(server)))

    @app_commands.command(description="Let a schedule do nothing until it is resumed")
    @app_commands.rename(number="id")
    @app_commands.describe(number=NUMBER)
    @guarded
    async def pause(self, interaction: Interaction, number: str) -> None:
        """Pause."""
        server = await require_teacher(interaction, self._store)
        view = await self._scheduling.pause(server, number)
        await reply.tell(interaction, render.notice(text.schedule_paused(view)))

    @app_commands.command(description="Let a paused schedule go on")
    @app_commands.rename(number="id")
    @app_commands.describe(number=NUMBER)
    @guarded
    async def resume(self, interaction: Interaction, number: str) -> None:
        """Go on with the next slot."""
        server = await require_teacher(interaction, self._store)
        view = await self._scheduling.resume(server, number)
        await reply.tell(interaction, render.notice(text.schedule_resumed(view)))

    @app_commands.command(description="End a schedule for good; what it has posted stays")
    @app_commands.rename(number="id")
    @app_commands.describe(number=NUMBER)
    @guarded
    async def remove(self, interaction: Interaction, number: str) -> None:
        """Remove."""
        server = await require_teacher(interaction, self._store)
        view = await self._scheduling.remove(server, number)
        await reply.tell(interaction, render.notice(text.schedule_removed(view)))

    @app_commands.command(description="Post at once what a schedule would post next")
    @app_commands.rename(number="id")
    @app_commands.describe(number=NUMBER)
    @guarded
    async def now(self, interaction: Interaction, number: str) -> None:
        """Post beside the slots."""
        server = await require_teacher(interaction, self._store)
        await reply.acknowledge(interaction)
        view, post = await self._scheduling.now(server, number)
        await reply.tell(interaction, render.notice(text.posted_now(view, post)))

    @pause.autocomplete("number")
    @resume.autocomplete("number")
    @remove.autocomplete("number")
    @now.autocomplete("number")
    async def _schedules(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        if interaction.guild is None or not is_teacher(interaction, await self._store.guild(interaction.guild.id)):
            return []
        names = {one.id: one.name for one in interaction.guild.text_channels}
        found = await self._store.schedules_of(interaction.guild.id)
        told = [(text.schedule_choice(one, names.get(one.channel_id)), str(one.id)) for one in found]
        return suggestions(((name, value, name) for name, value in told), typed)
