"""Reminders, and what a learner is told when they set them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import discord
from discord import ui

from bot.discord_ui import text
from bot.discord_ui.ids import Action, encode
from bot.discord_ui.look import clock_time, countdown, plain, small
from bot.discord_ui.render.page import button, page, row
from bot.services.views import ReminderSet, ReminderView

PRACTISE_FIVE = "practise:5"
"""A press that begins a practice of five questions."""


def reminder(view: ReminderView) -> ui.LayoutView:
    """One line in a direct message."""
    return page(
        None,
        text.DUE_FOR_YOU(view.due),
        small(text.WHY_REMINDED(time=clock_time(view.at), timezone=plain(view.timezone))),
        row(
            button(text.PRACTISE_NOW(), PRACTISE_FIVE, style=discord.ButtonStyle.primary),
            button(text.STOP_REMINDING(), encode(Action.UNREMIND)),
        ),
    )


def reminder_set(view: ReminderSet, now: datetime) -> ui.LayoutView:
    """When a learner is reminded from now on."""
    if view.at is None or view.first is None or view.timezone is None:
        return page(None, text.REMINDERS_OFF())
    there = clock_time(now.astimezone(ZoneInfo(view.timezone)).time())
    return page(
        None,
        text.REMINDERS_ON(time=clock_time(view.at), timezone=plain(view.timezone), now=there),
        text.REMINDERS_FIRST(when=countdown(view.first)),
    )
