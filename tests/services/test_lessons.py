"""Lessons and the private questions on them."""

from __future__ import annotations

import pytest

from bot.core.calendar import Period
from bot.core.errors import NoItems, NoLessons, NotForYou, UnknownBank, UnknownLesson, UnknownRound, UnknownTopic
from bot.core.models import Bank, Library, Picked, SeveralChoices
from bot.services.course import find_bank, find_topic
from bot.services.people import Learner
from bot.services.views import SittingEnd, SittingView
from tests.services.school import AMIR, BELLA, CITE, GUILD, School


def towns(number: int) -> SeveralChoices:
    return SeveralChoices(
        id=f"basmachi/towns/q{number}",
        ask="Which of these were in the valley?",
        why="Both towns lie in the valley.",
        cites=CITE,
        lesson="kokand",
        choices=("Kokand", "Andijan", "Warsaw", "Lisbon"),
        answers=frozenset({0, 1}),
    )


async def test_the_next_unread_lesson_comes_until_all_are_read_and_then_the_first(school: School) -> None:
    titles = [(await school.lessons.read(AMIR, None)).lesson.id for _ in range(3)]
    assert titles == ["kokand", "khiva", "kokand"]


async def test_a_lesson_knows_its_place_and_its_neighbours(school: School) -> None:
    view = await school.lessons.read(AMIR, "Khiva, 1920")
    assert (view.number, view.total) == (2, 2)
    assert view.previous is not None
    assert view.next is None
    assert view.questions == 0
    assert view.citations[0].source is not None


async def test_the_lesson_of_the_day_goes_round_the_course(school: School) -> None:
    assert [school.lessons.of_the_day(day).lesson.id for day in (0, 1, 2)] == ["kokand", "khiva", "kokand"]


async def test_a_library_without_lessons_says_so(school: School) -> None:
    school.library = Library.of([], [], [])
    for attempt in (school.lessons.read(AMIR, None), school.lessons.read(AMIR, "kokand")):
        with pytest.raises(NoLessons):
            await attempt
    with pytest.raises(NoLessons):
        school.lessons.of_the_day(1)


async def test_an_unknown_lesson_names_the_closest(school: School) -> None:
    with pytest.raises(UnknownLesson) as refused:
        await school.lessons.read(AMIR, "Khiva 1921")
    assert refused.value.closest == "Khiva, 1920"


async def test_a_lesson_without_questions_cannot_be_quizzed(school: School) -> None:
    with pytest.raises(NoItems):
        await school.lessons.quiz_me(AMIR, "khiva", None)


async def test_a_sitting_asks_each_question_once_and_tells_how_it_went(school: School) -> None:
    found: SittingView | SittingEnd = await school.lessons.quiz_me(AMIR, "kokand", None)
    asked = []
    while isinstance(found, SittingView):
        asked.append(found.round.item.id)
        picked = Picked((0 if len(asked) == 1 else 1,))
        verdict = await school.sittings.answer(AMIR, found.round, picked, school.time)
        assert verdict.credit == (0.0 if len(asked) == 1 else 1.0)
        assert verdict.last is (len(asked) == found.total)
        found = await school.sittings.next_question(AMIR, found.sitting_id)
    assert len(asked) == len(set(asked)) == 4
    assert (found.right, found.total) == (3, 4)
    assert found.about is not None


async def test_the_end_of_a_sitting_tells_apart_what_was_right_and_what_was_partly_right(school: School) -> None:
    school.library = Library.of(
        school.library.lessons.values(),
        [Bank(id="basmachi/towns", title="Towns", movement="basmachi", items=tuple(map(towns, range(3))))],
        school.library.sources.values(),
    )
    found: SittingView | SittingEnd = await school.lessons.quiz_me(AMIR, "kokand", None)
    picks = [(0, 1), (0,), (2,)]
    while isinstance(found, SittingView):
        await school.sittings.answer(AMIR, found.round, Picked(picks.pop()), school.time)
        found = await school.sittings.next_question(AMIR, found.sitting_id)
    assert (found.right, found.partly, found.total) == (1, 1, 3)


