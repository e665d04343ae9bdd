"""What students have earned: the best score of each at each problem of a set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text

from codify_jupyter.store import courses, users


@dataclass(frozen=True, slots=True)
class GradedSet:
    """A set that can be graded."""

    id: int
    slug: str
    title: str
    course: str | None
    points: float
    """Of all its problems."""


@dataclass(frozen=True, slots=True)
class StudentGrade:
    """What one student has earned in a set."""

    name: str
    display_name: str | None
    email: str | None
    section: str | None
    points: float
    solved: int
    attempts: int
    last_submission: datetime | None
    """Of the latest submission to one of the set's problems; None for no try at all."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """One line of a roster."""

    name: str
    display_name: str | None = None
    email: str | None = None
    section: str | None = None
    labels: tuple[str, ...] = ()
    role: str = "student"


_SET = text("""
    SELECT sets.id, sets.slug, sets.title, courses.slug, coalesce(sum(problems.points), 0)
    FROM problem_sets AS sets
    LEFT JOIN courses ON courses.id = sets.course_id
    LEFT JOIN problem_set_items AS items ON items.set_id = sets.id
    LEFT JOIN problems ON problems.id = items.problem_id
    WHERE sets.slug = :slug
    GROUP BY sets.id, courses.slug
""")
# Whoever is in the set's course, and, of a set without one, whoever has tried a problem of it.
_GRADES = text("""
    WITH best AS (
        SELECT
            submissions.user_id,
            problems.points * max(coalesce(submissions.score, 0)) AS points,
            bool_or(submissions.status = 'accepted') AS solved,
            count(*) AS attempts,
            max(submissions.created_at) AS latest
        FROM problem_set_items AS items
        JOIN problems ON problems.id = items.problem_id
        JOIN submissions ON submissions.problem_id = problems.id
            AND submissions.status NOT IN ('pending', 'running', 'cancelled', 'internal_error')
        WHERE items.set_id = :set_id
        GROUP BY submissions.user_id, problems.id
    ), earned AS (
        SELECT user_id, sum(points) AS points, count(*) FILTER (WHERE solved) AS solved,
            sum(attempts) AS attempts, max(latest) AS latest
        FROM best GROUP BY user_id
    )
    SELECT users.name, users.display_name, users.email, enrolments.section,
        coalesce(earned.points, 0), coalesce(earned.solved, 0), coalesce(earned.attempts, 0),
        earned.latest
    FROM users
    LEFT JOIN earned ON earned.user_id = users.id
    LEFT JOIN problem_sets ON problem_sets.id = :set_id
    LEFT JOIN enrolments ON enrolments.user_id = users.id
        AND enrolments.course_id = problem_sets.course_id
    WHERE CASE WHEN problem_sets.course_id IS NULL THEN earned.user_id IS NOT NULL
        ELSE enrolments.role = 'student' END
    ORDER BY users.name
""")
_ENROL = text("""
    INSERT INTO enrolments (user_id, course_id, role, section, labels)
    VALUES (:user_id, :course_id, :role, :section, :labels)
    ON CONFLICT (user_id, course_id) DO UPDATE
    SET role = excluded.role, section = excluded.section, labels = excluded.labels
""").bindparams(bindparam("labels", type_=ARRAY(Text)))


async def find_set(connection: AsyncConnection, slug: str) -> GradedSet | None:
    """The set of a slug."""
    row = (await connection.execute(_SET, {"slug": slug})).one_or_none()
    if row is None:
        return None
    set_id, found, title, course, points = row
    return GradedSet(set_id, found, title, course, float(points))


async def grades(connection: AsyncConnection, set_id: int) -> list[StudentGrade]:
    """Everybody's, by name."""
    found = await connection.execute(_GRADES, {"set_id": set_id})
    return [
        StudentGrade(
            name=row[0],
            display_name=row[1],
            email=row[2],
            section=row[3],
            points=float(row[4]),
            solved=int(row[5]),
            attempts=int(row[6]),
            last_submission=row[7],
        )
        for row in found
    ]


async def enrol_roster(
    connection: AsyncConnection, course: str, roster: list[Enrolled], provider: str
) -> None:
    """Enter people into a course, or bring what is known of them up to date; nobody is removed."""
    course_id = await courses.ensure(connection, course)
    for one in roster:
        user_id = await users.ensure(
            connection,
            one.name,
            display_name=one.display_name,
            email=one.email,
            provider=provider,
        )
        await connection.execute(
            _ENROL,
            {
                "user_id": user_id,
                "course_id": course_id,
                "role": one.role,
                "section": one.section,
                "labels": list(one.labels),
            },
        )
