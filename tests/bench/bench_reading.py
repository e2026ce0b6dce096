"""Reading must not grow dearer with what has been stored: a class in its eleventh year beside one in its second month.

Both have the same server and the same learners, who answer as many questions a day. Each measure is a ratio within one
run, the two databases read in turn, so that a change in the machine's speed meets both.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from bot.core.calendar import Period
from bot.core.models import Library
from bot.core.snapshot import item_to_json
from bot.services.people import Learner
from bot.services.progress import Progress
from bot.services.shelves import Shelves
from bot.store import Store, open_store
from bot.store.engine import parsed
from tests.databases import PostgresServer
from tests.store.samples import GUILD, KOKAND

LEARNERS, QUESTIONS_A_DAY = 50, 5
FEW, MANY = 10_000, 1_000_000
"""Answers: forty days of them, and four thousand."""
AT_MOST = 1.2
WARM_UP, REPEATS = 10, 100

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
READER = Learner(LEARNERS // 2, "Reader")

_DAY = {"sqlite": "date('{today}', '-' || ({back}) || ' days')", "postgresql": "date '{today}' - CAST({back} AS int)"}
_NUMBERS = {
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count}) SELECT i FROM n)",
    "postgresql": "(SELECT generate_series(CAST(0 AS bigint), {count} - 1) AS i)",
}

_QUIZZES = """
INSERT INTO quizzes (id, revision, guild_id, channel_id, host_id, bank, title, seconds, speed_bonus, created_at, total,
    phase, position, silent, ended_as, podium_done)
SELECT i + 1, 0, {guild}, 1, 2, 'b', 't', 30, false, {now} - i / {a_day} * 86400000, 1, 'ended', 0, 0, 'finished', true
FROM {rounds} AS n
"""
_ROUNDS = """
INSERT INTO rounds (id, quiz_id, guild_id, channel_id, position, topic, item_id, version, item, shown_order, state,
    opened_at, ends_at, revealed, hinted, attempt, remembered)
SELECT i + 1, i + 1, {guild}, 1, 0, 'basmachi/' || (i % {a_day}), 'x', '1', :item, '[]', 'closed',
    {now} - i / {a_day} * 86400000, {now} - i / {a_day} * 86400000, true, false, 1, true
FROM {rounds} AS n
"""
_ANSWERS = """
INSERT INTO answers (round_id, learner_id, guild_id, response, credit, points, answered_at, day)
SELECT i / {learners} + 1, i % {learners} + 1, {guild}, '[1]', (i % 5) / 4.0, (i % 5) * 25,
    {now} - i / {learners} / {a_day} * 86400000, {day}
FROM {answers} AS n
"""
_DAILY_TOTALS = """
INSERT INTO daily_totals (guild_id, day, topic, learner_id, answers, credit, points)
SELECT a.guild_id, a.day, r.topic, a.learner_id, count(*), sum(a.credit), sum(a.points)
FROM answers a JOIN rounds r ON r.id = a.round_id GROUP BY a.guild_id, a.day, r.topic, a.learner_id
"""
_LIFETIME_TOTALS = """
INSERT INTO lifetime_totals (guild_id, topic, learner_id, answers, credit, points)
SELECT guild_id, topic, learner_id, sum(answers), sum(credit), sum(points)
FROM daily_totals GROUP BY guild_id, topic, learner_id
"""
_LEARNERS = """
INSERT INTO learners (guild_id, learner_id, name, sort_name)
SELECT DISTINCT guild_id, learner_id, 'Learner ' || learner_id, 'learner ' || learner_id FROM lifetime_totals
"""


async def fill(url: str, count: int) -> None:
    """Store so many answers, and what their questions' closing would have made of them."""
    engine = create_async_engine(parsed(url))
    kind = engine.dialect.name
    back = f"i / {LEARNERS} / {QUESTIONS_A_DAY}"
    values = {
        "a_day": QUESTIONS_A_DAY,
        "learners": LEARNERS,
        "guild": GUILD,
        "now": int(NOW.timestamp() * 1000),
        "day": _DAY[kind].format(today=NOW.date().isoformat(), back=back),
        "answers": _NUMBERS[kind].format(count=count),
        "rounds": _NUMBERS[kind].format(count=count // LEARNERS),
    }
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        for pragma in ("synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY") if kind == "sqlite" else ():
            await connection.execute(sa.text(f"PRAGMA {pragma}"))
        for statement in (_QUIZZES, _ROUNDS, _ANSWERS, _DAILY_TOTALS, _LIFETIME_TOTALS, _LEARNERS):
            bound = {"item": item_to_json(KOKAND)} if ":item" in statement else {}
            await connection.execute(sa.text(statement.format(**values)), bound)
        await connection.execute(sa.text("ANALYZE"))  # as PostgreSQL does by itself before long
    await engine.dispose()


@asynccontextmanager
async def both(urls: tuple[str, str]) -> AsyncIterator[tuple[Store, Store]]:
    """A store with few answers and one with many."""
    async with AsyncExitStack() as stack:
        few, many = [await stack.enter_async_context(open_store(url)) for url in urls]
        for url, count in zip(urls, (FEW, MANY), strict=True):
            await fill(url, count)
        yield few, many


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """Two databases of one kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/few.sqlite3", f"sqlite:///{tmp_path}/many.sqlite3"
    postgres: PostgresServer = request.getfixturevalue("postgres")
    return postgres.database(), postgres.database()


async def compared(few: Callable[[], Awaitable[object]], many: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """What the two take when nothing else disturbs them, done in turn: the lowest tenth of the times."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(WARM_UP + REPEATS):
        for work, taken in zip((few, many), times, strict=True):
            start = time.perf_counter()
            await work()
            taken.append(time.perf_counter() - start)
    first, second = (statistics.quantiles(taken[WARM_UP:], n=10)[0] for taken in times)
    return first, second


async def held_to(what: str, few: Callable[[], Awaitable[object]], many: Callable[[], Awaitable[object]]) -> None:
    """Say what it costs, and object if many answers make it too dear.

    What was too dear is measured anew, twice at the most: a disturbance of the machine's passes, a cost does not.
    """
    words = ""
    for _ in range(3):
        first, second = (1000 * taken for taken in await compared(few, many))
        words = (
            f"{what}: {first:.2f} ms with {FEW:,} answers, {second:.2f} ms with {MANY:,}: {second / first:.2f} times"
        )
        print(f"  {words}")
        if second <= first * AT_MOST:
            return
    pytest.fail(f"{words}, and at most {AT_MOST} were promised")


async def test_a_leaderboard_page(urls: tuple[str, str]) -> None:
    print(f"\na leaderboard page on {urls[0].partition(':')[0]}, {LEARNERS} learners")
    async with both(urls) as (few, many):
        boards = [Progress(store, Shelves(store, Library.of([], [], [])), now=lambda: NOW) for store in (few, many)]
        for period in Period:
            for page in (0, 3):
                first, second = (
                    lambda board=board, period=period, page=page: board.leaderboard(GUILD, READER, period, None, page)
                    for board in boards
                )
                await held_to(f"{period.value}, page {page + 1}", first, second)
        view = await boards[1].leaderboard(GUILD, READER, Period.ALL, None, 3)
        assert (view.learners, view.page) == (LEARNERS, 3)
