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
from codify_jupyter.store.set_rules import drawn


@dataclass(frozen=True, slots=True)
class GradedSet:
    """A set that can be graded."""

    id: int
    slug: str
    title: str
    course: str | None
    points: float
    """Of all its problems; where they are drawn, see ``StudentGrade.possible``."""
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
    possible: float
    """What the student's problems of the set are worth."""
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
    role: str | None = None
    """None to leave it as it is; who is new is a student then."""


_SET = text("""
    SELECT sets.id, sets.slug, sets.title, courses.slug,
        coalesce(sum(coalesce((frozen.document ->> 'points')::float, problems.points)), 0),
        sets.policy
    FROM problem_sets AS sets
    LEFT JOIN courses ON courses.id = sets.course_id
    LEFT JOIN problem_set_items AS items ON items.set_id = sets.id
    LEFT JOIN problems ON problems.id = items.problem_id
    LEFT JOIN problem_versions AS frozen ON frozen.id = items.version_id
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
# Of a set that draws only what the student got counts, in the version that the set has.
_RESULTS = text(f"""
    SELECT submissions.user_id, problems.id,
        coalesce((frozen.document ->> 'points')::float, problems.points),
        coalesce(submissions.score, 0),
        submissions.status = 'accepted', submissions.created_at
    FROM problem_set_items AS items
    JOIN problem_sets AS sets ON sets.id = items.set_id
    JOIN problems ON problems.id = items.problem_id
    LEFT JOIN problem_versions AS frozen ON frozen.id = items.version_id
    JOIN submissions ON submissions.problem_id = problems.id
        AND submissions.status NOT IN ('pending', 'running', 'cancelled', 'internal_error')
    JOIN users ON users.id = submissions.user_id
    WHERE items.set_id = :set_id AND {drawn("users.name")}
""")  # noqa: S608  made of the constants above
_POSSIBLE = text(f"""
    SELECT users.name, sum(coalesce((frozen.document ->> 'points')::float, problems.points))
    FROM problem_set_items AS items
    JOIN problem_sets AS sets ON sets.id = items.set_id
    JOIN problems ON problems.id = items.problem_id
    LEFT JOIN problem_versions AS frozen ON frozen.id = items.version_id
    JOIN users ON users.name = ANY(:names)
    WHERE items.set_id = :set_id AND {drawn("users.name")}
    GROUP BY users.name
""").bindparams(bindparam("names", type_=ARRAY(Text)))  # noqa: S608  made of the constants above
_ROSTER = text("""
    SELECT users.name, users.display_name, users.email, enrolments.section, enrolments.labels,
        enrolments.role
    FROM enrolments
    JOIN users ON users.id = enrolments.user_id
    JOIN courses ON courses.id = enrolments.course_id
    WHERE courses.slug = :course ORDER BY users.name
""")
_ENROL = text("""
    INSERT INTO enrolments (user_id, course_id, role, section, labels)
    VALUES (:user_id, :course_id, coalesce(CAST(:role AS text), 'student'), :section, :labels)
    ON CONFLICT (user_id, course_id) DO UPDATE
    SET role = coalesce(CAST(:role AS text), enrolments.role),
        section = excluded.section, labels = excluded.labels
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
    found = (await connection.execute(_STUDENTS, {"set_id": graded.id})).all()
    asked = {"set_id": graded.id, "names": [row.name for row in found]}
    possible = {row[0]: float(row[1]) for row in await connection.execute(_POSSIBLE, asked)}
    return [
        _grade(
            results.get(user_id, ()),
            effective_policy(graded.policy, name, filter(None, labels)),
            StudentGrade(
                name, display_name, email, section, 0.0, 0.0, 0, 0, possible.get(name, 0.0), None
            ),
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


async def roster(connection: AsyncConnection, course: str) -> list[Enrolled]:
    """Who is in a course, by name, as a class list has it."""
    found = await connection.execute(_ROSTER, {"course": course})
    return [
        Enrolled(name, shown, email, section, tuple(labels), role)
        for name, shown, email, section, labels, role in found
    ]


async def enrol_roster(
    connection: AsyncConnection,
    course: str,
    roster: list[Enrolled],
    provider: str,
    *,
    overwrite: bool = True,
) -> None:
    """Enter people into a course, or bring what is known of them up to date; nobody is removed.

    Without ``overwrite`` names and addresses that are known stay: they are of the whole
    installation, not of the course.
    """
    course_id = await courses.ensure(connection, course)
    enter = users.ensure if overwrite else users.introduce
    for one in roster:
        user_id = await enter(
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
