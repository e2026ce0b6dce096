"""What Dastan holds in memory as answers come in: it must not grow with them.

`make bench` prints it; BENCH_MEMORY is how many presses there are in each of four steps after the first.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.bench.bench_presses import WARM_UP, dastan, surroundings

STEP = int(os.environ.get("BENCH_MEMORY", "20000"))
FILLED = 2
"""Steps after which SQLite's page caches are full, of two megabytes a connection."""
MAY_GROW = 40
"""Bytes an answer: less than an answer takes up anywhere, so that keeping each would show."""
ROUGHLY = 2**20


async def test_memory_does_not_grow_with_the_answers_given(sqlite_url: str, tmp_path: Path) -> None:
    async with dastan(sqlite_url, surroundings(tmp_path, fast=False)) as ours:
        await ours.run(WARM_UP, 64)
        held = [(await ours.run(STEP, 64)).memory for _ in range(5)]
    print("\nresident after so many presses")
    for step, memory in enumerate(held, 1):
        print(f"  {step * STEP:8,}   {memory / 1e6:6.1f} MB")
    assert held[-1] - held[FILLED] < (len(held) - 1 - FILLED) * STEP * MAY_GROW + ROUGHLY
