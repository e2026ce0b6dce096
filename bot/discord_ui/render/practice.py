"""The end of a practice, and what is said where none begins at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import discord
from discord import ui

from bot.core.models import Item
from bot.discord_ui import text
from bot.discord_ui.ids import MAX_LENGTH, Action, encode
from bot.discord_ui.look import (
    Accent,
    bold,
    countdown,
    dotted,
    heading,
    label,
    number,
    plain,
    shorten,
    small,
    without_markup,
)
from bot.discord_ui.render.page import Button, Long, button, page, row
from bot.services.views import NothingDue, PracticeEnd, PracticeWish, ShelfChoice

LISTED = 5
"""So many questions are named; the others are counted."""
LONGEST_ASK = 120
"""Of a question in a list of questions."""
MOST_SHELVES = 24
"""Discord: a select has at most 25 options; one is the common course."""


def practice_end(view: PracticeEnd) -> ui.LayoutView:
    """How a practice went, what it was good for, and what comes next."""
    how = text.SITTING_DONE(right=view.right, total=view.total)
    if view.partly:
        how = text.SITTING_DONE_PARTLY(view.partly, right=view.right, total=view.total)
    return page(
        Accent.READING,
        small(dotted(text.PRACTICE(), text.POINTS(view.points, points=number(view.points)))),
        heading(how),
        Long(_listed(text.LEARNT(), view.learnt)),
        Long(_listed(text.LOOK_AGAIN(), view.again)),
        _what_comes(view),
        row(
            practise(text.PRACTISE_MORE(), view.wish) if view.more else None,
            button(text.READ_LESSON(), encode(Action.LESSON, view.lesson.id)) if view.lesson else None,
        ),
    )


def nothing_due(view: NothingDue) -> ui.LayoutView:
    """All is known for now; whoever wants to may practise all the same."""
    return page(
        Accent.RESTING,
        text.ALL_DONE(),
        text.NEXT_REVIEW(when=countdown(view.next_review)) if view.next_review else None,
        row(practise(text.PRACTISE_ANYWAY(), view.wish, anyway=True)),
    )


def shelf_choice(view: ShelfChoice, names: Mapping[int, str]) -> ui.LayoutView:
    """In direct messages: which of their servers' own questions, or the common course. `names` is of servers."""
    options = [discord.SelectOption(label=shorten(text.COMMON_COURSE(), 100), value="0")]
    options += [
        discord.SelectOption(
            label=shorten(label(names.get(server) or text.A_SERVER()), 100),
            value=str(server),
            description=shorten(label("; ".join(titles)), 100),
        )
        for server, titles in list(view.shelves.items())[:MOST_SHELVES]
    ]
    custom_id = encode(Action.SHELF, view.wish.count, _topic(view.wish))
    select: ui.Select[ui.LayoutView] = ui.Select(custom_id=custom_id, placeholder=text.CHOOSE_HERE(), options=options)
    return page(Accent.ASKING, text.WHICH_SHELF(), ui.ActionRow(select))


def practise(words: str, wish: PracticeWish, *, anyway: bool = False) -> Button:
    """A button that begins to practise."""
    shelf = "" if wish.shelf is None else wish.shelf
    custom_id = encode(Action.PRACTISE, wish.count, _topic(wish), shelf, int(anyway))
    return button(words, custom_id, style=discord.ButtonStyle.primary)


def missed(kind: str, id_: int, *, disabled: bool = False) -> Button:
    """The button below a podium ("quiz") or the reveal of a question of the day ("round")."""
    return button(text.PRACTISE_MISSED(), encode(Action.MISSED, kind, id_), disabled=disabled)


def _topic(wish: PracticeWish) -> str:
    """The topic, where a custom_id has room for it beside all the rest, and it has no colon in it."""
    topic = wish.topic or ""
    return topic if len(topic) <= MAX_LENGTH - 40 and ":" not in topic else ""


def _listed(title: str, items: Sequence[Item]) -> str:
    if not items:
        return ""
    lines = [f"- {plain(shorten(without_markup(item.ask), LONGEST_ASK))}" for item in items[:LISTED]]
    if len(items) > LISTED:
        lines.append(f"- {text.MORE_QUESTIONS(len(items) - LISTED)}")
    return "\n".join([bold(title), *lines])


def _what_comes(view: PracticeEnd) -> str | None:
    told = [text.MORE_NOW()] if view.more else []
    told += [text.NEXT_REVIEW(when=countdown(view.next_review))] if view.next_review else []
    return " ".join(told) or None
