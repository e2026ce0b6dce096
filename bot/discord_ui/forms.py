"""What people give in a modal or with a command: words and files, as Discord sends them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord

from bot.core.errors import FileGone, FileTooLarge

FETCH_WITHIN = 20.0
"""Seconds that Discord has for handing over a file."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as Discord tells of it: its name, its size in bytes, and where it can be had."""

    name: str
    size: int
    url: str


def upload_in(payload: dict[str, Any], custom_id: str) -> Upload | None:
    """The file that was given in a modal's field; None where there is none."""
    ids = _values(payload.get("components", []), custom_id)
    files: dict[str, dict[str, Any]] = payload.get("resolved", {}).get("attachments", {})
    for id_ in ids:
        if (found := files.get(str(id_))) is not None:
            return Upload(str(found.get("filename", "")), int(found.get("size", 0)), str(found.get("url", "")))
    return None


async def fetch(client: discord.Client, upload: Upload, *, most: int) -> bytes:
    """What is in a file.

    Raises:
        FileTooLarge: it has more than `most` bytes; then it was not fetched.
        FileGone: Discord did not hand it over.
    """
    if upload.size > most:
        raise FileTooLarge(upload.size, most)
    try:
        async with asyncio.timeout(FETCH_WITHIN):
            return await client.http.get_from_cdn(upload.url)
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as error:
        raise FileGone from error


def _values(components: Any, custom_id: str) -> list[str]:  # noqa: ANN401 - Discord's own JSON
    for component in components:
        if component.get("custom_id") == custom_id:
            return [str(value) for value in component.get("values", [])]
        inner = component.get("components") or ([component["component"]] if "component" in component else [])
        if found := _values(inner, custom_id):
            return found
    return []


def typed_text(components: Any) -> str:  # noqa: ANN401 - Discord's own JSON
    """The text of the modal's one field, however deep Discord has wrapped it."""
    for component in components:
        if component.get("custom_id") == "text":
            return str(component.get("value", ""))
        inner = component.get("components") or ([component["component"]] if "component" in component else [])
        if found := typed_text(inner):
            return found
    return ""
