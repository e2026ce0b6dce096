"""The pictures of teachers' reports: what is to be drawn, and the same in words for those who cannot see it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import discord
from discord import ui

from bot.core.gradebook import GradeRow
from bot.core.item_analysis import ItemAnalysis, Remark, Said
from bot.core.models import TrueFalse
from bot.discord_ui import text
from bot.discord_ui.look import SHORT_NAME, dotted, isolated, label, percent, plain, shorten, without_markup
from bot.discord_ui.render.parts import LONGEST_ALT
from bot.reports import ReportBar, ReportCard, ReportGroup
from bot.services.views import GradebookView, QuestionsView, QuestionView

GRADEBOOK_PICTURE, QUESTIONS_PICTURE = "gradebook.png", "questions.png"
MOST_LEARNERS, MOST_QUESTIONS = 25, 20
LONGEST_ASK, LONGEST_CHOICE, LONGEST_TOPIC = 150, 60, 44
_LENGTHS = (150, 80, 60, 40, 32, 24, 16, 8, 4)
"""To which names are cut in the words, until all of them fit."""
ROOM_FOR_REMARKS = 24
"""Where names have to be shorter than this, the words leave remarks to the message."""

T = TypeVar("T")
Numbered = tuple[str, list[tuple[int, T]]]
"""A group's title, and those in it by their number."""


def graded(view: GradebookView) -> list[Numbered[GradeRow]]:
    """The learners in the picture, the weakest first: who may need help, and the others."""
    return _numbered(MOST_LEARNERS, (text.MAY_NEED_HELP(), view.needing_help), (text.THE_OTHERS(), view.others))


def gradebook_card(view: GradebookView) -> ReportCard:
    """What is to be drawn of a gradebook."""
    groups = [ReportGroup(title, tuple(_grade_bar(*one) for one in rows)) for title, rows in graded(view)]
    return ReportCard(
        title=text.GRADEBOOK(),
        subtitle=_about(view),
        groups=tuple(groups),
        note=_left(text.AND_MORE, len(view.book.rows), MOST_LEARNERS),
        unnamed=text.NAMED_BELOW(),
    )


def gradebook_picture(view: GradebookView, png: bytes) -> discord.File:
    """The picture of a gradebook, to be sent along with its message."""
    return discord.File(io.BytesIO(png), filename=GRADEBOOK_PICTURE, description=gradebook_words(view))


def gradebook_words(view: GradebookView) -> str:
    """All that the picture of a gradebook shows."""

    def words(longest: int) -> Iterable[str]:
        yield dotted(text.GRADEBOOK(), _about(view))
        for title, rows in graded(view):
            yield title
            for number, row in rows:
                yield grade_line(number, row, isolated(label(shorten(row.name, min(longest, SHORT_NAME)))))
        yield _left(text.AND_MORE, len(view.book.rows), MOST_LEARNERS)

    return _that_fit(words)


def grade_line(number: int, row: GradeRow, name: str) -> str:
    """A learner's result in a line."""
    return text.GRADE_LINE(row.total.answers, number=number, name=name, share=percent(row.total.right))


def questions_card(view: QuestionsView) -> ReportCard:
    """What is to be drawn of how questions did."""
    groups = [ReportGroup(title, tuple(_question_bar(*one) for one in them)) for title, them in _looked_at(view)]
    return ReportCard(
        title=text.HOW_QUESTIONS_DID(),
        subtitle=dotted(_about(view), text.FIRST_TRIES()),
        groups=tuple(groups),
        note=_left(text.MORE_QUESTIONS, len(answered(view)), MOST_QUESTIONS),
        unnamed=text.NAMED_BELOW(),
    )


def questions_picture(view: QuestionsView, png: bytes) -> discord.File:
    """The picture of how questions did, to be sent along with its message."""
    return discord.File(io.BytesIO(png), filename=QUESTIONS_PICTURE, description=questions_words(view))


def questions_words(view: QuestionsView) -> str:
    """What the picture of how questions did shows."""

    def words(longest: int) -> Iterable[str]:
        yield dotted(text.HOW_QUESTIONS_DID(), _about(view))
        yield text.FIGURES_READ()
        for title, them in _looked_at(view):
            yield title
            for number, one in them:
                why = first_remark(one.analysis) if longest >= ROOM_FOR_REMARKS else None
                figures = dotted(percent(one.analysis.facility), told_apart(one.analysis), why)
                yield f"{number}. {isolated(label(shorten(_asked(one), longest)))}: {figures}"
        yield _left(text.MORE_QUESTIONS, len(answered(view)), MOST_QUESTIONS)

    return _that_fit(words)


