"""Lessons, and the private questions on them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import timedelta

import discord
from discord import ui

from bot.core.models import Item, Lesson, OneChoice, Response, SeveralChoices
from bot.core.records import Round
from bot.discord_ui import text
from bot.discord_ui.ids import Action, encode
from bot.discord_ui.look import Accent, Sign, bold, dotted, heading, number, plain, shorten, small
from bot.discord_ui.render.answers import answer_block, given_words, is_picked, right_block
from bot.discord_ui.render.doubts import doubt_button
from bot.discord_ui.render.page import Button, Long, Part, button, line, page, row
from bot.discord_ui.render.parts import ask, controls, how_to_answer, options, picture, sources
from bot.services.views import LessonView, SittingEnd, SittingView, VerdictView

ROOM_FOR_TERMS = 1500
"""Characters for all key terms together, as long as their meanings are not shortened."""
SHORT_MEANING = 110
TELL_MONTHS_FROM, DAYS_IN_A_MONTH = 60, 30.4
"""So many days are easier to picture as months."""


def lesson(view: LessonView, private: bool, sitting_id: int | None = None) -> ui.LayoutView:  # noqa: FBT001 - the two ways a lesson is shown
    """A lesson on one page. A public one has no page to turn: that would turn it for everybody.

    One that is read in the midst of a private sitting leads back to its questions.
    """
    kept = () if sitting_id is None else (sitting_id,)
    turns = [_turn(text.PREVIOUS(), view.previous, *kept), _turn(text.NEXT(), view.next, *kept)] if private else []
    go_on = quiz_me(view) if sitting_id is None else _next(text.BACK_TO_QUESTIONS(), sitting_id)
    return page(Accent.READING, *lesson_parts(view), row(*turns, go_on))


def lesson_parts(view: LessonView) -> list[Part]:
    """All that a lesson has to say."""
    one = view.lesson
    place = text.LESSON_OF(number=view.number, total=view.total)
    return [
        small(dotted(place, plain(one.movement).capitalize())),
        f"{heading(plain(one.title))}\n{small(plain(one.period))}",
        Long(one.body.strip()),
        line() if one.terms else None,
        Long(_terms(one.terms)),
        sources(view.citations),
    ]


def quiz_me(view: LessonView, *, disabled: bool = False) -> Button | None:
    """The button that starts the private questions on a lesson; None where it has none."""
    if not view.questions:
        return None
    custom_id = encode(Action.QUIZ_ME, view.lesson.id)
    return button(text.QUIZ_ME(), custom_id, style=discord.ButtonStyle.primary, disabled=disabled)


def sitting_question(view: SittingView, objection: str | None = None) -> ui.LayoutView:
    """A question to one learner alone, with no hurry; `objection` says why what they gave cannot be an answer."""
    round_ = view.round
    hint = round_.item.hint
    return page(
        Accent.PARTLY if objection else Accent.ASKING,
        _place(round_, view.number, view.total),
        ask(round_.item),
        picture(round_.item),
        *options(round_),
        text.HINT_SHOWN(hint=plain(hint)) if hint and round_.hinted else None,
        f"{Sign.MISSING} {objection}" if objection else how_to_answer(round_.item),
        *controls(round_),
        row(button(text.SHOW_HINT(), encode(Action.HINT, round_.id))) if hint and not round_.hinted else None,
    )


def verdict(view: VerdictView) -> ui.LayoutView:
    """What came of an answer to a private question: whether it is right, what is, and why."""
    item = view.round.item
    right = view.credit >= 1
    sitting_id = view.round.sitting_id or 0
    return page(
        _accent(view.credit),
        _place(view.round, view.number, view.total),
        ask(item),
        dotted(bold(verdict_words(view.credit)), *_earned(view)),
        text.FIRST_COUNTS() if not view.first else None,
        answer_block(text.YOU_SAID(), item, given_words(item, view.response)),
        None if right else Long(_why_wrong(item, view.response)),
        None if right else right_block(item),
        line(),
        Long(item.why),
        sources(view.citations),
        _what_comes(view),
        row(
            _next(text.SEE_RESULT() if view.last else text.NEXT_QUESTION(), sitting_id),
            button(text.READ_LESSON(), encode(Action.LESSON, view.lesson.id, sitting_id)) if view.lesson else None,
            doubt_button(view.round),
        ),
    )


def sitting_end(view: SittingEnd) -> ui.LayoutView:
    """How a private run through a lesson's questions went."""
    about = view.about
    how = text.SITTING_DONE(right=view.right, total=view.total)
    if view.partly:
        how = text.SITTING_DONE_PARTLY(view.partly, right=view.right, total=view.total)
    some = text.SOME_RIGHT if view.right or view.partly else text.NONE_RIGHT
    return page(
        Accent.READING,
        small(plain(about.title)) if about else None,
        heading(how),
        text.ALL_RIGHT() if view.right == view.total else some(),
        row(
            button(text.READ_LESSON(), encode(Action.LESSON, about.id)) if about else None,
            button(text.TRY_AGAIN(), encode(Action.QUIZ_ME, about.id)) if about else None,
        ),
    )


