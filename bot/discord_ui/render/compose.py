"""Answers that need more than a tap: the modal to type one, the private panel to put one together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import discord
from discord import ui

from bot.core.grading import LONGEST_TEXT
from bot.core.models import Item, Matching, Ordering, Year
from bot.core.records import Round
from bot.discord_ui import text
from bot.discord_ui.ids import Action, decode, encode
from bot.discord_ui.look import Accent, Sign, bold, label, plain, shorten, without_markup
from bot.discord_ui.render.page import Part, button, page
from bot.discord_ui.render.parts import ask

LONGEST_TITLE = 45
"""Discord: characters in the title of a modal, and in the label of a field."""
LONGEST_YEAR = 40
"""Room for "in the year 1918 AD", and none for an essay."""


class StillModal(ui.Modal):
    """A modal that discord.py does not keep; it is answered by its custom_id when it comes back."""

    def is_finished(self) -> bool:
        """Always: discord.py stores only those that are not."""
        return True


def answer_modal(round_: Round) -> ui.Modal:
    """The window in which a word or a year is typed; its one field is named `text`."""
    item = round_.item
    year = isinstance(item, Year)
    title = text.THE_YEAR() if year else text.YOUR_ANSWER()
    modal = StillModal(title=shorten(title, LONGEST_TITLE), timeout=None, custom_id=encode(Action.TYPED, round_.id))
    asked = without_markup(item.ask)
    if not 0 < len(asked) <= LONGEST_TITLE:
        modal.add_item(ui.TextDisplay(item.ask))
        asked = shorten(text.TYPE_HERE(), LONGEST_TITLE)
    field: ui.TextInput[Any] = ui.TextInput(
        custom_id="text",
        placeholder=text.A_YEAR() if year else None,
        max_length=LONGEST_YEAR if year else LONGEST_TEXT,
    )
    modal.add_item(ui.Label(text=asked, component=field))
    modal.stop()
    return modal


def compose_panel(round_: Round, chosen: Sequence[int | None], missing: Sequence[int] = ()) -> ui.LayoutView:
    """The private panel of an ordering or a matching: a select a place, and Save.

    `chosen` has what is chosen in each place, as shown positions; the panel itself keeps it, as the selects' marked
    options, so that nothing else has to. `missing` names the places that keep the panel from being saved.
    """
    item = round_.item
    places = _places(item)
    parts: list[Part] = []
    for index, place in enumerate(places):
        now = chosen[index] if index < len(chosen) else None
        trouble = None
        if index in missing:
            trouble = text.EMPTY_SLOT() if now is None else text.USED_TWICE()
        parts.append(f"{bold(place)} {Sign.MISSING} {trouble}" if trouble else bold(place))
        parts.append(ui.ActionRow(_slot(round_, index, now)))
    save = button(text.SAVE(), encode(Action.SAVE, round_.id), style=discord.ButtonStyle.primary)
    return page(
        Accent.PARTLY if missing else Accent.ASKING,
        ask(item),
        text.HINT_SHOWN(hint=plain(item.hint)) if item.hint and round_.hinted else None,
        text.ORDER_PANEL() if isinstance(item, Ordering) else text.MATCH_PANEL(),
        *parts,
        f"{Sign.MISSING} {text.MEND_AND_SAVE()}" if missing else text.PRESS_SAVE(),
        ui.ActionRow(save),
    )


def read_panel(components: Iterable[Any]) -> list[int | None]:
    """What a panel's message says is chosen, place by place, as shown positions.

    Takes the components of a message as discord.py has parsed them, or as Discord's own JSON.
    """
    found: dict[int, int | None] = {}
    for component in _walk(components):
        press = decode(str(_get(component, "custom_id") or ""))
        if press is not None and press.action is Action.SLOT:
            marked = [_get(option, "value") for option in _get(component, "options") or () if _get(option, "default")]
            found[press.number(1)] = int(marked[0]) if marked else None
    return [found.get(index) for index in range(max(found, default=-1) + 1)]


def _places(item: Item) -> list[str]:
    match item:
        case Ordering():
            return [position() for position in text.POSITIONS[: len(item.order)]]
        case Matching():
            return [plain(left) for left in item.lefts]
        case _:
            return []


def _slot(round_: Round, index: int, chosen: int | None) -> ui.Select[Any]:
    item = round_.item
    names = item.order if isinstance(item, Ordering) else item.rights if isinstance(item, Matching) else ()
    return ui.Select(
        custom_id=encode(Action.SLOT, round_.id, index),
        placeholder=text.CHOOSE_HERE(),
        options=[
            discord.SelectOption(label=label(names[which]), value=str(shown), default=shown == chosen)
            for shown, which in enumerate(round_.order)
        ],
    )


def _walk(components: Iterable[Any]) -> Iterable[Any]:
    for component in components:
        yield component
        yield from _walk(_get(component, "children") or _get(component, "components") or ())


def _get(thing: Any, name: str) -> Any:  # noqa: ANN401 - a component of discord.py, or Discord's own JSON
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)
