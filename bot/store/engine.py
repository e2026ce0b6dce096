"""Connections: what a database URL means, and how each kind of database is spoken to."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from typing import Any, TypeAlias, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool, StaticPool

BUSY_FOR = 1200
"""Milliseconds to wait for a lock that another program holds on an SQLite file, the time in the queue included: a
learner should hear within Discord's three seconds that they are to press again."""

LAST_LOOK = 50
"""Milliseconds that a writer waits for the lock who has spent its time in the queue."""

_SQLITE_READERS = 4
_POSTGRES = {"postgres", "postgresql"}
_POSTGRES_TROUBLE = {"08", "53", "57", "58"}
"""Classes of SQLSTATE: the connection, resources (a full disk), an operator's intervention (a restart), the system."""
_POSTGRES_TIMEOUTS = {"timeout": 10, "command_timeout": 60}

T = TypeVar("T")
Insert: TypeAlias = sqlite.Insert | postgresql.Insert


class Database:
    """An open database.

    A reading is in autocommit: each statement sees what was committed before it. A writing is one transaction, on
    SQLite begun with the write lock, so that it can never be told "database is locked" halfway.
    """

    def __init__(self, *, writer: AsyncEngine, reader: AsyncEngine, insert: Callable[[sa.Table], Insert]) -> None:
        self._writer = writer
        self._reader = reader
        self._running: set[asyncio.Task[Any]] = set()
        self.shard = (0, 1)
        """Which shard of how many is this process's."""
        self.insert = insert
        """An INSERT that may be given an ON CONFLICT clause."""

    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A connection to read from."""
        return self._reader.connect()

    def write(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction: committed at the end of the block, undone when the block raises."""
        return self._writer.begin()

    async def transact(self, work: Callable[[sa.Connection | sqlite3.Connection], T]) -> T:
        """A transaction that is one plain function: committed when this returns, undone when `work` raises."""
        return await self.run(self._transact(work))

    async def transact_sql(self, work: Callable[[sa.Connection], T]) -> T:
        """As `transact`, in SQLAlchemy's words on every database; for what is done to many rows at a time."""
        return await self.run(self._transact_sql(work))

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do some work with connections to its end, also when whoever waits for it is cancelled.

        A cancellation in the midst of a statement would leave an SQLite connection holding the write lock.
        """
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Let what is under way come to its end, and close every connection."""
        if self._running:
            await asyncio.wait(self._running)
        await self._reader.dispose()
        await self._writer.dispose()

    async def _transact(self, work: Callable[[sa.Connection | sqlite3.Connection], T]) -> T:
        return await self._transact_sql(work)

    async def _transact_sql(self, work: Callable[[sa.Connection], T]) -> T:
        async with self._writer.begin() as connection:
            return await connection.run_sync(work)


