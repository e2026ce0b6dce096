"""/bank: a teacher brings questions of their own to this server."""

# No `from __future__ import annotations` here: discord.py resolves annotations in the globals of the guard's wrapper.

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import FileGone
from bot.core.records import BankState
from bot.discord_ui import render, reply, text
from bot.discord_ui.forms import Upload, fetch, typed_text, upload_in
from bot.discord_ui.guard import guarded, payload
from bot.discord_ui.ids import Action, Press
from bot.discord_ui.people import is_teacher, require_teacher
from bot.discord_ui.presses import Handler
from bot.discord_ui.reply import Interaction
from bot.discord_ui.suggest import suggestions
from bot.services.views import BankRefused
from bot.services.workshop import LARGEST, LARGEST_TEXT, MOST_QUESTIONS, Workshop
from bot.store import Store

NAME, VERSION = "Which of this server’s own banks", "Which version (the one in use, if you leave it out)"


@app_commands.guild_only()  # on the group: Discord does not look at it on a subcommand
class BankCog(commands.GroupCog, group_name="bank", group_description="This server's own questions (teachers)"):
    """Uploading, looking at, downloading and removing a server's own banks."""

    def __init__(self, workshop: Workshop, store: Store) -> None:
        super().__init__()
        self._workshop = workshop
        self._store = store
        self.presses: dict[Action, Handler] = {
            Action.BANK_FILE: self._take_file,
            Action.BANK: self._look,
            Action.BANK_LIVE: self._put_live,
            Action.BANK_DROP: self._drop,
            Action.BANKS: self._turn,
        }

    @app_commands.command(description="Add your own question file to this server")
    @app_commands.describe(
        file="The file (a window asks for it, if you leave it out)", name="Its name here (the file's own)"
    )
    @guarded
    async def upload(
        self, interaction: Interaction, file: discord.Attachment | None = None, name: str | None = None
    ) -> None:
        """Check, acknowledge, read and keep it as a draft, show it."""
        server = await require_teacher(interaction, self._store)
        if file is None:
            await reply.ask(interaction, render.bank_modal(MOST_QUESTIONS, LARGEST_TEXT))
            return
        await reply.acknowledge(interaction)
        await self._take(interaction, server, Upload(file.filename, file.size, file.url), name)

    @app_commands.command(name="list", description="See this server's own question banks and their versions")
    @guarded
    async def show(self, interaction: Interaction) -> None:
        """Show the server's own banks."""
        server = await require_teacher(interaction, self._store)
        await reply.tell(interaction, render.own_banks(await self._workshop.all(server), MOST_QUESTIONS))

    @app_commands.command(description="See a bank as learners will, or bring an earlier version back")
    @app_commands.describe(name=NAME, version=VERSION)
    @guarded
    async def preview(
        self, interaction: Interaction, name: str, version: app_commands.Range[int, 1, 100_000] | None = None
    ) -> None:
        """Show a version, question by question."""
        server = await require_teacher(interaction, self._store)
        await reply.acknowledge(interaction)
        found = await self._workshop.find(server, name, version)
        await reply.tell(interaction, render.bank_look(await self._workshop.look(server, found.id), 0))

    @app_commands.command(description="Get the file of a bank")
    @app_commands.describe(name=NAME, version=VERSION)
    @guarded
    async def download(
        self, interaction: Interaction, name: str, version: app_commands.Range[int, 1, 100_000] | None = None
    ) -> None:
        """Send the file in private."""
        server = await require_teacher(interaction, self._store)
        found = await self._workshop.find(server, name, version)
        file = render.bank_file(*await self._workshop.download(found))
        await reply.tell(interaction, render.with_file(text.bank_file_is(found), file.filename), file)

    @app_commands.command(description="Take a bank out of use; its versions are kept")
    @app_commands.describe(name=NAME)
    @guarded
    async def remove(self, interaction: Interaction, name: str) -> None:
        """Take it out of use."""
        server = await require_teacher(interaction, self._store)
        version = await self._workshop.remove(server, name)
        await reply.tell(interaction, render.notice(text.bank_removed(version)))

    @preview.autocomplete("name")
    @download.autocomplete("name")
    @remove.autocomplete("name")
    async def _names(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None or not is_teacher(interaction, await self._store.guild(interaction.guild_id)):
            return []
        banks = (await self._workshop.all(interaction.guild_id)).banks
        shown = [
            next((one for one in bank.versions if one.state is BankState.LIVE), bank.versions[0]) for bank in banks
        ]
        return suggestions(((text.own_bank_choice(one), one.name, f"{one.name} {one.title}") for one in shown), typed)

    # Its buttons, and its window.

    async def _take_file(self, interaction: Interaction, _: Press) -> None:
        server = await require_teacher(interaction, self._store)
        given = payload(interaction)
        upload = upload_in(given, "file")
        if upload is None:
            raise FileGone
        await reply.acknowledge(interaction)
        await self._take(interaction, server, upload, typed_text(given.get("components", [])))

    async def _look(self, interaction: Interaction, press: Press) -> None:
        server = await require_teacher(interaction, self._store)
        view = await self._workshop.look(server, press.number(0))
        await reply.show(interaction, render.bank_look(view, press.number(1)))

    async def _put_live(self, interaction: Interaction, press: Press) -> None:
        server = await require_teacher(interaction, self._store)
        version = await self._workshop.put_live(server, press.number(0))
        await reply.show(interaction, render.notice(text.bank_in_use(version)))

    async def _drop(self, interaction: Interaction, press: Press) -> None:
        server = await require_teacher(interaction, self._store)
        version = await self._workshop.drop(server, press.number(0))
        await reply.show(interaction, render.notice(text.bank_thrown_away(version)))

    async def _turn(self, interaction: Interaction, press: Press) -> None:
        server = await require_teacher(interaction, self._store)
        view = await self._workshop.all(server)
        await reply.show(interaction, render.own_banks(view, MOST_QUESTIONS, press.number(0)))

    async def _take(self, interaction: Interaction, server: int, upload: Upload, name: str | None) -> None:
        """Read a teacher's file and show what came of it; the interaction has been acknowledged."""
        data = await fetch(interaction.client, upload, most=LARGEST)
        found = await self._workshop.upload(server, interaction.user.id, upload.name, data, name or None)
        if isinstance(found, BankRefused):
            await reply.tell(interaction, render.bank_refused(found), render.bank_problems_file(found))
        else:
            await reply.tell(interaction, render.bank_look(found, 0), render.bank_left_file(found))
