"""Opening: the right database, up to date, ours alone where it must be, or one sentence that says why not."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.core.errors import StoreInUse, StoreUnavailable
from bot.core.records import Guild
from bot.store import Store, open_store
from bot.store.engine import parsed, without_password
from bot.store.migrating import NewerDatabase, bring_up_to_date
from bot.store.schema import metadata
from tests.databases import PostgresServer
from tests.store.samples import GUILD, NOW, SERGO


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:///data/x.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:////var/x.db", "sqlite+aiosqlite"),
        ("sqlite+pysqlite:///x.db", "sqlite+aiosqlite"),
        ("postgres://u:p@h/d", "postgresql+asyncpg"),
        ("postgresql://u:p@h:5433/d", "postgresql+asyncpg"),
        ("postgresql+asyncpg://u@h/d", "postgresql+asyncpg"),
        ("postgresql+psycopg2://u@h/d", "postgresql+asyncpg"),
        ("postgresql://u:@/d?host=/tmp/x", "postgresql+asyncpg"),
    ],
)
def test_a_url_in_any_of_its_usual_spellings_gets_the_asynchronous_driver(url: str, driver: str) -> None:
    found = parsed(url)
    assert found.drivername == driver
    assert unquote(found.render_as_string(hide_password=False)).partition("://")[2] == url.partition("://")[2]


def test_libpqs_word_for_encryption_is_understood() -> None:
    assert parsed("postgres://h/d?sslmode=require&host=/x").query == {"ssl": "require", "host": "/x"}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://u:secret@h/d", "postgresql://u:***@h/d"),
        ("postgresql://u:p@ss:w/rd?@h/d", "postgresql://u:***@h/d"),
        ("postgresql://u@h/d?password=secret&x=1", "postgresql://u@h/d?password=***&x=1"),
        ("postgresql://u@h/d", "postgresql://u@h/d"),
        ("sqlite:///x.db", "sqlite:///x.db"),
    ],
)
def test_a_password_is_never_shown(url: str, shown: str) -> None:
    assert without_password(url) == shown


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("not a url", "not a database URL"),
        ("mysql://u:secret@h/d", "mysql is not supported"),
        ("postgresql://u:secret@127.0.0.1:1/d", "127.0.0.1"),
        ("postgresql://u:secret@/d?host=/nowhere/at/all", "No such file"),
        ("postgresql://u:secret@127.0.0.1:1/d?nonsense=1", "nonsense"),
    ],
)
async def test_a_database_that_cannot_be_opened_is_told_with_the_reason(url: str, reason: str) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        async with open_store(url):
            pass
    assert reason in refused.value.reason
    assert "secret" not in refused.value.url + refused.value.reason


async def test_a_database_that_is_not_on_the_server_is_told(postgres_url: str) -> None:
    with pytest.raises(StoreUnavailable, match="does not exist"):
        async with open_store(postgres_url.replace("/class_", "/nowhere_")):
            pass


async def test_a_file_that_is_no_database_is_told(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "dastan.sqlite3").write_text("Once upon a time there was a file that was no database." * 99)
    with pytest.raises(StoreUnavailable, match="not a database"):
        async with open_store(sqlite_url):
            pass


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable, match="file"):
        async with open_store(f"sqlite:///{tmp_path}/file/dastan.sqlite3"):
            pass


async def test_an_sqlite_that_is_too_old_is_told(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(StoreUnavailable, match=r"3\.35 is needed"):
        async with open_store(sqlite_url):
            pass


async def test_an_error_without_words_is_told_by_its_name(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_connection: sa.Connection) -> None:
        raise TimeoutError

    monkeypatch.setattr("bot.store.opening.bring_up_to_date", refuse)
    with pytest.raises(StoreUnavailable) as refused:
        async with open_store(sqlite_url):
            pass
    assert refused.value.reason == "TimeoutError"


async def test_what_fails_while_a_store_is_open_is_not_taken_for_a_fault_of_the_store(sqlite_url: str) -> None:
    with pytest.raises(ZeroDivisionError):
        async with open_store(sqlite_url):
            _ = 1 // 0
    async with open_store(sqlite_url):
        pass


async def test_the_folder_of_an_sqlite_file_is_made(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path}/a/b/dastan.sqlite3"):
        assert (tmp_path / "a" / "b" / "dastan.sqlite3").is_file()


async def test_what_is_kept_is_there_after_a_restart(database_url: str) -> None:
    async with open_store(database_url) as store:
        await store.mark_read(SERGO, "basmachi/1", NOW)
    async with open_store(database_url) as store:
        assert await store.lessons_read(SERGO) == {"basmachi/1"}


async def test_what_is_under_way_is_done_before_a_store_is_closed(database_url: str) -> None:
    async with open_store(database_url) as store:
        reading = asyncio.create_task(store.mark_read(SERGO, "basmachi/1", NOW))
        await asyncio.sleep(0)
        reading.cancel()
    async with open_store(database_url) as store:
        assert await store.lessons_read(SERGO) == {"basmachi/1"}


@pytest.mark.parametrize("url", ["sqlite://", "sqlite+aiosqlite:///:memory:"])
async def test_a_store_without_a_file_is_forgotten_at_the_end(url: str) -> None:
    async with open_store(url) as store, open_store(url) as other:
        await store.save_guild(Guild(id=GUILD, language="ru"))
        assert (await store.guild(GUILD)).language == "ru"
        assert (await other.guild(GUILD)).language == "en"
        file = str(store._database._writer.url.database)
        assert os.path.exists(file)  # noqa: ASYNC240, PTH110 - nothing else runs
    assert not os.path.exists(os.path.dirname(file))  # noqa: ASYNC240, PTH110, PTH120 - as above


async def test_a_second_opener_of_an_sqlite_file_is_refused_at_once(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "link.sqlite3").symlink_to(tmp_path / "dastan.sqlite3")
    async with open_store(sqlite_url) as store:
        for url in (sqlite_url, f"sqlite:///{tmp_path}/link.sqlite3"):
            with pytest.raises(StoreInUse) as refused:
                async with open_store(url):
                    pass
            assert refused.value.path == str(tmp_path / "dastan.sqlite3")
        assert await store.lessons_read(SERGO) == frozenset()
    async with open_store(sqlite_url):
        pass


def _open_in_a_process(url: str, outcomes: multiprocessing.Queue[str]) -> None:
    async def opened() -> str:
        try:
            async with open_store(url) as store:
                await store.mark_read(SERGO, "basmachi/1", NOW)
                return "opened"
        except (StoreInUse, StoreUnavailable) as error:
            return repr(error)

    outcomes.put(asyncio.run(opened()))


def _in_processes(url: str, number: int) -> list[str]:
    spawn = multiprocessing.get_context("spawn")
    outcomes: multiprocessing.Queue[str] = spawn.Queue()
    processes = [spawn.Process(target=_open_in_a_process, args=(url, outcomes)) for _ in range(number)]
    for process in processes:
        process.start()
    found = [outcomes.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
        process.close()
    outcomes.close()
    outcomes.join_thread()
    return found


async def test_another_process_is_refused_while_an_sqlite_file_is_open(sqlite_url: str) -> None:
    async with open_store(sqlite_url):
        [outcome] = await asyncio.to_thread(_in_processes, sqlite_url, 1)
    assert outcome.startswith("StoreInUse")


def test_two_processes_may_start_at_once_on_an_empty_postgresql(empty_postgres_url: str) -> None:
    assert _in_processes(empty_postgres_url, 2) == ["opened", "opened"]


async def test_many_may_open_an_empty_postgresql_at_once(empty_postgres_url: str) -> None:
    async def opened(lesson: str) -> None:
        async with open_store(empty_postgres_url) as store:
            await store.mark_read(SERGO, lesson, NOW)

    await asyncio.gather(*(opened(lesson) for lesson in "abcde"))
    async with open_store(empty_postgres_url) as store:
        assert await store.lessons_read(SERGO) == set("abcde")


async def test_a_database_of_a_newer_version_is_left_alone(database_url: str) -> None:
    async with open_store(database_url) as store, store._database.write() as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailable, match=r"newer version of Dastan \(revision 9999\)") as refused:
        async with open_store(database_url):
            pass
    assert isinstance(refused.value.__cause__, NewerDatabase)


async def test_a_migration_that_fails_leaves_nothing_behind(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails_at_the_end(connection: sa.Connection) -> None:
        bring_up_to_date(connection)
        raise OSError("power cut")

    with monkeypatch.context() as broken:
        broken.setattr("bot.store.opening.bring_up_to_date", fails_at_the_end)
        with pytest.raises(StoreUnavailable, match="power cut"):
            async with open_store(empty_url):
                pass
    async with open_store(empty_url) as store:
        assert await store.active_quizzes() == []


async def test_the_tables_are_those_that_the_queries_are_written_for(store: Store) -> None:
    def differences(connection: sa.Connection) -> object:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return compare_metadata(context, metadata)

    async with store._database.write() as connection:
        assert await connection.run_sync(differences) == []


async def test_the_very_statements_of_the_tables_agree_on_sqlite(empty_sqlite_url: str, tmp_path: Path) -> None:
    """Alembic compares neither conditions of indexes, nor checks, nor AUTOINCREMENT, nor WITHOUT ROWID."""
    async with open_store(empty_sqlite_url):
        pass
    with (
        closing(sqlite3.connect(tmp_path / "empty.sqlite3")) as migrated,
        closing(sqlite3.connect(":memory:")) as made,
    ):
        dialect = sa.make_url("sqlite://").get_dialect()()
        for table in metadata.sorted_tables:
            made.execute(str(CreateTable(table).compile(dialect=dialect)))
            for index in table.indexes:
                made.execute(str(CreateIndex(index).compile(dialect=dialect)))
        query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'"
        migrated_sql, made_sql = [{name: _parts(sql) for name, sql in one.execute(query)} for one in (migrated, made)]
    assert migrated_sql == made_sql


def _parts(statement: str) -> list[str]:
    """What a statement consists of, in any order.

    SQLite puts quotes around the name of a table that was renamed, and writes a column that was added behind the rest.
    """
    before, opening, rest = " ".join(statement.replace('"', "").split()).partition("(")
    inside, closing, after = rest.rpartition(")")
    return [f"{before}{opening}{closing}{after}", *sorted(one.strip() for one in re.split(r",(?![^(]*\))", inside))]


async def test_indexes_constraints_and_collations_agree_on_postgresql(
    postgres_url: str, postgres: PostgresServer
) -> None:
    queries = (
        "SELECT indexdef FROM pg_indexes WHERE tablename = ANY(:tables)",
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid::regclass::text = ANY(:tables)",
        "SELECT table_name, column_name, collation_name FROM information_schema.columns WHERE table_name=ANY(:tables)",
    )
    found = []
    async with open_store(postgres_url) as migrated, open_store(postgres.empty_database()) as made:
        async with made._database.write() as connection:
            await connection.run_sync(metadata.drop_all)
            await connection.run_sync(metadata.create_all)
        for store in (migrated, made):
            async with store._database.read() as connection:
                rows = [
                    await connection.execute(sa.text(query), {"tables": list(metadata.tables)}) for query in queries
                ]
                found.append([sorted(map(repr, each)) for each in rows])
    assert found[0] == found[1]
    assert all(found[0])


async def test_opening_leaves_logging_as_it_was(sqlite_url: str) -> None:
    def as_it_is() -> tuple[int, list[logging.Handler], list[bool]]:
        names = ("bot", "alembic", "sqlalchemy")
        return logging.root.level, list(logging.root.handlers), [logging.getLogger(name).disabled for name in names]

    before = as_it_is()
    async with open_store(sqlite_url):
        assert as_it_is() == before


@pytest.mark.parametrize(
    ("method", "arguments", "index"),
    [
        ("active_quiz", (1,), "uq_quizzes_running"),
        ("due_quizzes", (NOW, 5), "ix_quizzes_due_at"),
        ("next_due", (), "ix_quizzes_due_at"),
        ("ended_without_podium", (), "ix_quizzes_podium_wanted"),
    ],
)
async def test_what_is_asked_all_the_time_is_asked_of_an_index(
    sqlite_url: str, method: str, arguments: tuple[object, ...], index: str
) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []

    def listen(
        _connection: object, _cursor: object, statement: str, parameters: tuple[object, ...], *_: object
    ) -> None:
        asked.append((statement, parameters))

    async with open_store(sqlite_url) as store:
        sa.event.listen(store._database._reader.sync_engine, "before_cursor_execute", listen)
        await getattr(store, method)(*arguments)
        statement, parameters = asked[-1]
        async with store._database.read() as connection:
            plan = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)).all()
    assert any(index in step.detail for step in plan)
