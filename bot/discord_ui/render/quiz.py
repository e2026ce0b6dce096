"""A live quiz in its channel: the announcement, each question, its reveal; and the private word after an answer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from discord import ui

from bot.core.models import Item, Matching, OneChoice, Ordering, Response, SeveralChoices, TrueFalse
from bot.core.records import Quiz, Round, RoundState
from bot.core.tally import Bar, Bucket
from bot.discord_ui import text
from bot.discord_ui.ids import Action, encode
from bot.discord_ui.look import Accent, Sign, bar, bold, channel, countdown, dotted, heading, plain, small
from bot.discord_ui.render.answers import answer_block, given_words, right_block
from bot.discord_ui.render.doubts import doubt_button
from bot.discord_ui.render.page import Long, button, line, page, row
from bot.discord_ui.render.parts import ask, controls, how_to_answer, options, picture, sources
from bot.services.views import RoundView

_BUCKETS = {
    Bucket.TRUE: text.TRUE,
    Bucket.FALSE: text.FALSE,
    Bucket.RIGHT: text.RIGHT,
    Bucket.PARTLY: text.PARTLY,
    Bucket.WRONG: text.WRONG,
}
_BUCKET_SIGNS = {Bucket.RIGHT: Sign.RIGHT, Bucket.PARTLY: Sign.PARTLY, Bucket.WRONG: Sign.WRONG}


def quiz_started(quiz: Quiz) -> ui.LayoutView:
    """Say in the channel that a quiz is about to begin, and how it goes."""
    state = quiz.state
    return page(
        Accent.ASKING,
        small(text.LIVE_QUIZ()),
        heading(plain(quiz.title)),
        bold(dotted(text.QUESTIONS(state.total), text.SECONDS_EACH(seconds=quiz.seconds))),
        f"{text.HOW_IT_GOES()} {text.SPEED_PAYS() if quiz.speed_bonus else text.SPEED_IS_NOTHING()}",
        f"{Sign.TIME} {text.FIRST_QUESTION(when=countdown(state.due_at))}" if state.due_at else None,
    )


def live_round(view: RoundView) -> ui.LayoutView:
    """A question of a live quiz as it stands: open, paused, or closed."""
    return reveal(view) if view.round.state is RoundState.CLOSED else question(view)


def question(view: RoundView) -> ui.LayoutView:
    """A question that waits for answers, or one that is paused."""
    round_ = view.round
    paused = round_.state is RoundState.PAUSED
    if paused:
        how = f"{Sign.PAUSED} {text.PAUSED()}"
    elif round_.ends_at is not None:
        how = f"{how_to_answer(round_.item)}\n{Sign.TIME} {text.ENDS(when=countdown(round_.ends_at))}"
    else:
        how = how_to_answer(round_.item)
    return page(
        Accent.RESTING if paused else Accent.ASKING,
        _header(view),
        ask(round_.item),
        picture(round_.item),
        *options(round_),
        how,
        *controls(round_, disabled=paused),
        small(text.ANSWERED(view.answered) if view.answered else text.NO_ANSWERS_YET()),
    )


def reveal(view: RoundView) -> ui.LayoutView:
    """A closed question: what is right and why, and how the class answered."""
    item = view.round.item
    lesson = view.lesson
    return page(
        Accent.RESTING,
        _header(view, text.CLOSED()),
        ask(item),
        picture(item),
        line(),
        class_answers(view.answered, view.bars, item),
        line(),
        None if view.answered and bars_tell(item) else right_block(item),
        Long(item.why),
        sources(view.citations),
        row(
            button(text.READ_LESSON(), encode(Action.LESSON, lesson.id)) if lesson else None,
            doubt_button(view.round),
        ),
    )


def saved(round_: Round, response: Response) -> ui.LayoutView:
    """To the learner alone: the answer is safe, and what is right is told later."""
    return _own_answer(round_, response, text.SAVED, text.SAVED_LONG(), seen_later(round_))


def already(round_: Round, response: Response) -> ui.LayoutView:
    """To the learner alone: the answer given before is the one that counts."""
    return _own_answer(round_, response, text.ALREADY, text.ALREADY_LONG(), text.FIRST_COUNTS())


def seen_later(round_: Round) -> str:
    """When a learner sees what is right: at the end of a live question, or where and when a schedule shows it."""
    if round_.post_id is None or round_.ends_at is None:
        return text.SEE_LATER()
    return text.SEE_IN_CHANNEL(channel=channel(round_.channel_id or 0), when=countdown(round_.ends_at))


def _own_answer(round_: Round, response: Response, short: text.Phrase, long: str, after: str) -> ui.LayoutView:
    item = round_.item
    words = given_words(item, response)
    if len(words) == 1 and not isinstance(item, Ordering | Matching):
        return _one_line(f"{short(answer=bold(words[0]))} {after}")
    return page(None, answer_block(long, item, words), after)


@lru_cache(maxsize=256)
def _one_line(words: str) -> ui.LayoutView:
    """A message of one line, made once: a whole class is told the same few, and sending a page leaves it as it is."""
    return page(None, words)


def _header(view: RoundView, state: str | None = None) -> str:
    place = text.QUESTION_OF(number=view.round.position + 1, total=view.quiz.state.total)
    return small(dotted(place, plain(view.quiz.title), state))


def class_answers(answered: int, bars: Iterable[Bar], item: Item) -> str:
    """How the class answered a closed question."""
    if not answered:
        return text.NOBODY_ANSWERED()
    told = list(bars)
    most = max([answered, *(one.count for one in told)])
    return "\n".join(_bar(one, most, item) for one in told)


def bars_tell(item: Item) -> bool:
    """Whether the bars themselves name what is right."""
    return isinstance(item, OneChoice | SeveralChoices | TrueFalse)


def _bar(one: Bar, of: int, item: Item) -> str:
    shown = f"{bar(one.count, of)} {one.count}"
    if isinstance(one.label, Bucket) and one.label in _BUCKET_SIGNS:
        return f"{_BUCKET_SIGNS[one.label]} {_BUCKETS[one.label]()}\n{shown}"
    label = _BUCKETS[one.label]() if isinstance(one.label, Bucket) else plain(one.label)
    if one.right and bars_tell(item):
        return f"{Sign.RIGHT} {dotted(bold(label), text.IS_RIGHT())}\n{shown}"
    return f"{label}\n{shown}"
