"""Group commit: what arrives together is written together, and nobody is told before it is on the disk."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.core.errors import NotSaved

AT_MOST = 500
"""How many are written in one transaction."""

In = TypeVar("In")
Out = TypeVar("Out")

_log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Waiting(Generic[In, Out]):
    one: In
    outcome: asyncio.Future[Out]


class GroupCommit(Generic[In, Out]):
    """Gathers what is submitted and gives it to `write`, batch after batch, in the order of arrival.

    `write` returns the outcomes of a batch, in its order, once they are committed. The task that writes begins with
    the first submission and ends with the last: none waits for work that may never come.
    """

    def __init__(self, write: Callable[[Sequence[In]], Awaitable[Sequence[Out]]]) -> None:
        self._write = write
        self._buffer: deque[_Waiting[In, Out]] = deque()
        self._task: asyncio.Task[None] | None = None
        self._submitted = 0
        self._settled = 0
        self._progress: asyncio.Future[None] | None = None

    async def submit(self, one: In) -> Out:
        """Write one, with others; returns after the commit. Who is cancelled while waiting may have been written.

        Raises:
            NotSaved: the transaction failed; its cause is the database's own error.
        """
        waiting = _Waiting[In, Out](one, asyncio.get_running_loop().create_future())
        self._buffer.append(waiting)
        self._submitted += 1
        if self._task is None:
            self._task = asyncio.create_task(self._drain())
        return await waiting.outcome

    async def flush(self) -> None:
        """Wait until all that has been submitted so far has been written, or has failed to be."""
        until = self._submitted
        while self._settled < until:
            if self._progress is None:
                self._progress = asyncio.get_running_loop().create_future()
            await asyncio.shield(self._progress)

    async def _drain(self) -> None:
        try:
            while self._buffer:
                batch = [self._buffer.popleft() for _ in range(min(AT_MOST, len(self._buffer)))]
                await self._settle(batch)
        except BaseException as error:  # the loop is being shut down: nobody is left waiting
            self._refuse(list(self._buffer), error)
            self._buffer.clear()
            raise
        finally:
            self._task = None

    async def _settle(self, batch: list[_Waiting[In, Out]]) -> None:
        try:
            outcomes = await self._write([waiting.one for waiting in batch])
        except Exception as error:  # noqa: BLE001 - drivers complain in many ways, and each is handed on as the cause
            _log.exception("A batch of %d was not saved", len(batch))
            self._refuse(batch, error)
        except BaseException as error:
            self._refuse(batch, error)
            raise
        else:
            for waiting, outcome in zip(batch, outcomes, strict=True):
                if not waiting.outcome.done():  # done: its caller was cancelled
                    waiting.outcome.set_result(outcome)
            self._count(batch)

    def _refuse(self, batch: list[_Waiting[In, Out]], cause: BaseException) -> None:
        for waiting in batch:
            if not waiting.outcome.done():
                refusal = NotSaved()
                refusal.__cause__ = cause
                waiting.outcome.set_exception(refusal)
        self._count(batch)

    def _count(self, batch: list[_Waiting[In, Out]]) -> None:
        self._settled += len(batch)
        if self._progress is not None:
            self._progress.set_result(None)
            self._progress = None
