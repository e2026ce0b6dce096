"""Every school day at nine: what schedules post by themselves, once, whatever happens."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.core.errors import (
    ChannelGone,
    DiscordTrouble,
    MessageGone,
    NoDaily,
    NoItems,
    NoLessons,
    StoreTrouble,
    TooManySchedules,
    UnknownSchedule,
    UnknownTimezone,
)
from bot.core.models import Library, Picked
from bot.core.records import Post, PostState, RoundState, Schedule, ScheduleState, Trouble, What
from bot.services.curriculum import Curriculum
from bot.services.scheduling import MOST_SCHEDULES, ScheduleWish
from bot.services.views import PostView
from tests.services.school import AMIR, BELLA, CHANNEL, GUILD, HOST, School, library, statement

HOUR, DAY = 3600.0, 24 * 3600.0


async def add(school: School, what: What = What.QUESTION, **wish: Any) -> Schedule:
    view = await school.scheduling.add(GUILD, HOST, ScheduleWish(what=what, channel_id=CHANNEL, **wish))
    return view.schedule


async def now_as(school: School, schedule: Schedule) -> Schedule:
    found = await school.store.schedule(schedule.id)
    assert found is not None
    return found


@pytest.fixture
def school_at_eight(school: School) -> School:
    school.time = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # a Monday
    return school


async def test_a_question_comes_at_nine_on_every_school_day_and_on_no_other(school_at_eight: School) -> None:
    school = school_at_eight
    await add(school)
    for _ in range(14):
        await school.pass_time(DAY)
    posted = [view.round.opened_at for view in school.outbox.slots() if view.round]
    assert [(at.weekday(), at.hour, at.minute) for at in posted if at] == [(day, 9, 0) for day in (0, 1, 2, 3, 4) * 2]


async def test_questions_do_not_repeat_until_all_have_been_asked(school_at_eight: School) -> None:
    school = school_at_eight
    await add(school, days="daily")
    for _ in range(8):
        await school.pass_time(DAY)
    asked = [view.round.item.id for view in school.outbox.slots() if view.round]
    assert len(asked) == 8
    assert len(set(asked[:4])) == len(set(asked[4:])) == 4
    assert set(Counter(asked).values()) == {2}


async def test_lessons_go_in_course_order_and_the_question_is_on_the_lesson(school_at_eight: School) -> None:
    school = school_at_eight
    await add(school, What.LESSON, days="daily")
    await add(school, What.LESSON_AND_QUESTION, days="daily", at="10:00")
    for _ in range(3):
        await school.pass_time(DAY)
    shown = [(view.what, view.lesson.lesson.id if view.lesson else None, view.round) for view in school.outbox.slots()]
    assert [lesson for what, lesson, _ in shown if what is What.LESSON] == ["kokand", "khiva", "kokand"]
    both = [(lesson, round_) for what, lesson, round_ in shown if what is What.LESSON_AND_QUESTION]
    assert [(lesson, round_.item.lesson) for lesson, round_ in both if round_] == [("kokand", "kokand")] * 3


def four_lessons(*left_out: str, asked: Sequence[str] = ("a", "b", "c", "d")) -> Library:
    old = library()
    lesson = old.lessons["kokand"]
    lessons = [replace(lesson, id=one, number=number) for number, one in enumerate("abcd", 1) if one not in left_out]
    items = tuple(replace(statement(number), lesson=one) for number, one in enumerate("abcd") if one in asked)
    return Library.of(lessons, [replace(old.banks["basmachi/kokand"], items=items)], old.sources.values())


@pytest.mark.parametrize("what", [What.LESSON, What.LESSON_AND_QUESTION])
async def test_the_course_goes_on_where_it_stood_when_its_last_lesson_is_taken_away(
    school_at_eight: School, what: What
) -> None:
    school = school_at_eight
    school.library = four_lessons()
    await add(school, what, days="daily")
    for _ in range(2):
        await school.pass_time(DAY)
    school.library = four_lessons("b")
    await school.pass_time(DAY)
    assert [view.lesson.lesson.id for view in school.outbox.slots() if view.lesson][-1] == "c"


async def test_the_course_goes_on_where_it_stood_when_its_last_lesson_has_no_question_any_more(
    school_at_eight: School,
) -> None:
    school = school_at_eight
    school.library = four_lessons()
    await add(school, What.LESSON_AND_QUESTION, days="daily")
    for _ in range(2):
        await school.pass_time(DAY)
    school.library = four_lessons(asked=("a", "c", "d"))
    await school.pass_time(DAY)
    assert [view.lesson.lesson.id for view in school.outbox.slots() if view.lesson][-1] == "c"


async def test_a_question_closes_with_the_next_slot_and_its_message_becomes_the_reveal(
    school_at_eight: School,
) -> None:
    school = school_at_eight
    await add(school, days="daily")
    await school.pass_time(2 * HOUR)
    [view] = school.outbox.slots()
    assert view.round is not None
    await school.answering.answer(view.round.id, AMIR, Picked((1,)), school.time)
    await school.answering.answer(view.round.id, BELLA, Picked((0,)), school.time)
    await school.pass_time(23 * HOUR)
    first, second = school.outbox.slots()
    assert first.round is not None
    assert second.round is not None
    assert (first.round.state, second.round.state) == (RoundState.CLOSED, RoundState.OPEN)
    assert first.answered == 2
    assert [(bar.count, bar.right) for bar in first.bars] == [(1, True), (1, False)]
    assert [one.learner_id for one in await school.store.leaderboard(GUILD, None, None, None, 5)] == [AMIR.id, BELLA.id]


async def test_open_hours_say_how_long_a_question_is_open(school_at_eight: School) -> None:
    school = school_at_eight
    await add(school, days="daily", open_hours=2)
    await school.pass_time(3 * HOUR - 1)
    assert [view.round.state for view in school.outbox.slots() if view.round] == [RoundState.OPEN]
    await school.pass_time(2)
    assert [view.round.state for view in school.outbox.slots() if view.round] == [RoundState.CLOSED]


async def test_the_reveal_names_those_who_have_kept_a_streak(school_at_eight: School) -> None:
    school = school_at_eight
    await add(school)
    for day in range(6):
        await school.pass_time(2 * HOUR)
        open_now = [view.round for view in school.outbox.slots() if view.round and view.round.state is RoundState.OPEN]
        if day < 5:
            await school.answering.answer(open_now[-1].id, AMIR, Picked((1,)), school.time)
        if day == 4:
            await school.answering.answer(open_now[-1].id, BELLA, Picked((1,)), school.time)
        await school.pass_time(22 * HOUR)
    await school.pass_time(3 * DAY)
    on_friday = school.outbox.slots()[4]
    assert [(name, one.days) for name, one in on_friday.streaks] == [("Amir", 5)]


async def test_who_answers_fridays_question_on_saturday_has_kept_friday(school_at_eight: School) -> None:
    school = school_at_eight
    await add(school)
    for _ in range(14):
        await school.pass_time(DAY)
        open_now = [view.round for view in school.outbox.slots() if view.round and view.round.state is RoundState.OPEN]
        if school.time.weekday() != 6:  # each on the day after, the last one of the week on Saturday
            await school.answering.answer(open_now[-1].id, AMIR, Picked((1,)), school.time)
    await school.pass_time(3 * DAY)
    on_friday = school.outbox.slots()[9]
    assert [(name, one.days, one.forgiven) for name, one in on_friday.streaks] == [("Amir", 10, 0)]


async def test_days_on_which_nothing_was_asked_break_no_streak(school_at_eight: School) -> None:
    school = school_at_eight
    schedule = await add(school)
    for day in range(21):
        await school.pass_time(2 * HOUR)
        if day == 5:
            await school.scheduling.pause(GUILD, str(schedule.id))
        if day == 13:
            await school.scheduling.resume(GUILD, str(schedule.id))
        open_now = [view.round for view in school.outbox.slots() if view.round and view.round.state is RoundState.OPEN]
        if open_now:
            await school.answering.answer(open_now[-1].id, AMIR, Picked((1,)), school.time)
        await school.pass_time(22 * HOUR)
    last = [view for view in school.outbox.slots() if view.streaks][-1]
    assert len(school.outbox.slots()) == 10
    assert [(name, one.days, one.forgiven) for name, one in last.streaks] == [("Amir", 9, 0)]


async def test_a_reveal_is_not_called_late_because_it_comes_after_its_slot(school_at_eight: School) -> None:
    school = school_at_eight
    await add(school, days="daily")
    await school.pass_time(26 * HOUR)
    assert [view.late for view in school.outbox.slots()] == [False, False]


async def test_a_digest_on_a_monday_has_the_week_before(school_at_eight: School) -> None:
    school = school_at_eight
    await add(school, days="daily", open_hours=2)
    await add(school, What.DIGEST, days="Mon", at="8:30")
    await school.pass_time(2 * HOUR)
    question = next(view.round for view in school.outbox.slots() if view.round)
    await school.answering.answer(question.id, AMIR, Picked((1,)), school.time)
    await school.pass_time(7 * DAY)
    digests = [view.digest for view in school.outbox.slots() if view.digest]
    assert [[one.standing.name for one in digest.placed] for digest in digests] == [[], ["Amir"]]


async def test_a_slot_missed_within_the_grace_period_is_posted_late_once_and_says_so(school_at_eight: School) -> None:
    school = school_at_eight
    await add(school)
    school.time += timedelta(hours=7)
    await school.restart()
    await school.run_due()
    [view] = school.outbox.slots()
    assert view.late
    await school.restart()
    await school.run_due()
    assert len(school.outbox.slots()) == 1


async def test_a_slot_missed_for_longer_is_skipped_and_told(school_at_eight: School) -> None:
    school = school_at_eight
    schedule = await add(school)
    school.time += timedelta(days=2, hours=8)  # Wednesday, 16:00
    await school.restart()
    await school.run_due()
    assert school.outbox.slots() == []
    posts = await school.store.posts_of(schedule.id, 10)
    assert [(post.slot.day.day, post.state) for post in posts] == [
        (4, PostState.MISSED),
        (3, PostState.MISSED),
        (2, PostState.MISSED),
    ]
    [view] = await school.scheduling.all(GUILD)
    assert view.last is not None
    assert view.last.state is PostState.MISSED
    await school.pass_time(18 * HOUR)
    assert len(school.outbox.slots()) == 1


async def test_a_message_that_a_crash_left_unnoted_is_adopted_and_not_posted_again(
    school_at_eight: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = school_at_eight
    schedule = await add(school)

    async def killed(*_: object) -> None:
        raise RuntimeError("kill -9")

    with monkeypatch.context() as patch:
        patch.setattr(type(school.store), "set_posted", killed)
        await school.pass_time(HOUR)
    assert len(school.outbox.slots()) == 1
    await school.restart()
    await school.run_due()
    assert len(school.outbox.slots()) == 1
    [post] = await school.store.posts_of(schedule.id, 5)
    assert post.state is PostState.POSTED
    assert post.message_id in school.outbox.messages


async def test_a_crash_before_the_post_leaves_it_to_the_next_start(
    school_at_eight: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = school_at_eight
    await add(school)

    async def killed(*_: object) -> None:
        raise RuntimeError("kill -9")

    with monkeypatch.context() as patch:
        patch.setattr(school.outbox, "post_slot", killed)
        await school.pass_time(HOUR)
    school.time += timedelta(hours=1)
    await school.restart()
    await school.run_due()
    [view] = school.outbox.slots()
    assert view.late


async def test_without_a_grace_period_a_slot_is_posted_in_time_and_left_out_once_it_would_be_late(
    school_at_eight: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = school_at_eight
    monkeypatch.setattr("tests.services.school.GRACE", timedelta(0))
    school.begin()
    schedule = await add(school, days="daily")
    school.time += timedelta(hours=1, seconds=1)
    await school.run_due()
    assert len(school.outbox.slots()) == 1
    school.time += timedelta(days=1, minutes=5)
    await school.run_due()
    assert len(school.outbox.slots()) == 1
    assert [one.state for one in await school.store.posts_of(schedule.id, 5)] == [PostState.MISSED, PostState.POSTED]


async def test_trouble_is_tried_again_with_growing_pauses_until_it_is_over(school_at_eight: School) -> None:
    school = school_at_eight
    schedule = await add(school)
    school.outbox.fail("post_slot", *[DiscordTrouble()] * 3)
    await school.pass_time(HOUR + 30)
    assert school.outbox.slots() == []
    await school.pass_time(4 * 60)
    assert len(school.outbox.slots()) == 1
    [post] = await school.store.posts_of(schedule.id, 5)
    assert (post.state, post.tries, post.trouble) == (PostState.POSTED, 3, None)


async def test_trouble_that_outlasts_the_grace_period_gives_the_slot_up_and_its_question_is_free_again(
    school_at_eight: School,
) -> None:
    school = school_at_eight
    schedule = await add(school)
    school.outbox.fail("post_slot", *[DiscordTrouble()] * 1000)
    await school.pass_time(8 * HOUR)
    [post] = await school.store.posts_of(schedule.id, 5)
    assert (post.state, post.trouble) == (PostState.FAILED, Trouble.DISCORD)
    assert await school.store.times_asked([GUILD]) == {GUILD: {}}
    assert (await now_as(school, schedule)).failures == 0
    school.outbox.trouble.clear()
    await school.pass_time(DAY)
    assert len(school.outbox.slots()) == 1


async def test_a_channel_that_is_away_for_a_minute_costs_nothing(school_at_eight: School) -> None:
    school = school_at_eight
    schedule = await add(school)
    school.outbox.fail("post_slot", ChannelGone(CHANNEL), ChannelGone(CHANNEL))
    await school.pass_time(HOUR + 120)
    assert len(school.outbox.slots()) == 1
    assert (await now_as(school, schedule)).state is ScheduleState.ACTIVE


async def test_a_channel_gone_for_three_days_rests_its_schedule_tells_the_teacher_once_and_comes_back_by_itself(
    school_at_eight: School,
) -> None:
    school = school_at_eight
    schedule = await add(school)
    school.outbox.fail("post_slot", *[ChannelGone(CHANNEL)] * 1000)
    await school.pass_time(2 * DAY)
    assert (await now_as(school, schedule)).state is ScheduleState.ACTIVE
    assert school.outbox.said == []
    await school.pass_time(2 * DAY)
    assert (await now_as(school, schedule)).state is ScheduleState.RESTING
    assert school.outbox.said == [f"schedule {schedule.id} rests"]
    await school.pass_time(3 * DAY)
    assert school.outbox.said == [f"schedule {schedule.id} rests"]
    school.outbox.trouble.clear()
    await school.pass_time(2 * DAY)
    assert (await now_as(school, schedule)).state is ScheduleState.ACTIVE
    assert len(school.outbox.slots()) >= 1


async def test_a_paused_schedule_posts_nothing_and_makes_up_for_nothing(school_at_eight: School) -> None:
    school = school_at_eight
    schedule = await add(school)
    await school.scheduling.pause(GUILD, str(schedule.id))
    await school.pass_time(3 * DAY + 2 * HOUR)  # Thursday, 10:00
    view = await school.scheduling.resume(GUILD, f"#{schedule.id}")
    await school.run_due()
    assert school.outbox.slots() == []
    assert view.coming[0].day == date(2026, 3, 6)
    await school.pass_time(DAY)
    assert len(school.outbox.slots()) == 1
    assert {post.state for post in await school.store.posts_of(schedule.id, 9)} == {PostState.POSTED}


async def test_a_removed_schedule_posts_nothing_more_and_still_reveals_its_open_question(
    school_at_eight: School,
) -> None:
    school = school_at_eight
    schedule = await add(school)
    await school.pass_time(2 * HOUR)
    await school.scheduling.remove(GUILD, str(schedule.id))
    await school.pass_time(2 * DAY)
    [view] = school.outbox.slots()
    assert view.round is not None
    assert view.round.state is RoundState.CLOSED
    assert await school.scheduling.all(GUILD) == []
    with pytest.raises(UnknownSchedule):
        await school.scheduling.resume(GUILD, str(schedule.id))


async def test_now_posts_at_once_beside_the_slots(school_at_eight: School) -> None:
    school = school_at_eight
    schedule = await add(school)
    for _ in range(2):
        _, post = await school.scheduling.now(GUILD, str(schedule.id))
        assert post is not None
        assert post.state is PostState.POSTED
    await school.pass_time(2 * HOUR)
    assert len(school.outbox.slots()) == 3
    assert not any(view.late for view in school.outbox.slots())


async def test_a_schedule_of_another_server_is_out_of_reach(school: School) -> None:
    schedule = await add(school)
    for number in (str(schedule.id), "", "x", "9" * 30, "-1"):
        with pytest.raises(UnknownSchedule):
            await school.scheduling.remove(GUILD + 1, number)


async def test_a_live_quiz_opens_by_itself_and_another_bank_comes_next(school_at_eight: School) -> None:
    school = school_at_eight
    await add(school, What.QUIZ, topic="basmachi")
    await school.pass_time(HOUR + 8)
    quiz = await school.quiz()
    assert (quiz.host_id, quiz.bank) == (HOST, "basmachi/kokand")
    assert school.outbox.said == ["announced The Kokand Autonomy"]


async def test_a_live_quiz_waits_for_the_one_that_is_running_but_not_for_long(school_at_eight: School) -> None:
    school = school_at_eight
    schedule = await add(school, What.QUIZ)
    await school.pass_time(HOUR - 20)
    running = await school.start(questions=4, seconds=300)
    await school.live.pause(CHANNEL)
    await school.pass_time(20 * 60)
    [post] = await school.store.posts_of(schedule.id, 5)
    assert (post.state, post.trouble) == (PostState.FAILED, Trouble.BUSY)
    assert (await school.quiz()).id == running.id


async def test_the_digest_has_the_best_the_hardest_question_and_what_comes_next(school_at_eight: School) -> None:
    school = school_at_eight
    await add(school, days="daily", at="8:30", open_hours=12)
    await add(school, What.DIGEST, days="Fri", at="16:00")
    await school.pass_time(HOUR)
    [view] = school.outbox.slots()
    assert view.round is not None
    for number in range(5):
        learner = type(AMIR)(number + 1, f"Learner {number + 1}")
        await school.answering.answer(view.round.id, learner, Picked((int(number == 0),)), school.time)
    await school.pass_time(4 * DAY + 8 * HOUR)
    digest = next(one.digest for one in school.outbox.slots() if one.digest)
    assert [one.standing.name for one in digest.placed] == ["Learner 1"]
    assert digest.learners == 5
    assert digest.hardest is not None
    assert (digest.hardest.item.id, digest.hardest.share, digest.hardest.answers) == (view.round.item.id, 0.2, 5)
    assert [what for what, _ in digest.coming] == [What.QUESTION]


async def test_daily_gives_the_open_question_that_one_has_not_answered(school_at_eight: School) -> None:
    school = school_at_eight
    with pytest.raises(NoDaily):
        await school.daily.open_question(GUILD, AMIR)
    await add(school, days="daily")
    await add(school, days="daily", at="9:30")
    await school.pass_time(2 * HOUR)
    latest = (await school.daily.open_question(GUILD, AMIR)).round
    await school.answering.answer(latest.id, AMIR, Picked((1,)), school.time)
    other = (await school.daily.open_question(GUILD, AMIR)).round
    assert other.id != latest.id
    assert (await school.daily.open_question(GUILD, BELLA)).round.id == latest.id
    await school.answering.answer(other.id, AMIR, Picked((1,)), school.time)
    assert (await school.daily.open_question(GUILD, AMIR)).round.id == latest.id
    with pytest.raises(NoDaily):
        await school.daily.open_question(GUILD + 1, AMIR)


async def test_adding_answers_with_a_preview_and_the_next_three_moments(school_at_eight: School) -> None:
    school = school_at_eight
    wish = ScheduleWish(what=What.LESSON_AND_QUESTION, channel_id=CHANNEL, at="9", days="Mon, Wed", topic="kokand")
    view = await school.scheduling.add(GUILD, HOST, wish)
    assert [slot.day.day for slot in view.coming] == [2, 4, 9]
    assert isinstance(view.preview, PostView)
    assert view.preview.lesson is not None
    assert view.preview.round is not None
    assert view.topic == "The Kokand Autonomy"
    assert school.outbox.slots() == []


async def test_what_has_nothing_to_post_is_not_kept(school: School) -> None:
    school.library = Library.of([], [], [])
    with pytest.raises((NoItems, NoLessons)):
        await add(school, What.LESSON)
    assert await school.scheduling.all(GUILD) == []


async def test_what_has_nothing_left_to_post_is_given_up_and_told(school_at_eight: School) -> None:
    school = school_at_eight
    schedule = await add(school)
    school.library = Library.of([], [], [])
    await school.pass_time(2 * HOUR)
    [post] = await school.store.posts_of(schedule.id, 5)
    assert (post.state, post.trouble) == (PostState.FAILED, Trouble.NOTHING)


async def test_another_time_zone_moves_the_slots_and_posts_none_twice_or_at_once(school_at_eight: School) -> None:
    school = school_at_eight
    schedule = await add(school, days="daily")
    await school.scheduling.set_timezone(GUILD, "asia/tashkent")  # where it is 13:00
    await school.run_due()
    assert school.outbox.slots() == []
    assert (await now_as(school, schedule)).due_at == datetime(2026, 3, 3, 4, 0, tzinfo=UTC)
    await school.pass_time(DAY)
    assert len(school.outbox.slots()) == 1
    await school.scheduling.set_timezone(GUILD, "UTC")
    await school.pass_time(2 * HOUR)
    days = [post.slot.day.day for post in await school.store.posts_of(schedule.id, 9)]
    assert days == [3]
    with pytest.raises(UnknownTimezone) as unknown:
        await school.scheduling.set_timezone(GUILD, "Asia/Tashkant")
    assert unknown.value.closest == "Asia/Tashkent"


async def test_there_is_an_end_to_the_number_of_schedules(school: School) -> None:
    for _ in range(MOST_SCHEDULES):
        await add(school)
    with pytest.raises(TooManySchedules):
        await add(school)


async def test_a_reveal_that_discord_does_not_take_is_made_later_and_counts_once(school_at_eight: School) -> None:
    school = school_at_eight
    await add(school, open_hours=1)
    await school.pass_time(1.5 * HOUR)
    [view] = school.outbox.slots()
    assert view.round is not None
    await school.answering.answer(view.round.id, AMIR, Picked((1,)), school.time)
    school.outbox.fail("show_slot", DiscordTrouble(), DiscordTrouble())
    await school.pass_time(HOUR)
    [view] = school.outbox.slots()
    assert view.round is not None
    assert view.round.state is RoundState.CLOSED
    [standing] = await school.store.leaderboard(GUILD, None, None, None, 5)
    assert (standing.answers, standing.points) == (1, 100)


async def test_a_step_that_fails_for_a_reason_of_our_own_rests_its_schedule_and_no_other(
    school_at_eight: School, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    school = school_at_eight
    bad, good = await add(school), await add(school)
    real = school.outbox.post_slot
    posted: list[int] = []

    async def one_is_broken(view: PostView) -> int:
        post = await school.store.post(view.id or 0)
        assert post is not None
        posted.append(post.schedule_id)
        if post.schedule_id == bad.id and posted.count(bad.id) < 3:
            raise RuntimeError("a mistake of ours")
        return await real(view)

    monkeypatch.setattr(school.outbox, "post_slot", one_is_broken)
    await school.pass_time(HOUR + 60)
    assert posted.count(good.id) == 1
    assert posted.count(bad.id) == 3
    assert len(school.outbox.slots()) == 2
    assert "a mistake of ours" in caplog.text


@pytest.mark.parametrize("where", [GUILD, None])
async def test_what_a_schedule_is_asking_is_not_asked_in_private(school_at_eight: School, where: int | None) -> None:
    school = school_at_eight
    await add(school, days="daily")
    await school.pass_time(2 * HOUR)
    [view] = school.outbox.slots()
    assert view.round is not None
    await school.answering.answer(view.round.id, AMIR, Picked((1,)), school.time)
    sitting = await school.lessons.quiz_me(AMIR, "kokand", where)
    asked = {one.item.id for one in await school.store.sitting_rounds(sitting.sitting_id)}
    assert len(asked) == 3
    assert view.round.item.id not in asked


async def test_schedules_of_one_server_at_one_minute_ask_different_questions(school_at_eight: School) -> None:
    school = school_at_eight
    for _ in range(3):
        await add(school, days="daily")
    await school.pass_time(2 * HOUR)
    asked = [view.round.item.id for view in school.outbox.slots() if view.round]
    assert len(asked) == len(set(asked)) == 3


@pytest.mark.parametrize("move", ["pause", "remove"])
async def test_a_slot_that_was_put_off_is_not_posted_once_its_schedule_is_taken_out(
    school_at_eight: School, move: str
) -> None:
    school = school_at_eight
    schedule = await add(school)
    school.outbox.fail("post_slot", DiscordTrouble())
    await school.pass_time(HOUR + 5)
    await getattr(school.scheduling, move)(GUILD, str(schedule.id))
    await school.pass_time(5 * HOUR)
    assert school.outbox.slots() == []
    [post] = await school.store.posts_of(schedule.id, 5)
    assert (post.state, post.trouble) == (PostState.FAILED, Trouble.WITHDRAWN)


async def test_a_removal_is_not_undone_by_a_giving_up(school_at_eight: School, monkeypatch: pytest.MonkeyPatch) -> None:
    school = school_at_eight
    schedule = await add(school)

    async def gone(_: PostView) -> int:
        if school.time.hour >= 15:
            await school.scheduling.remove(GUILD, str(schedule.id))
        raise ChannelGone(CHANNEL)

    monkeypatch.setattr(school.outbox, "post_slot", gone)
    await school.pass_time(8 * HOUR)
    assert (await now_as(school, schedule)).state is ScheduleState.REMOVED


@pytest.mark.parametrize("other", ["pause", "resume", "set_timezone"])
async def test_a_removal_is_not_undone_by_what_another_teacher_does_at_that_moment(
    any_school: School, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    school = any_school
    schedule = await add(school)
    if other == "resume":
        await school.scheduling.pause(GUILD, str(schedule.id))
    read, method = school.store, "schedules_of" if other == "set_timezone" else "schedule"
    real = getattr(read, method)
    removed = False

    async def just_before_the_removal(number: int) -> Any:
        nonlocal removed
        found = await real(number)
        if not removed:
            removed = True
            await school.scheduling.remove(GUILD, str(schedule.id))
        return found

    monkeypatch.setattr(read, method, just_before_the_removal)
    if other == "set_timezone":
        await school.scheduling.set_timezone(GUILD, "Asia/Tashkent")
    else:
        with pytest.raises(UnknownSchedule):
            await getattr(school.scheduling, other)(GUILD, str(schedule.id))
    assert (await now_as(school, schedule)).state is ScheduleState.REMOVED


async def test_a_pause_is_not_undone_by_a_new_time_zone_at_that_moment(
    any_school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = any_school
    schedule = await add(school)
    real = school.store.schedules_of

    async def just_before_the_pause(guild_id: int) -> list[Schedule]:
        found = await real(guild_id)
        await school.scheduling.pause(GUILD, str(schedule.id))
        return found

    monkeypatch.setattr(school.store, "schedules_of", just_before_the_pause)
    await school.scheduling.set_timezone(GUILD, "Asia/Tashkent")
    assert (await now_as(school, schedule)).state is ScheduleState.PAUSED


async def test_one_slow_channel_holds_up_no_other(school_at_eight: School, monkeypatch: pytest.MonkeyPatch) -> None:
    school = school_at_eight
    slow, quick = await add(school), await add(school, at="9:01")
    real, gate = school.outbox.post_slot, asyncio.Event()

    async def one_hangs(view: PostView) -> int:
        post = await school.store.post(view.id or 0)
        if post is not None and post.schedule_id == slow.id:
            await gate.wait()
        return await real(view)

    monkeypatch.setattr(school.outbox, "post_slot", one_hangs)
    school.time += timedelta(hours=1)
    first = asyncio.create_task(school.daily.run_due())
    await asyncio.sleep(0.2)
    school.time += timedelta(minutes=1)
    assert await school.daily.next_due() is not None
    second = asyncio.create_task(school.daily.run_due())
    posts: list[Post] = []
    for _ in range(500):
        posts = await school.store.posts_of(quick.id, 1)
        if posts and posts[0].state is PostState.POSTED:  # which is noted only after its message stands
            break
        await asyncio.sleep(0.02)
    assert [one.state for one in posts] == [PostState.POSTED]
    gate.set()
    await asyncio.gather(first, second)
    assert len(school.outbox.slots()) == 2


async def hanging(school: School, monkeypatch: pytest.MonkeyPatch) -> tuple[asyncio.Task[None], asyncio.Event]:
    """Nine o'clock has come, and Discord takes the post and does not answer until it is told to."""
    gate, there, real = asyncio.Event(), asyncio.Event(), school.outbox.post_slot

    async def post_slot(view: PostView) -> int:
        there.set()
        await gate.wait()
        return await real(view)

    monkeypatch.setattr(school.outbox, "post_slot", post_slot)
    school.time += timedelta(hours=1)
    running = asyncio.create_task(school.daily.run_due())
    await there.wait()
    return running, gate


