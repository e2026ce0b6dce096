"""What Dastan speaks about: lessons, items, banks and sources, as immutable values.

An *item* is one question with its key, in the sense of the testing field; a *distractor* is a choice that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

NOTHING: Mapping[int, str] = MappingProxyType({})
NO_NOTES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Cite:
    """One place in a source: the source's id and the heading of a section, both as `lessons/sources.yaml` has them."""

    source: str
    section: str


@dataclass(frozen=True, slots=True)
class Source:
    """A text that lessons and items rest on.

    `short` is what it is called under a question ("Adishova 2025"); without one it is called by its title. `note` says
    in a sentence what kind of text it is. `doubts` tells by section what in it cannot be right, and how that is known.
    """

    id: str
    title: str
    author: str
    year: int | None
    licence: str
    sections: tuple[str, ...]
    url: str | None = None
    note: str | None = None
    short: str | None = None
    doubts: Mapping[str, str] = field(default_factory=lambda: NO_NOTES, hash=False)

    @property
    def called(self) -> str:
        """What it is called where there is little room."""
        return self.short or self.title


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that belongs to an item: an absolute path on disk and the text for those who cannot see it."""

    path: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemBase:
    """What every item has.

    `id` is `<bank>/<id in the file>`, for example `basmachi/kokand/kokand-fell-month`; it outlives edits. `version`
    is `core.identity.version_of(item)`: the same after a typo is mended, another when the key or a choice changes.
    `level` is 1 (recall), 2 (understanding) or 3 (judging sources). `cites` may be empty only in banks that a server
    brought itself.
    """

    id: str
    version: str = ""
    ask: str
    why: str
    level: int = 1
    lesson: str | None = None
    cites: tuple[Cite, ...] = ()
    hint: str | None = None
    image: Image | None = None

    @property
    def bank(self) -> str:
        """The id of the bank that the item stands in, for example `basmachi/kokand`."""
        return self.id.rpartition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class OneChoice(ItemBase):
    """Two to five choices of which exactly one, `choices[answer]`, is right. `wrong` says why a distractor is."""

    choices: tuple[str, ...]
    answer: int
    wrong: Mapping[int, str] = field(default_factory=lambda: NOTHING, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralChoices(ItemBase):
    """Two to five choices of which those at `answers` (at least one) are right."""

    choices: tuple[str, ...]
    answers: frozenset[int]
    wrong: Mapping[int, str] = field(default_factory=lambda: NOTHING, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalse(ItemBase):
    """A statement that is true or false."""

    answer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortText(ItemBase):
    """A word or a name to be typed; `accept[0]` is the form that is shown as the answer."""

    accept: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Year(ItemBase):
    """A year to be typed; right when it is at most `within` years away from `year`."""

    year: int
    within: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering(ItemBase):
    """Three to six steps, kept in their right order."""

    order: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching(ItemBase):
    """Three to five pairs of a left and a right side, the right sides all different."""

    pairs: tuple[tuple[str, str], ...]

    @property
    def lefts(self) -> tuple[str, ...]:
        """The left sides, in the file's order."""
        return tuple(left for left, _ in self.pairs)

    @property
    def rights(self) -> tuple[str, ...]:
        """The right sides, `rights[i]` belonging to `lefts[i]`."""
        return tuple(right for _, right in self.pairs)


Item: TypeAlias = OneChoice | SeveralChoices | TrueFalse | ShortText | Year | Ordering | Matching


@dataclass(frozen=True, slots=True)
class Picked:
    """A response given by choosing, as indexes into the item itself, never into the order it was shown in.

    One or several choices: the chosen indexes, ascending. True or false: `(1,)` is true, `(0,)` is false. Ordering:
    the index of the step put first, then second, and so on. Matching: for each left side the index of the right side
    given to it.
    """

    picks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """A response given by typing, exactly as the learner typed it."""

    text: str


Response: TypeAlias = Picked | Typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A lesson of one minute. `number` is the `nn` of its file's name and gives the order within its movement.

    `people`, `places` and `dates` say in a line each who and what the lesson speaks of, for `docs/course.md`; a date is
    written as `core.timeline.known_date` reads it.
    """

    id: str
    title: str
    movement: str
    number: int
    period: str
    terms: Mapping[str, str] = field(hash=False)
    cites: tuple[Cite, ...]
    body: str
    people: Mapping[str, str] = field(default_factory=lambda: NO_NOTES, hash=False)
    places: Mapping[str, str] = field(default_factory=lambda: NO_NOTES, hash=False)
    dates: Mapping[str, str] = field(default_factory=lambda: NO_NOTES, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """A file of items on one topic. `id` is its path below `quizzes/` without the ending: `basmachi/kokand`."""

    id: str
    title: str
    movement: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """All that can be taught: whole, checked, and never changed once it is made.

    `lessons` is in course order: movement by movement, then by number. `movements` has the ids in course order.
    """

    lessons: Mapping[str, Lesson] = field(hash=False)
    banks: Mapping[str, Bank] = field(hash=False)
    sources: Mapping[str, Source] = field(hash=False)
    _items: Mapping[str, Item] = field(hash=False, repr=False)
    _by_lesson: Mapping[str, tuple[Item, ...]] = field(hash=False, repr=False)

    @classmethod
    def of(cls, lessons: Iterable[Lesson], banks: Iterable[Bank], sources: Iterable[Source]) -> Library:
        """Put a library together; ids are taken to be unique (the content check sees to it)."""
        ordered_banks = sorted(banks, key=lambda bank: bank.id)
        items = [item for bank in ordered_banks for item in bank.items]
        by_lesson: dict[str, list[Item]] = {}
        for item in items:
            if item.lesson is not None:
                by_lesson.setdefault(item.lesson, []).append(item)
        ordered = sorted(lessons, key=lambda lesson: (lesson.movement, lesson.number, lesson.id))
        return cls(
            lessons=MappingProxyType({lesson.id: lesson for lesson in ordered}),
            banks=MappingProxyType({bank.id: bank for bank in ordered_banks}),
            sources=MappingProxyType({source.id: source for source in sources}),
            _items=MappingProxyType({item.id: item for item in items}),
            _by_lesson=MappingProxyType({key: tuple(found) for key, found in by_lesson.items()}),
        )

    @property
    def movements(self) -> tuple[str, ...]:
        """The movements taught, in course order."""
        found = dict.fromkeys(lesson.movement for lesson in self.lessons.values())
        return tuple(dict.fromkeys([*found, *(bank.movement for bank in self.banks.values())]))

    def item(self, item_id: str) -> Item | None:
        """The item of that id, or None where the library has none (any more)."""
        return self._items.get(item_id)

    def items(self) -> Iterator[Item]:
        """Every item, bank by bank."""
        return iter(self._items.values())

    def items_on(self, lesson_id: str) -> tuple[Item, ...]:
        """The items that ask about a lesson, in the banks' order."""
        return self._by_lesson.get(lesson_id, ())
