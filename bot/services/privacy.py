"""A learner sees what is kept about them, takes it along, erases it, or hides from others."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from bot.services.people import Learner
from bot.services.views import ExportView, PrivacyView
from bot.store import Store

MOST_BYTES = 8_000_000
"""Discord takes files of 10 MiB; a larger export is sent as a ZIP archive, a tenth of the size."""

JSON_COLUMNS = {"item", "response", "shown_order"}
"""Columns whose text is JSON of ours; a reader should not have to unpack it."""

REVEALING = ("rounds", "answers", "doubts")
"""Tables whose rows tell what is right of a question."""


class Privacy:
    """What people may do with their own data, wherever they are: it is about them in every server."""

    def __init__(
        self,
        store: Store,
        *,
        now: Callable[[], datetime],
        chance: Random,
        forget: Sequence[Callable[[int], None]] = (),
    ) -> None:
        """`forget` has what takes a learner out of what is kept at hand. `chance` should be nobody's to foretell."""
        self._store = store
        self._now = now
        self._chance = chance
        self._forget = forget

    async def show(self, learner: Learner) -> PrivacyView:
        """What is kept about a learner, counted."""
        await self._store.flush()
        return PrivacyView(
            rows=await self._store.how_much(learner.id),
            names=tuple(await self._store.names(learner.id)),
            preferences=await self._store.preferences(learner.id),
        )

    async def export(self, learner: Learner) -> ExportView:
        """Everything that is kept about a learner, as a file.

        What is right of a question that a class of theirs is being asked is left out (None) until its reveal: it may
        stand in a practice of theirs, or in what they wrote about it.
        """
        await self._store.flush()
        tables = await self._store.all_about(learner.id)
        classes = await self._store.servers_of(learner.id)
        in_play = await self._store.items_in_play(classes) if classes else frozenset()
        for row in (row for name in REVEALING for row in tables[name] if row["item_id"] in in_play):
            row |= {column: None for column in ("item", "credit", "points") if column in row}
        whole = {
            "about": "Everything that Dastan keeps about one person, table by table. Times are UTC.",
            "person": str(learner.id),
            "written_at": self._now(),
            "tables": tables,
        }
        return await asyncio.to_thread(_file, whole, self._now().date())

    async def erase(self, learner: Learner) -> None:
        """Erase a learner, at once and for good."""
        await self._store.flush()
        await self._store.erase(learner.id, self._chance)
        for forget in self._forget:
            forget(learner.id)

    async def hide(self, learner: Learner, *, hidden: bool) -> None:
        """Hide a learner from other learners, in every server, or show them again."""
        await self._store.hide(learner.id, hidden)


def _file(whole: dict[str, Any], day: date) -> ExportView:
    content = json.dumps(_readable(whole), ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")
    rows = sum(map(len, whole["tables"].values()))
    name = f"dastan-{day.isoformat()}.json"
    if len(content) <= MOST_BYTES:
        return ExportView(name=name, content=content, rows=rows)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return ExportView(name=f"{name}.zip", content=packed.getvalue(), rows=rows)


def _readable(value: Any, key: str = "") -> Any:  # noqa: ANN401, PLR0911 - whatever a column holds
    if isinstance(value, dict):
        return {name: _readable(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_readable(one) for one in value]
    if isinstance(value, str) and key in JSON_COLUMNS:
        return json.loads(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, int) and not isinstance(value, bool) and (key == "id" or key.endswith(("_id", "_by"))):
        return str(value)  # Discord's ids are larger than the numbers that many readers of JSON can hold
    return value
