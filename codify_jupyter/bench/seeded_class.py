"""A class of made-up students in a database: what a term of work leaves behind.

Code and verdicts are real ones, of the shipped problems' wrong solutions and references;
who submits what and when is drawn at random, the same each time.
"""

from __future__ import annotations

import json
import random
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg
from codify_runner import Runner

from codify_jupyter.catalogue import SHIPPED
from codify_jupyter.problems import Problem, find_problems, read_problem
from codify_jupyter.verdicts import verdict_to_json

COURSE, SET = "bench", "bench-set"
TERM_MINUTES = 60 * 24 * 60
WRONG_PER_PROBLEM = 5
_SOLVED_SHARE = 0.75
_AT_WORK_SHARE = 0.03
"""Of all that was begun, so much has its last try within the last minutes."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large the class is."""

    students: int = 300
    problems: int = 20
    submissions: int = 30_000


@dataclass(frozen=True, slots=True)
class _Program:
    """Code with its verdict, ready for the database."""

    code: str
    status: str
    score: float
    runtime_ms: int
    verdict: str


@dataclass(frozen=True, slots=True)
class _Try:
    student: int
    slug: str
    program: _Program
    at: datetime


def chosen_problems(count: int) -> list[Problem]:
    """So many of the shipped problems."""
    folders, _ = find_problems([SHIPPED])
    return [read_problem(folder) for folder in folders[:count]]


async def seed(address: str, size: Size) -> dict[str, int]:
    """Fill a database that holds the shipped problems and nothing of anybody's.

    Args:
        address: The database's, for psycopg.
        size: How much there shall be.

    Returns:
        The number of rows by table.
    """
    problems = chosen_problems(size.problems)
    programs = {one.slug: await _judge(one) for one in problems}
    with psycopg.connect(address) as connection:
        students = _make_course(connection, [one.slug for one in problems], size.students)
        _copy_tries(connection, problems, _tries(size, students, programs))
        for statement in _WHAT_FOLLOWS:
            connection.execute(statement)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
        tables = ("users", "submissions", "messages", "openings", "questions")
        return {table: _count(connection, table) for table in tables}


async def _judge(problem: Problem) -> list[_Program]:
    """The reference, then some wrong solutions; none that runs into the time limit."""
    codes = [problem.solution, *(one.code for one in problem.wrong[:WRONG_PER_PROBLEM])]
    programs = []
    async with Runner() as runner:
        for code in codes:
            verdict = await runner.judge(code, problem.tests_json)
            if verdict.status != "time_limit_exceeded":
                text = json.dumps(verdict_to_json(verdict))
                runtime_ms = round(verdict.runtime_ms)
                programs.append(_Program(code, verdict.status, verdict.score, runtime_ms, text))
    return programs


def _make_course(connection: psycopg.Connection, slugs: Sequence[str], count: int) -> list[int]:
    """The course, its set and its students; returns their ids."""
    connection.execute("INSERT INTO courses (slug, title) VALUES (%s, 'Bench')", (COURSE,))
    connection.execute(
        "INSERT INTO problem_sets (slug, title, course_id)"
        " SELECT %s, 'Bench', id FROM courses WHERE slug = %s",
        (SET, COURSE),
    )
    for position, slug in enumerate(slugs):
        connection.execute(
            "INSERT INTO problem_set_items SELECT sets.id, %s, problems.id"
            " FROM problem_sets AS sets, problems WHERE sets.slug = %s AND problems.slug = %s",
            (position, SET, slug),
        )
    made = connection.execute(
        "INSERT INTO users (name, display_name, provider)"
        " SELECT 'student-' || lpad(n::text, 4, '0'), 'Student ' || n, 'token'"
        " FROM generate_series(1, %s) AS n RETURNING id",
        (count,),
    )
    students = [row[0] for row in made.fetchall()]
    connection.execute(
        "INSERT INTO enrolments (user_id, course_id, section)"
        " SELECT users.id, courses.id, chr(65 + users.id::int %% 4) FROM users, courses"
        " WHERE users.id = ANY(%s) AND courses.slug = %s",
        (students, COURSE),
    )
    return students


