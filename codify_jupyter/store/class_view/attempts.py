"""What stood in an attempt before another."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from codify_jupyter.store.class_view import COUNTED

_BEFORE = text(f"""
    SELECT code FROM submissions
    WHERE user_id = :user_id AND problem_id = :problem_id AND id < :submission_id AND {COUNTED}
    ORDER BY id DESC LIMIT 1
""")  # noqa: S608  made of the constant above


async def code_before(
    connection: AsyncConnection, user_id: int, problem_id: int, submission_id: int
) -> str | None:
    """The code of the try before this one; None for the first."""
    values = {"user_id": user_id, "problem_id": problem_id, "submission_id": submission_id}
    found = await connection.scalar(_BEFORE, values)
    return None if found is None else str(found)
