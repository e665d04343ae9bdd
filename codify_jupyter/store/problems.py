"""Problems and their versions; what is secret of them is read only for judging."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal
from uuid import UUID

from codify_schema.tables import (
    DIFFICULTIES,
    hidden_tests,
    problem_versions,
    problems,
    submissions,
)
from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from codify_jupyter.errors import Conflict
from codify_jupyter.problems.model import AuthorHint, Difficulty, Problem, WrongSolution
from codify_jupyter.store.rows import parameters
from codify_jupyter.store.submissions import NOT_ATTEMPTS

# What has a column of its own beside the rest of the problem, and what is of one machine only.
_KEPT_APART = ("tests_json", "solution", "wrong", "path")


@dataclass(frozen=True, slots=True)
class SavedProblem:
    """Where a problem was stored, and whether that changed anything."""

    problem_id: int
    version_id: int
    changed: bool


@dataclass(frozen=True, slots=True)
class PublicProblem:
    """The current version of a problem, as far as students may see it."""

    problem_id: int
    version_id: int
    uuid: UUID
    slug: str
    title: str
    difficulty: Difficulty
    tags: list[str]
    points: float
    prompt_md: str
    tests_json: dict[str, Any]
    """The public part."""
    document: dict[str, Any]
    """What ``student_view`` gave when the problem was saved."""
    tests_digest: str


@dataclass(frozen=True, slots=True)
class PrivateProblem:
    """One version of a problem, whole, for the judge and the tutor."""

    problem_id: int
    version_id: int
    problem: Problem = field(repr=False)
    document: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ListedProblem:
    """A problem in a list, with what one user has made of it."""

    problem_id: int
    version_id: int
    slug: str
    title: str
    difficulty: Difficulty
    tags: tuple[str, ...]
    points: float
    state: Literal["new", "tried", "solved"]
    attempts: int


_NEW = insert(problems).values(
    **parameters(
        "uuid", "slug", "title", "difficulty", "prompt_md", "tests_json", "tags", "points",
        "course_id",
    )
)  # fmt: skip
_SAVE = _NEW.on_conflict_do_update(
    index_elements=[problems.c.uuid],
    set_={
        **{
            name: _NEW.excluded[name]
            for name in ("slug", "title", "difficulty", "prompt_md", "tests_json", "tags", "points")
        },
        # It stays with the course that it once came from.
        "course_id": func.coalesce(problems.c.course_id, _NEW.excluded.course_id),
        "updated_at": func.now(),
    },
).returning(problems.c.id)
_CURRENT = (
    select(problems.c.id, problem_versions.c.id.label("version_id"))
    .join(problem_versions, problem_versions.c.id == problems.c.current_version_id)
    .where(
        problems.c.uuid == bindparam("uuid"),
        problem_versions.c.content_digest == bindparam("content_digest"),
    )
)
_FIND_VERSION = select(problem_versions.c.id).where(
    problem_versions.c.problem_id == bindparam("problem_id"),
    problem_versions.c.content_digest == bindparam("content_digest"),
)
_NEW_VERSION = (
    insert(problem_versions)
    .values(**parameters("problem_id", "content_digest", "tests_digest", "document"))
    .returning(problem_versions.c.id)
)
_NEW_SECRETS = insert(hidden_tests).values(
    **parameters("problem_version_id", "tests_json", "solution", "wrong", "problem")
)
_SET_CURRENT = (
    update(problems)
    .where(problems.c.id == bindparam("b_id"))
    .values(current_version_id=bindparam("version_id"))
)
_LOCK_PROBLEMS = text("SELECT pg_advisory_xact_lock(hashtext('codify.problems'))")
_FIND = (
    select(
        problems.c.id,
        problem_versions.c.id,
        problems.c.uuid,
        problems.c.slug,
        problems.c.title,
        problems.c.difficulty,
        problems.c.tags,
        problems.c.points,
        problems.c.prompt_md,
        problems.c.tests_json,
        problem_versions.c.document,
        problem_versions.c.tests_digest,
    )
    .join(problem_versions, problem_versions.c.id == problems.c.current_version_id)
    .where(problems.c.slug == bindparam("slug"))
)
_CURRENT_VERSION = select(problems.c.current_version_id).where(problems.c.slug == bindparam("slug"))
_PRIVATE = select(
    problem_versions.c.problem_id,
    problem_versions.c.id,
    problem_versions.c.document,
    hidden_tests.c.tests_json,
    hidden_tests.c.solution,
    hidden_tests.c.wrong,
    hidden_tests.c.problem,
).join(hidden_tests, hidden_tests.c.problem_version_id == problem_versions.c.id)
_PRIVATE_BY_VERSION = _PRIVATE.where(problem_versions.c.id == bindparam("version_id"))
_PRIVATE_BY_SLUG = _PRIVATE.join(
    problems, problems.c.current_version_id == problem_versions.c.id
).where(problems.c.slug == bindparam("slug"))
_TRIES = (
    select(
        submissions.c.problem_id,
        func.count().filter(submissions.c.status.not_in(NOT_ATTEMPTS)).label("attempts"),
        func.bool_or(submissions.c.status == "accepted").label("solved"),
    )
    .where(submissions.c.user_id == bindparam("b_user_id"))
    .group_by(submissions.c.problem_id)
    .subquery("tries")
)
LISTED = (
    select(
        problems.c.id,
        problems.c.current_version_id,
        problems.c.slug,
        problems.c.title,
        problems.c.difficulty,
        problems.c.tags,
        problems.c.points,
        func.coalesce(_TRIES.c.solved, False).label("solved"),
        func.coalesce(_TRIES.c.attempts, 0).label("attempts"),
    )
    .outerjoin(_TRIES, _TRIES.c.problem_id == problems.c.id)
    .where(problems.c.current_version_id.is_not(None))
)
"""Selects what ``listed_problem`` reads; its parameter is ``b_user_id``."""
_LIST = LISTED.order_by(
    func.array_position(text(f"ARRAY{list(DIFFICULTIES)}"), problems.c.difficulty),
    problems.c.title,
    problems.c.id,
)


async def save_problem(
    connection: AsyncConnection,
    problem: Problem,
    public_tests: dict[str, Any],
    document: dict[str, Any],
    course_id: int | None = None,
) -> SavedProblem:
    """Store a problem as its current version; nothing changes when it is stored so already.

    Args:
        problem: the whole of it. Known again by its ``id``; the slug may change.
        public_tests: the part of ``tests_json`` that students may see.
        document: the student's view.
        course_id: the course whose problem it becomes, unless it is another's already.

    Raises:
        Conflict: when another problem has the slug.
        ValueError: when ``problem.id`` is no UUID.
    """
    uuid = UUID(problem.id)
    digest = _content_digest(problem, public_tests, document)
    # One loader at a time: servers that start together load the same problems.
    await hold_off_writers(connection)
    known = (
        await connection.execute(_CURRENT, {"uuid": uuid, "content_digest": digest})
    ).one_or_none()
    if known is not None:
        return SavedProblem(known.id, known.version_id, changed=False)
    problem_id = await _save_head(connection, uuid, problem, public_tests, course_id)
    version_id = await connection.scalar(
        _FIND_VERSION, {"problem_id": problem_id, "content_digest": digest}
    )
    if version_id is None:
        version_id = await _save_version(connection, problem_id, digest, problem, document)
    await connection.execute(_SET_CURRENT, {"b_id": problem_id, "version_id": version_id})
    return SavedProblem(problem_id, version_id, changed=True)


async def hold_off_writers(connection: AsyncConnection) -> None:
    """Hold off all others who store problems, until this transaction is over."""
    await connection.execute(_LOCK_PROBLEMS)


async def find_by_slug(connection: AsyncConnection, slug: str) -> PublicProblem | None:
    """A problem without its secrets."""
    row = (await connection.execute(_FIND, {"slug": slug})).one_or_none()
    if row is None:
        return None
    return PublicProblem(*tuple(row))


async def current_version(connection: AsyncConnection, slug: str) -> int | None:
    """The id of the problem's current version: tells cheaply whether a cached one is stale."""
    version_id = await connection.scalar(_CURRENT_VERSION, {"slug": slug})
    return None if version_id is None else int(version_id)


