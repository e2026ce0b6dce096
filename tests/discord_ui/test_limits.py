"""Every message is within Discord's limits: with real-looking content, with the longest, and with whatever there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calendar import Period
from bot.core.live import End
from bot.core.models import Image, Item, Lesson, Matching, Ordering, ShortText, Typed, Year
from bot.core.ranking import Placed, ranked
from bot.core.records import Answer, Guild, PostState, Preferences, RoundState, Trouble, What
from bot.core.slots import Slot
from bot.core.streaks import Streak
from bot.discord_ui import render, text
from bot.discord_ui.render.answers import right_words
from bot.services.progress import topic_mark
from bot.services.views import (
    DailyView,
    DigestView,
    ExportView,
    HardestView,
    LeaderboardView,
    LessonView,
    NothingDue,
    PodiumView,
    PracticeEnd,
    PracticeWish,
    PrivacyView,
    ReminderSet,
    ReminderView,
    ResultLine,
    ResultView,
    ScoreView,
    ShelfChoice,
    SittingEnd,
    SittingView,
    VerdictView,
)
from bot.store.schema import PEOPLE
from tests.core.strategies import any_text, items
from tests.discord_ui.limits import GALLERY, check, check_modal, labels, parts, said
from tests.discord_ui.samples import (
    BIG,
    ITEMS,
    LESSON,
    LONGEST,
    LONGEST_CITES,
    LONGEST_LESSON,
    NOW,
    ONE,
    a_lesson_view,
    a_post,
    a_posted_round,
    a_progress_view,
    a_quiz,
    a_round,
    a_round_view,
    a_schedule,
    a_schedule_view,
    a_slot_post,
    a_standing,
    right,
    wrong,
)


@pytest.fixture(scope="module", autouse=True, params=sorted(text.LANGUAGES))
def language(request: pytest.FixtureRequest) -> Iterator[None]:
    with text.speaking(request.param):
        yield


LONG_QUIZ = a_quiz("*" * 80, speed_bonus=True, id_=BIG)
ALL = [*ITEMS, *LONGEST]
every_item = pytest.mark.parametrize("item", ALL, ids=[item.id for item in ALL])


@every_item
@pytest.mark.parametrize("state", list(RoundState))
@pytest.mark.parametrize("many", [0, 999])
def test_a_live_question_fits_in_every_state(item: Item, state: RoundState, many: int) -> None:
    answers = [(right(item), 1.0), (wrong(item), 0.0), (wrong(item), 0.5)] * (many // 3)
    view = a_round_view(
        item, state, answers=answers, citations=LONGEST_CITES, lesson=LONGEST_LESSON, quiz=LONG_QUIZ, id_=BIG
    )
    check(render.live_round(view))


@every_item
def test_what_a_learner_is_told_after_an_answer_fits(item: Item) -> None:
    round_ = a_round(item, id_=BIG)
    for response in (right(item), wrong(item)):
        check(render.saved(round_, response))
        check(render.already(round_, response))


@every_item
@pytest.mark.parametrize("credit", [0.0, 0.5, 1.0])
def test_a_private_question_and_its_verdict_fit(item: Item, credit: float) -> None:
    round_ = a_round(item, private=True, id_=BIG)
    sitting = SittingView(sitting_id=BIG, round=round_, number=20, total=20)
    check(render.sitting_question(sitting))
    check(render.sitting_question(sitting, "*" * 200))
    hinted = SittingView(sitting_id=BIG, round=replace(round_, hinted=True, attempt=3), number=20, total=20)
    check(render.sitting_question(hinted, "*" * 200))
    verdict = VerdictView(
        round=round_,
        response=wrong(item),
        credit=credit,
        first=False,
        citations=LONGEST_CITES,
        number=20,
        total=20,
        last=True,
        points=150,
        lesson=LONGEST_LESSON,
        comes_back=timedelta(days=59),
    )
    check(render.verdict(verdict))
    check(render.verdict(replace(verdict, round=replace(round_, hinted=True), once_more=True)))


@pytest.mark.parametrize(
    "item", [item for item in ALL if isinstance(item, Ordering | Matching)], ids=lambda one: one.id
)
def test_a_panel_fits_empty_full_and_with_everything_missing(item: Ordering | Matching) -> None:
    round_ = a_round(item, id_=BIG)
    size = len(round_.order)
    check(render.compose_panel(round_, [None] * size))
    check(render.compose_panel(round_, list(range(size))))
    check(render.compose_panel(round_, [0] * size, range(size)))


@every_item
def test_what_is_right_is_never_cut_however_long_the_rest_is(item: Item) -> None:
    answers = [(wrong(item), 0.0)]
    live = a_round_view(item, RoundState.CLOSED, answers=answers, citations=LONGEST_CITES, quiz=LONG_QUIZ)
    verdict = VerdictView(
        round=a_round(item, private=True),
        response=wrong(item),
        credit=0.0,
        first=False,
        citations=LONGEST_CITES,
        number=20,
        total=20,
        last=True,
    )
    for view in (render.live_round(live), render.verdict(verdict)):
        assert item.ask in said(view)
        assert all(word in said(view) for word in right_words(item))


@pytest.mark.parametrize("item", [item for item in ALL if isinstance(item, ShortText | Year)], ids=lambda one: one.id)
def test_a_modal_fits(item: ShortText | Year) -> None:
    check_modal(render.answer_modal(a_round(item, id_=BIG)))


@pytest.mark.parametrize("private", [True, False])
@pytest.mark.parametrize("lesson", [LESSON, LONGEST_LESSON], ids=["usual", "longest"])
@pytest.mark.parametrize("questions", [0, 5])
def test_a_lesson_fits(lesson: object, private: bool, questions: int) -> None:
    assert isinstance(lesson, type(LESSON))
    view = LessonView(
        lesson=lesson,
        number=99,
        total=99,
        previous=replace(lesson, id="basmachi/01"),
        next=replace(lesson, id="basmachi/03"),
        citations=LONGEST_CITES,
        questions=questions,
    )
    shown = render.lesson(view, private)
    check(shown)
    check(render.lesson(view, private, BIG))
    assert lesson.body in said(shown)


@every_item
def test_the_end_of_a_practice_fits(item: Item) -> None:
    wish = PracticeWish(count=20, topic="t" * 90, shelf=BIG, anyway=True)
    end = PracticeEnd(
        right=19,
        partly=1,
        total=20,
        points=2000,
        learnt=(item,) * 20,
        again=(item,) * 20,
        lesson=LONGEST_LESSON,
        next_review=NOW,
        more=True,
        wish=wish,
    )
    check(render.practice_end(end))
    check(render.practice_end(replace(end, more=False, learnt=())))
    check(render.nothing_due(NothingDue(wish=wish, next_review=NOW)))


def test_a_choice_of_more_servers_than_a_menu_holds_fits() -> None:
    shelves = {BIG - index: ["*" * 80] * 20 for index in range(100)}
    check(render.shelf_choice(ShelfChoice(wish=PracticeWish(count=20, topic="t" * 90), shelves=shelves), {}))
    names = dict.fromkeys(shelves, "@*" * 50)
    check(render.shelf_choice(ShelfChoice(wish=PracticeWish(), shelves=shelves), names))


def test_a_result_of_the_most_and_longest_questions_fits_on_every_page() -> None:
    for item in ALL:
        lines = tuple(ResultLine(item=item, response=wrong(item), credit=0.5, points=149) for _ in range(25))
        view = ResultView(quiz=LONG_QUIZ, place=BIG, of=BIG, points=BIG, lines=lines)
        for page in (0, 3, 24, BIG):
            check(render.result(view, page))


def test_every_question_is_on_exactly_one_page_of_a_result() -> None:
    lines = tuple(
        ResultLine(item=replace(item, ask=f"[{index:02}]"), response=wrong(item), credit=0.5, points=1)
        for index, item in enumerate((ALL * 2)[:25])
    )
    view = ResultView(quiz=a_quiz(), place=1, of=1, points=1, lines=lines)
    pages = {said(render.result(view, page)) for page in range(25)}
    for index in range(25):
        assert sum(f"{index:02}\\]" in page for page in pages) == 1


@pytest.mark.parametrize("end", list(End))
@pytest.mark.parametrize("people", [0, 1, 500])
@pytest.mark.parametrize("points", [0, 500, BIG])
def test_a_podium_fits(end: End, people: int, points: int) -> None:
    placed = ranked(a_standing(index, points, "@*" * 16) for index in range(people))
    check(render.podium(PodiumView(quiz=LONG_QUIZ, asked=25, end=end, placed=placed)))


@every_item
@pytest.mark.parametrize("id_", [None, BIG])
@pytest.mark.parametrize("what", [What.QUESTION, What.LESSON_AND_QUESTION])
def test_what_a_schedule_asks_fits_and_so_does_its_reveal(item: Item, what: What, id_: int | None) -> None:
    lesson = a_lesson_view(LONGEST_LESSON, citations=LONGEST_CITES) if what is What.LESSON_AND_QUESTION else None
    streaks = tuple(("@*" * 16, Streak(300, 40)) for _ in range(10))
    answers = [(right(item), 1.0), (wrong(item), 0.0), (wrong(item), 0.5)] * 300
    for state in (RoundState.OPEN, RoundState.CLOSED):
        for several in ((), answers):
            post = a_post(
                what,
                item,
                state,
                id_=id_,
                lesson=lesson,
                answers=several,
                citations=LONGEST_CITES,
                streaks=streaks,
                late=True,
            )
            view = render.slot(post)
            check(view)
            assert item.ask in said(view)
            if state is RoundState.CLOSED:
                assert all(word in said(view) for word in right_words(item))


@every_item
def test_the_question_of_the_day_fits_in_private(item: Item) -> None:
    round_ = a_posted_round(item, id_=BIG)
    check(render.daily(DailyView(round=round_)))
    for response in (right(item), wrong(item)):
        given_ = Answer(round_id=1, learner_id=1, response=response, credit=0.5, points=50, answered_at=NOW)
        check(render.daily(DailyView(round=round_, answer=given_)))
        check(render.saved(round_, response))


@every_item
def test_a_digest_fits(item: Item) -> None:
    placed = ranked(a_standing(index, BIG - index // 2, "@*" * 16) for index in range(5))
    hardest = HardestView(item=item, share=0.31, answers=BIG, citations=LONGEST_CITES)
    coming = tuple((what, Slot(NOW.date(), NOW)) for what in What) * 6
    for digest in (
        DigestView(placed=placed, learners=BIG, hardest=hardest, coming=coming),
        DigestView(placed=(), learners=0, hardest=None, coming=()),
    ):
        check(render.slot(a_post(What.DIGEST, digest=digest, late=True)))


@pytest.mark.parametrize("lesson", [LESSON, LONGEST_LESSON], ids=["usual", "longest"])
def test_a_scheduled_lesson_fits_whole(lesson: Lesson) -> None:
    view = render.slot(a_post(What.LESSON, lesson=a_lesson_view(lesson, citations=LONGEST_CITES), late=True))
    check(view)
    assert lesson.body in said(view)


def test_a_lesson_and_a_question_as_they_are_written_stand_whole_in_one_message() -> None:
    lesson = replace(LESSON, body="b" * 1500)
    for item in ITEMS:
        view = render.slot(a_post(What.LESSON_AND_QUESTION, item, lesson=a_lesson_view(lesson)))
        check(view)
        assert lesson.body in said(view)
        assert "Read the lesson" not in labels(view)


def test_a_lesson_that_has_to_be_shortened_can_be_read_whole() -> None:
    view = render.slot(a_post(What.LESSON_AND_QUESTION, LONGEST[-1], lesson=a_lesson_view(LONGEST_LESSON)))
    assert LONGEST_LESSON.body not in said(view)
    assert text.READ_LESSON() in labels(view)


@every_item
@pytest.mark.parametrize("lesson", [LESSON, LONGEST_LESSON], ids=["usual", "longest"])
def test_the_preview_of_a_schedule_fits_in_one_message_or_in_two(item: Item, lesson: Lesson) -> None:
    preview = a_post(What.LESSON_AND_QUESTION, item, id_=None, lesson=a_lesson_view(lesson))
    pages = render.schedule_added(a_schedule_view(topic="*" * 80, preview=preview))
    assert 1 <= len(pages) <= 2
    for page in pages:
        check(page)


@pytest.mark.parametrize("count", [0, 1, 5, 25])
def test_a_list_of_schedules_fits_on_every_page(count: int) -> None:
    last = a_slot_post(PostState.CLAIMED, Trouble.CHANNEL, retry_at=NOW)
    views = [
        a_schedule_view(
            a_schedule(What.LESSON_AND_QUESTION, id_=BIG, days=frozenset({0, 2, 4, 6}), open_hours=168),
            topic="*" * 80,
            last=last,
            timezone="America/Argentina/ComodRivadavia",
        )
        for _ in range(count)
    ]
    for page in (0, 1, 4, BIG):
        check(render.schedule_list(views, page))


def test_what_teachers_are_told_of_schedules_and_settings_fits() -> None:
    check(render.schedule_rests(a_schedule_view(a_schedule(failures=3), topic="*" * 80), "*" * 100))
    for role in (None, BIG):
        guild = Guild(id=1, timezone="America/Argentina/ComodRivadavia", teacher_role_id=role)
        check(render.server_settings(guild, NOW))


def test_what_the_operator_is_told_of_files_fits_whatever_stands_in_them() -> None:
    check(render.bad_files(["a.yaml:1:1: no"]))
    check(render.bad_files([f"{'`' * 500}{'x' * 500}"] * 20))


def test_a_leaderboard_and_a_score_fit() -> None:
    placed = ranked(a_standing(index, BIG - index // 2, "[*]" * 10) for index in range(25))
    for period in Period:
        check(
            render.leaderboard(
                LeaderboardView(period=period, topic="*" * 80, placed=placed, own=placed[-1], learners=BIG)
            )
        )
    periods = tuple((period, a_standing(1, BIG), BIG) for period in Period)
    check(render.score(ScoreView(learner_id=1, name="*" * 32, own=True, periods=periods)))


@given(name=any_text)
def test_the_progress_of_whoever_knows_the_most_topics_of_the_longest_names_fits(name: str) -> None:
    for title in (name, "*" * 80, "ع*" * 40):
        view = a_progress_view(title, *[title] * 7, others=(title,) * 30, count=BIG)
        check(render.progress(view))
        usual = a_progress_view(title, *[title] * 7, others=(title,) * 30, count=9_999)
        assert not render.progress_words(usual).endswith("…")
        file = render.progress_file(view, b"")
        assert len(file.description or "") <= 1024
        file.close()


def test_pages_of_a_leaderboard_fit() -> None:
    placed = ranked(a_standing(index, BIG, "[*]" * 10) for index in range(10))
    own = Placed(BIG, replace(a_standing(99, BIG), hidden=True), tied=True)
    view = LeaderboardView(
        period=Period.MONTH,
        topic="*" * 80,
        topic_mark=topic_mark("x" * 5000),
        placed=placed,
        own=own,
        learners=BIG,
        page=BIG,
        pages=2 * BIG,
    )
    check(render.leaderboard(view))


def test_what_is_kept_about_a_person_fits_whatever_it_is() -> None:
    settings = Preferences(
        learner_id=BIG, hidden=True, reminder_at=time(18), timezone="America/Argentina/ComodRivadavia", remind_at=NOW
    )
    names = tuple("@*" * 16 for _ in range(100))
    rows = dict.fromkeys([table.name for table in PEOPLE], BIG)
    for view in (
        PrivacyView(rows=rows, names=names, preferences=settings),
        PrivacyView(rows=dict.fromkeys(rows, 0), names=(), preferences=Preferences(learner_id=1)),
    ):
        check(render.about_you(view))
    check(render.export(ExportView(name="dastan-2026-01-01.json.zip", content=b"", rows=BIG)))
    check(render.erase_question())
    check(render.erased())
    for hidden in (True, False):
        check(render.hiding(hidden))
    check(render.reminder(ReminderView(learner_id=BIG, due=BIG, at=time(18), timezone="*" * 80, slot=NOW)))
    for set_ in (ReminderSet(), ReminderSet(at=time(18), timezone="Asia/Baku", first=NOW)):
        check(render.reminder_set(set_, NOW))


def test_every_table_with_people_is_told_in_words() -> None:
    assert {table.name for table in PEOPLE} == set(text.ROWS)
    for table, words in text.ROWS.items():
        settings = Preferences(learner_id=1)
        shown = said(render.about_you(PrivacyView(rows={table: 3}, names=(), preferences=settings)))
        assert words(3) in shown


def test_the_rest_fits() -> None:
    check(render.quiz_started(LONG_QUIZ))
    check(render.quiz_started(a_quiz()))
    for right_ones in (0, 3, 5):
        check(render.sitting_end(SittingEnd(about=LONGEST_LESSON, right=right_ones, total=5)))
        check(render.sitting_end(SittingEnd(about=None, right=right_ones, total=5, partly=2)))
    for teacher in (True, False):
        check(render.help_page(teacher))
    check(render.welcome())
    check(render.notice("*" * 5000))
    check(render.apology("0123abcd"))


@given(item=items, typed=any_text, closed=st.booleans())
def test_whatever_a_question_holds_it_fits(item: Item, typed: str, closed: bool) -> None:
    item = replace(item, ask=item.ask or "?")  # the content check sees to it that something is asked
    state = RoundState.CLOSED if closed else RoundState.OPEN
    response = Typed(typed) if isinstance(item, ShortText | Year) else right(item)
    check(render.live_round(a_round_view(item, state, answers=[(response, 1.0)])))
    check(render.saved(a_round(item), response))


@given(item=items, closed=st.booleans(), name=any_text)
def test_whatever_a_schedule_asks_it_fits(item: Item, closed: bool, name: str) -> None:
    item = replace(item, ask=item.ask or "?")
    state = RoundState.CLOSED if closed else RoundState.OPEN
    check(render.slot(a_post(What.QUESTION, item, state, answers=[(right(item), 1.0)], streaks=((name, Streak(2)),))))


@given(name=any_text)
def test_whatever_a_person_is_called_the_scores_fit(name: str) -> None:
    placed = ranked([a_standing(1, 100, name), a_standing(2, 100, name * 3)])
    check(render.podium(PodiumView(quiz=a_quiz(), asked=1, end=End.FINISHED, placed=placed)))
    check(render.leaderboard(LeaderboardView(period=Period.WEEK, topic=None, placed=placed, own=placed[0], learners=2)))


def test_a_picture_is_shown_and_sent_under_the_same_name(tmp_path: Path) -> None:
    path = tmp_path / "A Map (1).PNG"
    path.write_bytes(b"not really")
    item = replace(ONE, image=Image(str(path), "a" * 2000))
    file = render.image_file(item)
    view = render.live_round(a_round_view(item))
    check(view)
    gallery = next(part for part in parts(view) if part["type"] == GALLERY)
    assert isinstance(file, discord.File)
    assert gallery["items"][0]["media"]["url"] == f"attachment://{file.filename}"
    file.close()


def test_the_picture_of_a_scheduled_question_is_sent_along_and_that_of_its_preview(tmp_path: Path) -> None:
    path = tmp_path / "map.png"
    path.write_bytes(b"not really")
    item = replace(ONE, image=Image(str(path), "A map"))
    for state in (RoundState.OPEN, RoundState.CLOSED):
        post = a_post(What.QUESTION, item, state)
        file = render.slot_image(post)
        gallery = next(part for part in parts(render.slot(post)) if part["type"] == GALLERY)
        assert isinstance(file, discord.File)
        assert gallery["items"][0]["media"]["url"] == f"attachment://{file.filename}"
        file.close()
    preview = a_post(What.QUESTION, item, id_=None)
    assert any(part["type"] == GALLERY for part in parts(render.schedule_added(a_schedule_view(preview=preview))[-1]))
    assert render.slot_image(a_post(What.LESSON, lesson=a_lesson_view())) is None
    assert render.slot_image(None) is None


def test_a_picture_whose_file_is_gone_is_told_in_words() -> None:
    item = replace(ONE, image=Image("/nowhere/map.png", "A map of the Ferghana valley"))
    assert render.image_file(item) is None
    view = render.live_round(a_round_view(item))
    check(view)
    assert "A map of the Ferghana valley" in said(view)


def test_a_question_without_a_picture_has_no_file() -> None:
    assert render.image_file(ONE) is None
