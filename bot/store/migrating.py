"""Bringing the tables up to date, with Alembic and without any file of settings."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = int.from_bytes(b"dastan", "big")
"""The number of the advisory lock on PostgreSQL."""


class NewerDatabase(Exception):
    """The tables have been changed by a version of Dastan that this one does not know."""


def bring_up_to_date(connection: sa.Connection) -> None:
    """Run the migrations that are missing, in the transaction that `connection` is in: all of them or none.

    On PostgreSQL others who do the same at the same moment wait here, and then find nothing left to do.

    Raises:
        NewerDatabase: with a sentence that names the unknown revision.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    config = _config(connection)
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    current = set(MigrationContext.configure(connection).get_current_heads())
    if unknown := current - known:
        raise NewerDatabase(f"it was made by a newer version of Dastan (revision {', '.join(sorted(unknown))})")
    if current != set(scripts.get_heads()):
        command.upgrade(config, "head")


def _config(connection: sa.Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))  # Alembic interpolates
    config.set_main_option("path_separator", "os")
    return config
