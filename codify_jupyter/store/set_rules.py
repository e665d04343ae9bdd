"""What the sets of a problem say, and where a student stands with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

RULES_OF_TIME = frozenset({"release", "due", "attempts", "cooldown_s", "overrides"})
"""What of a policy says when and how often something is taken."""


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


_STANDING = text("""
    SELECT count(*), max(created_at),
        EXISTS (SELECT FROM submissions WHERE user_id = :user_id AND idempotency_key = :key)
    FROM submissions
    WHERE user_id = :user_id AND problem_id = :problem_id
        AND status NOT IN ('cancelled', 'internal_error')
""")


async def standing(
    connection: AsyncConnection, user_id: int, problem_id: int, key: UUID
) -> Standing:
    """Where the student stands with the problem."""
    values = {"user_id": user_id, "problem_id": problem_id, "key": key}
    row = (await connection.execute(_STANDING, values)).one()
    return Standing(int(row[0]), row[1], bool(row[2]))
