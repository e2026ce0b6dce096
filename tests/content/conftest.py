"""Hypothesis as these tests want it, and a small tree of lessons and quizzes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from tests.content.samples import BODY, FRONT, GOOD, SOURCES

settings.register_profile("content", deadline=None)  # a busy machine is no defect of the code
settings.load_profile("content")


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, which is the current one, with `lessons` and `quizzes` in which nothing is wrong."""
    files = {
        "lessons/sources.yaml": SOURCES,
        "lessons/basmachi/01-kokand.md": f"{FRONT}{BODY}",
        "quizzes/basmachi/kokand.yaml": f"title: Kokand\nmovement: basmachi\nquestions:\n{GOOD}    lesson: kokand\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path
