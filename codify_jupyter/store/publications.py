"""Publications of sets: what was loaded begins to count, with its problems frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from codify_schema.tables import problem_sets
from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import BigInteger

from codify_jupyter.store.problem_sets import HEAD, known_problems, set_from_json, write_set


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did."""

    slug: str
    at: datetime
    problems: int
    moved: int
    """Problems that the set had in another version before."""


_DRAFT = select(problem_sets.c.draft).where(problem_sets.c.id == bindparam("set_id"))
_FROZEN_VERSIONS = text("""
    SELECT problem_id, version_id FROM problem_set_items
    WHERE set_id = :set_id AND version_id IS NOT NULL
""")
_FREEZE = text("""
    UPDATE problem_set_items AS items
    SET version_id = coalesce(kept.version_id, problems.current_version_id)
    FROM problems
    LEFT JOIN unnest(:kept, :versions) AS kept (problem_id, version_id)
        ON kept.problem_id = problems.id
    WHERE items.set_id = :set_id AND problems.id = items.problem_id
    RETURNING problems.slug, items.problem_id, items.version_id
""").bindparams(
    bindparam("kept", type_=ARRAY(BigInteger)), bindparam("versions", type_=ARRAY(BigInteger))
)
_PUBLISH = text("""
    UPDATE problem_sets SET state = 'published', published_at = now(), draft = NULL
    WHERE id = :set_id RETURNING published_at
""")
_WITHDRAW = text("UPDATE problem_sets SET state = 'withdrawn' WHERE slug = :slug")
_MOVE = text("""
    UPDATE problem_set_items AS items SET version_id = :version_id
    FROM problem_sets AS sets LEFT JOIN courses ON courses.id = sets.course_id
    WHERE sets.id = items.set_id AND items.problem_id = :problem_id
        AND items.version_id IS NOT NULL AND items.version_id <> :version_id
        AND (CAST(:course AS text) IS NULL OR courses.slug = :course)
""")


async def publish(
    connection: AsyncConnection, slug: str, *, keep_versions: bool = False
) -> Published | None:
    """Let what was loaded last count, with its problems as they are now; None: no such set.

    With ``keep_versions`` problems that were frozen before stay as they were.

    Raises:
        NotFound: problems of it are gone.
    """
    head = (await connection.execute(HEAD, {"slug": slug})).one_or_none()
    if head is None:
        return None
    found = await connection.execute(_FROZEN_VERSIONS, {"set_id": head.id})
    frozen: dict[int, int] = {row.problem_id: row.version_id for row in found}
    draft = await connection.scalar(_DRAFT, {"set_id": head.id})
    if draft is not None:
        course_id = draft.pop("course_id")
        problem_set = set_from_json(slug, draft)
        known = await known_problems(connection, problem_set)
        await write_set(connection, problem_set, known, course_id, "live")
    kept = {key: value for key, value in frozen.items() if keep_versions}
    found = await connection.execute(
        _FREEZE,
        {"set_id": head.id, "kept": list(kept), "versions": list(kept.values())},
    )
    versions = {row.slug: (row.problem_id, row.version_id) for row in found}
    when = await connection.scalar(_PUBLISH, {"set_id": head.id})
    moved = sum(frozen.get(problem) not in (None, new) for problem, new in versions.values())
    return Published(slug, when, len(versions), moved)


async def withdraw(connection: AsyncConnection, slug: str) -> bool:
    """Show a set to nobody any more but its instructors; False: no such set."""
    return bool((await connection.execute(_WITHDRAW, {"slug": slug})).rowcount)


async def move_versions(
    connection: AsyncConnection, problem_id: int, version_id: int, course: str | None
) -> int:
    """Move published sets to a mended version of a problem; those of a course, or all.

    Returns how many sets that were.
    """
    values = {"problem_id": problem_id, "version_id": version_id, "course": course}
    return int((await connection.execute(_MOVE, values)).rowcount)
