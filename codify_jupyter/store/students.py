"""All that is kept of one person, to be handed out or erased."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# Every table with a person in it, and how its rows are found; `docs/data-register.md` says why
# each is kept. The tests hold both against the tables that there are.
PERSONAL_TABLES: dict[str, str] = {
    "users": "id = :user_id",
    "enrolments": "user_id = :user_id",
    "submissions": "user_id = :user_id",
    "rejudgements": "submission_id IN (SELECT id FROM submissions WHERE user_id = :user_id)",
    "openings": "user_id = :user_id",
    "questions": "user_id = :user_id",
    # What an instructor wrote is handed out to both; erasing the instructor only takes the name.
    "messages": "user_id = :user_id OR author_id = :user_id",
    "skill_stats": "user_id = :user_id",
    "abilities": "user_id = :user_id",
    "tutor_students": "user_id = :user_id",
    "llm_calls": "user_id = :user_id",
    "rate_limits": "user_id = :user_id",
}
# Hidden tests stay secret also from the person whose code they judged.
_WITHOUT = {
    "submissions": ("verdict", "tests_digest", "judge"),
    "rejudgements": ("verdict", "tests_digest"),
}
_ERASE_JOBS = text("""
    DELETE FROM procrastinate_jobs
    WHERE lock = 'user:' || CAST(:user_id AS text)
""")
_ERASE = text("DELETE FROM users WHERE id = :user_id")


async def export(connection: AsyncConnection, user_id: int) -> dict[str, list[dict[str, Any]]]:
    """The rows about a person by table, as JSON types."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table, condition in PERSONAL_TABLES.items():
        rows = await connection.execute(
            text(
                f"SELECT to_jsonb({table}) - CAST(:without AS text[])"  # noqa: S608  constants
                f" FROM {table} WHERE {condition} ORDER BY 1"
            ),
            {"user_id": user_id, "without": list(_WITHOUT.get(table, ()))},
        )
        found[table] = [dict(row[0]) for row in rows]
    return found


async def erase(connection: AsyncConnection, user_id: int) -> None:
    """Delete a person and all that hangs on them."""
    await connection.execute(_ERASE_JOBS, {"user_id": user_id})
    await connection.execute(_ERASE, {"user_id": user_id})