class SqliteDatabase(Database):
    """An SQLite file. Its writers queue for each other here, not at the file, where they would have to poll.

    `transact` works on a connection of the driver's own and goes to a thread and back once; the asynchronous driver
    does so for every statement.
    """

    def __init__(self, *, direct: sa.Engine, writer: AsyncEngine, reader: AsyncEngine) -> None:
        super().__init__(writer=writer, reader=reader, insert=sqlite.insert)
        self._direct = direct
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
        self._turn = asyncio.Lock()
        self._patience = BUSY_FOR
        for engine in (writer.sync_engine, direct):
            sa.event.listen(engine, "begin", self._begin_immediate)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed at the end of the block, undone when the block raises."""
        async with self._my_turn(), self._writer.begin() as connection:
            yield connection

    async def close(self) -> None:
        """Let what is under way come to its end, and close every connection."""
        await super().close()
        self._thread.shutdown()
        self._direct.dispose()

    async def _transact(self, work: Callable[[sa.Connection | sqlite3.Connection], T]) -> T:
        async with self._my_turn():
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._begin, work)

    async def _transact_sql(self, work: Callable[[sa.Connection], T]) -> T:
        async with self._my_turn():
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._begin_sql, work)

    @asynccontextmanager
    async def _my_turn(self) -> AsyncIterator[None]:
        """The queue of the writers. The time spent in it is taken from the time to wait for another program's lock."""
        clock = asyncio.get_running_loop().time
        asked = clock()
        async with self._turn:
            waited = round((clock() - asked) * 1000)
            self._patience = max(LAST_LOOK, BUSY_FOR - waited) if waited > LAST_LOOK else BUSY_FOR
            yield

    def _begin_immediate(self, connection: sa.Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {self._patience}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def _begin(self, work: Callable[[sa.Connection | sqlite3.Connection], T]) -> T:
        with closing(self._direct.raw_connection()) as pooled:
            connection = cast("sqlite3.Connection", pooled.driver_connection)
            connection.execute(f"PRAGMA busy_timeout = {self._patience}")
            connection.execute("BEGIN IMMEDIATE")
            with connection:  # commits, or rolls back
                return work(connection)

    def _begin_sql(self, work: Callable[[sa.Connection], T]) -> T:
        with self._direct.begin() as connection:
            return work(connection)


def is_trouble(error: Exception) -> bool:
    """Whether an error means that the database cannot be used just now, and not that it is at odds with us."""
    found = error.orig if isinstance(error, sa.exc.DBAPIError) and error.orig is not None else error
    if isinstance(error, sa.exc.DBAPIError) and error.connection_invalidated:
        return True
    if (getattr(found, "sqlstate", None) or "")[:2] in _POSTGRES_TROUBLE:
        return True
    return isinstance(found, sa.exc.TimeoutError | sqlite3.OperationalError | OSError | TimeoutError)


def parsed(url: str) -> sa.URL:
    """A database URL in any of its usual spellings, with the asynchronous driver.

    Raises:
        ValueError: it is no URL, or of a database that is not supported.
    """
    try:
        found = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise ValueError("this is not a database URL") from None  # its own sentence repeats the password
    kind = found.get_backend_name() if "+" in found.drivername else found.drivername
    if kind == "sqlite":
        return found.set(drivername="sqlite+aiosqlite")
    if kind not in _POSTGRES:
        raise ValueError(f"{kind} is not supported: use sqlite or postgresql")
    found = found.set(drivername="postgresql+asyncpg")
    if "sslmode" in found.query:  # libpq's word; asyncpg says ssl
        mode = found.query["sslmode"]
        found = found.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    return found


def without_password(url: str) -> str:
    """A database URL as it may be shown."""
    hidden = re.sub(r"(://[^:/?@]*):.*@", r"\1:***@", url)
    return re.sub(r"([?&]password=)[^&]*", r"\1***", hidden)


def sqlite_database(url: sa.URL) -> Database:
    """A database in an SQLite file."""
    writer = _sqlite_engine(url, pool_size=1, max_overflow=0)
    direct = sa.create_engine(url.set(drivername="sqlite"), poolclass=StaticPool, hide_parameters=True)
    for engine in (writer.sync_engine, direct):
        sa.event.listen(engine, "connect", _prepare_writer)
    reader = _sqlite_engine(
        url, pool_size=_SQLITE_READERS, max_overflow=0, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True
    )
    sa.event.listen(reader.sync_engine, "connect", _prepare_reader)
    return SqliteDatabase(direct=direct, writer=writer, reader=reader)


def postgres_database(url: sa.URL) -> Database:
    """A database on a PostgreSQL server."""
    engine = create_async_engine(
        url,
        pool_size=10,
        max_overflow=10,
        pool_pre_ping=True,  # a server that was restarted costs nobody an answer
        skip_autocommit_rollback=True,
        connect_args=_POSTGRES_TIMEOUTS,
        hide_parameters=True,  # an error's text must not hold what a learner answered
    )
    reader = engine.execution_options(isolation_level="AUTOCOMMIT")  # of the same pool
    return Database(writer=engine, reader=reader, insert=postgresql.insert)


def migration_engine(url: sa.URL) -> AsyncEngine:
    """An engine for migrations: no foreign keys on SQLite (rebuilding a table must not cascade), no hurry elsewhere."""
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, poolclass=NullPool, connect_args={"timeout": _POSTGRES_TIMEOUTS["timeout"]})
    engine = _sqlite_engine(url, poolclass=NullPool)
    sa.event.listen(engine.sync_engine, "connect", _prepare_migration)
    sa.event.listen(engine.sync_engine, "begin", _begin_immediate)
    return engine


def _sqlite_engine(url: sa.URL, **options: Any) -> AsyncEngine:  # noqa: ANN401 - SQLAlchemy's own
    return create_async_engine(url, hide_parameters=True, **options)


def _prepare_writer(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
    connection.isolation_level = None  # or sqlite3 would begin transactions by itself, without the write lock
    # SQLite leaves what was deleted in the file until something is written over it: what a person erases is to be gone.
    _pragmas(connection, foreign_keys="ON", secure_delete="ON")


def _prepare_reader(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
    _pragmas(connection, query_only="ON")


def _prepare_migration(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
    connection.isolation_level = None
    _pragmas(connection, foreign_keys="OFF")


def _pragmas(connection: Any, **more: str) -> None:  # noqa: ANN401 - the driver's own
    cursor = connection.cursor()
    # FULL: what is committed is on the disk, also when the power fails (WAL alone promises less).
    for name, value in {"busy_timeout": BUSY_FOR, "journal_mode": "WAL", "synchronous": "FULL", **more}.items():
        cursor.execute(f"PRAGMA {name}={value}")
    cursor.close()


def _begin_immediate(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
