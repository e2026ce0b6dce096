"""What a schedule posts: a lesson, a question, both in one message, or the week's digest; and a question's reveal."""

from __future__ import annotations

import discord
from discord import ui

from bot.core.records import Round, RoundState, What
from bot.core.streaks import Streak
from bot.discord_ui import text
from bot.discord_ui.ids import Action, encode
from bot.discord_ui.look import (
    Accent,
    Sign,
    bold,
    countdown,
    dotted,
    heading,
    moment,
    percent,
    person,
    plain,
    shorten,
    small,
)
from bot.discord_ui.render.answers import answer_block, given_words, right_block
from bot.discord_ui.render.doubts import doubt_button
from bot.discord_ui.render.lesson import lesson_parts, quiz_me
from bot.discord_ui.render.page import Long, Part, Row, button, line, page, row, too_long
from bot.discord_ui.render.parts import ask, controls, how_to_answer, image_file, options, picture, sources
from bot.discord_ui.render.practice import missed
from bot.discord_ui.render.quiz import bars_tell, class_answers, seen_later
from bot.discord_ui.render.scores import places
from bot.services.views import DailyView, DigestView, HardestView, LessonView, PostView

FIRST_MARK, MARKS = 1_000_000, 2_000_000_000
"""Discord: a component's own number is a 32-bit one, and those it gives by itself are small."""
COMING_SHOWN = 5


def slot_mark(post_id: int) -> int:
    """The number on the frame of a post's message, by which it is recognised after a crash."""
    return FIRST_MARK + post_id % MARKS


def slot(view: PostView) -> ui.LayoutView:
    """A post as it stands, or the preview of one (without an id), whose buttons do nothing."""
    mark = None if view.id is None else slot_mark(view.id)
    late = small(text.LATER_THAN_PLANNED()) if view.late else None
    preview = view.id is None
    if view.digest is not None:
        return page(Accent.READING, late, *_digest(view.digest), mark=mark)
    if view.round is None:
        buttons = row(quiz_me(view.lesson, disabled=preview)) if view.lesson else None
        return page(Accent.READING, late, *_lesson(view.lesson), buttons, mark=mark)
    if view.round.state is RoundState.CLOSED:
        return page(Accent.RESTING, *_reveal(view, view.round), mark=mark)
    question = [
        *_question(view.round),
        small(text.FIRST_AND_UNSEEN()),
        *controls(view.round, disabled=preview),
    ]
    if view.lesson is None:
        return page(Accent.ASKING, late, *question, mark=mark)
    both = [late, *_lesson(view.lesson), line(), *question]
    whole = _read(view.lesson, disabled=preview) if too_long(both) else None
    return page(Accent.ASKING, late, *_lesson(view.lesson), whole, line(), *question, mark=mark)


def slot_image(view: PostView | None) -> discord.File | None:
    """The picture to be sent along with a post; None where its question has none."""
    return image_file(view.round.item) if view is not None and view.round is not None else None


def daily(view: DailyView) -> ui.LayoutView:
    """An open scheduled question to one learner alone, or what they have answered."""
    if view.answer is None:
        return page(Accent.ASKING, *_question(view.round), *controls(view.round))
    item = view.round.item
    return page(
        Accent.RESTING,
        small(text.QUESTION_OF_THE_DAY()),
        ask(item),
        picture(item),
        answer_block(text.ALREADY_LONG(), item, given_words(item, view.answer.response)),
        seen_later(view.round),
    )


def _lesson(view: LessonView | None) -> list[Part]:
    return lesson_parts(view) if view is not None else []


def _read(view: LessonView, *, disabled: bool) -> Row | None:
    return row(button(text.READ_LESSON(), encode(Action.LESSON, view.lesson.id), disabled=disabled))


def _question(round_: Round) -> list[Part]:
    how = how_to_answer(round_.item)
    ends = f"\n{Sign.TIME} {text.ENDS(when=countdown(round_.ends_at))}" if round_.ends_at is not None else ""
    hint = round_.item.hint
    return [
        small(text.QUESTION_OF_THE_DAY()),
        ask(round_.item),
        picture(round_.item),
        *options(round_),
        f"{how}{ends}",
        small(text.HINT(hint=f"||{plain(hint)}||")) if hint else None,
    ]


def _reveal(view: PostView, round_: Round) -> list[Part]:
    """The answer and how the class fared. Of a lesson above the question, its name is left, and a way to read it."""
    item = round_.item
    lesson = view.lesson.lesson if view.lesson else view.lesson_of_question
    return [
        small(f"{Sign.LESSON} {plain(view.lesson.lesson.title)}") if view.lesson else None,
        small(dotted(text.QUESTION_OF_THE_DAY(), text.CLOSED())),
        ask(item),
        picture(item),
        line(),
        class_answers(view.answered, view.bars, item),
        line(),
        None if view.answered and bars_tell(item) else right_block(item),
        Long(item.why),
        sources(view.citations),
        Long(_streaks(view.streaks)),
        row(
            button(text.READ_LESSON(), encode(Action.LESSON, lesson.id)) if lesson else None,
            missed("round", round_.id) if view.answered else None,
            doubt_button(round_),
        ),
    ]


def _streaks(streaks: tuple[tuple[str, Streak], ...]) -> str:
    if not streaks:
        return ""
    lines = [
        dotted(
            person(name),
            text.IN_A_ROW(one.days),
            text.FORGIVEN(one.forgiven) if one.forgiven else None,
        )
        for name, one in streaks
    ]
    return "\n".join([bold(text.KEPT_AT_IT()), *lines])


def _digest(view: DigestView) -> list[Part]:
    coming: list[str] = [
        dotted(text.WHATS[what.value](), moment(slot_.at)) for what, slot_ in view.coming if what is not What.DIGEST
    ][:COMING_SHOWN]
    after: list[Part] = [line(), bold(text.COMING()), "\n".join(coming)] if coming else []
    return [
        small(text.WHATS[What.DIGEST.value]()),
        heading(text.PAST_WEEK()),
        "\n".join(places(view.placed)),
        small(text.TOOK_PART(view.learners)) if view.learners else text.QUIET_WEEK(),
        *(_hardest(view.hardest) if view.hardest else []),
        *after,
    ]


def _hardest(view: HardestView) -> list[Part]:
    item = view.item
    picture_ = small(text.PICTURE(alt=plain(shorten(item.image.alt, 200)))) if item.image else None
    return [
        line(),
        bold(text.HARDEST()),
        ask(item),
        picture_,
        small(dotted(text.CLASS_AVERAGE(share=percent(view.share)), text.ANSWERS(view.answers))),
        right_block(item),
        Long(item.why),
        sources(view.citations),
    ]
