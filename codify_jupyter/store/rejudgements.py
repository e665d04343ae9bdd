"""Results of submissions by the tests that gave them: appended, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from codify_schema.tables import rejudgements
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import BigInteger

from codify_jupyter.database.presence import CHANNEL
from codify_jupyter.store.rows import parameters

_FINISHED = "status NOT IN ('pending', 'running', 'cancelled', 'internal_error')"
# With a course, only what its students have handed in.
_OF_COURSE = """(CAST(:course AS text) IS NULL OR submissions.user_id IN (
    SELECT enrolments.user_id FROM enrolments JOIN courses ON courses.id = enrolments.course_id
    WHERE courses.slug = :course AND enrolments.role = 'student'
))"""
_OUTDATED = text(f"""
    SELECT submissions.id, submissions.code
    FROM submissions
    WHERE submissions.problem_id = :problem_id AND submissions.id > :after
        AND submissions.{_FINISHED} AND submissions.tests_digest <> :digest
        AND {_OF_COURSE}
        AND NOT EXISTS (
            SELECT FROM rejudgements WHERE submission_id = submissions.id
                AND rejudgements.tests_digest = :digest
        )
    ORDER BY submissions.id LIMIT :count
""")  # noqa: S608  made of the constant above
_COUNT = text(f"""
    SELECT count(*) FROM submissions
    WHERE problem_id = :problem_id AND {_FINISHED} AND tests_digest <> :digest
        AND {_OF_COURSE}
""")  # noqa: S608  made of the constant above
_COUNT_JUDGED = text(f"""
    SELECT count(*) FROM submissions
    JOIN rejudgements AS new ON new.submission_id = submissions.id AND new.tests_digest = :digest
    WHERE problem_id = :problem_id AND submissions.{_FINISHED}
        AND submissions.tests_digest <> :digest AND {_OF_COURSE}
""")  # noqa: S608  made of the constants above
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('codify.rejudge'), CAST(:problem_id AS int))")
_ADD = insert(rejudgements).values(
    **parameters(
        "submission_id", "tests_digest", "problem_version_id", "status", "score", "runtime_ms",
        "verdict",
    )
).on_conflict_do_nothing()  # fmt: skip
_COMPARED = text(f"""
    SELECT submissions.id, submissions.user_id, users.name, submissions.status, submissions.score,
        submissions.verdict, new.status, new.score, new.verdict
    FROM submissions
    JOIN users ON users.id = submissions.user_id
    JOIN rejudgements AS new ON new.submission_id = submissions.id AND new.tests_digest = :digest
    WHERE submissions.problem_id = :problem_id AND submissions.{_FINISHED}
        AND submissions.tests_digest <> :digest AND {_OF_COURSE}
    ORDER BY submissions.id
""")  # noqa: S608  made of the constant above
_KEEP_OLD = text("""
    INSERT INTO rejudgements (submission_id, tests_digest, problem_version_id, status, score,
        runtime_ms, verdict, judged_at)
    SELECT id, tests_digest, problem_version_id, status, score, runtime_ms, verdict,
        coalesce(judged_at, created_at)
    FROM submissions WHERE id = ANY(:ids) AND verdict IS NOT NULL
    ON CONFLICT DO NOTHING
""").bindparams(bindparam("ids", type_=ARRAY(BigInteger)))
# Whoever watches the class sees it change.
_TAKE_NEW = text(f"""
    UPDATE submissions
    SET status = new.status, score = new.score, runtime_ms = new.runtime_ms,
        verdict = new.verdict, tests_digest = new.tests_digest,
        problem_version_id = new.problem_version_id, judged_at = new.judged_at
    FROM rejudgements AS new
    WHERE new.submission_id = submissions.id AND new.tests_digest = :digest
        AND submissions.id = ANY(:ids) AND submissions.tests_digest <> :digest
    RETURNING pg_notify('{CHANNEL}', submissions.id::text)
""").bindparams(bindparam("ids", type_=ARRAY(BigInteger)))  # noqa: S608  made of the constant


@dataclass(frozen=True, slots=True)
class Outdated:
    """A submission that these tests have not judged."""

    id: int
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Compared:
    """A submission's result that counts, and what the new tests say."""

    id: int
    user_id: int
    user: str
    status: str
    score: float
    verdict: dict[str, Any] = field(repr=False)
    new_status: str
    new_score: float
    new_verdict: dict[str, Any] = field(repr=False)


async def lock(connection: AsyncConnection, problem_id: int) -> None:
    """Hold off others who let new results count, until this transaction is over."""
    await connection.execute(_LOCK, {"problem_id": problem_id})


async def count_outdated(
    connection: AsyncConnection, problem_id: int, digest: str, course: str | None = None
) -> int:
    """How many submissions count with the result of other tests; of a course's, or all."""
    values = {"problem_id": problem_id, "digest": digest, "course": course}
    return int((await connection.execute(_COUNT, values)).scalar_one())


async def count_judged(
    connection: AsyncConnection, problem_id: int, digest: str, course: str | None = None
) -> int:
    """How many of them these tests have judged already."""
    values = {"problem_id": problem_id, "digest": digest, "course": course}
    return int((await connection.execute(_COUNT_JUDGED, values)).scalar_one())


async def outdated(
    connection: AsyncConnection,
    problem_id: int,
    digest: str,
    *,
    after: int,
    count: int,
    course: str | None = None,
) -> list[Outdated]:
    """The next of those that these tests have not judged yet."""
    values = {
        "problem_id": problem_id,
        "digest": digest,
        "after": after,
        "count": count,
        "course": course,
    }
    return [Outdated(*row) for row in await connection.execute(_OUTDATED, values)]


async def add(
    connection: AsyncConnection,
    submission_id: int,
    *,
    tests_digest: str,
    problem_version_id: int,
    status: str,
    score: float | None,
    runtime_ms: int | None,
    verdict: dict[str, Any],
) -> None:
    """Append a result; one of the same tests that is there stays."""
    await connection.execute(
        _ADD,
        {
            "submission_id": submission_id,
            "tests_digest": tests_digest,
            "problem_version_id": problem_version_id,
            "status": status,
            "score": score,
            "runtime_ms": runtime_ms,
            "verdict": verdict,
        },
    )


async def compared(
    connection: AsyncConnection, problem_id: int, digest: str, course: str | None = None
) -> list[Compared]:
    """All that the new tests have judged and that still count with an older result."""
    values = {"problem_id": problem_id, "digest": digest, "course": course}
    found = await connection.execute(_COMPARED, values)
    return [
        Compared(
            id=row[0],
            user_id=row[1],
            user=row[2],
            status=row[3],
            score=row[4] or 0.0,
            verdict=row[5] or {},
            new_status=row[6],
            new_score=row[7] or 0.0,
            new_verdict=row[8],
        )
        for row in found
    ]


async def take_new(connection: AsyncConnection, ids: Sequence[int], digest: str) -> int:
    """Let the new results count; the old ones are kept beside them. Returns how many changed."""
    await connection.execute(_KEEP_OLD, {"ids": list(ids)})
    done = await connection.execute(_TAKE_NEW, {"ids": list(ids), "digest": digest})
    return done.rowcount
