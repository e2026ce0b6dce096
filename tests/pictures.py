"""Draws the pictures of `/progress` in `docs/images` anew: `.venv/bin/python -m tests.pictures`.

Three learners answer questions of the course by themselves, through the same store and the same reviews as in earnest;
the same seed gives the same pictures.
"""

from __future__ import annotations

import asyncio
import io
import random
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from PIL import Image

from bot.content import load
from bot.core.mastery import banks_in_course_order
from bot.core.models import Item, Library, Picked
from bot.core.records import NewAnswer, Plan
from bot.core.review import Reviewer
from bot.discord_ui import render
from bot.reports.progress import draw
from bot.services.mastery import Mastery
from bot.services.people import Learner
from bot.services.remembering import Remembering
from bot.services.shelves import Shelves
from bot.services.views import ProgressView
from bot.store import Store, open_store

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 3, 12, 15, tzinfo=UTC)
DAY = timedelta(days=1)
COLOURS = 64
"""So many are enough for a picture of few colours, and make its file small."""


@dataclass(frozen=True)
class Kind:
    """How a learner learns: on how many days, with how many answers on each, which days ago they missed, how ably."""

    name: str
    days: int
    answers: int
    missed: tuple[int, ...]
    able: float


KINDS = (
    Kind("new", days=2, answers=5, missed=(), able=0.6),
    Kind("middling", days=45, answers=8, missed=(4, 18, 19, 20, 21, 22, 31, 32), able=0.75),
    Kind("strong", days=82, answers=30, missed=(9, 40, 41), able=0.96),
)


def next_items(library: Library, due: list[str], met: set[str], count: int) -> list[Item]:
    """What is due, and at least a third of it new, in course order."""
    again = [item for one in due if (item := library.item(one)) is not None]
    fresh = [item for bank in banks_in_course_order(library) for item in bank.items if item.id not in met]
    new = max(count // 3, count - len(again))
    return [*again[: count - new], *fresh[:new]]


async def learn(store: Store, library: Library, kind: Kind, rng: random.Random) -> ProgressView:
    """Let a learner answer day by day, and look at their progress on the last one."""
    reviewer = Reviewer()
    remembering = Remembering(store, reviewer)
    for ago in range(kind.days - 1, -1, -1):
        at = NOW - ago * DAY
        if ago in kind.missed or (at.weekday() == 6 and ago > 7):
            continue
        memories = await store.memories(1)
        due = sorted((one for one in memories.values() if one.due_at <= at), key=lambda one: (one.due_at, one.item_id))
        items = next_items(library, [one.item_id for one in due], set(memories), kind.answers + rng.randrange(-2, 8))
        sitting = await store.create_sitting(1, None, "", at, [Plan(item=item, order=()) for item in items])
        for round_ in await store.sitting_rounds(sitting.id):
            memory = memories.get(round_.item.id)
            chance = reviewer.recall(memory, at) * kind.able if memory else kind.able - 0.25
            credit = float(rng.random() < chance)
            given = NewAnswer(
                round_id=round_.id,
                learner_id=1,
                name="",
                guild_id=None,
                response=Picked((0,)),
                credit=credit,
                points=0,
                answered_at=at,
                day=at.date(),
            )
            await store.record(given)
            await remembering.round(round_.id)
    mastery = Mastery(store, Shelves(store, library), reviewer, now=lambda: NOW)
    return await mastery.progress(Learner(1, ""), None)


async def pictures(seed: int = 1918) -> dict[str, bytes]:
    """The files by their names."""
    library = load(ROOT / "lessons", ROOT / "quizzes").library
    assert library is not None
    found = {}
    for kind in KINDS:
        async with open_store("sqlite://") as store:
            view = await learn(store, library, kind, random.Random(seed))
        picture = Image.open(io.BytesIO(draw(render.progress_card(view))))
        small = io.BytesIO()
        picture.quantize(COLOURS).save(small, "PNG", optimize=True)
        found[f"progress-{kind.name}.png"] = small.getvalue()
        sys.stdout.write(f"{kind.name}, {date.isoformat(view.today)}:\n{render.progress_words(view)}\n\n")
    return found


if __name__ == "__main__":
    for name, png in asyncio.run(pictures()).items():
        (ROOT / "docs" / "images" / name).write_bytes(png)
