"""Who stands where: the end of a quiz, one's own result, the leaderboard and a learner's score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from discord import ui

from bot.core.live import SILENT_ROUNDS_TO_END, End
from bot.core.ranking import Placed
from bot.core.records import Standing
from bot.discord_ui import text
from bot.discord_ui.ids import Action, encode
from bot.discord_ui.look import (
    MEDALS,
    Accent,
    bold,
    dotted,
    heading,
    number,
    percent,
    person,
    plain,
    shorten,
    small,
    without_markup,
)
from bot.discord_ui.render.answers import given_words, one_line, right_words
from bot.discord_ui.render.lesson import verdict_words
from bot.discord_ui.render.page import button, line, page, paged, row
from bot.discord_ui.render.practice import missed
from bot.services.views import LeaderboardView, PodiumView, ResultLine, ResultView, ScoreView

NAMES_TOGETHER = 5
"""So many who share a place are named; the others are counted."""
LONGEST_ASK = 160
"""Of a question in a list of questions."""


def podium(view: PodiumView) -> ui.LayoutView:
    """The end of a live quiz, said calmly."""
    quiz = view.quiz
    everybody = [*(one.standing for one in view.placed), *view.unnamed]
    result_id = encode(Action.RESULT, quiz.id, 0)
    return page(
        Accent.READING,
        small(dotted(text.QUIZ_OVER(), _how_it_ended(view))),
        heading(plain(quiz.title)),
        _best(view.placed) if view.placed or not everybody else None,
        small(_turnout(everybody)) if everybody else None,
        row(
            button(text.MY_RESULT(), result_id, disabled=not everybody),
            missed("quiz", quiz.id) if everybody else None,
        ),
    )


def result(view: ResultView, page_number: int) -> ui.LayoutView:
    """One's own result, question by question, on as many pages as it takes; pages count from 0."""
    pages = paged([_result_line(index, one) for index, one in enumerate(view.lines, start=1)])
    here = min(max(page_number, 0), len(pages) - 1)
    if view.place is None:
        summary = text.YOU_ANSWERED_NOTHING()
    else:
        alone = text.ONLY_YOU_SEE() if view.hidden else None
        summary = bold(dotted(text.PLACE_OF(place=view.place, of=view.of), _points(view.points), alone))
    return page(
        Accent.READING,
        small(dotted(text.MY_RESULT(), f"{here + 1}/{len(pages)}" if len(pages) > 1 else None)),
        heading(plain(view.quiz.title)),
        summary,
        *(part for one in pages[here] for part in (line(), one)),
        row(
            button(text.EARLIER_PAGE(), encode(Action.RESULT, view.quiz.id, here - 1)) if here > 0 else None,
            button(text.LATER_PAGE(), encode(Action.RESULT, view.quiz.id, here + 1)) if here + 1 < len(pages) else None,
        ),
    )


def leaderboard(view: LeaderboardView) -> ui.LayoutView:
    """A page of the best of a server, and the reader's own place wherever it is."""
    own = view.own
    me = own.standing.learner_id if own is not None else None
    lines = [
        _place_line(one, own=_id(one) == me)
        for one in view.placed
        if one.standing.points or _id(one) == me  # nobody is shown up with nothing
    ]
    if own is None:
        below = text.YOU_NOT_YET() if view.placed else None
    elif any(_id(one) == me for one in view.placed):
        below = None
    else:
        below = dotted(
            text.YOUR_PLACE(place=own.place, of=view.learners),
            _points(own.standing.points),
            text.TIED() if own.tied else None,
            text.ONLY_YOU_SEE() if own.standing.hidden else None,
        )
    here = f"{view.page + 1}/{view.pages}" if view.pages > 1 else None
    return page(
        Accent.READING,
        small(dotted(text.LEADERBOARD(), plain(view.topic) if view.topic else None, here)),
        heading(text.PERIODS[view.period.value]()),
        "\n".join(lines) or text.NO_SCORES(),
        small(text.TOOK_PART(view.learners)) if view.placed else None,
        line() if below else None,
        below,
        row(
            button(text.EARLIER_PAGE(), _board_id(view, view.page - 1)) if view.page > 0 else None,
            button(text.LATER_PAGE(), _board_id(view, view.page + 1)) if view.page + 1 < view.pages else None,
        ),
    )


