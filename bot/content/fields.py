"""The kinds of values that a file can hold, each with its rule, its sentence when broken, and its JSON Schema.

Values arrive as `strict_yaml` left them: every scalar is text as it was written, so each kind decides for itself what
`no`, `010` or `1918-02-05` is, and nothing is turned into something else on the way.
"""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from bot.content.problems import shown
from bot.content.strict_yaml import Cut, Quoted
from bot.core.timeline import known_date

SLUG = r"^[a-z0-9-]{1,60}$"
SLUG_PATTERN = re.compile(r"[a-z0-9-]{1,60}\Z")
_WHOLE = re.compile(r"(?:0|[1-9][0-9]{0,8})\Z")
# Written in double quotation marks ("\x07"), even these get past YAML's own rules.
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def fault(sentence: str) -> PydanticCustomError:
    """An error whose sentence is shown after the name of the key: `'ask' …`."""
    return PydanticCustomError("dastan", "{sentence}", {"sentence": sentence})


def _scalar(value: object, expected: str) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        raise fault(f"is empty; {expected}, or take the key out")
    if isinstance(value, list):
        raise fault(f"is a list here, where one value is expected; {expected}")
    if isinstance(value, dict):
        raise fault(f"is read as 'key: value'; {expected}, and if the text holds a colon, put quotes around it")
    raise fault("")  # what could not be read has been told


@dataclass(frozen=True, slots=True)
class _Kind(ABC):
    """What the kinds have in common: how pydantic is told of the rule and of the schema."""

    @abstractmethod
    def check(self, value: object) -> Any:  # noqa: ANN401 - each kind has its own
        """The value as it is meant, or a fault."""

    @abstractmethod
    def schema(self) -> JsonSchemaValue:
        """The rule as an editor checks it."""

    def __get_pydantic_core_schema__(self, _source: object, _handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(
        self, _schema: core_schema.CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return self.schema()


@dataclass(frozen=True, slots=True)
class Text(_Kind):
    """Text of 1 to `longest` characters, without the blanks around it. `why` says what the limit comes from."""

    longest: int
    why: str = ""

    def check(self, value: object) -> str:
        """The text, or a fault."""
        if type(value) is not str:
            value = _scalar(value, "write some text")
            if isinstance(value, Cut):
                raise fault(
                    "ends at ' #', behind which YAML sees a comment; put quotes around the whole text, "
                    "or two spaces before the '#' and one behind it if it is a comment"
                )
        text = value.strip()
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        if not text or not text.isprintable():
            if not _has_ink(text):
                raise fault("is blank; write some text")
            if _CONTROL.search(text):
                raise fault("holds a control character, written with a backslash; take it out")
        if len(text) > self.longest:
            because = f" ({self.why})" if self.why else ""
            raise fault(f"is {len(text)} characters long; at most {self.longest} are allowed{because}, so shorten it")
        return text

    def schema(self) -> JsonSchemaValue:
        """Plain `1916`, `1.5` and `true` are text too where text is wanted."""
        return {"type": ["string", "number", "boolean"], "minLength": 1, "maxLength": self.longest, "pattern": "\\S"}


def _has_ink(text: str) -> bool:
    """Whether there is anything to see; a zero-width space is not blank to `str.strip`."""
    return any(unicodedata.category(char)[0] not in "ZC" for char in text)


@dataclass(frozen=True, slots=True)
class Slug(_Kind):
    """An id: small letters, digits and hyphens."""

    def check(self, value: object) -> str:
        """The id, or a fault."""
        text = _scalar(value, "write an id such as 'kokand-fell'").strip()
        if SLUG_PATTERN.match(text) is None:
            if len(text) > 60:
                raise fault(f"is {len(text)} characters long; an id has at most 60, so shorten it")
            better = suggested_slug(text)
            hint = f", for example {shown(better)}" if better else ""
            raise fault(f"is {shown(text)}; an id is made of small letters a-z, digits and hyphens only{hint}")
        return text

    def schema(self) -> JsonSchemaValue:
        """As an editor checks it; an id of digits alone is a number to it."""
        return {
            "type": ["string", "integer"],
            "pattern": SLUG,
            "patternErrorMessage": "Small letters a-z, digits and hyphens only, at most 60.",
        }


def suggested_slug(text: str) -> str:
    """An id made of a text, possibly empty."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"[\u0300-\u036f'’]", "", bare)).strip("-")[:60]


@dataclass(frozen=True, slots=True)
class Whole(_Kind):
    """A whole number in plain decimal digits, between two bounds."""

    least: int
    most: int

    def check(self, value: object) -> int:
        """The number, or a fault."""
        expected = f"write a whole number from {self.least} to {self.most}"
        text = _scalar(value, expected)
        if isinstance(text, Quoted):
            raise fault("is in quotes, which make it text; take the quotes away")
        if _WHOLE.match(text) is None:
            raise fault(f"is {shown(text)}; {expected}, in plain digits, without leading zeros, '_' or '.'")
        if not self.least <= int(text) <= self.most:
            raise fault(f"is {text}; {expected}")
        return int(text)

    def schema(self) -> JsonSchemaValue:
        """A number within the bounds."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Moment(_Kind):
    """A date of history, as exactly as it is known: a year, a part or a month of it, or a day."""

    def check(self, value: object) -> str:
        """The date as `core.timeline.known_date` reads it, or a fault."""
        text = _scalar(value, "write a date such as '1918'").strip()
        if known_date(text) is None:
            raise fault(f"is {shown(text)}; write a date as 1918, end of 1918, February 1918 or 4 August 1922")
        return text

    def schema(self) -> JsonSchemaValue:
        """As an editor checks it; a year alone is a number to it."""
        return {"type": ["string", "integer"], "pattern": "^([0-9A-Za-z ]+ )?[0-9]{4}(–[0-9]{2})?$"}


@dataclass(frozen=True, slots=True)
class Answer(_Kind):
    """One of the choices, or true or false where there are none; which of the two is for the rules to say."""

    def check(self, value: object) -> str:
        """The answer as it was written, so that the rules can tell true from 'true'."""
        if isinstance(value, Quoted):
            return value
        return Text(80).check(value)

    def schema(self) -> JsonSchemaValue:
        """Anything that may stand in one of the choices."""
        return {"type": ["string", "number", "boolean"]}


class OneOrMore:
    """A list that may be written without its brackets where it has one entry."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(_as_list, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        many = handler(schema)
        return {"anyOf": [many["items"], many]}


def _as_list(value: object) -> object:
    return [value] if isinstance(value, dict) else value
