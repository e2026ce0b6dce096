"""YAML as Dastan allows it: text, lists and key-value lines, each with its place, and nothing that surprises.

The events come from libyaml's parser, which keeps its state in a heap and cannot recurse; what is built from them here
is built in a loop. PyYAML's own composer recurses in C and crashes the process on a 50 kB file of brackets, and it
follows aliases before anyone can object, so it is never called.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any, Final, NoReturn, TypeAlias

import yaml

from bot.content import syntax
from bot.content.problems import Findings, Place, shown, split_lines

MAX_DEPTH = 12
"""A bank is six deep at most. libyaml's time grows with the square of the depth of brackets."""


class Block(dict[str, Any]):
    """Lines of `key: value`, and where each key and each value stands."""

    __slots__ = ("keys_at", "partial", "place", "values_at")

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.keys_at: dict[str, Place] = {}
        self.values_at: dict[str, Place] = {}
        self.partial = False
        """Part of it could not be read: what is missing may well be there."""


class Rows(list[Any]):
    """The entries of a list, and where each stands."""

    __slots__ = ("place", "places")

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.places: list[Place] = []


class Cut(str):
    """A text whose rest YAML takes for a comment: `Who was agent #7?` arrives as `Who was agent`."""

    __slots__ = ()


class Quoted(str):
    """A number, or true or false, in quotation marks: text, whatever it looks like."""

    __slots__ = ()


class _Broken:
    """Stands where something could not be read and that has been told."""


BROKEN: Final = _Broken()

Node: TypeAlias = "Block | Rows | str | _Broken | None"

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_NOT_TEXT = re.compile(r"\A(?:true|false|[0-9]+)\Z")
# A comment that is meant as one keeps two blanks before the `#` and one behind it, as yamllint wants it.
_CUTS = re.compile(r"[ \t]#|[ \t]+#[^\s#]")


class Halt(Exception):
    """The rest of the text cannot be read; why has been told."""


def compose(text: str, findings: Findings, *, above: int = 0) -> Node:
    """Build the tree of a text that starts below line `above` of its file, telling all that is not allowed.

    Raises:
        Halt: the text is not YAML, or not of a kind that can be read on; told.
    """
    composer = _Composer(text, findings, above)
    try:
        return composer.run()
    except yaml.MarkedYAMLError as error:
        (line, column), message = syntax.explain(error, composer.lines, composer.quoted)
        findings.tell((line + above, column), message)
    except (yaml.YAMLError, ValueError):  # pragma: no cover - nothing is known to lead here; a crash would be worse
        findings.tell((above + 1, 1), "this cannot be read as YAML; check it in an editor that knows YAML")
    raise Halt


