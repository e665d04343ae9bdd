"""Questions that students have passed on to the instructors of a course."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Executable, text
from sqlalchemy.ext.asyncio import AsyncConnection

from codify_jupyter.database.engine import storable_text
from codify_jupyter.database.presence import CLASS_CHANNEL
from codify_jupyter.store.messages import Message


@dataclass(frozen=True, slots=True)
class Addressee:
    """A course whose instructors a student may ask about a problem."""

    course_id: int
    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question, without its texts, which are messages."""

    id: int
    user_id: int
    course_id: int
    problem_id: int
    submission_id: int | None
    code: str | None = field(repr=False)
    """The cell as it was, where it differed from the submission."""
    asked_at: datetime
    answered_at: datetime | None
    """When it was answered first."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A question as a list shows it."""

    id: int
    user_id: int
    user: str
    """The name that is shown."""
    problem: str
    title: str
    text: str = field(repr=False)
    asked_at: datetime
    answered_at: datetime | None
    status: str | None
    """Of the attempt at hand."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked, and about what."""

    user: str
    """The name that is shown."""
    problem: str
    title: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions of a course wait, and how many are answered."""

    open: int
    answered: int


_COLUMNS = "id, user_id, course_id, problem_id, submission_id, code, asked_at, answered_at"
_TELL = f"pg_notify('{CLASS_CHANNEL}', 'question ' || user_id || ' ' || problem_id)"
# The course's sets hold the problem, the caller is its student, and somebody teaches it.
_ADDRESSEE = text("""
    SELECT courses.id, courses.slug, courses.title
    FROM enrolments
    JOIN users ON users.id = enrolments.user_id
    JOIN courses ON courses.id = enrolments.course_id
    JOIN problem_sets AS sets ON sets.course_id = courses.id
    JOIN problem_set_items AS items ON items.set_id = sets.id
    WHERE users.name = :name AND enrolments.role = 'student' AND items.problem_id = :problem_id
        AND EXISTS (
            SELECT FROM enrolments AS others
            WHERE others.course_id = courses.id AND others.role = 'instructor'
        )
    ORDER BY sets.id LIMIT 1
""")
_INSERT = text(f"""
    INSERT INTO questions (user_id, course_id, problem_id, submission_id, code)
    VALUES (:user_id, :course_id, :problem_id, :submission_id, :code)
    RETURNING {_COLUMNS}, {_TELL}
""")  # noqa: S608  made of the constants above
_OF_PROBLEM = text(f"""
    SELECT {_COLUMNS} FROM questions
    WHERE user_id = :user_id AND problem_id = :problem_id ORDER BY id
""")  # noqa: S608  made of the constants above
_OPEN_OF_USER = text("""
    SELECT id FROM questions WHERE user_id = :user_id AND answered_at IS NULL ORDER BY id
""")
_GET = text(f"SELECT {_COLUMNS} FROM questions WHERE id = :id AND course_id = :course_id")  # noqa: S608
_LOCK = text(f"""
    SELECT {_COLUMNS} FROM questions WHERE id = :id AND course_id = :course_id FOR NO KEY UPDATE
""")  # noqa: S608  made of the constants above
_ANSWERED = text(f"""
    UPDATE questions SET answered_at = coalesce(answered_at, now()) WHERE id = :id
    RETURNING {_COLUMNS}, {_TELL}
""")  # noqa: S608  made of the constants above
_ASKER = text("""
    SELECT coalesce(users.display_name, users.name), problems.slug, problems.title
    FROM questions
    JOIN users ON users.id = questions.user_id
    JOIN problems ON problems.id = questions.problem_id
    WHERE questions.id = :id
""")
_SLUGS = text("SELECT id, slug FROM problems WHERE id = ANY(CAST(:ids AS bigint[]))")
_COUNT = text("""
    SELECT count(*) FILTER (WHERE answered_at IS NULL),
        count(*) FILTER (WHERE answered_at IS NOT NULL)
    FROM questions WHERE course_id = :course_id
""")
# Those that wait in the order in which they came; of the answered ones the newest first.
_LISTED = """
    SELECT questions.id, questions.user_id, coalesce(users.display_name, users.name),
        problems.slug, problems.title,
        (
            SELECT messages.text FROM messages
            WHERE question_id = questions.id AND role = 'user' ORDER BY messages.id LIMIT 1
        ),
        asked_at, answered_at, submissions.status
    FROM questions
    JOIN users ON users.id = questions.user_id
    JOIN problems ON problems.id = questions.problem_id
    LEFT JOIN submissions ON submissions.id = questions.submission_id
