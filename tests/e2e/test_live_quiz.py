"""A live quiz, as a class meets it."""

from __future__ import annotations

import pytest
import simcord

from bot.core.live import Phase
from bot.core.models import Matching, OneChoice, Ordering, ShortText, Year
from tests.e2e.answers import answer, everybody_answers, open_panel
from tests.e2e.classroom import Classroom, custom_ids, private, said, said_by

KINDS = 7


async def test_a_class_plays_a_quiz_with_a_question_of_every_kind_to_its_podium(room: Classroom) -> None:
    await room.start_quiz(questions=KINDS, seconds=30)
    seen = set()
    for number in range(KINDS):
        round_ = await room.open_round()
        message = room.last()
        assert f"{number + 1} of {KINDS}" in said(message)
        assert round_.item.ask in said(message)
        best, middling, _ = room.students
        for student, right in ((best, True), (middling, False)):
            result = await answer(student, message, round_, right=right)
            assert private(result)
            assert "Saved" in said_by(result), type(round_.item)
        seen.add(type(round_.item))
        await room.step()
        reveal = said(room.message(message.id))
        assert round_.item.why in reveal
        assert "A reader for tests" in reveal
        assert await room.to_the_next_question() is (number + 1 < KINDS)
    assert len(seen) == KINDS
    podium = said(room.last())
    assert "Student A" in podium
    assert "🥇" in podium
    assert await room.app.store.active_quiz(room.channel.id) is None


async def test_the_reply_to_an_answer_does_not_say_whether_it_is_right(room: Classroom) -> None:
    await room.start_quiz("Two easy ones", questions=1)
    round_ = await room.open_round()
    right = said_by(await answer(room.students[0], room.last(), round_, right=True))
    wrong = said_by(await answer(room.students[1], room.last(), round_, right=False))
    for word in ("right.", "wrong", "✅", "❌", "correct"):
        assert word not in right.lower()
        assert word not in wrong.lower()


async def test_an_answer_cannot_be_changed_and_the_first_one_is_shown_again(room: Classroom) -> None:
    await room.start_quiz("Two easy ones", questions=1)
    round_ = await room.open_round()
    await answer(room.students[0], room.last(), round_, right=True)
    again = await answer(room.students[0], room.last(), round_, right=False)
    assert "already" in said_by(again)
    tally = await room.app.store.tally(round_.id)
    assert [credit for _, credit in tally] == [1.0]


async def test_others_see_only_how_many_have_answered(room: Classroom) -> None:
    await room.start_quiz("Two easy ones", questions=1)
    before = said(room.last())
    await everybody_answers(room)
    assert said(room.last()) == before
    await room.pass_time(4)
    after = said(room.last())
    assert "3 people have answered" in after
    assert "Student" not in after


async def test_a_score_says_nothing_of_a_question_that_is_still_open(room: Classroom) -> None:
    await room.start_quiz("Two easy ones", questions=1, seconds=30)
    before = said_by(await room.students[0].slash(room.channel, "score"))
    await everybody_answers(room)
    assert said_by(await room.students[0].slash(room.channel, "score")) == before
    await room.pass_time(31)
    assert said_by(await room.students[0].slash(room.channel, "score")) != before


async def test_an_answer_after_the_end_is_refused_and_says_so(room: Classroom) -> None:
    await room.start_quiz("Two easy ones", questions=2, seconds=10)
    round_ = await room.open_round()
    question = room.last()
    result = await answer(room.students[0], question, round_)
    await room.pass_time(12)
    with pytest.raises(simcord.SetupError):
        await answer(room.students[1], room.message(question.id), round_)
    assert "Saved" in said_by(result)
    assert len(await room.app.store.tally(round_.id)) == 1


async def test_three_questions_in_a_row_without_an_answer_end_the_quiz_politely(room: Classroom) -> None:
    await room.start_quiz("Two easy ones", questions=4, seconds=10)
    await room.pass_time(120)
    assert await room.app.store.active_quiz(room.channel.id) is None
    assert "Nobody" in said(room.last())


async def test_one_channel_has_one_quiz_and_another_channel_has_its_own(room: Classroom) -> None:
    await room.start_quiz("Two easy ones", questions=4)
    refused = await room.teacher.slash(room.channel, "quiz start", bank="sampler")
    assert "already" in said_by(refused)
    await room.start_quiz("Two easy ones", channel=room.other_channel, questions=4)
    here, there = await room.open_round(), await room.open_round(room.other_channel)
    await answer(room.students[0], room.last(), here)
    await room.teacher.slash(room.channel, "quiz stop")
    assert (await room.quiz(room.other_channel)).state.phase is Phase.ASKING
    assert await room.app.store.answered(there.id) == 0


