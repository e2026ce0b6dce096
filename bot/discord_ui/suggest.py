"""What Discord offers while somebody types into an option."""

from __future__ import annotations

from collections.abc import Iterable

from discord import app_commands

MOST_CHOICES, LONGEST_NAME = 25, 100
"""Discord: an autocomplete shows at most 25 choices, each of at most 100 characters."""


def suggestions(options: Iterable[tuple[str, str, str]], typed: str) -> list[app_commands.Choice[str]]:
    """Of options - a name to show, a value, and the words it is found by - those in which the typed text occurs."""
    wanted = typed.strip().casefold()
    found = [
        app_commands.Choice(name=name[:LONGEST_NAME], value=value)
        for name, value, words in options
        if wanted in words.casefold()
    ]
    return found[:MOST_CHOICES]
