"""A wrong test is mended: who rises, who falls, and that nobody is hurt."""

# ruff: noqa: E501 - samples

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from codify_runner import Runner, Verdict
from sqlalchemy import text

from codify_jupyter.catalogue import Catalogue
from codify_jupyter.database import Database
from codify_jupyter.principal import Principal
from codify_jupyter.problems.folder_writing import write_folder
from codify_jupyter.rejudging import Rejudging
from codify_jupyter.store import judged, submissions, users
from codify_jupyter.verdicts import verdict_to_json

FILES = {
    "problem.md": "---\ncodify: 1\nid: 3f0a6b52-94d0-4b0e-a1b5-0f7c9be0a001\nslug: half\ntitle: Half\n"
    "difficulty: easy\ntags: [division]\nentry: half\n---\nHalve it.\n",
    "starter.py": "def half(x):\n    ...\n",
    "solution.py": "def half(x):\n    return x / 2\n",
}
# 7 / 2 is not 3, as the first tests had it.
WRONG_TESTS = """\
schema: codify.tests/1
groups: [{id: g, points: 2}]
tests:
  - {id: even, group: g, call: "half(4)", returns: "2.0"}
  - {id: odd, group: g, call: "half(7)", returns: "3.0"}
"""
MENDED_TESTS = WRONG_TESTS.replace('"3.0"', '"3.5"')
RIGHT = "def half(x):\n    return x / 2\n"
FLOOR = "def half(x):\n    return float(x // 2)\n"
NOTHING = "def half(x):\n    return None\n"


class Classroom:
    """A database with a problem whose tests change."""

    def __init__(self, database: Database, runner: Runner, folder: Path) -> None:
        self.database, self.runner, self.folder = database, runner, folder

    async def publish(self, tests: str) -> Rejudging:
        write_folder(self.folder, {**FILES, "tests.yaml": tests})
        catalogue = Catalogue(self.database)
        await catalogue.load([self.folder])
        self.entry = await catalogue.get("half", Principal("op", "Op"))
        return Rejudging(self.database, self.runner, self.entry)

    async def submit(self, user: str, code: str) -> int:
        verdict = await self.runner.judge(code, self.entry.problem.tests_json)
        async with self.database.begin() as connection:
            user_id = await users.ensure(connection, user)
            made, _ = await submissions.insert(
                connection,
                user_id=user_id,
                problem_id=self.entry.problem_id,
                problem_version_id=self.entry.version_id,
                tests_digest=self.entry.problem.digest,
                code=code,
                idempotency_key=uuid4(),
            )
            whose: dict[str, Any] = {
                "user_id": user_id,
                "problem_id": self.entry.problem_id,
                "submission_id": made.id,
                "tags": self.entry.problem.tags,
            }
            await judged.finish(
                connection,
                **whose,
                status=verdict.status,
                score=verdict.score,
                runtime_ms=round(verdict.runtime_ms),
                verdict=verdict_to_json(verdict),
                known=await judged.before(connection, **whose),
                hint=None,
            )
        return made.id

    async def scores(self) -> dict[int, tuple[str, float]]:
        async with self.database.connect() as connection:
            rows = await connection.execute(text("SELECT id, status, score FROM submissions"))
            return {row[0]: (row[1], row[2]) for row in rows}

    async def solved(self) -> list[tuple[str, str, int]]:
        """By user and tag: how many problems are solved."""
        async with self.database.connect() as connection:
            rows = await connection.execute(
                text("""
                    SELECT users.name, tag, solved
                    FROM skill_stats JOIN users ON users.id = user_id ORDER BY 1
                """)
            )
            return [(row[0], row[1], row[2]) for row in rows]

    async def notes(self) -> list[tuple[str, str]]:
        async with self.database.connect() as connection:
            rows = await connection.execute(
                text("""
                    SELECT users.name, text FROM messages JOIN users ON users.id = user_id
                    WHERE rule = 'rejudged' ORDER BY 1
                """)
            )
            return [(row[0], row[1]) for row in rows]


@pytest.fixture
async def classroom(database: Database, tmp_path: Path) -> AsyncIterator[Classroom]:
    async with Runner() as runner:
        yield Classroom(database, runner, tmp_path / "half")


