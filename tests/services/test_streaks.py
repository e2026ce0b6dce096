"""Who has kept at it, in a term of real schedules: what the reveal says of a class is what a learner sees."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.core.models import Picked
from bot.core.records import Round, What
from bot.core.streaks import Streak
from bot.services.scheduling import ScheduleWish
from bot.services.streaks import KeptStreak, longest_streak, streaks_in
from tests.services.school import AMIR, BELLA, CHANNEL, GUILD, HOST, School

HOUR, DAY = 3600.0, 24 * 3600.0


async def add(school: School, **wish: Any) -> int:
    school.time = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # a Monday
    view = await school.scheduling.add(GUILD, HOST, ScheduleWish(what=What.QUESTION, channel_id=CHANNEL, **wish))
    return view.schedule.id


def asked(school: School) -> list[Round]:
    return [view.round for view in school.outbox.slots() if view.round]


async def answer(school: School, number: int) -> None:
    await school.answering.answer(asked(school)[number].id, AMIR, Picked((1,)), school.time)


async def practise(school: School) -> None:
    """Answer one question in private."""
    sitting = await school.lessons.quiz_me(AMIR, "kokand", GUILD)
    await school.answering.answer(sitting.round.id, AMIR, Picked((0,)), school.time)
    await school.remembering.catch_up()


async def kept(school: School) -> KeptStreak:
    guild = await school.store.guild(GUILD)
    found = await streaks_in(school.store, guild, [AMIR.id, BELLA.id], school.time)
    assert found[BELLA.id].streak == Streak(0)
    return found[AMIR.id]


async def test_a_question_that_is_still_open_breaks_no_streak(school: School) -> None:
    await add(school, days="daily", open_hours=72)
    for day in range(9):
        await school.pass_time(DAY)
        if day >= 2:
            await answer(school, day - 2)
    assert await kept(school) == KeptStreak(Streak(7), by_school_days=True)
    last = [view for view in school.outbox.slots() if view.streaks][-1]
    assert [(name, one.forgiven) for name, one in last.streaks] == [("Amir", 0)]


async def test_practice_keeps_a_day_on_which_the_question_was_missed_though_the_answer_was_wrong(
    school: School,
) -> None:
    await add(school, days="daily", open_hours=2)
    for day in range(6):
        await school.pass_time(2 * HOUR)
        if day in {1, 3}:
            await school.pass_time(2 * HOUR)
            await practise(school)
            await school.pass_time(20 * HOUR)
        else:
            await answer(school, day)
            await school.pass_time(22 * HOUR)
    assert await kept(school) == KeptStreak(Streak(6), by_school_days=True)
    last = [view for view in school.outbox.slots() if view.streaks][-1]
    assert last.streaks == (("Amir", Streak(6)),)


async def test_a_weekend_off_breaks_nothing_and_when_the_schedule_is_removed_every_day_counts(school: School) -> None:
    schedule_id = await add(school)
    for day in range(7):
        await school.pass_time(2 * HOUR)
        if day < 5:
            await answer(school, day)
        await school.pass_time(22 * HOUR)
    assert await kept(school) == KeptStreak(Streak(5), by_school_days=True)
    await school.scheduling.remove(GUILD, str(schedule_id))
    assert await kept(school) == KeptStreak(Streak(5), by_school_days=True)
    await school.pass_time(DAY)
    assert await kept(school) == KeptStreak(Streak(5, 1), by_school_days=True), "Monday was missed"
    await practise(school)
    assert await kept(school) == KeptStreak(Streak(6, 1), by_school_days=True), "and Tuesday kept, with nothing asked"


async def test_before_a_server_has_its_first_schedule_every_day_counts(school: School) -> None:
    school.time = datetime(2026, 2, 26, 9, tzinfo=UTC)
    for _ in range(4):  # the last one on a Sunday
        await practise(school)
        await school.pass_time(DAY)
    assert await kept(school) == KeptStreak(Streak(4), by_school_days=False)
    await add(school)
    await school.pass_time(2 * HOUR)
    await answer(school, 0)
    assert await kept(school) == KeptStreak(Streak(5), by_school_days=True)
    assert await longest_streak(school.store, AMIR.id, school.time) == KeptStreak(Streak(5), by_school_days=True)
