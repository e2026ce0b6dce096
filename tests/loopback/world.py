"""Who and what there is in this Discord, and how each looks on the wire."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

import discord

Json: TypeAlias = dict[str, Any]

DISCORD_EPOCH = 1_420_070_400_000
EPHEMERAL, COMPONENTS_V2 = 1 << 6, 1 << 15
BUTTON, STRING_SELECT, TEXT_INPUT = 2, 3, 4

LEARNER = discord.Permissions(
    view_channel=True, send_messages=True, read_message_history=True, use_application_commands=True
)
TEACHER = LEARNER | discord.Permissions(manage_guild=True, manage_messages=True)
BOT = LEARNER | discord.Permissions(embed_links=True, attach_files=True, send_messages_in_threads=True)

_count = itertools.count()


def snowflake() -> int:
    """A new id that says when it was made, as Discord's do: by it the bot knows when an answer was given."""
    return (int(time.time() * 1000) - DISCORD_EPOCH) << 22 | next(_count) % (1 << 22)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the server, or the bot itself."""

    name: str
    id: int = field(default_factory=snowflake)
    permissions: discord.Permissions = LEARNER
    bot: bool = False

    def user(self) -> Json:
        return {
            "id": str(self.id),
            "username": self.name.lower().replace(" ", "_"),
            "global_name": None if self.bot else self.name,
            "discriminator": "0",
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
        }

    def member(self) -> Json:
        return {
            "user": self.user(),
            "nick": None,
            "roles": [],
            "joined_at": "2026-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
            "permissions": str(self.permissions.value),
        }


@dataclass(eq=False, slots=True)
class Guild:
    name: str
    id: int = field(default_factory=snowflake)
    channels: list[Channel] = field(default_factory=list)

    def json(self, bot: Person) -> Json:
        everyone = {
            "id": str(self.id),
            "name": "@everyone",
            "permissions": str(BOT.value),
            "position": 0,
            "color": 0,
            "hoist": False,
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }
        return {
            "id": str(self.id),
            "name": self.name,
            "owner_id": "1",
            "member_count": 2,
            "large": False,
            "unavailable": False,
            "roles": [everyone],
            "emojis": [],
            "features": [],
            "channels": [channel.json() for channel in self.channels],
            "members": [bot.member()],
            "preferred_locale": "en-US",
        }


@dataclass(eq=False, slots=True)
class Channel:
    name: str
    guild: Guild
    id: int = field(default_factory=snowflake)
    messages: dict[int, Message] = field(default_factory=dict)
    nonces: dict[str, Message] = field(default_factory=dict)

    def json(self) -> Json:
        return {
            "id": str(self.id),
            "type": 0,
            "guild_id": str(self.guild.id),
            "name": self.name,
            "position": 0,
            "permission_overwrites": [],
            "nsfw": False,
            "parent_id": None,
            "topic": None,
            "last_message_id": None,
            "rate_limit_per_user": 0,
            "flags": 0,
        }


@dataclass(frozen=True, slots=True)
class Version:
    """A message as it stood from a moment on (`time.monotonic`)."""

    at: float
    content: str
    components: list[Json]

    @property
    def text(self) -> str:
        """All that a person reads in it, with what stands on the buttons."""
        return "\n".join(filter(None, [self.content, *_words(self.components)]))


@dataclass(eq=False)
class Message:
    """A message of the bot's, with all that it has ever been."""

    channel: Channel
    author: Person
    flags: int
    versions: list[Version]
    nonce: str | None = None
    attachments: list[Json] = field(default_factory=list)
    id: int = field(default_factory=snowflake)

    @property
    def text(self) -> str:
        return self.versions[-1].text

    @property
    def posted_at(self) -> float:
        return self.versions[0].at

    @property
    def edits(self) -> list[Version]:
        return self.versions[1:]

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def custom_ids(self) -> list[str]:
        """What its buttons and selects carry now."""
        return [part["custom_id"] for part in parts(self.versions[-1].components) if "custom_id" in part]

    @property
    def all_custom_ids(self) -> set[str]:
        """What its buttons and selects have ever carried."""
        found = (parts(version.components) for version in self.versions)
        return {part["custom_id"] for part in itertools.chain.from_iterable(found) if "custom_id" in part}

    def button(self, label: str) -> str:
        """The custom_id of the button on which this stands."""
        labels = {part["label"]: part["custom_id"] for part in parts(self.versions[-1].components) if "label" in part}
        assert label in labels, f"no button {label!r} among {sorted(labels)}"
        found: str = labels[label]
        return found

    def component(self, custom_id: str) -> Json:
        """The button or select of that custom_id, now or in an earlier version: somebody's screen may lag behind."""
        for version in reversed(self.versions):
            for part in parts(version.components):
                if part.get("custom_id") == custom_id:
                    return part
        raise AssertionError(f"no {custom_id!r} in this message, only {sorted(self.all_custom_ids)}:\n{self.text}")

    def change(self, body: Json) -> None:
        """Edit it: what is not named stays."""
        last = self.versions[-1]
        content = body.get("content", last.content) or ""
        components = body.get("components", last.components) or []
        self.versions.append(Version(time.monotonic(), content, components))
        if "attachments" in body:
            self.attachments = body["attachments"]
        self.flags |= body.get("flags", 0) & COMPONENTS_V2

    def json(self) -> Json:
        found = {
            "id": str(self.id),
            "type": 0,
            "channel_id": str(self.channel.id),
            "guild_id": str(self.channel.guild.id),
            "author": self.author.user(),
            "content": self.versions[-1].content,
            "components": self.versions[-1].components,
            "embeds": [],
            "attachments": self.attachments,
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "pinned": False,
            "tts": False,
            "timestamp": discord.utils.snowflake_time(self.id).isoformat(),
            "edited_timestamp": datetime.now(UTC).isoformat() if self.edits else None,
            "flags": self.flags,
        }
        return found if self.nonce is None else found | {"nonce": self.nonce}


def new_message(channel: Channel, author: Person, body: Json, *, flags: int = 0) -> Message:
    """The message that a request's body asks for."""
    first = Version(time.monotonic(), body.get("content") or "", body.get("components") or [])
    nonce = body.get("nonce")
    return Message(
        channel=channel,
        author=author,
        flags=body.get("flags", 0) | flags,
        versions=[first],
        nonce=None if nonce is None else str(nonce),
        attachments=body.get("attachments") or [],
    )


def parts(components: list[Json]) -> Iterator[Json]:
    """Every component of a message or modal, however deep."""
    for component in components:
        yield component
        inner = [*component.get("components", ()), component.get("accessory"), component.get("component")]
        yield from parts([one for one in inner if one])


def _words(components: list[Json]) -> Iterator[str]:
    for part in parts(components):
        for key in ("content", "label", "placeholder"):
            if isinstance(part.get(key), str):
                yield part[key]
