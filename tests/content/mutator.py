"""Good files made bad, as people make them bad: one slip each, with its line and the key that it is about.

A slip may be looked for one line further up or down, where the two lines make the mistake together.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

KEY = re.compile(r"^( *(?:- )?)([a-z]+):(?= |$)")
"""A key of ours at the start of a line, with what stands before it."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A file with one slip: what kind of slip, the file, the line of the slip from 1, and the key that it is about."""

    slip: str
    text: str
    line: int
    key: str


Slip: TypeAlias = "Callable[[random.Random, list[str]], Broken | None]"


@dataclass(frozen=True, slots=True)
class Spot:
    """A line `key: value`. `number` counts from 0; `rest` is what stands behind the colon, without a comment."""

    number: int
    before: str
    key: str
    rest: str


def spots(lines: Sequence[str]) -> Iterator[Spot]:
    for number, line in enumerate(lines):
        if (found := KEY.match(line)) is not None:
            yield Spot(number, found[1], found[2], re.sub(r"\s+#.*", "", line[found.end() :]).strip())


def one(rng: random.Random, lines: Sequence[str], wanted: Callable[[Spot], bool]) -> Spot | None:
    found = [spot for spot in spots(lines) if wanted(spot)]
    return rng.choice(found) if found else None


def with_line(lines: Sequence[str], number: int, *instead: str) -> str:
    return "\n".join([*lines[:number], *instead, *lines[number + 1 :]])


def block(lines: Sequence[str], spot: Spot) -> int:
    """The line behind the last that belongs to a key."""
    indent = len(spot.before)
    end = spot.number + 1
    while end < len(lines) and lines[end].strip() and len(lines[end]) - len(lines[end].lstrip()) > indent:
        end += 1
    return end


def item_of(lines: Sequence[str], spot: Spot) -> int:
    """The line at which the question begins that a key is in."""
    return next(number for number in range(spot.number, -1, -1) if lines[number].startswith("  - "))


PLAIN = {"ask", "why", "hint", "title"}
NEEDED = {"ask", "why", "cite", "movement", "title"}
OWN = {"choices", "answer", "answers", "accept", "year", "order", "pairs"}
ALL = {"id", *NEEDED, *OWN, "level", "lesson", "hint", "wrong", "within", "questions"}


def dropped_key(rng: random.Random, lines: list[str]) -> Broken | None:
    """A key that every question needs is missing: told where the question, or the file, begins."""
    spot = one(rng, lines, lambda spot: spot.key in NEEDED)
    if spot is None:
        return None
    text = "\n".join([*lines[: spot.number], *lines[block(lines, spot) :]])
    return Broken("dropped key", text, item_of(lines, spot) + 1 if spot.before else 1, spot.key)


def misspelt_key(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.key in ALL and spot.before.strip() == "")
    if spot is None:
        return None
    key = spot.key
    at = rng.randrange(len(key))
    wrong = rng.choice(
        [
            key[:at] + key[at + 1 :],
            key[:at] + key[at] + key[at:],
            key[:at] + "x" + key[at + 1 :],
            key.capitalize(),
            key[: at - 1] + key[at] + key[at - 1] + key[at + 1 :] if at else key + "s",
        ]
    )
    if wrong in ALL or not wrong:
        return None
    text = with_line(lines, spot.number, spot.before + wrong + lines[spot.number][len(spot.before + key) :])
    return Broken("misspelt key", text, spot.number + 1, key)