def answered(view: QuestionsView) -> list[QuestionView]:
    """The questions of which there is something to be drawn."""
    return [one for one in view.questions if one.analysis.attempts]


def gallery(name: str, words: str) -> ui.Item[Any]:
    """The picture of that name, which is sent along, in a message."""
    return ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{name}", description=words))


def is_grave(one: ItemAnalysis) -> bool:
    """Whether a question is worth a look; that nobody picks a choice is no more than good to know."""
    return any(said.remark not in {Remark.TOO_FEW, Remark.DISTRACTOR_UNUSED} for said in one.said)


def told_apart(one: ItemAnalysis) -> str:
    """The discrimination index; where there is none, how few have answered."""
    if one.discrimination is None:
        return text.FIRST_ATTEMPTS(one.attempts)
    return f"{one.discrimination:.2f}".replace("-", "−")


def remark(one: ItemAnalysis, said: Said) -> str:
    """What is to be said of a question, in plain words."""
    choice = "" if said.choice is None else plain(shorten(choices(one)[said.choice], LONGEST_CHOICE))
    return text.REMARKS[said.remark.value](choice=choice)


def first_remark(one: ItemAnalysis) -> str:
    """The gravest that is to be said of a question, without Markdown; nothing of one that is not worth a look."""
    if not is_grave(one):
        return ""
    said = one.said[0]
    choice = "" if said.choice is None else label(shorten(choices(one)[said.choice], LONGEST_CHOICE))
    return text.REMARKS[said.remark.value](choice=choice)


def choices(one: ItemAnalysis) -> tuple[str, ...]:
    """The choices of a question, in the order of the counts."""
    if isinstance(one.item, TrueFalse):
        return text.FALSE(), text.TRUE()
    found: tuple[str, ...] = getattr(one.item, "choices", ())
    return found


def _grade_bar(number: int, row: GradeRow) -> ReportBar:
    return ReportBar(
        number=str(number),
        name=label(row.name),
        value=percent(row.total.right),
        share=row.total.right,
        beside=text.ANSWERS(row.total.answers),
    )


def _question_bar(number: int, view: QuestionView) -> ReportBar:
    one = view.analysis
    index = told_apart(one)
    return ReportBar(
        number=str(number),
        name=shorten(_asked(view), LONGEST_ASK),
        value=percent(one.facility),
        share=one.facility,
        beside=index if one.discrimination is None else text.DISCRIMINATION(index=index),
        remark=first_remark(one),
    )


def _looked_at(view: QuestionsView) -> list[Numbered[QuestionView]]:
    grave = [one for one in answered(view) if is_grave(one.analysis)]
    others = [one for one in answered(view) if not is_grave(one.analysis)]
    return _numbered(MOST_QUESTIONS, (text.WORTH_A_LOOK(len(grave)), grave), (text.THE_OTHERS(), others))


def _numbered(most: int, first: tuple[str, Sequence[T]], second: tuple[str, Sequence[T]]) -> list[Numbered[T]]:
    """Both groups, numbered on, `most` in all; the second has a title only if there is a first."""
    (title, them), (other_title, others) = first, second
    begin = list(enumerate(them[:most], 1))
    end = list(enumerate(others[: most - len(begin)], len(begin) + 1))
    groups = [(title, begin), (other_title if begin else "", end)]
    return [(name, rows) for name, rows in groups if rows]


def _about(view: GradebookView | QuestionsView) -> str:
    return dotted(text.PERIODS[view.period.value](), shorten(label(view.topic), LONGEST_TOPIC) if view.topic else None)


def _asked(view: QuestionView) -> str:
    return label(without_markup(view.analysis.item.ask))


def _left(say: text.Counted, all_: int, shown: int) -> str:
    return say(all_ - shown) if all_ > shown else ""


def _that_fit(words: Callable[[int], Iterable[str]]) -> str:
    """Words whose names are as long as there is room for in a picture's description."""
    told = ""
    for longest in _LENGTHS:
        told = "\n".join(filter(None, words(longest)))
        if len(told) <= LONGEST_ALT:
            return told
    return shorten(told, LONGEST_ALT)
