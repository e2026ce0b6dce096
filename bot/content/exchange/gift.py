r"""Moodle's GIFT: https://docs.moodle.org/en/GIFT_format. Questions in plain text, blank lines between them.

What has a meaning of its own stands behind a backslash: `\:`, `\~`, `\=`, `\#`, `\{`, `\}`, `\\`, and `\n` is the end
of a line. While a question is read, such a pair is kept as two characters that occur in no file, so that places stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.content.exchange import moodle
from bot.content.exchange.draft import Choices, Draft, Forms, Key, Ledger, Lines, Option, Pairs, Steps, Truth
from bot.content.exchange.takings import Takings
from bot.content.files import decode
from bot.content.problems import Place, shown
from bot.core.models import (
    Bank,
    Item,
    Matching,
    OneChoice,
    Ordering,
    SeveralChoices,
    ShortText,
    TrueFalse,
    Year,
)

_HELD = {":": "a", "#": "b", "=": "c", "{": "d", "}": "e", "~": "f", "n": "g", "\\": "h"}
_FREED = {held: "\n" if char == "n" else char for char, held in _HELD.items()}
_ESCAPE = re.compile(r"\\([:#={}~n\\])")
_WEIGHT = re.compile(r"%(-?[0-9]{1,3}\.?[0-9]*)%")
_FORMAT = re.compile(r"\[(html|markdown|plain|moodle)\]")
_BEGINS_LIKE_WEIGHT = re.compile(r"%-*[0-9]")
_ID = re.compile(r"\[id:((?:\\\]|[^\]])+)\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]])+)\]")
_ORDER = re.compile(r">\s*[0-9]+[^\n]*(?:\n|\Z)")
_CATEGORY = re.compile(r"\$CATEGORY:([^\n]*)\s*")
MAX_ANSWERS = 100
"""So many answers to one question are looked at; a bank has room for 20."""
_TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a question, and where in the file it begins."""

    text: str
    index: int

    def stripped(self) -> _Part:
        lead = len(self.text) - len(self.text.lstrip())
        return _Part(self.text.strip(), self.index + lead)

    def cut(self, start: int, end: int | None = None) -> _Part:
        return _Part(self.text[start:end], self.index + start)

    def split(self, sign: str) -> Iterator[_Part]:
        """The pieces between signs; a blank one before the first is none."""
        at = 0
        for piece in self.text.split(sign):
            if at or piece.strip():
                yield _Part(piece, self.index + at).stripped()
            at += len(piece) + len(sign)


class _Reader:
    def __init__(self, text: str, ledger: Ledger) -> None:
        self.text = _ESCAPE.sub(lambda match: "\0" + _HELD[match[1]], text)
        self.lines = Lines(text)
        self.ledger = ledger
        self.format = ""

    def place(self, part: _Part) -> Place:
        return self.lines.place(part.index)

    def plain(self, part: _Part, *, html: bool = True, marks: bool = False, named: bool = True) -> str:
        """The text of a part, by the format that it names where it may, or else the question's own."""
        text, name = part.text.strip(), self.format
        if html and named and (match := _FORMAT.match(text)):
            text, name = text[match.end() :].strip(), match[1]
        freed = re.sub("\0(.)", lambda match: _FREED.get(match[1], ""), text)
        if not html:
            return freed.strip()
        # Within HTML the line ends of the file mean nothing; what was written as \n is none of HTML's.
        return moodle.text_of(freed, name or "moodle", marks=marks, place=self.place(part), ledger=self.ledger)


