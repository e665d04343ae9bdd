"""Problems and sets as far as a course may change or use them, and how its sets stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import BigInteger, Text

from codify_jupyter.problems.model import ProblemSet, Zone
from codify_jupyter.store.problem_sets import set_from_json


@dataclass(frozen=True, slots=True)
class StoredProblem:
    """A problem, and whose it is, as a course sees it."""

    uuid: UUID
    slug: str
    may_change: bool
    """Whether it is the course's own, or stands in no sets but the course's."""


@dataclass(frozen=True, slots=True)
class InSet:
    """A problem in one of the course's sets."""

    set: str
    """The set's slug."""
    title: str
    state: str
    version: int | None
    """Which of the problem's versions students get, from 1; None while it only waits there."""


@dataclass(frozen=True, slots=True)
class StoredSet:
    """A set with its slug that is there already."""

    course: str | None
    draft: bool
    """Whether something waits in it to be published."""


@dataclass(frozen=True, slots=True)
class ItemVersions:
    """How a problem in a set stands."""

    version: int
    """Which of the problem's versions the set has, from 1."""
    newest: int
    """Which of them is current."""
    outdated: int
    """Submissions by students of the set's course that count with the result of other tests."""


# A set holds what is in it, and what waits in it to be published.
_HELD = """(
    EXISTS (
        SELECT FROM problem_set_items AS items
        WHERE items.set_id = sets.id AND items.problem_id = problems.id
    ) OR sets.draft -> 'items' ? problems.slug
)"""
_MINE = f"""EXISTS (
    SELECT FROM problem_sets AS sets JOIN courses ON courses.id = sets.course_id
    WHERE courses.slug = :course AND {_HELD}
)"""
_ELSEWHERE = f"""EXISTS (
    SELECT FROM problem_sets AS sets LEFT JOIN courses ON courses.id = sets.course_id
    WHERE courses.slug IS DISTINCT FROM :course AND {_HELD}
)"""  # noqa: S608  made of the constant above
_FIND_PROBLEMS = text(f"""
    SELECT problems.uuid, problems.slug,
        (owners.slug = :course OR owners.slug IS NULL AND {_MINE}) AND NOT {_ELSEWHERE}
    FROM problems LEFT JOIN courses AS owners ON owners.id = problems.course_id
    WHERE problems.uuid = :uuid OR problems.slug = :slug
""")  # noqa: S608  made of the constants above
# A problem that is in no set is left out: in a set of a course all others would lose it.
_USABLE = text(f"""
    SELECT problems.slug
    FROM problems LEFT JOIN courses AS owners ON owners.id = problems.course_id
    WHERE problems.slug = ANY(:slugs) AND (
        owners.slug = :course OR {_MINE} OR EXISTS (
            SELECT FROM problem_set_items AS items
            JOIN problem_sets AS sets ON sets.id = items.set_id
            WHERE items.problem_id = problems.id
                AND sets.course_id IS NULL AND sets.state <> 'withdrawn'
        )
    )
""").bindparams(bindparam("slugs", type_=ARRAY(Text)))  # noqa: S608  made of the constant above
_RANK = """(
    SELECT count(*) FROM problem_versions AS earlier
    WHERE earlier.problem_id = problems.id AND earlier.id <= {version}
)"""
_NUMBER = text(f"""
    SELECT {_RANK.format(version="problems.current_version_id")}
    FROM problems WHERE problems.id = :problem_id
""")  # noqa: S608  made of the constant above
_IN_SETS = text(f"""
    SELECT sets.slug, sets.title, sets.state, CASE WHEN items.set_id IS NOT NULL THEN
        {_RANK.format(version="coalesce(items.version_id, problems.current_version_id)")} END
    FROM problems
    JOIN problem_sets AS sets ON {_HELD}
    JOIN courses ON courses.id = sets.course_id AND courses.slug = :course
    LEFT JOIN problem_set_items AS items
        ON items.set_id = sets.id AND items.problem_id = problems.id
    WHERE problems.id = :problem_id
    ORDER BY sets.published_at DESC NULLS LAST, sets.id
""")  # noqa: S608  made of the constants above
_VERSIONS = text(f"""
    SELECT items.set_id, problems.slug,
        {_RANK.format(version="coalesce(items.version_id, problems.current_version_id)")},
        {_RANK.format(version="problems.current_version_id")},
        (
            SELECT count(*) FROM submissions
            JOIN enrolments ON enrolments.user_id = submissions.user_id
                AND enrolments.course_id = sets.course_id AND enrolments.role = 'student'
            WHERE submissions.problem_id = problems.id
                AND submissions.tests_digest <> newest.tests_digest
                AND submissions.status NOT IN ('pending', 'running', 'cancelled', 'internal_error')
        )
    FROM problem_set_items AS items
    JOIN problem_sets AS sets ON sets.id = items.set_id
    JOIN problems ON problems.id = items.problem_id
    JOIN problem_versions AS newest ON newest.id = problems.current_version_id
    WHERE items.set_id = ANY(:set_ids)
""").bindparams(bindparam("set_ids", type_=ARRAY(BigInteger)))  # noqa: S608  of constants
_SET = text("""
    SELECT courses.slug, sets.draft IS NOT NULL
    FROM problem_sets AS sets LEFT JOIN courses ON courses.id = sets.course_id
    WHERE sets.slug = :slug
""")
_WRITTEN = text("""
    SELECT sets.title, sets.description, sets.policy, sets.zones, sets.draft,
        coalesce((
            SELECT jsonb_agg(
                jsonb_build_array(problems.slug, items.zone, items.slot) ORDER BY items.position
            )
            FROM problem_set_items AS items JOIN problems ON problems.id = items.problem_id
            WHERE items.set_id = sets.id
        ), '[]')
    FROM problem_sets AS sets WHERE sets.slug = :slug
""")


