"""Problem sets: problems in an order, under a title and a policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from codify_schema.tables import problem_set_items, problem_sets, problems
from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, array_agg, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from codify_jupyter.errors import NotFound
from codify_jupyter.problems.model import ProblemSet
from codify_jupyter.store.rows import parameters


@dataclass(frozen=True, slots=True)
class StoredSet:
    """A set as it is stored."""

    id: int
    slug: str
    title: str
    description: str
    policy: dict[str, Any]
    items: tuple[str, ...]
    """Slugs, in order."""


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
_LIST = (
    select(
        problem_sets.c.id,
        problem_sets.c.slug,
        problem_sets.c.title,
        problem_sets.c.description,
        problem_sets.c.policy,
        array_agg(aggregate_order_by(problems.c.slug, problem_set_items.c.position))
        .filter(problems.c.id.is_not(None))
        .label("items"),
    )
    .outerjoin(problem_set_items, problem_set_items.c.set_id == problem_sets.c.id)
    .outerjoin(problems, problems.c.id == problem_set_items.c.problem_id)
    .group_by(problem_sets.c.id)
    .order_by(problem_sets.c.id)
)


async def save_problem_set(
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
    # The row is locked from here on, so two who save the same set do not mix its items.
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


async def list_sets(connection: AsyncConnection) -> list[StoredSet]:
    """All sets, in the order in which they were first stored."""
    return [
        StoredSet(*start, items=tuple(items or ()))
        for *start, items in await connection.execute(_LIST)
    ]
