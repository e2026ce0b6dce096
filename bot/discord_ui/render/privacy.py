"""To a learner in private: what is kept about them, and what they can do about it."""

from __future__ import annotations

import io

import discord
from discord import ui

from bot.discord_ui import text
from bot.discord_ui.ids import Action, encode
from bot.discord_ui.look import Accent, clock_time, heading, person, plain, small
from bot.discord_ui.render.page import Long, button, line, page, row
from bot.services.views import ExportView, PrivacyView

NAMES_SHOWN = 10


def about_you(view: PrivacyView) -> ui.LayoutView:
    """All that is kept about a learner, in words."""
    kept = [counted(view.rows[table]) for table, counted in text.ROWS.items() if view.rows.get(table)]
    if not kept:
        return page(Accent.READING, heading(text.ABOUT_YOU()), text.NOTHING_ABOUT_YOU())
    set_ = view.preferences
    reminded = None
    if set_.reminder_at is not None:
        reminded = text.WHY_REMINDED(time=clock_time(set_.reminder_at), timezone=plain(set_.timezone or ""))
    names = ", ".join(map(person, view.names[:NAMES_SHOWN]))
    return page(
        Accent.READING,
        heading(text.ABOUT_YOU()),
        Long(text.YOUR_NAMES(names=names)) if names else None,
        "\n".join(f"- {one}" for one in dict.fromkeys(kept)),  # points are in two tables
        line(),
        text.SEEN_BY_HIDDEN() if set_.hidden else text.SEEN_BY(),
        reminded,
        text.KEPT_HOW_LONG(),
        small(text.WHAT_YOU_CAN_DO()),
    )


def export(view: ExportView) -> ui.LayoutView:
    """The message that the export is attached to."""
    return page(
        Accent.READING,
        text.YOUR_EXPORT(),
        ui.File(f"attachment://{view.name}"),
        small(text.YOUR_EXPORT_HOW()),
    )


def export_file(view: ExportView) -> discord.File:
    """The export itself."""
    return discord.File(io.BytesIO(view.content), view.name)


def erase_question() -> ui.LayoutView:
    """Whether a learner means it."""
    return page(
        Accent.WRONG,
        heading(text.ERASE_ASK()),
        text.ERASE_WHAT(),
        text.ERASE_LEFT(),
        text.ERASE_FOR_GOOD(),
        row(
            button(text.ERASE_NOW(), encode(Action.ERASE), style=discord.ButtonStyle.danger),
            button(text.ERASE_NOT(), encode(Action.KEEP)),
        ),
    )


def erased() -> ui.LayoutView:
    """It is done."""
    return page(None, f"{text.ERASED()} {text.ERASED_AFTER()}")


def hiding(hidden: bool) -> ui.LayoutView:  # noqa: FBT001 - the two things that can be set
    """What hiding means, or that it has ended."""
    if not hidden:
        return page(None, text.SHOWN_NOW())
    return page(None, text.HIDDEN_NOW(), text.HIDDEN_WHAT(), text.HIDDEN_NOT_FROM())
