"""Group commit by itself, without a database."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.core.errors import NotSaved
from bot.store.writer import AT_MOST, GroupCommit


class Paper:
    """Takes batches when it is told to go on."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.go_on = asyncio.Event()

    async def write(self, batch: Sequence[int]) -> list[int]:
        self.batches.append(list(batch))
        await self.go_on.wait()
        if 13 in batch:
            raise OSError("thirteen")
        return [-one for one in batch]


async def test_what_comes_while_one_batch_is_written_makes_the_next() -> None:
    paper = Paper()
    writer = GroupCommit(paper.write)
    first = [asyncio.create_task(writer.submit(one)) for one in (1, 2)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    second = [asyncio.create_task(writer.submit(one)) for one in (3, 4, 5)]
    await asyncio.sleep(0)
    assert not any(one.done() for one in first)
    paper.go_on.set()
    assert await asyncio.gather(*first, *second) == [-1, -2, -3, -4, -5]
    assert paper.batches == [[1, 2], [3, 4, 5]]


async def test_a_batch_has_a_bound() -> None:
    paper = Paper()
    paper.go_on.set()
    writer = GroupCommit(paper.write)
    await asyncio.gather(*(writer.submit(100 + one) for one in range(2 * AT_MOST + 1)))
    assert [len(batch) for batch in paper.batches] == [AT_MOST, AT_MOST, 1]


async def test_a_batch_that_fails_fails_alone(caplog: pytest.LogCaptureFixture) -> None:
    paper = Paper()
    writer = GroupCommit(paper.write)
    failing = [asyncio.create_task(writer.submit(one)) for one in (12, 13)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    fine = asyncio.create_task(writer.submit(14))
    await asyncio.sleep(0)
    paper.go_on.set()
    outcomes = await asyncio.gather(*failing, return_exceptions=True)
    assert [repr(one.__cause__) for one in outcomes if isinstance(one, NotSaved)] == ["OSError('thirteen')"] * 2
    assert await fine == -14
    assert [record.getMessage() for record in caplog.records] == ["A batch of 2 was not saved"]


async def test_who_stopped_waiting_for_a_batch_that_fails_disturbs_nobody() -> None:
    paper = Paper()
    writer = GroupCommit(paper.write)
    given = [asyncio.create_task(writer.submit(one)) for one in (12, 13)]
    await asyncio.sleep(0)
    given[0].cancel()
    paper.go_on.set()
    outcomes = await asyncio.gather(*given, return_exceptions=True)
    assert [type(one) for one in outcomes] == [asyncio.CancelledError, NotSaved]


async def test_a_flush_waits_for_what_came_before_it_and_not_for_more() -> None:
    paper = Paper()
    writer = GroupCommit(paper.write)
    first = asyncio.create_task(writer.submit(1))
    await asyncio.sleep(0)
    flushes = [asyncio.create_task(writer.flush()) for _ in range(2)]
    await asyncio.sleep(0)
    assert not flushes[0].done()
    later = asyncio.create_task(writer.submit(2))
    flushes[1].cancel()
    await asyncio.sleep(0)
    paper.go_on.set()
    await flushes[0]
    assert (await first, await later) == (-1, -2)


async def test_when_the_loop_shuts_down_nobody_is_left_waiting() -> None:
    paper = Paper()
    writer = GroupCommit(paper.write)
    writing = asyncio.create_task(writer.submit(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    buffered = asyncio.create_task(writer.submit(2))
    await asyncio.sleep(0)
    assert writer._task is not None
    writer._task.cancel()
    outcomes = await asyncio.gather(writing, buffered, return_exceptions=True)
    assert [type(one) for one in outcomes] == [NotSaved, NotSaved]
    paper.go_on.set()
    assert await writer.submit(3) == -3
    await writer.flush()
