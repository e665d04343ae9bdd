"""What belongs to a course: its sets with their problems, and its students."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import BigInteger

from codify_jupyter.store.set_rules import draw


@dataclass(frozen=True, slots=True)
class CourseProblem:
    """A problem in a set of the course."""

    id: int
    slug: str
    title: str
    difficulty: str


@dataclass(frozen=True, slots=True)
class CourseSet:
    """A set of the course, its problems in order."""

    id: int
    slug: str
    title: str
    policy: dict[str, Any]
    draws: bool
    """Whether each student gets only some of its problems."""
    problems: tuple[CourseProblem, ...]


@dataclass(frozen=True, slots=True)
class CourseStudent:
    """Somebody who is a student of the course."""

    id: int
    name: str
    display_name: str | None
    section: str | None
    labels: tuple[str, ...]
    """Those that policies may name, the section among them."""


@dataclass(frozen=True, slots=True)
class CourseScope:
    """A course, as its instructors see it."""

    id: int
    slug: str
    title: str
    sets: tuple[CourseSet, ...]


_COURSE = text("SELECT id, slug, title FROM courses WHERE slug = :slug")
_SETS = text("""
    SELECT sets.id, sets.slug, sets.title, sets.policy, sets.draws,
        problems.id, problems.slug, problems.title, problems.difficulty
    FROM problem_sets AS sets
    LEFT JOIN problem_set_items AS items ON items.set_id = sets.id
    LEFT JOIN problems ON problems.id = items.problem_id
    WHERE sets.course_id = :course_id
    ORDER BY sets.id, items.position
""")
_ACTIVE = text("""
    SELECT items.set_id
    FROM problem_set_items AS items
    JOIN problem_sets AS sets ON sets.id = items.set_id
    CROSS JOIN LATERAL (
        SELECT max(id) AS latest FROM submissions WHERE problem_id = items.problem_id
    ) AS tried
    WHERE sets.course_id = :course_id AND latest IS NOT NULL
    ORDER BY latest DESC, items.set_id LIMIT 1
""")
_GIVEN = text(f"""
    SELECT users.id, given.problem_id
    FROM enrolments
    JOIN users ON users.id = enrolments.user_id
    JOIN problem_sets AS sets ON sets.id = ANY(:sets)
    CROSS JOIN LATERAL (
        SELECT problem_id FROM problem_set_items AS items
        WHERE items.set_id = sets.id AND NOT sets.draws
        UNION ALL
        SELECT problem_id FROM ({draw("users.name")}) AS lots WHERE sets.draws
    ) AS given
    WHERE enrolments.course_id = :course_id AND enrolments.role = 'student'
""").bindparams(bindparam("sets", type_=ARRAY(BigInteger)))  # noqa: S608  made of SQL of ours
_STUDENTS = text("""
    SELECT users.id, users.name, users.display_name, enrolments.section,
        coalesce(array_append(enrolments.labels, enrolments.section), '{}')
    FROM enrolments JOIN users ON users.id = enrolments.user_id
    WHERE enrolments.course_id = :course_id AND enrolments.role = 'student'
    ORDER BY coalesce(users.display_name, users.name), users.id
""")
_ONE_STUDENT = text("""
    SELECT users.id, users.name, users.display_name, enrolments.section,
        coalesce(array_append(enrolments.labels, enrolments.section), '{}')
    FROM enrolments JOIN users ON users.id = enrolments.user_id
    WHERE enrolments.course_id = :course_id AND enrolments.role = 'student'
        AND users.id = :user_id
""")


async def find_course(connection: AsyncConnection, slug: str) -> CourseScope | None:
    """The course of a slug."""
    row = (await connection.execute(_COURSE, {"slug": slug})).one_or_none()
    if row is None:
        return None
    course_id, found, title = row
    named: dict[int, tuple[str, str, dict[str, Any], bool]] = {}
    problems: dict[int, list[CourseProblem]] = {}
    for set_id, set_slug, set_title, policy, draws, *problem in await connection.execute(
        _SETS, {"course_id": course_id}
    ):
        named[set_id] = (set_slug, set_title, policy, draws)
        placed = problems.setdefault(set_id, [])
        if problem[0] is not None:
            placed.append(CourseProblem(*problem))
    sets = tuple(CourseSet(id_, *named[id_], problems=tuple(problems[id_])) for id_ in named)
    return CourseScope(course_id, found, title, sets)


async def active_set(connection: AsyncConnection, course_id: int) -> int | None:
    """The id of the set that was submitted to last; None when nobody has submitted anything."""
    found = await connection.scalar(_ACTIVE, {"course_id": course_id})
    return None if found is None else int(found)


async def given(
    connection: AsyncConnection, course_id: int, sets: Sequence[CourseSet]
) -> frozenset[tuple[int, int]] | None:
    """Ids of the students and the problems that these sets give them; None for all to all."""
    if not any(one.draws for one in sets):
        return None
    values = {"course_id": course_id, "sets": [one.id for one in sets]}
    return frozenset((row[0], row[1]) for row in await connection.execute(_GIVEN, values))


async def students(connection: AsyncConnection, course_id: int) -> list[CourseStudent]:
    """All students of a course, by the name that is shown."""
    found = await connection.execute(_STUDENTS, {"course_id": course_id})
    return [_student(row) for row in found]


async def find_student(
    connection: AsyncConnection, course_id: int, user_id: int
) -> CourseStudent | None:
    """A student of the course; None when there is none of this id."""
    values = {"course_id": course_id, "user_id": user_id}
    row = (await connection.execute(_ONE_STUDENT, values)).one_or_none()
    return None if row is None else _student(row)


def _student(row: Sequence[Any]) -> CourseStudent:
    user_id, name, display_name, section, labels = row
    return CourseStudent(user_id, name, display_name, section, tuple(filter(None, labels)))
