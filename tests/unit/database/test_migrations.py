"""Migrations: the tables are what the code says, whoever starts, and however many."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from importlib import resources
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from codify_schema.migrations import alembic_config
from codify_schema.tables import QUEUE_TABLES_PREFIX, metadata
from procrastinate.schema import SchemaManager
from psycopg import sql
from sqlalchemy import Connection, text

from codify_jupyter.database import (
    EmbeddedPostgres,
    MigrationError,
    UnknownRevision,
    open_database,
)
from codify_jupyter.database import migrate as migration
from codify_jupyter.database.migrate import migrate

from ...conftest import libpq_address

CATALOGUE = text("""
    SELECT 'column', table_name::text, column_name::text, concat_ws(' ', data_type, udt_name,
        is_nullable, column_default, is_identity, identity_generation)
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL
    SELECT 'constraint', conrelid::regclass::text, conname::text, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
    UNION ALL
    SELECT 'index', tablename::text, indexname::text, indexdef
    FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT 'options', relname::text, '', reloptions::text
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND reloptions IS NOT NULL
    ORDER BY 1, 2, 3
""")


@pytest.fixture
async def fresh_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """The address of a database without any tables."""
    name = sql.Identifier("codify_fresh")
    with psycopg.connect(libpq_address(postgres), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        yield libpq_address(postgres, "codify_fresh")
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


async def catalogue(url: str) -> list[Any]:
    async with open_database(url, migrate=False) as database, database.connect() as connection:
        rows = (await connection.execute(CATALOGUE)).all()
    return [
        tuple(row)
        for row in rows
        if row[1] != "alembic_version" and not row[1].startswith(QUEUE_TABLES_PREFIX)
    ]


async def test_migrating_makes_the_tables_that_the_code_knows(
    fresh_url: str, database_url: str
) -> None:
    async with open_database(fresh_url, migrate=False) as database, database.begin() as connection:
        await connection.run_sync(metadata.create_all)
    assert await catalogue(database_url) == await catalogue(fresh_url)


async def test_autogenerate_finds_nothing_to_do(database_url: str) -> None:
    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(
            connection, opts={"compare_server_default": True, "include_name": is_ours}
        )
        return list(compare_metadata(context, metadata))

    def is_ours(name: str | None, kind: str, parents: object) -> bool:
        return kind != "table" or not (name or "").startswith(QUEUE_TABLES_PREFIX)

    async with open_database(database_url) as database, database.connect() as connection:
        assert await connection.run_sync(differences) == []


def test_the_queue_has_the_tables_that_the_installed_procrastinate_expects() -> None:
    vendored = resources.files("codify_schema.migrations") / "vendored" / "procrastinate_3_10.sql"
    assert vendored.read_text(encoding="utf-8").endswith(SchemaManager.get_schema())


async def test_the_newest_migration_can_be_taken_back(fresh_url: str) -> None:
    def downgrade(connection: Connection) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "-1")

    async with open_database(fresh_url) as database:
        before = await catalogue(fresh_url)
        async with database.begin() as connection:
            await connection.run_sync(downgrade)
        assert await catalogue(fresh_url) != before
        assert await migrate(database.engine)
        assert await catalogue(fresh_url) == before


async def test_six_at_once_migrate_once(fresh_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrades = 0
    upgrade = command.upgrade

    def counted(config: Config, revision: str) -> None:
        nonlocal upgrades
        upgrades += 1
        upgrade(config, revision)

    monkeypatch.setattr(command, "upgrade", counted)

    async def open_it() -> None:
        async with open_database(fresh_url):
            pass

    await asyncio.gather(*(open_it() for _ in range(6)))
    assert upgrades == 1
    async with open_database(fresh_url) as database:
        assert not await migrate(database.engine)


async def test_a_database_of_a_newer_version_is_left_alone(fresh_url: str) -> None:
    async with open_database(fresh_url) as database, database.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UnknownRevision, match=r"9999.*pip install --upgrade codify-jupyter"):
        async with open_database(fresh_url):
            pass
    async with (
        open_database(fresh_url, migrate=False) as database,
        database.connect() as connection,
    ):
        version = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    assert version == "9999"


async def test_somebody_elses_database_is_left_alone(fresh_url: str) -> None:
    async with open_database(fresh_url, migrate=False) as database, database.begin() as connection:
        await connection.execute(text("CREATE TABLE messages (theirs text)"))
    before = await catalogue(fresh_url)
    with pytest.raises(MigrationError, match="an empty one of its own"):
        async with open_database(fresh_url):
            pass
    assert await catalogue(fresh_url) == before


async def test_a_role_that_may_not_change_tables_is_told_who_may(
    fresh_url: str, postgres: EmbeddedPostgres
) -> None:
    with psycopg.connect(libpq_address(postgres), autocommit=True) as connection:
        connection.execute("CREATE ROLE server_only LOGIN PASSWORD 'hush'")
    limited = fresh_url.replace(f"codify:{postgres.cluster.password}@", "server_only:hush@")
    try:
        with pytest.raises(MigrationError, match="codify db upgrade"):
            async with open_database(limited):
                pass
        async with open_database(fresh_url) as database, database.begin() as connection:
            await connection.execute(
                text("GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO server_only")
            )
        async with open_database(limited) as database, database.begin() as connection:
            await connection.execute(text("INSERT INTO users (name) VALUES ('ada')"))
    finally:
        with psycopg.connect(fresh_url, autocommit=True) as connection:
            connection.execute("DROP OWNED BY server_only")
            connection.execute("DROP ROLE server_only")


async def test_waiting_for_another_migration_has_an_end(fresh_url: str) -> None:
    with psycopg.connect(fresh_url) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [migration._LOCK])
        async with open_database(fresh_url, migrate=False) as database:
            with pytest.raises(MigrationError, match="Another process"):
                await migrate(database.engine, patience_s=0.2)
    assert await catalogue(fresh_url) == []
