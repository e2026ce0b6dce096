"""A teacher brings questions of their own to their server: looked at first, then in use; every version is kept."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.content import Problem, parse_bank, render
from bot.content.exchange import MAX_FOREIGN, Brought, NothingBrought, kind_of, read_foreign
from bot.content.files import MAX_BYTES
from bot.core.errors import BadBankName, FileTooLarge, TooManyBanks, UnknownOwnBank, UnknownVersion
from bot.core.identity import own_bank_id
from bot.core.models import Bank, Item
from bot.core.records import BankState, BankVersion
from bot.services.course import closest
from bot.services.shelves import Shelves
from bot.services.views import BankChanges, BankRefused, BankView, OwnBank, OwnBanksView
from bot.store import Store

MOST_BANKS = 50
"""Banks of its own that a server may have in use."""
MOST_QUESTIONS = 500
"""Of a bank (`bot.content`)."""
LARGEST, LARGEST_TEXT = MAX_FOREIGN, MAX_BYTES
"""Bytes of a file: of those that bring pictures along (Moodle XML, Anki), and of all others."""
MOST_PAST = 20
"""Versions of a bank that are kept beside the one in use."""
LONGEST_NAME = 40
_OURS = re.compile(rb"^questions[ \t]*:", re.MULTILINE)
_TRIVIA = re.compile(rb"^AUTHOR:|\?[ \t]*:[ \t]*\r?\n[ \t]*-", re.MULTILINE)
"""What a trivia list of Red-DiscordBot has in it: its author, or a question and below it a list."""
_SNIFFED = 20_000
"""So much of a file shows what it is."""
_NO_LETTERS = re.compile(r"[^a-z0-9]+")


class Workshop:
    """A server's own banks. Nothing is in use before a teacher has seen it and said so."""

    def __init__(self, store: Store, shelves: Shelves, *, now: Callable[[], datetime]) -> None:
        self._store = store
        self._shelves = shelves
        self._now = now
        self._reading = asyncio.Semaphore(1)
        """A file as large and as bad as it may be keeps a processor busy for a second: one at a time."""

    async def upload(
        self, guild_id: int, teacher_id: int, file: str, data: bytes, name: str | None = None
    ) -> BankView | BankRefused:
        """Check a file and keep it as a draft of the bank `name` (else of the file's own name); or all that is wrong.

        A file of another program (Moodle, a spreadsheet, …) is turned into a bank first.

        Raises:
            FileTooLarge, BadBankName, TooManyBanks: as they say; nothing was kept.
        """
        if len(data) > LARGEST:
            raise FileTooLarge(len(data), LARGEST)
        name = bank_name(name or file)
        in_use = {one.name for one in await self._store.bank_versions(guild_id) if one.state is BankState.LIVE}
        if name not in in_use and len(in_use) >= MOST_BANKS:
            raise TooManyBanks(MOST_BANKS)
        try:
            async with self._reading:
                brought = await asyncio.to_thread(_brought, data, file)
        except NothingBrought as nothing:
            return await asyncio.to_thread(refused, file, nothing.problems)
        if brought is not None:
            data = brought.text.encode()
        bank, problems = await self._read(guild_id, name, data, shown_as=file)
        if bank is None:
            return await asyncio.to_thread(refused, file, problems)
        draft = await self._store.keep_draft(
            guild_id,
            name,
            title=bank.title,
            text=data.decode("utf-8-sig"),
            items=len(bank.items),
            uploaded_by=teacher_id,
            at=self._now(),
        )
        view = await self._view(draft, bank)
        return view if brought is None else await asyncio.to_thread(_with_what_was_left, view, brought)

    async def look(self, guild_id: int, version_id: int) -> BankView:
        """A version, to be looked at.

        Raises:
            UnknownVersion: the server has none of that id, or it cannot be read any more.
        """
        version = await self._version(guild_id, version_id)
        text = await self._store.bank_text(version_id)
        bank, _ = await self._read(guild_id, version.name, (text or "").encode(), shown_as=version.name)
        if bank is None:
            raise UnknownVersion(version.name)
        return await self._view(version, bank)

    async def find(self, guild_id: int, name: str, number: int | None = None) -> BankVersion:
        """A version of a bank by its number; without one that in use, else the newest.

        Raises:
            UnknownOwnBank, UnknownVersion: there is none.
        """
        versions = await self._store.bank_versions(guild_id)
        wanted = name.strip().casefold()
        found = [one for one in versions if wanted in {one.name, one.title.casefold(), own_bank_id(guild_id, one.name)}]
        if not found:
            raise UnknownOwnBank(name, closest(name, {one.name for one in versions}))
        if number is not None:
            found = [one for one in found if one.number == number]
            if not found:
                raise UnknownVersion(name)
        return next((one for one in found if one.state is BankState.LIVE), found[0])

    async def put_live(self, guild_id: int, version_id: int) -> BankVersion:
        """Let a version be the one in use from now on; a live quiz goes on with the questions that it began with.

        Raises:
            UnknownVersion, TooManyBanks: as they say; nothing was changed.
        """
        version = await self._version(guild_id, version_id)
        in_use = {one.name for one in await self._store.bank_versions(guild_id) if one.state is BankState.LIVE}
        if version.name not in in_use and len(in_use) >= MOST_BANKS:
            raise TooManyBanks(MOST_BANKS)
        live = await self._store.put_live(version_id, keep=MOST_PAST)
        if live is None:
            raise UnknownVersion(version.name)
        self._shelves.forget(guild_id)
        return live

    async def drop(self, guild_id: int, version_id: int) -> BankVersion:
        """Throw a draft away; a version that has been in use is kept.

        Raises:
            UnknownVersion: there is none of that id.
        """
        version = await self._version(guild_id, version_id)
        await self._store.drop_draft(version_id)
        return version

    async def remove(self, guild_id: int, name: str) -> BankVersion:
        """Take a bank out of use. Its versions are kept, and any of them can be put in use again.

        Raises:
            UnknownOwnBank: there is none of that name in use.
        """
        version = await self.find(guild_id, name)
        if version.state is not BankState.LIVE:
            raise UnknownOwnBank(name)
        await self._store.take_out(guild_id, version.name)
        self._shelves.forget(guild_id)
        return version

    async def download(self, version: BankVersion) -> tuple[str, bytes]:
        """The file of a version, with a name for it."""
        text = await self._store.bank_text(version.id)
        if text is None:
            raise UnknownVersion(version.name)
        return f"{version.name}.yaml", text.encode()

    async def all(self, guild_id: int) -> OwnBanksView:
        """A server's own banks with their versions."""
        by_name: dict[str, list[BankVersion]] = {}
        for one in await self._store.bank_versions(guild_id):
            by_name.setdefault(one.name, []).append(one)
        return OwnBanksView(banks=tuple(OwnBank(name, tuple(them)) for name, them in by_name.items()), most=MOST_BANKS)

    async def _version(self, guild_id: int, version_id: int) -> BankVersion:
        version = await self._store.bank_version(version_id)
        if version is None or version.guild_id != guild_id:
            raise UnknownVersion
        return version

    async def _read(
        self, guild_id: int, name: str, data: bytes, *, shown_as: str
    ) -> tuple[Bank | None, Sequence[Problem]]:
        lessons = self._shelves.common.lessons
        async with self._reading:
            return await asyncio.to_thread(
                parse_bank,
                data,
                shown_as,
                bank_id=own_bank_id(guild_id, name),
                sources=None,
                lessons=lessons,
                cite_needed=False,
            )

    async def _view(self, version: BankVersion, bank: Bank) -> BankView:
        versions = await self._store.bank_versions(version.guild_id)
        in_use = [one for one in versions if one.state is BankState.LIVE]
        before = next((one for one in in_use if one.name == version.name and one.id != version.id), None)
        changes = None
        if before is not None:
            text = await self._store.bank_text(before.id)
            old, _ = await self._read(version.guild_id, version.name, (text or "").encode(), shown_as=version.name)
            changes = _changes(old.items if old else (), bank.items)
        return BankView(
            version=version,
            bank=bank,
            kinds=Counter(type(item) for item in bank.items),
            levels=Counter(item.level for item in bank.items),
            replaces=before,
            changes=changes,
            in_use=len(in_use),
            most=MOST_BANKS,
        )