async def list_problems(connection: AsyncConnection, user_id: int | None) -> list[ListedProblem]:
    """All problems, easiest first; without a user all of them are new."""
    found = await connection.execute(_LIST, {"b_user_id": user_id})
    return [listed_problem(row) for row in found]


async def load_for_judging(connection: AsyncConnection, which: str | int) -> PrivateProblem | None:
    """A problem with its secrets: the current version of a slug, or the version of an id."""
    if isinstance(which, int):
        found = await connection.execute(_PRIVATE_BY_VERSION, {"version_id": which})
    else:
        found = await connection.execute(_PRIVATE_BY_SLUG, {"slug": which})
    row = found.one_or_none()
    if row is None:
        return None
    problem_id, version_id, document, tests_json, solution, wrong, rest = row
    problem = Problem(
        **{
            **rest,
            **{
                name: tuple(rest[name])
                for name in ("tags", "concepts", "prerequisites", "requires")
            },
            "hints": tuple(AuthorHint(**hint) for hint in rest["hints"]),
        },
        tests_json=tests_json,
        solution=solution,
        wrong=tuple(
            WrongSolution(
                name=one["name"],
                code=one["code"],
                fails=frozenset(one["fails"]),
                passes=frozenset(one["passes"]),
            )
            for one in wrong
        ),
    )
    return PrivateProblem(problem_id, version_id, problem, document)


