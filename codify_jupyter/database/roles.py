"""The role that serves: it may read and write rows, and change no table."""

from __future__ import annotations

from psycopg import sql
from sqlalchemy import text

from codify_jupyter.database.connections import Database
from codify_jupyter.errors import Invalid

# Also on what later migrations make: they run as the owner who grants this.
_GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
    " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    # Nobody may pretend that the tables are of another version.
    "REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {role}",
)


async def let_serve(database: Database, role: str) -> None:
    """Give an existing role what services and workers need, and no more.

    Raises:
        Invalid: there is no such role.
    """
    async with database.begin() as connection:
        known = await connection.scalar(
            text("SELECT count(*) FROM pg_roles WHERE rolname = :role"), {"role": role}
        )
        if not known:
            raise Invalid(f"There is no role {role!r}: CREATE ROLE it first, with a password.")
        for grant in _GRANTS:
            statement = sql.SQL(grant).format(role=sql.Identifier(role))
            await connection.exec_driver_sql(statement.as_string())
