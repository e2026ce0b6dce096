"""Teachers' reports: the gradebook in a few words, and what the answers say of each question."""

from __future__ import annotations

from collections.abc import Iterable

import discord
from discord import ui

from bot.core.item_analysis import ItemAnalysis
from bot.core.records import Round
from bot.discord_ui import text
from bot.discord_ui.ids import Action, encode
from bot.discord_ui.look import (
    Accent,
    Sign,
    bar,
    bold,
    dotted,
    heading,
    label,
    number,
    percent,
    person,
    plain,
    shorten,
    small,
    without_markup,
)
from bot.discord_ui.render.answers import right_block
from bot.discord_ui.render.banks import bank_file
from bot.discord_ui.render.page import Long, Part, Row, button, line, page, paged, row
from bot.discord_ui.render.parts import ask, options
from bot.discord_ui.render.pictures import (
    GRADEBOOK_PICTURE,
    LONGEST_ASK,
    LONGEST_CHOICE,
    QUESTIONS_PICTURE,
    answered,
    choices,
    gallery,
    grade_line,
    gradebook_words,
    graded,
    is_grave,
    questions_words,
    remark,
    told_apart,
)
from bot.services.views import GradebookView, QuestionsView, QuestionView

GRADEBOOK_FILE, QUESTIONS_FILE = "gradebook.csv", "questions.csv"
LONGEST_OPTION = 100


def gradebook(view: GradebookView) -> ui.LayoutView:
    """A class's results as a picture and in words; all of it is in the table that goes with the message."""
    rows = view.book.rows
    answers = sum(row.total.answers for row in rows)
    credit = sum((row.total.credit for row in rows), 0.0)
    facts = dotted(text.LEARNERS(len(rows)), text.ANSWERS(answers), text.FACILITY(share=percent(credit / answers)))
    return page(
        Accent.READING,
        small(dotted(text.GRADEBOOK(), plain(view.topic) if view.topic else None)),
        heading(text.PERIODS[view.period.value]()),
        facts,
        gallery(GRADEBOOK_PICTURE, gradebook_words(view)),
        *_graded(view),
        line(),
        small(text.WHOLE_TABLE()),
        ui.File(f"attachment://{GRADEBOOK_FILE}"),
    )


def gradebook_file(view: GradebookView) -> discord.File:
    """The whole gradebook."""
    return bank_file(GRADEBOOK_FILE, view.csv)


def questions_report(view: QuestionsView, page_number: int = 0) -> ui.LayoutView:
    """What the answers say of the questions, the gravest first; pages count from 0, the first has a picture."""
    about = small(
        dotted(text.HOW_QUESTIONS_DID(), plain(view.topic) if view.topic else None, text.PERIODS[view.period.value]())
    )
    doubts = button(text.LOOK_AT_DOUBTS(view.doubts), encode(Action.DOUBTS)) if view.doubts else None
    if not view.questions:
        return page(Accent.READING, about, heading(text.NO_ANSWERS_YET()), row(doubts))
    blocks = [_line(number, one) for number, one in enumerate(view.questions, 1)]
    pages = paged(blocks)
    here = min(max(page_number, 0), len(pages) - 1)
    begin = sum(len(one) for one in pages[:here])
    shown = view.questions[begin : begin + len(pages[here])]
    grave = sum(1 for one in view.questions if is_grave(one.analysis))
    return page(
        Accent.READING,
        about,
        heading(text.WORTH_A_LOOK(grave) if grave else text.NONE_WORTH_A_LOOK()),
        gallery(QUESTIONS_PICTURE, questions_words(view)) if has_picture(view, page_number) else None,
        *(part for one in pages[here] for part in (one, line())),
        small(text.FIGURES()),
        row(_menu(shown)),
        row(
            _turn(text.EARLIER_PAGE(), view, here - 1) if here > 0 else None,
            _turn(text.LATER_PAGE(), view, here + 1) if here + 1 < len(pages) else None,
            doubts,
        ),
        ui.File(f"attachment://{QUESTIONS_FILE}"),
    )


