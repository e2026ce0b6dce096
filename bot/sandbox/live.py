"""SimCord in real time.

SimCord is made for tests: its clock stands still until a test moves it, its operations refuse to overlap, and its page
is a snapshot. Here its clock is the machine's, whoever comes second waits for a moment, and the page follows by itself.
What is overridden here is not SimCord's public API: hence its version is pinned, and `tests/test_sandbox.py` watches.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import simcord
from simcord._clock import Clock
from simcord._settlement import _next_virtual_timer
from simcord.preview._pages import _Page

from bot.discord_ui.client import DastanClient
from bot.sandbox.page import LiveServer

log = logging.getLogger(__name__)

Reason = Literal["initial", "refresh", "snapshot", "navigation", "query", "presentation", "action", "capture"]


class LiveClock(Clock):
    """The clock of SimCord's world, told by `now`; where that one is set back, it waits instead."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._tell = now
        self._latest = float("-inf")

    @property
    def elapsed(self) -> float:
        """Seconds since the world began."""
        self._latest = max(self._latest, (self._tell() - self._epoch).total_seconds())
        return self._latest

    @elapsed.setter
    def elapsed(self, seconds: float) -> None:
        """SimCord's own clock begins by setting this; ours cannot be set."""

    def advance(self, seconds: float) -> None:
        """Real time passes by itself."""


class LiveEnv(simcord.Env):
    """An environment whose time is real, and which lets slow things take their time.

    SimCord waits after every operation until the bot is at rest, timers due within `settle_timeout` included, and fails
    where that takes longer. Here that window is short, so that a tap need not wait for the end of a round; work under
    way gets `PATIENCE`, and what takes longer still simply appears later, by a tick.
    """

    WINDOW = 0.1
    PATIENCE = 3.0

    def __init__(self, bot: DastanClient) -> None:
        super().__init__(bot, check_errors=False, settle_timeout=self.WINDOW)

    def follow_time(self, now: Callable[[], datetime]) -> None:
        """Let the world's clock show real time from here on: what was made before has the same ids in every run."""
        self.backend.clock = LiveClock(now)

    async def _settle_internal(
        self,
        *,
        timeout: float | None = None,  # noqa: ASYNC109 - SimCord's own signature
        idle: float = 0.05,
        dispatch: str | None = None,
        _deadline: float | None = None,
    ) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + self.PATIENCE
        while True:
            try:
                return await super()._settle_internal(timeout=timeout, idle=idle, dispatch=dispatch)
            except TimeoutError as trouble:
                if loop.time() >= end:
                    log.debug("not waited for any longer: %s", trouble)
                    return None

    @property
    def overdue(self) -> bool:
        """Whether a timer that SimCord fires only when asked to (a view's timeout, say) is waiting for that."""
        timer = _next_virtual_timer(self._settlement_state())
        return timer is not None and timer < self._virtual_time - self.WINDOW

    def _record_error(self, error: BaseException) -> None:
        if id(error) not in self._error_ids:
            log.error("The bot let an error pass.", exc_info=error)
        super()._record_error(error)

    async def shutdown(self) -> None:
        """End the world. A drawing under way in a thread may end first."""
        self.settle_timeout = 5.0
        await super().shutdown()


