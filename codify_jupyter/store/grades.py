"""What students have earned: the best score of each at each problem of a set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text

from codify_jupyter.set_policy import SetPolicy, effective_policy
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
    policy: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StudentGrade:
    """What one student has earned in a set."""

    name: str
    display_name: str | None
    email: str | None
    section: str | None
    points: float
    """What counts, less what was lost by being late."""
    raw_points: float
    """What the same submissions would count in time."""
    solved: int
    attempts: int
    last_submission: datetime | None
    """Of the latest submission to one of the set's problems; None for no try at all."""


@dataclass(frozen=True, slots=True)
class _Result:
    problem_id: int
    points: float
    score: float
    accepted: bool
    at: datetime


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
    SELECT sets.id, sets.slug, sets.title, courses.slug, coalesce(sum(problems.points), 0),
        sets.policy
    FROM problem_sets AS sets
    LEFT JOIN courses ON courses.id = sets.course_id
    LEFT JOIN problem_set_items AS items ON items.set_id = sets.id
    LEFT JOIN problems ON problems.id = items.problem_id
    WHERE sets.slug = :slug
    GROUP BY sets.id, courses.slug
""")
# Whoever is in the set's course, and, of a set without one, whoever has tried a problem of it.
_STUDENTS = text("""
    SELECT users.id, users.name, users.display_name, users.email, enrolments.section,
        coalesce(array_append(enrolments.labels, enrolments.section), '{}')
    FROM problem_sets AS sets
    JOIN users ON true
    LEFT JOIN enrolments ON enrolments.user_id = users.id
        AND enrolments.course_id = sets.course_id
    WHERE sets.id = :set_id AND CASE
        WHEN sets.course_id IS NOT NULL THEN enrolments.role = 'student'
        ELSE EXISTS (
            SELECT FROM submissions JOIN problem_set_items AS items USING (problem_id)
            WHERE items.set_id = sets.id AND submissions.user_id = users.id
        ) END
    ORDER BY users.name
""")
_RESULTS = text("""
    SELECT submissions.user_id, problems.id, problems.points, coalesce(submissions.score, 0),
        submissions.status = 'accepted', submissions.created_at
    FROM problem_set_items AS items
    JOIN problems ON problems.id = items.problem_id
    JOIN submissions ON submissions.problem_id = problems.id
        AND submissions.status NOT IN ('pending', 'running', 'cancelled', 'internal_error')
    WHERE items.set_id = :set_id
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
    set_id, found, title, course, points, policy = row
    return GradedSet(set_id, found, title, course, float(points), policy)


async def grades(connection: AsyncConnection, graded: GradedSet) -> list[StudentGrade]:
    """Everybody's, by name: of each problem the submission that counts most, late ones less."""
    results: dict[int, list[_Result]] = {}
    for user_id, *row in await connection.execute(_RESULTS, {"set_id": graded.id}):
        results.setdefault(user_id, []).append(_Result(*row))
    found = await connection.execute(_STUDENTS, {"set_id": graded.id})
    return [
        _grade(
            results.get(user_id, ()),
            effective_policy(graded.policy, name, filter(None, labels)),
            StudentGrade(name, display_name, email, section, 0.0, 0.0, 0, 0, None),
        )
        for user_id, name, display_name, email, section, labels in found
    ]


def _grade(results: Sequence[_Result], policy: SetPolicy, nothing: StudentGrade) -> StudentGrade:
    raw: dict[int, float] = {}
    counted: dict[int, float] = {}
    for one in results:
        points = one.points * one.score
        late = points * policy.factor(one.at)
        if late >= counted.get(one.problem_id, 0.0):
            counted[one.problem_id], raw[one.problem_id] = late, points
    return replace(
        nothing,
        points=sum(counted.values()),
        raw_points=sum(raw.values()),
        solved=len({one.problem_id for one in results if one.accepted}),
        attempts=len(results),
        last_submission=max((one.at for one in results), default=None),
    )


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
