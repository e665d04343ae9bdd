"""A problem, a user and an open connection for the store's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from codify_jupyter.database import Database
from codify_jupyter.problems.model import AuthorHint, Problem, WrongSolution
from codify_jupyter.store import problems, users
from codify_jupyter.store.problems import SavedProblem

PUBLIC_TESTS: dict[str, Any] = {"tests": [{"id": "t1", "call": "double(2)"}]}
DOCUMENT: dict[str, Any] = {"title": "Double it", "hidden_tests": 1}


def make_problem(**changes: Any) -> Problem:
    """A small problem with something in every field; each call gives another id."""
    values: dict[str, Any] = {
        "id": str(uuid4()),
        "slug": "double-it",
        "title": "Double it",
        "difficulty": "easy",
        "tags": ("numbers", "functions"),
        "concepts": ("return",),
        "prerequisites": ("first-steps",),
        "points": 2.5,
        "entry": "double",
        "prompt_md": "Return twice $n$.",
        "hints": (AuthorHint(1, "What is twice 2?"),),
        "starter": "def double(n):\n    ...\n",
        "solution": "def double(n):\n    return 2 * n\n",
        "tests_json": {
            "schema": "codify.tests/1",
            "tests": [
                {"id": "t1", "call": "double(2)", "expect": {"returns": "4"}},
                {"id": "t2", "call": "double(-7)", "expect": {"returns": "-14"}},
            ],
            "limits": {"time_s": 0.5},
            "digest": "0123456789abcdef",
        },
        "requires": (),
        "tutor": {"hints": True, "max_level": 3},
        "wrong": (
            WrongSolution(
                "adds_two",
                "def double(n):\n    return n + 2\n",
                frozenset({"t2"}),
                frozenset({"t1"}),
            ),
        ),
    }
    return Problem(**(values | changes))


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[AsyncConnection]:
    async with database.begin() as connection:
        yield connection


@pytest.fixture
async def user_id(connection: AsyncConnection) -> int:
    return await users.ensure(connection, "ada")


@pytest.fixture
async def saved(connection: AsyncConnection) -> SavedProblem:
    return await problems.save_problem(connection, make_problem(), PUBLIC_TESTS, DOCUMENT)
