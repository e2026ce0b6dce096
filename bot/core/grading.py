"""Grading: what a response is worth, from 0 (wrong) to 1 (right), and what cannot be taken as an answer at all."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import combinations
from typing import TypeAlias

from rapidfuzz.distance import OSA

from bot.core.errors import Objection
from bot.core.models import (
    Item,
    Matching,
    OneChoice,
    Ordering,
    Picked,
    Response,
    SeveralChoices,
    ShortText,
    TrueFalse,
    Typed,
    Year,
)
from bot.core.spelling import normalise, sound

__all__ = ["LONGEST_TEXT", "grade", "normalise", "objection"]

LONGEST_TEXT = 200
"""Characters that a typed answer may have, white space around it not counted."""

PickItem: TypeAlias = OneChoice | SeveralChoices | TrueFalse | Ordering | Matching

_ARTICLE = re.compile(r"^\W*(?:the|an|a)\s+(?=\S)", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SEPARATOR = re.compile(r"[,;/|&+،؛、\r\n]|\b(?:and|or|və|yoki|veya|и|или)\b", re.IGNORECASE)
_AND = re.compile(r"&|\band\b", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]+|\b[ivx]+\b")
_WORD = re.compile(r"[^\W\d]+")
_LEFT_OF_NUMBER = re.compile(r"[-\u2010-\u2015\u2212<>≤≥]\s*\d")
_ENGLISH = "in it was is the year of about around circa ca c ad a d ce e"
_OTHERS = "в год году г il ili ildə ci cu yil yili yilda թ"
_YEAR_WORDS = frozenset((_ENGLISH + " " + _OTHERS).split())
"""What may stand beside a year without changing it, as `normalise` leaves it: A.D. is a d, 1922-ci ildə is ci ildə."""


def objection(item: Item, response: Response) -> Objection | None:
    """Say why a response cannot be taken as an answer, or None where it can be graded.

    An objection tells nothing about what would be right, so the learner may try again.

    EMPTY: nothing but space and signs. TOO_LONG: more than `LONGEST_TEXT` characters. NOT_A_YEAR: no number of one to
    four digits, a year before Christ, or words that make it something else ("1920s", "after 1922"). SEVERAL: more
    than one answer where one is wanted. INCOMPLETE: nothing chosen, or a place left empty. REPEATED: something used
    twice. WRONG_KIND: typed where choosing is asked for or the other way round, or an index that the item has not.
    """
    if isinstance(item, ShortText | Year):
        return Objection.WRONG_KIND if isinstance(response, Picked) else _text_objection(item, response.text)
    return _pick_objection(item, response.picks) if isinstance(response, Picked) else Objection.WRONG_KIND


def grade(item: Item, response: Response) -> float:
    """What a response is worth: a credit from 0.0 (wrong) to 1.0 (right). Never raises; an objection is worth 0.

    One choice, true or false, short text and year are right or wrong.

    Several choices: every right choice gives 1 / (number of right choices) and every wrong one takes as much, as in
    Moodle's "OU multiple response" questions; nothing falls below zero. Where there are fewer wrong choices than
    right ones, a wrong one takes 1 / (number of wrong choices), so that ticking everything is worth nothing: the
    aim for which Moodle's own multiple-answer questions have negative grades.

    Ordering: the share of all pairs of steps that stand the right way round, which is (Kendall's tau + 1) / 2
    (Kendall 1938): the order reversed is worth 0. Matching: the share of left sides that have their right one.
    """
    if isinstance(item, ShortText | Year):
        if isinstance(response, Picked) or _text_objection(item, response.text) is not None:
            return 0.0
        return float(_is_right(item, response.text))
    if isinstance(response, Typed) or _pick_objection(item, response.picks) is not None:
        return 0.0
    return _picked_credit(item, response.picks)


# Chosen answers.


def _pick_objection(item: PickItem, picks: tuple[int, ...]) -> Objection | None:
    size, wanted = _size_and_wanted(item)
    if any(not 0 <= pick < size for pick in picks):
        return Objection.WRONG_KIND
    if len(picks) < wanted:
        return Objection.INCOMPLETE
    if isinstance(item, OneChoice | TrueFalse):
        return Objection.SEVERAL if len(picks) > 1 else None
    if isinstance(item, Matching):
        return Objection.WRONG_KIND if len(picks) > wanted else None
    return Objection.REPEATED if len(set(picks)) < len(picks) else None


def _size_and_wanted(item: PickItem) -> tuple[int, int]:
    """How many things there are to choose from, and how many at least must be chosen."""
    if isinstance(item, OneChoice | SeveralChoices):
        return len(item.choices), 1
    if isinstance(item, TrueFalse):
        return 2, 1
    size = len(item.order if isinstance(item, Ordering) else item.pairs)
    return size, size


def _picked_credit(item: PickItem, picks: tuple[int, ...]) -> float:
    if isinstance(item, OneChoice | TrueFalse):
        return float(picks == (int(item.answer),))
    if isinstance(item, SeveralChoices):
        right = len(item.answers.intersection(picks))
        fewer = min(len(item.answers), len(item.choices) - len(item.answers))
        return max(0.0, right / len(item.answers) - (len(picks) - right) / max(fewer, 1))
    if isinstance(item, Ordering):
        pairs = list(combinations(picks, 2))
        return sum(first < second for first, second in pairs) / len(pairs)
    return sum(left == right for left, right in enumerate(picks)) / len(picks)


# Typed answers.


def _text_objection(item: ShortText | Year, text: str) -> Objection | None:
    if len(text.strip()) > LONGEST_TEXT:
        return Objection.TOO_LONG
    if not normalise(text):
        return Objection.EMPTY
    if isinstance(item, Year):
        return _year_objection(text)
    numbers = _numbers_alone(text)
    too_many = numbers > 1 and all(_numbers_alone(form) < numbers for form in item.accept)
    return Objection.SEVERAL if (too_many or _parts(item, text) > 1) and not _is_right(item, text) else None


def _year_objection(text: str) -> Objection | None:
    years = _years(text)
    if len(years) > 1:
        return Objection.SEVERAL
    words = _WORD.findall(normalise(text))
    plain = len(years) == 1 and len(years[0]) <= 4 and _YEAR_WORDS.issuperset(words)
    return None if plain and not _LEFT_OF_NUMBER.search(text) else Objection.NOT_A_YEAR


def _years(text: str) -> list[str]:
    return re.findall("[0-9]+", normalise(_joined(text)))


def _parts(item: ShortText, text: str) -> int:
    """How many answers a text lists; 1 where an accepted form is itself a list, such as "Khiva and Bukhara"."""
    if any(_SEPARATOR.search(_joined(form)) for form in item.accept):
        return 1
    return sum(1 for part in _SEPARATOR.split(_joined(text)) if normalise(part))


def _numbers_alone(text: str) -> int:
    """How many numbers a text consists of; 1 where it has anything else in it."""
    words = normalise(text).split()
    return len(words) if words and all(word.isascii() and word.isdigit() for word in words) else 1


def _is_right(item: ShortText | Year, text: str) -> bool:
    if isinstance(item, Year):
        return abs(int(_years(text)[0]) - item.year) <= item.within
    given = _levels(text)
    return any(
        _same(mine, theirs) for form in item.accept for mine, theirs in zip(given, _levels_of_form(form), strict=True)
    )


def _levels(text: str) -> tuple[str, str]:
    """A text in its own alphabet and by its sound, without a leading article and without "and"."""
    joined = _joined(text)
    bare = _AND.sub(" ", _ARTICLE.sub("", joined))
    kept = bare if normalise(bare) else joined
    return normalise(kept), sound(kept)


_levels_of_form = lru_cache(maxsize=4096)(_levels)
"""The same for accepted forms, which come again with every answer: a third of the time."""


def _joined(text: str) -> str:
    """A text with 10,000 as 10000."""
    return _THOUSANDS.sub("", text)


def _same(given: str, accepted: str) -> bool:
    """Whether two spellings are the same but for spacing and a few slips.

    Numbers must be the same, in figures or Roman. Word by word the slips must be within `_budget`, and so must their
    sum; where words were run together or torn apart, the whole is compared and a lost or added space is a slip.
    """
    if _NUMBER.findall(given) != _NUMBER.findall(accepted) or not accepted:
        return False
    if given.replace(" ", "") == accepted.replace(" ", ""):
        return True
    mine, theirs = given.split(), accepted.split()
    if len(mine) != len(theirs):
        mine, theirs = [given], [accepted]
    slips = [OSA.distance(*pair) for pair in zip(mine, theirs, strict=True)]
    return sum(slips) <= max(_budget(accepted), 1) and all(map(_is_forgiven, slips, mine, theirs))


def _is_forgiven(slips: int, typed: str, accepted: str) -> bool:
    """Whether so many slips are within the budget of a word, or are two neighbours swapped in one of 3 or 4 letters.

    Of two slips or more none may be in the first letter: it is seldom mistyped, and northern is not southern.
    """
    if slips <= _budget(accepted):
        return slips < 2 or typed[0] == accepted[0]
    return slips == 1 and len(accepted) in {3, 4} and sorted(typed) == sorted(accepted)


def _budget(accepted: str) -> int:
    """How many slips are forgiven, by the letters of what is right: none up to 4, 1 up to 8, 2 up to 14, then 3.

    A slip is one letter wrong, missing or added, or two neighbours swapped: four in five misspellings are one of these
    (Damerau 1964). Short words leave no room: one letter makes Iran of Iraq, and two make minority of majority.
    """
    letters = sum(1 for char in accepted if char.isalpha())
    return (letters >= 5) + (letters >= 9) + (letters >= 15)
