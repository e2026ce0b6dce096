"""Servers that go, come back, and stay away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.errors import StoreTrouble
from bot.core.records import Guild
from bot.services.departures import KEPT_FOR, Departures
from bot.store import Store
from tests.services.school import GUILD, School


class Gate:
    """Who is in, and who has been forgotten."""

    def __init__(self, school: School) -> None:
        self.present: set[int] = set()
        self.forgotten: list[int] = []
        self.departures = Departures(
            school.store, now=lambda: school.time, present=self.present.__contains__, forget=self.forgotten.append
        )


@pytest.fixture
def gate(school: School) -> Gate:
    return Gate(school)


async def test_a_server_is_erased_when_it_has_been_gone_for_long_and_not_before(gate: Gate, school: School) -> None:
    await school.store.save_guild(Guild(id=GUILD, timezone="Asia/Baku"))
    await gate.departures.left(GUILD)
    assert await gate.departures.next_due() == school.time + KEPT_FOR
    school.time += KEPT_FOR - timedelta(seconds=1)
    await gate.departures.run_due()
    assert gate.forgotten == []
    school.time += timedelta(seconds=1)
    await gate.departures.run_due()
    assert gate.forgotten == [GUILD]
    assert await school.store.known_servers() == frozenset()
    assert await gate.departures.next_due() is None


async def test_a_server_that_is_there_after_all_is_not_erased(gate: Gate, school: School) -> None:
    await school.store.save_guild(Guild(id=GUILD))
    await gate.departures.left(GUILD)
    gate.present.add(GUILD)
    school.time += KEPT_FOR
    await gate.departures.run_due()
    assert gate.forgotten == []
    assert await school.store.known_servers() == {GUILD}
    assert await gate.departures.next_due() is None


async def test_what_went_and_came_while_nobody_listened_is_found_out(gate: Gate, school: School) -> None:
    for number in (1, 2, 3):
        await school.store.save_guild(Guild(id=number))
    await gate.departures.left(2)
    school.time += timedelta(days=1)
    await gate.departures.compare([2, 3, 4])
    assert await school.store.departed() == {1: school.time}
    school.time += timedelta(days=1)
    await gate.departures.compare([2, 3, 4])
    assert await school.store.departed() == {1: school.time - timedelta(days=1)}, "its time runs from the first day"
    await gate.departures.joined(1)
    assert await school.store.departed() == {}


async def test_when_the_database_fails_the_erasure_waits(
    gate: Gate, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await gate.departures.left(GUILD)
    school.time += KEPT_FOR

    async def locked(*_: object) -> None:
        raise StoreTrouble

    with monkeypatch.context() as broken:
        broken.setattr(Store, "erase_server", locked)
        await gate.departures.run_due()
    assert await gate.departures.next_due() == school.time + timedelta(minutes=10)
    await gate.departures.run_due()
    assert gate.forgotten == []
    school.time += timedelta(minutes=10)
    await gate.departures.run_due()
    assert gate.forgotten == [GUILD]
