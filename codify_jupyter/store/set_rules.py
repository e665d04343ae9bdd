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


_RULES = text("""
    SELECT sets.policy, courses.slug,
        coalesce(array_append(enrolments.labels, enrolments.section), '{}')
    FROM problem_set_items AS items
    JOIN problem_sets AS sets ON sets.id = items.set_id
    LEFT JOIN courses ON courses.id = sets.course_id
    LEFT JOIN enrolments ON enrolments.course_id = sets.course_id
        AND enrolments.user_id = :user_id
    WHERE items.problem_id = :problem_id
""")
_STANDING = text("""
    SELECT count(*), max(created_at),
        EXISTS (SELECT FROM submissions WHERE user_id = :user_id AND idempotency_key = :key)
    FROM submissions
    WHERE user_id = :user_id AND problem_id = :problem_id
        AND status NOT IN ('cancelled', 'internal_error')
""")


async def rules_of(
    connection: AsyncConnection, user_id: int | None, problem_id: int
) -> list[SetRules]:
    """The sets that hold the problem."""
    values = {"user_id": user_id, "problem_id": problem_id}
    found = await connection.execute(_RULES, values)
    return [SetRules(row[0], row[1], tuple(filter(None, row[2]))) for row in found]


async def standing(
    connection: AsyncConnection, user_id: int, problem_id: int, key: UUID
) -> Standing:
    """Where the student stands with the problem."""
    values = {"user_id": user_id, "problem_id": problem_id, "key": key}
    row = (await connection.execute(_STANDING, values)).one()
    return Standing(int(row[0]), row[1], bool(row[2]))
