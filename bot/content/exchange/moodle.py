"""What GIFT and Moodle XML have in common: weights, wildcards, numbers, tags and categories."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.content.exchange.draft import Choices, Draft, Forms, Key, Ledger, Number, Option
from bot.content.exchange.markup import from_html, looks_like_html
from bot.content.problems import Place, shown
from bot.core.models import Bank, Item, SeveralChoices

_NEAR = 0.02
"""Moodle rounds a third to 33.33333."""
_LEVEL = re.compile(r"level:([123])\Z")
_LESSON = re.compile(r"lesson:([a-z0-9-]{1,60})\Z")
_WHOLE = re.compile(r"\+?([0-9]{1,9})(?:\.0*)?\Z")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,15}(?:[.,][0-9]{0,15})?|[.,][0-9]{1,15})(?:[eE][+-]?[0-9]{1,2})?\Z")
_WILDCARD = re.compile(r"(?<!\\)\*")


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the answers that may be typed, with its weight in percent."""

    text: str
    weight: float
    feedback: str
    place: Place
    tolerance: str = "0"


def text_of(text: str, name: str, *, marks: bool, place: Place, ledger: Ledger) -> str:
    """A text by the name of its format, as Moodle has them; with `marks`, as Markdown."""
    if name in {"html", "moodle", "moodle_auto_format"} and (name == "html" or looks_like_html(text)):
        found, lost = from_html(text, marks=marks, lines=name != "html")
        for each in lost:
            ledger.tell(place, f"{each} is left out")
        return found
    return text.strip()


def choices(
    weighted: Sequence[tuple[Option, float]], why: list[str], place: Place, ledger: Ledger, *, several: bool
) -> Choices:
    """The choices of a question by their weights; `why` gathers what is said to the right ones."""
    several = several or not any(weight >= 100 - _NEAR for _, weight in weighted)
    positive = [weight for _, weight in weighted if weight > 0]
    options: list[Option] = []
    for option, weight in weighted:
        option.right = weight > 0 if several else weight >= 100 - _NEAR
        if option.right and option.feedback:
            why.append(option.feedback)
            option.feedback = ""
        if not several and 0 < weight < 100 - _NEAR:
            ledger.tell(
                option.place,
                f"{shown(option.text, 40)} is worth {weight:g} % here; where one choice is right, others are wrong",
            )
        options.append(option)
    negative = [weight for _, weight in weighted if weight < 0]
    if several:
        _tell_weights(positive, negative, len(weighted) - len(positive), place, ledger)
    elif negative:
        ledger.tell(place, "weights below zero are left out; where one choice is right, a wrong one is worth nothing")
    return Choices(options, several=several)


def _tell_weights(positive: list[float], negative: list[float], wrong: int, place: Place, ledger: Ledger) -> None:
    if positive and max(positive) - min(positive) > _NEAR:
        ledger.tell(place, "the right choices are worth different shares here; in Dastan each is worth the same")
    ours = 100 / max(1, min(len(positive), wrong))
    if any(abs(weight + ours) > _NEAR for weight in negative):
        ledger.tell(place, f"weights below zero are left out; in Dastan each wrong choice takes away {ours:.0f} %")


def weights(item: SeveralChoices) -> tuple[str, str]:
    """The weight of a right and of a wrong choice, as `core.grading` counts them."""
    wrong = len(item.choices) - len(item.answers)
    return _percent(100 / len(item.answers)), _percent(-100 / max(1, min(len(item.answers), wrong)))


def _percent(weight: float) -> str:
    return f"{weight:.5f}".rstrip("0").rstrip(".")


