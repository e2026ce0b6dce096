"""What a learner knows and keeps up: as a picture, and the same in words for those who cannot see it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import discord
from discord import ui

from bot.core.mastery import Topic, together
from bot.discord_ui import text
from bot.discord_ui.ids import Action, encode
from bot.discord_ui.look import Accent, dotted, heading, isolated, label, number, percent, plain, shorten
from bot.discord_ui.render.page import button, page, row
from bot.discord_ui.render.parts import LONGEST_ALT
from bot.reports import Bar, CalendarGrid, Figure, ProgressCard
from bot.services.views import ProgressView

FILE_NAME = "progress.png"
LONGEST_NAME = 44
"""Of a topic in the words: nine of them and all the rest fit into Discord's 1,024 characters of a description."""
QUESTIONS_TO_PRACTISE = 5
DAYS_A_WEEK = 7


def progress(view: ProgressView) -> ui.LayoutView:
    """The message: the picture, the same in words, and a way to practise."""
    media = discord.MediaGalleryItem(f"attachment://{FILE_NAME}", description=progress_words(view))
    practise = encode(Action.PRACTISE, QUESTIONS_TO_PRACTISE)
    return page(
        Accent.READING,
        heading(text.PROGRESS()),
        ui.MediaGallery(media),
        *("\n".join(one) for one in _words(view, plain)),
        row(button(text.PRACTISE(), practise, style=discord.ButtonStyle.primary)),
    )


def progress_words(view: ProgressView) -> str:
    """All that the picture shows, in words and without any Markdown."""
    return shorten("\n".join(line for one in _words(view, label) for line in one), LONGEST_ALT)


def progress_file(view: ProgressView, png: bytes) -> discord.File:
    """The picture, to be sent along with its message."""
    return discord.File(io.BytesIO(png), filename=FILE_NAME, description=progress_words(view))


def progress_card(view: ProgressView) -> ProgressCard:
    """What is to be drawn."""
    streak = view.streak.streak
    in_a_row = text.SCHOOL_DAYS_KEPT if view.streak.by_school_days else text.ALL_DAYS_KEPT
    bars = [_bar(str(place), label(one.title), one) for place, one in enumerate(view.topics, 1)]
    if view.others:
        bars.append(_bar("+", text.MORE_TOPICS_SHORT(len(view.others)), together(view.others)))
    return ProgressCard(
        title=text.PROGRESS(),
        figures=(
            Figure(percent(view.whole.share), text.RECALLED_TODAY()),
            Figure(number(streak.days), in_a_row(streak.days)),
            Figure(number(view.due_today), text.DUE_TODAY()),
            Figure(number(view.due_this_week), text.DUE_THIS_WEEK()),
        ),
        remark=text.FORGIVEN(streak.forgiven) if streak.forgiven else "",
        bars_title=text.BY_TOPIC(),
        keys=(text.KEY_RECALLED(), text.KEY_MET(), text.KEY_UNMET()),
        bars=tuple(bars),
        note=text.UNTOUCHED(view.untouched) if view.untouched else "",
        unnamed=text.NAMED_BELOW(),
        calendar=_calendar(view),
    )


def _words(view: ProgressView, harmless: Callable[[str], str]) -> list[list[str]]:
    """The lines that say it, the list of topics apart, since Discord takes what follows a list's line for part of it.

    What teachers have named is made `harmless`.
    """
    whole = view.whole
    known = text.KNOWN_TODAY(whole.items, share=percent(whole.share), seen=number(whole.seen))
    weeks = ", ".join(number(sum(count or 0 for count in week)) for week in _weeks(view))
    return [
        [
            known if whole.seen else text.NOTHING_MET(),
            _streak(view),
            text.DUE_NOW(today=number(view.due_today), week=number(view.due_this_week)),
        ],
        [_topic(place, one, harmless) for place, one in enumerate(view.topics, 1)],
        [
            *([_others(view.others)] if view.others else []),
            *([text.UNTOUCHED(view.untouched)] if view.untouched else []),
            text.WEEKS_LINE(sum(1 for week in _weeks(view) for count in week if count), weeks=weeks),
        ],
    ]


def _streak(view: ProgressView) -> str:
    kept = view.streak.streak
    if not kept.days:
        return text.NO_STREAK()
    days = (text.IN_A_ROW if view.streak.by_school_days else text.DAYS_KEPT)(kept.days)
    return text.STREAK_NOW(days=dotted(days, text.FORGIVEN(kept.forgiven) if kept.forgiven else None))


def _topic(place: int, topic: Topic, harmless: Callable[[str], str]) -> str:
    name = isolated(harmless(shorten(label(topic.title), LONGEST_NAME)))
    return text.TOPIC_LINE(number=place, name=name, share=percent(topic.share), met=percent(topic.met))


def _others(others: tuple[Topic, ...]) -> str:
    all_ = together(others)
    return text.MORE_TOPICS(len(others), share=percent(all_.share), met=percent(all_.met))


def _bar(place: str, name: str, topic: Topic) -> Bar:
    return Bar(number=place, name=name, value=percent(topic.share), share=topic.share, met=topic.met)


def _calendar(view: ProgressView) -> CalendarGrid:
    weeks = _weeks(view)
    mondays = [view.first_day + timedelta(days=DAYS_A_WEEK * column) for column in range(len(weeks))]
    months = [(0, mondays[0].month)]
    months += [
        (column, day.month) for column, day in enumerate(mondays) if column and day.month != mondays[column - 1].month
    ]
    return CalendarGrid(
        title=text.TWELVE_WEEKS(),
        days=tuple(day() for day in text.DAYS),
        months=tuple((column, text.MONTHS[month - 1]()) for column, month in months),
        weeks=weeks,
        legend=text.ANSWERS_A_DAY(),
    )


def _weeks(view: ProgressView) -> tuple[tuple[int | None, ...], ...]:
    """The answers of each day, week by week; None for days to come on which there is nothing."""
    weeks = (view.today - view.first_day).days // DAYS_A_WEEK + 1

    def count(day: date) -> int | None:
        return view.answers.get(day, None if day > view.today else 0)

    return tuple(
        tuple(count(view.first_day + timedelta(days=DAYS_A_WEEK * week + day)) for day in range(DAYS_A_WEEK))
        for week in range(weeks)
    )
