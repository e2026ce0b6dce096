"""A live quiz as time goes by, with everything that can go wrong in its channel."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.core.errors import ChannelGone, DiscordTrouble, MessageGone, MoveNotAllowed, QuizAlreadyRunning, StoreTrouble
from bot.core.live import End, LiveState, Phase
from bot.core.records import Quiz, Round, RoundState
from bot.services.agenda import FIRST_PAUSE
from bot.services.views import RoundView
from bot.store import Store
from tests.services.school import AMIR, BELLA, CHANNEL, School

ENOUGH = 200
"""Seconds in which a short quiz is surely over."""


async def ended(school: School, quiz_id: int) -> End | None:
    quiz = await school.store.quiz(quiz_id)
    assert quiz is not None
    return quiz.state.end


async def test_a_quiz_asks_reveals_and_ends_by_itself(school: School) -> None:
    quiz = await school.start(questions=2, seconds=10)
    await school.pass_time(7)
    await school.answer(AMIR)
    await school.pass_time(ENOUGH)
    assert await ended(school, quiz.id) is End.FINISHED
    assert [view.round.state for view in school.outbox.rounds()] == [RoundState.CLOSED] * 2
    (podium,) = school.outbox.podiums()
    assert [one.standing.name for one in podium.placed] == ["Amir"]
    assert await school.stage.next_due() is None


async def test_a_quiz_that_cannot_be_announced_has_not_begun(school: School) -> None:
    school.outbox.fail("announce", ChannelGone(CHANNEL))
    with pytest.raises(ChannelGone):
        await school.start()
    assert await school.store.active_quiz(CHANNEL) is None
    await school.start()


async def test_a_channel_has_one_quiz(school: School) -> None:
    await school.start()
    with pytest.raises(QuizAlreadyRunning):
        await school.start()


async def test_the_count_is_shown_once_for_many_answers(school: School) -> None:
    await school.start(seconds=100)
    await school.pass_time(7)
    await school.answer(AMIR)
    await school.answer(BELLA)
    (view,) = school.outbox.rounds()
    assert view.answered == 0
    await school.pass_time(4)
    (view,) = school.outbox.rounds()
    assert view.answered == 2


@pytest.mark.parametrize("error", [MessageGone(CHANNEL, 1), ChannelGone(CHANNEL), DiscordTrouble()])
async def test_a_count_that_cannot_be_shown_disturbs_nothing(school: School, error: Exception) -> None:
    await school.start(questions=1, seconds=100)
    await school.pass_time(7)
    await school.answer(AMIR)
    school.outbox.fail("show_round", error)
    await school.pass_time(4)
    assert (await school.quiz()).state.phase is Phase.ASKING


@pytest.mark.parametrize("error", [DiscordTrouble(), RuntimeError("a bug")])
async def test_a_question_that_cannot_be_posted_pauses_the_quiz_until_it_can(school: School, error: Exception) -> None:
    await school.start(seconds=30)
    school.outbox.fail("post_round", *[error] * 4)
    await school.pass_time(7)
    assert (await school.quiz()).state.phase is Phase.PAUSED
    assert school.outbox.rounds() == []
    await school.pass_time(25)
    (view,) = school.outbox.rounds()
    assert view.round.ends_at is not None
    assert view.round.ends_at - school.time > timedelta(seconds=10)
    assert (await school.quiz()).state.phase is Phase.ASKING


async def test_a_teacher_need_not_wait_until_a_question_is_tried_again(school: School) -> None:
    await school.start(seconds=30)
    school.outbox.fail("post_round", *[DiscordTrouble()] * 5)
    await school.pass_time(30)
    assert (await school.quiz()).state.phase is Phase.PAUSED
    await school.live.resume(CHANNEL)
    assert len(school.outbox.rounds()) == 1
    await school.live.pause(CHANNEL)
    await school.pass_time(ENOUGH)
    assert (await school.quiz()).state.phase is Phase.PAUSED, "a teacher's own pause lasts until the teacher ends it"


async def test_a_quiz_whose_question_cannot_be_posted_for_as_long_as_no_class_waits_ends(school: School) -> None:
    quiz = await school.start(seconds=30)
    school.outbox.fail("post_round", *[DiscordTrouble()] * 100)
    await school.pass_time(900)
    assert (await school.quiz()).state.phase is Phase.PAUSED
    await school.pass_time(120)
    assert await ended(school, quiz.id) is End.AWAY
    assert await school.stage.next_due() is None


async def test_a_question_that_the_database_fails_to_note_stands_and_is_noted_later(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await school.start(questions=1, seconds=100)

    async def broken(*_: object) -> None:
        raise RuntimeError("the disk is on fire")

    with monkeypatch.context() as at_the_note:
        at_the_note.setattr(Store, "set_round_message", broken)
        await school.pass_time(7)
        assert (await school.quiz()).state.phase is Phase.ASKING
        await school.answer(AMIR)
    await school.pass_time(4)
    (view,) = school.outbox.rounds()
    assert view.answered == 1
    assert (await school.open_round()).message_id is not None


async def test_a_question_whose_pause_the_database_fails_to_keep_is_asked_all_the_same(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await school.start(questions=1, seconds=30)

    async def broken(*_: object) -> None:
        raise RuntimeError("the disk is on fire")

    school.outbox.fail("post_round", DiscordTrouble())
    with monkeypatch.context() as at_the_pause:
        at_the_pause.setattr(Store, "move_quiz", broken)
        await school.pass_time(7)
    await school.pass_time(20)
    (view,) = school.outbox.rounds()
    assert view.round.ends_at is not None
    assert view.round.ends_at - school.time > timedelta(seconds=10)


async def test_a_question_that_was_opened_though_the_database_said_otherwise_is_asked(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await school.start(questions=1, seconds=30)
    real = Store.open_round

    async def unsure(self: Store, before: Quiz, after: LiveState, now: datetime) -> tuple[Quiz, Round]:
        await real(self, before, after, now)
        raise StoreTrouble

    with monkeypatch.context() as at_the_question:
        at_the_question.setattr(Store, "open_round", unsure)
        await school.pass_time(7)
    assert school.outbox.rounds() == []
    await school.pass_time(3)
    (view,) = school.outbox.rounds()
    assert view.round.ends_at is not None
    assert view.round.ends_at - school.time > timedelta(seconds=25)


async def test_a_move_that_is_kept_but_cannot_be_shown_is_shown_later(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await school.start(seconds=100)
    await school.pass_time(7)
    real = Store.rounds_of

    async def broken(*_: object) -> None:
        raise RuntimeError("the disk is on fire")

    with monkeypatch.context() as after_the_move:
        after_the_move.setattr(Store, "rounds_of", broken)
        with pytest.raises(RuntimeError):
            await school.live.pause(CHANNEL)
    assert Store.rounds_of is real
    await school.pass_time(3)
    (view,) = school.outbox.rounds()
    assert view.round.state is RoundState.PAUSED


async def test_a_channel_that_is_gone_ends_its_quiz_without_a_podium(school: School) -> None:
    quiz = await school.start()
    school.outbox.fail("post_round", ChannelGone(CHANNEL))
    await school.pass_time(7)
    assert await ended(school, quiz.id) is End.LOST
    assert school.outbox.podiums() == []
    assert await school.store.ended_without_podium() == []


async def test_a_reveal_that_discord_will_not_take_is_made_good_later(school: School) -> None:
    await school.start(questions=2, seconds=10)
    await school.pass_time(7)
    await school.answer(AMIR)
    school.outbox.fail("show_round", *[DiscordTrouble()] * 2)  # the count, then the reveal
    await school.pass_time(11)
    (view,) = school.outbox.rounds()
    assert view.round.state is RoundState.OPEN
    await school.pass_time(15)
    assert [one.round.state for one in school.outbox.rounds()] == [RoundState.CLOSED, RoundState.OPEN]


async def test_a_last_reveal_that_discord_will_not_take_is_made_good_after_the_podium(school: School) -> None:
    quiz = await school.start(questions=1, seconds=10)
    await school.pass_time(7)
    school.outbox.fail("show_round", *[DiscordTrouble()] * 3)
    await school.pass_time(ENOUGH)
    (view,) = school.outbox.rounds()
    assert view.round.state is RoundState.CLOSED
    assert len(school.outbox.podiums()) == 1
    assert await school.store.unrevealed_rounds(quiz.id) == []
    assert await school.stage.next_due() is None


async def test_a_podium_that_discord_will_not_take_is_posted_later_and_once(school: School) -> None:
    await school.start(questions=1, seconds=10)
    await school.pass_time(7)
    await school.answer(AMIR)
    school.outbox.fail("post_podium", DiscordTrouble(), DiscordTrouble())
    await school.pass_time(ENOUGH)
    assert len(school.outbox.podiums()) == 1
    assert await school.stage.next_due() is None


async def test_a_podium_is_given_up_where_the_channel_is_gone(school: School) -> None:
    quiz = await school.start(questions=1, seconds=10)
    school.outbox.fail("post_podium", ChannelGone(CHANNEL))
    await school.pass_time(ENOUGH)
    assert await ended(school, quiz.id) is End.FINISHED
    assert await school.store.ended_without_podium() == []


async def test_one_quiz_that_fails_holds_up_no_other_and_is_tried_again(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = await school.start(channel=1), await school.start(channel=2)
    real = Store.open_round

    async def sometimes(self: Store, before: object, after: object, now: object) -> object:
        if getattr(before, "id", None) == broken.id:
            raise RuntimeError("the disk is on fire")
        return await real(self, before, after, now)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(Store, "open_round", sometimes)
    await school.pass_time(7)
    assert [view.quiz.id for view in school.outbox.rounds()] == [sound.id]
    monkeypatch.setattr(Store, "open_round", real)
    await school.pass_time(25)
    assert {view.quiz.id for view in school.outbox.rounds()} == {broken.id, sound.id}


async def test_stopping_twice_is_refused_the_second_time(school: School) -> None:
    quiz = await school.start()
    await school.live.stop(CHANNEL)
    with pytest.raises(MoveNotAllowed):
        await school.stage.end(quiz, End.STOPPED)
    assert len(school.outbox.podiums()) == 1


async def test_a_move_decided_on_an_old_state_is_decided_again(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    quiz = await school.start()
    real = Store.active_quiz
    stale = [quiz]

    async def first_an_old_one(self: Store, channel_id: int) -> object:
        return stale.pop() if stale else await real(self, channel_id)

    await school.store.move_quiz(quiz, quiz.state.skip(school.time))
    monkeypatch.setattr(Store, "active_quiz", first_an_old_one)
    assert (await school.live.pause(CHANNEL)).state.phase is Phase.PAUSED


# After a restart.


async def test_a_podium_that_a_crash_left_unposted_is_posted_at_the_start(school: School) -> None:
    quiz = await school.start()
    await school.store.move_quiz(quiz, quiz.state.finish(End.STOPPED))
    await school.restart()
    await school.restart()
    assert len(school.outbox.podiums()) == 1


async def test_a_podium_that_a_crash_left_unnoted_is_adopted(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    await school.start(questions=1, seconds=10)

    async def crash(*_: object) -> None:
        raise OSError("killed between the post and the note")

    with monkeypatch.context() as at_the_note:
        at_the_note.setattr(Store, "set_podium", crash)
        await school.pass_time(60)
    assert len(school.outbox.podiums()) == 1
    await school.restart()
    assert len(school.outbox.podiums()) == 1
    assert await school.store.ended_without_podium() == []


async def test_a_question_that_a_crash_left_unnoted_is_adopted(school: School) -> None:
    await school.start()
    await school.pass_time(7)
    await school.store.set_round_message((await school.open_round()).id, None)
    await school.restart()
    assert len(school.outbox.rounds()) == 1
    assert (await school.open_round()).message_id is not None


async def test_a_question_that_a_crash_left_unposted_is_posted(school: School) -> None:
    await school.start()
    quiz = await school.quiz()
    await school.store.open_round(quiz, quiz.state.ask(school.time, timedelta(seconds=30)), school.time)
    await school.restart()
    assert len(school.outbox.rounds()) == 1


@pytest.mark.parametrize("error", [MessageGone(CHANNEL, 1), ChannelGone(CHANNEL)])
async def test_a_quiz_whose_message_is_gone_ends_quietly_at_the_start(school: School, error: Exception) -> None:
    quiz = await school.start()
    await school.pass_time(7)
    school.outbox.fail("show_round", error)
    await school.restart()
    assert await ended(school, quiz.id) is End.LOST
    assert school.outbox.podiums() == []


async def test_a_quiz_whose_channel_is_gone_before_its_question_was_posted_ends_at_the_start(school: School) -> None:
    quiz = await school.start()
    await school.pass_time(7)
    await school.store.set_round_message((await school.open_round()).id, None)
    school.outbox.fail("find_round", ChannelGone(CHANNEL))
    await school.restart()
    assert await ended(school, quiz.id) is End.LOST
    assert await school.stage.next_due() is None


async def test_a_reveal_that_could_not_be_noted_is_shown_once_more(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiz = await school.start(questions=2, seconds=10)
    await school.pass_time(7)

    async def broken(*_: object) -> None:
        raise StoreTrouble

    with monkeypatch.context() as at_the_reveal:
        at_the_reveal.setattr(Store, "set_revealed", broken)
        await school.pass_time(13)
    assert len(await school.store.unrevealed_rounds(quiz.id)) == 1
    await school.pass_time(12)
    assert await school.store.unrevealed_rounds(quiz.id) == []


async def test_an_answer_counted_after_the_quiz_has_ended_keeps_nobody_awake(school: School) -> None:
    await school.start(questions=1, seconds=10)
    await school.pass_time(7)
    round_ = await school.open_round()
    await school.pass_time(60)
    school.stage.answered(round_)
    await school.pass_time(10)
    assert await school.stage.next_due() is None


async def test_a_podium_of_the_day_before_is_not_posted_any_more(school: School) -> None:
    quiz = await school.start()
    await school.store.move_quiz(quiz, quiz.state.finish(End.STOPPED))
    school.time += timedelta(days=2)
    await school.restart()
    assert school.outbox.podiums() == []
    assert await school.store.ended_without_podium() == []


async def test_a_quiz_goes_on_when_its_channel_cannot_be_reached_at_the_start(school: School) -> None:
    await school.start(seconds=30)
    await school.pass_time(7)
    school.outbox.fail("show_round", DiscordTrouble())
    await school.restart()
    assert (await school.quiz()).state.phase is Phase.ASKING


async def test_a_reveal_that_a_crash_left_undone_is_shown_at_the_start(school: School) -> None:
    await school.start(questions=2, seconds=10)
    await school.pass_time(7)
    quiz = await school.quiz()
    await school.store.close_round(
        quiz, lambda _: quiz.state.reveal(school.time, timedelta(seconds=9), anyone_answered=True)
    )
    await school.restart()
    (view,) = school.outbox.rounds()
    assert view.round.state is RoundState.CLOSED
    assert await school.store.unrevealed_rounds(quiz.id) == []


async def test_one_broken_quiz_keeps_no_other_from_being_taken_up(school: School) -> None:
    await school.start(channel=1, seconds=30)
    await school.start(channel=2, seconds=30)
    await school.pass_time(7)
    school.outbox.fail("show_round", RuntimeError("a bug"))
    await school.restart()
    await school.pass_time(60)
    assert (await school.quiz(2)).state.position >= 0


async def test_a_quiz_left_for_hours_before_its_first_question_ends(school: School) -> None:
    quiz = await school.start()
    school.time += timedelta(hours=2)
    await school.restart()
    assert await ended(school, quiz.id) is End.AWAY


# What a reviewer's eye found.


async def test_a_slow_channel_holds_up_no_other_when_quizzes_are_taken_up(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await school.start(channel=1)
    await school.start(channel=2)
    await school.pass_time(7)
    school.begin()
    await school.stage.recover()
    slow, shown, real = asyncio.Event(), asyncio.Event(), school.outbox.show_round

    async def show(view: RoundView) -> None:
        if view.quiz.channel_id == 1:
            await slow.wait()
        await real(view)
        shown.set()

    monkeypatch.setattr(school.outbox, "show_round", show)
    taking_up = asyncio.create_task(school.stage.run_due())
    await asyncio.wait_for(shown.wait(), 10)
    slow.set()
    await taking_up


async def test_a_quiz_that_could_not_be_taken_up_is_taken_up_later(school: School) -> None:
    await school.start(questions=2, seconds=60)
    await school.pass_time(7)
    await school.store.set_round_message((await school.open_round()).id, None)
    school.outbox.fail("find_round", DiscordTrouble())
    await school.restart()
    await school.pass_time(21)
    assert (await school.open_round()).message_id is not None
    assert len(school.outbox.rounds()) == 1


async def test_a_podium_that_fails_in_a_way_that_nobody_expected_still_comes(school: School) -> None:
    await school.start(questions=1, seconds=10)
    school.outbox.fail("post_podium", RuntimeError("a bug"), RuntimeError("a bug"))
    await school.pass_time(ENOUGH)
    assert len(school.outbox.podiums()) == 1
    assert await school.stage.next_due() is None


async def test_a_reveal_that_fails_in_a_way_that_nobody_expected_holds_up_nothing(school: School) -> None:
    await school.start(questions=2, seconds=10)
    await school.pass_time(7)
    school.outbox.fail("show_round", *[RuntimeError("a bug")] * 3)
    await school.pass_time(ENOUGH)
    assert len(school.outbox.podiums()) == 1


async def test_a_quiz_whose_announcement_fails_for_a_bug_does_not_run(school: School) -> None:
    school.outbox.fail("announce", RuntimeError("a bug"))
    with pytest.raises(RuntimeError):
        await school.start()
    await school.pass_time(60)
    assert school.outbox.rounds() == []
    assert await school.store.active_quiz(CHANNEL) is None


async def test_a_question_that_is_slow_to_appear_gets_its_full_time_from_then_on(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = school.outbox.post_round

    async def slowly(view: RoundView) -> int:
        school.time += timedelta(seconds=29)
        return await real(view)

    monkeypatch.setattr(school.outbox, "post_round", slowly)
    await school.start(seconds=30)
    school.time += timedelta(seconds=6)
    await school.stage.run_due()
    ends_at = (await school.open_round()).ends_at
    assert ends_at is not None
    assert ends_at - school.time == timedelta(seconds=30)


async def test_a_question_is_opened_only_when_what_came_before_is_done(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await school.start(questions=2, seconds=10)
    await school.pass_time(7)
    school.outbox.fail("show_round", DiscordTrouble())
    await school.pass_time(11)
    real = school.outbox.show_round

    async def slowly(view: RoundView) -> None:
        school.time += timedelta(seconds=20)
        await real(view)

    monkeypatch.setattr(school.outbox, "show_round", slowly)
    due = (await school.quiz()).state.due_at
    assert due is not None
    school.time = due
    await school.stage.run_due()
    ends_at = (await school.open_round()).ends_at
    assert ends_at is not None
    assert ends_at - school.time >= timedelta(seconds=10)


async def test_the_teacher_is_not_told_that_the_quiz_goes_on_when_it_does_not(school: School) -> None:
    await school.start()
    await school.pass_time(7)
    await school.live.pause(CHANNEL)
    school.outbox.fail("show_round", DiscordTrouble())
    with pytest.raises(DiscordTrouble):
        await school.live.resume(CHANNEL)
    assert (await school.quiz()).state.phase is Phase.PAUSED


async def test_a_quiz_whose_step_fails_rests_twice_as_long_each_time(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await school.start(questions=1, seconds=10)
    tries: list[datetime] = []

    async def broken(*_: object) -> None:
        tries.append(school.time)
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr(Store, "open_round", broken)
    await school.pass_time(60)
    rests = [after - before for before, after in pairwise(tries)]
    assert rests == [FIRST_PAUSE * 2**number for number in range(4)]
    due = await school.stage.next_due()
    assert due == tries[-1] + FIRST_PAUSE * 2**4


@pytest.mark.parametrize("error", [ChannelGone(CHANNEL), DiscordTrouble()])
async def test_a_reveal_looks_for_the_message_that_a_crash_left_unnoted(school: School, error: Exception) -> None:
    await school.start(questions=2, seconds=10)
    await school.pass_time(7)
    await school.store.set_round_message((await school.open_round()).id, None)
    school.outbox.fail("find_round", error)
    await school.pass_time(22)
    states = [view.round.state for view in school.outbox.rounds()]
    made_good = isinstance(error, DiscordTrouble)
    assert states == [RoundState.CLOSED if made_good else RoundState.OPEN, RoundState.OPEN]


async def test_a_reveal_that_the_database_fails_to_note_holds_up_nothing(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await school.start(questions=1, seconds=10)

    async def broken(*_: object) -> None:
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr(Store, "set_revealed", broken)
    await school.pass_time(ENOUGH)
    assert len(school.outbox.podiums()) == 1


async def test_a_quiz_that_a_teacher_moves_rests_no_longer(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    await school.start(questions=1, seconds=10)

    async def broken(*_: object) -> None:
        raise RuntimeError("the disk is on fire")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "open_round", broken)
        await school.pass_time(60)
    await school.live.skip(CHANNEL)
    await school.pass_time(1)
    assert (await school.quiz()).state.phase is Phase.ASKING


async def answer_long_in_writing(school: School, monkeypatch: pytest.MonkeyPatch) -> asyncio.Task[object]:
    """An answer that was given in time, and that the database takes a while to write."""
    begun, real = asyncio.Event(), school.store._writer._write

    async def slowly(batch: Any) -> Any:
        begun.set()
        await asyncio.sleep(0.3)
        return await real(batch)

    monkeypatch.setattr(school.store._writer, "_write", slowly)
    task: asyncio.Task[object] = asyncio.create_task(school.answer(AMIR))
    await begun.wait()
    return task


async def test_an_answer_given_in_time_counts_though_it_is_still_being_written_when_time_is_up(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await school.start(questions=1, seconds=10)
    await school.pass_time(7)
    answering = await answer_long_in_writing(school, monkeypatch)
    school.time += timedelta(seconds=30)
    await school.stage.run_due()
    await answering
    [standing] = await school.store.leaderboard(10, None, None, None, 5)
    assert standing.learner_id == AMIR.id


async def test_an_answer_given_in_time_counts_though_it_is_still_being_written_when_the_quiz_is_stopped(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await school.start(questions=1, seconds=10)
    await school.pass_time(7)
    answering = await answer_long_in_writing(school, monkeypatch)
    await school.live.stop(CHANNEL)
    await answering
    [standing] = await school.store.leaderboard(10, None, None, None, 5)
    assert standing.learner_id == AMIR.id
