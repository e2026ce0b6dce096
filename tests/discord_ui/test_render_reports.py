"""Teachers' reports and learners' doubts as Discord shows them, within its limits whatever the class."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from bot.core.calendar import Period
from bot.core.gradebook import DaySum, gradebook
from bot.core.item_analysis import ItemAnalysis, Remark, Said, unanswered
from bot.core.models import Item, OneChoice, SeveralChoices, TrueFalse
from bot.core.records import Doubt, DoubtState
from bot.discord_ui import render
from bot.services.views import DoubtAnswered, DoubtView, GradebookView, QuestionsView, QuestionView
from tests.core.strategies import any_text
from tests.discord_ui.limits import FILE, GALLERY, check, check_modal, labels, parts, said
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


def a_gradebook(learners: int, *, help_: int | None = None, name: str = "*" * 32) -> GradebookView:
    sums = [DaySum(n, name, "basmachi/kokand", date(2026, 3, 2), 10, 1.0) for n in range(learners)]
    book = gradebook(sums)
    return GradebookView(
        period=Period.MONTH,
        topic="*" * 100,
        book=book,
        titles={"basmachi/kokand": "Kokand"},
        streaks={},
        needing_help=book.rows[:help_],
        others=book.rows[help_:],
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
def test_the_report_on_questions_fits_on_every_page(page: int) -> None:
    check(render.questions_report(a_report(ALL * 3), page))
    check(render.questions_report(a_report(ALL[:1]), page))


def test_better_learners_getting_it_wrong_is_said_in_plain_words() -> None:
    assert "Better learners get this wrong: is the key right?" in said(render.question_report(a_question(ITEMS[0])))


@pytest.mark.parametrize("learners", [1, 11, 500])
@pytest.mark.parametrize("help_", [0, 1, 10, 500])
def test_the_gradebook_fits(learners: int, help_: int) -> None:
    check(render.gradebook(a_gradebook(learners, help_=help_)))


def test_of_many_learners_the_rest_is_counted_in_the_message_the_picture_and_its_description() -> None:
    view = a_gradebook(100)
    assert "and 75 more" in said(render.gradebook(view))
    assert render.gradebook_card(view).note == "and 75 more"
    assert "and 75 more" in render.gradebook_words(view)


def test_the_message_the_picture_and_its_description_call_a_learner_by_the_same_number() -> None:
    view = a_gradebook(3, help_=1, name="Ayla")
    message, words, card = said(render.gradebook(view)), render.gradebook_words(view), render.gradebook_card(view)
    assert [(group.title, [bar.number for bar in group.bars]) for group in card.groups] == [
        ("May need help: less than half right", ["1"]),
        ("The others", ["2", "3"]),
    ]
    assert "1. Ayla: 10% of 10 answers" in message
    assert "The others: 2.\u00a0Ayla\u00a010% · 3.\u00a0Ayla\u00a010%" in message
    assert words.splitlines()[1:] == [
        "May need help: less than half right",
        "1. Ayla: 10% of 10 answers",
        "The others",
        "2. Ayla: 10% of 10 answers",
        "3. Ayla: 10% of 10 answers",
    ]


def test_where_nobody_needs_help_there_are_no_others_to_speak_of() -> None:
    view = a_gradebook(2, help_=0)
    assert [group.title for group in render.gradebook_card(view).groups] == [""]
    assert "Everybody with five answers or more" in said(render.gradebook(view))


@given(name=any_text)
def test_every_bar_of_the_most_is_in_the_description_whatever_learners_and_choices_are_called(name: str) -> None:
    for title in (name, "*" * 32, "ع*" * 16):
        view = a_gradebook(40, help_=12, name=title)
        words = render.gradebook_words(view)
        assert len(words) <= 1024
        assert all(f"\n{number}. " in words for number in range(1, 26))
        assert words.endswith("and 15 more")
        check(render.gradebook(view))


def test_the_picture_of_questions_has_those_worth_a_look_first_with_a_word_why() -> None:
    easy, dull = (
        replace(a_question(item), analysis=replace(an_analysis(item), said=said_))
        for item, said_ in ((ITEMS[0], (Said(Remark.TOO_EASY),)), (ITEMS[1], (Said(Remark.DISTRACTOR_UNUSED, 0),)))
    )
    first, second = render.questions_card(replace(a_report([]), questions=(easy, dull))).groups
    assert (first.title, second.title) == ("1 question is worth a look", "The others")
    assert [one.remark for one in (*first.bars, *second.bars)] == ["Too easy: nearly everybody knows it.", ""]
    assert (first.bars[0].value, first.bars[0].beside) == ("50%", "tells learners apart: −0.25")
    shown = said(render.questions_report(a_report(ALL)))
    assert "**1. " in shown
    assert "**2. " in shown


def test_a_question_that_few_have_answered_says_how_few_in_place_of_a_discrimination() -> None:
    few = replace(an_analysis(ITEMS[0]), attempts=3, discrimination=None, said=(Said(Remark.TOO_FEW),))
    view = replace(a_report([]), questions=(QuestionView(round_id=1, analysis=few, withdrawn=False, doubts=0),))
    [group] = render.questions_card(view).groups
    assert group.title == ""
    assert (group.bars[0].beside, group.bars[0].remark) == ("3 first attempts", "")
    assert "3 first attempts" in render.questions_words(view)


def test_of_many_questions_the_description_has_each_that_the_picture_has_and_counts_the_rest() -> None:
    for items in (ALL * 3, [*ITEMS] * 5, [LONGEST[0]] * 21):
        view = a_report(items)
        words = render.questions_words(view)
        assert len(words) <= 1024
        bars = [bar for group in render.questions_card(view).groups for bar in group.bars]
        assert len(bars) == min(20, len(items))
        if len(items) > 20:
            assert f"and {len(items) - 20} more question" in words.splitlines()[-1]
        assert all(f"\n{bar.number}. " in words for bar in bars)


def test_the_first_page_alone_shows_the_picture_and_each_has_the_table() -> None:
    view = a_report(ALL * 3)
    for page in (0, 1):
        kinds = [part["type"] for part in parts(render.questions_report(view, page))]
        assert (GALLERY in kinds) is (page == 0)
        assert kinds[-1] == FILE
    # a page that is not there any more, for fewer questions are left, has no picture either: none is sent with it
    assert GALLERY not in [part["type"] for part in parts(render.questions_report(a_report(ALL[:1]), 3))]


def test_the_pictures_are_sent_under_the_names_that_the_messages_show() -> None:
    book, report = a_gradebook(2), a_report(ALL)
    for message, file in (
        (render.gradebook(book), render.gradebook_picture(book, b"")),
        (render.questions_report(report), render.questions_picture(report, b"")),
    ):
        [item] = next(part for part in parts(message) if part["type"] == GALLERY)["items"]
        assert item["media"]["url"] == f"attachment://{file.filename}"
        assert item["description"] == file.description
        file.close()


def test_where_nobody_has_answered_doubts_can_still_be_looked_at() -> None:
    view = render.questions_report(a_report([]))
    check(view)
    assert labels(view) == ["Look at 99 doubts"]
    assert "No answers yet" in said(view)


def test_what_is_out_of_use_and_not_answered_is_in_the_message_and_not_in_the_picture() -> None:
    resting = QuestionView(round_id=1, analysis=unanswered(ITEMS[0]), withdrawn=True, doubts=0)
    view = replace(a_report([]), questions=(resting,))
    shown = render.questions_report(view)
    check(shown)
    assert "out of use here" in said(shown)
    assert "right" not in said(shown).splitlines()[3]
    assert not render.has_picture(view, 0)
    assert render.questions_card(view).groups == ()
    check(render.question_report(resting))
