"""A sandbox as `dastan sandbox` starts it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "tests" / "e2e" / "library"
PATIENCE = 60.0
"""Seconds within which a sandbox must have started, and have ended; then it is killed."""


@contextmanager
def running_sandbox(
    folder: Path, *, port: int = 0, ends_by_itself: bool = False, program: str = "bot", **more: str
) -> Iterator[str]:
    """A sandbox with its database in `folder`, by its address. It may not write a line into its log.

    `program` is what is run in place of `bot`, and `more` is added to its environment.
    """
    environment = {
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/class.sqlite3",
        "LESSONS_DIR": str(LIBRARY / "lessons"),
        "QUIZZES_DIR": str(LIBRARY / "quizzes"),
        "SANDBOX_PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        **more,
    }
    log = folder / "log"
    with log.open("w", encoding="utf-8") as complaints:
        process = subprocess.Popen(
            [sys.executable, "-m", program, "sandbox"],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=complaints,
            encoding="utf-8",
        )
    try:
        yield _address(process, log)
    finally:
        if not ends_by_itself:
            process.terminate()
        with _patience(process):
            process.communicate()
    assert (process.returncode, log.read_text(encoding="utf-8")) == (0, "")


def _address(process: subprocess.Popen[str], log: Path) -> str:
    """Read what a sandbox says until it tells its address."""
    assert process.stdout is not None
    with _patience(process):
        for line in process.stdout:
            if line.startswith("http://"):
                return line.strip()
    pytest.fail("The sandbox ended before it told its address. " + log.read_text(encoding="utf-8"))


@contextmanager
def _patience(process: subprocess.Popen[str]) -> Iterator[None]:
    timer = Timer(PATIENCE, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
