"""Pydantic's findings about a tree, told at their places and in our own words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias, TypeVar

from pydantic import ValidationError

from bot.content.models import CiteModel, FileModel, ImageModel
from bot.content.problems import Findings, Place, closest, did_you_mean, shown
from bot.content.strict_yaml import BROKEN, Block, Node, Rows

M = TypeVar("M", bound=FileModel)
Loc: TypeAlias = "Sequence[int | str]"

_NESTED: dict[str, type[FileModel]] = {"cite": CiteModel, "image": ImageModel}
_NONE: frozenset[str] = frozenset()


def validate(model: type[M], tree: Node, place: Place, findings: Findings) -> tuple[M | None, frozenset[str]]:
    """Check a part of a file by its model and tell all that is wrong with it.

    Returns the model and the keys that cannot be relied on, stand-ins having been put for them; or None where there is
    nothing to rely on at all.
    """
    try:
        return model.model_validate(tree), _NONE
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
    if not isinstance(tree, Block):
        if tree is not BROKEN:
            findings.tell(place, f"{model.called} is made of lines of 'key: value'; {_found(tree)}")
        return None, _NONE
    bad, meant = _tell_unknown(model, tree, faults, findings)
    for fault in faults:
        if fault["type"] != "extra_forbidden":
            key = str(fault["loc"][0])
            bad.add(key)
            if key not in meant or len(fault["loc"]) > 1:
                _tell(model, tree, fault, findings)
    kept = {key: value for key, value in tree.items() if key not in bad and key in model.model_fields}
    filled = {key: value for key, value in model.stand_in.items() if key not in kept}
    return model.model_validate(kept | filled), frozenset(bad | meant)


def _tell_unknown(
    model: type[FileModel], tree: Block, faults: Sequence[Any], findings: Findings
) -> tuple[set[str], set[str]]:
    """Tell of the unknown keys; return them, and the keys that they are most likely meant to be."""
    bad: set[str] = set()
    meant: set[str] = set()
    for fault in faults:
        if fault["type"] != "extra_forbidden":
            continue
        loc = fault["loc"]
        owner, name = _owner(model, loc), str(loc[-1])
        names = list(owner.model_fields)
        hint = did_you_mean(name, names) or f"; its keys are {', '.join(names)}"
        findings.tell(_place(tree, loc, of_key=True), f"{shown(name)} is not a key of {owner.called}{hint}")
        bad.add(str(loc[0]))
        suggestion = closest(name, names)
        if len(loc) == 1 and suggestion is not None and suggestion not in tree:
            meant.add(suggestion)
    return bad, meant


def _tell(model: type[FileModel], tree: Block, fault: Any, findings: Findings) -> None:  # noqa: ANN401 - a TypedDict
    loc, kind, context = fault["loc"], fault["type"], fault.get("ctx", {})
    if kind == "missing":
        owner, holder = _owner(model, loc), _at(tree, loc[:-1])
        if isinstance(holder, Block) and not holder.partial and not _misspelt(holder, owner, loc[-1]):
            what = owner.model_fields[loc[-1]].description or ""
            findings.tell(
                _place(tree, loc[:-1]), f"{owner.called} needs the key '{loc[-1]}': {what[:1].lower()}{what[1:-1]}"
            )
        return
    node = _at(tree, loc)
    if node is BROKEN:
        return
    of_key = loc[-1] == "[key]"
    if loc[0] == "cite" and kind in {"list_type", "model_type"}:
        sentence = f"names a place in a source: write {{source: …, section: …}}, or a list of these; {_found(node)}"
    else:
        sentence = _sentence(kind, context, node)
    findings.tell(_place(tree, loc, of_key=of_key), f"{_label(tree, loc)} {sentence}")


def _misspelt(holder: Block, owner: type[FileModel], name: str) -> bool:
    """Whether the key is there in another spelling, which is told already."""
    names = list(owner.model_fields)
    return any(key not in names and closest(key, names) == name for key in list(holder)[:20])


def _sentence(kind: str, context: dict[str, Any], node: Node) -> str:
    if kind == "dastan":
        return str(context["sentence"])
    if kind in {"too_short", "too_long"}:
        least, most = context.get("min_length"), context.get("max_length")
        count = len(node) if isinstance(node, (Rows, Block)) else 1
        if count == 0:
            return f"is empty; at least {least} {'is' if least == 1 else 'are'} needed"
        limit = f"at least {least} are needed" if kind == "too_short" else f"at most {most} are allowed"
        return f"has {count} {'entry' if count == 1 else 'entries'}; {limit}"
    if kind == "list_type":
        return f"is a list: write [first, second], or each entry on its own line after '- '; {_found(node)}"
    return f"is made of lines of 'key: value', or {{key: value, key: value}}; {_found(node)}"


def _found(node: object) -> str:
    if isinstance(node, str):
        return f"what stands here is {shown(node, 40)}"
    if node is None:
        return "nothing stands here"
    return "what stands here is a list" if isinstance(node, list) else "what stands here is 'key: value'"


def _steps(tree: Block, loc: Loc) -> list[tuple[Block | Rows, int | str]]:
    """The containers that a location leads through, and the step taken in each.

    A single citation stands for a list of one, so its index leads nowhere.
    """
    node: Any = tree
    steps: list[tuple[Block | Rows, int | str]] = []
    for step in loc:
        if (isinstance(node, Block) and step in node) or (isinstance(node, Rows) and isinstance(step, int)):
            steps.append((node, step))
            node = node[step]  # type: ignore[index] # a Block by text, Rows by number
    return steps


def _at(tree: Block, loc: Loc) -> Any:  # noqa: ANN401 - whatever stands there
    steps = _steps(tree, loc)
    if not steps:
        return tree
    holder, step = steps[-1]
    return holder[step]  # type: ignore[index] # as above


def _place(tree: Block, loc: Loc, *, of_key: bool = False) -> Place:
    steps = _steps(tree, loc)
    if not steps:
        return tree.place
    holder, step = steps[-1]
    if isinstance(holder, Rows):
        return holder.places[int(step)]
    return (holder.keys_at if of_key else holder.values_at)[str(step)]


def _owner(model: type[FileModel], loc: Loc) -> type[FileModel]:
    """The model whose key the last step of a location is."""
    return _NESTED.get(str(loc[0]), model) if len(loc) > 1 else model


def _label(tree: Block, loc: Loc) -> str:
    """How a message calls the value at a location: by its key, and by its number in a list."""
    steps = _steps(tree, loc)
    path = [step for _, step in steps]
    if loc[-1] == "[key]":
        return f"{shown(str(path[-1]), 40)}, before a colon in '{path[0]}',"
    if len(path) > 1 and isinstance(path[-1], int):
        return f"entry {path[-1] + 1} of '{path[-2]}'"
    if len(path) > 1 and isinstance(path[-2], str):
        return f"{shown(str(path[-1]), 40)} in '{path[-2]}'"
    return f"'{path[-1]}'" if isinstance(path[-1], str) else f"entry {path[-1] + 1}"