def listed_problem(row: Any) -> ListedProblem:
    """From a row of ``LISTED``."""
    problem_id, version_id, slug, title, difficulty, tags, points, solved, attempts = row
    state: Literal["new", "tried", "solved"] = (
        "solved" if solved else "tried" if attempts else "new"
    )
    return ListedProblem(
        problem_id, version_id, slug, title, difficulty, tuple(tags), points, state, attempts
    )


async def _save_head(
    connection: AsyncConnection,
    uuid: UUID,
    problem: Problem,
    public_tests: dict[str, Any],
    course_id: int | None,
) -> int:
    try:
        async with connection.begin_nested():
            saved = await connection.execute(
                _SAVE,
                {
                    "uuid": uuid,
                    "slug": problem.slug,
                    "title": problem.title,
                    "difficulty": problem.difficulty,
                    "prompt_md": problem.prompt_md,
                    "tests_json": public_tests,
                    "tags": list(problem.tags),
                    "points": problem.points,
                    "course_id": course_id,
                },
            )
            return int(saved.scalar_one())
    except IntegrityError as error:
        if "uq_problems_slug" not in str(error.orig):
            raise
        raise Conflict(
            f"Another problem has the slug {problem.slug!r} already. Give this one another "
            "slug, or the other's id if it is meant to replace it.",
            reason="slug_taken",
        ) from error


async def _save_version(
    connection: AsyncConnection,
    problem_id: int,
    digest: str,
    problem: Problem,
    document: dict[str, Any],
) -> int:
    version_id = await connection.scalar(
        _NEW_VERSION,
        {
            "problem_id": problem_id,
            "content_digest": digest,
            "tests_digest": problem.digest,
            "document": document,
        },
    )
    assert version_id is not None
    whole = _as_json(problem)
    await connection.execute(
        _NEW_SECRETS,
        {
            "problem_version_id": version_id,
            "tests_json": problem.tests_json,
            "solution": problem.solution,
            "wrong": whole["wrong"],
            "problem": {key: value for key, value in whole.items() if key not in _KEPT_APART},
        },
    )
    return int(version_id)


def _as_json(problem: Problem) -> dict[str, Any]:
    """All of a problem as JSON types, but where it was read from."""
    whole = asdict(problem)
    del whole["path"]
    for one in whole["wrong"]:
        del one["path"]
        one["fails"] = sorted(one["fails"])
        one["passes"] = sorted(one["passes"])
    return whole


def _content_digest(
    problem: Problem, public_tests: Mapping[str, Any], document: Mapping[str, Any]
) -> str:
    """Over what is stored, the views included: they change when the code that makes them does."""
    content = json.dumps(
        [_as_json(problem), public_tests, document],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=True,
    )
    return hashlib.sha256(content.encode()).hexdigest()
