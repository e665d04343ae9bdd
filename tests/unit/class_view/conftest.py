"""Small classes made by hand, whose figures one can count on one's fingers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from codify_jupyter.database import Database
from codify_jupyter.problems.model import ProblemSet
from codify_jupyter.store import (
    courses,
    grades,
    messages,
    problem_sets,
    problems,
    submissions,
    users,
)
from codify_jupyter.store.grades import Enrolled

from ..store.conftest import DOCUMENT, PUBLIC_TESTS, make_problem

BEGIN = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def minute(count: float) -> datetime:
    """So many minutes after the class began."""
    return BEGIN + timedelta(minutes=count)


@dataclass
class SmallClass:
    """A course `optics` with the set `week-1` of the problems `first` and `second`."""

    connection: AsyncConnection
    course_id: int
    problems: dict[str, int]
    versions: dict[int, int]
    students: dict[str, int] = field(default_factory=dict)

    async def enrol(self, *names: str, section: str | None = None) -> None:
        await grades.enrol_roster(
            self.connection, "optics", [Enrolled(name, section=section) for name in names], "test"
        )
        for name in names:
            found = await users.find(self.connection, name)
            assert found is not None
            self.students[name] = found

    async def opens(self, name: str, problem: str, at: float = 0) -> None:
        await self.connection.execute(
            text("INSERT INTO openings VALUES (:user, :problem, :at)"),
            {"user": self.students[name], "problem": self.problems[problem], "at": minute(at)},
        )

    async def tries(
        self,
        name: str,
        problem: str,
        score: float,
        at: float = 0,
        *,
        fails: Sequence[str] = (),
        code: str = "x",
        status: str | None = None,
        fault: dict[str, Any] | None = None,
    ) -> int:
        problem_id = self.problems[problem]
        made, _ = await submissions.insert(
            self.connection,
            user_id=self.students[name],
            problem_id=problem_id,
            problem_version_id=self.versions[problem_id],
            tests_digest="0123456789abcdef",
            code=code,
            idempotency_key=uuid4(),
        )
        tests = [
            {
                "id": one,
                "name": f"test {one}",
                "visibility": "hidden" if one == "t3" else "public",
                "status": "failed" if one in fails else "passed",
            }
            for one in ("t1", "t2", "t3")
        ]
        await submissions.store_verdict(
            self.connection,
            made.id,
            status=status or ("accepted" if score == 1 else "wrong_answer"),
            score=score,
            runtime_ms=1,
            verdict={"tests": tests, "fault": fault},
        )
        await self._date("submissions", made.id, at)
        return made.id

    async def hint(self, name: str, problem: str, submission: int, rung: int) -> None:
        await messages.insert(
            self.connection,
            user_id=self.students[name],
            problem_id=self.problems[problem],
            submission_id=submission,
            role="assistant",
            text="Look again.",
            source="builtin",
            rung=rung,
            rule="some-rule",
        )

    async def says(self, name: str, problem: str, at: float = 0) -> None:
        made = await messages.insert(
            self.connection,
            user_id=self.students[name],
            problem_id=self.problems[problem],
            role="user",
            text="Why?",
        )
        await self._date("messages", made.id, at)

    async def _date(self, table: str, row: int, at: float) -> None:
        await self.connection.execute(
            text(f"UPDATE {table} SET created_at = :at WHERE id = :id"),
            {"at": minute(at), "id": row},
        )


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[AsyncConnection]:
    async with database.begin() as connection:
        yield connection


@pytest.fixture
async def optics(connection: AsyncConnection) -> SmallClass:
    course_id = await courses.ensure(connection, "optics")
    found, versions = {}, {}
    for slug in ("first", "second"):
        saved = await problems.save_problem(
            connection, make_problem(slug=slug, title=slug.title()), PUBLIC_TESTS, DOCUMENT
        )
        found[slug], versions[saved.problem_id] = saved.problem_id, saved.version_id
    week = ProblemSet("week-1", "Week 1", "", {}, ("first", "second"))
    await problem_sets.save_set(connection, week, course_id=course_id)
    return SmallClass(connection, course_id, found, versions)
