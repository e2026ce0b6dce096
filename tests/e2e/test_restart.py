"""The bot is ended and started again at every point of a quiz; the class notices as little as can be."""

from __future__ import annotations

from datetime import timedelta

from bot.core.live import Phase
from bot.core.models import Ordering
from tests.e2e.answers import answer, everybody_answers, open_panel, wanted_order
from tests.e2e.classroom import Classroom, custom_ids, said, said_by


async def test_before_the_first_question_the_quiz_goes_on_to_ask_it(room: Classroom) -> None:
    await room.teacher.slash(room.channel, "quiz start", bank="years", questions=2)
    await room.restart()
    await room.pass_time(6)
    assert (await room.open_round()).position == 0
    assert (await room.open_round()).item.ask in said(room.last())


async def test_while_a_question_is_open_its_buttons_work_and_no_answer_is_lost_or_counted_twice(
    room: Classroom,
) -> None:
    await room.start_quiz("years", questions=2, seconds=30)
    question, round_ = room.last(), await room.open_round()
    await answer(room.students[0], question, round_)
    posted = len(room.messages())
    await room.restart(meanwhile=3)
    assert len(room.messages()) == posted
    again = await answer(room.students[0], room.message(question.id), round_, right=False)
    assert "already" in said_by(again)
    assert "Saved" in said_by(await answer(room.students[1], room.message(question.id), round_))
    await room.pass_time(40)
    assert round_.item.why in said(room.message(question.id))
    score = said_by(await room.students[0].slash(room.channel, "score"))
    assert "100" in score


async def test_a_question_whose_time_ran_out_meanwhile_stays_open_a_little_longer(room: Classroom) -> None:
    await room.start_quiz("years", questions=2, seconds=10)
    round_ = await room.open_round()
    await room.restart(meanwhile=60)
    assert (await room.quiz()).state.phase is Phase.ASKING
    assert "Saved" in said_by(await answer(room.students[0], room.last(), round_))
    await room.pass_time(12)
    assert (await room.quiz()).state.phase is Phase.BETWEEN


async def test_while_a_reveal_is_read_the_next_question_follows(room: Classroom) -> None:
    await room.start_quiz("years", questions=2, seconds=10)
    await everybody_answers(room)
    await room.pass_time(12)
    assert (await room.quiz()).state.phase is Phase.BETWEEN
    await room.restart()
    await room.step()
    assert (await room.open_round()).position == 1


async def test_a_paused_quiz_stays_paused_and_can_be_resumed(room: Classroom) -> None:
    await room.start_quiz("years", questions=2, seconds=30)
    await room.teacher.slash(room.channel, "quiz pause")
    await room.restart(meanwhile=600)
    assert (await room.quiz()).state.phase is Phase.PAUSED
    await room.teacher.slash(room.channel, "quiz resume")
    assert "Saved" in said_by(await answer(room.students[0], room.last(), await room.open_round()))


async def test_an_ended_quiz_still_tells_each_learner_their_own_result(room: Classroom) -> None:
    await room.start_quiz("years", questions=1, seconds=10)
    round_ = await everybody_answers(room)
    await room.pass_time(40)
    await room.restart()
    button = next(one for one in custom_ids(room.last()) if one.startswith("result:"))
    assert round_.item.ask in said_by(await room.students[0].click(room.last(), custom_id=button))


async def test_a_question_that_was_opened_but_not_posted_is_posted_after_the_restart(room: Classroom) -> None:
    await room.teacher.slash(room.channel, "quiz start", bank="years", questions=2)
    quiz = await room.quiz()
    now = room.env.now()
    await room.app.store.open_round(quiz, quiz.state.ask(now, timedelta(seconds=30)), now)  # and here it crashed
    before = len(room.messages())
    await room.restart()
    assert len(room.messages()) == before + 1
    assert (await room.open_round()).message_id == room.last().id


async def test_a_question_that_was_posted_but_not_noted_is_found_again_and_not_posted_twice(room: Classroom) -> None:
    await room.start_quiz("years", questions=2, seconds=30)
    round_ = await room.open_round()
    posted = len(room.messages())
    await room.app.store.set_round_message(round_.id, None)  # as if it had crashed between the post and the note
    await room.restart()
    assert len(room.messages()) == posted
    assert (await room.open_round()).message_id == room.last().id


async def test_a_quiz_whose_messages_are_gone_ends_quietly(room: Classroom) -> None:
    await room.start_quiz("years", questions=2, seconds=30)
    await room.teacher.delete(room.last())
    posted = len(room.messages())
    await room.restart()
    assert await room.app.store.active_quiz(room.channel.id) is None
    assert len(room.messages()) == posted


async def test_a_quiz_that_was_left_for_hours_ends_with_its_podium_and_asks_no_more(room: Classroom) -> None:
    await room.start_quiz("years", questions=4, seconds=30)
    await everybody_answers(room)
    await room.restart(meanwhile=3 * 3600)
    assert await room.app.store.active_quiz(room.channel.id) is None
    assert "Student A" in said(room.last())


async def test_a_panel_opened_before_the_restart_can_be_finished_after_it(room: Classroom) -> None:
    await room.start_quiz(questions=7, seconds=300)
    while not isinstance((round_ := await room.open_round()).item, Ordering):
        await answer(room.students[1], room.last(), round_)
        await room.to_the_next_question()
    student = room.students[0]
    panel = await open_panel(student, room.last(), round_)
    order = wanted_order(round_.item, right=True)
    for slot, index in enumerate(order[:2]):
        await student.select(panel, [str(round_.order.index(index))], custom_id=f"slot:{round_.id}:{slot}")
    await room.restart()
    for slot, index in list(enumerate(order))[2:]:
        await student.select(panel, [str(round_.order.index(index))], custom_id=f"slot:{round_.id}:{slot}")
    result = await student.click(panel, custom_id=f"save:{round_.id}")
    assert "Saved" in said_by(result)
    assert [credit for _, credit in await room.app.store.tally(round_.id)] == [1.0]
    assert "already" in said_by(await student.click(room.last(), custom_id=f"compose:{round_.id}"))


async def test_discord_refusing_a_question_pauses_the_quiz_and_resuming_posts_it(room: Classroom) -> None:
    await room.teacher.slash(room.channel, "quiz start", bank="years", questions=2, seconds=30)
    room.env.inject_error("POST", "/channels/*/messages", status=503, times=10)
    await room.pass_time(7)
    assert (await room.quiz()).state.phase is Phase.PAUSED
    room.env.backend.faults.clear()
    await room.teacher.slash(room.channel, "quiz resume")
    assert (await room.open_round()).item.ask in said(room.last())


async def test_a_channel_that_is_gone_ends_its_quiz_and_no_other(room: Classroom) -> None:
    await room.start_quiz("years", questions=2, seconds=30)
    await room.start_quiz("years", channel=room.other_channel, questions=2, seconds=300)
    quiz = await room.quiz()
    room.env.backend.delete_channel(room.channel.id)
    await room.pass_time(60)
    kept = await room.app.store.quiz(quiz.id)
    assert kept is not None
    assert kept.state.phase is Phase.ENDED
    assert (await room.quiz(room.other_channel)).state.phase is Phase.ASKING
