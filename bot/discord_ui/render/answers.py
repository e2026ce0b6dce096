"""Answers in words: what a learner gave, and what is right."""

from __future__ import annotations

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
from bot.discord_ui import text
from bot.discord_ui.look import bold, plain, shorten

LONGEST_TYPED = 100
"""How much of what somebody typed is shown again."""


def picked_words(item: Item, picks: tuple[int, ...]) -> tuple[str, ...]:
    """Each thing that was picked, harmless; an ordering's in the order given, a matching's as pairs."""
    match item:
        case OneChoice() | SeveralChoices():
            found = [item.choices[pick] for pick in picks]
        case TrueFalse():
            found = [text.TRUE() if pick else text.FALSE() for pick in picks]
        case Ordering():
            found = [item.order[pick] for pick in picks]
        case Matching():
            return tuple(
                f"{plain(left)} – {plain(item.rights[pick])}" for left, pick in zip(item.lefts, picks, strict=False)
            )
        case _:
            found = []
    return tuple(plain(one) for one in found)


def right_words(item: Item) -> tuple[str, ...]:
    """What is right, in the same form."""
    match item:
        case OneChoice() | TrueFalse():
            return picked_words(item, (int(item.answer),))
        case SeveralChoices():
            return picked_words(item, tuple(sorted(item.answers)))
        case ShortText():
            return (plain(item.accept[0]),)
        case Year():
            return (str(item.year),)
        case Ordering():
            return picked_words(item, tuple(range(len(item.order))))
        case Matching():
            return picked_words(item, tuple(range(len(item.pairs))))


def given_words(item: Item, response: Response) -> tuple[str, ...]:
    """What a learner gave, in the same form."""
    if isinstance(response, Typed):
        return (plain(shorten(response.text.strip(), LONGEST_TYPED)),)
    return picked_words(item, response.picks)


def joined(item: Item, words: tuple[str, ...]) -> str:
    """An answer on one line."""
    return (" → " if isinstance(item, Ordering) else "; ").join(words)


def one_line(label: str, item: Item, words: tuple[str, ...]) -> str:
    """A label and an answer beside it; one that is a list would be too loud in bold."""
    told = joined(item, words)
    return f"{label} {bold(told) if len(words) == 1 else told}"


def response_words(item: Item, response: Response) -> str:
    """What a learner gave, on one line and harmless."""
    return joined(item, given_words(item, response))


def listed(item: Item, words: tuple[str, ...]) -> str:
    """An answer of several parts, a line each; an ordering's numbered."""
    if isinstance(item, Ordering):
        return "\n".join(f"{index}. {word}" for index, word in enumerate(words, start=1))
    return "\n".join(f"- {word}" for word in words)


def answer_block(label: str, item: Item, words: tuple[str, ...]) -> str:
    """A label and an answer: beside it where it is one, below it where it has parts."""
    if len(words) == 1 and not isinstance(item, Matching | Ordering):
        return f"{label} {bold(words[0])}"
    return f"{label}\n{listed(item, words)}"


def right_block(item: Item) -> str:
    """The right answer, for every kind of question."""
    words = right_words(item)
    match item:
        case Ordering():
            label = text.RIGHT_ORDER()
        case Matching():
            label = text.RIGHT_PAIRS()
        case SeveralChoices() if len(words) > 1:
            label = text.RIGHT_ANSWERS()
        case _:
            label = text.RIGHT_ANSWER()
    block = answer_block(label, item, words)
    if isinstance(item, Year) and item.within:
        return f"{block}. {text.YEARS_NEAR(item.within)}"
    return block


def is_picked(response: Response, index: int) -> bool:
    """Whether a choice is among those picked."""
    return isinstance(response, Picked) and index in response.picks
