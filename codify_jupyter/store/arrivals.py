"""A submission at the door: what decides whether it is taken, and the taking, in one statement.

At a deadline a whole class stands there at once, and each way to the database costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Boolean, Float, Text

from codify_jupyter.database.engine import storable_text
from codify_jupyter.store.rate_limits import FILLED, Rate
from codify_jupyter.store.set_rules import RULES_OF_TIME, SetRules
from codify_jupyter.store.submissions import Submission


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a student hands in."""

    user_id: int
    courses: Sequence[str] | None
    """Those that the student is in; None where there are none, and nothing is closed."""
    slug: str
    """The problem's."""
    code: str = field(repr=False)
    idempotency_key: UUID
    judge: int | None
    """The process that will have it in hand; None for a worker of the queue."""


@dataclass(frozen=True, slots=True)
class Door:
    """What an arrival met."""

    problem_id: int
    version_id: int
    """The problem's current version."""
    tests_digest: str
    rules: tuple[SetRules, ...]
    """What the sets say that hold the problem and concern the student."""
    open: bool
    """Whether the student may see the problem.

    It is closed to all but its courses when it stands in their sets alone.
    """
    free: bool
    """Whether no rule of time concerns it: it is in no set, or in one without such rules."""
    counted: bool
    """Whether the student's rate had room for it; True without a rate."""


# Whether a set concerns the student.
_MINE = "(:courses IS NULL OR courses.slug IS NULL OR courses.slug = ANY(:courses))"
_TIMED = "ARRAY[" + ", ".join(f"'{rule}'" for rule in sorted(RULES_OF_TIME)) + "]"
# Only what comes through an open door without rules is counted and taken here; all else is
# for the caller to decide.
_TAKE = text(f"""
    WITH door AS (
        SELECT problems.id AS problem_id, versions.id AS version_id, versions.tests_digest, said.*
        FROM problems
        JOIN problem_versions AS versions ON versions.id = problems.current_version_id
        CROSS JOIN LATERAL (
            SELECT
                coalesce(jsonb_agg(jsonb_build_array(
                    sets.policy,
                    courses.slug,
                    array_append(enrolments.labels, enrolments.section)
                )) FILTER (WHERE {_MINE}), '[]') AS rules,
                count(*) = 0 OR bool_or({_MINE}) AS open,
                count(*) = 0 OR bool_or({_MINE} AND NOT sets.policy ?| {_TIMED}) AS free
            FROM problem_set_items AS items
            JOIN problem_sets AS sets ON sets.id = items.set_id
            LEFT JOIN courses ON courses.id = sets.course_id
            LEFT JOIN enrolments ON enrolments.course_id = sets.course_id
                AND enrolments.user_id = :user_id
            WHERE items.problem_id = problems.id
        ) AS said
        WHERE problems.slug = :slug
    ),
    counted AS (
        INSERT INTO rate_limits AS buckets (user_id, kind, tokens)
        SELECT :user_id, 'submissions', :burst - 1 FROM door WHERE :limited AND open AND free
        ON CONFLICT (user_id, kind) DO UPDATE SET tokens = {FILLED} - 1, updated_at = now()
        WHERE {FILLED} >= 1
        RETURNING tokens
    ),
    taken AS (
        INSERT INTO submissions (
            user_id, problem_id, problem_version_id, code, tests_digest, idempotency_key, judge
        )
        SELECT :user_id, problem_id, version_id, :code, tests_digest, :idempotency_key, :judge
        FROM door
        WHERE open AND free AND (NOT :limited OR EXISTS (SELECT FROM counted))
        -- Either the key was used before, or the student has another submission open.
        ON CONFLICT DO NOTHING
        RETURNING id, status, created_at
    )
    SELECT door.problem_id, version_id, tests_digest, rules, open, free,
        NOT :limited OR EXISTS (SELECT FROM counted),
        taken.id, taken.status, taken.created_at
    FROM door LEFT JOIN taken ON true
""").bindparams(  # noqa: S608  made of the constants above
    bindparam("courses", type_=ARRAY(Text)),
    bindparam("limited", type_=Boolean),
    bindparam("burst", type_=Float),
    bindparam("per_s", type_=Float),
)


async def take(
    connection: AsyncConnection, arrival: Arrival, rate: Rate | None
) -> tuple[Door | None, Submission | None]:
    """Take a submission that nothing stands against, as ``pending``.

    Args:
        connection: Outside a transaction, or in one that is committed whatever this gives.
        arrival: What is handed in.
        rate: How many submissions a student may make in how much time, all or none.

    Returns:
        What it met, None when there is no such problem; and the submission, None when it
        was not taken: the door is closed or not free, there were too many, the key was used
        before, or the student has another submission to the problem open.

    Raises:
        sqlalchemy.exc.IntegrityError: for code over ``MAX_CODE_BYTES``, or an unknown user.
    """
    code = storable_text(arrival.code)
    given: dict[str, Any] = {
        "user_id": arrival.user_id,
        "courses": None if arrival.courses is None else list(arrival.courses),
        "slug": arrival.slug,
        "code": code,
        "idempotency_key": arrival.idempotency_key,
        "judge": arrival.judge,
        "limited": rate is not None,
        "burst": rate.burst if rate else 0.0,
        "per_s": rate.per_s if rate else 0.0,
    }
    row = (await connection.execute(_TAKE, given)).one_or_none()
    if row is None:
        return None, None
    *met, rules, is_open, free, counted, submission_id, status, created_at = row
    problem_id, version_id, tests_digest = met
    said = tuple(
        SetRules(policy, course, tuple(filter(None, labels or ())))
        for policy, course, labels in rules
    )
    door = Door(problem_id, version_id, tests_digest, said, is_open, free, counted)
    if submission_id is None:
        return door, None
    return door, Submission(
        id=submission_id,
        user_id=arrival.user_id,
        problem_id=problem_id,
        problem_version_id=version_id,
        code=code,
        status=status,
        score=None,
        runtime_ms=None,
        verdict=None,
        tests_digest=tests_digest,
        idempotency_key=arrival.idempotency_key,
        created_at=created_at,
        judged_at=None,
        judge=arrival.judge,
    )
