"""What a teacher sets up for nine o'clock appears before everyone's eyes when it is nine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.page.running import running_sandbox
from tests.page.tab import OpenTab


@pytest.fixture
def clock_goes(tmp_path: Path) -> Path:
    return tmp_path / "the clock goes"


@pytest.fixture
def address_before_nine(tmp_path: Path, clock_goes: Path) -> Iterator[str]:
    with running_sandbox(tmp_path, program="tests.page.before_nine", CLOCK_GOES_WITH=str(clock_goes)) as address:
        yield address


def test_what_is_set_up_for_nine_appears_at_nine_and_what_is_asked_for_at_once(
    open_tab: OpenTab, address_before_nine: str, clock_goes: Path
) -> None:
    teacher, student = [open_tab(address_before_nine, who) for who in ("Teacher", "Student A")]
    teacher.run("schedule add", what="question", at="09:00", days="daily", topic="Two easy ones")
    teacher.sees("Schedule #1 is set up", "daily at 9:00", "Its buttons are for show only.")
    question = "The first answer counts."
    student.has(0, question)

    teacher.run("schedule now", id="#1")
    teacher.sees("Done. It is in")
    student.has(1, question)

    clock_goes.touch()
    student.has(2, question)  # nobody has done anything: it is nine
    student.press("True", student.sees(question))
    student.sees("Saved: True.", "The right answer appears in")
    teacher.run("schedule list")
    teacher.sees("#1 Question of the day", "active", "Last: posted")
