"""What is taken away and brought in again is the same question, for every type that a format can carry."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from bot.content.exchange import Kind, read_foreign, write_foreign
from bot.core.identity import version_of
from bot.core.models import Bank, Item, Matching, Ordering, ShortText
from tests.content.exchange.samples import bank_of, told
from tests.content.exchange.strategies import banks, cards, entries


def meaning(item: Item, *without: str) -> dict[str, Any]:
    """All that a learner or the statistics notice of a question."""
    parts = {
        "id": item.id.rpartition("/")[2],
        "type": type(item),
        "version": version_of(item),
        "ask": item.ask,
        "why": item.why,
        "hint": item.hint,
        "level": item.level,
        "lesson": item.lesson,
        "wrong": dict(getattr(item, "wrong", {})),
        "shown": item.accept[0] if isinstance(item, ShortText) else None,
    }
    return {name: value for name, value in parts.items() if name not in without}


def there_and_back(bank: Bank, kind: Kind, *without: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What was to be carried, and what came back; on the way back nothing may be left."""
    taken = write_foreign(bank, kind)
    gone = {problem.message.split("'")[1] for problem in taken.left if problem.message.startswith("the question '")}
    kept = [item for item in bank.items if item.id.rpartition("/")[2] not in gone]
    assert taken.questions == len(kept)
    if not kept:
        return [], []
    found = read_foreign(taken.data, f"bank{kind.ending}")
    assert told(found.left) == []
    return [meaning(item, *without) for item in kept], [meaning(item, *without) for item in bank_of(found).items]


@settings(max_examples=40)
@given(bank=banks(entries()))
def test_moodle_xml_carries_every_type_of_question(bank: Bank) -> None:
    carried, came_back = there_and_back(bank, Kind.XML)
    assert len(carried) == len(bank.items)
    assert came_back == carried


@settings(max_examples=40)
@given(bank=banks(entries()))
def test_gift_carries_all_but_orders_hints_and_arrows(bank: Bank) -> None:
    carried, came_back = there_and_back(bank, Kind.GIFT, "hint")
    assert came_back == carried
    for item in bank.items:
        arrow = isinstance(item, ShortText | Matching) and "->" in str(item)
        assert isinstance(item, Ordering) or arrow or any(item.id.endswith(f"/{each['id']}") for each in carried)


@settings(max_examples=40)
@given(bank=banks(entries()))
def test_a_table_carries_all_but_orders_and_matchings(bank: Bank) -> None:
    carried, came_back = there_and_back(bank, Kind.CSV, "wrong")
    assert len(carried) == sum(not isinstance(item, Ordering | Matching) for item in bank.items)
    assert came_back == carried


@settings(max_examples=40)
@given(bank=banks(cards()))
def test_an_anki_deck_carries_what_is_chosen_and_typed(bank: Bank) -> None:
    carried, came_back = there_and_back(bank, Kind.ANKI)
    assert len(carried) == len(bank.items)
    assert came_back == carried


def _cards_come_back_or_are_told(bank: Bank) -> None:
    """A deck has room for every question; an order and a matching do not come back from it, which is told."""
    taken = write_foreign(bank, Kind.ANKI)
    assert taken.questions == len(bank.items)
    found = read_foreign(taken.data, "bank.apkg")
    gone = [item for item in bank.items if isinstance(item, Ordering | Matching)]
    assert len(found.left) == len(gone)
    assert all(problem.message.endswith("is not among its choices") for problem in found.left)
    assert found.questions == len(bank.items) - len(gone)


@pytest.mark.parametrize("kind", [Kind.GIFT, Kind.XML, Kind.CSV, Kind.ANKI])
def test_the_course_itself_can_be_taken_away_and_is_told_what_stays(kind: Kind, course: list[Bank]) -> None:
    for bank in course:
        without = {Kind.GIFT: ("hint",), Kind.CSV: ("wrong",)}.get(kind, ())
        if kind is Kind.ANKI:
            _cards_come_back_or_are_told(bank)
            continue
        carried, came_back = there_and_back(bank, kind, *without)
        assert came_back == carried
        assert len(carried) > len(bank.items) // 2
