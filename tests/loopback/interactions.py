"""Interactions: what a person does, as the gateway tells it; and what came of it."""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from tests.loopback.world import BOT, EPHEMERAL, Channel, Json, Message, Person, parts, snowflake

TEXT_DISPLAY = 10


class Kind(IntEnum):
    """What a person has done."""

    COMMAND = 2
    COMPONENT = 3
    MODAL_SUBMIT = 5


class Callback(IntEnum):
    """How an interaction may be acknowledged."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


class Option(IntEnum):
    """Types of a command's options."""

    SUB_COMMAND = 1
    SUB_COMMAND_GROUP = 2
    USER = 6


@dataclass(eq=False, kw_only=True)
class Reply:
    """What came of one interaction: acknowledged or not, and with what."""

    person: Person
    channel: Channel
    kind: Kind
    pressed: Message | None = None
    id: int = field(default_factory=snowflake)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(40))
    sent_at: float = field(default_factory=time.monotonic)
    after: float | None = None
    """Seconds until it was acknowledged; None where it was not, and the person read "This interaction failed"."""
    callback: Callback | None = None
    message: Message | None = None
    """What the person was answered with, or the message of theirs that was changed."""
    followups: list[Message] = field(default_factory=list)
    modal: Json | None = None
    choices: list[Json] = field(default_factory=list)
    refused: int | None = None
    """Discord's code for an acknowledgement that it did not take."""
    thinking: bool = False
    """Acknowledged, but what is to be said is still awaited."""
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once it has been acknowledged, or Discord has refused the acknowledgement."""
    said: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once a person who was told "Dastan is thinking…" has been told more."""

    @property
    def acknowledged(self) -> bool:
        return self.after is not None

    @property
    def ephemeral(self) -> bool:
        return self.message is not None and self.message.ephemeral

    @property
    def text(self) -> str:
        """All that the person was told."""
        said = [*([self.message] if self.message else []), *self.followups]
        return "\n".join(message.text for message in said)

    def __repr__(self) -> str:
        when = "never acknowledged" if self.after is None else f"acknowledged after {self.after:.2f} s"
        return f"<{self.person.name}: {when}: {self.text!r}>"

    def json(self, application_id: int, data: Json) -> Json:
        """The INTERACTION_CREATE that the bot gets."""
        guild = self.channel.guild
        found: Json = {
            "id": str(self.id),
            "application_id": str(application_id),
            "type": int(self.kind),
            "token": self.token,
            "version": 1,
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
            "channel_id": str(self.channel.id),
            "channel": self.channel.json(),
            "member": self.person.member(),
            "app_permissions": str(BOT.value),
            "locale": "en-US",
            "guild_locale": "en-US",
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(guild.id)},
            "context": 0,
            "attachment_size_limit": 10_485_760,
            "data": data,
        }
        return found if self.pressed is None else found | {"message": self.pressed.json()}

    def callback_json(self) -> Json:
        """What Discord answers to a callback that asks for the response."""
        told: Json = {"id": str(self.id), "type": int(self.kind)}
        resource: Json = {"type": int(self.callback or 0)}
        if self.message is not None:
            told["response_message_id"] = str(self.message.id)
            told["response_message_loading"] = self.thinking
            told["response_message_ephemeral"] = bool(self.message.flags & EPHEMERAL)
            resource["message"] = self.message.json()
        return {"interaction": told, "resource": resource}


def command_data(commands: list[Json], name: str, values: dict[str, Any]) -> Json:
    """The data of a slash command, as far as the bot has told Discord of it: `quiz start`, with its options."""
    first, *rest = name.split()
    found = next((one for one in commands if one["name"] == first), None)
    assert found is not None, f"the bot has told Discord of no /{first}, only of {[one['name'] for one in commands]}"
    chain, here = [found], found
    for word in rest:
        here = next(one for one in here["options"] if one["name"] == word)
        chain.append(here)
    known = {one["name"]: one for one in here.get("options", ())}
    unknown = values.keys() - known.keys()
    missing = {key for key, one in known.items() if one.get("required")} - values.keys()
    assert not unknown, f"/{name} has no {unknown}"
    assert not missing, f"/{name} needs {missing}"
    people = {str(value.id): value for value in values.values() if isinstance(value, Person)}
    options: list[Json] = [
        {"name": key, "type": known[key]["type"], "value": str(value.id) if isinstance(value, Person) else value}
        for key, value in values.items()
    ]
    for one in reversed(chain[1:]):
        options = [{"name": one["name"], "type": one["type"], "options": options}]
    data: Json = {"id": found["id"], "name": found["name"], "type": 1, "options": options}
    if people:
        members = {key: _without_user(person.member()) for key, person in people.items()}
        data["resolved"] = {"users": {key: person.user() for key, person in people.items()}, "members": members}
    return data


def press_data(message: Message, custom_id: str, values: list[str] | None) -> Json:
    """The data of a pressed button, or of a select in which something was chosen."""
    component = message.component(custom_id)
    assert not component.get("disabled"), f"{custom_id!r} is disabled: nobody can press it"
    data: Json = {"custom_id": custom_id, "component_type": component["type"]}
    return data if values is None else data | {"values": values}


def modal_data(modal: Json, typed: dict[str, str]) -> Json:
    """The data of a submitted modal: its fields by their custom_ids, with what was typed."""
    fields = {part["custom_id"] for part in parts(modal["components"]) if "custom_id" in part}
    assert typed.keys() <= fields, f"the modal has only {fields}"
    components = [_filled(one, typed) for one in modal["components"] if one["type"] != TEXT_DISPLAY]
    return {"custom_id": modal["custom_id"], "components": components}


def _filled(component: Json, typed: dict[str, str]) -> Json:
    filled: Json = {"type": component["type"], "id": 1}
    if "component" in component:
        filled["component"] = _filled(component["component"], typed)
    if "components" in component:
        filled["components"] = [_filled(one, typed) for one in component["components"]]
    if "custom_id" in component:
        filled |= {"custom_id": component["custom_id"], "value": typed.get(component["custom_id"], "")}
    return filled


def _without_user(member: Json) -> Json:
    return {key: value for key, value in member.items() if key != "user"}
