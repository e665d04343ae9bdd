"""Where each student stands with each problem."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import BigInteger

from codify_jupyter.store.class_view import COUNTED


@dataclass(frozen=True, slots=True)
class Cell:
    """What a student has done about a problem; there is none for one that was never opened."""

    student: int
    problem: int
    opened_at: datetime | None
    """None also for work older than the note of openings."""
    tries: int
    """Up to the first that solved it, which counts too."""
    first_score: float | None
    """Of the first try, 0 to 1; None without a try."""
    first_try_at: datetime | None
    best: float
    """The best score, 0 to 1."""
    in_vain: int
    """Tries since the one that first had the best score."""
    last_try_at: datetime | None
    solved_at: datetime | None
    last_asked_at: datetime | None
    """The student's latest message about it."""
    open_questions: int
    """Passed on to the instructors of this course, and not answered."""

    @property
    def last_at(self) -> datetime | None:
        """When the student last did anything about the problem that left a trace."""
        times = (self.opened_at, self.last_try_at, self.last_asked_at)
        return max((one for one in times if one is not None), default=None)


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


def _cells(pairs: str) -> TextClause:
    return text(f"""
        WITH pairs (user_id, problem_id) AS MATERIALIZED ({pairs}),
        judged AS (
            SELECT user_id, problem_id, id, score, created_at,
                min(id) FILTER (WHERE status = 'accepted') OVER of_pair AS solved_by,
                first_value(id) OVER (
                    PARTITION BY user_id, problem_id ORDER BY score DESC NULLS LAST, id
                ) AS best_by
            FROM submissions JOIN pairs USING (user_id, problem_id)
            WHERE {COUNTED}
            WINDOW of_pair AS (PARTITION BY user_id, problem_id)
        ),
        tried AS (
            SELECT user_id, problem_id,
                count(*) FILTER (WHERE solved_by IS NULL OR id <= solved_by) AS tries,
                (array_agg(score ORDER BY id))[1] AS first_score,
                min(created_at) AS first_try_at,
                max(score) AS best,
                count(*) FILTER (WHERE id > best_by) AS in_vain,
                max(created_at) AS last_try_at,
                min(created_at) FILTER (WHERE id = solved_by) AS solved_at
            FROM judged GROUP BY user_id, problem_id
        ),
        asked AS (
            SELECT user_id, problem_id, max(created_at) AS last_asked_at
            FROM messages JOIN pairs USING (user_id, problem_id)
            WHERE role = 'user' GROUP BY user_id, problem_id
        ),
        waiting AS (
            SELECT user_id, problem_id, count(*) AS open_questions
            FROM questions JOIN pairs USING (user_id, problem_id)
            WHERE course_id = :course_id AND answered_at IS NULL GROUP BY user_id, problem_id
        )
        SELECT user_id, problem_id, opened_at, coalesce(tries, 0), first_score, first_try_at,
            coalesce(best, 0), coalesce(in_vain, 0), last_try_at, solved_at, last_asked_at,
            coalesce(open_questions, 0)
        FROM pairs
        LEFT JOIN openings USING (user_id, problem_id)
        LEFT JOIN tried USING (user_id, problem_id)
        LEFT JOIN asked USING (user_id, problem_id)
        LEFT JOIN waiting USING (user_id, problem_id)
        WHERE coalesce(opened_at, last_try_at, last_asked_at) IS NOT NULL
    """).bindparams(bindparam("problems", type_=_IDS))  # noqa: S608  made of the constants above


_GRID = _cells(_WHOLE)
_SOME = _cells(_CHANGED).bindparams(bindparam("students", type_=_IDS))


_WHOSE = text("""
    SELECT DISTINCT user_id, problem_id FROM submissions WHERE id = ANY(:ids)
""").bindparams(bindparam("ids", type_=_IDS))


async def whose(connection: AsyncConnection, submissions: Iterable[int]) -> set[tuple[int, int]]:
    """Ids of the students and problems that some submissions, by their ids, are about."""
    found = await connection.execute(_WHOSE, {"ids": list(submissions)})
    return {(row[0], row[1]) for row in found}


async def grid(connection: AsyncConnection, course_id: int, problems: Sequence[int]) -> list[Cell]:
    """All cells of the course's students and these problems, in no particular order."""
    values = {"course_id": course_id, "problems": list(problems)}
    return [Cell(*row) for row in await connection.execute(_GRID, values)]


async def changed_cells(
    connection: AsyncConnection, course_id: int, pairs: Iterable[tuple[int, int]]
) -> list[Cell]:
    """The cells of some students and problems, by their ids, as far as they are the course's."""
    students, problems = [], []
    for student, problem in pairs:
        students.append(student)
        problems.append(problem)
    values = {"course_id": course_id, "students": students, "problems": problems}
    return [Cell(*row) for row in await connection.execute(_SOME, values)]
