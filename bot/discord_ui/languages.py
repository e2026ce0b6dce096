"""In which language each server is spoken to."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager

from bot.core.records import Guild
from bot.discord_ui import text
from bot.discord_ui.catalogues import ENGLISH


class Languages:
    """The servers that are not spoken to in English; kept in memory, since every press asks for its server's.

    A server is served by one process, in which also its settings are changed.
    """

    def __init__(self) -> None:
        self._languages: dict[int, str] = {}

    def know(self, languages: Mapping[int, str]) -> None:
        """Learn what servers have set."""
        self._languages.update(languages)

    def changed(self, guild: Guild) -> None:
        """Take notice of a server's settings."""
        self._languages[guild.id] = guild.language

    def speak(self, guild_id: int | None) -> None:
        """Speak a server's language from here on, in the task that this is called in; English to nobody's server."""
        text.speak(self._of(guild_id))

    def spoken_in(self, guild_id: int | None) -> AbstractContextManager[None]:
        """Speak a server's language in this block."""
        return text.speaking(self._of(guild_id))

    def _of(self, guild_id: int | None) -> str:
        return self._languages.get(guild_id or 0, ENGLISH)
