"""Make a question of another program fit the rules of a bank; what does not fit is told, never dropped in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.content.exchange.draft import (
    MAX_YEAR,
    Choices,
    Draft,
    Forms,
    Ledger,
    Number,
    Option,
    Pairs,
    Steps,
    Truth,
    holds_odd,
    tidy,
)
from bot.content.fields import suggested_slug
from bot.content.problems import Place, shown
from bot.content.rules import fold
from bot.core.spelling import normalise

Value: TypeAlias = "str | int | bool | list[str] | dict[str, str]"

MAX_ASK, MAX_WHY, MAX_HINT, MAX_WRONG, MAX_CHOICE, MAX_FORM = 500, 700, 300, 300, 80, 100
MAX_WITHIN = 50
_SLUG = re.compile(r"[a-z0-9-]{1,60}\Z")
_ID_LENGTH = 48


class Unfit(Exception):
    """The question cannot be in a bank at all."""


@dataclass(slots=True)
class Entry:
    """A question as a bank's file has it, key by key, with the comments above it."""

    values: dict[str, Value]
    notes: list[str] = field(default_factory=list)
    made_up: bool = False
    """Its explanation only says what the answer is."""


class Ids:
    """The ids given so far; each question gets one of its own."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def one(self, name: str, ask: str) -> str:
        """An id for a question: its name where that can be one, else made of the name or of what is asked."""
        wanted = name if _SLUG.match(name) else _short(suggested_slug(name) or suggested_slug(ask)) or "question"
        found, number = wanted, 1
        while found in self.taken:
            number += 1
            found = f"{wanted[: 59 - len(str(number))]}-{number}"
        self.taken.add(found)
        return found


def _short(slug: str) -> str:
    if len(slug) <= _ID_LENGTH:
        return slug
    whole = slug[: _ID_LENGTH + 1].rpartition("-")[0]
    return (whole or slug[:_ID_LENGTH]).strip("-")


def fit(draft: Draft, ids: Ids, ledger: Ledger) -> Entry | None:
    """The question as a bank can have it, or None once it has been told why it cannot be there."""
    try:
        return _fit(draft, ids, ledger)
    except Unfit as unfit:
        ledger.leave(draft.place, str(unfit))
        return None


def _fit(draft: Draft, ids: Ids, ledger: Ledger) -> Entry:
    if holds_odd([draft.ask, draft.why, draft.hint, *_texts(draft)]):
        ledger.tell(draft.place, "there are invisible characters in this question; blanks stand in their place")
    ask = tidy(draft.ask)
    if not ask or not _has_ink(ask):
        raise Unfit("no question is asked")
    if len(ask) > MAX_ASK:
        raise Unfit(f"it asks with {len(ask)} characters, and at most {MAX_ASK} are allowed; shorten it")
    values: dict[str, Value] = {"id": "", "ask": ask}
    values |= _key(draft, ledger)
    if hint := _cut(draft.hint, MAX_HINT, "the hint", draft.place, ledger):
        values["hint"] = hint
    why = _cut(draft.why, MAX_WHY, "the explanation", draft.place, ledger)
    values["why"] = why or _made_up(values)[:MAX_WHY]
    if draft.level in {2, 3}:
        values["level"] = draft.level
    if _SLUG.match(draft.lesson):
        values["lesson"] = draft.lesson
    wrong = values.pop("wrong", None)
    if wrong:
        values["wrong"] = wrong
    values["id"] = ids.one(draft.name, ask)
    return Entry(values, [note for each in draft.notes if (note := " ".join(each.split()))], made_up=not why)


def _texts(draft: Draft) -> list[str]:
    match draft.key:
        case Choices(options):
            return [text for option in options for text in (option.text, option.feedback)]
        case Forms(texts) | Steps(texts):
            return texts
        case Pairs(pairs):
            return [side for pair in pairs for side in pair]
        case _:
            return []


def _has_ink(text: str) -> bool:
    return any(char.isprintable() and not char.isspace() for char in text)


def _key(draft: Draft, ledger: Ledger) -> dict[str, Value]:
    match draft.key:
        case Choices():
            return _choices(draft.key, draft.place, ledger)
        case Truth(answer):
            return {"answer": answer}
        case Forms(forms):
            return {"accept": [*_forms(forms, draft.place, ledger)]}
        case Number(year, within):
            if not 1 <= year <= MAX_YEAR:
                raise Unfit(f"its answer is {year}, and a year is a whole number from 1 to {MAX_YEAR}")
            if within > MAX_WITHIN:
                ledger.tell(draft.place, f"an answer may be {within} off here; in Dastan at most {MAX_WITHIN} years")
            return {"year": year, "within": min(within, MAX_WITHIN)} if within else {"year": year}
        case Steps(steps):
            return {"order": _steps(steps)}
        case Pairs(pairs):
            return {"pairs": _pairs(pairs, draft.place, ledger)}


def _choices(key: Choices, place: Place, ledger: Ledger) -> dict[str, Value]:
    kept = _that_fit(key.options, ledger)
    right = [option for option in kept if option.right]
    if not right:
        raise Unfit("no choice of it is right")
    several = key.several or len(right) > 1
    if len(right) > 1 and not key.several:
        ledger.tell(
            place,
            f"each of {len(right)} choices is right by itself here; in Dastan all of them must be chosen, so check how "
            "the question is worded",
        )
    if len(kept) > 5:
        kept = _five(kept, ledger)
    if len(kept) < 2:
        raise Unfit("there is only one choice left of it, and at least 2 are needed")
    values: dict[str, Value] = {"choices": [option.text for option in kept]}
    if several:
        values["answers"] = [option.text for option in kept if option.right]
    else:
        values["answer"] = right[0].text
    wrong: dict[str, str] = {}
    for option in kept:
        feedback = "" if option.right else _cut(option.feedback, MAX_WRONG, "what is said to", option.place, ledger)
        if feedback and len(wrong) < 4:
            wrong[option.text] = feedback
        elif feedback:
            ledger.tell(option.place, f"what is said to {shown(option.text, 40)} is left out: {shown(feedback)}")
    return values | ({"wrong": wrong} if wrong else {})


def _that_fit(options: Iterable[Option], ledger: Ledger) -> list[Option]:
    kept: dict[str, Option] = {}
    for option in options:
        text = tidy(option.text)
        folded = fold(text)
        if not _has_ink(text):
            _drop(option, "it has no text", ledger)
        elif len(text) > MAX_CHOICE:
            _drop(option, f"it has {len(text)} characters, and {MAX_CHOICE} fit on a button; shorten it", ledger)
        elif folded in kept:
            _drop(option, "it is the same as another", ledger, needed=option.right and not kept[folded].right)
        else:
            kept[folded] = Option(text, option.right, tidy(option.feedback), option.place)
    return list(kept.values())


def _drop(option: Option, why: str, ledger: Ledger, *, needed: bool | None = None) -> None:
    if option.right if needed is None else needed:
        raise Unfit(f"the right choice {shown(option.text, 40)} cannot be kept, because {why}")
    ledger.tell(option.place, f"the choice {shown(option.text)} is left out, because {why}")


def _five(options: list[Option], ledger: Ledger) -> list[Option]:
    """The right choices and the first of the others."""
    right = sum(option.right for option in options)
    if right > 5:
        raise Unfit(f"{right} choices of it are right, and there is room for 5 choices")
    room = 5 - right
    kept: list[Option] = []
    for option in options:
        if option.right or room:
            kept.append(option)
            room -= not option.right
        else:
            ledger.tell(
                option.place, f"the choice {shown(option.text)} is left out, because there is room for 5 choices"
            )
    return kept


def _forms(forms: list[str], place: Place, ledger: Ledger) -> list[str]:
    kept: dict[str, None] = {}
    for text in filter(None, map(tidy, forms)):
        if len(text) > MAX_FORM:
            ledger.tell(
                place,
                f"the answer {shown(text)} is left out, because it has {len(text)} characters, "
                f"and at most {MAX_FORM} are allowed",
            )
        elif not normalise(text):
            ledger.tell(place, f"the answer {shown(text)} is left out, because it has no letter and no digit")
        elif len(kept) == 20 and text not in kept:
            ledger.tell(place, f"the answer {shown(text)} is left out, because there is room for 20")
        else:
            kept[text] = None
    if not kept:
        raise Unfit("there is no answer that could be typed")
    return list(kept)


def _steps(steps: list[str]) -> list[str]:
    texts = [tidy(step) for step in steps]
    if not 3 <= len(texts) <= 6:
        raise Unfit(f"it puts {len(texts)} steps in order, and 3 to 6 are allowed")
    _check_sides(texts, "steps")
    return texts


def _pairs(pairs: list[tuple[str, str]], place: Place, ledger: Ledger) -> dict[str, str]:
    texts = [(tidy(left), tidy(right)) for left, right in pairs]
    whole = [pair for pair in texts if all(pair)]
    for left, right in texts:
        if not (left and right) and (left or right):
            ledger.tell(place, f"{shown(left or right)} is left out, because it has no counterpart to be matched with")
    for left, right in whole[5:]:
        ledger.tell(place, f"the pair {shown(left, 40)} – {shown(right, 40)} is left out, because there is room for 5")
    kept = whole[:5]
    if len(kept) < 3:
        raise Unfit(f"it matches {len(kept)} pairs, and at least 3 are needed")
    _check_sides([left for left, _ in kept], "left sides")
    _check_sides([right for _, right in kept], "right sides")
    return dict(kept)


def _check_sides(texts: list[str], what: str) -> None:
    for text in texts:
        if not _has_ink(text):
            raise Unfit(f"one of its {what} has no text")
        if len(text) > MAX_CHOICE:
            raise Unfit(f"{shown(text, 40)} has {len(text)} characters, and {MAX_CHOICE} fit in a menu; shorten it")
    if len({fold(text) for text in texts}) < len(texts):
        raise Unfit(f"its {what} are not all different")


def _cut(text: str, longest: int, what: str, place: Place, ledger: Ledger) -> str:
    """A text cut at a word where it is too long, which is told with what is lost."""
    whole = tidy(text)
    if len(whole) <= longest or not _has_ink(whole):
        return whole if _has_ink(whole) else ""
    kept = whole[: longest - 1].rpartition(" ")[0].rstrip() or whole[: longest - 1]
    lost = whole[len(kept) :].strip()
    ledger.tell(
        place,
        f"{what} has {len(whole)} characters, and at most {longest} are allowed; left out is {shown(lost, 100)}",
    )
    return f"{kept}…"


def _made_up(values: dict[str, Value]) -> str:  # noqa: PLR0911 - one a type
    """What can be said of an answer when nobody has said why it is right."""
    match values:
        case {"answers": [*answers]}:
            return f"The right answers are {_and(answers)}." if len(answers) > 1 else f"The answer is {answers[0]}."
        case {"answer": bool(answer)}:
            return f"This is {'true' if answer else 'false'}."
        case {"answer": str(answer)} | {"accept": [answer, *_]}:
            return f"The answer is {answer}."
        case {"year": year}:
            return f"The answer is {year}."
        case {"order": [*steps]}:
            return f"The right order is: {'; '.join(map(str, steps))}."
        case {"pairs": dict(pairs)}:
            return f"What belongs together: {'; '.join(f'{left} – {right}' for left, right in pairs.items())}."
        case _:  # pragma: no cover - there are no other types
            return "This is the answer."


def _and(answers: Iterable[object]) -> str:
    *first, last = map(str, answers)
    return f"{', '.join(first)} and {last}"
