"""Lessons: Markdown below a few lines of YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.content.files import decode
from bot.content.models import LessonModel
from bot.content.problems import START, Findings, Place, shown, split_lines
from bot.content.salvage import parse
from bot.content.sources import cites
from bot.content.strict_yaml import Block
from bot.content.validate import validate
from bot.core.models import Lesson, Source

SHORTEST, LONGEST = 600, 1500
_NAME = re.compile(r"([0-9]{2})-[a-z0-9-]{1,60}\.md\Z")
_FENCE = re.compile(r"\s*(```|~~~)")
_INLINE_CODE = re.compile(r"(?<!`)(`++)[^`]++\1")

# Each is looked for in a line without its indentation, and takes time in proportion to the line's length.
_HIDDEN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), f"Discord shows {message}")
    for pattern, message in (
        (r"!\[", "no pictures in a text; describe it, or take it out"),
        (r"\[\^[^\]\s]{1,40}\]", "no footnotes; write the note into the text"),
        (r"^\[[^\]]{1,80}\]:\s", "no links of this kind; write [words](address) where the link belongs"),
        (r"^#{4,}(?=\s)", "headings of one to three '#' only; use '###' or **bold**"),
        (r"^\|?\s*:?-{3,}:?\s*\|[\s|:-]*$|^\|.*\|$", "no tables; write a list instead"),
        (r"^(?:={3,}|(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$", "no dividing lines; delete it"),
        (r"^[-*+] \[[ xX]\] ", "no tick boxes; write a plain list"),
        (r"<!--|</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>", "no HTML; use Markdown, such as **bold**"),
        (r"&(?:[A-Za-z]{2,8}|#[0-9]{1,6}|#x[0-9a-fA-F]{1,6});", "this code as it stands; write the character itself"),
    )
)


@dataclass(frozen=True, slots=True)
class ReadLesson:
    """What a lesson's file told: its id and number even where something else in it is wrong."""

    id: str | None
    id_at: Place
    movement: str | None
    number: int | None
    lesson: Lesson | None


def read_lesson(
    data: bytes, name: str, movement: str | None, sources: Mapping[str, Source] | None, findings: Findings
) -> ReadLesson:
    """Read a lesson from the file called `name`, in the folder `movement` (None: not to be checked)."""
    number = number_of(name, findings)
    nothing = ReadLesson(None, START, movement, number, None)
    text = decode(data, findings)
    parts = _split(text, findings) if text is not None else None
    if parts is None:
        return nothing
    front, body, body_line = parts
    _check_body(body, body_line, findings)
    tree = parse(front, findings, above=1)
    model, bad = validate(LessonModel, tree, (2, 1), findings)
    if model is None or not isinstance(tree, Block):
        return nothing
    if "movement" not in bad and movement not in {None, model.movement}:
        findings.tell(
            tree.values_at["movement"],
            f"'movement' is {shown(model.movement)}, but the file stands in the folder {shown(movement or '')}; "
            "make the two the same",
        )
    found = () if "cite" in bad else cites(model.cite, tree["cite"], sources, findings)
    known = None if "id" in bad else model.id
    lesson = Lesson(
        id=model.id,
        title=model.title,
        movement=model.movement,
        number=number or 0,
        period=model.period,
        terms=MappingProxyType(dict(model.terms)),
        people=MappingProxyType(dict(model.people)),
        places=MappingProxyType(dict(model.places)),
        dates=MappingProxyType(dict(model.dates)),
        cites=found,
        body="\n".join(body).strip(),
    )
    where = tree.values_at.get("id", START)
    return ReadLesson(known, where, movement or model.movement, number, None if findings else lesson)


def number_of(name: str, findings: Findings) -> int | None:
    """The number at the start of a lesson's file name, which says where in its movement it comes."""
    match = _NAME.match(name)
    if match is None:
        findings.tell(
            START, "a lesson's file is named by two digits, a hyphen and small letters, such as 03-kokand-autonomy.md"
        )
        return None
    return int(match[1])


def _split(text: str, findings: Findings) -> tuple[str, list[str], int] | None:
    """The lines between the two `---`, those of the body, and the number of the body's first line."""
    lines = split_lines(text)
    if lines[0].rstrip() != "---":
        findings.tell(START, "a lesson starts with a line '---', then 'id: …' and the other keys, then '---' again")
        return None
    end = next((index for index, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        findings.tell(START, "the '---' that ends the keys at the top is missing; put it on a line before the text")
        return None
    return "\n".join(lines[1:end]), lines[end + 1 :], end + 2


def _check_body(body: list[str], first: int, findings: Findings) -> None:
    length = len("\n".join(body).strip())
    start = next((first + index for index, line in enumerate(body) if line.strip()), first - 1)
    if not SHORTEST <= length <= LONGEST:
        findings.tell(
            (start, 1),
            f"the text is {length} characters long; a lesson of one minute has {SHORTEST} to {LONGEST}, "
            f"so {'write more' if length < SHORTEST else 'shorten it, or make two lessons of it'}",
        )
    fenced = False
    for index, line in enumerate(body):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            # Within code everything is shown as it stands; blanks keep the columns right.
            bare = _INLINE_CODE.sub(lambda code: " " * len(code[0]), line).strip()
            indent = len(line) - len(line.lstrip())
            for pattern, message in _HIDDEN:
                if (found := pattern.search(bare)) is not None:
                    findings.tell((first + index, indent + found.start() + 1), message)
