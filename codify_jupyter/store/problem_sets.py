"""Problem sets: problems in an order, under a title and a policy."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from codify_schema.tables import problem_set_items, problem_sets, problem_versions, problems
from sqlalchemy import bindparam, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import BigInteger, Text

from codify_jupyter.errors import NotFound
from codify_jupyter.problems.model import ProblemSet, Zone
from codify_jupyter.store.problems import LISTED, ListedProblem, listed_problem
from codify_jupyter.store.rows import parameters
from codify_jupyter.store.set_rules import NAMED, drawn


@dataclass(frozen=True, slots=True)
class SetHead:
    """A set as one user meets it, without its problems."""

    id: int
    slug: str
    title: str
    description: str
    policy: dict[str, Any]
    course: str | None
    state: str
    """``live``, ``published`` or ``withdrawn``."""
    published_at: datetime | None
    has_draft: bool
    """Whether something was loaded since that waits to be published."""
    zones: tuple[dict[str, Any], ...]
    """Of each its ``title`` and ``choose``; none for a plain list."""
    labels: tuple[str, ...]
    """The user's in the set's course, the section among them."""
    teaches: bool
    """Whether the user is an instructor of the course."""


@dataclass(frozen=True, slots=True)
class ListedSet(SetHead):
    """The same with its problems, as the user stands with them."""

    items: tuple[ListedProblem, ...]
    """For a student those that the student gets."""
    places: tuple[int, ...] = ()
    """Of each item the number of its zone."""

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


_FIELDS = ("title", "description", "policy", "zones", "draws")
_NEW = insert(problem_sets).values(**parameters("slug", *_FIELDS, "course_id", "state"))
# A set stays in the course that it was once given to, and withdrawn until it is published.
_SAVE = _NEW.on_conflict_do_update(
    index_elements=[problem_sets.c.slug],
    set_={
        **{name: _NEW.excluded[name] for name in _FIELDS},
        "course_id": func.coalesce(_NEW.excluded.course_id, problem_sets.c.course_id),
        "updated_at": func.now(),
    },
).returning(problem_sets.c.id)
_PROBLEM_IDS = select(problems.c.slug, problems.c.id).where(
    problems.c.slug.in_(bindparam("slugs", expanding=True))
)
_EMPTY = delete(problem_set_items).where(problem_set_items.c.set_id == bindparam("set_id"))
_ADD = insert(problem_set_items).values(
    **parameters("set_id", "position", "problem_id", "zone", "slot", "version_id")
)
HEAD = text("SELECT id, state FROM problem_sets WHERE slug = :slug FOR UPDATE")
"""Finds a set by its slug, and holds it against others who change it."""
_LIST_SETS = text("""
    SELECT sets.id, sets.slug, sets.title, sets.description, sets.policy, courses.slug,
        sets.state, sets.published_at, sets.draft IS NOT NULL, sets.zones,
        array_append(enrolments.labels, enrolments.section),
        enrolments.role IS NOT DISTINCT FROM 'instructor'
    FROM problem_sets AS sets
    LEFT JOIN courses ON courses.id = sets.course_id
    LEFT JOIN enrolments ON enrolments.course_id = sets.course_id
        AND enrolments.user_id = (SELECT id FROM users WHERE name = :name)
    WHERE (sets.course_id IS NULL OR :courses IS NULL OR courses.slug = ANY(:courses))
        AND (sets.state <> 'withdrawn' OR enrolments.role = 'instructor' OR :withdrawn)
    ORDER BY sets.published_at DESC NULLS LAST, sets.id
