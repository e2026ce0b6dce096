"""The banks of the course."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content import load
from bot.core.models import Bank

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def course() -> list[Bank]:
    library = load(ROOT / "lessons", ROOT / "quizzes").library
    assert library is not None
    return list(library.banks.values())