def wrong_type(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(
        rng, lines, lambda spot: spot.key in {"ask", "why", "choices", "accept", "year", "level", "cite", "order"}
    )
    if spot is None:
        return None
    instead = {"year": "nineteen", "level": "high", "ask": "[a, b]", "why": "{a: b}"}.get(spot.key, "just text")
    rest = lines[block(lines, spot) :]
    text = "\n".join([*lines[: spot.number], f"{spot.before}{spot.key}: {instead}", *rest])
    return Broken("wrong type", text, spot.number + 1, spot.key)


def wrong_indentation(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.before == "    " and spot.rest != "" and spot.key in ALL)
    if spot is None or block(lines, spot) != spot.number + 1:
        return None
    if any(above.rstrip().endswith((">-", ">", "|", "|-")) for above in lines[item_of(lines, spot) : spot.number]):
        return None  # there it would become a part of the text above, which is no mistake that anybody could see
    line = rng.choice([" ", "  ", "   "]) + lines[spot.number] if rng.random() < 0.5 else lines[spot.number][1:]
    return Broken("wrong indentation", with_line(lines, spot.number, line), spot.number + 1, spot.key)


def key_twice(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.before.strip() == "" and spot.rest != "" and spot.key in ALL)
    if spot is None or block(lines, spot) != spot.number + 1:
        return None
    return Broken("key twice", with_line(lines, spot.number, *[lines[spot.number]] * 2), spot.number + 2, spot.key)


def unclosed_quote(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.key in PLAIN and spot.rest[:1].isalpha() and '"' not in spot.rest)
    if spot is None or block(lines, spot) != spot.number + 1:
        return None
    quote = rng.choice("'\"") if "'" not in spot.rest else '"'
    return Broken(
        "unclosed quote",
        with_line(lines, spot.number, f"{spot.before}{spot.key}: {quote}{spot.rest}"),
        spot.number + 1,
        spot.key,
    )


def unclosed_bracket(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.rest.endswith(("]", "}")))
    if spot is None:
        return None
    line = f"{spot.before}{spot.key}: {spot.rest[:-1]}"
    return Broken("unclosed bracket", with_line(lines, spot.number, line), spot.number + 1, spot.key)


def comma_missing(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.key == "cite" and spot.rest.startswith("{") and ", section" in spot.rest)
    if spot is None:
        return None
    line = lines[spot.number].replace(", section", " section")
    return Broken("missing comma", with_line(lines, spot.number, line), spot.number + 1, spot.key)


def tab(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.before == "    ")
    if spot is None:
        return None
    line = rng.choice(["\t", "  \t", "    \t"]) + lines[spot.number].lstrip()
    return Broken("tab", with_line(lines, spot.number, line), spot.number + 1, spot.key)


def colon_in_text(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.key in PLAIN and spot.rest[:1].isalpha() and " " in spot.rest)
    if spot is None:
        return None
    line = f"{spot.before}{spot.key}: {spot.rest.replace(' ', ': ', 1)}"
    return Broken("colon in a text", with_line(lines, spot.number, line), spot.number + 1, spot.key)


def blank_missing(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.key in ALL and spot.before == "    " and spot.rest[:1].isalpha())
    if spot is None:
        return None
    line = f"{spot.before}{spot.key}:{spot.rest}"
    return Broken("missing blank", with_line(lines, spot.number, line), spot.number + 1, spot.key)


def colon_missing(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.key in ALL and spot.before == "    " and spot.rest[:1].isalpha())
    if spot is None:
        return None
    line = f"{spot.before}{spot.key} {spot.rest}"
    return Broken("missing colon", with_line(lines, spot.number, line), spot.number + 1, spot.key)


def not_among_the_choices(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.key in {"answer", "answers"} and spot.rest not in {"true", "false"})
    if spot is None or not spot.rest:
        return None
    instead = "[None of these]" if spot.rest.startswith("[") else "None of these"
    line = f"{spot.before}{spot.key}: {instead}"
    return Broken("not among the choices", with_line(lines, spot.number, line), spot.number + 1, spot.key)


def out_of_range(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.key in {"level", "year", "within", "answer"} and spot.rest.isalnum())
    if spot is None:
        return None
    if spot.key == "answer" and spot.rest not in {"true", "false"}:
        return None
    instead = {"level": "4", "year": "3000", "within": "-1"}.get(spot.key) or rng.choice(["True", "'false'", "maybe"])
    line = f"{spot.before}{spot.key}: {instead}"
    return Broken("out of range", with_line(lines, spot.number, line), spot.number + 1, spot.key)


def id_twice(rng: random.Random, lines: list[str]) -> Broken | None:
    ids = [spot for spot in spots(lines) if spot.key == "id"]
    if len(ids) < 2:
        return None
    first, second = sorted(rng.sample(ids, 2), key=lambda spot: spot.number)
    return Broken("id twice", with_line(lines, second.number, lines[first.number]), second.number + 1, "id")


def bad_id(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.key in {"id", "movement", "lesson"})
    if spot is None:
        return None
    line = f"{spot.before}{spot.key}: {rng.choice(['Two Words', 'Ünal', 'x' * 61, 'a_b'])}"
    return Broken("bad id", with_line(lines, spot.number, line), spot.number + 1, spot.key)


def anchor(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.before == "    " and spot.rest != "")
    if spot is None:
        return None
    line = f"{spot.before}{spot.key}: {rng.choice(['&a ', '!text '])}{spot.rest}"
    return Broken("anchor or tag", with_line(lines, spot.number, line), spot.number + 1, spot.key)


def alias(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.before == "    " and spot.rest != "")
    if spot is None or block(lines, spot) != spot.number + 1:
        return None
    line = f"{spot.before}{spot.key}: *{rng.choice(['a', 'important'])}"
    return Broken("alias", with_line(lines, spot.number, line), spot.number + 1, spot.key)


def merge_key(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.before == "    ")
    if spot is None:
        return None
    return Broken(
        "merge key", with_line(lines, spot.number, f"{spot.before}<<: *a", lines[spot.number]), spot.number + 1, "<<"
    )


def unknown_place(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.key == "cite" and spot.rest.startswith("{"))
    if spot is None:
        return None
    key = rng.choice(["source", "section"])
    line = re.sub(rf"({key}: )[^,}}]+", r"\1elsewhere", lines[spot.number])
    return Broken("unknown place", with_line(lines, spot.number, line), spot.number + 1, key)


def half_a_cite(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.key == "cite" and spot.rest.startswith("{"))
    if spot is None:
        return None
    line = re.sub(r", section: [^}]*", "", lines[spot.number])
    return Broken("half a citation", with_line(lines, spot.number, line), spot.number + 1, "section")


def too_long(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.key in PLAIN and spot.rest[:1].isalpha())
    if spot is None or block(lines, spot) != spot.number + 1:
        return None
    line = f"{spot.before}{spot.key}: {'endless ' * 120}"
    return Broken("too long", with_line(lines, spot.number, line.rstrip()), spot.number + 1, spot.key)


def emptied(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.key in ALL and spot.rest != "" and spot.before.strip() == "")
    if spot is None or block(lines, spot) != spot.number + 1:
        return None
    return Broken("emptied", with_line(lines, spot.number, f"{spot.before}{spot.key}:"), spot.number + 1, spot.key)


def few_or_many(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.key in {"choices", "order", "accept"} and spot.rest.startswith("["))
    if spot is None:
        return None
    entries = [] if rng.random() < 0.5 else [f"entry {number}" for number in range(21)]
    line = f"{spot.before}{spot.key}: [{', '.join(entries)}]"
    return Broken("too few or too many", with_line(lines, spot.number, line), spot.number + 1, spot.key)


def comment_in_text(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.key in PLAIN and spot.rest[:1].isalpha())
    if spot is None or block(lines, spot) != spot.number + 1:
        return None
    line = f"{spot.before}{spot.key}: {spot.rest} #7"
    return Broken("comment in a text", with_line(lines, spot.number, line), spot.number + 1, spot.key)


def two_kinds(rng: random.Random, lines: list[str]) -> Broken | None:
    spot = one(rng, lines, lambda spot: spot.key in {"year", "accept", "order"} and spot.before == "    ")
    if spot is None:
        return None
    line = f"{spot.before}answer: true"
    return Broken(
        "two kinds at once", with_line(lines, spot.number, line, lines[spot.number]), spot.number + 1, spot.key
    )


SLIPS: Sequence[Slip] = (
    dropped_key, misspelt_key, wrong_type, wrong_indentation, key_twice, unclosed_quote, unclosed_bracket,
    comma_missing, tab, colon_in_text, blank_missing, colon_missing, not_among_the_choices, out_of_range, id_twice,
    bad_id, anchor, alias, merge_key, unknown_place, half_a_cite, too_long, emptied, few_or_many, comment_in_text,
    two_kinds,
)  # fmt: skip


def broken_files(good: Sequence[str], count: int, seed: int) -> Iterator[Broken]:
    """As many broken files, each slip about as often as any other, the same for the same seed."""
    rng = random.Random(seed)
    made = 0
    while made < count:
        slip = SLIPS[made % len(SLIPS)]
        broken = slip(rng, rng.choice(good).split("\n"))
        if broken is not None:
            yield broken
            made += 1
