"""What Discord takes and what it refuses, as a check on a whole message or modal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import discord
from simcord.components import COMPONENTS_V2_FLAG, validate_components, validate_modal

BUTTON, SELECT, TEXT, GALLERY, FILE = 2, 3, 10, 12, 13


def wire(view: discord.ui.LayoutView) -> list[dict[str, Any]]:
    """A message's components as they go to Discord."""
    components: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call]  # discord.py's own lack
    return components


def parts(view: discord.ui.LayoutView) -> list[dict[str, Any]]:
    """Every component of a message, however deep."""
    return list(_walk(wire(view)))


def texts(view: discord.ui.LayoutView) -> list[str]:
    """What the text displays say."""
    return [part["content"] for part in parts(view) if part["type"] == TEXT]


def said(view: discord.ui.LayoutView) -> str:
    """All that the text displays say."""
    return "\n".join(texts(view))


def labels(view: discord.ui.LayoutView) -> list[str]:
    """What stands on the buttons."""
    return [part["label"] for part in parts(view) if part["type"] == BUTTON]


def custom_ids(view: discord.ui.LayoutView) -> list[str]:
    """What the buttons and selects carry."""
    return [part["custom_id"] for part in parts(view) if "custom_id" in part]


def check(view: discord.ui.LayoutView) -> None:
    """Assert all that Discord asks of a message, and that discord.py would not keep it."""
    assert view.is_finished()
    validate_components(wire(view), flags=COMPONENTS_V2_FLAG)
    found = parts(view)
    assert 1 <= len(found) <= 40
    assert sum(len(part["content"]) for part in found if part["type"] == TEXT) <= 4000
    marks = [part["id"] for part in found if part.get("id") is not None]
    assert len(marks) == len(set(marks))
    assert all(0 < mark < 2**31 for mark in marks)
    ids = custom_ids(view)
    assert len(ids) == len(set(ids))
    for part in found:
        match part["type"]:
            case 10:
                assert part["content"].strip()
            case 2:
                assert 1 <= len(part["label"].strip()) <= 80
                assert 1 <= len(part["custom_id"]) <= 100
            case 3:
                _check_select(part)
            case 12:
                assert all(len(item["description"] or "") <= 1024 for item in part["items"])
            case _:
                pass


def check_modal(modal: discord.ui.Modal) -> None:
    """Assert all that Discord asks of a modal, and that discord.py would not keep it."""
    assert modal.is_finished()
    validate_modal(modal.to_dict())
    assert 1 <= len(modal.title.strip()) <= 45
    assert len(modal.custom_id) <= 100


def _check_select(part: dict[str, Any]) -> None:
    assert 1 <= len(part["options"]) <= 25
    assert part["min_values"] <= part["max_values"] <= len(part["options"])
    assert len(part.get("placeholder") or "") <= 150
    assert all(1 <= len(option["label"].strip()) <= 100 for option in part["options"])
    assert sum(option["default"] for option in part["options"]) <= 1


def _walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from _walk(component.get("components", []))
