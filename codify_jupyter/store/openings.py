"""When students first opened the problems of their courses."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from codify_jupyter.database.presence import CLASS_CHANNEL

# Only what a class view can show: who is no student of a course with this problem leaves no row.
_NOTE = text(f"""
    INSERT INTO openings (user_id, problem_id)
    SELECT DISTINCT users.id, problems.id
    FROM users
    JOIN problems ON problems.slug = :problem
    JOIN enrolments ON enrolments.user_id = users.id AND enrolments.role = 'student'
    JOIN problem_sets AS sets ON sets.course_id = enrolments.course_id
    JOIN problem_set_items AS items
        ON items.set_id = sets.id AND items.problem_id = problems.id
    WHERE users.name = :name
    ON CONFLICT DO NOTHING
    RETURNING pg_notify('{CLASS_CHANNEL}', 'opening ' || user_id || ' ' || problem_id)
""")  # noqa: S608  made of the constant


async def note(connection: AsyncConnection, name: str, problem: str) -> None:
    """Note that a user, by name, has opened a problem, by its slug; only the first time counts."""
    await connection.execute(_NOTE, {"name": name, "problem": problem})
