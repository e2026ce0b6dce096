"""Trivia lists of Red-DiscordBot: YAML, each question a key, its answers a list.

https://docs.discord.red/en/stable/guide_trivia_list_creation.html. They are read with the strict reader of our own
banks, so that an equal key is told, where a plain reader of YAML keeps the last in silence.
"""

from __future__ import annotations

from bot.content.exchange.draft import Draft, Ledger, Truth, typed
from bot.content.files import decode
from bot.content.problems import START, Place, shown
from bot.content.strict_yaml import Block, Halt, Quoted, Rows, compose

_TRUE = {"true", "yes", "on"}
_FALSE = {"false", "no", "off"}


def read(data: bytes, ledger: Ledger) -> None:
    """Read a trivia list."""
    text = decode(data, ledger.findings)
    if text is None:
        return
    try:
        tree = compose(text, ledger.findings)
    except Halt:
        return
    if not isinstance(tree, Block):
        ledger.tell(START, "a trivia list is made of lines 'question:', with the answers below, each after '- '")
        return
    if {"title", "questions"} <= set(tree):
        ledger.tell(START, "this is a bank of Dastan's own; it need not be brought in, and `dastan check` checks it")
        return
    for key, value in tree.items():
        _entry(key, value, tree.keys_at[key], ledger)


def _entry(key: str, value: object, place: Place, ledger: Ledger) -> None:
    match key, value:
        case "AUTHOR", str(author):
            ledger.notes.append(f"By {author}")
        case "DESCRIPTION", str(description):
            ledger.notes.append(description)
        case (("AUTHOR" | "DESCRIPTION" | "CONFIG" | "$schema"), _):
            ledger.tell(place, f"{shown(key)} has no counterpart in a bank")
        case _:
            _question(key, value, place, ledger)


def _question(ask: str, value: object, place: Place, ledger: Ledger) -> None:
    ledger.begin(place)
    if not isinstance(value, Rows):
        ledger.leave(place, "its answers are not a list; write each on its own line after '- '")
        return
    forms: list[str] = []
    for answer, at in zip(value, value.places, strict=True):
        if isinstance(answer, str):
            forms.append(answer)
        else:
            ledger.tell(at, "this answer is left out, because it is not a text")
    # YAML, and so Red, takes these words for true and false; in quotes they are text.
    words = {form.casefold() for form in forms if not isinstance(form, Quoted)}
    if forms and len(words) == len({form.casefold() for form in forms}) and (words <= _TRUE or words <= _FALSE):
        ledger.keep(Draft(place=place, ask=ask, key=Truth(words <= _TRUE)))
    else:
        ledger.keep(Draft(place=place, ask=ask, key=typed(forms)))