""").bindparams(bindparam("courses", type_=ARRAY(Text)))
_ITEMS = problem_set_items.alias("items")
_SETS = problem_sets.alias("sets")
_FROZEN = problem_versions.alias("frozen")
_LIST_ITEMS = (
    LISTED.add_columns(
        _ITEMS.c.set_id,
        _ITEMS.c.zone,
        _FROZEN.c.id,
        _FROZEN.c.document,
        text(f"{drawn(NAMED)} AS drawn"),
    )
    .join(_ITEMS, _ITEMS.c.problem_id == problems.c.id)
    .join(_SETS, _SETS.c.id == _ITEMS.c.set_id)
    .outerjoin(_FROZEN, _FROZEN.c.id == _ITEMS.c.version_id)
    .order_by(_ITEMS.c.set_id, _ITEMS.c.position)
)
_PLACE = text(f"""
    SELECT set_slug, title, index, total, previous, next
    FROM (
        SELECT
            sets.id AS set_id,
            sets.slug AS set_slug,
            sets.title,
            sets.published_at,
            items.problem_id,
            row_number() OVER in_order AS index,
            count(*) OVER (PARTITION BY items.set_id) AS total,
            lag(problems.slug) OVER in_order AS previous,
            lead(problems.slug) OVER in_order AS next
        FROM problem_set_items AS items
        JOIN problem_sets AS sets ON sets.id = items.set_id
        JOIN problems ON problems.id = items.problem_id
        WHERE items.set_id IN (SELECT set_id FROM problem_set_items WHERE problem_id = :problem_id)
            AND (:open_sets IS NULL OR items.set_id = ANY(:open_sets))
            AND {drawn(NAMED)}
        WINDOW in_order AS (PARTITION BY items.set_id ORDER BY items.position)
    ) AS places
    WHERE problem_id = :problem_id
    ORDER BY set_slug = :preferred_set DESC NULLS LAST, published_at DESC NULLS LAST, set_id
    LIMIT 1
""").bindparams(  # noqa: S608  made of the constants above
    bindparam("open_sets", type_=ARRAY(BigInteger)), bindparam("preferred_set", type_=Text)
)
_DRAFT = (
    update(problem_sets)
    .where(problem_sets.c.id == bindparam("set_id"))
    .values(draft=bindparam("draft", type_=JSONB))
)
_USER_ID = text("SELECT id FROM users WHERE name = :name")
_RULED = (
    select(problem_set_items.c.problem_id)
    .join(problem_sets, problem_sets.c.id == problem_set_items.c.set_id)
    .where(problem_sets.c.policy != text("'{}'::jsonb"))
)


async def ruled_problems(connection: AsyncConnection) -> frozenset[int]:
    """Ids of the problems that stand in a set with a policy."""
    return frozenset((await connection.execute(_RULED)).scalars())


async def save_set(
    connection: AsyncConnection,
    problem_set: ProblemSet,
    *,
    course_id: int | None = None,
    withdrawn: bool = False,
) -> int:
    """Store a set in place of the one with its slug, if any; returns its id.

    A published set stays as it is: this then waits for the next publication. A new one
    that is ``withdrawn`` is shown to nobody until it is published.

    Raises:
        NotFound: when it names problems that are not stored. All of them are named.
    """
    known = await known_problems(connection, problem_set)
    head = (await connection.execute(HEAD, {"slug": problem_set.slug})).one_or_none()
    if head is not None and head.state == "published":
        draft = {"course_id": course_id, **_as_json(problem_set)}
        await connection.execute(_DRAFT, {"set_id": head.id, "draft": draft})
        return int(head.id)
    return await write_set(
        connection, problem_set, known, course_id, "withdrawn" if withdrawn else "live"
    )


async def list_heads(
    connection: AsyncConnection,
    name: str,
    courses: Sequence[str] | None,
    *,
    withdrawn: bool = False,
) -> list[SetHead]:
    """The sets that this person may see; all without ``courses``.

    The latest published first, then those that never were, as they were first stored.
    """
    given = {
        "name": name,
        "courses": None if courses is None else list(courses),
        "withdrawn": withdrawn,
    }
    return [_head(row) for row in await connection.execute(_LIST_SETS, given)]


async def list_sets(
    connection: AsyncConnection,
    name: str,
    courses: Sequence[str] | None,
    *,
    all_items: bool = False,
    withdrawn: bool = False,
) -> list[ListedSet]:
    """The same with their items in order.

    Of a set that draws a student sees those that the student gets, unless ``all_items`` are
    asked for; of a published one title and points of an item are those of its version there.
    Those that are ``withdrawn`` are there for instructors, or when asked for.
    """
    heads = await list_heads(connection, name, courses, withdrawn=withdrawn)
    user_id = await connection.scalar(_USER_ID, {"name": name})
    rows = (await connection.execute(_LIST_ITEMS, {"b_user_id": user_id, "name": name})).all()
    items = {set_id: list(group) for set_id, group in groupby(rows, key=lambda row: row.set_id)}
    listed = []
    for head in heads:
        mine = [row for row in items.get(head.id, ()) if row.drawn or all_items or head.teaches]
        listed.append(
            ListedSet(
                **{one.name: getattr(head, one.name) for one in fields(SetHead)},
                items=tuple(_item(row) for row in mine),
                places=tuple(row.zone for row in mine),
            )
        )
    return listed


async def find_place(
    connection: AsyncConnection,
    problem_id: int,
    name: str = "",
    preferred_set: str | None = None,
    open_sets: Collection[int] | None = None,
) -> Place | None:
    """Where the problem stands, for this person, in the preferred set or the first open one.

    The first is the one published last.

    Without ``open_sets`` all are open.
    """
    found = await connection.execute(
        _PLACE,
        {
            "problem_id": problem_id,
            "name": name,
            "preferred_set": preferred_set,
            "open_sets": None if open_sets is None else list(open_sets),
        },
    )
    row = found.one_or_none()
    return None if row is None else Place(*row)


async def known_problems(connection: AsyncConnection, problem_set: ProblemSet) -> dict[str, int]:
    """The ids of a set's problems by slug.

    Raises:
        NotFound: some are not stored; all of them are named.
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
    return known


