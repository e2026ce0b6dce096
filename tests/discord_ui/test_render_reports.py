"""Teachers' reports and learners' doubts as Discord shows them, within its limits whatever the class."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.core.calendar import Period
from bot.core.gradebook import DaySum, gradebook
from bot.core.item_analysis import ItemAnalysis, Remark, Said
from bot.core.models import Item, OneChoice, SeveralChoices, TrueFalse
from bot.core.records import Doubt, DoubtState
from bot.discord_ui import render
from bot.services.views import DoubtAnswered, DoubtView, GradebookView, QuestionsView, QuestionView
from tests.discord_ui.limits import check, check_modal, labels, said
from tests.discord_ui.samples import BIG, ITEMS, LONGEST, NOW, a_round

ALL = [*ITEMS, *LONGEST]
every_item = pytest.mark.parametrize("item", ALL, ids=[item.id for item in ALL])


def a_doubt(item: Item, state: DoubtState = DoubtState.OPEN, said_: str = "*" * 500) -> Doubt:
    reply = "_" * 1000 if state is DoubtState.ANSWERED else None
    return Doubt(id=BIG, guild_id=1, item=item, learner_id=2, said=said_, raised_at=NOW, state=state, reply=reply)


def an_analysis(item: Item) -> ItemAnalysis:
    choices = {OneChoice: 5, SeveralChoices: 5, TrueFalse: 2}.get(type(item), 0)
    size = len(getattr(item, "choices", ())) or choices
    remarks = [Said(one) for one in Remark if "DISTRACTOR" not in one.name]
    if isinstance(item, OneChoice | SeveralChoices):
        remarks += [Said(Remark.DISTRACTOR_UNUSED, index) for index in range(size)]
    return ItemAnalysis(
        item=item,
        attempts=123_456,
        facility=0.5,
        discrimination=-0.25,
        chosen=tuple(range(size)) if choices else (),
        median_time=timedelta(seconds=299),
        said=tuple(remarks),
    )


def a_question(item: Item, *, withdrawn: bool = False) -> QuestionView:
    return QuestionView(round_id=BIG, analysis=an_analysis(item), withdrawn=withdrawn, doubts=999)


def a_report(items: list[Item]) -> QuestionsView:
    questions = tuple(
        QuestionView(round_id=BIG + index, analysis=an_analysis(item), withdrawn=True, doubts=99)
        for index, item in enumerate(items)
    )
    return QuestionsView(
        period=Period.ALL,
        topic="*" * 100,
        key="@1234567890123456789/" + "r" * 40,
        questions=questions,
        doubts=99,
        csv=b"",
    )


def a_gradebook(learners: int) -> GradebookView:
    sums = [DaySum(n, "*" * 32, "basmachi/kokand", date(2026, 3, 2), 10, 1.0) for n in range(learners)]
    book = gradebook(sums)
    return GradebookView(
        period=Period.MONTH,
        topic="*" * 100,
        book=book,
        titles={"basmachi/kokand": "Kokand"},
        streaks={},
        needing_help=book.rows,
        csv=b"a",
    )


@every_item
@pytest.mark.parametrize("state", list(DoubtState))
@pytest.mark.parametrize("left", [0, 99])
def test_a_doubt_fits_whatever_was_done_about_it(item: Item, state: DoubtState, left: int) -> None:
    for delivered in (None, True, False):
        check(render.doubt(DoubtView(doubt=a_doubt(item, state), name="*" * 32, delivered=delivered), left))
    check(render.doubt_answered(DoubtAnswered(a_doubt(item, state))))


@every_item
def test_the_windows_fit(item: Item) -> None:
    check_modal(render.doubt_modal(a_round(item, id_=BIG)))
    check_modal(render.reply_modal(DoubtView(doubt=a_doubt(item), name="")))


def test_who_gives_no_reason_and_who_is_not_known_is_told_so() -> None:
    words = said(render.doubt(DoubtView(doubt=a_doubt(ITEMS[0], said_=""), name="")))
    assert "Somebody gave no reason." in words


def test_a_doubt_that_has_been_settled_offers_nothing_more_to_do_about_it() -> None:
    shown = labels(render.doubt(DoubtView(doubt=a_doubt(ITEMS[0], DoubtState.SET_ASIDE), name="A"), 3))
    assert shown == ["The next one"]


def test_the_words_of_a_learner_mention_nobody() -> None:
    words = said(render.doubt(DoubtView(doubt=a_doubt(ITEMS[0], said_="@everyone <@1>\n# Big"), name="A")))
    assert "@everyone" not in words
    assert "<@1>" not in words


@every_item
@pytest.mark.parametrize("withdrawn", [True, False])
def test_one_question_fits(item: Item, *, withdrawn: bool) -> None:
    view = render.question_report(a_question(item, withdrawn=withdrawn))
    check(view)
    assert ("Put it in use again" in labels(view)) is withdrawn


@pytest.mark.parametrize("page", [0, 1, 2, 99])
@pytest.mark.parametrize("with_file", [True, False])
def test_the_report_on_questions_fits_on_every_page(page: int, *, with_file: bool) -> None:
    check(render.questions_report(a_report(ALL * 3), page, with_file=with_file))
    check(render.questions_report(a_report(ALL[:1]), page, with_file=with_file))


def test_better_learners_getting_it_wrong_is_said_in_plain_words() -> None:
    assert "Better learners get this wrong: is the key right?" in said(render.question_report(a_question(ITEMS[0])))


@pytest.mark.parametrize("learners", [1, 11, 500])
def test_the_gradebook_fits(learners: int) -> None:
    check(render.gradebook(a_gradebook(learners)))


def test_of_many_who_may_need_help_the_rest_is_counted() -> None:
    assert "and 90 more" in said(render.gradebook(a_gradebook(100)))
