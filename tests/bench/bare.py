"""What a bot costs that does nothing: the same press, answered with the same private text, by discord.py alone.

python -m tests.bench.bare button     a persistent button, found by its custom_id
python -m tests.bench.bare dynamic    a DynamicItem, which rebuilds the view from the message at each press
"""

from __future__ import annotations

import os
import re
import sys
from typing import Any

import discord
from discord import ui

from tests.loopback.launch import ADDRESS, connecting_to

TEXT = "Saved: **True**. You will see what is right when time is up."
FAST = "DASTAN_BENCH_FAST"
"""Set where the bot is to run on uvloop."""


class PlainButton(ui.Button[ui.View]):
    """A button that remembers nothing."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer."""
        await interaction.response.send_message(TEXT, ephemeral=True)


class AnyPick(ui.DynamicItem[ui.Button[ui.LayoutView]], template=r"pick:(?P<round>[0-9]+):(?P<shown>[0-9]+)"):
    """A button whose custom_id is taken apart at each press."""

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> AnyPick:
        """Rebuild it."""
        assert interaction.message is not None
        assert isinstance(item, ui.Button)
        assert match["round"]
        return cls(item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer."""
        await interaction.response.send_message(TEXT, ephemeral=True)


class Bare(discord.Client):
    """A client that knows one button, or one kind of button."""

    def __init__(self, kind: str, custom_id: str) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        self._kind = kind
        self._custom_id = custom_id

    async def setup_hook(self) -> None:
        """Register it."""
        if self._kind == "dynamic":
            self.add_dynamic_items(AnyPick)
        else:
            view = ui.View(timeout=None)
            view.add_item(PlainButton(custom_id=self._custom_id))
            self.add_view(view)


if __name__ == "__main__":
    if os.environ.get(FAST):
        import uvloop

        uvloop.install()
    with connecting_to(os.environ[ADDRESS]):
        Bare(sys.argv[1], sys.argv[2]).run(os.environ["DISCORD_TOKEN"], log_handler=None)
