"""Which files are lessons, banks and lists of sources, by where they stand and what they are called."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from bot.content.files import is_folder, reason
from bot.content.problems import Problem, shown

SOURCES = "sources.yaml"
_SLUG = re.compile(r"[a-z0-9-]{1,60}\Z")
_PROPER = {".yml": ".yaml", ".yaml": ".yaml", ".md": ".md", ".markdown": ".md"}
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif"})


class Kind(Enum):
    """What a file is to Dastan."""

    SOURCES = "sources"
    LESSON = "lesson"
    BANK = "bank"


@dataclass(frozen=True, slots=True)
class Found:
    """A file to be read. `movement` is its folder's name where the file stands in the tree, and `root` that tree."""

    path: Path
    kind: Kind
    movement: str | None = None
    root: Path | None = None


def named(path: Path) -> str:
    """A path as a person would write it: relative to where they are, if it is below."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def at_start(path: Path, message: str) -> Problem:
    """A problem with a file or folder as a whole."""
    return Problem(named(path), 1, 1, message)


def is_ours(path: Path) -> bool:
    """Whether a file is named as if it were for us."""
    return path.suffix.lower() in _PROPER


def is_content(path: Path) -> bool:
    """Whether a file, or the picture that it is, has a part in what is loaded."""
    return is_ours(path) or path.suffix.lower() in _PICTURES


def in_tree(root: Path, path: Path, main: Kind) -> Found | str | None:  # noqa: PLR0911 - one a complaint
    """What a file below `root` is (lessons or quizzes, by `main`), or what is wrong with its place; None: no matter."""
    proper = _PROPER.get(path.suffix.lower())
    if proper is None or path.name.lower() == "readme.md":
        return None
    if path.suffix != proper:
        return f"this file is not read under its name; rename it to {shown(path.stem + proper)}"
    parts = path.relative_to(root).parts
    if main is Kind.LESSON and parts == (SOURCES,):
        return Found(path, Kind.SOURCES, None, root)
    if (proper == ".md") != (main is Kind.LESSON):
        return "a lesson (.md) belongs under lessons/, a question bank (.yaml) under quizzes/; move this file"
    if len(parts) != 2:
        return f"this file must stand in a folder named after its movement, directly below {root.name}/; move it there"
    movement = parts[0]
    if not _SLUG.match(movement):
        return f"the folder {shown(movement)} must be named by small letters a-z, digits and hyphens; rename it"
    if main is Kind.BANK and not _SLUG.match(path.stem):
        return "a bank's file is named by small letters a-z, digits and hyphens, such as kokand.yaml; rename it"
    return Found(path, main, movement, root)


def anywhere(path: Path) -> Found | str | None:
    """What a file outside the tree is, going by its name alone."""
    proper = _PROPER.get(path.suffix.lower())
    if path.suffix.lower() in _PICTURES or path.name.lower() == "readme.md":
        return None
    if proper is None:
        return "this is neither a question bank (.yaml) nor a lesson (.md)"
    if path.suffix != proper:
        return f"this file is not read under its name; rename it to {shown(path.stem + proper)}"
    if proper == ".md":
        return Found(path, Kind.LESSON)
    return Found(path, Kind.SOURCES if path.name == SOURCES else Kind.BANK)


def files_below(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """Everything below a folder that is, or is named like, a file of ours; hidden files and folders are left alone."""
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        try:
            with os.scandir(current) as entries:
                ordered = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            problems.append(at_start(current, f"this folder cannot be read: {reason(error)}"))
            continue
        for entry in ordered:
            path = current / entry.name
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False) and path.suffix.lower() not in _PROPER:
                waiting.append(path)
            elif entry.is_symlink() and path.suffix.lower() not in _PROPER and is_folder(path):
                # Followed, it could lead anywhere, and in a circle.
                problems.append(
                    at_start(path, "this is a link to a folder, which is not followed; move the folder here")
                )
            else:
                yield path
