"""Question banks: bytes in, a bank of the core's items out, or all that is wrong."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.content import images
from bot.content.files import decode
from bot.content.models import BankHead, QuestionModel
from bot.content.problems import START, Findings, Place, Problem, did_you_mean, shown, tell_repeated
from bot.content.rules import Checked, check
from bot.content.salvage import parse
from bot.content.sources import cites
from bot.content.strict_yaml import Block, Node, Rows
from bot.content.validate import validate
from bot.core.identity import version_of
from bot.core.models import (
    NOTHING,
    Bank,
    Image,
    Item,
    Matching,
    OneChoice,
    Ordering,
    SeveralChoices,
    ShortText,
    Source,
    TrueFalse,
    Year,
)

OWN_MOVEMENT = "own"
"""The movement of a server's own bank that names none."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a bank is checked against; None where that cannot be, or need not be, checked.

    `folder` is where pictures stand, `movement` the name that the bank must give as its movement. In a bank that a
    server brought itself, citations and the movement may be left out.
    """

    sources: Mapping[str, Source] | None = None
    lessons: Collection[str] | None = None
    folder: Path | None = None
    movement: str | None = None
    cite_needed: bool = True


def parse_bank(
    data: bytes,
    name: str,
    *,
    bank_id: str,
    sources: Mapping[str, Source] | None,
    lessons: Collection[str] | None,
    cite_needed: bool = True,
) -> tuple[Bank | None, list[Problem]]:
    """Check a bank that is not (yet) a file, for example an upload; `name` is what its problems are told under.

    The bank is None exactly when there are problems. Pictures cannot come with it. Blocks for up to a second or so
    where the file is bad and as large as it may be: call it in a thread.
    """
    findings = Findings(name)
    around = Surroundings(sources=sources, lessons=lessons, cite_needed=cite_needed)
    bank = read_bank(data, bank_id, around, findings)
    return bank, findings.problems()


def read_bank(data: bytes, bank_id: str, around: Surroundings, findings: Findings) -> Bank | None:
    """The bank that a file holds, or None where anything is wrong with it, which has been told."""
    text = decode(data, findings)
    if text is None:
        return None
    tree = parse(text, findings, rows="questions", keys=tuple(BankHead.model_fields))
    if not around.cite_needed and isinstance(tree, Block) and "movement" not in tree:
        tree = _completed(tree, "movement", OWN_MOVEMENT)
    head, bad = validate(BankHead, tree, START, findings)
    if head is None or not isinstance(tree, Block):
        return None
    if "movement" not in bad and around.movement not in {None, head.movement}:
        findings.tell(
            tree.values_at["movement"],
            f"'movement' is {shown(head.movement)}, but the file stands in the folder {shown(around.movement or '')}; "
            "make the two the same",
        )
    rows = tree.get("questions")
    ids: list[tuple[str, Place]] = []
    items: list[Item] = []
    # Where there are more questions than allowed, that has been told; the ones beyond are not looked at.
    for entry, place in list(zip(rows, rows.places, strict=True))[:500] if isinstance(rows, Rows) else ():
        item = _question(entry, place, bank_id, around, findings)
        if isinstance(entry, Block) and "id" in entry.values_at and isinstance(entry["id"], str):
            ids.append((entry["id"].strip(), entry.values_at["id"]))
        if item is not None:
            items.append(item)
    tell_repeated("the question id", ids, findings)
    return None if findings else Bank(id=bank_id, title=head.title, movement=head.movement, items=tuple(items))


def _question(entry: Node, place: Place, bank_id: str, around: Surroundings, findings: Findings) -> Item | None:
    if not around.cite_needed and isinstance(entry, Block) and "cite" not in entry:
        model, bad = validate(QuestionModel, _completed(entry, "cite", QuestionModel.stand_in["cite"]), place, findings)
        bad |= {"cite"}
    else:
        model, bad = validate(QuestionModel, entry, place, findings)
    if model is None or not isinstance(entry, Block):
        return None
    question = Checked(model, entry, bad)
    kind = check(question, findings)
    common: dict[str, Any] = {
        "id": f"{bank_id}/{model.id}",
        "ask": model.ask,
        "why": model.why,
        "level": model.level,
        "lesson": _lesson(question, around, findings),
        "cites": () if "cite" in bad else cites(model.cite, entry["cite"], around.sources, findings),
        "hint": model.hint or None,
        "image": _image(question, around, findings),
    }
    if findings or kind is None:
        return None  # nothing of a file with problems is used
    item = _item(kind, model, common)
    return dataclasses.replace(item, version=version_of(item))


def _completed(entry: Block, key: str, value: Any) -> Block:  # noqa: ANN401 - as YAML has them
    """The same lines, with a value for a key that they leave out."""
    copy = Block(entry.place)
    copy.update(entry)
    copy[key] = value
    copy.keys_at, copy.values_at, copy.partial = entry.keys_at, entry.values_at, entry.partial
    return copy


def _lesson(question: Checked, around: Surroundings, findings: Findings) -> str | None:
    lesson = question.model.lesson
    if not question.good("lesson"):
        return None
    if around.lessons is not None and lesson not in around.lessons:
        hint = did_you_mean(lesson, sorted(around.lessons))
        findings.tell(
            question.tree.values_at["lesson"],
            f"there is no lesson {shown(lesson)}{hint or '; write the id of a lesson, or leave this line out'}",
        )
    return lesson


def _image(question: Checked, around: Surroundings, findings: Findings) -> Image | None:
    if not question.good("image"):
        return None
    image, block = question.model.image, question.tree["image"]
    place = block.values_at["file"]
    if around.folder is None:
        findings.tell(place, "pictures cannot come with an uploaded bank; take the key 'image' out")
        return None
    path, complaint = images.find(image.file, around.folder)
    if path is None:
        findings.tell(place, f"the picture {shown(image.file)} {complaint}")
        return None
    return Image(path=path, alt=image.alt)


def _item(kind: str, model: QuestionModel, common: dict[str, Any]) -> Item:  # noqa: PLR0911 - one a type
    choices = tuple(model.choices)
    reasons = {choices.index(choice): why for choice, why in model.wrong.items()}
    wrong = MappingProxyType(reasons) if reasons else NOTHING
    match kind:
        case "one choice":
            return OneChoice(choices=choices, answer=choices.index(model.answer), wrong=wrong, **common)
        case "several choices":
            answers = frozenset(choices.index(answer) for answer in model.answers)
            return SeveralChoices(choices=choices, answers=answers, wrong=wrong, **common)
        case "true or false":
            return TrueFalse(answer=model.answer == "true", **common)
        case "short text":
            return ShortText(accept=tuple(model.accept), **common)
        case "year":
            return Year(year=model.year, within=model.within, **common)
        case "order":
            return Ordering(order=tuple(model.order), **common)
        case _:
            return Matching(pairs=tuple(model.pairs.items()), **common)