async def test_a_paused_quiz_takes_no_answers_and_goes_on_with_the_time_that_was_left(room: Classroom) -> None:
    await room.start_quiz("Two easy ones", questions=1, seconds=30)
    await room.pass_time(10)
    round_ = await room.open_round()
    assert "paused" in said_by(await room.teacher.slash(room.channel, "quiz pause")).lower()
    assert "paused" in said(room.last()).lower()
    with pytest.raises(simcord.SetupError, match="disabled"):
        await answer(room.students[0], room.last(), round_)
    await room.pass_time(600)
    assert (await room.quiz()).state.phase is Phase.PAUSED
    await room.teacher.slash(room.channel, "quiz resume")
    await room.pass_time(15)
    assert "Saved" in said_by(await answer(room.students[0], room.last(), await room.open_round()))
    await room.pass_time(7)
    assert (await room.quiz()).state.phase is Phase.BETWEEN


async def test_skipping_ends_the_open_question_and_counts_what_was_answered(room: Classroom) -> None:
    await room.start_quiz("Two easy ones", questions=2, seconds=300)
    round_ = await everybody_answers(room)
    await room.teacher.slash(room.channel, "quiz skip")
    await room.pass_time(2)
    assert round_.item.why in said(room.last())
    await room.teacher.slash(room.channel, "quiz skip")
    await room.pass_time(1)
    assert (await room.open_round()).position == 1
    assert "100" in said_by(await room.students[0].slash(room.channel, "score"))


async def test_stopping_reveals_the_open_question_and_shows_the_podium(room: Classroom) -> None:
    await room.start_quiz("Two easy ones", questions=4, seconds=300)
    round_ = await everybody_answers(room)
    question = room.last()
    await room.teacher.slash(room.channel, "quiz stop")
    assert round_.item.why in said(room.message(question.id))
    assert "Student A" in said(room.last())


@pytest.mark.parametrize("move", ["pause", "resume", "skip", "stop"])
async def test_there_is_nothing_to_move_where_no_quiz_runs(room: Classroom, move: str) -> None:
    result = await room.teacher.slash(room.channel, f"quiz {move}")
    assert result.ephemeral
    assert "no quiz" in said_by(result).lower()


@pytest.mark.parametrize(("before", "move"), [("pause", "pause"), ("pause", "skip"), (None, "resume")])
async def test_a_move_that_the_state_does_not_allow_is_refused_and_changes_nothing(
    room: Classroom, before: str | None, move: str
) -> None:
    await room.start_quiz("Two easy ones", questions=2, seconds=300)
    if before:
        await room.teacher.slash(room.channel, f"quiz {before}")
    state = (await room.quiz()).state
    refused = await room.teacher.slash(room.channel, f"quiz {move}")
    assert refused.ephemeral
    assert said_by(refused)
    assert (await room.quiz()).state == state


@pytest.mark.parametrize("move", ["start", "pause", "resume", "skip", "stop"])
async def test_a_student_may_not_run_a_quiz(room: Classroom, move: str) -> None:
    if move != "start":
        await room.start_quiz("Two easy ones", questions=2, seconds=300)
    options = {"bank": "sampler"} if move == "start" else {}
    refused = await room.students[0].slash(room.channel, f"quiz {move}", **options)
    assert refused.ephemeral
    assert "teacher" in said_by(refused).lower()


async def test_an_unknown_bank_is_refused_with_the_closest_name(room: Classroom) -> None:
    refused = await room.teacher.slash(room.channel, "quiz start", bank="Two easy one")
    assert "Two easy ones" in said_by(refused)
    assert await room.app.store.active_quiz(room.channel.id) is None


async def test_the_list_of_banks_helps_with_typing(room: Classroom) -> None:
    choices = await room.teacher.autocomplete(room.channel, "quiz start", "bank", "easy")
    assert [choice["value"] for choice in choices] == ["basmachi/years"]


async def test_a_panel_left_unfinished_is_not_saved_and_says_what_is_missing(room: Classroom) -> None:
    await room.start_quiz(questions=KINDS, seconds=300)
    while not isinstance((round_ := await room.open_round()).item, Ordering | Matching):
        await answer(room.students[1], room.last(), round_)
        await room.to_the_next_question()
    panel = await open_panel(room.students[0], room.last(), round_)
    await room.students[0].select(panel, ["0"], custom_id=f"slot:{round_.id}:0")
    result = await room.students[0].click(panel, custom_id=f"save:{round_.id}")
    assert result.acknowledged
    assert await room.app.store.answered(round_.id) == 0


