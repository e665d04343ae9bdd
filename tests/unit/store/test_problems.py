"""Problems are stored as versions, whole, and give their secrets only to the judge."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from codify_jupyter.database import Database
from codify_jupyter.errors import Conflict
from codify_jupyter.problems.model import Problem, WrongSolution
from codify_jupyter.store import problems, submissions, users
from codify_jupyter.store.problems import SavedProblem

from .conftest import DOCUMENT, PUBLIC_TESTS, make_problem


async def test_the_judge_gets_the_problem_as_its_author_wrote_it(
    connection: AsyncConnection,
) -> None:
    problem = make_problem()
    saved = await problems.save_problem(connection, problem, PUBLIC_TESTS, DOCUMENT)
    by_slug = await problems.load_for_judging(connection, "double-it")
    by_version = await problems.load_for_judging(connection, saved.version_id)
    assert by_slug == by_version
    assert by_slug is not None
    assert by_slug.problem == problem
    assert by_slug.document == DOCUMENT


async def test_saving_again_changes_nothing(connection: AsyncConnection) -> None:
    problem = make_problem()
    first = await problems.save_problem(connection, problem, PUBLIC_TESTS, DOCUMENT)
    again = await problems.save_problem(connection, problem, PUBLIC_TESTS, DOCUMENT)
    assert first.changed
    assert again == replace(first, changed=False)
    assert await connection.scalar(text("SELECT count(*) FROM problem_versions")) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"solution": "def double(n):\n    return n + n\n"},
        {"starter": ""},
        {"wrong": ()},
        {"wrong": (WrongSolution("adds_two", "x", frozenset(), frozenset()),)},
        {"tutor": {"hints": False}},
        {"concepts": ("call",)},
    ],
)
async def test_any_change_makes_a_version(
    connection: AsyncConnection, change: dict[str, object]
) -> None:
    problem = make_problem()
    first = await problems.save_problem(connection, problem, PUBLIC_TESTS, DOCUMENT)
    changed: Problem = replace(problem, **change)  # type: ignore[arg-type]
    second = await problems.save_problem(connection, changed, PUBLIC_TESTS, DOCUMENT)
    assert second.changed
    assert second.problem_id == first.problem_id
    assert second.version_id != first.version_id
    assert await problems.current_version(connection, "double-it") == second.version_id
    old = await problems.load_for_judging(connection, first.version_id)
    assert old is not None
    assert old.problem == problem

    back = await problems.save_problem(connection, problem, PUBLIC_TESTS, DOCUMENT)
    assert back == replace(first, changed=True)
    assert await problems.current_version(connection, "double-it") == first.version_id


async def test_a_new_view_of_the_same_problem_reaches_students(
    connection: AsyncConnection,
) -> None:
    problem = make_problem()
    await problems.save_problem(connection, problem, PUBLIC_TESTS, DOCUMENT)
    await problems.save_problem(connection, problem, PUBLIC_TESTS, {**DOCUMENT, "place": None})
    found = await problems.find_by_slug(connection, "double-it")
    assert found is not None
    assert found.document == {**DOCUMENT, "place": None}


async def test_what_students_read_holds_no_secret(
    connection: AsyncConnection, saved: SavedProblem, user_id: int
) -> None:
    shown = repr(await problems.find_by_slug(connection, "double-it"))
    shown += repr(await problems.list_problems(connection, user_id))
    for secret in ("double(-7)", "-14", "return 2 * n", "adds_two"):
        assert secret not in shown


async def test_a_slug_belongs_to_one_problem(
    connection: AsyncConnection, saved: SavedProblem
) -> None:
    with pytest.raises(Conflict, match="double-it"):
        await problems.save_problem(connection, make_problem(), PUBLIC_TESTS, DOCUMENT)
    # The transaction goes on, so that a loader can report this and load the rest.
    other = make_problem(slug="double-it-again")
    assert (await problems.save_problem(connection, other, PUBLIC_TESTS, DOCUMENT)).changed


async def test_a_problem_may_change_its_slug(connection: AsyncConnection) -> None:
    problem = make_problem()
    first = await problems.save_problem(connection, problem, PUBLIC_TESTS, DOCUMENT)
    renamed = replace(problem, slug="twice")
    second = await problems.save_problem(connection, renamed, PUBLIC_TESTS, DOCUMENT)
    assert second.problem_id == first.problem_id
    assert await problems.find_by_slug(connection, "double-it") is None
    assert await problems.find_by_slug(connection, "twice") is not None


async def test_the_list_says_what_the_user_has_made_of_each(
    connection: AsyncConnection, user_id: int
) -> None:
    ids = {}
    for slug in ("solved", "tried", "only-cancelled", "untouched"):
        problem = make_problem(slug=slug, title=slug)
        ids[slug] = await problems.save_problem(connection, problem, PUBLIC_TESTS, DOCUMENT)

    async def judged(slug: str, status: str, of_user: int) -> None:
        row, _ = await submissions.insert(
            connection,
            user_id=of_user,
            problem_id=ids[slug].problem_id,
            problem_version_id=ids[slug].version_id,
            tests_digest="0",
            code="pass",
            idempotency_key=uuid4(),
        )
        stored = await submissions.store_verdict(
            connection, row.id, status=status, score=0.0, runtime_ms=1, verdict={}
        )
        assert stored is not None

    await judged("solved", "wrong_answer", user_id)
    await judged("solved", "accepted", user_id)
    await judged("solved", "wrong_answer", user_id)
    await judged("tried", "time_limit_exceeded", user_id)
    await judged("only-cancelled", "cancelled", user_id)
    await judged("untouched", "accepted", await users.ensure(connection, "grace"))

    listed = await problems.list_problems(connection, user_id)
    assert {one.slug: (one.state, one.attempts) for one in listed} == {
        "solved": ("solved", 3),
        "tried": ("tried", 1),
        "only-cancelled": ("new", 0),
        "untouched": ("new", 0),
    }
    for stranger in await problems.list_problems(connection, None):
        assert (stranger.state, stranger.attempts) == ("new", 0)


async def test_the_list_begins_with_the_easiest(connection: AsyncConnection) -> None:
    for difficulty in ("hard", "intro", "medium", "easy"):
        problem = make_problem(slug=difficulty, difficulty=difficulty)
        await problems.save_problem(connection, problem, PUBLIC_TESTS, DOCUMENT)
    listed = await problems.list_problems(connection, None)
    assert [one.slug for one in listed] == ["intro", "easy", "medium", "hard"]


async def test_hostile_text_in_a_problem_is_stored(connection: AsyncConnection) -> None:
    problem = make_problem(
        starter="nul \x00 lone \ud800 emoji \U0001f600 backslash \\u0000",
        tags=("naïve; DROP TABLE users",),
    )
    await problems.save_problem(connection, problem, PUBLIC_TESTS, DOCUMENT)
    loaded = await problems.load_for_judging(connection, "double-it")
    assert loaded is not None
    assert loaded.problem.starter == "nul � lone � emoji \U0001f600 backslash \\u0000"
    assert loaded.problem.tags == problem.tags


async def test_six_loaders_at_once_store_a_problem_once(database: Database) -> None:
    import asyncio

    problem = make_problem()

    async def load() -> SavedProblem:
        async with database.begin() as connection:
            return await problems.save_problem(connection, problem, PUBLIC_TESTS, DOCUMENT)

    results = await asyncio.gather(*(load() for _ in range(6)))
    assert len({one.version_id for one in results}) == 1
    assert sum(one.changed for one in results) == 1
