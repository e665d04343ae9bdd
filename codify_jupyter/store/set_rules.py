"""What the sets of a problem say, and where a student stands with it.

A set concerns somebody when it is open to all or of one of their courses, is not
withdrawn, and has given them the problem. Its instructors it concerns in any case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text

RULES_OF_TIME = frozenset({"release", "due", "attempts", "cooldown_s", "overrides"})
"""What of a policy says when and how often something is taken."""


@dataclass(frozen=True, slots=True)
class SetRules:
    """One set that holds the problem and concerns the student."""

    policy: dict[str, Any]
    course: str | None
    labels: tuple[str, ...]
    """The student's in the set's course, the section among them."""
    teaches: bool = False
    """Whether it is an instructor of the set's course who asks: no rule of time holds them."""
    version_id: int | None = None
    """The problem's version in the set; None for whatever is current."""


@dataclass(frozen=True, slots=True)
class ProblemRules:
    """What all sets say of one problem to one student."""

    problem_id: int
    current_version: int
    unset: bool
    """Whether it stands in no set at all and is no course's: then it is open to everybody."""
    rules: tuple[SetRules, ...]
    """Of the sets that concern the student, the latest published first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the student has done with the problem."""

    tries: int
    last: datetime | None
    known_key: bool
    """Whether this submission was taken before: then it is only asked for again."""


# A lot is drawn for each slot and each alternative, from the set's secret and the student's
# name: the same in every query, nowhere stored, and not moved by what else is in the set.
_LOT = "sha256(convert_to(concat_ws(':', sets.seed, {what}, {name}), 'UTF8'))"


def draw(name: str) -> str:
    """SQL: selects the ids of the problems of the set ``sets`` that this person gets."""
    return f"""
        SELECT lots.problem_id FROM (
            SELECT
                slots.problem_id,
                slots.zone,
                row_number() OVER (
                    PARTITION BY slots.slot
                    ORDER BY {_LOT.format(what="'alternative', slots.problem_id", name=name)}
                ) AS alternative,
                dense_rank() OVER (
                    PARTITION BY slots.zone
                    ORDER BY {_LOT.format(what="'slot', slots.first", name=name)}
                ) AS place
            FROM (
                SELECT problem_id, zone, slot,
                    min(problem_id) OVER (PARTITION BY slot) AS first
                FROM problem_set_items WHERE set_id = sets.id
            ) AS slots
        ) AS lots
        WHERE lots.alternative = 1
            AND lots.place <= coalesce((sets.zones -> lots.zone ->> 'choose')::int, lots.place)
    """  # noqa: S608  names of parameters and columns


def drawn(name: str) -> str:
    """SQL: whether the item ``items`` of the set ``sets`` is one that this person gets."""
    return f"(NOT sets.draws OR items.problem_id IN ({draw(name)}))"


def concerns(name: str, in_course: str) -> str:
    """SQL: whether the item ``items`` concerns the person of ``enrolments``.

    ``in_course`` says whether the set's course is one of theirs.
    """
    return f"""
        ((sets.course_id IS NULL OR {in_course})
        AND (enrolments.role IS NOT DISTINCT FROM 'instructor'
            OR sets.state <> 'withdrawn' AND {drawn(name)}))
    """


def said(concerned: str) -> str:
    """SQL: of the problem ``problems``, its rules, and whether no set and no course has it."""
    return f"""
        SELECT
            coalesce(jsonb_agg(jsonb_build_array(
                sets.policy,
                courses.slug,
                array_append(enrolments.labels, enrolments.section),
                enrolments.role IS NOT DISTINCT FROM 'instructor',
                items.version_id
            ) ORDER BY sets.published_at DESC NULLS LAST, sets.id) FILTER (WHERE {concerned}), '[]')
                AS rules,
            count(*) = 0 AND problems.course_id IS NULL AS unset
        FROM problem_set_items AS items
        JOIN problem_sets AS sets ON sets.id = items.set_id
        LEFT JOIN courses ON courses.id = sets.course_id
        LEFT JOIN enrolments ON enrolments.course_id = sets.course_id
            AND enrolments.user_id = (SELECT id FROM person)
        WHERE items.problem_id = problems.id
    """  # noqa: S608  made of the constants above


