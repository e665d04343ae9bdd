"""What the sets of a problem say, and where a student stands with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class SetRules:
    """One set that holds the problem."""

    policy: dict[str, Any]
    course: str | None
    labels: tuple[str, ...]
    """The student's in the set's course, the section among them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the student has done with the problem."""

    tries: int
    last: datetime | None
    known_key: bool
    """Whether this submission was taken before: then it is only asked for again."""


@dataclass(frozen=True, slots=True)
class Door:
    """All that decides whether a submission to a problem is taken, and as what."""

    problem_id: int
    version_id: int
    """The problem's current version."""
    tests_digest: str
    rules: tuple[SetRules, ...]
    """What the sets that hold the problem say."""
    standing: Standing

    def is_open(self, courses: tuple[str, ...] | None) -> bool:
        """Whether one who is in these courses may see the problem; None is in all.

        It is closed to all but its courses when it stands in their sets alone.
        """
        return (
            courses is None
            or not self.rules
            or any(one.course is None or one.course in courses for one in self.rules)
        )


# One question for all of it: each of its own would cost a way to the database and back.
_LOOK = text("""
    SELECT problems.id, versions.id, versions.tests_digest,
        (
            SELECT coalesce(jsonb_agg(jsonb_build_array(
                sets.policy,
                courses.slug,
                array_append(enrolments.labels, enrolments.section)
            )), '[]')
            FROM problem_set_items AS items
            JOIN problem_sets AS sets ON sets.id = items.set_id
            LEFT JOIN courses ON courses.id = sets.course_id
            LEFT JOIN enrolments ON enrolments.course_id = sets.course_id
                AND enrolments.user_id = :user_id
            WHERE items.problem_id = problems.id
        ),
        standing.tries,
        standing.last,
        EXISTS (SELECT FROM submissions WHERE user_id = :user_id AND idempotency_key = :key)
    FROM problems
    JOIN problem_versions AS versions ON versions.id = problems.current_version_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS tries, max(created_at) AS last
        FROM submissions
        WHERE user_id = :user_id AND problem_id = problems.id
            AND status NOT IN ('cancelled', 'internal_error')
    ) AS standing
    WHERE problems.slug = :slug
""")


async def look(connection: AsyncConnection, user_id: int, slug: str, key: UUID) -> Door | None:
    """What a submission of the user's to a problem, with its key, meets; None for no problem."""
    values = {"user_id": user_id, "slug": slug, "key": key}
    row = (await connection.execute(_LOOK, values)).one_or_none()
    if row is None:
        return None
    problem_id, version_id, tests_digest, rules, tries, last, known_key = row
    return Door(
        problem_id,
        version_id,
        tests_digest,
        tuple(
            SetRules(policy, course, tuple(filter(None, labels or ())))
            for policy, course, labels in rules
        ),
        Standing(tries, last, known_key),
    )
