"""What an operator relies on: backups that can be put back, a role that only serves, erasure."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from codify_schema.migrations import alembic_config
from codify_schema.tables import metadata
from psycopg import sql
from sqlalchemy import Connection

from codify_jupyter.application import Application
from codify_jupyter.catalogue import SHIPPED
from codify_jupyter.database import EmbeddedPostgres, MigrationError, open_database
from codify_jupyter.principal import Principal
from codify_jupyter.problems import read_problem
from codify_jupyter.settings import Settings
from codify_jupyter.store.students import PERSONAL_TABLES

from ...conftest import libpq_address

PROBLEM = read_problem(SHIPPED / "problems" / "running-mean")
ADA, BOB = Principal("ada", "Ada"), Principal("bob", "Bob")
REGISTER = Path(__file__).parents[3] / "docs" / "data-register.md"


@contextmanager
def fresh_database(postgres: EmbeddedPostgres, name: str) -> Iterator[str]:
    with psycopg.connect(libpq_address(postgres), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield libpq_address(postgres, name)
        finally:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )


def codify(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "codify_jupyter", *arguments],
        env={**os.environ, "CODIFY_DATABASE_URL": url},
        capture_output=True,
        text=True,
    )


async def work_of(url: str, *people: Principal) -> None:
    """Have people submit a wrong and a right solution."""
    core = Application(
        Settings(url, shipped_problems=False, problem_paths=(SHIPPED / "problems" / PROBLEM.slug,))
    )
    services = await core.services()
    for who in people:
        for code in (PROBLEM.wrong[0].code, PROBLEM.solution):
            taken = await services.submissions.submit(who, PROBLEM.slug, code, uuid.uuid4())
            await taken.result()
    await core.close()


def rows(url: str, table: str) -> list[Any]:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        statement = sql.SQL("SELECT to_jsonb(t) FROM {} AS t ORDER BY 1").format(
            sql.Identifier(table)
        )
        return [row[0] for row in connection.execute(statement)]


async def test_a_backup_can_be_put_back_elsewhere(
    empty_database_url: str, postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    await work_of(empty_database_url, ADA, BOB)
    file = tmp_path / "monday.backup"
    written = codify(empty_database_url, "db", "backup", str(file))
    assert written.returncode == 0, written.stderr
    assert file.stat().st_mode & 0o077 == 0
    with fresh_database(postgres, "codify_restored") as url:
        for _ in range(2):  # into an empty database, and over what is there
            done = codify(url, "db", "restore", "--yes", str(file))
            assert done.returncode == 0, done.stderr
        for table in metadata.tables:
            assert rows(url, table) == rows(empty_database_url, table)
        await work_of(url, ADA)  # and work goes on
        assert len(rows(url, "submissions")) == 6


async def test_a_backup_that_is_broken_changes_nothing(
    empty_database_url: str, tmp_path: Path
) -> None:
    await work_of(empty_database_url, ADA)
    broken = tmp_path / "broken.backup"
    broken.write_bytes(b"PGDMP" + bytes(100))
    done = codify(empty_database_url, "db", "restore", "--yes", str(broken))
    assert done.returncode == 1
    assert done.stderr.startswith("codify: pg_restore failed")
    assert len(rows(empty_database_url, "submissions")) == 2


async def test_the_previous_versions_data_is_kept_by_the_upgrade(
    postgres: EmbeddedPostgres,
) -> None:
    with fresh_database(postgres, "codify_previous") as url:
        await work_of(url, ADA)
        before = kept(url)
        await change_version(url, "-1")
        done = codify(url, "db", "upgrade")
        assert done.returncode == 0, done.stderr
        assert kept(url) == before
        await work_of(url, BOB)


def kept(url: str) -> list[str]:
    """All that people have done; which process judged it is of no use afterwards."""
    found = [*rows(url, "submissions"), *rows(url, "skill_stats"), *rows(url, "messages")]
    return sorted(json.dumps({**row, "judge": None}, sort_keys=True) for row in found)


async def test_of_two_open_submissions_of_an_old_version_the_newer_is_judged(
    postgres: EmbeddedPostgres,
) -> None:
    with fresh_database(postgres, "codify_older") as url:
        await work_of(url, ADA)
        await change_version(url, "0002")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("UPDATE submissions SET status = 'pending'")
        assert codify(url, "db", "upgrade").returncode == 0
        statuses = [row["status"] for row in rows(url, "submissions")]
        assert sorted(statuses) == ["cancelled", "pending"]


async def change_version(url: str, revision: str) -> None:
    def downgrade(connection: Connection) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, revision)

    async with open_database(url) as database, database.begin() as connection:
        await connection.run_sync(downgrade)


async def test_a_role_that_only_serves_serves_and_changes_no_table(
    postgres: EmbeddedPostgres,
) -> None:
    with fresh_database(postgres, "codify_owned") as url:
        owner = f"codify:{postgres.cluster.password}@"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE ROLE codify_serving LOGIN PASSWORD 'hush'")
            try:
                done = codify(url, "db", "grant", "codify_serving")
                assert done.returncode == 0, done.stderr
                serving = url.replace(owner, "codify_serving:hush@")
                await work_of(serving, ADA)
                queued = codify(serving, "db", "backup", "/dev/null/no")
                assert queued.returncode != 0
                with psycopg.connect(serving, autocommit=True) as limited:
                    for forbidden in (
                        "DROP TABLE submissions",
                        "ALTER TABLE users ADD COLUMN x int",
                        "CREATE TABLE mine (x int)",
                        "UPDATE alembic_version SET version_num = '0001'",
                        "TRUNCATE users CASCADE",
                    ):
                        with pytest.raises(psycopg.errors.InsufficientPrivilege):
                            limited.execute(forbidden)
                await change_version(url, "-1")
                with pytest.raises(MigrationError, match="codify db upgrade"):
                    async with open_database(serving):
                        pass
            finally:
                connection.execute("DROP OWNED BY codify_serving")
                connection.execute("DROP ROLE codify_serving")
    assert codify(url, "db", "grant", "nobody_such").returncode == 1


async def test_a_student_is_handed_out_and_erased_whole(empty_database_url: str) -> None:
    await work_of(empty_database_url, ADA, BOB)
    exported = codify(empty_database_url, "student", "export", "ada")
    data = json.loads(exported.stdout)
    assert set(data) == set(PERSONAL_TABLES)
    assert [one["code"] for one in data["submissions"]] == [
        PROBLEM.wrong[0].code,
        PROBLEM.solution,
    ]
    assert data["messages"]
    assert "verdict" not in data["submissions"][0]  # it holds the hidden tests
    left = {table: len(rows(empty_database_url, table)) for table in PERSONAL_TABLES}
    done = codify(empty_database_url, "student", "erase", "--yes", "ada")
    assert done.returncode == 0, done.stderr
    for table, before in left.items():
        assert len(rows(empty_database_url, table)) * 2 == before, table
        assert "ada" not in json.dumps(rows(empty_database_url, table))
    assert codify(empty_database_url, "student", "export", "ada").returncode == 1
    assert len(json.loads(codify(empty_database_url, "student", "export", "bob").stdout)) > 0


def test_every_table_that_knows_a_person_is_exported_and_erased() -> None:
    personal = {"users"}
    while more := {
        name
        for name, table in metadata.tables.items()
        if name not in personal
        and any(key.column.table.name in personal for key in table.foreign_keys)
    }:
        personal |= more
    assert personal == set(PERSONAL_TABLES)
    for name in personal - {"users"}:
        # However one gets from a person to its rows, deleting the person deletes them.
        assert any(
            key.ondelete == "CASCADE" and key.column.table.name in personal
            for key in metadata.tables[name].foreign_keys
        ), name


def test_the_register_knows_every_column_about_a_person() -> None:
    text = REGISTER.read_text()
    known = {
        (table, column)
        for table, columns in re.findall(r"^\| `(\w+)` \| ([^|]*) \|", text, flags=re.M)
        for column in re.findall(r"`(\w+)`", columns)
    }
    there = {
        (name, column.name) for name in PERSONAL_TABLES for column in metadata.tables[name].columns
    }
    assert known == there
