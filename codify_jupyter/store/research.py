"""What happened, in order, of chosen users: for research exports."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text

_NAMES = bindparam("names", type_=ARRAY(Text))
# The set of a problem that a course has it in, if any: a problem may stand in several.
_PLACE = """
    LEFT JOIN LATERAL (
        SELECT sets.slug AS set_slug, courses.slug AS course
        FROM problem_set_items AS items
        JOIN problem_sets AS sets ON sets.id = items.set_id
        LEFT JOIN courses ON courses.id = sets.course_id
        WHERE items.problem_id = problems.id
        ORDER BY courses.slug = :course DESC NULLS LAST, sets.course_id IS NULL, sets.id LIMIT 1
    ) AS place ON true
"""
# With a course, only what its students did in its sets.
_OF_COURSE = """(:course IS NULL OR place.course = :course AND EXISTS (
    SELECT FROM enrolments JOIN courses ON courses.id = enrolments.course_id
    WHERE courses.slug = :course AND enrolments.user_id = users.id
        AND enrolments.role = 'student'
))"""
_COURSE = bindparam("course", type_=Text)
_SUBMISSIONS = text(f"""
    SELECT submissions.id, users.name, problems.slug, place.set_slug, place.course,
        submissions.code, submissions.status, submissions.score, submissions.created_at
    FROM submissions
    JOIN users ON users.id = submissions.user_id
    JOIN problems ON problems.id = submissions.problem_id
    {_PLACE}
    WHERE users.name = ANY(:names) AND {_OF_COURSE}
        AND submissions.status NOT IN ('pending', 'running', 'cancelled', 'internal_error')
    ORDER BY submissions.created_at, submissions.id
""").bindparams(_NAMES, _COURSE)  # noqa: S608  made of the constant above
# What is between a student and an instructor is no event of the tutor's.
_MESSAGES = text(f"""
    SELECT messages.id, users.name, problems.slug, place.set_slug, place.course,
        messages.role, messages.rule, messages.rung, messages.submission_id, messages.created_at
    FROM messages
    JOIN users ON users.id = messages.user_id
    JOIN problems ON problems.id = messages.problem_id
    {_PLACE}
    WHERE users.name = ANY(:names) AND {_OF_COURSE} AND messages.state = 'complete'
        AND messages.question_id IS NULL
    ORDER BY messages.created_at, messages.id
""").bindparams(_NAMES, _COURSE)  # noqa: S608  made of the constant above


@dataclass(frozen=True, slots=True)
class SubmissionEvent:
    """A judged submission."""

    id: int
    user: str
    problem: str
    set: str | None
    course: str | None
    code: str
    status: str
    score: float | None
    at: datetime


@dataclass(frozen=True, slots=True)
class MessageEvent:
    """A question or an answer, without its text."""

    id: int
    user: str
    problem: str
    set: str | None
    course: str | None
    role: str
    rule: str | None
    rung: int | None
    submission_id: int | None
    at: datetime


async def submissions_of(
    connection: AsyncConnection, names: Sequence[str], course: str | None = None
) -> AsyncIterator[SubmissionEvent]:
    """In order of time; with a course, what its students did in its sets."""
    result = await connection.stream(_SUBMISSIONS, {"names": list(names), "course": course})
    async for row in result:
        yield SubmissionEvent(*row)


async def messages_of(
    connection: AsyncConnection, names: Sequence[str], course: str | None = None
) -> AsyncIterator[MessageEvent]:
    """In order of time; with a course, what its students did in its sets."""
    result = await connection.stream(_MESSAGES, {"names": list(names), "course": course})
    async for row in result:
        yield MessageEvent(*row)