async def write_set(
    connection: AsyncConnection,
    problem_set: ProblemSet,
    known: dict[str, int],
    course_id: int | None,
    state: str,
) -> int:
    """Store a set as it counts from now on; a known one keeps its state. Returns its id."""
    whole = _as_json(problem_set)
    set_id = await connection.scalar(
        _SAVE,
        {
            **{name: whole[name] for name in ("title", "description", "policy")},
            "slug": problem_set.slug,
            "zones": [{key: zone[key] for key in ("title", "choose")} for zone in whole["zones"]],
            "draws": problem_set.draws,
            "course_id": course_id,
            "state": state,
        },
    )
    assert set_id is not None
    await connection.execute(_EMPTY, {"set_id": set_id})
    slots = [
        (number, slot) for number, zone in enumerate(problem_set.arrangement) for slot in zone.slots
    ]
    items = [
        {"problem_id": known[slug], "zone": zone, "slot": number}
        for number, (zone, slot) in enumerate(slots)
        for slug in slot
    ]
    if items:
        await connection.execute(
            _ADD,
            [
                {"set_id": set_id, "position": position, "version_id": None, **item}
                for position, item in enumerate(items)
            ],
        )
    return int(set_id)


def _as_json(problem_set: ProblemSet) -> dict[str, Any]:
    return {
        "title": problem_set.title,
        "description": problem_set.description,
        "policy": problem_set.policy,
        "items": list(problem_set.items),
        "zones": [asdict(zone) for zone in problem_set.zones],
    }


def set_from_json(slug: str, whole: dict[str, Any]) -> ProblemSet:
    """A set from the JSON of its draft."""
    zones = [
        Zone(zone["title"], tuple(tuple(slot) for slot in zone["slots"]), zone["choose"])
        for zone in whole["zones"]
    ]
    return ProblemSet(
        slug,
        whole["title"],
        whole["description"],
        whole["policy"],
        tuple(whole["items"]),
        zones=tuple(zones),
    )


def _head(row: Any) -> SetHead:
    set_id, slug, title, description, policy, course, *rest, zones, labels, teaches = row
    state, at, has_draft = rest
    mine = tuple(filter(None, labels or ()))
    return SetHead(
        set_id, slug, title, description, policy, course, state, at, has_draft, tuple(zones), mine,
        teaches,
    )  # fmt: skip


def _item(row: Any) -> ListedProblem:
    *listed, _, _, version_id, document, _ = row
    item = listed_problem(listed)
    if version_id is None:
        return item
    return replace(
        item,
        version_id=version_id,
        **{key: document[key] for key in ("title", "difficulty", "points") if key in document},
        tags=tuple(document.get("tags", item.tags)),
    )