NAMED = "CAST(:name AS text)"
"""The person's name as a parameter."""
IN_COURSES = "(:courses IS NULL OR courses.slug = ANY(:courses))"
"""Whether a course is one of those that the identity provider names."""
# Where only the database is asked: in a place where nobody is in a course all sets are open.
_ENROLLED = """(enrolments.user_id IS NOT NULL
    OR NOT EXISTS (SELECT FROM enrolments AS anybodys))"""
_COURSES = bindparam("courses", type_=ARRAY(Text))
_SELECT = """
    SELECT problems.id, problems.current_version_id, said.unset, said.rules
    FROM problems CROSS JOIN LATERAL ({said}) AS said
    WHERE problems.current_version_id IS NOT NULL
"""
_BY_NAME = f"""
    WITH person AS (SELECT id FROM users WHERE name = :name)
    {_SELECT.format(said=said(concerns(NAMED, IN_COURSES)))}
"""  # noqa: S608  made of the constants above
_ALL = text(_BY_NAME).bindparams(_COURSES)
_ONE = text(f"{_BY_NAME} AND problems.slug = :slug").bindparams(_COURSES)
_OF_USER = text(f"""
    WITH person AS (SELECT id, name FROM users WHERE id = :user_id)
    {_SELECT.format(said=said(concerns("(SELECT name FROM person)", _ENROLLED)))}
    AND problems.id = :problem_id
""")  # noqa: S608  made of the constants above
_NAME = text("SELECT name FROM users WHERE id = :user_id")
_STANDING = text("""
    SELECT count(*), max(created_at),
        EXISTS (SELECT FROM submissions WHERE user_id = :user_id AND idempotency_key = :key)
    FROM submissions
    WHERE user_id = :user_id AND problem_id = :problem_id
        AND status NOT IN ('cancelled', 'internal_error')
""")


def read_rules(rules: Sequence[Any]) -> tuple[SetRules, ...]:
    """From the JSON of ``said``."""
    return tuple(
        SetRules(policy, course, tuple(filter(None, labels or ())), teaches, version_id)
        for policy, course, labels, teaches, version_id in rules
    )


def _rules_of(row: Any) -> ProblemRules:
    problem_id, current_version, unset, rules = row
    return ProblemRules(problem_id, current_version, unset, read_rules(rules))


async def of_problem(
    connection: AsyncConnection, slug: str, name: str, courses: Sequence[str] | None
) -> ProblemRules | None:
    """What concerns the person of this name, who is in these courses; None: no such problem.

    Without courses, as on a laptop, all sets are open.
    """
    values = {"slug": slug, "name": name, "courses": None if courses is None else list(courses)}
    row = (await connection.execute(_ONE, values)).one_or_none()
    return None if row is None else _rules_of(row)


async def of_all_problems(
    connection: AsyncConnection, name: str, courses: Sequence[str] | None
) -> dict[int, ProblemRules]:
    """The same of every problem, by its id."""
    values = {"name": name, "courses": None if courses is None else list(courses)}
    return {row[0]: _rules_of(row) for row in await connection.execute(_ALL, values)}


async def of_user(
    connection: AsyncConnection, user_id: int, problem_id: int
) -> tuple[str, tuple[SetRules, ...]]:
    """A stored user's name, and what concerns them, as far as is known of their courses."""
    values = {"user_id": user_id, "problem_id": problem_id}
    row = (await connection.execute(_OF_USER, values)).one_or_none()
    name = await connection.scalar(_NAME, {"user_id": user_id})
    return name or "", () if row is None else read_rules(row[3])


async def standing(
    connection: AsyncConnection, user_id: int, problem_id: int, key: UUID
) -> Standing:
    """Where the student stands with the problem."""
    values = {"user_id": user_id, "problem_id": problem_id, "key": key}
    row = (await connection.execute(_STANDING, values)).one()
    return Standing(int(row[0]), row[1], bool(row[2]))