async def test_a_dry_run_shows_and_changes_nothing(classroom: Classroom) -> None:
    await classroom.publish(WRONG_TESTS)
    right, floor = [await classroom.submit(name, code) for name, code in
                    (("ada", RIGHT), ("bob", FLOOR))]  # fmt: skip
    rejudging = await classroom.publish(MENDED_TESTS)
    before = await classroom.scores()
    seen: list[tuple[int, int]] = []
    await rejudging.judge(lambda done, total: seen.append((done, total)))
    comparison = await rejudging.compare()

    assert [(one.user, one.before, one.after) for one in comparison.differences] == [
        ("ada", 0.5, 1.0),
        ("bob", 1.0, 0.5),
    ]
    assert (comparison.now_passed, comparison.now_failed) == ({"odd": 1}, {"odd": 1})
    assert comparison.complete
    assert seen == [(2, 2)]
    assert await classroom.scores() == before
    assert {right, floor} == set(before)
    assert "def half" not in json.dumps(comparison.as_json())


async def test_nobody_is_hurt_by_default(classroom: Classroom) -> None:
    await classroom.publish(WRONG_TESTS)
    right = await classroom.submit("ada", RIGHT)
    floor = await classroom.submit("bob", FLOOR)
    nothing = await classroom.submit("cy", NOTHING)
    rejudging = await classroom.publish(MENDED_TESTS)
    await rejudging.judge()
    applied = await rejudging.apply()

    assert (applied.changed, applied.kept, applied.told) == (2, 1, 1)
    scores = await classroom.scores()
    assert scores[right] == ("accepted", 1.0)
    assert scores[floor] == ("accepted", 1.0)
    assert scores[nothing] == ("wrong_answer", 0.0)
    assert await classroom.notes() == [
        (
            "ada",
            "The tests of this problem were mended, and submissions judged again. "
            "Your best result rose from 50% to 100%.",
        )
    ]


async def test_the_newest_may_count_for_all_and_it_can_be_repeated(classroom: Classroom) -> None:
    await classroom.publish(WRONG_TESTS)
    floor = await classroom.submit("bob", FLOOR)
    rejudging = await classroom.publish(MENDED_TESTS)
    for told in (1, 0):
        await rejudging.judge()
        assert (await rejudging.apply("newest")).told == told
    assert (await classroom.scores())[floor] == ("wrong_answer", 0.5)
    async with classroom.database.connect() as connection:
        kept = await connection.execute(text("SELECT score FROM rejudgements ORDER BY score DESC"))
        # The old result is there still, and none is there twice.
        assert list(kept.scalars()) == [1.0, 0.5]


async def test_what_students_have_solved_is_counted_anew(classroom: Classroom) -> None:
    await classroom.publish(WRONG_TESTS)
    for name, code in (("ada", RIGHT), ("ada", RIGHT), ("bob", FLOOR), ("cy", NOTHING)):
        await classroom.submit(name, code)
    assert await classroom.solved() == [
        ("ada", "division", 0),
        ("bob", "division", 1),
        ("cy", "division", 0),
    ]
    rejudging = await classroom.publish(MENDED_TESTS)
    await rejudging.judge()
    for _ in range(2):
        await rejudging.apply("newest")
        assert await classroom.solved() == [
            ("ada", "division", 1),
            ("bob", "division", 0),
            ("cy", "division", 0),
        ]


async def test_it_may_be_stopped_and_goes_on_where_it_was(classroom: Classroom) -> None:
    await classroom.publish(WRONG_TESTS)
    for number in range(4):
        await classroom.submit(f"student-{number}", RIGHT)
    await classroom.publish(MENDED_TESTS)
    programs: list[str] = []

    class Stopping:
        async def judge(self, code: str, tests_json: dict[str, Any]) -> Verdict:
            programs.append(code)
            if len(programs) == 3:
                raise asyncio.CancelledError
            return await classroom.runner.judge(code, tests_json)

    stopped = Rejudging(classroom.database, Stopping(), classroom.entry)
    task = asyncio.create_task(stopped.judge())
    await asyncio.wait([task], timeout=30)
    first = (await stopped.compare()).judged
    programs.clear()
    again = Rejudging(classroom.database, classroom.runner, classroom.entry)
    await again.judge()

    assert 0 < first < 4
    assert (await again.compare()).complete
