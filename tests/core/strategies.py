"""Hypothesis strategies for items of all seven types and for responses to them; for any test that wants some.

Items are such as the content check lets through: choices, steps and sides differ by more than case and punctuation,
accepted forms have a letter or digit, and keys point to what is there.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from bot.core.grading import LONGEST_TEXT, normalise
from bot.core.models import (
    Cite,
    Image,
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

any_text = st.text(st.characters(), max_size=300)
"""Every text that a Python string can hold, half surrogate pairs included."""

prose = st.text(max_size=60)
words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(normalise)
forms = st.one_of(
    words,
    st.sampled_from(
        ["Enver Pasha", "Basmachi", "Qo‘qon", "Эргаш-курбаши", "Էնվեր փաշա", "أنور باشا", "Khiva and Bukhara", "1918"]
    ),
)
"""Texts that do not normalise to nothing, and are short enough to be typed."""

slugs = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=12)


@st.composite
def commons(draw: st.DrawFn) -> dict[str, Any]:
    """The fields that every item has."""
    return {
        "id": "/".join(draw(st.lists(slugs, min_size=2, max_size=3))),
        "version": draw(st.text("0123456789abcdef", max_size=12)),
        "ask": draw(prose),
        "why": draw(prose),
        "level": draw(st.integers(1, 3)),
        "lesson": draw(st.none() | slugs),
        "cites": tuple(draw(st.lists(st.builds(Cite, slugs, prose), max_size=2))),
        "hint": draw(st.none() | prose),
        "image": draw(st.none() | st.builds(Image, prose, prose)),
    }


def different(smallest: int, largest: int) -> st.SearchStrategy[tuple[str, ...]]:
    """Texts that differ by more than case and punctuation."""
    return st.lists(words, min_size=smallest, max_size=largest, unique_by=normalise).map(tuple)


@st.composite
def one_choices(draw: st.DrawFn) -> OneChoice:
    choices = draw(different(2, 5))
    answer = draw(st.sampled_from(range(len(choices))))
    others = st.sampled_from([index for index in range(len(choices)) if index != answer])
    return OneChoice(choices=choices, answer=answer, wrong=draw(st.dictionaries(others, prose)), **draw(commons()))


@st.composite
def several_choices(draw: st.DrawFn) -> SeveralChoices:
    choices = draw(different(2, 5))
    indexes = st.sampled_from(range(len(choices)))
    answers = draw(st.frozensets(indexes, min_size=1))
    wrong = draw(
        st.dictionaries(indexes, prose).map(lambda found: {k: v for k, v in found.items() if k not in answers})
    )
    return SeveralChoices(choices=choices, answers=answers, wrong=wrong, **draw(commons()))


@st.composite
def true_falses(draw: st.DrawFn) -> TrueFalse:
    return TrueFalse(answer=draw(st.booleans()), **draw(commons()))


@st.composite
def short_texts(draw: st.DrawFn) -> ShortText:
    return ShortText(accept=tuple(draw(st.lists(forms, min_size=1, max_size=4))), **draw(commons()))


@st.composite
def years(draw: st.DrawFn) -> Year:
    return Year(year=draw(st.integers(1, 9999)), within=draw(st.integers(0, 30)), **draw(commons()))


@st.composite
def orderings(draw: st.DrawFn) -> Ordering:
    return Ordering(order=draw(different(3, 6)), **draw(commons()))


@st.composite
def matchings(draw: st.DrawFn) -> Matching:
    lefts = draw(different(3, 5))
    rights = draw(different(len(lefts), len(lefts)))
    return Matching(pairs=tuple(zip(lefts, rights, strict=True)), **draw(commons()))


items: st.SearchStrategy[Item] = st.one_of(
    one_choices(), several_choices(), true_falses(), short_texts(), years(), orderings(), matchings()
)

picks = st.lists(st.integers(-1, 7), max_size=8).map(lambda found: Picked(tuple(found)))
responses: st.SearchStrategy[Response] = st.one_of(picks, st.builds(Typed, any_text))


def right_response(item: Item) -> Response:  # noqa: PLR0911 - one a type
    """The response that the item's key asks for."""
    match item:
        case OneChoice():
            return Picked((item.answer,))
        case SeveralChoices():
            return Picked(tuple(sorted(item.answers)))
        case TrueFalse():
            return Picked((int(item.answer),))
        case ShortText():
            return Typed(item.accept[0])
        case Year():
            return Typed(str(item.year))
        case Ordering():
            return Picked(tuple(range(len(item.order))))
        case Matching():
            return Picked(tuple(range(len(item.pairs))))


assert LONGEST_TEXT >= 30, "words must be short enough to be typed"