def read(data: bytes, ledger: Ledger) -> None:
    """Read a file of GIFT."""
    text = decode(data, ledger.findings)
    if text is None:
        return
    reader = _Reader(text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", " "), ledger)
    categories: list[str] = []
    for block in _blocks(reader.text):
        _block(block, reader, categories)
    moodle.take_categories(categories, ledger)


def _blocks(text: str) -> Iterator[_Part]:
    """What stands between blank lines."""
    start, at = None, 0
    for line in text.split("\n"):
        if line.strip():
            start = at if start is None else start
        elif start is not None:
            yield _Part(text[start:at], start)
            start = None
        at += len(line) + 1
    if start is not None:
        yield _Part(text[start:], start)


def _block(block: _Part, reader: _Reader, categories: list[str]) -> None:
    comments = re.findall(r"(?m)^[ \t]*//.*", block.text)
    bare = re.sub(r"(?m)^[ \t]*//.*", lambda match: " " * len(match[0]), block.text)
    part = _Part(bare, block.index).stripped()
    past = 0
    while match := _CATEGORY.match(part.text, past):
        categories.append(re.sub("\0(.)", lambda held: _FREED.get(held[1], ""), match[1]).strip())
        past = match.end()
    part = part.cut(past)
    if part.text:
        _question(part, "\n".join(comments), reader)


def _question(part: _Part, comments: str, reader: _Reader) -> None:
    place, ledger = reader.place(part), reader.ledger
    ledger.begin(place)
    reader.format = ""
    name = ""
    if part.text.startswith("::") and (end := part.text.find("::", 2)) > 0:
        name = reader.plain(part.cut(2, end), html=False)
        part = part.cut(end + 2).stripped()
    if match := _FORMAT.match(part.text):
        reader.format = match[1]
        part = part.cut(match.end())
    opens, closes = part.text.find("{"), part.text.find("}")
    if opens < 0 and closes < 0:
        ledger.leave(place, "it has no answer in braces, so it is a description")
        return
    if opens < 0 or closes < opens:
        ledger.leave(place, "its braces do not match; there must be no blank line between '{' and '}'")
        return
    tail = part.text[closes + 1 :]
    asked = part.text[:opens] + (f"_____{tail}" if tail.strip() else "")
    if "{" in tail:
        ledger.tell(place, "only the first pair of braces in a question holds its answer; the next is read as text")
    answer = part.cut(opens + 1, closes).stripped()
    general = ""
    if (at := answer.text.rfind("####")) >= 0:
        general = reader.plain(answer.cut(at + 4), marks=True)
        answer = answer.cut(0, at).stripped()
    why: list[str] = [general]
    key = _key(answer, why, place, reader)
    if key is None:
        return
    idnumber = re.sub("\0h]", "]", match[1]) if (match := _ID.search(comments)) else ""
    draft = Draft(
        place=place,
        ask=reader.plain(_Part(asked, part.index), marks=True, named=False),
        key=key,
        name=idnumber.replace("\\]", "]").strip() or name,
        why="\n".join(dict.fromkeys(text for text in why if text)),
    )
    moodle.take_tags([tag.replace("\\]", "]").strip() for tag in _TAG.findall(comments)], draft)
    ledger.keep(draft)


def _key(  # noqa: PLR0911 - one a type
    answer: _Part, why: list[str], place: Place, reader: _Reader
) -> Key | None:
    """What the answer in braces is, told by its signs as Moodle does; `why` gathers what is said to the right one."""
    text = answer.text
    if not text:
        reader.ledger.leave(place, "it is an essay, which Dastan does not grade")
        return None
    if text.count("~") + text.count("=") > MAX_ANSWERS:
        reader.ledger.leave(place, f"it has more than {MAX_ANSWERS} answers")
        return None
    if text.startswith(">") and (match := _ORDER.match(text)):
        lines = text[match.end() :].split("\n")
        return Steps([reader.plain(_Part(line, answer.index)) for line in lines if line.strip()])
    if text.startswith("#"):
        return _number(answer.cut(1), why, place, reader)
    if "~" in text:
        return _choices(answer, why, place, reader)
    if "=" in text and "->" in text:
        return _pairs(answer, place, reader)
    word = text.partition("#")[0].strip().upper()
    if word in _TRUTHS:
        _, _, feedback = text.partition("#")
        wrong, _, right = feedback.partition("#")
        why.append(reader.plain(_Part(right, answer.index), marks=True))
        if said := reader.plain(_Part(wrong, answer.index), marks=True):
            reader.ledger.tell(place, f"what is said to those who are wrong is left out: {shown(said)}")
        return Truth(_TRUTHS[word])
    return _forms(answer, why, reader)


def _weight(part: _Part) -> tuple[float | None, _Part]:
    match = _WEIGHT.match(part.text)
    return (float(match[1]), part.cut(match.end()).stripped()) if match else (None, part)


def _feedback(part: _Part) -> tuple[_Part, _Part]:
    """An answer, and what is said to it."""
    at = part.text.find("#")
    return (part, _Part("", part.index)) if at < 0 else (part.cut(0, at).stripped(), part.cut(at + 1).stripped())


def _choices(answer: _Part, why: list[str], place: Place, reader: _Reader) -> Choices:
    weighted: list[tuple[Option, float]] = []
    # A sign that keeps the length, so that places stay: `=` opens a right choice, `~` any other.
    for piece in re.finditer(r"[=~][^=~]*", answer.text):
        part = answer.cut(piece.start() + 1, piece.end()).stripped()
        weight: float | None = 100.0
        if piece[0].startswith("~"):
            weight, part = _weight(part)
        text, feedback = _feedback(part)
        said = reader.plain(feedback, marks=True)
        weighted.append((Option(reader.plain(text), feedback=said, place=reader.place(part)), weight or 0.0))
    if lead := re.split(r"[=~]", answer.text, maxsplit=1)[0].strip():
        reader.ledger.tell(
            place, f"{shown(reader.plain(_Part(lead, answer.index)))} stands before the first choice and is left out"
        )
    return moodle.choices(weighted, why, place, reader.ledger, several="=" not in answer.text)


def _pairs(answer: _Part, place: Place, reader: _Reader) -> Pairs | None:
    pairs: list[tuple[str, str]] = []
    for part in answer.split("="):
        left, arrow, right = part.text.partition("->")
        if not arrow:
            reader.ledger.leave(place, f"'->' is missing in {shown(reader.plain(part))}")
            return None
        pairs.append((reader.plain(_Part(left, part.index)), reader.plain(_Part(right, part.index), html=False)))
    return Pairs(pairs)


def _forms(answer: _Part, why: list[str], reader: _Reader) -> Forms:
    answers: list[moodle.Answer] = []
    for each in answer.split("="):
        weight, part = _weight(each)
        text, feedback = _feedback(part)
        said = reader.plain(feedback, marks=True)
        answers.append(moodle.Answer(reader.plain(text), 100.0 if weight is None else weight, said, reader.place(each)))
    return moodle.forms(answers, why, reader.ledger)


def _number(answer: _Part, why: list[str], place: Place, reader: _Reader) -> Key | None:
    body, tilde, otherwise = answer.text.partition("~")
    if tilde and (said := reader.plain(_feedback(_Part(otherwise, answer.index))[1], marks=True)):
        reader.ledger.tell(place, f"what is said to those who are wrong is left out: {shown(said)}")
    answers: list[moodle.Answer] = []
    for each in _Part(body, answer.index).split("="):
        weight, part = _weight(each)
        text, feedback = _feedback(part)
        number, tolerance = _range(reader.plain(text, html=False))
        said = reader.plain(feedback, marks=True)
        answers.append(moodle.Answer(number, 100.0 if weight is None else weight, said, reader.place(each), tolerance))
    return moodle.number(answers, why, place, reader.ledger)


def _range(text: str) -> tuple[str, str]:
    """The number and how far off an answer may be, of `1916:2` and of `1914..1918`."""
    low, dots, high = (piece.strip() for piece in text.partition(".."))
    if dots and low and (middle := moodle.middle(low, high)) is not None:
        return middle
    number, _, tolerance = text.partition(":")
    return number.strip(), tolerance.strip() or "0"


def write(bank: Bank, takings: Takings) -> bytes:
    """The bank as a file of GIFT."""
    blocks = [f"$CATEGORY: {moodle.category_of(bank)}"]
    blocks += [text for item in bank.items if (text := _written(item, takings))]
    return ("\n\n".join(blocks) + "\n").encode()


def _written(item: Item, takings: Takings) -> str:
    answer = _answer(item, takings)
    if not answer:
        return ""
    takings.without(item, cites=item.cites, image=item.image, hint=item.hint)
    name = takings.short_id(item)
    tags = "".join(f" [tag:{tag}]" for tag in moodle.tags_of(item))
    general = f"\t####{_text(item.why)}\n" if "\n" in answer else f"####{_text(item.why)}"
    return f"// [id:{name}]{tags}\n::{name}::[markdown]{_escape(item.ask)}{{{answer}{general}}}"


def _answer(item: Item, takings: Takings) -> str:
    lines: list[str]
    match item:
        case OneChoice():
            lines = [
                f"{'=' if index == item.answer else '~'}{_choice(text, plain=index == item.answer)}{_said(item, index)}"
                for index, text in enumerate(item.choices)
            ]
        case SeveralChoices():
            right, wrong = moodle.weights(item)
            lines = [
                f"~%{right if index in item.answers else wrong}%{_text(text)}{_said(item, index)}"
                for index, text in enumerate(item.choices)
            ]
        case TrueFalse():
            return str(item.answer).upper()
        case ShortText():
            if any("->" in form for form in item.accept):
                takings.leave(item, "an answer with '->' in it")
                return ""
            lines = [f"=%100%{_text(moodle.no_wildcard(form))}" for form in item.accept]
        case Year():
            return f"#{item.year}:{item.within}"
        case Matching():
            if any("->" in left for left in item.lefts):
                takings.leave(item, "a left side with '->' in it")
                return ""
            lines = [f"={_text(left)} -> {_escape(right)}" for left, right in item.pairs]
        case Ordering():
            takings.leave(item, "an order")
            return ""
    return "\n" + "".join(f"\t{line}\n" for line in lines)


def _said(item: OneChoice | SeveralChoices, index: int) -> str:
    return f"#{_text(item.wrong[index])}" if index in item.wrong else ""


def _choice(text: str, *, plain: bool) -> str:
    # A wrong choice that begins as a weight does gets one, so that it is not taken for one.
    return _text(text) if plain or not _BEGINS_LIKE_WEIGHT.match(text) else f"%0%{_text(text)}"


def _text(text: str) -> str:
    """A text behind the name of its format, where it would be taken for such a name itself."""
    return f"[markdown]{_escape(text)}" if text.startswith("[") else _escape(text)


def _escape(text: str) -> str:
    return re.sub(r"[\\:#={}~]", lambda match: f"\\{match[0]}", text).replace("\n", r"\n")