def bank_name(given: str) -> str:
    """A name for a bank out of a file's name or what a teacher typed: small letters, digits and hyphens.

    Whatever path it came with is left out. A name in another script keeps none of its letters.

    Raises:
        BadBankName: nothing is left.
    """
    stem = re.split(r"[/\\]", given.strip())[-1]
    stem = re.sub(r"\.(?:ya?ml|txt|gift|xml|csv|json|apkg)\Z", "", stem, flags=re.IGNORECASE)
    bare = unicodedata.normalize("NFKD", stem.casefold()).encode("ascii", "ignore").decode()
    name = _NO_LETTERS.sub("-", bare).strip("-")[:LONGEST_NAME].strip("-")
    if not name:
        raise BadBankName(given)
    return name


def _brought(data: bytes, file: str) -> Brought | None:
    """What has been made of another program's file; None for one of ours."""
    return read_foreign(data, file) if _is_foreign(data, file) else None


def _is_foreign(data: bytes, file: str) -> bool:
    """Whether a file is of another program. One with `questions:` in it is a bank of ours, whatever it is called."""
    if _OURS.search(data):
        return False
    ours = file.lower().endswith((".yaml", ".yml"))
    return _TRIVIA.search(data[:_SNIFFED]) is not None if ours else kind_of(data, file) is not None


def _with_what_was_left(view: BankView, brought: Brought) -> BankView:
    left = [*brought.left, *brought.improve]
    return replace(view, brought=brought.kind.called, left=len(left), report=render(left, colour=False))


def refused(file: str, problems: Sequence[Problem]) -> BankRefused:
    """What is wrong with a file, in one message and whole."""
    return BankRefused(file=file, problems=tuple(problems), report=render(problems, colour=False))


def _changes(before: Sequence[Item], after: Sequence[Item]) -> BankChanges:
    old, new = {item.id: item for item in before}, {item.id: item for item in after}
    both = [(old[id_], new[id_]) for id_ in new if id_ in old]
    return BankChanges(
        added=tuple(item for id_, item in new.items() if id_ not in old),
        removed=tuple(item for id_, item in old.items() if id_ not in new),
        rekeyed=tuple(after for before, after in both if before.version != after.version),
        reworded=tuple(after for before, after in both if before.version == after.version and before != after),
    )
