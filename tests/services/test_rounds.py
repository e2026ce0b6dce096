"""Rounds at hand: read once, however many press, and anew when they have changed."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.errors import UnknownRound
from bot.core.models import Picked
from bot.core.records import Round
from bot.services.people import Learner
from bot.services.rounds import OpenRounds
from tests.services.school import School

CROWD = 200


@pytest.fixture
def readings(school: School, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The rounds that have been read from the database, one after the other."""
    found: list[int] = []
    read = school.store.round

    async def noted(round_id: int) -> Round | None:
        found.append(round_id)
        return await read(round_id)

    monkeypatch.setattr(school.store, "round", noted)
    return found


async def an_open_round(school: School) -> int:
    await school.start()
    await school.pass_time(7)
    return (await school.open_round()).id


async def test_a_crowd_that_presses_at_once_has_the_question_read_once(school: School, readings: list[int]) -> None:
    round_id = await an_open_round(school)
    readings.clear()
    crowd = [Learner(number, f"Student {number}") for number in range(CROWD)]
    outcomes = await asyncio.gather(
        *(school.answering.answer(round_id, learner, Picked((1,)), school.time) for learner in crowd)
    )
    assert all(outcome.first for outcome in outcomes)
    assert readings == [round_id]


async def test_whoever_gives_up_waiting_for_a_question_takes_it_from_nobody(
    school: School, readings: list[int]
) -> None:
    round_id = await an_open_round(school)
    readings.clear()
    rounds = OpenRounds(school.store)
    hasty, patient = (asyncio.create_task(rounds.setting(round_id)) for _ in range(2))
    await asyncio.sleep(0)
    hasty.cancel()
    assert (await patient).round.id == round_id
    assert readings == [round_id]


async def test_a_question_that_changes_while_it_is_read_is_read_again(school: School, readings: list[int]) -> None:
    round_id = await an_open_round(school)
    readings.clear()
    rounds = OpenRounds(school.store)
    before = asyncio.create_task(rounds.setting(round_id))
    await asyncio.sleep(0)
    rounds.forget(round_id)
    await before
    await rounds.setting(round_id)
    assert readings == [round_id, round_id]


async def test_a_crowd_that_presses_for_a_question_that_is_gone_is_told_so(school: School, readings: list[int]) -> None:
    rounds = OpenRounds(school.store)
    told = await asyncio.gather(*(rounds.setting(4711) for _ in range(CROWD)), return_exceptions=True)
    assert all(isinstance(one, UnknownRound) for one in told)
    assert readings == [4711]
