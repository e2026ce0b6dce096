"""What reading a learner's progress costs as others answer: `make bench`.

Two databases lie side by side, one with ten thousand answers and one with a million, and are asked in turn. The learner
has met the whole course in both, and their server has asked something on two hundred days. For each other learner there
is a server of its own, which has asked something on twenty.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.content import load
from bot.core.models import Library
from bot.core.review import Review, Reviewer
from bot.discord_ui import render
from bot.reports.progress import draw
from bot.services.mastery import Mastery
from bot.services.people import Learner
from bot.services.shelves import Shelves
from bot.store import Store, open_store
from tests.databases import PostgresServer
from tests.store.samples import GUILD, an_answer, asked, save
from tests.store.test_memories import a_sitting
from tests.store.test_schedules import new_schedule

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
READER = Learner(1, "Reader")
ROUNDS = 1_000
FEW, MANY = 10, 1_000
"""Learners who have answered each of the rounds."""
DAYS_ACTIVE, DAYS_ASKED = 80, 200
WARM_UP, REPEATS, PICTURES = 10, 150, 10
MOST = 1.2

SHARED = (
    "guild_id, channel_id, topic, item_id, version, item, shown_order, state, revealed, hinted, attempt, remembered"
)
REMEMBERED = "item_id, version, guild_id, stability, difficulty, last_review, due_at, reviews, lapses, missed"
FILLING = """
INSERT INTO rounds (quiz_id, position, {SHARED})
    {rounds} SELECT quiz_id, i, {SHARED} FROM rounds, n WHERE rounds.id = {round};
UPDATE rounds SET state = 'closed', remembered = {true}, revealed = {true};
INSERT INTO posts (schedule_id, guild_id, channel_id, day, number, slot_at, state, claimed_at, late, item_id, tries)
    {asked} SELECT {schedule}, {guild}, 1, {day}, 0, 0, 'posted', 0, {false}, 'x', 0 FROM n;
INSERT INTO posts (schedule_id, guild_id, channel_id, day, number, slot_at, state, claimed_at, late, item_id, tries)
    {learners} SELECT {schedule}, i, 1, {first}, i * 20 + m.column1, 0, 'posted', 0, {false}, 'x', 0
    FROM n, (VALUES {twenty}) AS m;
INSERT INTO rounds (post_id, position, {SHARED})
    SELECT posts.id, 0, {shared} FROM posts, rounds WHERE rounds.id = {round};
INSERT INTO answers (round_id, learner_id, guild_id, response, credit, points, answered_at, day)
    {learners} SELECT rounds.id, i, {guild}, '[1]', 1.0, 100, 0, {first} FROM rounds, n WHERE quiz_id IS NOT NULL;
DELETE FROM activity;
INSERT INTO activity (learner_id, day, guild_id, answers, credit)
    {active} SELECT {reader}, {day}, {guild}, 12, 9.0 FROM n;
INSERT INTO activity (learner_id, day, guild_id, answers, credit)
    {learners} SELECT i, day, guild_id, answers, credit FROM activity, n WHERE learner_id = {reader};
INSERT INTO memories (learner_id, {REMEMBERED})
    {learners} SELECT i, {REMEMBERED} FROM memories, n WHERE learner_id = {reader}
"""


def numbers(first: int, last: int) -> str:
    return f"WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})"


@pytest.fixture(params=["sqlite", "postgres"])
def two_urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/few.sqlite3", f"sqlite+aiosqlite:///{tmp_path}/many.sqlite3"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    urls = server.database(), server.database()
    yield urls
    for url in urls:
        server.drop(url)


async def fill(store: Store, library: Library, learners: int, *, sqlite: bool) -> None:
    """Let the reader have met the whole course, and so many others have answered every round."""
    _, round_ = await asked(store)
    [practised] = (await a_sitting(store, learner_id=READER.id, guild_id=GUILD))[1]
    await save(store, an_answer(practised.id, READER.id, at=NOW))
    schedule = await store.create_schedule(new_schedule())
    reviewer = Reviewer()
    first_day = NOW.date().isoformat()
    remembered = await store.remember(
        practised.id,
        [
            reviewer.review(
                None,
                Review(
                    learner_id=READER.id,
                    item_id=item.id,
                    version=item.version,
                    at=NOW - timedelta(days=number % 60),
                    credit=float(number % 5 > 0),
                ),
            )
            for number, item in enumerate(library.items())
        ],
    )
    assert remembered
    filling = FILLING.format(
        SHARED=SHARED,
        REMEMBERED=REMEMBERED,
        shared=", ".join(f"rounds.{one}" for one in SHARED.split(", ")),
        rounds=numbers(1, ROUNDS - 1),
        asked=numbers(0, DAYS_ASKED - 1),
        active=numbers(0, DAYS_ACTIVE - 1),
        learners=numbers(1_001, 1_000 + learners),
        twenty=", ".join(f"({number})" for number in range(20)),
        round=round_.id,
        schedule=schedule.id,
        guild=GUILD,
        reader=READER.id,
        first=f"'{first_day}'" if sqlite else f"DATE '{first_day}'",
        day=f"date('{first_day}', '-' || i || ' days')" if sqlite else f"DATE '{first_day}' - i",
        true=int(True) if sqlite else "true",
        false=int(False) if sqlite else "false",
    )
    async with store._database.write() as connection:
        for statement in filling.split(";"):
            await connection.execute(sa.text(statement))
        if not sqlite:
            await connection.execute(sa.text("ANALYZE"))
        others = sa.text(f"SELECT count(*) FROM answers WHERE learner_id <> {READER.id}")
        assert (await connection.execute(others)).scalar_one() == learners * ROUNDS


async def test_a_progress_picture_after_ten_thousand_answers_and_after_a_million(two_urls: tuple[str, str]) -> None:
    kind = two_urls[0].partition("+")[0].partition(":")[0]
    library = load(ROOT / "lessons", ROOT / "quizzes").library
    assert library is not None
    async with AsyncExitStack() as stack:
        desks = []
        for url, learners in zip(two_urls, (FEW, MANY), strict=True):
            store = await stack.enter_async_context(open_store(url))
            await fill(store, library, learners, sqlite=kind == "sqlite")
            desks.append(Mastery(store, Shelves(store, library), Reviewer(), now=lambda: NOW))
        took: list[list[float]] = [[], []]
        view = await desks[0].progress(READER, GUILD)
        for number in range(WARM_UP + REPEATS):
            for mastery, times in zip(desks, took, strict=True):
                start = time.perf_counter()
                view = await mastery.progress(READER, GUILD)
                if number >= WARM_UP:
                    times.append(time.perf_counter() - start)
        assert view.whole.seen == view.whole.items
        assert view.streak.streak.days == DAYS_ACTIVE
    drawing = []
    for _ in range(PICTURES):
        start = time.perf_counter()
        draw(render.progress_card(view))
        drawing.append(time.perf_counter() - start)
    few, many = map(statistics.median, took)
    ratio = many / few
    print(
        f"\n{kind}: reading a learner's progress takes {few * 1000:.1f} ms with {FEW * ROUNDS:,} answers stored and "
        f"{many * 1000:.1f} ms with {MANY * ROUNDS:,}, {ratio:.2f} times as long; "
        f"drawing it takes {statistics.median(drawing) * 1000:.0f} ms"
    )
    assert ratio <= MOST, f"{kind}: with a million answers it takes {ratio:.2f} times as long, more than {MOST}"
