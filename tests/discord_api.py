"""Discord's own description of its REST API, as the judge of what the bot sends.

The description lies beside the repository. Where it is not at hand nothing is judged; `test_discord_api.py` says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import quote

from aiohttp import web
from jsonschema_rs import Draft202012Validator, Registry, ValidationError, ValidationErrorKind

DESCRIPTION = Path(__file__).resolve().parents[2] / "shared" / "discord-api" / "openapi.json"
MISSING = "../shared/discord-api/openapi.json is not at hand: no REST body is judged by Discord's own description"

Schema: TypeAlias = dict[str, Any]
Place: TypeAlias = tuple[str | int, ...]
"""Where in a body: keys and indexes."""

HOME = "urn:discord"
BODY = ("requestBody", "content", "application/json", "schema")
ANY = "*"
ENOUGH = 160


class Fault(NamedTuple):
    """What is wrong with a body, and where."""

    place: Place
    says: str

    def __str__(self) -> str:
        where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.place)
        return f"{where.removeprefix('.') or 'the body'}: {self.says}"


Excused: TypeAlias = Callable[[Fault], bool]


@dataclass(frozen=True, kw_only=True)
class Deviation:
    """What discord.py sends otherwise than described, whatever the bot does."""

    operations: frozenset[str]
    place: Place
    """`ANY` stands for an index."""
    allows: Callable[[object], bool]
    """The values that discord.py sends there."""
    why: str

    def excuses(self, operation: Operation, fault: Fault, body: object) -> bool:
        place = tuple(ANY if isinstance(step, int) else step for step in fault.place)
        return str(operation) in self.operations and place == self.place and self.allows(_at(body, fault.place))


CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"
POST = "POST /channels/{channel_id}/messages"
EDITS = frozenset(
    {
        "PATCH /channels/{channel_id}/messages/{message_id}",
        "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original",
        "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
    }
)

DEVIATIONS = {
    "nsfw of a command": Deviation(
        operations=frozenset({"PUT /applications/{application_id}/commands"}),
        place=(ANY, "nsfw"),
        allows=lambda value: value is False,
        why="Command.to_dict always sends it; Discord's documentation has it, its description does not",
    ),
    "tts of an edit": Deviation(
        operations=EDITS,
        place=("tts",),
        allows=lambda value: value is False,
        why="handle_message_parameters always sends it; Discord has it for new messages only",
    ),
    "tts of an interaction's edit": Deviation(
        operations=frozenset({CALLBACK}),
        place=("data", "tts"),
        allows=lambda value: value is False,
        why="the same, in the callback that edits the message (type 7)",
    ),
    "number of a file": Deviation(
        operations=frozenset({POST, "POST /webhooks/{webhook_id}/{webhook_token}", *EDITS}),
        place=("attachments", ANY, "id"),
        allows=lambda value: type(value) is int,
        why="File.to_dict numbers the files of a request with integers; the description wants a string",
    ),
    "number of an interaction's file": Deviation(
        operations=frozenset({CALLBACK}),
        place=("data", "attachments", ANY, "id"),
        allows=lambda value: type(value) is int,
        why="the same, in a callback",
    ),
    "number of a person": Deviation(
        operations=frozenset({"POST /users/@me/channels"}),
        place=("recipient_id",),
        allows=lambda value: type(value) is int,
        why="start_private_message sends the id as an integer; the description wants a string",
    ),
}


@dataclass(frozen=True, eq=False)
class Operation:
    """A method on a route."""

    method: str
    route: str
    takes: Schema

    def __str__(self) -> str:
        return f"{self.method} {self.route}"

    @property
    def schema(self) -> Schema | None:
        """The schema of its body; with files the same body comes as `payload_json`."""
        found: Schema | None = self.takes.get("content", {}).get("application/json", {}).get("schema")
        return found

    def fits(self, path: str) -> bool:
        steps = zip(self.route.split("/"), path.split("/"), strict=True)
        return all(ours == theirs or (ours.startswith("{") and theirs) for ours, theirs in steps)


class Judge:
    """Judges requests by a description, which it takes over and closes: only the keys that are described are left."""

    def __init__(self, description: Schema) -> None:
        self._operations: dict[tuple[str, int], list[Operation]] = {}
        for route, methods in description["paths"].items():
            for method in methods.keys() - {"parameters"}:
                operation = Operation(method.upper(), route, methods[method].get("requestBody", {}))
                self._operations.setdefault((operation.method, route.count("/")), []).append(operation)
                _close(operation.schema or {})
        for schema in description["components"]["schemas"].values():
            _close(schema)
        self._registry = Registry([(HOME, description)])
        self._validators: dict[Operation, Draft202012Validator] = {}

    def operation(self, method: str, path: str) -> Operation | None:
        """What a request asks for; `@original` comes before a `{message_id}`."""
        found = [one for one in self._operations.get((method, path.count("/")), ()) if one.fits(path)]
        return min(found, key=lambda one: one.route.count("{"), default=None)

    def check(self, method: str, path: str, body: object = None) -> list[str]:
        """What is wrong with a request, in sentences. The path is without a query, and a `body` of None is none."""
        operation = self.operation(method, path)
        if operation is None:
            return [f"{method} {path}: Discord has no such route"]
        return [f"{method} {path}: {fault}" for fault in self._faults(operation, body)]

    def _faults(self, operation: Operation, body: object) -> list[Fault]:
        if body is None:
            return [Fault((), "is missing")] if operation.takes.get("required") else []
        if operation.schema is None:
            return [Fault((), "there should be none")]

        def excused(fault: Fault) -> bool:
            return any(deviation.excuses(operation, fault, body) for deviation in DEVIATIONS.values())

        return _read(self._validator(operation).iter_errors(body), excused)

    def _validator(self, operation: Operation) -> Draft202012Validator:
        if operation not in self._validators:
            steps = ("paths", operation.route, operation.method.lower(), *BODY)
            pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
            self._validators[operation] = Draft202012Validator(
                {"$ref": f"{HOME}#/{quote(pointer, safe='/~')}"},
                registry=self._registry,
                validate_formats=True,
                offline=True,
            )
        return self._validators[operation]


@cache
def judge() -> Judge | None:
    """The judge by Discord's description; None where that is not at hand."""
    return Judge(json.loads(DESCRIPTION.read_bytes())) if DESCRIPTION.exists() else None


