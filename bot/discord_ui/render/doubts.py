"""Learners' doubts about questions: saying so, and what teachers and learners see of it."""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

from bot.core.models import Item
from bot.core.records import DoubtState, Round
from bot.discord_ui import text
from bot.discord_ui.ids import Action, encode
from bot.discord_ui.look import Accent, Sign, bold, person, plain, shorten, small, without_markup
from bot.discord_ui.render.answers import right_block
from bot.discord_ui.render.compose import StillModal
from bot.discord_ui.render.page import Button, Long, Part, Row, button, line, page, row
from bot.discord_ui.render.parts import ask, options
from bot.services.views import DoubtAnswered, DoubtView

LONGEST_DOUBT, LONGEST_REPLY = 500, 1000
LONGEST_ASK_SHOWN = 300


def doubt_button(round_: Round) -> Button | None:
    """The button on a reveal with which a learner says that something is wrong; none where there is no teacher."""
    return button(text.DOUBT(), encode(Action.DOUBT, round_.id)) if round_.guild_id is not None else None


def doubt_modal(round_: Round) -> ui.Modal:
    """The window in which a learner says what is wrong; a reason need not be given."""
    asked = shorten(without_markup(round_.item.ask), LONGEST_ASK_SHOWN)
    custom_id = encode(Action.DOUBTED, round_.id)
    return _window(text.DOUBT(), asked, text.DOUBT_WHAT(), custom_id, LONGEST_DOUBT, hint=text.DOUBT_HINT())


def reply_modal(view: DoubtView) -> ui.Modal:
    """The window in which a teacher answers."""
    asked = shorten(without_markup(view.doubt.item.ask), LONGEST_ASK_SHOWN)
    custom_id = encode(Action.REPLIED, view.doubt.id)
    return _window(text.REPLY(), asked, text.REPLY_WHAT(), custom_id, LONGEST_REPLY)


def doubt(view: DoubtView, left: int = 0) -> ui.LayoutView:
    """A doubt, to teachers: what can be done about it, or what was done; `left` counts those that wait after it."""
    one = view.doubt
    name = person(view.name) if view.name else text.SOMEBODY()
    said = text.DOUBT_SAID(name=name) if one.said else text.DOUBT_SAID_NOTHING(name=name)
    return page(
        Accent.READING if one.state is DoubtState.OPEN else Accent.RESTING,
        bold(text.DOUBT_HEADING()),
        said,
        Long(f"> {plain(one.said)}") if one.said else None,
        line(),
        *_question(one.item),
        line(),
        Long(_done(view)),
        _choices(view),
        small(text.DOUBTS_LEFT(left)) if left else None,
        row(button(text.NEXT_DOUBT(), encode(Action.DOUBTS))) if left and one.state is not DoubtState.OPEN else None,
    )


def doubt_answered(view: DoubtAnswered) -> ui.LayoutView:
    """What came of a doubt, to the learner in a direct message."""
    one = view.doubt
    withdrawn = one.state is DoubtState.WITHDRAWN
    return page(
        Accent.READING,
        small(text.YOUR_DOUBT()),
        ask(one.item),
        line(),
        text.TEACHER_WITHDREW() if withdrawn else text.TEACHER_SAYS(),
        Long(f"> {plain(one.reply)}") if one.reply else None,
    )


def _window(title: str, asked: str, name: str, custom_id: str, most: int, *, hint: str | None = None) -> ui.Modal:
    modal = StillModal(title=title, timeout=None, custom_id=custom_id)
    modal.add_item(ui.TextDisplay(asked or "…"))
    field: ui.TextInput[Any] = ui.TextInput(
        custom_id="text",
        style=discord.TextStyle.paragraph,
        placeholder=hint,
        required=hint is None,
        max_length=most,
    )
    modal.add_item(ui.Label(text=name, component=field))
    modal.stop()
    return modal


def _question(item: Item) -> list[Part]:
    shown = Round.preview(item)
    return [ask(item), *options(shown), Long(right_block(item)), Long(item.why)]


def _done(view: DoubtView) -> str:
    one = view.doubt
    told = None if view.delivered is None else text.DELIVERED() if view.delivered else text.NOT_DELIVERED()
    words = {
        DoubtState.ANSWERED: text.ANSWERED_LEARNER(reply=plain(one.reply or "")),
        DoubtState.WITHDRAWN: f"{Sign.MISSING} {text.TAKEN_OUT()}",
        DoubtState.SET_ASIDE: text.LEFT_AS_IT_IS(),
    }
    return "\n".join(filter(None, [words.get(one.state), told]))


def _choices(view: DoubtView) -> Row | None:
    one = view.doubt
    if one.state is not DoubtState.OPEN:
        return None
    return row(
        button(text.REPLY(), encode(Action.REPLY, one.id), style=discord.ButtonStyle.primary),
        button(text.WITHDRAW(), encode(Action.WITHDRAW, one.id)),
        button(text.SET_ASIDE(), encode(Action.SET_ASIDE, one.id)),
    )
