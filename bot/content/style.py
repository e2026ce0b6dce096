"""How well questions are written, as far as that can be measured: `dastan check --style`.

The rules are those of T. M. Haladyna, S. M. Downing and M. C. Rodriguez, "A Review of Multiple-Choice Item-Writing
Guidelines for Classroom Assessment", Applied Measurement in Education 15 (2002), 309-333. What cannot be measured (is
exactly one choice right, would anybody fall for a distractor) is for a reader.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from rapidfuzz import fuzz

from bot.core.models import Item, Lesson, Matching, OneChoice, Ordering, SeveralChoices, ShortText, TrueFalse, Year

LONGEST_STEM = 200
"""Characters of a question."""
LONGEST_SENTENCE = 30
"""Words."""
TOO_ALIKE = 90
"""Per cent of similarity, whatever the order of the words: `rapidfuzz.fuzz.token_sort_ratio`."""
LONGEST_IS_RIGHT = Fraction(30, 100)
"""At most so often may the right one of four choices be the longest; chance is 25 %."""
TRUE = (Fraction(40, 100), Fraction(60, 100))
"""So many of the statements should be true."""
ENOUGH = 10
"""Of fewer questions no share is told: it would be chance."""

_ABSOLUTE = re.compile(
    r"\b(?:always|never|all|none|every(?:one|body|thing|where)?|nobody|no one|nothing|only|entirely|completely|totally|"
    r"absolutely|exclusively)\b",
    re.IGNORECASE,
)
_CATCH_ALL = re.compile(
    r"\b(?:all|none|both|any|neither) of (?:the|these|those) (?:above|other)|\ball of these\b", re.IGNORECASE
)
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])[\"”’)*_]*\s+|\n")
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")


@dataclass(frozen=True, slots=True)
class Remark:
    """What could be better. `about` is the id of an item or a lesson, or None where it is about all of them."""

    about: str | None
    message: str


def remarks(items: Sequence[Item], lessons: Iterable[Lesson] = ()) -> list[Remark]:
    """What could be better about these items and lessons: each on its own, then how they stand to each other."""
    return [
        *(Remark(item.id, message) for item in items for message in _of_item(item)),
        *(Remark(lesson.id, message) for lesson in lessons for message in _long_sentences({"": lesson.body})),
        *_alike(items),
        *(Remark(None, message) for message in _shares(items)),
    ]


def _of_item(item: Item) -> Iterator[str]:
    if len(item.ask) > LONGEST_STEM:
        yield f"'ask' is {len(item.ask)} characters long; {LONGEST_STEM} are as much as one takes in at a glance"
    texts = {"ask": item.ask, "why": item.why, "hint": item.hint or ""}
    if isinstance(item, OneChoice | SeveralChoices):
        texts |= {f"wrong: {item.choices[index]}": why for index, why in item.wrong.items()}
        yield from _of_choices(item)
    yield from _long_sentences(texts)


def _of_choices(item: OneChoice | SeveralChoices) -> Iterator[str]:
    absolute = [(choice, found[0]) for choice in item.choices if (found := _ABSOLUTE.search(choice))]
    if len(absolute) == 1:
        choice, word = absolute[0]
        yield f"“{word}” stands in one choice alone (“{choice}”); such a word gives a choice away"
    for choice in item.choices:
        if _CATCH_ALL.search(choice):
            yield f"the choice “{choice}” speaks of the others, which are shuffled; name what is meant"
    distractors = len(item.choices) - (1 if isinstance(item, OneChoice) else len(item.answers))
    told = min(2, distractors)
    if len(item.wrong) < told:
        yield f"'wrong' says of {len(item.wrong)} choices why they are wrong; say it of the {told} most tempting"


def _long_sentences(texts: dict[str, str]) -> Iterator[str]:
    for key, text in texts.items():
        for sentence in _SENTENCE_ENDS.split(text):
            if (words := len(_WORD.findall(sentence))) > LONGEST_SENTENCE:
                begin = " ".join(sentence.split()[:6])
                where = f" in '{key}'" if key else ""
                yield f"a sentence of {words} words{where} (“{begin} …”); make two of it, of {LONGEST_SENTENCE} at most"


def _alike(items: Sequence[Item]) -> Iterator[Remark]:
    texts = [_everything(item) for item in items]
    for (one, left), (other, right) in combinations(zip(items, texts, strict=True), 2):
        if fuzz.token_sort_ratio(left, right, score_cutoff=TOO_ALIKE) > TOO_ALIKE:
            yield Remark(other.id, f"nearly the same question as {one.id}; ask something else, or drop one of the two")


def _everything(item: Item) -> str:
    """What tells a question from others of the same form: its stem, and what there is to choose from or to type."""
    match item:
        case OneChoice() | SeveralChoices():
            more: Iterable[str] = item.choices
        case Ordering():
            more = item.order
        case Matching():
            more = (f"{left} {right}" for left, right in item.pairs)
        case ShortText():
            more = item.accept[:1]
        case Year():
            more = (str(item.year),)
        case _:
            more = ()
    return " ".join([item.ask, *more]).casefold()


def _shares(items: Sequence[Item]) -> Iterator[str]:
    fours = [item for item in items if isinstance(item, OneChoice) and len(item.choices) == 4]
    if len(fours) >= ENOUGH and (share := _mean(_longest_is_right, fours)) > LONGEST_IS_RIGHT:
        yield (
            f"in {_percent(share)} of the {len(fours)} questions with four choices the right one is the longest, and "
            f"who always takes the longest does too well; at most {_percent(LONGEST_IS_RIGHT)}, as by chance, will do"
        )
    yield from _ranks(fours)
    statements = [item for item in items if isinstance(item, TrueFalse)]
    low, high = TRUE
    if len(statements) >= ENOUGH and not low <= (share := _mean(_is_true, statements)) <= high:
        yield (
            f"{_percent(share)} of the {len(statements)} statements are true; with {_percent(low)} to {_percent(high)} "
            "nobody does well by always pressing the same button"
        )


def _ranks(fours: Sequence[OneChoice]) -> Iterator[str]:
    """Whether who always takes the shortest choice, or the second or third by length, does better than by chance."""
    if len(fours) < ENOUGH:
        return
    beyond_chance = 1 / 4 + 2 * math.sqrt(1 / 4 * 3 / 4 / len(fours))  # two standard errors
    for rank, name in enumerate(("shortest", "second shortest", "second longest")):
        share = sum((_rank_is_right(item, rank) for item in fours), Fraction(0)) / len(fours)
        if share > beyond_chance:
            yield (
                f"in {_percent(share)} of the {len(fours)} questions with four choices the right one is the {name}; "
                "chance is 25 %, so change the length of some choices"
            )


def _rank_is_right(item: OneChoice, rank: int) -> Fraction:
    """How often somebody is right who takes the choice of a rank by length, those of one length being drawn by lot."""
    lengths = sorted(map(len, item.choices))
    ties = [index for index, choice in enumerate(item.choices) if len(choice) == lengths[rank]]
    return Fraction(item.answer in ties, len(ties))


def _longest_is_right(item: OneChoice) -> Fraction:
    """How often somebody is right who takes the longest, or one of the longest."""
    longest = max(map(len, item.choices))
    ties = [index for index, choice in enumerate(item.choices) if len(choice) == longest]
    return Fraction(item.answer in ties, len(ties))


def _is_true(item: TrueFalse) -> Fraction:
    return Fraction(item.answer)


def _mean(share: Callable[..., Fraction], items: Sequence[Item]) -> Fraction:
    return sum(map(share, items), Fraction(0)) / len(items)


def _percent(share: Fraction) -> str:
    return f"{round(share * 100)} %"