def verdict_words(credit: float | None) -> str:
    """Right, partly right, wrong or not answered: a sign and a word."""
    if credit is None:
        return f"{Sign.NONE} {text.NOT_ANSWERED()}"
    if credit >= 1:
        return f"{Sign.RIGHT} {text.RIGHT()}"
    if credit > 0:
        return f"{Sign.PARTLY} {text.PARTLY()}"
    return f"{Sign.WRONG} {text.WRONG()}"


def _accent(credit: float) -> Accent:
    return Accent.RIGHT if credit >= 1 else Accent.PARTLY if credit > 0 else Accent.WRONG


def _place(round_: Round, number: int, total: int) -> str:
    says = text.QUESTION_OF if round_.attempt == 1 else text.ONCE_MORE_OF
    return small(says(number=number, total=total))


def _earned(view: VerdictView) -> list[str]:
    """The points of a first try, and what they were halved for."""
    if view.credit <= 0 or view.round.attempt > 1:
        return []
    earned = text.POINTS(view.points, points=number(view.points))
    return [earned, *([text.WITH_HINT()] if view.round.hinted else [])]


def _what_comes(view: VerdictView) -> str | None:
    """When the question will be met again, in plain words."""
    if view.once_more:
        return text.ASKED_ONCE_MORE()
    return None if view.comes_back is None else comes_back(view.comes_back)


def comes_back(after: timedelta) -> str:
    """How long until something is asked again; a day is begun with its first hour."""
    days = math.ceil(after / timedelta(days=1))
    if days <= 0:
        return text.COMES_BACK_NEXT()
    if days == 1:
        return text.COMES_BACK_TOMORROW()
    if days < TELL_MONTHS_FROM:
        return text.COMES_BACK_IN_DAYS(days)
    return text.COMES_BACK_IN_MONTHS(round(days / DAYS_IN_A_MONTH))


def _turn(label: str, to: Lesson | None, *sitting_id: int) -> Button | None:
    return button(label, encode(Action.LESSON, to.id, *sitting_id)) if to else None


def _next(label: str, sitting_id: int) -> Button:
    return button(label, encode(Action.NEXT, sitting_id), style=discord.ButtonStyle.primary)


def _terms(terms: Mapping[str, str]) -> str:
    if not terms:
        return ""
    told = _term_lines(terms, None)
    return told if len(told) <= ROOM_FOR_TERMS else _term_lines(terms, SHORT_MEANING)


def _term_lines(terms: Mapping[str, str], limit: int | None) -> str:
    lines = [
        f"{bold(plain(term))}: {plain(meaning if limit is None else shorten(meaning, limit))}"
        for term, meaning in terms.items()
    ]
    return "\n".join(lines)


def _why_wrong(item: Item, response: Response) -> str:
    """The reason for each wrong choice that was taken, where the question gives one."""
    match item:
        case OneChoice():
            return next((why for index, why in item.wrong.items() if is_picked(response, index)), "")
        case SeveralChoices():
            return "\n".join(
                f"- {bold(plain(item.choices[index]))}: {why}"
                for index, why in sorted(item.wrong.items())
                if is_picked(response, index)
            )
        case _:
            return ""