class LivePreview(simcord.Preview):
    """A preview whose open pages show by themselves what happens, and where nobody's tap is refused for being second.

    SimCord's browser side asks twice a second for what was published last: then is the time to publish.
    """

    env: LiveEnv

    _PAGE_LEASE_SECONDS = 24 * 3600.0  # a hidden tab asks once a minute, a sleeping one not at all
    _MAX_PAGES = 256
    REMEMBERED = 40  # revisions of a page: twenty seconds at least

    def __init__(self, env: LiveEnv, channel: simcord.ChannelHandle, viewers: Sequence[Any], *, port: int) -> None:
        super().__init__(
            env,
            channel,
            tuple(viewers),
            layout="channel",
            display="responsive",
            width=960,
            height=720,
            locale="en-US",
            timezone="UTC",
            presentation_time=None,
            assets=None,
            port=port,
        )
        self._server = LiveServer(self, port)
        self._turn = asyncio.Lock()
        self._memories: dict[str, _Memory] = {}

    @property
    def port(self) -> int:
        """The port that was free."""
        return self._server.port or 0

    async def tick(self) -> None:
        """Let timers fire that SimCord keeps waiting."""
        if self._active and self.env.overdue:
            async with self._turn:
                await self.env.settle()

    def _get_page(self, context_id: str | None) -> _Page:
        """The page that a browser asks for, as it is now."""
        page = super()._get_page(context_id)
        if page is not self._action_page:
            self._catch_up(page)
        return page

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        async with self._turn:
            page = self._get_page(context_id)
            return await super()._action(context_id, self._forgive(page, body))

    def _catch_up(self, page: _Page) -> None:
        """Publish a page anew if its reader would see a difference."""
        memory = self._memories.get(page.id)
        events = len(self.env.backend.transcript)
        if memory is None or (page.status == "current" and memory.events == events):
            return
        memory.events = events
        if page.status != "current" or self._sight(page) != memory.sight:
            self._publish(page, reason="refresh")

    def _forgive(self, page: _Page, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Let an action pass that was sent on sight of a page replaced since, if the same control is still there.

        SimCord refuses it, and whoever taps in the half second after a change would have to tap again.
        """
        revision = body.get("published_revision") if isinstance(body, dict) else None
        if not isinstance(revision, int):
            return body
        if body.get("kind") in {"click", "select"}:
            memory, key = self._memories[page.id], str(body.get("control_key"))
            meant, there = (memory.controls.get(number, {}).get(key) for number in (revision, page.revision))
            if meant is None or meant != there:
                return body
        return {**body, "published_revision": page.revision}

    def _publish(self, page: _Page, *, reason: Reason = "action") -> None:
        self._advance_presentation_time()
        super()._publish(page, reason=reason)
        memory = self._memories.setdefault(page.id, _Memory())
        memory.sight = self._sight(page)
        memory.controls[page.revision] = dict(_controls(page.snapshot.get("messages")))
        while len(memory.controls) > self.REMEMBERED:
            del memory.controls[next(iter(memory.controls))]

    def _publish_message_pages(self, *, reason: str = "action") -> None:  # noqa: ARG002 - SimCord's own
        """Publish the page where something was done; the others are published when they are asked for."""
        if self._action_page is not None:
            self._publish(self._action_page)

    def _sight(self, page: _Page) -> list[str]:
        """What can be seen in a page, to be compared."""
        messages = self.env.backend.messages.get(page.channel_id, {}).values()
        return [repr(message) for message in messages if message.visible_to(page.viewer.id)]

    def _close_page(self, context_id: str) -> None:
        super()._close_page(context_id)
        self._memories.pop(context_id, None)

    def _initial_target(self, viewer: object, channel_id: int) -> int | None:  # noqa: ARG002 - SimCord's own
        """Single out no message: a page that singles one out stays with it, and ours stays with the latest."""
        return None


@dataclass(slots=True)
class _Memory:
    """What a page showed when it was last published, and which controls it showed in each revision."""

    events: int = -1
    sight: list[str] = field(default_factory=list)
    controls: dict[int, dict[str, str]] = field(default_factory=dict)


def _controls(tree: object) -> Iterator[tuple[str, str]]:
    """Every button and menu in a snapshot: SimCord's key for its place, and its custom_id."""
    if isinstance(tree, Mapping):
        if "control_key" in tree and "custom_id" in tree:
            yield str(tree["control_key"]), str(tree["custom_id"])
        for child in tree.values():
            yield from _controls(child)
    elif isinstance(tree, list):
        for child in tree:
            yield from _controls(child)
