"""What of a bank has no counterpart in the format that it is taken away in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from bot.content.problems import START, Findings, Place, Problem
from bot.core.models import Item

_SAID = {
    "cites": "the citations ('cite')",
    "image": "the picture ('image')",
    "wrong": "why a choice is wrong ('wrong')",
    "hint": "the hint ('hint')",
    "lesson": "the lesson ('lesson')",
    "level": "the level ('level')",
    "within": "how many years off still count ('within')",
    "forms": "the other accepted forms ('accept')",
}
_OF_ALL = {"cites", "lesson", "level"}
"""What most questions have; it is told once for all of them."""


class Takings:
    """Gathers what is left behind, by question. `places` says where in the bank's file each question stands."""

    def __init__(self, path: str, called: str, places: Mapping[str, Place]) -> None:
        self.findings = Findings(path)
        self.called = called
        self.places = places
        self.whole = 0
        """So many whole questions are left behind."""
        self.common: dict[str, list[Item]] = defaultdict(list)

    @staticmethod
    def short_id(item: Item) -> str:
        """The id of a question within its bank."""
        return item.id.rpartition("/")[2]

    def leave(self, item: Item, what: str) -> None:
        """A whole question has no counterpart; `what` it is."""
        self.whole += 1
        self.tell(item, f"the question '{self.short_id(item)}' is left out: {self.called} has no place for {what}")

    def without(self, item: Item, **parts: object) -> None:
        """Those of these parts that the question has are not taken along."""
        for part, value in parts.items():
            if value and part in _OF_ALL:
                self.common[part].append(item)
            elif value:
                self.tell(item, f"{self.called} has no place for {_SAID[part]} of '{self.short_id(item)}'")

    def tell(self, item: Item, message: str) -> None:
        """Note something about a question."""
        self.findings.tell(self.places.get(self.short_id(item), START), message)

    def problems(self) -> tuple[Problem, ...]:
        """All that is left behind."""
        for part, items in self.common.items():
            of = f"'{self.short_id(items[0])}'" + (f" and {len(items) - 1} more" if len(items) > 1 else "")
            self.tell(items[0], f"{self.called} has no place for {_SAID[part]} of {of}")
        self.common.clear()
        return tuple(self.findings.problems())
