"""Which tests the students of a class fail, and the code that does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import BigInteger

from codify_jupyter.store.class_view import COUNTED


@dataclass(frozen=True, slots=True)
class Failure:
    """A student and a test that at least one of the student's tries has failed."""

    student: int
    test: str | None
    """None for code that stopped before any test: not valid Python, or without what they call."""
    name: str | None
    visibility: str | None
    submissions: int
    newest: int
    """Id of the latest that failed it."""
    now: bool
    """Whether that is the student's latest try."""


# Code that stopped before any test fails them all, and a test that was not run because of
# another says nothing about itself: neither tells of the test.
_FAILURES = text(f"""
    SELECT user_id, test ->> 'id', max(test ->> 'name'), max(test ->> 'visibility'),
        count(*), max(judged.id), bool_or(latest)
    FROM (
        SELECT id, user_id, status, verdict, id = max(id) OVER (PARTITION BY user_id) AS latest
        FROM submissions
        WHERE problem_id = :problem_id AND {COUNTED} AND user_id IN (
            SELECT user_id FROM enrolments WHERE course_id = :course_id AND role = 'student'
        )
    ) AS judged
    LEFT JOIN LATERAL jsonb_path_query(
        CASE WHEN verdict ->> 'fault' IS NULL THEN verdict END,
        '$.tests[*] ? (@.status != "passed" && @.status != "skipped")'
    ) AS test ON true
    WHERE status <> 'accepted' AND (test IS NOT NULL OR verdict ->> 'fault' IS NOT NULL)
    GROUP BY user_id, test ->> 'id'
""")  # noqa: S608  made of the constant
_CODE = text("SELECT id, code FROM submissions WHERE id = ANY(:ids)").bindparams(
    bindparam("ids", type_=ARRAY(BigInteger))
)


async def failures(connection: AsyncConnection, course_id: int, problem_id: int) -> list[Failure]:
    """All there are, in no particular order."""
    values = {"course_id": course_id, "problem_id": problem_id}
    return [Failure(*row) for row in await connection.execute(_FAILURES, values)]


async def code_of(connection: AsyncConnection, submissions: Iterable[int]) -> dict[int, str]:
    """The code of submissions, by their ids."""
    found = await connection.execute(_CODE, {"ids": list(submissions)})
    return {row[0]: row[1] for row in found}
