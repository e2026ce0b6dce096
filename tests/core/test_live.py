"""A live quiz as a state machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.core.errors import MoveNotAllowed
from bot.core.live import LATENESS, SILENT_ROUNDS_TO_END, End, LiveState, Phase, Step

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OPEN, READ = timedelta(seconds=30), timedelta(seconds=10)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def new(total: int = 2) -> LiveState:
    return LiveState(total=total, due_at=after(6))


def asked(total: int = 2) -> LiveState:
    return new(total).ask(after(6), OPEN)


def test_a_new_quiz_waits_for_its_first_moment_and_then_asks() -> None:
    assert new().next_step(after(5.999)) is None
    assert new().next_step(after(6)) is Step.ASK


def test_a_question_is_open_for_its_time_and_waits_a_little_for_answers_on_their_way() -> None:
    state = asked()
    assert (state.phase, state.position) == (Phase.ASKING, 0)
    assert state.answers_until == after(36)
    assert state.next_step(after(36)) is None
    assert state.next_step(after(36) + LATENESS) is Step.REVEAL


def test_after_a_reveal_the_next_question_comes_and_after_the_last_the_end() -> None:
    state = asked(2).reveal(after(37), READ, anyone_answered=True)
    assert state.next_step(after(46.9)) is None
    assert state.next_step(after(47)) is Step.ASK
    last = state.ask(after(47), OPEN).reveal(after(78), READ, anyone_answered=True)
    assert last.next_step(after(88)) is Step.FINISH
    assert last.finish(End.FINISHED).next_step(after(10_000)) is None


def test_a_quiz_does_not_ask_beyond_its_last_question() -> None:
    last = asked(1).reveal(after(37), READ, anyone_answered=True)
    with pytest.raises(MoveNotAllowed):
        last.ask(after(47), OPEN)


def silent_rounds(count: int, state: LiveState) -> LiveState:
    for _ in range(count):
        state = state.ask(after(6), OPEN).reveal(after(37), READ, anyone_answered=False)
    return state


def test_questions_that_nobody_answers_in_a_row_end_the_quiz() -> None:
    assert silent_rounds(SILENT_ROUNDS_TO_END - 1, new(9)).next_step(after(99)) is Step.ASK
    assert silent_rounds(SILENT_ROUNDS_TO_END, new(9)).next_step(after(99)) is Step.FINISH


def test_one_answer_makes_the_silence_begin_anew() -> None:
    heard = silent_rounds(SILENT_ROUNDS_TO_END - 1, new(9)).ask(after(6), OPEN)
    heard = heard.reveal(after(37), READ, anyone_answered=True)
    assert heard.silent == 0
    assert silent_rounds(SILENT_ROUNDS_TO_END - 1, heard).next_step(after(99)) is Step.ASK


def test_a_pause_keeps_the_time_that_is_left() -> None:
    paused = asked().pause(after(16))
    assert paused.due_at is None
    assert paused.next_step(after(10_000)) is None
    assert paused.answers_until is None
    resumed = paused.resume(after(1000))
    assert (resumed.phase, resumed.position) == (Phase.ASKING, 0)
    assert resumed.answers_until == after(1020)
    assert (resumed.paused_in, resumed.left) == (None, None)


def test_a_pause_after_the_moment_leaves_nothing_and_nothing_is_owed() -> None:
    paused = asked().pause(after(100))
    assert paused.left == timedelta(0)
    assert paused.resume(after(200)).next_step(after(200)) is Step.REVEAL


def test_a_quiz_may_be_paused_between_two_questions() -> None:
    paused = new().pause(after(2))
    assert not paused.round_is_open
    assert paused.resume(after(50)).next_step(after(54)) is Step.ASK


def test_skipping_an_open_question_closes_it_now_but_waits_for_answers_on_their_way() -> None:
    skipped = asked().skip(after(10))
    assert skipped.answers_until == after(10)
    assert skipped.next_step(after(10) + LATENESS) is Step.REVEAL


def test_skipping_a_reveal_asks_now() -> None:
    between = asked().reveal(after(37), READ, anyone_answered=True)
    assert between.skip(after(38)).next_step(after(38)) is Step.ASK


def test_prolonging_leaves_at_least_so_much_time_and_never_less_than_there_was() -> None:
    state = asked()
    assert state.prolong(after(34), timedelta(seconds=10)).answers_until == after(44)
    assert state.prolong(after(10), timedelta(seconds=10)) == state


@pytest.mark.parametrize(
    ("state", "is_open"),
    [
        (new(), False),
        (asked(), True),
        (asked().pause(after(7)), True),
        (new().pause(after(1)), False),
        (asked().reveal(after(37), READ, anyone_answered=True), False),
        (asked().finish(End.STOPPED), False),
    ],
)
def test_a_round_is_open_from_asking_to_reveal_paused_or_not(state: LiveState, *, is_open: bool) -> None:
    assert state.round_is_open is is_open


MOVES: dict[str, Callable[[LiveState], LiveState]] = {
    "ask": lambda state: state.ask(START, OPEN),
    "reveal": lambda state: state.reveal(START, READ, anyone_answered=True),
    "pause": lambda state: state.pause(START),
    "resume": lambda state: state.resume(START),
    "skip": lambda state: state.skip(START),
    "prolong": lambda state: state.prolong(START, OPEN),
    "stop": lambda state: state.finish(End.STOPPED),
}
ALLOWED = {
    Phase.BETWEEN: {"ask", "pause", "skip", "stop"},
    Phase.ASKING: {"reveal", "pause", "skip", "prolong", "stop"},
    Phase.PAUSED: {"resume", "stop"},
    Phase.ENDED: set[str](),
}
STATES = [new(), asked(), asked().pause(after(7)), asked().finish(End.LOST)]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.phase.value)
@pytest.mark.parametrize("move", MOVES)
def test_each_phase_allows_its_own_moves_and_names_the_one_it_refuses(state: LiveState, move: str) -> None:
    if move in ALLOWED[state.phase]:
        assert MOVES[move](state) != state or move in {"skip", "prolong"}
        return
    with pytest.raises(MoveNotAllowed) as caught:
        MOVES[move](state)
    assert (caught.value.move, caught.value.phase) == (move, state.phase.value)


class AnyClass(RuleBasedStateMachine):
    """Whatever teachers and time do, in whatever order: the quiz is never in a state that cannot be."""

    @initialize(total=st.integers(1, 4))
    def begin(self, total: int) -> None:
        self.now = START
        self.state = LiveState(total=total, due_at=after(6))

    @rule(seconds=st.integers(0, 60))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(answered=st.booleans())
    def what_is_due_happens(self, *, answered: bool) -> None:
        match self.state.next_step(self.now):
            case Step.ASK:
                self.state = self.state.ask(self.now, OPEN)
            case Step.REVEAL:
                self.state = self.state.reveal(self.now, READ, anyone_answered=answered)
            case Step.FINISH:
                self.state = self.state.finish(End.FINISHED)
            case None:
                assert self.state.due_at is None or self.now < self.state.due_at

    @rule(move=st.sampled_from(sorted(MOVES)), seconds=st.integers(0, 60), answered=st.booleans())
    def somebody_tries(self, move: str, seconds: int, *, answered: bool) -> None:
        before, untouched = self.state, replace(self.state)
        span = timedelta(seconds=seconds)
        moves: dict[str, Callable[[], LiveState]] = {
            "ask": lambda: before.ask(self.now, span),
            "reveal": lambda: before.reveal(self.now, span, anyone_answered=answered),
            "pause": lambda: before.pause(self.now),
            "resume": lambda: before.resume(self.now),
            "skip": lambda: before.skip(self.now),
            "prolong": lambda: before.prolong(self.now, span),
            "stop": lambda: before.finish(End.STOPPED),
        }
        beyond_the_last = move == "ask" and before.position + 1 >= before.total
        try:
            self.state = moves[move]()
        except MoveNotAllowed:
            assert move not in ALLOWED[before.phase] or beyond_the_last
        else:
            assert move in ALLOWED[before.phase]
            assert not beyond_the_last
        assert before == untouched

    @invariant()
    def the_state_is_possible(self) -> None:
        state = self.state
        assert -1 <= state.position < state.total
        assert 0 <= state.silent <= state.position + 1
        assert (state.due_at is not None) == (state.phase in {Phase.BETWEEN, Phase.ASKING})
        assert (state.left is not None) == (state.paused_in is not None) == (state.phase is Phase.PAUSED)
        assert state.left is None or state.left >= timedelta(0)
        assert state.paused_in in {None, Phase.BETWEEN, Phase.ASKING}
        assert (state.end is not None) == (state.phase is Phase.ENDED)
        assert not (state.phase is Phase.ASKING and state.position < 0)
        assert (state.answers_until is not None) == (state.phase is Phase.ASKING)


test_no_sequence_of_moves_reaches_an_impossible_state = AnyClass.TestCase


def test_skipping_never_gives_a_question_more_time_than_it_had() -> None:
    state = asked()
    for late in (35.5, 36.5, 50):
        until = state.skip(after(late)).answers_until
        assert until is not None
        assert until <= after(36)


def test_a_teacher_who_moves_the_quiz_is_there_and_keeps_it_from_ending_for_silence() -> None:
    state = new(total=9)
    for _ in range(SILENT_ROUNDS_TO_END + 1):
        state = state.skip(after(0)).ask(after(0), OPEN).skip(after(0))
        state = state.reveal(after(1), READ, anyone_answered=False)
    assert state.next_step(after(60)) is Step.ASK
    paused = replace(asked(9), silent=SILENT_ROUNDS_TO_END - 1).pause(after(7))
    assert paused.silent == paused.resume(after(8)).silent == 0
