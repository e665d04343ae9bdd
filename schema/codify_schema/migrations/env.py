"""Alembic runs this; the caller brings the connection and its transaction."""

from __future__ import annotations

from alembic import context

from codify_schema.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