async def find_problems(
    connection: AsyncConnection, course: str, uuid: UUID, slug: str
) -> list[StoredProblem]:
    """The problem of this id and the one of this slug, as far as they are there."""
    values = {"course": course, "uuid": uuid, "slug": slug}
    return [StoredProblem(*row) for row in await connection.execute(_FIND_PROBLEMS, values)]


async def usable(connection: AsyncConnection, course: str, slugs: Collection[str]) -> set[str]:
    """Those of the problems that a set of the course may name.

    Its own, what stands in its sets already, and what stands in a set that is open to all.
    """
    found = await connection.execute(_USABLE, {"course": course, "slugs": list(slugs)})
    return set(found.scalars())


async def version_number(connection: AsyncConnection, problem_id: int) -> int:
    """Which of a problem's versions is current, from 1."""
    return int((await connection.execute(_NUMBER, {"problem_id": problem_id})).scalar_one())


async def in_sets(connection: AsyncConnection, course: str, problem_id: int) -> list[InSet]:
    """In which sets of the course a problem stands or waits."""
    values = {"course": course, "problem_id": problem_id}
    return [InSet(*row) for row in await connection.execute(_IN_SETS, values)]


async def item_versions(
    connection: AsyncConnection, set_ids: Sequence[int]
) -> dict[int, dict[str, ItemVersions]]:
    """How the problems of some sets stand, by the set's id and the problem's slug."""
    found: dict[int, dict[str, ItemVersions]] = defaultdict(dict)
    for set_id, slug, *rest in await connection.execute(_VERSIONS, {"set_ids": list(set_ids)}):
        found[set_id][slug] = ItemVersions(*rest)
    return found


async def find_set(connection: AsyncConnection, slug: str) -> StoredSet | None:
    """The set of this slug, whosever it is."""
    row = (await connection.execute(_SET, {"slug": slug})).one_or_none()
    return None if row is None else StoredSet(*row)


async def written_set(connection: AsyncConnection, slug: str) -> ProblemSet | None:
    """A set as it was stored last: what waits in it to be published, else what counts."""
    row = (await connection.execute(_WRITTEN, {"slug": slug})).one_or_none()
    if row is None:
        return None
    title, description, policy, zones, draft, items = row
    if draft is not None:
        return set_from_json(slug, draft)
    return ProblemSet(
        slug,
        title,
        description,
        policy,
        tuple(problem for problem, _, _ in items),
        zones=tuple(
            Zone(zone["title"], _slots(items, number), zone["choose"])
            for number, zone in enumerate(zones)
        ),
    )


def _slots(items: Sequence[tuple[str, int, int]], zone: int) -> tuple[tuple[str, ...], ...]:
    slots: dict[int, list[str]] = defaultdict(list)
    for problem, its_zone, slot in items:
        if its_zone == zone:
            slots[slot].append(problem)
    return tuple(tuple(slot) for slot in slots.values())
