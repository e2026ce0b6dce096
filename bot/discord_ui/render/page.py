"""A message as a whole: put together, held within Discord's limits, and never kept in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import discord
from discord import ui

from bot.discord_ui.ids import MAX_LENGTH
from bot.discord_ui.look import Accent, label, shorten

MOST_TEXT = 4000
"""Discord: characters in all text displays of a message together."""
MOST_COMPONENTS = 40
"""Discord: components in a message, however deep."""
LONGEST_LABEL = 80
"""Discord: characters on a button."""
BLOCKS_A_PAGE = 5
ROOM_FOR_BLOCKS = 3500
"""Of pages that can be turned: as much as a telephone shows without much scrolling, and room for what stands around."""

Row: TypeAlias = "ui.ActionRow[Any]"
Button: TypeAlias = "ui.Button[Any]"


class Still(ui.LayoutView):
    """A layout that discord.py does not keep: it stores only views that are not finished, and this one always is."""

    def is_finished(self) -> bool:
        """Always."""
        return True


@dataclass(frozen=True, slots=True)
class Long:
    """Text that may be shortened where a message grows too long; of several, the last is shortened first."""

    text: str


Part: TypeAlias = "str | Long | ui.Item[Any] | None"


def page(accent: Accent | None, *parts: Part, mark: int | None = None) -> ui.LayoutView:
    """One message, in a frame of the accent's colour or, without one, bare. Empty parts are left out.

    Each text is a text display of its own, so that an unclosed ** or ``` harms nothing beside it. `mark` is a number of
    our own on the frame, by which the message can be recognised.
    """
    items = [ui.TextDisplay[Any](part) if isinstance(part, str) else part for part in _fitted(parts)]
    view = Still(timeout=None)
    if accent is not None:
        items = [ui.Container[Any](*items, accent_colour=int(accent), id=mark)]
    for item in items:
        view.add_item(item)
    view.stop()
    return view


def joined(*pages: ui.LayoutView) -> ui.LayoutView | None:
    """Several messages as one, below each other; None where that would be too much for a message."""
    view = Still(timeout=None)
    if sum(one.content_length() for one in pages) > MOST_TEXT:
        return None
    if sum(one.total_children_count for one in pages) > MOST_COMPONENTS:
        return None
    for one in pages:
        for item in one.children:
            view.add_item(item)
    view.stop()
    return view


def line() -> ui.Item[Any]:
    """A thin line between what belongs apart."""
    return ui.Separator()


def button(
    words: str,
    custom_id: str,
    *,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    disabled: bool = False,
) -> Button:
    """A button that carries all it means in its custom_id."""
    assert len(custom_id) <= MAX_LENGTH  # noqa: S101 - `ids.encode` has seen to it
    return ui.Button(label=shorten(label(words), LONGEST_LABEL), custom_id=custom_id, style=style, disabled=disabled)


def row(*items: ui.Item[Any] | None) -> Row | None:
    """Buttons side by side, or one select; None where there is nothing."""
    found = [item for item in items if item is not None]
    return ui.ActionRow(*found) if found else None


def too_long(parts: Iterable[Part]) -> bool:
    """Whether some of this has to be shortened to be a message."""
    return sum(len(_text(part)) for part in parts) > MOST_TEXT


def paged(blocks: Iterable[str]) -> list[list[str]]:
    """Fill pages from the first block on: a handful each, and never more text than fits."""
    pages: list[list[str]] = [[]]
    for one in blocks:
        here = pages[-1]
        if len(here) == BLOCKS_A_PAGE or (here and sum(map(len, here)) + len(one) > ROOM_FOR_BLOCKS):
            pages.append([])
        pages[-1].append(one)
    return pages


def _fitted(parts: Iterable[Part]) -> list[str | ui.Item[Any]]:
    """Shorten the `Long` parts, from the last to the first, until everything fits."""
    kept = [part for part in parts if part is not None and not _is_blank(part)]
    spare = MOST_TEXT - sum(len(_text(part)) for part in kept)
    for index in range(len(kept) - 1, -1, -1):
        part = kept[index]
        if spare >= 0:
            break
        if isinstance(part, Long):
            shorter = shorten(part.text, max(0, len(part.text) + spare))
            spare += len(part.text) - len(shorter)
            kept[index] = Long(shorter)
    return [part.text if isinstance(part, Long) else part for part in kept if not _is_blank(part)]


def _is_blank(part: Part) -> bool:
    return isinstance(part, str | Long) and not _text(part).strip()


def _text(part: Part) -> str:
    if isinstance(part, Long):
        return part.text
    return part if isinstance(part, str) else ""
