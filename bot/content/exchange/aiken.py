"""Aiken, the plain form of choice questions that Moodle reads: https://docs.moodle.org/en/Aiken_format.

A line of question, a line a choice (`A.` or `A)`, then the choice), then `ANSWER: A`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.content.exchange.draft import Choices, Draft, Ledger, Option
from bot.content.files import decode
from bot.content.problems import Place, shown, split_lines

_CHOICE = re.compile(r"([A-Z])[.)](?:[ \t]+|(?=\S))(.*)", re.DOTALL)
_ANSWER = re.compile(r"ANSWER:(.*)", re.IGNORECASE | re.DOTALL)
MAX_CHOICES = 26
_LETTERS = re.compile(r"[A-Za-z](?:[\s,;&]+[A-Za-z])*\Z")


@dataclass(slots=True)
class _Open:
    place: Place
    ask: list[str] = field(default_factory=list)
    choices: list[tuple[str, Option]] = field(default_factory=list)


def read(data: bytes, ledger: Ledger) -> None:
    """Read a file of Aiken."""
    text = decode(data, ledger.findings)
    if text is None:
        return
    current: _Open | None = None
    for number, raw in enumerate(split_lines(text), 1):
        line = raw.strip()
        place = (number, len(raw) - len(raw.lstrip()) + 1)
        if not line:
            continue
        if answer := _ANSWER.match(line):
            if current is None:
                ledger.tell(place, "no question stands before this answer")
            else:
                _finish(current, answer[1].strip(), place, ledger)
            current = None
        elif (choice := _CHOICE.match(line)) and current is not None:
            if len(current.choices) <= MAX_CHOICES:
                current.choices.append((choice[1], Option(choice[2].strip(), place=place)))
        elif current is not None and not current.choices:
            current.ask.append(line)
        else:
            _give_up(current, ledger)
            current = _Open(place, [line])
            ledger.begin(place)
    _give_up(current, ledger)


def _give_up(current: _Open | None, ledger: Ledger) -> None:
    if current is not None:
        ledger.leave(current.place, "no line 'ANSWER: ' with a letter follows its choices")


def _finish(current: _Open, answer: str, place: Place, ledger: Ledger) -> None:
    if len(current.choices) > MAX_CHOICES:
        ledger.leave(current.place, f"it has more than {MAX_CHOICES} choices")
        return
    # Moodle looks at the first letter alone; some teachers write several.
    letters = set(re.findall(r"[A-Za-z]", answer.upper())) if _LETTERS.match(answer) else {answer[:1].upper()}
    known = {letter for letter, _ in current.choices}
    if not letters <= known:
        ledger.leave(current.place, f"its answer, {shown(answer)} in line {place[0]}, is not among its choices")
        return
    if not _LETTERS.match(answer):
        ledger.tell(place, f"of {shown(answer)} only the first letter is read")
    options = [option for _, option in current.choices]
    for letter, option in current.choices:
        option.right = letter in letters
    ledger.keep(Draft(place=current.place, ask="\n".join(current.ask), key=Choices(options, several=len(letters) > 1)))
