"""The parts that questions share, be they live or private: the ask, the picture, the ways to answer, the sources."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import discord
from discord import ui

from bot.core.models import Item, Matching, OneChoice, Ordering, SeveralChoices, ShortText, TrueFalse, Year
from bot.core.records import Round
from bot.discord_ui import text
from bot.discord_ui.ids import Action, encode
from bot.discord_ui.look import dotted, heading, label, plain, shorten, small
from bot.discord_ui.render.page import Long, Row, button
from bot.services.views import Citation

LONGEST_SOURCES = 500
"""Characters for all the sources of one question."""
LONGEST_ALT = 1024
"""Discord: characters of a picture's description."""
_WORD_LENGTH = 14
"""Choices no longer than this stand side by side; on a telephone they still wrap well."""

_HOW = {
    OneChoice: text.CHOOSE_ONE,
    SeveralChoices: text.CHOOSE_ALL,
    TrueFalse: text.TRUE_OR_FALSE,
    ShortText: text.TYPE_ANSWER,
    Year: text.TYPE_YEAR,
    Ordering: text.PUT_IN_ORDER,
    Matching: text.MATCH,
}


def ask(item: Item) -> str:
    """The question itself."""
    return heading(item.ask)


def how_to_answer(item: Item) -> str:
    """What to do, in a few words."""
    return _HOW[type(item)]()


def image_name(item: Item) -> str | None:
    """The name under which an item's picture is sent; None where it has none, or the file is gone."""
    if item.image is None or not Path(item.image.path).is_file():
        return None
    return "question" + Path(item.image.path).suffix.lower()


def image_file(item: Item) -> discord.File | None:
    """An item's picture, to be sent along with the message that shows it; None where it has none."""
    name = image_name(item)
    if name is None or item.image is None:
        return None
    return discord.File(item.image.path, filename=name, description=shorten(item.image.alt, LONGEST_ALT))


def picture(item: Item) -> ui.Item[Any] | str | None:
    """An item's picture in a message; its description in words where the file is gone."""
    if item.image is None:
        return None
    name = image_name(item)
    if name is None:
        return small(text.PICTURE(alt=plain(shorten(item.image.alt, 200))))
    media = discord.MediaGalleryItem(f"attachment://{name}", description=shorten(item.image.alt, LONGEST_ALT))
    return ui.MediaGallery(media)


def options(round_: Round) -> list[str]:
    """What there is to choose from, where the buttons do not say it."""
    item = round_.item
    match item:
        case SeveralChoices():
            return [_bullets(item.choices[index] for index in round_.order)]
        case Ordering():
            return [_bullets(item.order[index] for index in round_.order)]
        case Matching():
            rights = dotted(*(plain(item.rights[index]) for index in round_.order))
            return [_bullets(item.lefts), text.PAIR_WITH(rights=rights)]
        case _:
            return []


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {plain(one)}" for one in lines)


def controls(round_: Round, *, disabled: bool = False) -> list[Row]:
    """The buttons or the select that answer a question."""
    item, id_ = round_.item, round_.id
    match item:
        case OneChoice():
            buttons = [
                button(item.choices[index], encode(Action.PICK, id_, shown), disabled=disabled)
                for shown, index in enumerate(round_.order)
            ]
            if all(len(choice) <= _WORD_LENGTH for choice in item.choices):
                return [ui.ActionRow(*buttons)]
            return [ui.ActionRow(one) for one in buttons]
        case TrueFalse():
            true = button(text.TRUE(), encode(Action.PICK, id_, 1), disabled=disabled)
            false = button(text.FALSE(), encode(Action.PICK, id_, 0), disabled=disabled)
            return [ui.ActionRow(true, false)]
        case SeveralChoices():
            return [ui.ActionRow(_many(item, round_, disabled=disabled))]
        case ShortText() | Year():
            return [_answer(encode(Action.TYPE, id_), disabled=disabled)]
        case Ordering() | Matching():
            return [_answer(encode(Action.COMPOSE, id_), disabled=disabled)]


def _answer(custom_id: str, *, disabled: bool) -> Row:
    return ui.ActionRow(button(text.ANSWER(), custom_id, style=discord.ButtonStyle.primary, disabled=disabled))


def _many(item: SeveralChoices, round_: Round, *, disabled: bool) -> ui.Select[Any]:
    return ui.Select(
        custom_id=encode(Action.MANY, round_.id),
        placeholder=text.CHOOSE_HERE(),
        min_values=1,
        max_values=len(item.choices),
        options=[
            discord.SelectOption(label=label(item.choices[index]), value=str(shown))
            for shown, index in enumerate(round_.order)
        ],
        disabled=disabled,
    )


def sources(citations: Iterable[Citation]) -> Long | None:
    """Where it is written, on one small line; None where nothing is cited."""
    places: dict[str, list[str]] = {}
    for one in citations:
        title = plain(one.source.called if one.source else one.cite.source)
        places.setdefault(title, []).append(plain(one.cite.section))
    if not places:
        return None
    told = "; ".join(f"{title}, {', '.join(dict.fromkeys(sections))}" for title, sections in places.items())
    return Long(small(text.SOURCE(len(places), places=shorten(told, LONGEST_SOURCES))))
