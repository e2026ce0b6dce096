"""What each server can be taught: the common library, with the server's own banks and without what it has withdrawn."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace

from bot.content import parse_bank
from bot.core.identity import own_bank_id
from bot.core.models import Bank, Library
from bot.store import Store

log = logging.getLogger(__name__)

MOST_KEPT = 512
"""Servers' libraries kept at hand; the one not asked for longest goes first."""


class Shelves:
    """Gives libraries, each whole and never changed. One of a server is put together when it is first asked for."""

    def __init__(self, store: Store, common: Library) -> None:
        self._store = store
        self._common = common
        self._kept: OrderedDict[int, Library] = OrderedDict()

    @property
    def common(self) -> Library:
        """What every server has."""
        return self._common

    def replace(self, common: Library) -> None:
        """From now on every server has this."""
        self._common = common
        self._kept.clear()

    def forget(self, guild_id: int) -> None:
        """A server's own banks or withdrawals have changed."""
        self._kept.pop(guild_id, None)

    async def of(self, guild_id: int | None) -> Library:
        """The library of a server; outside of any, the common one."""
        if guild_id is None:
            return self._common
        if (kept := self._kept.get(guild_id)) is not None:
            self._kept.move_to_end(guild_id)
            return kept
        common = self._common
        texts = await self._store.live_banks(guild_id)
        withdrawn = await self._store.withdrawn(guild_id)
        found = common
        if texts or withdrawn:
            own = await asyncio.to_thread(_read, guild_id, texts, common)
            found = _library(common, own, withdrawn)
        if common is self._common:
            self._kept[guild_id] = found
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found


def _read(guild_id: int, texts: dict[str, str], common: Library) -> list[Bank]:
    """A server's own banks. What was right when it was uploaded and is not any more (a lesson that is gone) is left."""
    found = []
    for name, text in texts.items():
        bank, problems = parse_bank(
            text.encode(),
            name,
            bank_id=own_bank_id(guild_id, name),
            sources=None,
            lessons=common.lessons,
            cite_needed=False,
        )
        if bank is None:
            log.warning("server %d: its bank %s cannot be read any more: %s", guild_id, name, problems[0].message)
        else:
            found.append(bank)
    return found


def _library(common: Library, own: Iterable[Bank], withdrawn: frozenset[str]) -> Library:
    banks = [*common.banks.values(), *own]
    left = [replace(bank, items=tuple(item for item in bank.items if item.id not in withdrawn)) for bank in banks]
    return Library.of(common.lessons.values(), left, common.sources.values())
