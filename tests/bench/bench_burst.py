"""How Dastan takes a burst: a whole university, of 5,000, answers the same question within a second.

`make bench` prints it. What can fail is the promise alone: whoever was told "saved" finds their answer kept, and kept
once. How many were told within Discord's three seconds is a figure of the machine, and of who else is using it.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it has no stubs of its own
import pytest

from tests.bench.bench_presses import dastan, surroundings
from tests.bench.swarm import Told
from tests.loopback.classroom import answers_to
from tests.loopback.processor import Waiting

LEARNERS = int(os.environ.get("BENCH_LEARNERS", "5000"))
WITHIN = float(os.environ.get("BENCH_WITHIN", "1"))
WARM_UP = 500


@pytest.mark.parametrize("fast", [False, True], ids=["asyncio", "speed"])
async def test_a_burst(database_url: str, fast: bool, tmp_path: Path) -> None:
    if fast:
        pytest.importorskip("uvloop")
    async with dastan(database_url, surroundings(tmp_path, fast=fast)) as ours:
        await ours.run(WARM_UP, 16)
        bot, sender = psutil.Process(ours.pid), psutil.Process()
        before, waiting = (_cpu(bot), _cpu(sender)), Waiting(ours.pid)
        begun = time.perf_counter()
        told = await ours.swarm.burst(ours.message, ours.custom_id, learners=LEARNERS, within=WITHIN)
        seconds = time.perf_counter() - begun
        of_bot, of_sender = _cpu(bot) - before[0], _cpu(sender) - before[1]
        waited = waiting.seconds
        kept = Counter(await answers_to(database_url, ours.message))

    loop, name = "speed" if fast else "asyncio", database_url.partition(":")[0].partition("+")[0]
    waits = sorted(one.after for one in told if one.after is not None)
    in_time = [one for one in told if one.acknowledged]
    print(
        f"\n{name}, {loop}: {LEARNERS} pressed within {told[-1].sent - told[0].sent:.2f} s, "
        f"{len(in_time) / LEARNERS:.1%} acknowledged within three seconds\n"
        f"  p50 {_share(waits, 0.5):.2f} s   p99 {_share(waits, 0.99):.2f} s   max {waits[-1]:.2f} s   "
        f"{LEARNERS / seconds:,.0f}/s   "
        f"of {seconds:.2f} s the bot computed {of_bot:.2f} s and waited {waited:.2f} s for a processor; "
        f"this side of the wire computed {of_sender:.2f} s"
    )
    assert not [one for one in in_time if not one.words.startswith("Saved")]
    _check_that_nothing_is_lost(told, kept)


def _check_that_nothing_is_lost(told: list[Told], kept: Counter[int]) -> None:
    saved = [one.learner for one in told if one.words.startswith("Saved")]
    assert not [learner for learner in saved if kept[learner] != 1], "told that it is saved, in vain"
    assert all(times == 1 for times in kept.values())


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _share(waits: list[float], share: float) -> float:
    return waits[min(len(waits) - 1, int(share * len(waits)))]