"""
_OPEN = text(f"""{_LISTED}
    WHERE questions.course_id = :course_id AND answered_at IS NULL
    ORDER BY questions.id LIMIT :row_limit
""")
_ANSWERED_ONES = text(f"""{_LISTED}
    WHERE questions.course_id = :course_id AND answered_at IS NOT NULL
        AND (:before = 0 OR questions.id < :before)
    ORDER BY questions.id DESC LIMIT :row_limit
""")


async def addressee(connection: AsyncConnection, name: str, problem_id: int) -> Addressee | None:
    """The course that a user, by name, may ask about a problem; None where there is none."""
    values = {"name": storable_text(name), "problem_id": problem_id}
    row = (await connection.execute(_ADDRESSEE, values)).one_or_none()
    return None if row is None else Addressee(*row)


async def insert(
    connection: AsyncConnection,
    *,
    user_id: int,
    course_id: int,
    problem_id: int,
    submission_id: int | None,
    code: str | None,
) -> Question:
    """Store a question; those who watch the course hear of it when this is committed."""
    values = {
        "user_id": user_id,
        "course_id": course_id,
        "problem_id": problem_id,
        "submission_id": submission_id,
        "code": None if code is None else storable_text(code),
    }
    return Question(*(await connection.execute(_INSERT, values)).one()[:-1])


async def of_problem(connection: AsyncConnection, user_id: int, problem_id: int) -> list[Question]:
    """A student's about a problem, oldest first."""
    values = {"user_id": user_id, "problem_id": problem_id}
    return [Question(*row) for row in await connection.execute(_OF_PROBLEM, values)]


async def open_of_user(connection: AsyncConnection, user_id: int) -> list[int]:
    """Ids of a student's questions that are not answered."""
    return list((await connection.execute(_OPEN_OF_USER, {"user_id": user_id})).scalars())


async def get(connection: AsyncConnection, question_id: int, course_id: int) -> Question | None:
    """A question of this course's; None when there is none, or it is another's."""
    return await _one(connection, _GET, question_id, course_id)


async def lock(connection: AsyncConnection, question_id: int, course_id: int) -> Question | None:
    """The same, and until the end of the transaction nobody else may answer it."""
    return await _one(connection, _LOCK, question_id, course_id)


async def mark_answered(connection: AsyncConnection, question_id: int) -> Question:
    """Note that it is answered; the student and the course hear of it when this is committed."""
    row = (await connection.execute(_ANSWERED, {"id": question_id})).one()
    return Question(*row[:-1])


async def asker(connection: AsyncConnection, question_id: int) -> Asker:
    """Who asked a question, and about which problem."""
    return Asker(*(await connection.execute(_ASKER, {"id": question_id})).one())


async def problem_slugs(connection: AsyncConnection, rows: Iterable[Message]) -> dict[int, str]:
    """The slugs, by their ids, of the problems that messages are about."""
    ids = sorted({row.problem_id for row in rows})
    if not ids:
        return {}
    return {row[0]: row[1] for row in await connection.execute(_SLUGS, {"ids": ids})}


async def count(connection: AsyncConnection, course_id: int) -> Counts:
    """How many of a course's questions wait and how many are answered."""
    return Counts(*(await connection.execute(_COUNT, {"course_id": course_id})).one())


async def list_open(connection: AsyncConnection, course_id: int, limit: int = 200) -> list[Listed]:
    """A course's questions that wait, the oldest first."""
    values = {"course_id": course_id, "row_limit": limit}
    return [_listed(row) for row in await connection.execute(_OPEN, values)]


async def list_answered(
    connection: AsyncConnection, course_id: int, limit: int = 50, before: int | None = None
) -> list[Listed]:
    """A course's answered questions, the newest first; ``before`` is an id to start below."""
    values = {"course_id": course_id, "row_limit": limit, "before": before or 0}
    return [_listed(row) for row in await connection.execute(_ANSWERED_ONES, values)]


def _listed(row: Sequence[object]) -> Listed:
    return Listed(*row)  # type: ignore[arg-type]  # in the order of the columns


async def _one(
    connection: AsyncConnection, statement: Executable, question_id: int, course_id: int
) -> Question | None:
    values = {"id": question_id, "course_id": course_id}
    row = (await connection.execute(statement, values)).one_or_none()
    return None if row is None else Question(*row)
