"""What a reminder counts: no more and no less than practice would ask."""

from __future__ import annotations

from datetime import timedelta

from bot.core.models import Library
from bot.services.due import how_much_is_due
from bot.services.live import QuizWish
from tests.services.school import AMIR, CHANNEL, GUILD, HOST, School, library
from tests.services.test_practice import DAY, answer_in_class, bring_a_bank, practised, start


async def due(school: School, later: timedelta = timedelta(0)) -> int:
    return await how_much_is_due(school.store, school.shelves, AMIR.id, school.time + later)


async def test_what_was_missed_counts_at_once_and_the_rest_when_its_day_has_come(any_school: School) -> None:
    await practised(any_school, await start(any_school, None, count=3), wrong=[1, 3, 4])
    assert await due(any_school) == 1
    assert await due(any_school, 30 * DAY) == 3


async def test_what_is_taught_no_more_or_has_another_key_is_not_due(any_school: School) -> None:
    await practised(any_school, await start(any_school, None, count=4))
    any_school.library = library(questions=3)
    assert await due(any_school, 30 * DAY) == 3
    any_school.library = Library.of([], [], [])
    assert await due(any_school, 30 * DAY) == 0


async def test_what_is_asked_in_class_just_now_is_not_due(any_school: School) -> None:
    await answer_in_class(any_school)
    assert await due(any_school, 30 * DAY) == 1
    await any_school.live.start(GUILD, CHANNEL, HOST, QuizWish(bank="kokand", questions=4, seconds=10))
    assert await due(any_school, 30 * DAY) == 0


async def test_questions_of_a_server_are_due_for_who_has_answered_there(any_school: School) -> None:
    await bring_a_bank(any_school, GUILD, "Ferghana")
    await answer_in_class(any_school)
    await practised(any_school, await start(any_school, GUILD, topic="Rivers of Ferghana"))
    assert await due(any_school, 30 * DAY) == 2
    async with any_school.store._database.write() as connection:
        await connection.exec_driver_sql("UPDATE banks SET state = 'retired'")
    any_school.shelves.forget(GUILD)
    assert await due(any_school, 30 * DAY) == 1
