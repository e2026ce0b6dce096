"""What each server can be taught: the common library, with the server's own banks and without what it has withdrawn."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, OrderedDict
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
        self._changes: Counter[int] = Counter()
        """By server, so that what was read before a change is not kept after it."""
        self._of_their_own: set[int] | None = None
        """The servers that do not have just the common library; not known before the first is asked for."""

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
        self._changes[guild_id] += 1
        if self._of_their_own is not None:
            self._of_their_own.add(guild_id)

    async def of(self, guild_id: int | None) -> Library:
        """The library of a server; outside of any, the common one.

        Nearly all servers have just the common library, and ten thousand may ask at one minute: they cost nothing. A
        server that another process serves is read anew each time, since its changes are not heard of here.
        """
        if guild_id is None:
            return self._common
        if not self._store.serves(guild_id):
            return await self._put_together(guild_id)
        if self._of_their_own is None:
            known = await self._store.guilds_of_their_own()
            self._of_their_own = known | self._changes.keys()  # what was changed while this was read
        if guild_id not in self._of_their_own:
            return self._common
        if (kept := self._kept.get(guild_id)) is not None:
            self._kept.move_to_end(guild_id)
            return kept
        changes = self._changes[guild_id]
        common, found = self._common, await self._put_together(guild_id)
        if common is self._common and changes == self._changes[guild_id]:  # or it is out of date already
            self._kept[guild_id] = found
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found

    async def _put_together(self, guild_id: int) -> Library:
        common = self._common
        texts = await self._store.live_banks(guild_id)
        withdrawn = await self._store.withdrawn(guild_id)
        if not (texts or withdrawn):
            return common
        own = await asyncio.to_thread(_read, guild_id, texts, common)
        return _library(common, own, withdrawn)


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