class _Composer:
    def __init__(self, text: str, findings: Findings, above: int) -> None:
        self.text = text
        self.findings = findings
        self.offset = above + 1
        self.parser = yaml.CSafeLoader(text)
        self.comments = _lines_with_comments(text)
        self.root: Node = None
        self.top: Block | Rows | None = None
        """The container that is open, and the key of it whose value is awaited."""
        self.key: str | None = None
        self.stack: list[tuple[Block | Rows | None, str | None]] = []
        """Those around it."""
        self.quoted: Any = None
        """The last scalar that was not plain."""

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text."""
        return split_lines(self.text)

    def run(self) -> Node:
        get_event: Callable[[], Any] = self.parser.get_event
        offset = self.offset
        scalar = yaml.ScalarEvent
        opening: dict[type, type[Block | Rows]] = {yaml.MappingStartEvent: Block, yaml.SequenceStartEvent: Rows}
        closing = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
        documents = 0
        try:
            while (event := get_event()) is not None:
                kind = type(event)
                if kind is scalar:
                    if event.tag is not None or event.anchor is not None:
                        self.refuse(event, _why_refused(event))
                        continue
                    mark = event.start_mark
                    place = (mark.line + offset, mark.column + 1)
                    if self.key is None and isinstance(self.top, Block):
                        self.name(self.top, event.value, place, plain=not event.style)
                    else:
                        self.put(self.value(event), place)
                elif kind in opening:
                    self.open(event, opening[kind](self.place(event.start_mark)))
                elif kind in closing:
                    self.top, self.key = self.stack.pop()
                elif kind is yaml.AliasEvent:
                    self.refuse(event, syntax.ALIAS)
                elif kind is yaml.DocumentStartEvent:
                    documents += 1
                    if documents > 1:
                        self.halt(event, "a second '---' starts a second document; a file holds one: delete this line")
        finally:
            self.parser.dispose()
        return self.root

    def place(self, mark: Any) -> Place:  # noqa: ANN401 - libyaml's own mark, which has no public type
        return mark.line + self.offset, mark.column + 1

    def value(self, event: Any) -> str | None:  # noqa: ANN401 - PyYAML's events are untyped
        """What a scalar stands for, where it is not a key."""
        value: str = event.value
        if event.style:
            self.quoted = event
            return Quoted(value) if _NOT_TEXT.match(value) else value
        if value in _NULL:
            return None
        if self.comments and event.end_mark.line in self.comments and _CUTS.match(self.text, event.end_mark.index):
            return Cut(value)
        return value

    def name(self, block: Block, name: str, place: Place, *, plain: bool) -> None:
        """Note a key, and await its value."""
        if plain and name == "<<":
            self.findings.tell(place, syntax.MERGE)
            block.partial = True
        elif plain and not name:
            self.findings.tell(place, "a name is missing before the ':'; write 'key: value'")
            block.partial = True
        elif name in block.keys_at:
            line, column = block.keys_at[name]
            self.findings.tell(
                place, f"the key {shown(name)} is here twice, first at line {line}, column {column}; keep one of them"
            )
        else:
            block.keys_at[name] = place
            self.key = name
            return
        self.key = _NOWHERE

    def put(self, value: Node, place: Place) -> None:
        """Put a finished value, or a container that has just been opened, where it belongs."""
        top, key = self.top, self.key
        if top is None:
            self.root = value
        elif isinstance(top, Rows):
            top.append(value)
            top.places.append(place)
        elif key is None:
            self.halt_at(place, "a key must be plain text before the ':', not a list or braces; put quotes around it")
        else:
            self.key = None
            if key is not _NOWHERE:
                top[key] = value
                top.values_at[key] = place

    def open(self, event: Any, container: Block | Rows) -> None:  # noqa: ANN401 - PyYAML's events are untyped
        if event.tag is not None or event.anchor is not None:
            self.tell(event, _why_refused(event))
        self.put(container, container.place)
        if len(self.stack) == MAX_DEPTH:
            self.halt(
                event, f"this is nested more than {MAX_DEPTH} deep; look for stray '[', '{{', '- ' or indentation"
            )
        self.stack.append((self.top, self.key))
        self.top, self.key = container, None

    def refuse(self, event: Any, message: str) -> None:  # noqa: ANN401 - PyYAML's events are untyped
        """Tell of something that YAML allows and a bank does not, and go on as if something broken stood there."""
        place = self.place(event.start_mark)
        # What belongs to a merge key or to a repeated key goes with it.
        if self.key is not _NOWHERE:
            self.tell(event, message)
        if self.key is None and isinstance(self.top, Block):
            self.top.partial = True
            self.key = _NOWHERE
            return
        self.put(BROKEN, place)

    def tell(self, event: Any, message: str) -> None:  # noqa: ANN401 - PyYAML's events are untyped
        """Tell of what an event brings, and under which key it stands."""
        line = event.start_mark.line
        told = syntax.in_its_key(message, self.lines[line]) if line < len(self.lines) else message
        self.findings.tell(self.place(event.start_mark), told)

    def halt(self, event: Any, message: str) -> NoReturn:  # noqa: ANN401 - PyYAML's events are untyped
        self.halt_at(self.place(event.start_mark), message)

    def halt_at(self, place: Place, message: str) -> NoReturn:
        self.findings.tell(place, message)
        raise Halt


_NOWHERE: Final = Cut("nowhere")
"""Stands for a key under which nothing is kept; told from the keys of a file by its identity."""


def _why_refused(event: Any) -> str:  # noqa: ANN401 - PyYAML's events are untyped
    return syntax.ANCHOR if event.anchor is not None else syntax.TAG


def _lines_with_comments(text: str) -> frozenset[int]:
    """The lines on which something stands before a `#`, counted as libyaml does, from 0."""
    if "#" not in text:
        return frozenset()
    return frozenset(
        number for number, line in enumerate(split_lines(text)) if "#" in line and line[: line.index("#")].strip()
    )
