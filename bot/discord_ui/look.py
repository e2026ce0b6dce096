"""How Dastan looks: a small set of colours and signs, and the pieces that every message is made of.

No colour and no sign stands alone: each stands beside a word that says the same.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, time
from enum import IntEnum, StrEnum

import discord

SHORT_NAME = 32
"""Discord: a name in a server has at most 32 characters."""


class Accent(IntEnum):
    """The colour at a message's edge."""

    ASKING = 0x3B7EA1
    RESTING = 0x8A8578
    READING = 0xA9743B
    RIGHT = 0x3C8D5A
    PARTLY = 0xC9992E
    WRONG = 0xB3524A


class Sign(StrEnum):
    """The emoji in use."""

    RIGHT = "✅"
    PARTLY = "🌓"
    WRONG = "❌"
    NONE = "▫️"
    TIME = "⏳"
    PAUSED = "⏸️"
    LESSON = "📖"
    MISSING = "⚠️"
    FIRST = "🥇"
    SECOND = "🥈"
    THIRD = "🥉"


MEDALS = {1: Sign.FIRST, 2: Sign.SECOND, 3: Sign.THIRD}

_MARKUP = str.maketrans({**{char: f"\\{char}" for char in "\\*_~|`[]<>#"}, "@": "@\u200b"})
_LIST_MARK = re.compile(r"^(\d*)([-+.)])")
_JOINERS = {"\u200c", "\u200d"}  # written Persian needs the one, emoji of several parts the other
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


def plain(text: str) -> str:
    """Text that is to be read as it was written: on one line, and with no Markdown, mention or link in it."""
    visible = text if text.isprintable() else "".join(char for char in text if _is_visible(char))
    return _LIST_MARK.sub(r"\1\\\2", " ".join(visible.split()).translate(_MARKUP))


def label(text: str) -> str:
    """Text on a button or in a menu, where Discord shows no Markdown and only one line."""
    return " ".join(text.split()) or "?"


def person(name: str) -> str:
    """A person's name, harmless, and without turning the line around where its script runs from right to left.

    Discord makes a link of every address, in whatever words it stands: in one that is a name, it is parted.
    """
    return isolated(plain(shorten(name, SHORT_NAME)).replace("://", ":\u200b//") or "?")


def isolated(words: str) -> str:
    """Words that leave the order of the line around them as it is, where their script runs from right to left."""
    if any(unicodedata.bidirectional(char) in {"R", "AL"} for char in words):
        return f"{_ISOLATE}{words}{_END_ISOLATE}"
    return words


def without_markup(text: str) -> str:
    """A teacher's Markdown reduced to its words, for places where Discord shows no Markdown or too little room."""
    return " ".join(discord.utils.remove_markdown(text).split())


def shorten(text: str, limit: int) -> str:
    """Cut text to `limit` characters, between words where that costs little, and show that it was cut."""
    if len(text) <= limit:
        return text
    if limit <= 1:
        return "…"[:limit]
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    if space > limit * 2 // 3:
        cut = cut[:space]
    return cut.rstrip().rstrip("\\") + "…"


def heading(text: str) -> str:
    """The line that a message is about; text of several lines keeps its own form."""
    text = text.strip()
    return text if "\n" in text else f"### {text}"


def bold(text: str) -> str:
    """Words that carry the sentence; the text must be `plain`."""
    return f"**{text}**"


def small(text: str) -> str:
    """A quiet line."""
    return f"-# {text}"


def dotted(*parts: str | None) -> str:
    """Short facts on one line."""
    return " · ".join(part for part in parts if part)


def countdown(moment: datetime) -> str:
    """A moment as every reader's own Discord counts towards it: "in 20 seconds"."""
    return discord.utils.format_dt(moment, "R")


def channel(channel_id: int) -> str:
    """A channel, as a link that Discord names for each reader."""
    return f"<#{channel_id}>"


def moment(at: datetime) -> str:
    """A moment with its date, in every reader's own time."""
    return discord.utils.format_dt(at, "f")


def clock_time(at: time) -> str:
    """A time of day."""
    return f"{at.hour}:{at.minute:02}"


def bar(count: int, of: int, cells: int = 10) -> str:
    """A share as a bar; whatever is more than nothing shows."""
    filled = round(cells * count / of) if of else 0
    filled = min(cells, max(filled, 1 if count else 0))
    return "■" * filled + "□" * (cells - filled)


def number(value: int) -> str:
    """A whole number, its thousands set apart."""
    return f"{value:,}"


def percent(share: float) -> str:
    """A share from 0 to 1; only what is whole says 100%, only nothing says 0%."""
    whole = round(share * 100)
    if 0 < share < 1:
        whole = min(99, max(1, whole))
    return f"{whole}%"


def _is_visible(char: str) -> bool:
    return char.isprintable() or char.isspace() or char in _JOINERS
