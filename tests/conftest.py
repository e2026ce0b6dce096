"""What any test may ask for: a database, and how long to take.

`database_url` runs a test twice: on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import PostgresServer, shared_postgres_server, sqlite_file
from tests.soak import Soak

USUAL_SEED = 1


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="run the tests marked `soak` at full length")
    parser.addoption("--seed", type=int, help=f"what they begin with ({USUAL_SEED}; with --soak a new one each time)")


@pytest.fixture
def soak(request: pytest.FixtureRequest) -> Soak:
    """How long a test marked `soak` shall take."""
    full, seed = request.config.getoption("soak"), request.config.getoption("seed")
    if seed is None:
        seed = random.randrange(10**6) if full else USUAL_SEED
    return Soak(full=full, seed=seed)


@pytest.fixture(scope="session")
def postgres(testrun_uid: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    base = tmp_path_factory.getbasetemp()
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    with shared_postgres_server(testrun_uid, base if alone else base.parent) as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database whose tables are up to date, for the others to be copied from: that is ten times as quick."""
    return sqlite_file(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    file = shutil.copy(sqlite_template, tmp_path / "dastan.sqlite3")
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    url = postgres.database()
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