def _tries(
    size: Size, students: Sequence[int], programs: Mapping[str, Sequence[_Program]]
) -> list[_Try]:
    """All tries in order of time: some begin and get through, some do not."""
    chance = random.Random(20_240_301)  # noqa: S311  nothing secret
    now = datetime.now(UTC)
    pairs = [(student, slug) for student in students for slug in programs]
    begun = [pair for pair in pairs if chance.random() < 0.9]
    counts = Counter(begun) + Counter(chance.choices(begun, k=size.submissions - len(begun)))
    made = []
    for (student, slug), count in counts.items():
        reference, *wrong = programs[slug]
        solved = chance.random() < _SOLVED_SHARE
        end = 0.0 if chance.random() < _AT_WORK_SHARE else chance.uniform(0, TERM_MINUTES)
        ago = end + chance.uniform(0, 15)
        for number in range(count):  # from the last back to the first
            last = number == 0 and solved
            program = reference if last else chance.choice(wrong or [reference])
            at = now - timedelta(minutes=ago)
            made.append(_Try(student, slug, program, at))
            ago += chance.expovariate(1 / 6)
    return sorted(made, key=lambda one: one.at)


def _copy_tries(
    connection: psycopg.Connection, problems: Sequence[Problem], tries: Sequence[_Try]
) -> None:
    found = connection.execute("SELECT slug, id, current_version_id FROM problems")
    ids = {slug: (problem_id, version_id) for slug, problem_id, version_id in found}
    digests = {one.slug: one.digest for one in problems}
    columns = (
        "user_id, problem_id, problem_version_id, code, status, score, runtime_ms, verdict,"
        " tests_digest, idempotency_key, created_at, judged_at"
    )
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY submissions ({columns}) FROM STDIN") as copy,
    ):
        for number, one in enumerate(tries):
            program = one.program
            copy.write_row(
                (
                    one.student,
                    *ids[one.slug],
                    # No two programs of a class are the same text.
                    f"# my try no. {number}\n{program.code}",
                    program.status,
                    program.score,
                    program.runtime_ms,
                    program.verdict,
                    digests[one.slug],
                    uuid.UUID(int=number),
                    one.at,
                    one.at,
                )
            )


# A hint after each failed try, further rungs and questions after some.
_WHAT_FOLLOWS = (
    """
    INSERT INTO messages (submission_id, user_id, problem_id, role, text, source, rung, rule,
        created_at)
    SELECT id, user_id, problem_id, 'assistant',
        repeat('Look once more at what your function gives back here. ', 4), 'builtin', rung,
        'a-rule', created_at + rung * interval '1 second'
    FROM submissions CROSS JOIN generate_series(1, 3) AS rung
    WHERE status <> 'accepted' AND id % 3 >= rung - 1
    """,
    """
    INSERT INTO messages (submission_id, user_id, problem_id, role, text, source, created_at)
    SELECT id, user_id, problem_id, role, repeat('Why does the second test fail? ', 3),
        CASE role WHEN 'assistant' THEN 'builtin' END, created_at + interval '1 minute'
    FROM submissions CROSS JOIN (VALUES ('user'), ('assistant')) AS roles (role)
    WHERE status <> 'accepted' AND id % 5 = 0
    """,
    """
    INSERT INTO openings
    SELECT user_id, problem_id, min(created_at) - interval '3 minutes'
    FROM submissions GROUP BY user_id, problem_id
    """,
    """
    INSERT INTO questions (user_id, course_id, problem_id, submission_id, asked_at, answered_at)
    SELECT user_id, courses.id, problem_id, submissions.id, submissions.created_at,
        CASE WHEN submissions.id % 1500 <> 0 THEN submissions.created_at + interval '1 hour' END
    FROM submissions, courses WHERE submissions.id % 100 = 0
    """,
    """
    INSERT INTO messages (submission_id, user_id, problem_id, role, text, question_id, created_at)
    SELECT submission_id, user_id, problem_id, 'user', 'May I ask you something?', id, asked_at
    FROM questions
    """,
)


def _count(connection: psycopg.Connection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608  a constant
    return int(row[0]) if row else 0
