"""Finding one's way in the library: cites with their sources, banks and topics by whatever name a person gives."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process

from bot.core.errors import NoItems, UnknownBank, UnknownTopic
from bot.core.models import Bank, Cite, Library
from bot.services.views import Citation


def citations(library: Library, cites: Iterable[Cite]) -> tuple[Citation, ...]:
    """Cites with what the library knows of their sources."""
    return tuple(Citation(cite, library.sources.get(cite.source)) for cite in cites)


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`; None where none is near."""
    found = process.extractOne(name, list(known), score_cutoff=60)
    return str(found[0]) if found else None


def find_bank(library: Library, name: str) -> Bank:
    """The bank of that id, file name or title, in any case.

    Raises:
        UnknownBank: there is none; it names the closest title.
        NoItems: it is empty.
    """
    wanted = name.strip().casefold()
    for bank in library.banks.values():
        if wanted in _names(bank):
            if not bank.items:
                raise NoItems(bank.title)
            return bank
    by_name = {one: bank.title for bank in library.banks.values() for one in (bank.title, bank.id)}
    near = closest(name, by_name)
    raise UnknownBank(name, by_name[near] if near else None)


def find_topic(library: Library, name: str) -> tuple[str, str]:
    """A topic's key in the totals and its name: a bank (by id, file name or title) or a whole movement.

    Raises:
        UnknownTopic: there is none; it names the closest.
    """
    wanted = name.strip().casefold()
    for movement in library.movements:
        if wanted == movement.casefold():
            return movement, movement.capitalize()
    for bank in library.banks.values():
        if wanted in _names(bank):
            return bank.id, bank.title
    known = [*library.movements, *(bank.title for bank in library.banks.values())]
    raise UnknownTopic(name, closest(name, known))


def _names(bank: Bank) -> set[str]:
    return {bank.id.casefold(), bank.id.rpartition("/")[2].casefold(), bank.title.casefold()}