def check(method: str, path: str, body: object = None) -> list[str]:
    """As `Judge.check`, and nothing where there is no description."""
    here = judge()
    return here.check(method, path, body) if here else []


async def check_request(request: web.Request, base: str) -> list[str]:
    """Likewise for a request as it came over the wire, to a path below `base`, also with files."""
    path = request.path.removeprefix(base)
    if not request.content_type.startswith("multipart/"):
        return check(request.method, path, json.loads(await request.read() or "null"))
    form = await request.post()
    strange = [name for name in form if name != "payload_json" and not re.fullmatch(r"files\[\d]", name)]
    complaints = [f"{request.method} {path}: Discord knows no such part of a form: {name}" for name in strange]
    return complaints + check(request.method, path, json.loads(str(form.get("payload_json", "null"))))


def _close(schema: Schema) -> None:
    """Refuse unknown keys in all that a schema holds.

    No object is described in several parts (`allOf`), so that each can be closed by itself.
    """
    for union in ("allOf", "anyOf", "oneOf"):
        for variant in schema.get(union, ()):
            _close(variant)
    for one in (*schema.get("properties", {}).values(), schema.get("items"), schema.get("additionalProperties")):
        if isinstance(one, dict):
            _close(one)
    if "properties" in schema:
        schema.setdefault("additionalProperties", False)


# From the validator's errors to the few that say what is wrong.


def _read(errors: Iterable[ValidationError], excused: Excused) -> list[Fault]:
    return [fault for error in errors for fault in _faults_of(error, excused) if not excused(fault)]


def _faults_of(error: ValidationError, excused: Excused) -> list[Fault]:
    place = tuple(error.instance_path)
    match error.kind:
        case ValidationErrorKind.AnyOf(context=variants) | ValidationErrorKind.OneOfNotValid(context=variants):
            meant = [variant for variant in variants if not _wrong_kind(place, variant)]
            if not meant:
                return [_no_such_kind(place, variants)]
            return min((_read(variant, excused) for variant in meant), key=len)
        case ValidationErrorKind.AdditionalProperties(unexpected=keys):
            return [Fault((*place, key), "Discord knows no such key here") for key in keys]
        case ValidationErrorKind.Required(property=key):
            return [Fault((*place, key), "is missing")]
        case _:
            says = error.message
            return [Fault(place, says if len(says) <= ENOUGH else f"{says[: ENOUGH // 2]} … {says[-ENOUGH // 2 :]}")]


def _wrong_kind(place: Place, variant: list[ValidationError]) -> list[ValidationError]:
    """The errors by which what stands somewhere is something else: by its `type` or, where it is bare, by itself."""
    by_itself = (ValidationErrorKind.Type, ValidationErrorKind.Constant)
    return [
        error
        for error in variant
        if tuple(error.instance_path) == (*place, "type")
        or (tuple(error.instance_path) == place and isinstance(error.kind, by_itself))
    ]


def _no_such_kind(place: Place, variants: list[list[ValidationError]]) -> Fault:
    errors = [error for variant in variants for error in _wrong_kind(place, variant)]
    errors = [error for error in errors if len(error.instance_path) > len(place)] or errors
    values: list[object] = []
    types: list[str] = []
    for error in errors:
        match error.kind:
            case ValidationErrorKind.Enum(options=options):
                values += options
            case ValidationErrorKind.Constant(expected_value=value):
                values.append(value)
            case ValidationErrorKind.Type(types=names):
                types += names
    wanted = ", ".join(map(str, dict.fromkeys(values or types)))
    return Fault(tuple(errors[0].instance_path), f"{json.dumps(errors[0].instance)[:ENOUGH]} is none of: {wanted}")


def _at(body: Any, place: Place) -> object:
    for step in place:
        try:
            body = body[step]
        except (KeyError, IndexError, TypeError):
            return None
    return body
