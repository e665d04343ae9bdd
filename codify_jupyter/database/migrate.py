"""Bringing a database's tables to the form this version needs, at every start."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from codify_schema.migrations import alembic_config
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from codify_jupyter.database.errors import MigrationError, UnknownRevision

_LOCK = int.from_bytes(b"codify", "big")
_POLL_S = 0.1
_STATEMENT_LOCK_TIMEOUT = "10s"


async def migrate(engine: AsyncEngine, *, patience_s: float = 300.0) -> bool:
    """Run the migrations that are missing; False when there was nothing to do.

    Several processes may do this at once: one migrates, the others wait.

    Raises:
        UnknownRevision: when the database is newer than this version.
        MigrationError: when it fails; nothing of it is kept then.
    """
    async with engine.connect() as connection:
        if await connection.run_sync(_is_current):
            return False
    async with _migration_lock(engine, patience_s), engine.connect() as connection:
        # The tables may be busy in other servers: rather fail than make them all wait for us.
        await connection.execute(text(f"SET LOCAL lock_timeout = '{_STATEMENT_LOCK_TIMEOUT}'"))
        try:
            await connection.run_sync(_upgrade)
            await connection.commit()
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            raise MigrationError(_explain(error)) from error
    return True


def known_revisions() -> frozenset[str]:
    """All the revisions that this version knows."""
    script = ScriptDirectory.from_config(alembic_config())
    return frozenset(revision.revision for revision in script.walk_revisions())


def _is_current(connection: Connection) -> bool:
    script = ScriptDirectory.from_config(alembic_config())
    found = set(MigrationContext.configure(connection).get_current_heads())
    unknown = found - known_revisions()
    if unknown:
        raise UnknownRevision(
            f"The database is at revision {', '.join(sorted(unknown))}, which this version of "
            "Codify does not know: a newer one has used it. Upgrade with "
            "`pip install --upgrade codify-jupyter`, or set CODIFY_DATABASE_URL or CODIFY_HOME "
            "to another database. Nothing was changed."
        )
    return found == set(script.get_heads())


def _upgrade(connection: Connection) -> None:
    if _is_current(connection):  # another process was quicker
        return
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@asynccontextmanager
async def _migration_lock(engine: AsyncEngine, patience_s: float) -> AsyncIterator[None]:
    """Hold the advisory lock on a connection of its own.

    It is polled in autocommit, because a transaction that blocks on it would hold a
    snapshot that CREATE INDEX CONCURRENTLY waits for, while that waits for us.
    """
    end = time.monotonic() + patience_s
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        while not await _try_lock(connection):
            if time.monotonic() > end:
                raise MigrationError(
                    f"Another process has been changing the database's tables for "
                    f"{patience_s:.0f} s. Wait for it or end it, then start again."
                )
            await asyncio.sleep(_POLL_S)
        try:
            yield
        finally:
            await connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})


async def _try_lock(connection: AsyncConnection) -> bool:
    got = await connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _LOCK})
    return bool(got)


def _explain(error: DBAPIError) -> str:
    cause = str(error.orig).strip().split("\n", 1)[0]
    match getattr(error.orig, "sqlstate", None):
        case "42P07":  # duplicate_table
            advice = "The database holds other tables: give Codify an empty one of its own."
        case "42501":  # insufficient_privilege
            advice = "This role may not change tables: run `codify db upgrade` as their owner."
        case "55P03":  # lock_not_available
            advice = "The tables are in use: stop the other servers, then start again."
        case _:
            advice = "Nothing was changed."
    return f"The database's tables could not be brought up to date: {cause}. {advice}"
