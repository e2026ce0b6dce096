"""What Discord offers while somebody types into an option."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from discord import app_commands

from bot.core.errors import BadDays
from bot.core.models import Library
from bot.core.slots import EVERY_DAY, SCHOOL_DAYS
from bot.core.timetable import parse_days
from bot.discord_ui import text
from bot.discord_ui.catalogues import ENGLISH
from bot.discord_ui.look import clock_time
from bot.services.scheduling import timezones

_USUAL_DAYS = (SCHOOL_DAYS, EVERY_DAY, frozenset({0, 2, 4}), frozenset({1, 3}), *(frozenset({day}) for day in range(7)))

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


def topics(library: Library, typed: str) -> list[app_commands.Choice[str]]:
    """Movements and banks."""
    found = [(movement, movement.capitalize()) for movement in library.movements]
    found += [(bank.id, bank.title) for bank in library.banks.values()]
    return suggestions(((title, key, f"{title} {key}") for key, title in found), typed)


def days(typed: str) -> list[app_commands.Choice[str]]:
    """What is typed, as it would be understood, or else the usual days."""
    try:
        found = [parse_days(typed)]
    except BadDays:
        found = list(_USUAL_DAYS)
    with text.speaking(ENGLISH):  # which is what is understood when it comes back
        values = [text.days_in_words(one) for one in found]
    names = [text.days_in_words(one) for one in found]
    return [app_commands.Choice(name=name, value=value) for name, value in zip(names, values, strict=True)]


def zones(typed: str, now: datetime) -> list[app_commands.Choice[str]]:
    """Time zones by a part of their names, each with the time that it is there."""
    wanted = "_".join(typed.split()).casefold()
    names = [name for name in timezones() if wanted in name.casefold()][:MOST_CHOICES]
    there = {name: clock_time(now.astimezone(ZoneInfo(name)).time()) for name in names}
    return [app_commands.Choice(name=text.zone_choice(name, time), value=name) for name, time in there.items()]
