"""/report: who knows what, which question is broken, and what learners doubt."""

# No `from __future__ import annotations` here: discord.py resolves annotations in the globals of the guard's wrapper.

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.calendar import Period
from bot.discord_ui import render, reply, text
from bot.discord_ui.forms import typed_text
from bot.discord_ui.guard import guarded, payload
from bot.discord_ui.ids import Action, Press, plain_number
from bot.discord_ui.people import learner, require_teacher
from bot.discord_ui.presses import Handler
from bot.discord_ui.reply import Interaction
from bot.discord_ui.suggest import topics
from bot.reports import Studio
from bot.services.doubts import Doubts
from bot.services.reporting import Reporting
from bot.services.shelves import Shelves
from bot.services.views import QuestionsView
from bot.store import Store

PERIODS = [
    app_commands.Choice(name="this week", value="week"),
    app_commands.Choice(name="this month", value="month"),
    app_commands.Choice(name="all time", value="all"),
]
PERIOD, TOPIC = "Since when (this month, if you leave it out)", "On what (everything)"


@app_commands.guild_only()  # on the group: Discord does not look at it on a subcommand
class ReportCog(commands.GroupCog, group_name="report", group_description="What the class has learnt (teachers)"):
    """The gradebook, item analysis, and learners' doubts about questions."""

    def __init__(self, reporting: Reporting, doubts: Doubts, store: Store, shelves: Shelves, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._reporting = reporting
        self._doubts = doubts
        self._store = store
        self._shelves = shelves
        self.presses: dict[Action, Handler] = {
            Action.DOUBT: self._doubt,
            Action.DOUBTED: self._doubted,
            Action.DOUBTS: self._next_doubt,
            Action.REPLY: self._reply,
            Action.REPLIED: self._replied,
            Action.WITHDRAW: self._withdraw,
            Action.SET_ASIDE: self._set_aside,
            Action.REPORT: self._turn,
            Action.QUESTION: self._question,
            Action.TAKE_OUT: self._take_out,
            Action.BRING_BACK: self._bring_back,
        }

    @app_commands.command(description="See who knows what, as a picture and as a table")
    @app_commands.describe(period=PERIOD, topic=TOPIC)
    @app_commands.choices(period=PERIODS)
    @guarded
    async def gradebook(self, interaction: Interaction, period: str = "month", topic: str | None = None) -> None:
        """Show the gradebook in private."""
        server = await require_teacher(interaction, self._store)
        await reply.acknowledge(interaction)
        view = await self._reporting.gradebook(server, Period(period), topic)
        png = await self._studio.draw(render.gradebook_card(view))
        files = render.gradebook_picture(view, png), render.gradebook_file(view)
        await reply.tell(interaction, render.gradebook(view), *files)

    @app_commands.command(description="See which questions are broken, and what learners doubt")
    @app_commands.describe(period=PERIOD, topic=TOPIC)
    @app_commands.choices(period=PERIODS)
    @guarded
    async def questions(self, interaction: Interaction, period: str = "month", topic: str | None = None) -> None:
        """Show item analysis in private."""
        server = await require_teacher(interaction, self._store)
        await reply.acknowledge(interaction)
        view = await self._reporting.questions(server, Period(period), topic)
        await reply.tell(interaction, render.questions_report(view), *await self._question_files(view, 0))

    @gradebook.autocomplete("topic")
    @questions.autocomplete("topic")
    async def _topics(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return topics(await self._shelves.of(interaction.guild_id), typed)

    # What learners press.

    async def _doubt(self, interaction: Interaction, press: Press) -> None:
        round_ = await self._doubts.may_raise(learner(interaction.user), press.number(0), interaction.guild_id)
        await reply.ask(interaction, render.doubt_modal(round_))

    async def _doubted(self, interaction: Interaction, press: Press) -> None:
        await reply.acknowledge(interaction)
        said = typed_text(payload(interaction).get("components", []))
        await self._doubts.raise_(learner(interaction.user), press.number(0), said, interaction.guild_id)
        await reply.tell(interaction, render.notice(text.DOUBT_TAKEN()))

    # What teachers press.

    async def _next_doubt(self, interaction: Interaction, _: Press) -> None:
        server = await require_teacher(interaction, self._store)
        waiting = await self._doubts.open(server)
        if not waiting:
            await reply.show(interaction, render.notice(text.NO_DOUBTS()))
            return
        await reply.show(interaction, render.doubt(waiting[0], len(waiting) - 1))

    async def _reply(self, interaction: Interaction, press: Press) -> None:
        server = await require_teacher(interaction, self._store)
        await reply.ask(interaction, render.reply_modal(await self._doubts.look(server, press.number(0))))

    async def _replied(self, interaction: Interaction, press: Press) -> None:
        server = await require_teacher(interaction, self._store)
        await reply.acknowledge(interaction)
        words = typed_text(payload(interaction).get("components", []))
        view = await self._doubts.answer(server, press.number(0), interaction.user.id, words)
        await reply.show(interaction, render.doubt(view, len(await self._doubts.open(server))))

    async def _withdraw(self, interaction: Interaction, press: Press) -> None:
        server = await require_teacher(interaction, self._store)
        await reply.acknowledge(interaction)
        view = await self._doubts.withdraw(server, press.number(0), interaction.user.id)
        await reply.show(interaction, render.doubt(view, len(await self._doubts.open(server))))

    async def _set_aside(self, interaction: Interaction, press: Press) -> None:
        server = await require_teacher(interaction, self._store)
        view = await self._doubts.set_aside(server, press.number(0), interaction.user.id)
        await reply.show(interaction, render.doubt(view, len(await self._doubts.open(server))))

    async def _turn(self, interaction: Interaction, press: Press) -> None:
        server = await require_teacher(interaction, self._store)
        await reply.acknowledge(interaction)
        view = await self._reporting.questions(server, Period(press.args[0]), press.args[2] or None)
        here = press.number(1)
        await reply.show(interaction, render.questions_report(view, here), *await self._question_files(view, here))

    async def _question(self, interaction: Interaction, _: Press) -> None:
        server = await require_teacher(interaction, self._store)
        values: list[str] = payload(interaction).get("values", [])
        view = await self._reporting.question(server, plain_number(values[0]))
        await reply.tell(interaction, render.question_report(view))

    async def _take_out(self, interaction: Interaction, press: Press) -> None:
        server = await require_teacher(interaction, self._store)
        await self._doubts.withdraw_asked(server, press.number(0), interaction.user.id)
        await reply.show(interaction, render.notice(text.TAKEN_OUT()))

    async def _bring_back(self, interaction: Interaction, press: Press) -> None:
        server = await require_teacher(interaction, self._store)
        await self._doubts.bring_back(server, press.number(0))
        await reply.show(interaction, render.notice(text.BROUGHT_BACK()))

    async def _question_files(self, view: QuestionsView, page: int) -> list[discord.File]:
        """The table, and on the first page the picture; nothing where only doubts are to be told."""
        if not view.questions:
            return []
        table = render.questions_file(view)
        if not render.has_picture(view, page):
            return [table]
        return [render.questions_picture(view, await self._studio.draw(render.questions_card(view))), table]
