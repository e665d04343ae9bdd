"""Problem sets: problems in an order, under a title and a policy."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from codify_schema.tables import problem_set_items, problem_sets, problems
from sqlalchemy import bindparam, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from codify_jupyter.errors import NotFound
from codify_jupyter.problems.model import ProblemSet
from codify_jupyter.store.problems import LISTED, ListedProblem, listed_problem
from codify_jupyter.store.rows import parameters


@dataclass(frozen=True, slots=True)
class ListedSet:
    """A set with its problems, as one user stands with them."""

    id: int
    slug: str
    title: str
    description: str
    policy: dict[str, Any]
    items: tuple[ListedProblem, ...]

    @property
    def solved(self) -> int:
        """How many of its problems the user has solved."""
        return sum(item.state == "solved" for item in self.items)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem stands in a set."""

    set: str
    """The set's slug."""
    title: str
    index: int
    """From 1."""
    total: int
    previous: str | None
    """The slug of the problem before it."""
    next: str | None


_NEW = insert(problem_sets).values(
    **parameters("slug", "title", "description", "policy", "course_id")
)
_SAVE = _NEW.on_conflict_do_update(
    index_elements=[problem_sets.c.slug],
    set_={
        **{name: _NEW.excluded[name] for name in ("title", "description", "policy", "course_id")},
        "updated_at": func.now(),
    },
).returning(problem_sets.c.id)
_PROBLEM_IDS = select(problems.c.slug, problems.c.id).where(
    problems.c.slug.in_(bindparam("slugs", expanding=True))
)
_EMPTY = delete(problem_set_items).where(problem_set_items.c.set_id == bindparam("set_id"))
_ADD = insert(problem_set_items).values(**parameters("set_id", "position", "problem_id"))
_LIST_SETS = select(
    problem_sets.c.id,
    problem_sets.c.slug,
    problem_sets.c.title,
    problem_sets.c.description,
    problem_sets.c.policy,
).order_by(problem_sets.c.id)
_LIST_ITEMS = (
    LISTED.add_columns(problem_set_items.c.set_id)
    .join(problem_set_items, problem_set_items.c.problem_id == problems.c.id)
    .order_by(problem_set_items.c.set_id, problem_set_items.c.position)
)
_PLACE = text("""
    SELECT set_slug, title, index, total, previous, next
    FROM (
        SELECT
            problem_sets.id AS set_id,
            problem_sets.slug AS set_slug,
            problem_sets.title,
            problem_id,
            row_number() OVER in_order AS index,
            count(*) OVER (PARTITION BY set_id) AS total,
            lag(problems.slug) OVER in_order AS previous,
            lead(problems.slug) OVER in_order AS next
        FROM problem_set_items
        JOIN problem_sets ON problem_sets.id = set_id
        JOIN problems ON problems.id = problem_id
        WHERE set_id IN (SELECT set_id FROM problem_set_items WHERE problem_id = :problem_id)
            AND NOT set_id = ANY(CAST(:closed_sets AS bigint[]))
        WINDOW in_order AS (PARTITION BY set_id ORDER BY position)
    ) AS places
    WHERE problem_id = :problem_id
    ORDER BY set_slug = :preferred_set DESC, set_id
    LIMIT 1
""")


_POLICIES = (
    select(problem_set_items.c.problem_id, problem_sets.c.policy)
    .join(problem_sets, problem_sets.c.id == problem_set_items.c.set_id)
    .where(problem_sets.c.policy != text("'{}'::jsonb"))
)


_LABELS = text("""
    SELECT problem_sets.id, array_append(enrolments.labels, enrolments.section)
    FROM enrolments JOIN problem_sets ON problem_sets.course_id = enrolments.course_id
    WHERE enrolments.user_id = :user_id
""")


async def labels(connection: AsyncConnection, user_id: int | None) -> dict[int, tuple[str, ...]]:
    """By set of the user's courses: the labels there, the section among them."""
    found = await connection.execute(_LABELS, {"user_id": user_id})
    return {row[0]: tuple(filter(None, row[1])) for row in found}


async def policies(connection: AsyncConnection) -> dict[int, list[dict[str, Any]]]:
    """The policies of all sets that have one, by the ids of the problems in them."""
    found: dict[int, list[dict[str, Any]]] = {}
    for problem_id, policy in await connection.execute(_POLICIES):
        found.setdefault(problem_id, []).append(policy)
    return found


async def save_set(
    connection: AsyncConnection, problem_set: ProblemSet, *, course_id: int | None = None
) -> int:
    """Store a set in place of the one with its slug, if any; returns its id.

    Raises:
        NotFound: when it names problems that are not stored. All of them are named.
    """
    found = await connection.execute(_PROBLEM_IDS, {"slugs": list(problem_set.items)})
    known: dict[str, int] = {row.slug: row.id for row in found}
    unknown = [slug for slug in problem_set.items if slug not in known]
    if unknown:
        raise NotFound(
            f"The problem set {problem_set.slug!r} names problems that are not loaded: "
            f"{', '.join(unknown)}. Load them first, or take them out of the set.",
            reason="unknown_problem",
        )
    set_id = await connection.scalar(
        _SAVE,
        {
            "slug": problem_set.slug,
            "title": problem_set.title,
            "description": problem_set.description,
            "policy": problem_set.policy,
            "course_id": course_id,
        },
    )
    assert set_id is not None
    await connection.execute(_EMPTY, {"set_id": set_id})
    items = [
        {"set_id": set_id, "position": position, "problem_id": known[slug]}
        for position, slug in enumerate(problem_set.items)
    ]
    if items:
        await connection.execute(_ADD, items)
    return int(set_id)


async def list_sets(connection: AsyncConnection, user_id: int | None) -> list[ListedSet]:
    """All sets in the order they were first stored, with their problems in order."""
    rows = (await connection.execute(_LIST_ITEMS, {"b_user_id": user_id})).all()
    items = {
        set_id: tuple(listed_problem(row[:-1]) for row in group)
        for set_id, group in groupby(rows, key=lambda row: row.set_id)
    }
    return [
        ListedSet(*row, items=items.get(row.id, ())) for row in await connection.execute(_LIST_SETS)
    ]


async def find_place(
    connection: AsyncConnection,
    problem_id: int,
    preferred_set: str | None = None,
    closed_sets: Collection[int] = (),
) -> Place | None:
    """Where the problem stands in the preferred set, else in the first open one that has it."""
    found = await connection.execute(
        _PLACE,
        {
            "problem_id": problem_id,
            "preferred_set": preferred_set,
            "closed_sets": list(closed_sets),
        },
    )
    row = found.one_or_none()
    return None if row is None else Place(*row)
