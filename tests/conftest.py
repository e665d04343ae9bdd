"""What tests of several rooms share: a PostgreSQL server of the session's own."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest

from codify_jupyter.database import Database, EmbeddedPostgres, open_database
from codify_jupyter.database.postmaster import live_postmaster

_EMPTY = (
    "TRUNCATE users, courses, problems, problem_sets, procrastinate_jobs, procrastinate_workers"
    " RESTART IDENTITY CASCADE"
)


def quick_folder() -> Path:
    """Where databases of tests lie: in memory where it has a gigabyte to spare, for speed."""
    memory = Path("/dev/shm")
    if memory.is_dir() and shutil.disk_usage(memory).free > 2**30:
        return memory
    return Path("/tmp")


@pytest.fixture(scope="session")
def postgres_home() -> Iterator[Path]:
    """A home that the server's user can reach, as pytest's own folders cannot be under root."""
    home = Path(tempfile.mkdtemp(prefix="codify-test-", dir=quick_folder()))
    home.chmod(0o755)
    yield home
    shutil.rmtree(home)


@pytest.fixture(scope="session")
def postgres(postgres_home: Path) -> Iterator[EmbeddedPostgres]:
    """An embedded server that lives as long as the session."""
    server = EmbeddedPostgres(postgres_home)
    server.start()
    yield server
    server.stop()
    end = time.monotonic() + 30
    while live_postmaster(server.cluster.data) is not None:
        assert time.monotonic() < end, "the server outlived its last client"
        time.sleep(0.02)


@pytest.fixture(scope="session")
def database_url(postgres: EmbeddedPostgres) -> str:
    """The address of a migrated database; what a test leaves in it, the next one may find."""
    url = postgres.url.render_as_string(hide_password=False)

    async def migrate() -> None:
        async with open_database(url):
            pass

    asyncio.run(migrate())
    return url


@pytest.fixture
def empty_database_url(database_url: str, postgres: EmbeddedPostgres) -> str:
    """The same database with all tables empty."""
    with psycopg.connect(libpq_address(postgres), autocommit=True) as connection:
        connection.execute(_EMPTY)
    return database_url


@pytest.fixture
async def database(empty_database_url: str) -> AsyncIterator[Database]:
    """An open database with all tables empty."""
    async with open_database(empty_database_url, migrate=False) as opened:
        yield opened


def libpq_address(server: EmbeddedPostgres, database: str = "codify") -> str:
    """The server's address for psycopg itself."""
    url = server.url.set(drivername="postgresql", database=database)
    return url.render_as_string(hide_password=False)
