"""The rules of sets, held by the server when a submission comes."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from codify_jupyter.admission import NotTaken, let_in
from codify_jupyter.catalogue import FIRST_PROBLEM, SHIPPED, Catalogue
from codify_jupyter.database import Database
from codify_jupyter.errors import TooOften
from codify_jupyter.limits import Limits
from codify_jupyter.principal import Enrolment, Principal
from codify_jupyter.problems.model import ProblemSet
from codify_jupyter.progress import Progress
from codify_jupyter.store import grades, problem_sets, submissions, users
from codify_jupyter.store.arrivals import Arrival
from codify_jupyter.store.grades import Enrolled

NOW = datetime(2026, 10, 8, 12, tzinfo=UTC)
EXTRA = {"extra_minutes": 5}
ADA = Principal("ada", "Ada")


class Sets:
    """One problem, and sets that hold it."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self.database, self.catalogue = database, catalogue

    async def publish(self, slug: str, policy: dict[str, Any], course: str | None = None) -> None:
        async with self.database.begin() as connection:
            await problem_sets.save_set(
                connection, ProblemSet(slug, slug, "", policy, (FIRST_PROBLEM,))
            )
            if course is not None:
                await connection.execute(
                    text("""
                        UPDATE problem_sets SET course_id = courses.id FROM courses
                        WHERE problem_sets.slug = :slug AND courses.slug = :course
                    """),
                    {"slug": slug, "course": course},
                )

    async def try_(
        self, who: Principal = ADA, now: datetime = NOW, key: uuid.UUID | None = None
    ) -> str:
        """What would become of a submission; nothing of it stays."""
        async with self.database.connect() as connection:
            user_id = await users.ensure(connection, who.name)
            arrival = Arrival(user_id, who.courses, FIRST_PROBLEM, "x", key or uuid.uuid4(), None)
            try:
                row, created = await let_in(connection, who, arrival, Limits(), now)
            except NotTaken as refused:
                return refused.reason
            except TooOften:
                return "too_often"
            if not created:
                return "known"
            await connection.execute(text("DELETE FROM submissions WHERE id = :id"), {"id": row.id})
        return "taken"

    async def submit(self, key: uuid.UUID) -> None:
        entry = await self.catalogue.get(FIRST_PROBLEM, ADA)
        async with self.database.begin() as connection:
            user_id = await users.ensure(connection, "ada")
            made, _ = await submissions.insert(
                connection,
                user_id=user_id,
                problem_id=entry.problem_id,
                problem_version_id=entry.version_id,
                tests_digest=entry.problem.digest,
                code="x",
                idempotency_key=key,
            )
            await submissions.store_verdict(
                connection, made.id, status="wrong_answer", score=0, runtime_ms=1, verdict={}
            )
            await connection.execute(text("UPDATE submissions SET created_at = :now"), {"now": NOW})


@pytest.fixture
async def sets(database: Database) -> Sets:
    catalogue = Catalogue(database)
    await catalogue.load([SHIPPED / "problems" / FIRST_PROBLEM])
    return Sets(database, catalogue)


async def test_without_rules_of_time_all_is_taken(sets: Sets) -> None:
    assert await sets.try_() == "taken"
    await sets.publish("practice", {"tutor": False})
    assert await sets.try_() == "taken"


@pytest.mark.parametrize(
    ("policy", "answer"),
    [
        ({"release": "2026-10-08 12:01"}, "not_open"),
        ({"due": "2026-10-08 11:59"}, "closed"),
        ({"due": "2026-10-08 11:59", "late": [{"hours": 1, "percent": 50}]}, "taken"),
        ({"due": "2026-10-08 11:59", "overrides": [{"student": "ada", **EXTRA}]}, "taken"),
        ({"due": "2026-10-08 11:59", "overrides": [{"student": "bob", **EXTRA}]}, "closed"),
    ],
)
async def test_times_are_held(sets: Sets, policy: dict[str, Any], answer: str) -> None:
    await sets.publish("week", policy)
    assert await sets.try_() == answer


async def test_attempts_and_pauses_but_the_same_key_is_never_refused(sets: Sets) -> None:
    await sets.publish("week", {"attempts": 1})
    key = uuid.uuid4()
    assert await sets.try_() == "taken"
    await sets.submit(key)
    assert await sets.try_() == "no_attempts"
    assert await sets.try_(key=key) == "known"
    await sets.publish("week", {"cooldown_s": 60})
    assert await sets.try_(now=NOW + timedelta(seconds=59)) == "too_often"
    assert await sets.try_(now=NOW + timedelta(seconds=60)) == "taken"


async def test_one_open_set_is_enough(sets: Sets) -> None:
    await sets.publish("over", {"due": "2026-10-08 11:59"})
    await sets.publish("open", {"due": "2026-10-08 12:59"})
    assert await sets.try_() == "taken"


async def test_labels_of_the_class_list_count_and_others_exceptions_are_not_shown(
    sets: Sets, database: Database
) -> None:
    policy = {
        "due": "2026-10-08 11:59",
        "overrides": [{"label": "extra-time", "extra_minutes": 30}, {"student": "zoe"}],
    }
    async with database.begin() as connection:
        people = [Enrolled("ada", labels=("extra-time",)), Enrolled("bob")]
        await grades.enrol_roster(connection, "py", people, "jupyter")
    await sets.publish("week", policy, "py")
    mine = frozenset({Enrolment("py", "student")})
    ada, bob = (Principal(name, name, enrolments=mine) for name in ("ada", "bob"))

    assert await sets.try_(ada) == "taken"
    assert await sets.try_(bob) == "closed"
    (shown,) = await Progress(database, sets.catalogue).list_sets(ada)
    assert shown["policy"]["due"] == "2026-10-08T12:29:00+00:00"
    assert shown["policy"]["words"][0].lower().endswith("due thu 2026-10-08, 12:29 (utc).")
    assert "zoe" not in str(shown)
