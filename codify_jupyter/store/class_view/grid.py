"""Where each student stands with each problem."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import BigInteger

from codify_jupyter.store.class_view import COUNTED


@dataclass(frozen=True, slots=True)
class Cell:
    """What a student has done about a problem; there is none for one that was never opened."""

    student: int
    problem: int
    tries: int
    """Up to the first that solved it, which counts too."""
    best: float
    """The best score, 0 to 1."""
    in_vain: int
    """Tries since the one that first had the best score; counted only where the problem is
    not solved and was tried of late."""
    begun_at: datetime
    """When it was opened; without a note of that, at the first try or question."""
    last_try_at: datetime | None
    last_at: datetime
    """When the student last did anything about it that left a trace."""
    solved_at: datetime | None
    open_questions: int
    """Passed on to the instructors of this course, and not answered."""


_IDS = ARRAY(BigInteger)
_WHOLE = """
    SELECT enrolments.user_id, problem_id
    FROM enrolments CROSS JOIN unnest(:problems) AS chosen (problem_id)
    WHERE course_id = :course_id AND role = 'student'
"""
# Whoever is no student of the course, and problems that are not in its sets, have no cell.
_CHANGED = """
    SELECT DISTINCT enrolments.user_id, items.problem_id
    FROM unnest(:students, :problems) AS changed (user_id, problem_id)
    JOIN enrolments ON enrolments.user_id = changed.user_id
        AND enrolments.course_id = :course_id AND enrolments.role = 'student'
    JOIN problem_sets AS sets ON sets.course_id = :course_id
    JOIN problem_set_items AS items
        ON items.set_id = sets.id AND items.problem_id = changed.problem_id
"""


_OF_PAIR = f"""
    FROM submissions AS one
    WHERE one.user_id = tried.user_id AND one.problem_id = tried.problem_id AND one.{COUNTED}
"""


# What few cells need is looked up for these alone: the tries of those who went on after they
# had solved it, and those of whoever may be stuck.
def _cells(pairs: str) -> TextClause:
    return text(f"""
        WITH pairs (user_id, problem_id) AS MATERIALIZED ({pairs}),
        tried AS (
            SELECT user_id, problem_id, count(*) AS tries, max(score) AS best,
                max(id) AS last_id, min(id) FILTER (WHERE status = 'accepted') AS solved_by,
                min(created_at) AS first_try_at, max(created_at) AS last_try_at,
                min(created_at) FILTER (WHERE status = 'accepted') AS solved_at
            FROM submissions
            WHERE {COUNTED} AND problem_id = ANY(:problems)
                AND user_id IN (SELECT user_id FROM pairs)
            GROUP BY user_id, problem_id
        ),
        asked AS (
            SELECT user_id, problem_id, min(created_at) AS first_asked_at,
                max(created_at) AS last_asked_at
            FROM messages
            WHERE role = 'user' AND problem_id = ANY(:problems)
                AND user_id IN (SELECT user_id FROM pairs)
            GROUP BY user_id, problem_id
        ),
        waiting AS (
            SELECT user_id, problem_id, count(*) AS open_questions
            FROM questions
            WHERE course_id = :course_id AND answered_at IS NULL
            GROUP BY user_id, problem_id
        )
        SELECT user_id, problem_id,
            CASE WHEN tries IS NULL THEN 0 WHEN last_id > solved_by THEN (
                SELECT count(*) {_OF_PAIR} AND one.id <= solved_by
            ) ELSE tries END,
            coalesce(best, 0),
            CASE WHEN solved_by IS NULL AND last_try_at > :since THEN (
                SELECT count(*) {_OF_PAIR} AND one.id > (
                    SELECT one.id {_OF_PAIR} ORDER BY one.score DESC NULLS LAST, one.id LIMIT 1
                )
            ) ELSE 0 END,
            least(opened_at, first_try_at, first_asked_at),
            last_try_at,
            greatest(opened_at, last_try_at, last_asked_at),
            solved_at,
            coalesce(open_questions, 0)
        FROM pairs
        LEFT JOIN openings USING (user_id, problem_id)
        LEFT JOIN tried USING (user_id, problem_id)
        LEFT JOIN asked USING (user_id, problem_id)
        LEFT JOIN waiting USING (user_id, problem_id)
        WHERE coalesce(opened_at, last_try_at, last_asked_at) IS NOT NULL
    """).bindparams(  # noqa: S608  made of the constants above
        bindparam("problems", type_=_IDS), bindparam("since", type_=TIMESTAMP(timezone=True))
    )


_GRID = _cells(_WHOLE)
_SOME = _cells(_CHANGED).bindparams(bindparam("students", type_=_IDS))


_WHOSE = text("""
    SELECT DISTINCT user_id, problem_id FROM submissions WHERE id = ANY(:ids)
""").bindparams(bindparam("ids", type_=_IDS))


async def whose(connection: AsyncConnection, submissions: Iterable[int]) -> set[tuple[int, int]]:
    """Ids of the students and problems that some submissions, by their ids, are about."""
    found = await connection.execute(_WHOSE, {"ids": list(submissions)})
    return {(row[0], row[1]) for row in found}


async def grid(
    connection: AsyncConnection, course_id: int, problems: Sequence[int], since: datetime
) -> list[Cell]:
    """All cells of the course's students and these problems, in no particular order.

    ``since`` says what is "of late" for ``Cell.in_vain``.
    """
    values = {"course_id": course_id, "problems": list(problems), "since": since}
    return [Cell(*row) for row in await connection.execute(_GRID, values)]


async def changed_cells(
    connection: AsyncConnection,
    course_id: int,
    pairs: Iterable[tuple[int, int]],
    since: datetime,
) -> list[Cell]:
    """The cells of some students and problems, by their ids, as far as they are the course's."""
    students, problems = [], []
    for student, problem in pairs:
        students.append(student)
        problems.append(problem)
    values = {
        "course_id": course_id,
        "students": students,
        "problems": problems,
        "since": since,
    }
    return [Cell(*row) for row in await connection.execute(_SOME, values)]
