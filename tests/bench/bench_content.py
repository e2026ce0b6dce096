"""15,000 questions in 54 files: what loading them costs beside the YAML parser alone, and whether anybody has to wait.

`make bench` prints it. The parser is PyYAML's fastest, `yaml.load(…, CSafeLoader)`, on the same bytes; it checks
nothing, and takes the last of two equal keys. The two take turns, and the least that each took counts, in processor
time: what else the machine does meanwhile is not their doing. What the tests themselves hold in memory is kept from the
garbage collector, which is part of what both cost; without it the parser has the better of it, which is printed too.
"""

from __future__ import annotations

import asyncio
import gc
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from bot.content import Loaded, load, load_async
from bot.discord_ui.client import _collecting_less

ROOT = Path(__file__).resolve().parents[2]
FILES, QUESTIONS, ROUNDS = 54, 15_000, 5
AT_MOST = 1.3
LONGEST = 0.050


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course's own lessons, and its own questions over and over under new ids, as 54 banks."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "quizzes").glob("*/*.yaml"))]
    entries = [entry for text in texts for entry in re.split(r"(?m)^(?=  - id: )", text)[1:]]
    entries = [entry.rstrip() + "\n" for entry in entries if "\n    image:" not in entry]
    top = tmp_path_factory.mktemp("large")
    (top / "lessons").symlink_to(ROOT / "lessons")
    folder = top / "quizzes" / "basmachi"
    folder.mkdir(parents=True)
    for file in range(FILES):
        numbers = range(file, QUESTIONS, FILES)
        own = [re.sub(r"^  - id: \S+", f"  - id: q{one}", entries[one % len(entries)]) for one in numbers]
        head = f"title: Bank {file}\nmovement: basmachi\nquestions:\n"
        (folder / f"bank-{file:02}.yaml").write_text(head + "".join(own), encoding="utf-8")
    return top


def spent(work: Callable[[], object]) -> float:
    """Processor time, in seconds."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def compared(how: str, parser: Callable[[], object], whole: Callable[[], object]) -> float:
    """How many times as long the whole takes; printed."""
    rounds = [(spent(parser), spent(whole)) for _ in range(ROUNDS)]
    alone, ours = min(its for its, _ in rounds), min(mine for _, mine in rounds)
    single = sorted(mine / its for its, mine in rounds)
    print(
        f"{how}{QUESTIONS} questions in {FILES} files: the parser alone {alone:.2f} s, loading {ours:.2f} s, "
        f"{ours / alone:.2f} times as long (single rounds {single[0]:.2f} to {single[-1]:.2f})"
    )
    return ours / alone


@contextmanager
def own_garbage_only() -> Iterator[None]:
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def test_loading_takes_little_more_than_the_yaml_parser_alone(tree: Path) -> None:
    files = [*sorted(tree.glob("quizzes/*/*.yaml")), tree / "lessons" / "sources.yaml"]
    assert len(files) == FILES + 1

    def parser() -> None:
        for path in files:
            yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)

    def whole() -> Loaded:
        return load(tree / "lessons", tree / "quizzes")

    library = whole().library
    assert library is not None
    assert sum(1 for _ in library.items()) == QUESTIONS
    del library
    with own_garbage_only():
        ratio = compared("\n", parser, whole)
        gc.disable()
        compared("without the garbage collector: ", parser, whole)
    assert ratio <= AT_MOST, f"loading takes {ratio:.2f} times what the parser takes, more than {AT_MOST}"


async def test_nobody_waits_while_the_content_is_loaded(tree: Path) -> None:
    """What counts is how long this process itself holds up a turn of the loop, not what the machine does besides."""
    with _collecting_less():  # as the running bot does
        kept = await load_async(tree / "lessons", tree / "quizzes")  # what is in service meanwhile
        loading = asyncio.create_task(load_async(tree / "lessons", tree / "quizzes"))
        waits: list[tuple[float, float]] = []
        wall, own = time.perf_counter(), time.process_time()
        while not loading.done():
            await asyncio.sleep(0.001)
            now, computed = time.perf_counter(), time.process_time()
            waits.append((min(now - wall, computed - own), now - wall))
            wall, own = now, computed
        assert (await loading).library is not None
        del kept
    held_up, seen = max(one for one, _ in waits), max(one for _, one in waits)
    print(
        f"\n{len(waits)} turns of the event loop while {QUESTIONS} questions are loaded: the longest was held up for "
        f"{held_up * 1000:.0f} ms by this process ({seen * 1000:.0f} ms by the clock on the wall)"
    )
    assert held_up <= LONGEST, f"the event loop was held up for {held_up * 1000:.0f} ms, more than {LONGEST * 1000:.0f}"
