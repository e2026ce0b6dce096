"""Where pictures are drawn: in one thread beside the event loop, one after another."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from bot.reports.cards import ProgressCard, ReportCard

log = logging.getLogger(__name__)

WARM_UP_AFTER = 30.0
"""Seconds after which everything is made ready for the first picture: the first minute belongs to what is due."""


class Studio:
    """Draws one picture at a time: Python runs one thread at a time anyway, and the others have to take turns."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reports")
        self._waiting: asyncio.TimerHandle | None = None

    async def draw(self, card: ProgressCard | ReportCard) -> bytes:
        """The picture as a PNG."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, _draw, card)

    def warm_up_later(self) -> None:
        """Import in a while what drawing needs: at its very first start Matplotlib looks through a machine's fonts.

        A picture that is wanted before need not wait for that moment.
        """
        loop = asyncio.get_running_loop()
        start = partial(loop.run_in_executor, self._thread, _warm_up)
        self._waiting = loop.call_later(WARM_UP_AFTER, start)

    def close(self) -> None:
        """Draw nothing more; what has begun comes to its end by itself."""
        if self._waiting is not None:
            self._waiting.cancel()
        self._thread.shutdown(wait=False, cancel_futures=True)


def _draw(card: ProgressCard | ReportCard) -> bytes:
    from bot.reports import progress, report  # noqa: PLC0415 - they import Matplotlib

    return report.draw(card) if isinstance(card, ReportCard) else progress.draw(card)


def _warm_up() -> None:
    try:
        from bot.reports import progress, report  # noqa: F401, PLC0415 - likewise
    except Exception:  # the boundary of a thread nobody waits for; whoever wants a picture is told
        log.exception("pictures cannot be drawn")
