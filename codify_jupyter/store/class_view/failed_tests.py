"""Which tests a class fails, and with what code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text

from codify_jupyter.store.class_view import COUNTED


@dataclass(frozen=True, slots=True)
class FailedTest:
    """A test of a problem that somebody of the class has failed."""

    id: str
    name: str
    visibility: str
    students: int
    """How many have failed it at least once."""
    now: int
    """How many fail it with their latest try."""
    submissions: int


@dataclass(frozen=True, slots=True)
class FailingCode:
    """The latest of a student's tries that failed a test."""

    test: str
    student: int
    submission: int
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NotLoaded:
    """Code that stopped before any test: not valid Python, or without what the tests call."""

    students: int
    now: int
    """Whose latest try is such code."""
    submissions: int


_JUDGED = f"""
    SELECT id, user_id, status, verdict, id = max(id) OVER (PARTITION BY user_id) AS latest
    FROM submissions
    WHERE problem_id = :problem_id AND {COUNTED} AND user_id IN (
        SELECT user_id FROM enrolments WHERE course_id = :course_id AND role = 'student'
    )
"""  # noqa: S608  made of the constant
# Code that stopped before any test fails them all, and a test that was not run because of
# another says nothing about itself: neither tells of the test.
_FAILURES = f"""
    SELECT judged.id, judged.user_id, judged.latest,
        test ->> 'id' AS test, test ->> 'name' AS name, test ->> 'visibility' AS visibility
    FROM ({_JUDGED}) AS judged
    CROSS JOIN LATERAL jsonb_path_query(
        verdict, '$.tests[*] ? (@.status != "passed" && @.status != "skipped")'
    ) AS test
    WHERE judged.status <> 'accepted' AND verdict ->> 'fault' IS NULL
"""  # noqa: S608  made of the constant above
_NOT_LOADED = text(f"""
    SELECT count(DISTINCT user_id), count(DISTINCT user_id) FILTER (WHERE latest), count(*)
    FROM ({_JUDGED}) AS judged
    WHERE status <> 'accepted' AND verdict ->> 'fault' IS NOT NULL
""")  # noqa: S608  made of the constants above
_MOST_FAILED = text(f"""
    WITH failures AS ({_FAILURES})
    SELECT test, (array_agg(name ORDER BY id DESC))[1],
        (array_agg(visibility ORDER BY id DESC))[1],
        count(DISTINCT user_id), count(DISTINCT user_id) FILTER (WHERE latest), count(*)
    FROM failures GROUP BY test
    ORDER BY count(DISTINCT user_id) DESC, count(*) DESC, test
    LIMIT :row_limit
""")  # noqa: S608  made of the constants above
_CODE = text(f"""
    WITH failures AS ({_FAILURES}),
    newest AS (
        SELECT DISTINCT ON (test, user_id) test, user_id, id
        FROM failures WHERE test = ANY(:tests)
        ORDER BY test, user_id, id DESC
    )
    SELECT newest.test, newest.user_id, newest.id, submissions.code
    FROM newest JOIN submissions USING (id)
    ORDER BY newest.id DESC
    LIMIT :row_limit
""").bindparams(bindparam("tests", type_=ARRAY(Text)))  # noqa: S608  made of the constants above


async def most_failed(
    connection: AsyncConnection, course_id: int, problem_id: int, limit: int = 20
) -> list[FailedTest]:
    """The tests that most of the class have failed, most failed first."""
    values = {"course_id": course_id, "problem_id": problem_id, "row_limit": limit}
    return [FailedTest(*row) for row in await connection.execute(_MOST_FAILED, values)]


async def not_loaded(connection: AsyncConnection, course_id: int, problem_id: int) -> NotLoaded:
    """How much code did not come as far as a test."""
    values = {"course_id": course_id, "problem_id": problem_id}
    return NotLoaded(*(await connection.execute(_NOT_LOADED, values)).one())


async def failing_code(
    connection: AsyncConnection, course_id: int, problem_id: int, tests: Sequence[str], limit: int
) -> list[FailingCode]:
    """Of each student the latest code that fails each of these tests, newest first."""
    values = {
        "course_id": course_id,
        "problem_id": problem_id,
        "tests": list(tests),
        "row_limit": limit,
    }
    return [FailingCode(*row) for row in await connection.execute(_CODE, values)]