def has_picture(view: QuestionsView, page_number: int) -> bool:
    """Whether a page has a picture: the first, where somebody has answered."""
    return page_number <= 0 and bool(answered(view))


def questions_file(view: QuestionsView) -> discord.File:
    """All questions with their figures."""
    return bank_file(QUESTIONS_FILE, view.csv)


def question_report(view: QuestionView) -> ui.LayoutView:
    """All that is known of one question, and taking it out of use or bringing it back."""
    one = view.analysis
    return page(
        Accent.PARTLY if is_grave(one) else Accent.READING,
        ask(one.item),
        *options(Round.preview(one.item)),
        line(),
        _figures(view),
        Long(_chosen(one)),
        Long("\n".join(f"- {remark(one, said)}" for said in one.said)),
        line(),
        Long(right_block(one.item)),
        Long(one.item.why),
        _decide(view),
    )


def _graded(view: GradebookView) -> Iterable[Part]:
    """Who may need help, a line each, and the others in a few small ones."""
    groups = graded(view)
    if not view.needing_help:
        yield text.NOBODY_NEEDS_HELP()
    for place, (title, rows) in enumerate(groups):
        if view.needing_help and place == 0:
            yield Long("\n".join([bold(title), *(grade_line(n, one, person(one.name)) for n, one in rows)]))
        else:
            told = dotted(*(f"{n}.\u00a0{person(one.name)}\u00a0{percent(one.total.right)}" for n, one in rows))
            yield Long(small(f"{title}: {told}" if title else told))
    if left := len(view.book.rows) - sum(len(rows) for _, rows in groups):
        yield small(text.AND_MORE(left))


def _line(number_: int, view: QuestionView) -> str:
    one = view.analysis
    asked = plain(shorten(without_markup(one.item.ask), LONGEST_ASK))
    return "\n".join([bold(f"{number_}. {asked}"), _figures(view), *(remark(one, said) for said in one.said[:2])])


def _figures(view: QuestionView) -> str:
    one = view.analysis
    time = one.median_time
    return dotted(
        f"{Sign.MISSING} {text.IS_WITHDRAWN()}" if view.withdrawn else None,
        text.FACILITY(share=percent(one.facility)) if one.attempts else None,
        None if one.discrimination is None else text.DISCRIMINATION(index=told_apart(one)),
        text.FIRST_ATTEMPTS(one.attempts),
        None if time is None else text.MEDIAN_TIME(seconds=number(round(time.total_seconds()))),
        text.DOUBTED(view.doubts) if view.doubts else None,
    )


def _chosen(one: ItemAnalysis) -> str:
    """How often each choice was taken."""
    lines = [
        f"{plain(shorten(choice, LONGEST_CHOICE))}\n{bar(n, one.attempts)} {n}"
        for choice, n in zip(choices(one), one.chosen, strict=False)
    ]
    return "\n".join(lines)


def _menu(shown: tuple[QuestionView, ...]) -> ui.Select[ui.LayoutView]:
    return ui.Select(
        custom_id=encode(Action.QUESTION),
        placeholder=text.LOOK_AT_ONE(),
        options=[
            discord.SelectOption(
                label=shorten(label(without_markup(one.analysis.item.ask)), LONGEST_OPTION), value=str(one.round_id)
            )
            for one in shown
        ],
    )


def _turn(words: str, view: QuestionsView, to: int) -> ui.Button[ui.LayoutView]:
    return button(words, encode(Action.REPORT, view.period.value, to, view.key or ""))


def _decide(view: QuestionView) -> Row | None:
    if view.withdrawn:
        back = encode(Action.BRING_BACK, view.round_id)
        return row(button(text.BRING_BACK(), back, style=discord.ButtonStyle.primary))
    return row(button(text.WITHDRAW(), encode(Action.TAKE_OUT, view.round_id)))