def _board_id(view: LeaderboardView, page_number: int) -> str:
    return encode(Action.BOARD, view.period.value, page_number, view.topic_mark)


def score(view: ScoreView) -> ui.LayoutView:
    """A learner's points and places, period by period."""
    lines = []
    for period, standing, place in view.periods:
        facts = [text.NO_ANSWERS()]
        if standing.answers:
            facts = [_points(standing.points)]
            facts += [*_accuracy(standing), text.ANSWERS(standing.answers)] if view.own else []
            facts += [text.PLACE(place=place)] if place is not None else []
        lines.append(f"{bold(text.PERIODS[period.value]())}\n{dotted(*facts)}")
    whose = text.YOUR_SCORE() if view.own else text.SCORE_OF(name=person(view.name))
    alone = small(text.SEEN_BY_HIDDEN()) if view.hidden else None
    return page(Accent.READING, heading(whose), "\n".join(lines), alone)


def _how_it_ended(view: PodiumView) -> str:
    match view.end:
        case End.FINISHED:
            return text.ALL_ASKED(view.asked)
        case End.STOPPED:
            return text.STOPPED_AFTER(view.asked) if view.asked else text.STOPPED_AT_ONCE()
        case End.SILENT:
            return text.SILENT_AFTER(min(SILENT_ROUNDS_TO_END, view.asked))
        case End.AWAY:
            return text.AWAY()
        case End.LOST:
            return text.LOST()


def _best(placed: tuple[Placed, ...]) -> str:
    if not placed:
        return text.NOBODY_TOOK_PART()
    scored = [one for one in placed if one.standing.points > 0 and one.place in MEDALS]
    return "\n".join(places(scored)) or text.NOBODY_SCORED()


def places(placed: Iterable[Placed]) -> list[str]:
    """A line a place, those who share one together."""
    lines = []
    for place, group in groupby(placed, key=lambda one: one.place):
        together = list(group)
        names = [bold(person(one.standing.name)) for one in together[:NAMES_TOGETHER]]
        if len(together) > NAMES_TOGETHER:
            names.append(text.AND_MORE(len(together) - NAMES_TOGETHER))
        tied = text.TIED() if len(together) > 1 else None
        sign = MEDALS.get(place, bold(str(place)))
        lines.append(f"{sign} {dotted(', '.join(names), _points(together[0].standing.points), tied)}")
    return lines


def _turnout(everybody: Sequence[Standing]) -> str:
    answers = sum(one.answers for one in everybody)
    credit = sum(one.credit for one in everybody)
    average = text.CLASS_AVERAGE(share=percent(credit / answers)) if answers else None
    return dotted(text.TOOK_PART(len(everybody)), average)


def _result_line(index: int, one: ResultLine) -> str:
    item = one.item
    ask = plain(shorten(without_markup(item.ask), LONGEST_ASK))
    points = _points(one.points) if one.credit is not None else None
    told = [f"{bold(str(index))} {ask}", dotted(verdict_words(one.credit), points)]
    if one.response is not None and one.credit is not None and one.credit < 1:
        told.append(one_line(text.YOU_SAID(), item, given_words(item, one.response)))
    told.append(one_line(text.RIGHT_ANSWER(), item, right_words(item)))
    return "\n".join(told)


def _place_line(one: Placed, *, own: bool) -> str:
    name = bold(person(one.standing.name))
    return " ".join(
        [
            MEDALS.get(one.place, bold(str(one.place))) if one.standing.points else bold(str(one.place)),
            dotted(
                f"{name} ({text.YOU()})" if own else name,
                _points(one.standing.points),
                *(_accuracy(one.standing) if own else []),
                text.TIED() if one.tied else None,
            ),
        ]
    )


def _accuracy(standing: Standing) -> list[str]:
    if not standing.answers:
        return []
    return [text.SHARE_RIGHT(share=percent(standing.credit / standing.answers))]


def _points(points: int) -> str:
    return text.POINTS(points, points=number(points))


def _id(one: Placed) -> int:
    return one.standing.learner_id
