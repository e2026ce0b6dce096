"""Opening a database: lock it, bring its tables up to date, hand it over."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from filelock import FileLock, Timeout

from bot.core.errors import DastanError, StoreInUse, StoreUnavailable
from bot.store.engine import Database, migration_engine, parsed, postgres_database, sqlite_database, without_password
from bot.store.migrating import bring_up_to_date

_OLDEST_SQLITE = (3, 35)
"""The first that has RETURNING."""


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Database]:
    """Open the database of a URL, its tables up to date; an SQLite URL without a path is forgotten at the end.

    Raises:
        StoreInUse: another process, or another part of this one, has the SQLite file open.
        StoreUnavailable: the database cannot be opened, or is a newer Dastan's.
    """
    async with AsyncExitStack() as stack:
        try:
            database = await _open(url, stack)
        except DastanError:
            raise
        except Exception as error:  # drivers complain in many ways: asyncpg of an unknown option with a TypeError
            raise StoreUnavailable(without_password(url), _reason(error)) from error
        yield database


async def _open(url: str, stack: AsyncExitStack) -> Database:
    target = parsed(url)
    if on_sqlite := target.get_backend_name() == "sqlite":
        target = target.set(database=_locked_file(target.database, stack.enter_context(ExitStack())))
    migrations = migration_engine(target)
    try:
        async with migrations.begin() as connection:
            await connection.run_sync(bring_up_to_date)
    finally:
        await migrations.dispose()
    database = sqlite_database(target) if on_sqlite else postgres_database(target)
    stack.push_async_callback(database.close)
    return database


def _locked_file(path: str | None, stack: ExitStack) -> str:
    """The SQLite file at `path`, in a folder that exists, ours alone until the stack is left."""
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise ValueError(f"SQLite {sqlite3.sqlite_version} is too old: 3.35 is needed")
    if path in {None, "", ":memory:"}:
        return str(Path(stack.enter_context(TemporaryDirectory(prefix="dastan-"))) / "dastan.sqlite3")
    file = Path(str(path)).resolve()
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        stack.enter_context(FileLock(f"{file}.lock", timeout=0, thread_local=False))
    except Timeout:
        raise StoreInUse(str(file)) from None
    return str(file)


def _reason(error: Exception) -> str:
    said = str(error.orig if isinstance(error, sa.exc.DBAPIError) else error)
    return said or type(error).__name__
