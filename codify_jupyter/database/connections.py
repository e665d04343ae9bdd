"""The database as the rest of the core sees it: connections, and a server that comes back."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from codify_jupyter.database.embedded import EmbeddedPostgres, start_embedded
from codify_jupyter.database.engine import make_engine, parse_url
from codify_jupyter.database.errors import DatabaseUnavailable, EmbeddedServerError
from codify_jupyter.database.migrate import migrate as run_migrations
from codify_jupyter.measures import POOL_WAIT_SECONDS

URL_VARIABLE = "CODIFY_DATABASE_URL"
_log = logging.getLogger(__name__)
# SQLSTATE classes and codes of a server that goes away, is away, or is full.
_AWAY_CLASSES = ("08",)
_AWAY_STATES = ("57P01", "57P02", "57P03", "53300", "25006")


class Database:
    """Connections to one database. Made by ``open_database``."""

    def __init__(self, engine: AsyncEngine, pool_size: int, server: EmbeddedPostgres | None):
        self.engine = engine
        # The same pool. Without BEGIN and ROLLBACK a single query is one round trip, not three.
        self._reading = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._server = server
        # The pool serves its waiters out of turn when it is busy; this queue is fair.
        self._turns = asyncio.Semaphore(pool_size)
        self._mending = asyncio.Lock()

    def __repr__(self) -> str:
        return f"<Database {self.url!r}>"

    @property
    def url(self) -> URL:
        """The address; its repr hides the password."""
        return self.engine.url

    @property
    def embedded(self) -> bool:
        """Whether the server is our own."""
        return self._server is not None

    def connect(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A connection for reading: each statement stands for itself, outside a transaction.

        Raises:
            DatabaseUnavailable: when there is none to be had, or when it breaks while in use.
        """
        return self._checked_out(begin=False)

    def begin(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A connection in a transaction, committed at the end unless something is raised.

        Raises:
            DatabaseUnavailable: as for ``connect``. When the connection breaks during the
                commit itself, nobody knows whether it took place.
        """
        return self._checked_out(begin=True)

    async def close(self) -> None:
        """Close all connections and let go of the embedded server."""
        await self.engine.dispose()
        if self._server is not None:
            await asyncio.to_thread(self._server.stop)

    @asynccontextmanager
    async def _checked_out(self, *, begin: bool) -> AsyncIterator[AsyncConnection]:
        arrived = time.monotonic()
        async with self._turns:
            POOL_WAIT_SECONDS.observe(time.monotonic() - arrived)
            connection = await self._acquire(self.engine if begin else self._reading)
            try:
                if begin:
                    async with connection.begin():
                        yield connection
                else:
                    yield connection
            except DBAPIError as error:
                if is_away(error):
                    raise unavailable(self.embedded) from error
                raise
            finally:
                # Even when cancelled: a connection half returned would be lost to the pool.
                await asyncio.shield(_give_back(connection))

    async def _acquire(self, engine: AsyncEngine) -> AsyncConnection:
        try:
            return await engine.connect()
        except (DBAPIError, PoolTimeoutError) as error:
            if self._server is None or not is_away(error):
                raise unavailable(self.embedded) from error
        await self._mend(self._server)
        try:
            return await engine.connect()
        except (DBAPIError, PoolTimeoutError) as error:
            raise unavailable(self.embedded) from error

    async def _mend(self, server: EmbeddedPostgres) -> None:
        """Start our server again; it has been killed, or the machine was short of memory."""
        async with self._mending:
            _log.warning("The embedded PostgreSQL is gone; starting it again")
            await asyncio.to_thread(server.start)


async def _give_back(connection: AsyncConnection) -> None:
    """Roll back what is not committed, and return the connection to the pool."""
    try:
        await connection.close()
    except DBAPIError as error:
        if not is_away(error):
            raise
        # The server is gone, and with it what was to be rolled back: nothing is lost by that.
        # The fault has ended the transaction; what is left is to give up the connection.
        await connection.close()


@asynccontextmanager
async def open_database(
    url: str | None = None,
    home: Path | None = None,
    *,
    migrate: bool = True,
    pool_size: int = 10,
) -> AsyncIterator[Database]:
    """Open the database, with its tables in this version's form.

    Args:
        url: a ``postgresql://`` address. Without it ``CODIFY_DATABASE_URL`` counts, and
            without that the embedded server of ``home``.
        home: the data folder of the embedded server, by default ``default_home()``.
        migrate: run the missing migrations.
        pool_size: the most connections at one time.

    Raises:
        DatabaseUnavailable: when it cannot be reached or started.
        MigrationError: when its tables are not, and cannot be made, what we need.
    """
    address = url or os.environ.get(URL_VARIABLE)
    if address:
        server = None
        engine = make_engine(parse_url(address), pool_size)
    else:
        server = await start_embedded(home)
        engine = make_engine(server.url, pool_size)
    database = Database(engine, pool_size, server)
    try:
        if migrate:
            try:
                await run_migrations(engine)
            except DBAPIError as error:
                raise unavailable(database.embedded) from error
        yield database
    finally:
        await asyncio.shield(database.close())


def is_away(error: Exception) -> bool:
    """Whether this is about the connection, and not about what was asked of it."""
    if isinstance(error, PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
    return state.startswith(_AWAY_CLASSES) or state in _AWAY_STATES


def unavailable(embedded: bool) -> DatabaseUnavailable:
    """The error for the screen; the cause, which names hosts and users, goes to the log."""
    if embedded:
        return EmbeddedServerError("The database is being restarted. Try again in a moment.")
    return DatabaseUnavailable(
        "The database cannot be reached. Try again in a moment; if that does not help, "
        f"see whether the server of {URL_VARIABLE} runs and takes this user and password."
    )