def forms(answers: Sequence[Answer], why: list[str], ledger: Ledger) -> Forms:
    """What may be typed; only what is wholly right is accepted."""
    kept: list[str] = []
    for answer in answers:
        if answer.weight < 100 - _NEAR:
            if answer.text.strip() not in {"", "*"}:
                said = f"the answer {shown(answer.text)} is worth {answer.weight:g} % here and is left out"
                ledger.tell(answer.place, said)
            _tell_said(answer, ledger)
        elif _WILDCARD.search(answer.text):
            ledger.tell(answer.place, f"{shown(answer.text)} has a '*', which stands for any text, and is left out")
            _tell_said(answer, ledger)
        else:
            kept.append(answer.text.replace("\\*", "*"))
            if answer.feedback:
                why.append(answer.feedback)
    return Forms(kept)


def _tell_said(answer: Answer, ledger: Ledger) -> None:
    if answer.feedback:
        ledger.tell(answer.place, f"what is said to {shown(answer.text)} is left out: {shown(answer.feedback)}")


def no_wildcard(form: str) -> str:
    """A form in which a `*` is only a `*`."""
    return form.replace("*", "\\*")


def number(answers: Sequence[Answer], why: list[str], place: Place, ledger: Ledger) -> Key | None:
    """A year where the answer is a whole number that can be one, else a text to be typed."""
    for answer in answers:
        if answer.text not in {"", "*"} and not _DECIMAL.match(answer.text):
            ledger.leave(place, f"its answer {shown(answer.text)} is not a number")
            return None
    right = [answer for answer in answers if answer.weight >= 100 - _NEAR and answer.text not in {"", "*"}]
    whole = _WHOLE.match(right[0].text) if len(right) == 1 else None
    tolerance = _WHOLE.match(right[0].tolerance or "0") if len(right) == 1 else None
    if whole and tolerance and 1 <= int(whole[1]) <= 2100:
        forms([replace(answer, text="" if answer in right else answer.text) for answer in answers], why, ledger)
        return Number(int(whole[1]), int(tolerance[1]))
    for answer in right:
        if float((answer.tolerance or "0").replace(",", ".")) if _DECIMAL.match(answer.tolerance or "0") else True:
            ledger.tell(
                answer.place, f"{shown(answer.text)} may be {answer.tolerance} off here; in Dastan it must be exact"
            )
    return forms(answers, why, ledger)


def middle(low: str, high: str) -> tuple[str, str] | None:
    """The middle of a range and the way from there to its ends."""
    if not (_DECIMAL.match(low) and _DECIMAL.match(high)):
        return None
    first, last = float(low.replace(",", ".")), float(high.replace(",", "."))
    return f"{(first + last) / 2:g}", f"{(last - first) / 2:g}"


def take_tags(tags: Sequence[str], draft: Draft) -> None:
    """The level and lesson that we wrote as tags; other tags become a comment."""
    others: list[str] = []
    for tag in tags:
        if match := _LEVEL.match(tag):
            draft.level = int(match[1])
        elif match := _LESSON.match(tag):
            draft.lesson = match[1]
        elif tag:
            others.append(tag)
    if others:
        draft.notes.append(f"tags: {', '.join(others)}")


def tags_of(item: Item) -> list[str]:
    """Level and lesson of a question, as tags; there is no other place for them."""
    return [f"level:{item.level}", *([f"lesson:{item.lesson}"] if item.lesson else [])]


def take_categories(categories: Sequence[str], ledger: Ledger) -> None:
    """The category of the questions is the bank's title where there is one, else comments."""
    paths = list(dict.fromkeys(category for category in categories if category))
    names = [_last_of(path) for path in paths]
    if names:
        ledger.title = names[-1] if len(names) == 1 else ""
    if len(paths) > 1:
        ledger.notes.append(f"categories: {', '.join(paths)}")


def _last_of(path: str) -> str:
    """The last name of a path; a slash within a name is written twice."""
    return path.replace("//", "\0").split("/")[-1].replace("\0", "/").strip()


def category_of(bank: Bank) -> str:
    """The path of a category for a bank, below the course that it is brought into."""
    return "/".join(
        ["$course$", "top", *(" ".join(name.split()).replace("/", "//") for name in (bank.movement, bank.title))]
    )
