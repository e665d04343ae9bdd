"""How a class uses the tutor on a problem, and what students did after its hints."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from codify_jupyter.store.class_view import COUNTED


@dataclass(frozen=True, slots=True)
class AfterHint:
    """What came after the hints of one rung: the next try of whoever read one."""

    rung: int
    """The highest that the student had read about the try before."""
    hints: int
    solved: int
    further: int
    """A better score, not full."""
    same: int
    back: int
    """A worse score."""
    none: int
    """No further try, so far."""


@dataclass(frozen=True, slots=True)
class Chat:
    """The conversations about a problem; what went to an instructor is not in it."""

    students: int
    """Who have asked something."""
    questions: int
    thumbs_up: int
    thumbs_down: int


_STUDENTS = "SELECT user_id FROM enrolments WHERE course_id = :course_id AND role = 'student'"
# A language model's text goes with the built-in hint of the same rung and is not counted beside it.
_AFTER = text(f"""
    WITH read AS (
        SELECT submission_id, max(rung) AS rung
        FROM messages
        WHERE problem_id = :problem_id AND rung IS NOT NULL AND source = 'builtin'
            AND submission_id IS NOT NULL AND user_id IN ({_STUDENTS})
        GROUP BY submission_id
    ),
    outcomes AS (
        SELECT read.rung, coalesce(before.score, 0) AS before, next.id AS next, next.status,
            coalesce(next.score, 0) AS after
        FROM read
        JOIN submissions AS before ON before.id = read.submission_id
            AND before.problem_id = :problem_id
        LEFT JOIN LATERAL (
            SELECT id, status, score FROM submissions
            WHERE user_id = before.user_id AND problem_id = before.problem_id
                AND id > before.id AND {COUNTED}
            ORDER BY id LIMIT 1
        ) AS next ON true
    )
    SELECT rung, count(*),
        count(*) FILTER (WHERE status = 'accepted'),
        count(*) FILTER (WHERE status <> 'accepted' AND after > before),
        count(*) FILTER (WHERE status <> 'accepted' AND after = before),
        count(*) FILTER (WHERE status <> 'accepted' AND after < before),
        count(*) FILTER (WHERE next IS NULL)
    FROM outcomes GROUP BY rung ORDER BY rung
""")  # noqa: S608  made of the constants above
_CHAT = text(f"""
    SELECT count(DISTINCT user_id) FILTER (WHERE role = 'user'),
        count(*) FILTER (WHERE role = 'user'),
        count(*) FILTER (WHERE rating = 1), count(*) FILTER (WHERE rating = -1)
    FROM messages
    WHERE problem_id = :problem_id AND question_id IS NULL AND user_id IN ({_STUDENTS})
""")  # noqa: S608  made of the constants above


async def after_hints(
    connection: AsyncConnection, course_id: int, problem_id: int
) -> list[AfterHint]:
    """By rung, lowest first."""
    values = {"course_id": course_id, "problem_id": problem_id}
    return [AfterHint(*row) for row in await connection.execute(_AFTER, values)]


async def chat(connection: AsyncConnection, course_id: int, problem_id: int) -> Chat:
    """The whole class's."""
    values = {"course_id": course_id, "problem_id": problem_id}
    return Chat(*(await connection.execute(_CHAT, values)).one())
