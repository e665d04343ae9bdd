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
from codify_jupyter.store.set_rules import (
    IN_COURSES,
    RULES_OF_TIME,
    SetRules,
    concerns,
    read_rules,
    said,
)
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
    """The problem's version in the latest published of the sets, else its current one."""
    tests_digest: str
    rules: tuple[SetRules, ...]
    """What the sets say that hold the problem and concern the student."""
    open: bool
    """Whether the student may see the problem.

    It is closed to whom no set concerns that it stands in.
    """
    free: bool
    """Whether no rule of time concerns it."""
    counted: bool
    """Whether the student's rate had room for it; True without a rate."""


_TIMED = "ARRAY[" + ", ".join(f"'{rule}'" for rule in sorted(RULES_OF_TIME)) + "]"
# Only what comes through an open door without rules is counted and taken here; all else is
# for the caller to decide.
_TAKE = text(f"""
    WITH person AS (SELECT id, name FROM users WHERE id = :user_id),
    door AS (
        SELECT problems.id AS problem_id, versions.id AS version_id, versions.tests_digest,
            said.rules, said.open, said.free
        FROM problems
        CROSS JOIN LATERAL (
            SELECT rules, unset OR jsonb_array_length(rules) > 0 AS open,
                NOT EXISTS (
                    SELECT FROM jsonb_array_elements(rules) AS rule
                    WHERE rule -> 0 ?| {_TIMED} AND NOT (rule -> 3)::boolean
                ) AS free,
                (
                    SELECT rule -> 4 FROM jsonb_array_elements(rules) WITH ORDINALITY AS one (rule)
                    WHERE rule -> 4 <> 'null' ORDER BY ordinality LIMIT 1
                )::bigint AS version_id
            FROM ({said(concerns("(SELECT name FROM person)", IN_COURSES))}) AS said
        ) AS said
        JOIN problem_versions AS versions
            ON versions.id = coalesce(said.version_id, problems.current_version_id)
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
    door = Door(problem_id, version_id, tests_digest, read_rules(rules), is_open, free, counted)
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
