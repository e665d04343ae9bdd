"""Connections: fair, private, and back by themselves when the server is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import TextClause, text
from sqlalchemy.exc import IntegrityError

from codify_jupyter.database import (
    Database,
    DatabaseUnavailable,
    EmbeddedPostgres,
    open_database,
)
from codify_jupyter.database.engine import parse_url
from codify_jupyter.database.postmaster import (
    any_server_process,
    live_postmaster,
    stop_postmaster,
)

from .conftest import wait_until

ADD = text("INSERT INTO users (name) VALUES (:name)")
NAMES = text("SELECT name FROM users ORDER BY name")


@pytest.fixture
async def embedded(home: Path) -> AsyncIterator[Database]:
    async with open_database(home=home) as database:
        yield database
    data = home / "postgresql" / "data"
    await asyncio.to_thread(wait_until, lambda: live_postmaster(data) is None, "the server's end")


@pytest.fixture
def outside(home: Path) -> Iterator[EmbeddedPostgres]:
    """A server that the database under test knows by its address only."""
    server = EmbeddedPostgres(home)
    server.start()
    yield server
    server.stop()
    wait_until(lambda: live_postmaster(server.cluster.data) is None, "the server's end")


def address(server: EmbeddedPostgres) -> str:
    return server.url.set(drivername="postgresql").render_as_string(hide_password=False)


async def names(database: Database) -> list[str]:
    async with database.connect() as connection:
        return list((await connection.execute(NAMES)).scalars())


async def test_a_transaction_is_kept_whole_or_not_at_all(database: Database) -> None:
    async with database.begin() as connection:
        await connection.execute(ADD, {"name": "ada"})
    with pytest.raises(IntegrityError):  # noqa: PT012
        async with database.begin() as connection:
            await connection.execute(ADD, {"name": "grace"})
            await connection.execute(ADD, {"name": "ada"})
    assert await names(database) == ["ada"]


async def test_a_cancelled_transaction_leaves_nothing_and_its_connection(
    empty_database_url: str,
) -> None:
    async with open_database(empty_database_url, pool_size=1) as database:
        begun = asyncio.Event()

        async def slow() -> None:
            async with database.begin() as connection:
                await connection.execute(ADD, {"name": "ada"})
                begun.set()
                await connection.execute(text("SELECT pg_sleep(60)"))

        task = asyncio.create_task(slow())
        await begun.wait()
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(10):
            assert await names(database) == []


async def test_many_more_users_than_connections_all_get_their_turn(
    empty_database_url: str,
) -> None:
    async with open_database(empty_database_url, pool_size=2) as database:

        async def add(number: int) -> None:
            async with database.begin() as connection:
                await connection.execute(ADD, {"name": f"user {number:03}"})

        async with asyncio.timeout(30):
            await asyncio.gather(*(add(number) for number in range(100)))
        assert len(await names(database)) == 100


async def test_the_password_is_shown_nowhere(database: Database) -> None:
    password = database.url.password
    assert password is not None
    for shown in (repr(database), repr(database.url), str(database.url), repr(database.engine)):
        assert password not in shown


async def test_an_embedded_server_that_is_killed_comes_back_on_the_next_use(
    embedded: Database, home: Path
) -> None:
    assert embedded.embedded
    async with embedded.begin() as connection:
        await connection.execute(ADD, {"name": "ada"})
    pid = live_postmaster(home / "postgresql" / "data")
    assert pid is not None
    psutil.Process(pid).kill()
    # Until the last of its processes has noticed, a use may still meet a dying one.
    data = home / "postgresql" / "data"
    await asyncio.to_thread(wait_until, lambda: not any_server_process(data), "the whole end")
    found = await asyncio.gather(*(names(embedded) for _ in range(8)))
    assert found == [["ada"]] * 8


async def test_a_server_killed_in_the_middle_is_told_and_nothing_is_half_stored(
    embedded: Database, home: Path
) -> None:
    pid = live_postmaster(home / "postgresql" / "data")
    assert pid is not None
    with pytest.raises(DatabaseUnavailable, match="Try again"):  # noqa: PT012
        async with embedded.begin() as connection:
            await connection.execute(ADD, {"name": "ada"})
            psutil.Process(pid).kill()
            await connection.execute(text("SELECT pg_sleep(30)"))
    assert await names(embedded) == []


async def test_idle_connections_survive_a_restart_of_an_outside_server(
    outside: EmbeddedPostgres,
) -> None:
    async with open_database(address(outside)) as database:
        assert not database.embedded
        async with database.connect() as one, database.connect() as two:
            await one.execute(NAMES)
            await two.execute(NAMES)
        assert await asyncio.to_thread(stop_postmaster, outside.cluster.data)
        for _ in range(2):
            with pytest.raises(DatabaseUnavailable, match="cannot be reached"):
                await names(database)
        await asyncio.to_thread(outside.start)
        assert await asyncio.gather(*(names(database) for _ in range(4))) == [[]] * 4


async def test_one_broken_connection_is_replaced_unnoticed(
    database: Database, empty_database_url: str
) -> None:
    end = text("SELECT pg_terminate_backend(:pid, 5000)")
    async with open_database(empty_database_url, pool_size=1) as broken:
        for when in ("in use", "idle", "idle, begun"):
            async with broken.connect() as connection:
                pid = await connection.scalar(text("SELECT pg_backend_pid()"))
                if when == "in use":
                    await terminate(database, end, pid)
            if when != "in use":
                await terminate(database, end, pid)
            if when == "idle, begun":
                async with broken.begin() as connection:
                    await connection.execute(ADD, {"name": "ada"})
        assert await names(broken) == ["ada"]


async def terminate(database: Database, end: TextClause, pid: int | None) -> None:
    async with database.connect() as connection:
        assert await connection.scalar(end, {"pid": pid})


async def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable) as caught:
        async with open_database(f"postgresql://u:hush@/db?host={tmp_path}"):
            pass
    assert "hush" not in str(caught.value)
    assert caught.value.reason == "database_unavailable"


async def test_a_wrong_password_is_told(outside: EmbeddedPostgres) -> None:
    wrong = outside.url.set(password="wrong").render_as_string(hide_password=False)
    with pytest.raises(DatabaseUnavailable, match="user and password"):
        async with open_database(wrong):
            pass


@pytest.mark.parametrize(
    "given",
    [
        "postgres://ada@db.example.org:5433/codify?sslmode=require",
        "postgresql://ada@db.example.org:5433/codify?sslmode=require",
        "postgresql+psycopg://ada@db.example.org:5433/codify?sslmode=require",
    ],
)
def test_every_usual_address_is_taken(given: str) -> None:
    url = parse_url(given)
    assert url.drivername == "postgresql+psycopg"
    assert (url.host, url.port, url.database) == ("db.example.org", 5433, "codify")
    assert url.query == {"sslmode": "require"}


@pytest.mark.parametrize(
    "given", ["mysql://ada:hush@host/db", "sqlite:///hush.db", "hush", "postgresql://h:x/hush"]
)
def test_other_addresses_are_refused_without_repeating_them(given: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="CODIFY_DATABASE_URL") as caught:
        parse_url(given)
    assert "hush" not in str(caught.value)


async def test_the_variable_names_the_database(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODIFY_DATABASE_URL", empty_database_url)
    async with open_database() as database:
        assert not database.embedded
        assert await names(database) == []
