"""Sets keep their order and tell a problem's neighbours."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from codify_jupyter.errors import NotFound
from codify_jupyter.problems.model import ProblemSet
from codify_jupyter.store import problem_sets, problems
from codify_jupyter.store.problem_sets import Place

from .conftest import DOCUMENT, PUBLIC_TESTS, make_problem

FIRST = ProblemSet("first-steps", "First steps", "Begin here.", {"tutor": True}, ("a", "b", "c"))


@pytest.fixture
async def ids(connection: AsyncConnection) -> dict[str, int]:
    """Problems named by single letters."""
    return {
        slug: (
            await problems.save_problem(connection, make_problem(slug=slug), PUBLIC_TESTS, DOCUMENT)
        ).problem_id
        for slug in "abcd"
    }


async def test_a_set_is_listed_with_its_problems_in_order(
    connection: AsyncConnection, ids: dict[str, int]
) -> None:
    await problem_sets.save_set(connection, replace(FIRST, items=("c", "a", "b")))
    await problem_sets.save_set(connection, ProblemSet("empty", "Empty", "", {}, ()))
    first, empty = await problem_sets.list_sets(connection, "ada", None)
    assert (first.slug, first.title, first.policy) == (
        "first-steps",
        "First steps",
        {"tutor": True},
    )
    assert [item.slug for item in first.items] == ["c", "a", "b"]
    assert (first.solved, empty.items) == (0, ())


async def test_saving_again_replaces_what_was_there(
    connection: AsyncConnection, ids: dict[str, int]
) -> None:
    before = await problem_sets.save_set(connection, FIRST)
    after = await problem_sets.save_set(connection, replace(FIRST, title="New", items=("d", "a")))
    assert after == before
    (only,) = await problem_sets.list_sets(connection, "ada", None)
    assert only.title == "New"
    assert [item.slug for item in only.items] == ["d", "a"]


async def test_unknown_problems_are_all_named_and_nothing_is_lost(
    connection: AsyncConnection, ids: dict[str, int]
) -> None:
    await problem_sets.save_set(connection, FIRST)
    with pytest.raises(NotFound, match="nope, neither"):
        await problem_sets.save_set(connection, replace(FIRST, items=("nope", "a", "neither")))
    (only,) = await problem_sets.list_sets(connection, "ada", None)
    assert [item.slug for item in only.items] == ["a", "b", "c"]


async def test_a_place_has_its_neighbours(connection: AsyncConnection, ids: dict[str, int]) -> None:
    await problem_sets.save_set(connection, FIRST)
    second = ProblemSet("more", "More", "", {}, ("d", "b"))
    await problem_sets.save_set(connection, second)
    assert await problem_sets.find_place(connection, ids["a"]) == Place(
        "first-steps", "First steps", 1, 3, None, "b"
    )
    assert await problem_sets.find_place(connection, ids["b"]) == Place(
        "first-steps", "First steps", 2, 3, "a", "c"
    )
    assert await problem_sets.find_place(connection, ids["b"], preferred_set="more") == Place(
        "more", "More", 2, 2, "d", None
    )
    outside = await problems.save_problem(
        connection, make_problem(slug="outside"), PUBLIC_TESTS, DOCUMENT
    )
    assert await problem_sets.find_place(connection, outside.problem_id) is None