async def test_a_post_that_is_under_way_when_the_database_fails_is_waited_for(
    school_at_eight: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = school_at_eight
    await add(school)
    first, gate = await hanging(school, monkeypatch)

    async def locked(*_: object) -> None:
        raise StoreTrouble

    with monkeypatch.context() as patch:
        patch.setattr(type(school.store), "unposted", locked)
        assert school.daily.look_again()
        with pytest.raises(StoreTrouble):
            await first
    second = asyncio.create_task(school.daily.run_due())
    assert (await asyncio.wait({second}, timeout=0.2))[1] == {second}
    gate.set()
    await second
    assert len(school.outbox.slots()) == 1


async def test_what_is_cut_off_at_the_end_does_not_go_on_behind_it(
    school_at_eight: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = school_at_eight
    await add(school)
    running, gate = await hanging(school, monkeypatch)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    gate.set()
    await asyncio.sleep(0.1)
    assert not school.outbox.slots()
    school.begin()
    await school.run_due()
    assert len(school.outbox.slots()) == 1


async def test_a_time_zone_that_is_changed_and_changed_back_costs_no_slot(school_at_eight: School) -> None:
    school = school_at_eight
    await add(school, days="daily")
    await school.pass_time(HOUR - 60)
    for zone in ("Europe/Berlin", "UTC", "UTC"):
        await school.scheduling.set_timezone(GUILD, zone)
    await school.pass_time(2 * 60)
    assert len(school.outbox.slots()) == 1


@pytest.mark.parametrize("days", [1, 30])
async def test_a_clock_that_jumps_ahead_and_is_set_right_costs_no_slot_and_doubles_none(
    school_at_eight: School, days: int
) -> None:
    school = school_at_eight
    schedule = await add(school, days="daily")
    school.time += timedelta(days=days)
    await school.run_due()
    school.time -= timedelta(days=days)
    await school.run_due()  # the scheduler looks at least once a minute
    await school.pass_time(2 * DAY + 2 * HOUR)
    posts = [post for post in await school.store.posts_of(schedule.id, 99) if post.state is PostState.POSTED]
    assert [post.slot.day.day for post in posts] == [4, 3, 2]


async def test_a_crash_while_what_a_clock_has_done_is_mended_costs_no_slot(
    school_at_eight: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = school_at_eight
    schedule = await add(school, days="daily")
    school.time += timedelta(days=9)
    await school.run_due()
    school.time -= timedelta(days=9)
    for method in ("save_schedule", "forget_unreal"):

        async def killed(*_: object) -> bool:
            raise StoreTrouble

        with monkeypatch.context() as patch, contextlib.suppress(StoreTrouble):
            patch.setattr(type(school.store), method, killed)
            await school.run_due()
        school.begin()
    await school.pass_time(2 * DAY + 2 * HOUR)
    posts = [post for post in await school.store.posts_of(schedule.id, 99) if post.state is PostState.POSTED]
    assert [post.slot.day.day for post in posts] == [4, 3, 2]


async def test_a_question_that_comes_late_is_open_as_long_as_any_other(school_at_eight: School) -> None:
    school = school_at_eight
    await add(school, open_hours=1)
    school.outbox.fail("post_slot", *[DiscordTrouble()] * 9)
    while not school.outbox.slots():
        await school.pass_time(300)
    [view] = school.outbox.slots()
    assert view.round is not None
    assert view.round.ends_at is not None
    assert view.round.ends_at - school.time > timedelta(minutes=50)
    assert view.late
    await school.pass_time(50 * 60)
    await school.answering.answer(view.round.id, AMIR, Picked((1,)), school.time)


async def test_adding_and_changing_act_at_once(school: School) -> None:
    before = school.nudges
    await add(school)
    assert school.nudges == before + 1
    await school.scheduling.set_timezone(GUILD, "Asia/Tashkent")
    assert school.nudges == before + 2


async def test_an_answer_that_is_still_being_written_when_the_question_closes_counts(
    school_at_eight: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = school_at_eight
    await add(school, open_hours=1)
    await school.pass_time(2 * HOUR - 10)
    [view] = school.outbox.slots()
    assert view.round is not None
    begun, real = asyncio.Event(), school.store._writer._write

    async def slowly(batch: Any) -> Any:
        begun.set()
        await asyncio.sleep(0.3)
        return await real(batch)

    monkeypatch.setattr(school.store._writer, "_write", slowly)
    answering = asyncio.create_task(school.answering.answer(view.round.id, AMIR, Picked((1,)), school.time))
    await begun.wait()
    school.time += timedelta(seconds=30)
    await school.run_due()
    await answering
    assert len(await school.store.leaderboard(GUILD, None, None, None, 5)) == 1


async def test_a_quiz_that_began_just_before_a_crash_is_not_begun_twice(
    school_at_eight: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = school_at_eight
    schedule = await add(school, What.QUIZ)

    async def killed(*_: object) -> None:
        raise RuntimeError("kill -9")

    with monkeypatch.context() as patch:
        patch.setattr(type(school.store), "set_posted", killed)
        await school.pass_time(HOUR + 1)
    quiz = await school.quiz()
    await school.restart()
    await school.run_due()
    [post] = await school.store.posts_of(schedule.id, 5)
    assert post.state is PostState.POSTED
    assert (await school.quiz()).id == quiz.id


async def test_a_database_in_trouble_delays_a_slot_and_is_told_in_one_line(
    school_at_eight: School, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    school = school_at_eight
    await add(school)
    real, tries = type(school.store).claim_slots, []

    async def locked_once(*args: Any) -> Any:
        tries.append(school.time)
        if len(tries) == 1:
            raise StoreTrouble
        return await real(*args)

    monkeypatch.setattr(type(school.store), "claim_slots", locked_once)
    await school.pass_time(HOUR + 60)
    assert len(school.outbox.slots()) == 1
    assert [record.levelname for record in caplog.records if "the database failed" in record.getMessage()] == [
        "WARNING"
    ]
    assert "Traceback" not in caplog.text


async def many(school: School, sizes: Sequence[int]) -> list[Schedule]:
    """Schedules of servers of those sizes, one server after the other, each with a channel of its own."""
    return [
        (
            await school.scheduling.add(
                GUILD + server, HOST, ScheduleWish(what=What.QUESTION, channel_id=CHANNEL + 100 * server + number)
            )
        ).schedule
        for server, size in enumerate(sizes)
        for number in range(size)
    ]


@pytest.fixture
def little_by_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if ten schedules were very many."""
    monkeypatch.setattr("bot.services.daily.BATCH", 3)
    monkeypatch.setattr("bot.services.daily.AT_ONCE", 1)


@pytest.mark.usefixtures("little_by_little")
async def test_many_at_one_minute_are_posted_server_by_server_in_turn(school_at_eight: School) -> None:
    school = school_at_eight
    await many(school, [4, 1, 1, 2])
    await school.pass_time(HOUR)
    servers = [(view.channel_id - CHANNEL) // 100 for view in school.outbox.slots()]
    assert servers == [0, 1, 2, 3, 0, 3, 0, 0]


@pytest.mark.usefixtures("little_by_little")
async def test_many_that_were_missed_are_all_noted_at_once(school_at_eight: School) -> None:
    school = school_at_eight
    schedules = await many(school, [5, 5])
    school.time += timedelta(hours=8)
    await school.run_due()
    assert school.outbox.slots() == []
    for schedule in schedules:
        [post] = await school.store.posts_of(schedule.id, 5)
        assert post.state is PostState.MISSED
    assert await school.daily.next_due() == datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


@pytest.mark.usefixtures("little_by_little")
async def test_questions_that_are_over_and_slots_that_are_due_take_turns(school_at_eight: School) -> None:
    school = school_at_eight
    schedules = await many(school, [1] * 8)
    await school.pass_time(2 * HOUR)
    before = list(school.outbox.messages)
    await school.pass_time(DAY)
    views = school.outbox.slots()
    assert [view.round.state for view in views if view.round] == [RoundState.CLOSED] * 8 + [RoundState.OPEN] * 8
    assert list(school.outbox.messages)[:8] == before
    assert {view.channel_id for view in views[8:]} == {schedule.channel_id for schedule in schedules}


async def test_one_whose_slot_cannot_be_decided_rests_and_the_others_of_its_batch_are_posted(
    school_at_eight: School, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    school = school_at_eight
    good, bad, other = await many(school, [1, 1, 1])
    real = Curriculum.closes

    def one_is_broken(self: Curriculum, schedule: Schedule, *args: Any, **kwargs: Any) -> datetime:
        if schedule.id == bad.id:
            raise RuntimeError("a mistake of ours")
        return real(self, schedule, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(Curriculum, "closes", one_is_broken)
        await school.pass_time(HOUR + 30)
    assert {view.channel_id for view in school.outbox.slots()} == {good.channel_id, other.channel_id}
    assert f"schedule {bad.id}: a step failed" in caplog.text
    assert f"schedule {good.id}: a step failed" not in caplog.text
    await school.pass_time(HOUR)
    assert len(school.outbox.slots()) == 3


@pytest.mark.parametrize("change", ["pause", "remove"])
async def test_a_slot_that_has_waited_since_its_claim_is_not_posted_once_its_schedule_is_taken_out(
    school_at_eight: School, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    school = school_at_eight
    first, second = await many(school, [1, 1])
    monkeypatch.setattr("bot.services.daily.AT_ONCE", 1)
    real = school.outbox.post_slot

    async def slow(view: PostView) -> int:
        if view.channel_id == first.channel_id:
            school.time += timedelta(seconds=10)
            await getattr(school.scheduling, change)(GUILD + 1, str(second.id))
        return await real(view)

    monkeypatch.setattr(school.outbox, "post_slot", slow)
    await school.pass_time(HOUR + 60)
    assert [view.channel_id for view in school.outbox.slots()] == [first.channel_id]
    [post] = await school.store.posts_of(second.id, 5)
    assert (post.state, post.trouble) == (PostState.FAILED, Trouble.WITHDRAWN)


@pytest.mark.parametrize("method", ["due_in_turn", "due_schedules", "guilds", "claim_slots"])
async def test_a_database_that_fails_while_one_looks_what_is_due_leaves_nothing_undone(
    school_at_eight: School, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    school = school_at_eight
    await many(school, [2, 1])
    school.time += timedelta(hours=1)

    async def locked(*_: object) -> None:
        raise StoreTrouble

    with monkeypatch.context() as patch:
        patch.setattr(type(school.store), method, locked)
        with contextlib.suppress(StoreTrouble):
            await school.run_due()
    await school.pass_time(60)
    assert len(school.outbox.slots()) == 3


async def test_whoever_is_told_to_end_while_claiming_leaves_the_slots_to_be_claimed_again(
    school_at_eight: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = school_at_eight
    await many(school, [2, 1])
    school.time += timedelta(hours=1)
    claiming = asyncio.Event()

    async def never(*_: object) -> None:
        claiming.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr(type(school.store), "claim_slots", never)
        running = asyncio.create_task(school.daily.run_due())
        await claiming.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    await school.run_due()
    assert len(school.outbox.slots()) == 3


async def test_what_waits_for_a_moment_that_is_not_its_own_waits_anew(school_at_eight: School) -> None:
    school = school_at_eight
    schedule = await add(school)
    await school.store.save_schedule(schedule, replace(schedule, due_at=school.time))
    await school.run_due()
    assert school.outbox.slots() == []
    assert (await now_as(school, schedule)).due_at == schedule.due_at


async def test_resuming_what_is_not_paused_changes_nothing(school_at_eight: School) -> None:
    school = school_at_eight
    schedule = await add(school)
    await school.scheduling.resume(GUILD, str(schedule.id))
    assert await now_as(school, schedule) == schedule


async def test_a_quiz_with_nothing_to_ask_is_given_up_and_told(school_at_eight: School) -> None:
    school = school_at_eight
    schedule = await add(school, What.QUIZ)
    school.library = Library.of([], [], [])
    await school.pass_time(2 * HOUR)
    [post] = await school.store.posts_of(schedule.id, 5)
    assert (post.state, post.trouble) == (PostState.FAILED, Trouble.NOTHING)


@pytest.mark.parametrize("error", [ChannelGone(CHANNEL), MessageGone(CHANNEL, 1)])
async def test_a_question_whose_message_is_gone_is_closed_and_counted_all_the_same(
    school_at_eight: School, error: Exception
) -> None:
    school = school_at_eight
    await add(school, open_hours=1)
    await school.pass_time(1.5 * HOUR)
    [view] = school.outbox.slots()
    assert view.round is not None
    await school.answering.answer(view.round.id, AMIR, Picked((1,)), school.time)
    school.outbox.fail("show_slot", error)
    await school.pass_time(HOUR)
    assert len(await school.store.leaderboard(GUILD, None, None, None, 5)) == 1
    assert await school.store.unrevealed_post_rounds(school.time, 5) == []
