"""Live quizzes are kept whole, and every move is made once or not at all."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.errors import MoveNotAllowed, QuizAlreadyRunning, StaleState, StoreTrouble
from bot.core.live import LATENESS, End, LiveState, Phase
from bot.core.records import NewQuiz, Quiz, Round, RoundState
from bot.store import Store
from tests.store.samples import (
    CHANNEL,
    GUILD,
    KARABAKH,
    KOKAND,
    MAMED,
    NOW,
    OPEN_FOR,
    READ_FOR,
    SECOND,
    SERGO,
    STEPS,
    a_quiz,
    an_answer,
    ask,
    asked,
    reveal,
    save,
)


async def test_a_quiz_is_read_back_as_it_was_created(store: Store) -> None:
    new = a_quiz(KOKAND, STEPS, speed_bonus=True)
    quiz = await store.create_quiz(new)
    fields = {name: getattr(new, name) for name in NewQuiz.__dataclass_fields__ if name != "plan"}
    assert quiz == Quiz(id=quiz.id, revision=0, **fields)
    assert await store.quiz(quiz.id) == quiz


async def test_its_rounds_wait_in_order_with_their_items_whole(store: Store) -> None:
    quiz = await store.create_quiz(a_quiz(KOKAND, KARABAKH, STEPS))
    rounds = await store.rounds_of(quiz.id)
    assert [(one.position, one.item, one.order, one.state) for one in rounds] == [
        (place, item, (2, 0, 1), RoundState.WAITING) for place, item in enumerate((KOKAND, KARABAKH, STEPS))
    ]
    first = rounds[0]
    assert first == Round(
        id=first.id,
        quiz_id=quiz.id,
        sitting_id=None,
        learner_id=None,
        guild_id=GUILD,
        channel_id=CHANNEL,
        position=0,
        item=KOKAND,
        order=(2, 0, 1),
        state=RoundState.WAITING,
    )
    assert await store.round(first.id) == first


async def test_what_is_not_there_is_none(store: Store) -> None:
    assert await store.quiz(1) is None
    assert await store.round(1) is None
    assert await store.active_quiz(CHANNEL) is None
    assert await store.next_due() is None
    assert await store.rounds_of(1) == []


async def test_a_quiz_without_questions_is_kept_too(store: Store) -> None:
    quiz = await store.create_quiz(replace(a_quiz(), plan=(), state=LiveState(total=0, due_at=NOW)))
    assert await store.rounds_of(quiz.id) == []


async def test_a_channel_has_one_quiz_at_a_time(store: Store) -> None:
    quiz = await store.create_quiz(a_quiz())
    with pytest.raises(QuizAlreadyRunning) as refused:
        await store.create_quiz(a_quiz())
    assert refused.value.channel_id == CHANNEL
    assert await store.active_quiz(CHANNEL) == quiz
    assert len(await store.rounds_of(quiz.id + 1)) == 0


async def test_of_many_who_start_at_once_one_starts(store: Store) -> None:
    outcomes = await asyncio.gather(*(store.create_quiz(a_quiz()) for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(one, Quiz) for one in outcomes) == 1
    assert sum(isinstance(one, QuizAlreadyRunning) for one in outcomes) == 7
    assert len(await store.active_quizzes()) == 1


async def test_channels_do_not_stand_in_each_others_way(store: Store) -> None:
    here = await store.create_quiz(a_quiz())
    there = await store.create_quiz(a_quiz(channel_id=CHANNEL + 1))
    assert await store.active_quizzes() == [here, there]
    assert await store.active_quiz(CHANNEL + 1) == there


async def test_after_the_end_the_channel_is_free_and_no_number_is_given_twice(store: Store) -> None:
    quiz = await store.create_quiz(a_quiz())
    await store.move_quiz(quiz, quiz.state.finish(End.STOPPED))
    assert await store.active_quiz(CHANNEL) is None
    assert await store.active_quizzes() == []
    again = await store.create_quiz(a_quiz())
    assert again.id > quiz.id


async def test_the_quiz_that_has_waited_longest_is_due_first(store: Store) -> None:
    late, early, future = [
        await store.create_quiz(a_quiz(channel_id=CHANNEL + number, due_at=NOW + timedelta(seconds=seconds)))
        for number, seconds in enumerate((-1, -2, 1))
    ]
    assert await store.due_quizzes(NOW, 10) == [early, late]
    assert await store.due_quizzes(NOW, 1) == [early]
    assert await store.due_quizzes(NOW + SECOND, 10) == [early, late, future]
    assert await store.next_due() == NOW - 2 * SECOND
    assert await store.next_due(excluding={early.id, late.id}) == NOW + SECOND
    assert await store.next_due(excluding={early.id, late.id, future.id}) is None


async def test_a_paused_quiz_is_never_due(store: Store) -> None:
    quiz = await store.create_quiz(a_quiz())
    paused = await store.move_quiz(quiz, quiz.state.pause(NOW - SECOND))
    assert await store.due_quizzes(NOW + timedelta(days=1), 10) == []
    assert await store.next_due() is None
    assert paused.state.left == SECOND
    resumed = await store.move_quiz(paused, paused.state.resume(NOW))
    assert resumed.state.due_at == NOW + SECOND
    assert resumed.state.phase is Phase.BETWEEN


async def test_moments_are_kept_to_the_millisecond_and_what_is_returned_is_what_is_kept(store: Store) -> None:
    exact = NOW + timedelta(microseconds=999)
    quiz = await store.create_quiz(replace(a_quiz(due_at=exact), created_at=exact))
    assert quiz.created_at == quiz.state.due_at == NOW
    assert await store.quiz(quiz.id) == quiz


async def test_a_moment_without_a_time_zone_is_a_mistake(store: Store) -> None:
    with pytest.raises(Exception, match="offset-naive"):
        await store.create_quiz(a_quiz(due_at=NOW.replace(tzinfo=None)))
    assert await store.active_quizzes() == []


async def test_asking_opens_the_round_until_answers_no_longer_count(store: Store) -> None:
    quiz, round_ = await asked(store, KOKAND, KARABAKH)
    assert (quiz.revision, quiz.state.position, quiz.state.phase) == (1, 0, Phase.ASKING)
    assert round_.state is RoundState.OPEN
    assert (round_.opened_at, round_.ends_at) == (NOW, NOW + OPEN_FOR)
    assert round_.ends_at == quiz.state.answers_until
    assert await store.rounds_of(quiz.id) == [round_, (await store.rounds_of(quiz.id))[1]]
    assert (await store.rounds_of(quiz.id))[1].state is RoundState.WAITING


async def test_a_move_decided_on_an_old_state_is_not_made(store: Store) -> None:
    old = await store.create_quiz(a_quiz())
    quiz, round_ = await ask(store, old)
    with pytest.raises(StaleState):
        await store.open_round(old, old.state.ask(NOW, OPEN_FOR), NOW)
    with pytest.raises(StaleState):
        await store.move_quiz(old, old.state.pause(NOW))
    paused = await store.move_quiz(quiz, quiz.state.pause(NOW))
    with pytest.raises(StaleState):
        await reveal(store, quiz)
    assert await store.quiz(quiz.id) == paused
    assert await store.round(round_.id) == replace(round_, state=RoundState.PAUSED)


async def test_of_two_who_move_at_once_one_is_told_that_it_is_too_late(store: Store) -> None:
    quiz = await store.create_quiz(a_quiz())
    outcomes = await asyncio.gather(*(ask(store, quiz) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(one, StaleState) for one in outcomes) == 4
    kept = await store.quiz(quiz.id)
    assert kept is not None
    assert kept.revision == 1


async def test_a_pause_stops_the_round_and_going_on_moves_its_end(store: Store) -> None:
    quiz, round_ = await asked(store)
    quiz = await store.move_quiz(quiz, quiz.state.pause(NOW + 10 * SECOND))
    paused = await store.round(round_.id)
    assert paused is not None
    assert paused.state is RoundState.PAUSED
    quiz = await store.move_quiz(quiz, quiz.state.resume(NOW + 100 * SECOND))
    resumed = await store.round(round_.id)
    assert resumed == replace(round_, ends_at=NOW + 120 * SECOND)
    assert quiz.state.due_at == NOW + 120 * SECOND + LATENESS


async def test_a_skip_brings_the_rounds_end_forward(store: Store) -> None:
    quiz, round_ = await asked(store)
    await store.move_quiz(quiz, quiz.state.skip(NOW + 5 * SECOND))
    assert await store.round(round_.id) == replace(round_, ends_at=NOW + 5 * SECOND)


async def test_a_second_chance_moves_the_rounds_end_back(store: Store) -> None:
    quiz, round_ = await asked(store)
    await store.move_quiz(quiz, quiz.state.prolong(NOW + 60 * SECOND, 10 * SECOND))
    assert await store.round(round_.id) == replace(round_, ends_at=NOW + 70 * SECOND)


async def test_a_round_is_neither_opened_nor_closed_by_a_bare_move(store: Store) -> None:
    waiting = await store.create_quiz(a_quiz())
    with pytest.raises(MoveNotAllowed):
        await store.move_quiz(waiting, waiting.state.ask(NOW, OPEN_FOR))
    quiz, _ = await ask(store, waiting)
    with pytest.raises(MoveNotAllowed):
        await store.move_quiz(quiz, quiz.state.finish(End.STOPPED))
    with pytest.raises(MoveNotAllowed):
        await store.close_round(waiting, lambda _: waiting.state)
    with pytest.raises(MoveNotAllowed):
        await store.close_round(quiz, lambda _: quiz.state)
    assert await store.quiz(quiz.id) == quiz


async def test_closing_tells_how_many_have_answered(store: Store) -> None:
    quiz, round_ = await asked(store, KOKAND, KARABAKH)
    await asyncio.gather(*(store.record(an_answer(round_.id, learner)) for learner in (SERGO, MAMED)))
    told: list[int] = []

    def decide(count: int) -> LiveState:
        told.append(count)
        return quiz.state.reveal(NOW, READ_FOR, anyone_answered=count > 0)

    moved, closed = await store.close_round(quiz, decide)
    assert told == [2]
    assert closed == replace(round_, state=RoundState.CLOSED)
    assert (moved.state.phase, moved.state.silent, moved.revision) == (Phase.BETWEEN, 0, 2)
    moved, _ = await ask(store, moved)
    moved, _ = await reveal(store, moved)
    assert moved.state.silent == 1


async def test_a_quiz_can_be_stopped_while_its_question_is_paused(store: Store) -> None:
    quiz, round_ = await asked(store)
    await save(store, an_answer(round_.id))
    quiz = await store.move_quiz(quiz, quiz.state.pause(NOW + SECOND))
    ended, closed = await store.close_round(quiz, lambda _: quiz.state.finish(End.STOPPED))
    assert (ended.state.phase, ended.state.end) == (Phase.ENDED, End.STOPPED)
    assert closed.state is RoundState.CLOSED
    assert [one.points for one in await store.leaderboard(GUILD, None, None, None, 10)] == [100]


async def test_when_two_close_at_once_one_does_and_the_answers_count_once(store: Store) -> None:
    quiz, round_ = await asked(store)
    await save(store, an_answer(round_.id))
    outcomes = await asyncio.gather(*(reveal(store, quiz) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(one, StaleState) for one in outcomes) == 3
    [standing] = await store.leaderboard(GUILD, None, None, None, 10)
    assert (standing.answers, standing.points) == (1, 100)


async def test_when_the_decision_fails_nothing_is_closed(store: Store) -> None:
    quiz, round_ = await asked(store)
    with pytest.raises(ZeroDivisionError):
        await store.close_round(quiz, lambda _: 1 // 0)  # type: ignore[arg-type, return-value]  # it raises
    assert await store.round(round_.id) == round_
    assert await store.leaderboard_size(GUILD, None) == 0


async def test_the_messages_of_rounds_are_remembered(store: Store) -> None:
    quiz, round_ = await asked(store)
    await store.set_round_message(round_.id, 77)
    assert await store.round(round_.id) == replace(round_, message_id=77)
    assert await store.unrevealed_rounds(quiz.id) == []
    _, closed = await reveal(store, quiz)
    assert await store.unrevealed_rounds(quiz.id) == [closed]
    await store.set_revealed(round_.id)
    assert await store.unrevealed_rounds(quiz.id) == []
    assert await store.round(round_.id) == replace(closed, revealed=True)


async def test_a_round_whose_message_was_not_noted_is_still_to_be_revealed(store: Store) -> None:
    quiz, _ = await asked(store)
    _, closed = await reveal(store, quiz)
    assert await store.unrevealed_rounds(quiz.id) == [closed]


async def test_a_podium_is_wanted_until_it_stands_or_is_given_up(store: Store) -> None:
    first, second, lost, running = [await store.create_quiz(a_quiz(channel_id=CHANNEL + number)) for number in range(4)]
    first = await store.move_quiz(first, first.state.finish(End.FINISHED))
    second = await store.move_quiz(second, second.state.finish(End.SILENT))
    await store.move_quiz(lost, lost.state.finish(End.LOST))
    assert await store.ended_without_podium() == [first, second]
    await store.set_podium(first.id, 55)
    assert await store.ended_without_podium() == [second]
    await store.give_up_podium(second.id)
    assert await store.ended_without_podium() == []
    assert await store.quiz(first.id) == replace(first, podium_id=55, podium_done=True)
    assert await store.quiz(second.id) == replace(second, podium_done=True)
    assert await store.active_quizzes() == [running]


async def test_a_close_whose_caller_is_cancelled_is_made_all_the_same(store: Store) -> None:
    patiences = range(1, 40, 4)
    for patience in patiences:
        quiz, round_ = await asked(store, channel_id=patience)
        await save(store, an_answer(round_.id))
        closing = asyncio.create_task(reveal(store, quiz))
        for _ in range(patience):
            await asyncio.sleep(0)
        closing.cancel()
        await asyncio.wait([closing])
        if going_on := store._database._running:
            await asyncio.wait(going_on)
        kept = await store.round(round_.id)
        assert kept is not None
        assert kept.state is RoundState.CLOSED
    assert [one.answers for one in await store.leaderboard(GUILD, NOW.date(), None, None, 1)] == [len(patiences)]


async def test_a_round_is_closed_and_totalled_in_one_step_or_not_at_all(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiz, round_ = await asked(store)
    await save(store, an_answer(round_.id))

    async def power_cut(*_: object) -> None:
        raise OSError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("bot.store.quizzes.add_to_totals", power_cut)
        with pytest.raises(StoreTrouble):
            await reveal(store, quiz)
    assert await store.quiz(quiz.id) == quiz
    still = await store.round(round_.id)
    assert still is not None
    assert still.state is RoundState.OPEN
    await reveal(store, quiz)
    [standing] = await store.leaderboard(GUILD, None, None, None, 5)
    assert (standing.answers, standing.points) == (1, 100)
