"""To a teacher in private: what is scheduled and how it goes, and what the server has set."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import discord
from discord import ui

from bot.core.records import Guild, Post, PostState, ScheduleState, What
from bot.core.slots import LATE_AFTER
from bot.discord_ui import text
from bot.discord_ui.ids import Action, encode
from bot.discord_ui.look import (
    Accent,
    Sign,
    bold,
    channel,
    clock_time,
    countdown,
    dotted,
    heading,
    moment,
    plain,
    small,
)
from bot.discord_ui.people import NEEDED
from bot.discord_ui.render.page import Part, button, joined, line, page, paged, row
from bot.discord_ui.render.slot import slot
from bot.services.live import QuizWish
from bot.services.views import ScheduleView


def schedule_list(views: Sequence[ScheduleView], page_number: int = 0) -> ui.LayoutView:
    """A server's schedules, on as many pages as it takes; pages count from 0."""
    if not views:
        return page(None, text.NO_SCHEDULES())
    pages = paged(map(_block, views))
    here = min(max(page_number, 0), len(pages) - 1)
    return page(
        Accent.READING,
        heading(dotted(text.SCHEDULES(), f"{here + 1}/{len(pages)}" if len(pages) > 1 else None)),
        small(text.SERVER_TIME(timezone=plain(views[0].timezone))),
        *(part for one in pages[here] for part in (line(), one)),
        row(
            button(text.EARLIER_PAGE(), encode(Action.SCHEDULES, here - 1)) if here > 0 else None,
            button(text.LATER_PAGE(), encode(Action.SCHEDULES, here + 1)) if here + 1 < len(pages) else None,
        ),
    )


def schedule_added(view: ScheduleView) -> list[ui.LayoutView]:
    """What has been set up, and below it what it will post: in one message where both fit, else in two."""
    quiz = view.schedule.what is What.QUIZ
    told: list[Part] = [
        heading(text.SCHEDULE_ADDED(id=view.schedule.id)),
        _when_and_where(view),
        _next(view),
        small(text.SERVER_TIME(timezone=plain(view.timezone))),
        text.QUIZ_BY_ITSELF(questions=QuizWish(bank="").questions) if quiz else None,
    ]
    if view.preview is None:
        return [page(None, *told)]
    preview = slot(view.preview)
    buttons = any(isinstance(part, ui.Button | ui.Select) for part in preview.walk_children())
    notice = page(None, *told, text.PREVIEW_BUTTONS() if buttons else text.PREVIEW())
    both = joined(notice, preview)
    return [both] if both is not None else [notice, preview]


def schedule_rests(view: ScheduleView, server: str | None) -> ui.LayoutView:
    """To a teacher, unasked and outside of their server: a schedule's channel has failed it, and what they can do."""
    what = text.RESTS_IN(server=plain(server)) if server else text.RESTS()
    there = channel(view.schedule.channel_id)
    return page(
        Accent.PARTLY,
        heading(f"{Sign.MISSING} {what}"),
        f"{_name(view)}\n{_when_and_where(view)}",
        text.RESTS_WHY(view.schedule.failures, channel=there),
        f"{text.RESTS_HOW(names=', '.join(NEEDED.values()))} {text.RESTS_OR(id=view.schedule.id)}",
        text.RESTS_BACK(),
    )


def server_settings(guild: Guild, now: datetime) -> ui.LayoutView:
    """What a server has set, and how to change it."""
    role = guild.teacher_role_id
    there = clock_time(now.astimezone(ZoneInfo(guild.timezone)).time())
    facts = {
        text.TIMEZONE(): text.IT_IS_NOW(timezone=plain(guild.timezone), time=there),
        text.TEACHERS(): text.MANAGERS() if role is None else text.MANAGERS_AND_ROLE(role=f"<@&{role}>"),
        text.LANGUAGE(): text.LANGUAGES.get(guild.language, plain(guild.language)),
        text.LEADERBOARD(): text.ON() if guild.leaderboard else text.OFF(),
        text.REPORTS_CHANNEL(): channel(guild.reports_channel_id) if guild.reports_channel_id else text.IN_THE_REPORT(),
    }
    return page(
        Accent.READING,
        heading(text.SETTINGS()),
        "\n".join(f"{bold(name)}: {value}" for name, value in facts.items()),
        small(text.HOW_TO_SET()),
    )


def _block(view: ScheduleView) -> str:
    return "\n".join([_name(view), _when_and_where(view), _next(view), _last(view.last)])


def _name(view: ScheduleView) -> str:
    schedule = view.schedule
    state = text.STATES[schedule.state.value]()
    sign = {ScheduleState.PAUSED: f"{Sign.PAUSED} ", ScheduleState.RESTING: f"{Sign.MISSING} "}
    name = bold(f"#{schedule.id} {text.WHATS[schedule.what.value]()}")
    return dotted(name, f"{sign.get(schedule.state, '')}{state}")


def _when_and_where(view: ScheduleView) -> str:
    schedule = view.schedule
    return dotted(
        text.days_and_time(schedule),
        channel(schedule.channel_id),
        plain(view.topic) if view.topic else None,
        text.OPEN_FOR(schedule.open_hours) if schedule.open_hours else None,
    )


def _next(view: ScheduleView) -> str:
    if view.schedule.state is ScheduleState.PAUSED:
        return text.NOTHING_NEXT()
    first, *others = (moment(one.at) for one in view.coming)
    return "\n".join([text.NEXT_MOMENT(when=first), *(text.AND_THEN(when=one) for one in others)])


def _came_late(post: Post) -> bool:
    """Whether a slot was claimed late, or was posted late after Discord, or a quiz in its channel, had kept it out."""
    if post.late or post.message_id is None:
        return post.late or post.tries > 0
    return discord.utils.snowflake_time(post.message_id) - post.slot.at > LATE_AFTER


def _last(post: Post | None) -> str:
    if post is None:
        return text.LAST_NONE()
    when = moment(post.slot.at)
    why = text.TROUBLES[post.trouble.value]() if post.trouble else ""
    match post.state:
        case PostState.POSTED:
            return text.LAST_LATE(when=when) if _came_late(post) else text.LAST_POSTED(when=when)
        case PostState.MISSED:
            return text.LAST_MISSED(when=when)
        case PostState.FAILED:
            return text.LAST_FAILED(when=when, why=why)
        case PostState.CLAIMED if post.trouble and post.retry_at:
            return text.LAST_AGAIN(when=when, why=why, again=countdown(post.retry_at))
        case _:
            return text.LAST_UNDER_WAY(when=when)
