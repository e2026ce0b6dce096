"""Banks as a file may hold them, with texts that every format has reason to fear."""

from __future__ import annotations

import unicodedata
from typing import Any

from hypothesis import strategies as st

from bot.content import parse_bank
from bot.content.exchange.bank_text import bank_text, entry_text
from bot.content.exchange.fitting import Entry, Value
from bot.content.rules import fold
from bot.core.models import Bank
from bot.core.spelling import normalise

SIGNS = [
    *"abcXYZ019 .,;:!?-_*'\"`~=#{}[]()<>&%$@|/\\+\n\té漢🙂–’",
    *("::", "->", "####", "%50%", "~%0%", "[html]", "[markdown]", "</b>", "<br>", "&amp;", "\\n", "\\:", "//"),
    "$CATEGORY:",
    *("TRUE", "null", "yes", ": ", " #", "- ", "=1", "'=", "\n\n", "\n// ", "1918", "]]>", "<!--", "\u00a0", "\u200b"),
]  # fmt: skip
PLAIN_SIGNS = [*"abcXYZ019.,;:!?-'\"~=#{}<>&%\\é漢🙂–’", " ", "</b>", "&amp;", "1918"]


def texts(longest: int, signs: list[str] = SIGNS) -> st.SearchStrategy[str]:
    """Texts that have something to see, are not too long, and are written as a file would keep them."""
    return (
        st.lists(st.sampled_from(signs), min_size=1, max_size=12)
        .map(
            lambda pieces: unicodedata.normalize("NFC", " ".join("".join(pieces).split(" "))).strip()[:longest].strip()
        )
        .filter(lambda text: any(char.isprintable() and not char.isspace() for char in text))
    )


def different(least: int, most: int) -> st.SearchStrategy[list[str]]:
    """Texts that differ by more than capitals and punctuation."""
    return st.lists(texts(80), min_size=least, max_size=most, unique_by=fold)


def typable() -> st.SearchStrategy[str]:
    """Texts that can be typed as an answer."""
    return texts(100).filter(normalise)


slugs = st.from_regex(r"[a-z0-9-]{1,20}", fullmatch=True).filter(lambda slug: slug.strip("-") != "")


@st.composite
def _keys(draw: st.DrawFn) -> dict[str, Value]:
    kind = draw(st.sampled_from(["one", "several", "truth", "text", "year", "order", "match"]))
    if kind in {"one", "several"}:
        choices = draw(different(2, 5))
        some = draw(st.lists(st.sampled_from(choices), min_size=1, max_size=len(choices), unique=True))
        right = some[:1] if kind == "one" else [choice for choice in choices if choice in some]
        wrong = {choice: draw(texts(300)) for choice in choices if choice not in right and draw(st.booleans())}
        key: dict[str, Value] = {"choices": choices, "answer": right[0]} if kind == "one" else {"choices": choices}
        if kind == "several":
            key["answers"] = right
        if wrong:
            key["wrong"] = wrong
        return key
    if kind == "truth":
        return {"answer": draw(st.booleans())}
    if kind == "text":
        return {"accept": draw(st.lists(typable(), min_size=1, max_size=4, unique=True))}
    if kind == "year":
        return {"year": draw(st.integers(1, 2100)), "within": draw(st.integers(0, 50))}
    if kind == "order":
        return {"order": draw(different(3, 6))}
    lefts = draw(different(3, 5))
    return {"pairs": dict(zip(lefts, draw(different(len(lefts), len(lefts))), strict=True))}


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """A question of any type."""
    values: dict[str, Value] = {"id": draw(slugs), "ask": draw(texts(500))}
    values |= draw(_keys())
    values |= {"why": draw(texts(700)), "level": draw(st.integers(1, 3))}
    if hint := draw(st.none() | texts(300)):
        values["hint"] = hint
    if lesson := draw(st.none() | slugs):
        values["lesson"] = lesson
    return Entry(values)


def _on_cards(longest: int) -> st.SearchStrategy[str]:
    # A card is HTML, where two blanks are one.
    return texts(longest, PLAIN_SIGNS).map(lambda text: " ".join(text.split()))


@st.composite
def cards(draw: st.DrawFn) -> Entry:
    """A question that Anki has a place for."""
    typed = _on_cards(100).filter(lambda form: bool(normalise(form)) and not form.isdecimal())
    choices = st.lists(_on_cards(80), min_size=2, max_size=5, unique_by=fold)
    values: dict[str, Value] = {"id": draw(slugs), "ask": draw(_on_cards(500))}
    kind = draw(st.sampled_from(["year", "text", "truth", "one", "several"]))
    if kind == "year":
        values["year"] = draw(st.integers(100, 2100))
    elif kind == "text":
        values["accept"] = [draw(typed)]
    elif kind == "truth":
        values["answer"] = draw(st.booleans())
    else:
        values["choices"] = drawn = draw(choices)
        some = draw(st.sets(st.sampled_from(drawn), min_size=1))
        values |= {"answer": min(some)} if kind == "one" else {"answers": [text for text in drawn if text in some]}
    values["level"] = draw(st.integers(1, 3))
    values |= {"why": draw(_on_cards(700)), "hint": draw(_on_cards(300))}
    return Entry(values)


def banks(one: st.SearchStrategy[Entry]) -> st.SearchStrategy[Bank]:
    """Banks of a few questions, each id once."""
    many = st.lists(one, min_size=1, max_size=4, unique_by=lambda entry: str(entry.values["id"]))
    return st.tuples(texts(80), many).map(lambda found: bank_of_entries(*found))


def bank_of_entries(title: str, found: list[Entry]) -> Bank:
    """The bank whose file has these questions; that it is one is part of every test that uses it."""
    text = bank_text(title, "basmachi", ["A comment."], [entry_text(entry, ["Another."]) for entry in found])
    bank, problems = parse_bank(
        text.encode(), "x", bank_id="basmachi/kokand", sources=None, lessons=None, cite_needed=False
    )
    assert problems == [], (problems, text)
    assert bank is not None
    for entry, item in zip(found, bank.items, strict=True):
        values: dict[str, Any] = entry.values
        assert (item.ask, item.why, item.hint) == (values["ask"], values["why"], values.get("hint"))
        for key in {"choices", "order", "accept"} & values.keys():
            assert list(getattr(item, key)) == values[key]
        if "pairs" in values:
            assert dict(getattr(item, "pairs")) == values["pairs"]  # noqa: B009 - only a matching has them
    return bank
