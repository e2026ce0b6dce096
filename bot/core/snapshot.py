"""Items and responses as JSON: what a round keeps, so that a changed file never changes an open question."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar, assert_never

from bot.core.models import (
    NOTHING,
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

Json: TypeAlias = Any
"""What `json.loads` may return: nothing is known of it until it has been looked at."""
T = TypeVar("T")

# Made once: `json.dumps` makes one at each call, which takes longer than encoding a response does.
_PLAIN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_ESCAPED = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))


def item_to_json(item: Item) -> str:
    """Write an item down without losing anything, as compact JSON; fields that have their default are left out."""
    data: dict[str, Json] = {"id": item.id, "version": item.version, "ask": item.ask, "why": item.why}
    if item.level != 1:
        data["level"] = item.level
    if item.lesson is not None:
        data["lesson"] = item.lesson
    if item.cites:
        data["cites"] = [[cite.source, cite.section] for cite in item.cites]
    if item.hint is not None:
        data["hint"] = item.hint
    if item.image is not None:
        data["image"] = [item.image.path, item.image.alt]
    return _dump({**_own_fields(item), **data})


def item_from_json(text: str) -> Item:
    """Read what `item_to_json` wrote; the item is equal to the one that was written.

    Raises:
        ValueError: The text is not JSON, or not an item: a field is missing, unknown or of another type, or the key
            points to a choice that is not there. The message names the field.
    """
    fields = _Fields(_load(text))
    make = _READERS.get(fields.take("kind", _string))
    if make is None:
        raise ValueError("an item's 'kind' is none of " + ", ".join(_READERS))
    common = {
        "id": fields.take("id", _string),
        "version": fields.take("version", _string),
        "ask": fields.take("ask", _string),
        "why": fields.take("why", _string),
        "level": fields.take("level", _whole, 1),
        "lesson": fields.take("lesson", _string, None),
        "cites": fields.take("cites", _list_of(_cite), ()),
        "hint": fields.take("hint", _string, None),
        "image": fields.take("image", _image, None),
    }
    item = make(fields, common)
    fields.nothing_left()
    return item


def response_to_json(response: Response) -> str:
    """Write a response down: picks as a list of indexes, typed text as a string."""
    return _dump(list(response.picks) if isinstance(response, Picked) else response.text)


def response_from_json(text: str) -> Response:
    """Read what `response_to_json` wrote.

    Raises:
        ValueError: The text is not JSON, or neither a list of indexes from 0 nor a string.
    """
    found = _load(text)
    if isinstance(found, str):
        return Typed(found)
    return Picked(_list_of(_index)(found, "response"))


def _own_fields(item: Item) -> dict[str, Json]:  # noqa: PLR0911 - one a type
    match item:
        case OneChoice():
            return {"kind": "one", "choices": item.choices, "answer": item.answer, **_wrong_fields(item.wrong)}
        case SeveralChoices():
            answers = sorted(item.answers)
            return {"kind": "several", "choices": item.choices, "answers": answers, **_wrong_fields(item.wrong)}
        case TrueFalse():
            return {"kind": "truefalse", "answer": item.answer}
        case ShortText():
            return {"kind": "text", "accept": item.accept}
        case Year():
            return {"kind": "year", "year": item.year, "within": item.within}
        case Ordering():
            return {"kind": "order", "order": item.order}
        case Matching():
            return {"kind": "match", "pairs": item.pairs}
        case _:  # pragma: no cover
            assert_never(item)


def _wrong_fields(wrong: Mapping[int, str]) -> dict[str, Json]:
    return {"wrong": [[index, why] for index, why in wrong.items()]} if wrong else {}


def _one_choice(fields: _Fields, common: dict[str, Json]) -> Item:
    choices = fields.take("choices", _list_of(_string))
    answer = fields.take("answer", _index)
    _within(choices, [answer], "answer")
    return OneChoice(choices=choices, answer=answer, wrong=_wrong(fields, choices), **common)


def _several_choices(fields: _Fields, common: dict[str, Json]) -> Item:
    choices = fields.take("choices", _list_of(_string))
    answers = frozenset(fields.take("answers", _list_of(_index)))
    _within(choices, answers, "answers")
    return SeveralChoices(choices=choices, answers=answers, wrong=_wrong(fields, choices), **common)


def _wrong(fields: _Fields, choices: tuple[str, ...]) -> Mapping[int, str]:
    pairs = fields.take("wrong", _list_of(_pair), ())
    found = {_index(index, "wrong"): _string(why, "wrong") for index, why in pairs}
    _within(choices, found, "wrong")
    return found or NOTHING


_READERS: dict[str, Callable[[_Fields, dict[str, Json]], Item]] = {
    "one": _one_choice,
    "several": _several_choices,
    "truefalse": lambda fields, common: TrueFalse(answer=fields.take("answer", _truth), **common),
    "text": lambda fields, common: ShortText(accept=fields.take("accept", _list_of(_string)), **common),
    "year": lambda fields, common: Year(
        year=fields.take("year", _whole), within=fields.take("within", _index), **common
    ),
    "order": lambda fields, common: Ordering(order=fields.take("order", _list_of(_string)), **common),
    "match": lambda fields, common: Matching(pairs=fields.take("pairs", _list_of(_string_pair)), **common),
}
_REQUIRED: Json = object()


class _Fields:
    """The fields of a JSON object, each to be taken once."""

    def __init__(self, found: Json) -> None:
        if not isinstance(found, dict):
            raise ValueError("an item is not a JSON object")  # noqa: TRY004 - nonsense of any kind is a ValueError
        self._left = dict(found)

    def take(self, name: str, read: Callable[[Json, str], T], default: Json = _REQUIRED) -> T:
        """The value of a field, read by `read`; where it is absent, the default."""
        if name in self._left:
            return read(self._left.pop(name), name)
        if default is _REQUIRED:
            raise ValueError(f"an item's {name!r} is missing")
        return default  # type: ignore[no-any-return] # the caller gives a default of the type it wants

    def nothing_left(self) -> None:
        """Object to fields that nobody took."""
        if self._left:
            raise ValueError("an item has unknown fields: " + ", ".join(sorted(self._left)))


def _string(value: Json, name: str) -> str:
    return _of_type(str, value, name)


def _whole(value: Json, name: str) -> int:
    return _of_type(int, value, name)


def _truth(value: Json, name: str) -> bool:
    return _of_type(bool, value, name)


def _index(value: Json, name: str) -> int:
    if _whole(value, name) < 0:
        raise ValueError(f"{name!r} is below 0")
    return _whole(value, name)


def _pair(value: Json, name: str) -> tuple[Json, Json]:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(f"{name!r} holds something that is not a pair")
    return value[0], value[1]


def _string_pair(value: Json, name: str) -> tuple[str, str]:
    left, right = _pair(value, name)
    return _string(left, name), _string(right, name)


def _cite(value: Json, name: str) -> Cite:
    return Cite(*_string_pair(value, name))


def _image(value: Json, name: str) -> Image:
    return Image(*_string_pair(value, name))


def _list_of(read: Callable[[Json, str], T]) -> Callable[[Json, str], tuple[T, ...]]:
    def read_all(value: Json, name: str) -> tuple[T, ...]:
        return tuple(read(one, name) for one in _of_type(list, value, name))

    return read_all


def _of_type(kind: type[T], value: Json, name: str) -> T:
    if type(value) is not kind:  # not isinstance: true is no number
        raise ValueError(f"{name!r} is not of type {kind.__name__}")
    return value


def _within(choices: tuple[str, ...], indexes: Any, name: str) -> None:  # noqa: ANN401 - found in JSON
    if any(index >= len(choices) for index in indexes):
        raise ValueError(f"{name!r} points to a choice that is not there")


def _dump(data: Json) -> str:
    text = _PLAIN.encode(data)
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which no database takes: written as \udXXX
        return _ESCAPED.encode(data)
    return text


def _load(text: str) -> Json:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("the JSON is nested too deeply") from error
