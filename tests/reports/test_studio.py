"""Pictures are drawn beside the event loop, and Matplotlib is not there before the first one is wanted."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.reports import Studio, studio
from tests.reports.samples import a_card

ROOT = Path(__file__).resolve().parents[2]


async def test_the_event_loop_goes_on_while_pictures_are_drawn() -> None:
    drawing = Studio()
    await drawing.draw(a_card())
    wanted = asyncio.gather(*(drawing.draw(a_card()) for _ in range(3)))
    turns = 0
    while not wanted.done():
        await asyncio.sleep(0)
        turns += 1
    assert all(png.startswith(b"\x89PNG") for png in await wanted)
    assert turns > 50, "drawn in the loop itself they would leave it one turn each"
    drawing.close()


async def test_one_picture_is_drawn_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = most = 0

    def slowly(_: object) -> bytes:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        time.sleep(0.01)
        at_once -= 1
        return b""

    monkeypatch.setattr(studio, "_draw", slowly)
    drawing = Studio()
    await asyncio.gather(*(drawing.draw(a_card()) for _ in range(5)))
    assert most == 1
    drawing.close()


async def test_what_drawing_raises_reaches_whoever_wanted_the_picture() -> None:
    drawing = Studio()
    with pytest.raises(AttributeError):
        await drawing.draw(None)  # type: ignore[arg-type]  # on purpose
    drawing.close()


async def test_it_warms_up_by_itself_and_not_any_more_when_it_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    warm = asyncio.Event()
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(studio, "WARM_UP_AFTER", 0.01)
    monkeypatch.setattr(studio, "_warm_up", lambda: loop.call_soon_threadsafe(warm.set))
    closed = Studio()
    closed.warm_up_later()
    closed.close()
    await asyncio.sleep(0.05)
    assert not warm.is_set()
    drawing = Studio()
    drawing.warm_up_later()
    await asyncio.wait_for(warm.wait(), 5)
    drawing.close()


def test_a_machine_that_cannot_draw_says_so_in_the_log_when_it_warms_up(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "bot.reports.progress", None)
    monkeypatch.delattr("bot.reports.progress", raising=False)
    studio._warm_up()
    assert "pictures cannot be drawn" in caplog.text


def run(code: str, home: str) -> str:
    environment = {key: value for key, value in os.environ.items() if key not in {"MPLCONFIGDIR", "XDG_CACHE_HOME"}}
    environment |= {"HOME": home, "XDG_CONFIG_HOME": f"{home}/.config"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    return done.stdout.strip()


def test_the_bot_starts_without_matplotlib() -> None:
    code = "import sys, bot.app; print('matplotlib' in sys.modules, 'numpy' in sys.modules)"
    assert run(code, "/root") == "False False"


def test_a_picture_is_drawn_where_nothing_may_be_written_at_home() -> None:
    code = "from tests.reports.samples import a_card; from bot.reports.progress import draw; print(len(draw(a_card())))"
    assert int(run(code, "/proc/nowhere")) > 10_000


def test_no_setting_of_the_machines_matplotlib_changes_a_picture(tmp_path: Path) -> None:
    folder = tmp_path / ".config" / "matplotlib"
    folder.mkdir(parents=True)
    strange = ["figure.facecolor: red", "axes.grid: True", "font.size: 30", "savefig.dpi: 10", "lines.linewidth: 9"]
    (folder / "matplotlibrc").write_text("\n".join(strange), encoding="utf-8")
    code = (
        "import hashlib; from tests.reports.samples import a_card; from bot.reports.progress import draw;"
        "print(hashlib.sha256(draw(a_card())).hexdigest())"
    )
    assert run(code, str(tmp_path)) == run(code, str(tmp_path / "other"))
