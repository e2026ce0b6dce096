"""Run by Alembic for `bot.store.migrating`, which hands over the connection; logging is left as it is."""

from __future__ import annotations

from alembic import context

from bot.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
