"""/quiz: a teacher holds a live quiz in a channel."""

# No `from __future__ import annotations` here: discord.py resolves annotations in the globals of the guard's wrapper.

from discord import app_commands
from discord.ext import commands

from bot.core.errors import NotATeacher
from bot.core.records import Quiz
from bot.discord_ui import render, reply, text
from bot.discord_ui.guard import guarded
from bot.discord_ui.people import guild_id, is_teacher, require_permissions, require_teacher
from bot.discord_ui.reply import Interaction
from bot.discord_ui.suggest import suggestions
from bot.services.live import LiveQuizzes, QuizWish
from bot.services.shelves import Shelves
from bot.store import Store


@app_commands.guild_only()  # on the group: Discord does not look at it on a subcommand
class QuizCog(commands.GroupCog, group_name="quiz", group_description="A live quiz in this channel (teachers)"):
    """The five moves of a live quiz."""

    def __init__(self, live: LiveQuizzes, store: Store, shelves: Shelves) -> None:
        super().__init__()
        self._live = live
        self._store = store
        self._shelves = shelves

    @app_commands.command(description="Start a live quiz in this channel")
    @app_commands.describe(
        bank="Which questions",
        questions="How many questions (10 if you leave it out)",
        seconds="How long each question stays open (30 if you leave it out)",
        speed_bonus="Whether quick right answers earn up to half as much again",
    )
    @guarded
    async def start(
        self,
        interaction: Interaction,
        bank: str,
        questions: app_commands.Range[int, 1, 25] = 10,
        seconds: app_commands.Range[int, 10, 300] = 30,
        speed_bonus: bool = False,  # noqa: FBT001, FBT002 - Discord's own kind of option
    ) -> None:
        """Check, acknowledge, start, say so."""
        server = await require_teacher(interaction, self._store)
        channel_id = require_permissions(interaction)
        await reply.acknowledge(interaction)
        wish = QuizWish(bank=bank, questions=questions, seconds=seconds, speed_bonus=speed_bonus)
        quiz = await self._live.start(server, channel_id, interaction.user.id, wish)
        await _say(interaction, text.quiz_is_on(quiz))

    @start.autocomplete("bank")
    async def _banks(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        banks = (await self._shelves.of(interaction.guild_id)).banks.values()
        return suggestions(((text.bank_choice(one), one.id, f"{one.title} {one.id}") for one in banks), typed)

    @app_commands.command(description="Stop the time of the live quiz in this channel")
    @guarded
    async def pause(self, interaction: Interaction) -> None:
        """Stop the time where it stands."""
        await self._may_move(interaction)
        quiz = await self._live.pause(interaction.channel_id or 0)
        await _say(interaction, text.quiz_paused(quiz))

    @app_commands.command(description="Let the paused quiz in this channel go on")
    @guarded
    async def resume(self, interaction: Interaction) -> None:
        """Go on with the time that was left."""
        await self._may_move(interaction)
        quiz = await self._live.resume(interaction.channel_id or 0)
        await _say(interaction, text.quiz_resumed(quiz))

    @app_commands.command(description="End the open question now, or go on to the next without waiting")
    @guarded
    async def skip(self, interaction: Interaction) -> None:
        """Bring the next step forward to now."""
        await self._may_move(interaction)
        quiz = await self._live.skip(interaction.channel_id or 0)
        await _say(interaction, text.quiz_skipped(quiz))

    @app_commands.command(description="End the live quiz in this channel and show the result")
    @guarded
    async def stop(self, interaction: Interaction) -> None:
        """End the quiz; the podium follows at once."""
        await self._may_move(interaction)
        quiz = await self._live.stop(interaction.channel_id or 0)
        await _say(interaction, text.quiz_stopped(quiz))

    async def _may_move(self, interaction: Interaction) -> None:
        """Let through the quiz's host and the teachers, and acknowledge.

        Raises:
            OnlyInServers, NotATeacher: as they say.
        """
        server = guild_id(interaction)
        if not is_teacher(interaction, await self._store.guild(server)):
            quiz: Quiz | None = await self._store.active_quiz(interaction.channel_id or 0)
            if quiz is None or quiz.host_id != interaction.user.id:
                raise NotATeacher
        await reply.acknowledge(interaction)


async def _say(interaction: Interaction, sentence: str) -> None:
    await reply.tell(interaction, render.notice(sentence))