async def test_a_panel_whose_question_has_closed_says_so_and_is_no_more(room: Classroom) -> None:
    await room.start_quiz(questions=KINDS, seconds=300)
    while not isinstance((round_ := await room.open_round()).item, Ordering | Matching):
        await answer(room.students[1], room.last(), round_)
        await room.to_the_next_question()
    panel = await open_panel(room.students[0], room.last(), round_)
    await room.teacher.slash(room.channel, "quiz skip")
    await room.step()
    await room.students[0].click(panel, custom_id=f"save:{round_.id}")
    shown = simcord.ResponseMessage(room.env, room.env.backend.get_message(panel.channel_id, panel.id))
    assert "closed" in said(shown)
    assert custom_ids(shown) == []


async def test_a_partner_given_twice_is_not_saved_in_silence(room: Classroom) -> None:
    await room.start_quiz(questions=KINDS, seconds=300)
    while not isinstance((round_ := await room.open_round()).item, Matching):
        await answer(room.students[1], room.last(), round_)
        await room.to_the_next_question()
    panel = await open_panel(room.students[0], room.last(), round_)
    for slot in range(3):
        await room.students[0].select(panel, ["0"], custom_id=f"slot:{round_.id}:{slot}")
    await room.students[0].click(panel, custom_id=f"save:{round_.id}")
    assert await room.app.store.answered(round_.id) == 0


@pytest.mark.parametrize(
    ("kind", "typed", "word"), [(Year, "1916 1917", "one"), (Year, "long ago", "year"), (ShortText, " . ", "type")]
)
async def test_what_cannot_be_an_answer_is_refused_and_may_be_tried_again(
    room: Classroom, kind: type, typed: str, word: str
) -> None:
    await room.start_quiz(questions=KINDS, seconds=300)
    while not isinstance((round_ := await room.open_round()).item, kind):
        await answer(room.students[1], room.last(), round_)
        await room.to_the_next_question()
    modal = await room.students[0].click(room.last(), custom_id=f"type:{round_.id}")
    refused = await room.students[0].submit_modal(modal, {"text": typed})
    assert word in said_by(refused).lower()
    assert "Saved" in said_by(await answer(room.students[0], room.last(), round_))


async def test_a_speed_bonus_pays_the_quicker_at_most_half_as_much_again(room: Classroom) -> None:
    quiz = await room.start_quiz("Two easy ones", questions=1, seconds=100, speed_bonus=True)
    round_ = await room.open_round()
    await answer(room.students[0], room.last(), round_)
    await room.pass_time(50)
    await answer(room.students[1], room.last(), round_)
    await room.pass_time(60)
    quick, slow = await room.app.store.standings(quiz.id)
    assert 145 <= quick.points <= 150
    assert 120 <= slow.points <= 130


async def test_a_learner_sees_their_own_result_question_by_question(room: Classroom) -> None:
    await room.start_quiz("Two easy ones", questions=2, seconds=10)
    first = await everybody_answers(room)
    await room.pass_time(60)
    button = next(one for one in custom_ids(room.last()) if one.startswith("result:"))
    mine = await room.students[0].click(room.last(), custom_id=button)
    assert mine.ephemeral
    assert first.item.ask in said_by(mine)
    nothing = await room.teacher.click(room.last(), custom_id=button)
    assert nothing.ephemeral


async def test_options_are_shuffled_once_and_stand_in_one_order_for_everybody(room: Classroom) -> None:
    await room.start_quiz(questions=KINDS)
    round_ = await room.open_round()
    while not isinstance(round_.item, OneChoice):
        await everybody_answers(room)
        await room.to_the_next_question()
        round_ = await room.open_round()
    labels = [line for line in said(room.last()).splitlines() if line in round_.item.choices]
    assert labels == [round_.item.choices[index] for index in round_.order]


async def test_no_message_pings_anybody(room: Classroom) -> None:
    await room.start_quiz("Two easy ones", questions=1, seconds=10)
    await everybody_answers(room)
    await room.to_the_next_question()
    sent = [one for one in room.env.http_requests if one.method in {"POST", "PATCH"} and "/messages" in one.path]
    assert {one.method for one in sent} == {"POST", "PATCH"}
    for entry in sent:
        assert isinstance(entry.json, dict)
        assert entry.json["allowed_mentions"] == {"parse": []}, entry
