"""Courses: who is in them, and what they close to others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from codify_schema.tables import courses
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text

from codify_jupyter.errors import NotFound
from codify_jupyter.principal import Enrolment
from codify_jupyter.store.rows import parameters


@dataclass(frozen=True, slots=True)
class Classmate:
    """A student of a course, as the instructor sees the class."""

    name: str
    display_name: str | None
    section: str | None
    solved: int
    """Problems of the course that are solved."""
    attempts: int
    """Judged submissions to the course's problems."""
    last_seen: datetime | None
    """Of the latest submission to one of them."""


_COURSES = bindparam("courses", type_=ARRAY(Text))
_ENSURE = insert(courses).values(**parameters("slug", "title")).on_conflict_do_nothing()
_FIND = text("SELECT id FROM courses WHERE slug = :slug")
_ENROL = text("""
    INSERT INTO enrolments AS known (user_id, course_id, role)
    SELECT :user_id, id, :role FROM courses WHERE slug = :course
    ON CONFLICT (user_id, course_id) DO UPDATE SET role = excluded.role
    WHERE known.role <> excluded.role
""")
_LEAVE = text("""
    DELETE FROM enrolments USING courses
    WHERE courses.id = course_id AND user_id = :user_id AND NOT courses.slug = ANY(:courses)
""").bindparams(_COURSES)
_HOLDS = text("""
    SELECT EXISTS (
        SELECT FROM problem_set_items AS items
        JOIN problem_sets AS sets ON sets.id = items.set_id
        JOIN courses ON courses.id = sets.course_id
        JOIN problems ON problems.id = items.problem_id
        WHERE courses.slug = :course AND problems.slug = :problem
    )
""")
_CLASS = text("""
    SELECT
        users.name,
        users.display_name,
        enrolments.section,
        count(DISTINCT submissions.problem_id) FILTER (WHERE submissions.status = 'accepted'),
        count(submissions.id),
        max(submissions.created_at)
    FROM enrolments
    JOIN courses ON courses.id = enrolments.course_id
    JOIN users ON users.id = enrolments.user_id
    LEFT JOIN submissions ON submissions.user_id = users.id
        AND submissions.status NOT IN ('pending', 'running', 'cancelled', 'internal_error')
        AND submissions.problem_id IN (
            SELECT problem_id FROM problem_set_items
            JOIN problem_sets ON problem_sets.id = set_id
            WHERE problem_sets.course_id = courses.id
        )
    WHERE courses.slug = :course AND enrolments.role = 'student'
    GROUP BY users.id, enrolments.section
    ORDER BY users.name
""")


async def ensure(connection: AsyncConnection, slug: str) -> int:
    """The course's id; makes the course when new, with its slug for a title."""
    await connection.execute(_ENSURE, {"slug": slug, "title": slug})
    return int((await connection.execute(_FIND, {"slug": slug})).scalar_one())


async def enrol(connection: AsyncConnection, user_id: int, enrolments: Sequence[Enrolment]) -> None:
    """Make these the user's courses, and no others."""
    for one in enrolments:
        await ensure(connection, one.course)
        await connection.execute(
            _ENROL, {"user_id": user_id, "course": one.course, "role": one.role}
        )
    await connection.execute(
        _LEAVE, {"user_id": user_id, "courses": [one.course for one in enrolments]}
    )


async def must_hold(connection: AsyncConnection, course: str, problem: str) -> None:
    """See that a set of the course has the problem, both by their slugs.

    Raises:
        NotFound: there is none.
    """
    if not await connection.scalar(_HOLDS, {"course": course, "problem": problem}):
        raise NotFound(
            f"No set of this course has a problem called “{problem[:80]}”.",
            reason="unknown_problem",
        )


async def students(connection: AsyncConnection, course: str) -> list[Classmate]:
    """The students of a course by name, with what they have done in it."""
    return [Classmate(*row) for row in await connection.execute(_CLASS, {"course": course})]