async def test_a_question_of_a_sitting_can_be_shown_once_more(school: School) -> None:
    first = await school.lessons.quiz_me(AMIR, "kokand", None)
    assert await school.sittings.question(first.round) == first


async def test_somebody_elses_sitting_and_one_that_never_was_are_refused(school: School) -> None:
    sitting = await school.lessons.quiz_me(AMIR, "kokand", None)
    with pytest.raises(NotForYou):
        await school.sittings.next_question(BELLA, sitting.sitting_id)
    with pytest.raises(UnknownRound):
        await school.sittings.next_question(AMIR, 4711)


async def test_banks_and_topics_are_found_by_any_of_their_names(school: School) -> None:
    for name in ("basmachi/kokand", "KOKAND", " the kokand autonomy "):
        assert find_bank(school.library, name).id == "basmachi/kokand"
        assert find_topic(school.library, name) == ("basmachi/kokand", "The Kokand Autonomy")
    assert find_topic(school.library, "Basmachi") == ("basmachi", "Basmachi")


async def test_what_is_not_there_is_refused_with_the_closest_name_or_none(school: School) -> None:
    with pytest.raises(NoItems):
        find_bank(school.library, "Nothing yet")
    with pytest.raises(UnknownBank) as bank:
        find_bank(school.library, "The Kokand Autonomie")
    assert bank.value.closest == "The Kokand Autonomy"
    with pytest.raises(UnknownTopic) as topic:
        find_topic(school.library, "zzz")
    assert topic.value.closest is None


async def test_a_score_without_answers_is_all_zeros_and_has_no_place(school: School) -> None:
    view = await school.progress.score(GUILD, AMIR, BELLA)
    assert [period for period, _, _ in view.periods] == list(Period)
    assert not view.own
    assert all(standing.points == 0 and place is None for _, standing, place in view.periods)


async def test_the_readers_own_place_is_told_beyond_the_first_ten(school: School) -> None:
    await school.start(questions=1, seconds=10)
    await school.pass_time(7)
    for number in range(12):
        await school.answer(Learner(100 + number, f"Learner {number:02}"))
    await school.answer(AMIR, right=False)
    await school.pass_time(12)
    view = await school.progress.leaderboard(GUILD, AMIR, Period.DAY, None)
    assert len(view.placed) == 10
    assert view.own is not None
    assert view.own.place == 13
    assert view.learners == 13


async def test_what_a_live_quiz_is_still_to_ask_cannot_be_looked_up_by_quizzing_oneself(school: School) -> None:
    await school.start(questions=1, seconds=10)
    await school.pass_time(7)
    await school.answer(AMIR)  # since then Dastan knows in which class he is, also in direct messages
    await school.pass_time(60)
    quiz = await school.start(questions=2, seconds=10)
    coming = {round_.item.id for round_ in await school.store.rounds_of(quiz.id)}
    for guild_id in (GUILD, None, GUILD + 1):
        for _ in range(10):
            sitting = await school.lessons.quiz_me(AMIR, "kokand", guild_id)
            asked = {round_.item.id for round_ in await school.store.sitting_rounds(sitting.sitting_id)}
            assert not asked & coming
    of_another_class = await school.lessons.quiz_me(BELLA, "kokand", GUILD + 1)
    assert of_another_class.total == 4
    await school.pass_time(60)
    assert (await school.lessons.quiz_me(AMIR, "kokand", GUILD)).total == 4


async def test_a_mistyped_id_of_a_bank_is_answered_with_its_title(school: School) -> None:
    with pytest.raises(UnknownBank) as refused:
        find_bank(school.library, "basmac99hi/kokand")
    assert refused.value.closest == "The Kokand Autonomy"
