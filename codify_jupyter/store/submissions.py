"""Submissions: taken once, judged once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from codify_schema.tables import UNFINISHED_STATUSES, submissions
from sqlalchemy import Text, bindparam, cast, exists, func, null, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_into
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningUpdate

from codify_jupyter.database.engine import storable_text
from codify_jupyter.database.presence import CHANNEL, PRESENCE_CLASS
from codify_jupyter.errors import StillOpen
from codify_jupyter.store.rows import columns_of, parameters


@dataclass(frozen=True, slots=True)
class Submission:
    """One submission, its secrets included: ``verdict`` holds the hidden tests' results."""

    id: int
    user_id: int
    problem_id: int
    problem_version_id: int
    code: str = field(repr=False)
    status: str
    score: float | None
    runtime_ms: int | None
    verdict: dict[str, Any] | None = field(repr=False)
    tests_digest: str
    idempotency_key: UUID
    created_at: datetime
    judged_at: datetime | None
    judge: int | None
    """The number of the process that has it in hand; None for a worker of the queue."""


_COLUMNS = columns_of(Submission, submissions)
_UNFINISHED = submissions.c.status.in_(UNFINISHED_STATUSES)
# "b_" keeps a parameter from being taken for the column that an update sets.
_THE_ONE = submissions.c.id == bindparam("b_id")
_THE_USERS = submissions.c.user_id == bindparam("b_user_id")
# Whoever waits for it in another process hears of it when this is committed.
_TELL = func.pg_notify(CHANNEL, cast(submissions.c.id, Text))

_INSERT = (
    insert_into(submissions)
    .values(
        **parameters(
            "user_id",
            "problem_id",
            "problem_version_id",
            "code",
            "tests_digest",
            "idempotency_key",
            "judge",
        )
    )
    # Either the key was used before, or the student has another submission open.
    .on_conflict_do_nothing()
    .returning(*_COLUMNS)
)
_BY_KEY = select(*_COLUMNS).where(
    _THE_USERS, submissions.c.idempotency_key == bindparam("idempotency_key")
)
_MARK_RUNNING = (
    update(submissions)
    .where(_THE_ONE, submissions.c.status == "pending")
    .values(status="running")
    .returning(*_COLUMNS)
)
_STORE_VERDICT = (
    update(submissions)
    .where(_THE_ONE, _UNFINISHED)
    .values(**parameters("status", "score", "runtime_ms", "verdict"), judged_at=func.now())
    .returning(*_COLUMNS, _TELL)
)
_CANCEL = (
    update(submissions)
    .where(_THE_ONE, _THE_USERS, _UNFINISHED)
    .values(status="cancelled", judged_at=func.now())
    .returning(*_COLUMNS, _TELL)
)
_OTHER = submissions.alias("other")
_REOPEN = (
    update(submissions)
    .where(
        _THE_ONE,
        submissions.c.status == "internal_error",
        ~exists().where(
            _OTHER.c.user_id == submissions.c.user_id,
            _OTHER.c.problem_id == submissions.c.problem_id,
            _OTHER.c.status.in_(UNFINISHED_STATUSES),
        ),
    )
    .values(
        status="pending",
        score=None,
        runtime_ms=None,
        verdict=null(),
        judged_at=None,
        judge=bindparam("b_judge"),
    )
    .returning(*_COLUMNS)
)
_RELEASE = update(submissions).where(_THE_ONE, _UNFINISHED).values(judge=None)
_GET = select(*_COLUMNS).where(_THE_ONE, _THE_USERS)
_BY_ID = select(*_COLUMNS).where(_THE_ONE)
_LIST = (
    select(*_COLUMNS)
    .where(_THE_USERS, submissions.c.problem_id == bindparam("problem_id"))
    .order_by(submissions.c.id.desc())
    .limit(bindparam("row_limit"))
)
_LIST_BEFORE = _LIST.where(submissions.c.id < bindparam("before"))
NOT_ATTEMPTS = ("cancelled", "internal_error")
"""Statuses of submissions that do not count as a try of the student's."""
_COUNT = select(func.count(), func.count().filter(submissions.c.status == "accepted")).where(
    _THE_USERS,
    submissions.c.problem_id == bindparam("problem_id"),
    submissions.c.status.not_in(NOT_ATTEMPTS),
)
_TRIED_IN_EXAMS = text("""
    SELECT DISTINCT problem_id FROM submissions
    WHERE user_id = :user_id AND problem_id IN (
        SELECT items.problem_id
        FROM problem_set_items AS items JOIN problem_sets AS sets ON sets.id = items.set_id
        WHERE sets.policy ?| ARRAY['exam', 'overrides']
    )
""")
_IS_OPEN = "submissions.status IN ('pending', 'running')"  # the index's own words, to use it
# A judge lives as long as the advisory lock of its number is held.
_IS_ORPHANED = f"""
    (judge IS NULL OR judge <> :me AND NOT EXISTS (
        SELECT FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 2 AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND classid = {PRESENCE_CLASS} AND objid = judge::bigint::oid
    ))
"""  # noqa: S608  made of the constant
_TAKE_OVER = text(
    f"UPDATE submissions SET judge = :me WHERE {_IS_OPEN} AND {_IS_ORPHANED}"  # noqa: S608
)
_OPEN_OF_JUDGE = (
    select(*_COLUMNS)
    .where(text(_IS_OPEN), submissions.c.judge == bindparam("me"))
    .order_by(submissions.c.id)
)
_UNQUEUED = (
    select(*_COLUMNS)
    .where(
        text(_IS_OPEN),
        text(_IS_ORPHANED),
        text("created_at < now() - interval '5 seconds'"),
        text("""NOT EXISTS (
            SELECT FROM procrastinate_jobs AS jobs
            WHERE jobs.status IN ('todo', 'doing')
                AND jobs.args ->> 'submission_id' = submissions.id::text
        )"""),
    )
    .order_by(submissions.c.id)
)
_BACKLOG = text(f"""
    SELECT count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0)
    FROM submissions WHERE {_IS_OPEN}
""")  # noqa: S608  made of the constant above


async def insert(
    connection: AsyncConnection,
    *,
    user_id: int,
    problem_id: int,
    problem_version_id: int,
    tests_digest: str,
    code: str,
    idempotency_key: UUID,
    judge: int | None = None,
) -> tuple[Submission, bool]:
    """Take a submission, status ``pending``; with a key used before, give that submission.

    Returns:
        The submission, and whether it is new. Whether an old one holds the same code for
        the same problem is for the caller to see.

    Raises:
        StillOpen: the user has another submission to this problem that is not judged yet.
        sqlalchemy.exc.IntegrityError: for code over ``MAX_CODE_BYTES``, or an unknown user,
            problem or version.
    """
    values = {
        "user_id": user_id,
        "problem_id": problem_id,
        "problem_version_id": problem_version_id,
        "tests_digest": tests_digest,
        "code": storable_text(code),
        "idempotency_key": idempotency_key,
        "judge": judge,
    }
    key = {"b_user_id": user_id, "idempotency_key": idempotency_key}
    for _ in range(2):
        row = (await connection.execute(_INSERT, values)).one_or_none()
        if row is not None:
            return Submission(*row), True
        # A statement of its own: only now is a row visible that was committed while we waited.
        row = (await connection.execute(_BY_KEY, key)).one_or_none()
        if row is not None:
            return Submission(*row), False
        # The open one may have been judged between the two statements: once more.
    raise StillOpen(
        "Your last submission to this problem is still being judged. Wait for its verdict, "
        "or stop it, then submit again."
    )


async def mark_running(connection: AsyncConnection, submission_id: int) -> Submission | None:
    """``pending`` to ``running``; None when it is not pending."""
    return await _change(connection, _MARK_RUNNING, b_id=submission_id)


async def store_verdict(
    connection: AsyncConnection,
    submission_id: int,
    *,
    status: str,
    score: float | None,
    runtime_ms: int | None,
    verdict: dict[str, Any] | None,
) -> Submission | None:
    """Finish a ``pending`` or ``running`` submission; None when it was finished before.

    So of two who judge the same submission one is told that it came too late.
    """
    return await _change(
        connection,
        _STORE_VERDICT,
        b_id=submission_id,
        status=status,
        score=score,
        runtime_ms=runtime_ms,
        verdict=verdict,
    )


async def cancel(
    connection: AsyncConnection, submission_id: int, user_id: int
) -> Submission | None:
    """``pending`` or ``running`` to ``cancelled``; None when finished, or not this user's."""
    return await _change(connection, _CANCEL, b_id=submission_id, b_user_id=user_id)


async def reopen(
    connection: AsyncConnection, submission_id: int, judge: int | None = None
) -> Submission:
    """``internal_error`` to ``pending``, to be judged again; else the submission as it is.

    Raises:
        sqlalchemy.exc.NoResultFound: there is none of this id.
    """
    reopened = await _change(connection, _REOPEN, b_id=submission_id, b_judge=judge)
    if reopened is not None:
        return reopened
    return Submission(*(await connection.execute(_BY_ID, {"b_id": submission_id})).one())


async def get(connection: AsyncConnection, submission_id: int, user_id: int) -> Submission | None:
    """A submission of this user's; None when there is none, or it is another's."""
    found = await connection.execute(_GET, {"b_id": submission_id, "b_user_id": user_id})
    row = found.one_or_none()
    return None if row is None else Submission(*row)


async def list_for_problem(
    connection: AsyncConnection,
    user_id: int,
    problem_id: int,
    *,
    limit: int = 50,
    before: int | None = None,
) -> list[Submission]:
    """The user's submissions to a problem, newest first; ``before`` is an id to start below."""
    values = {"b_user_id": user_id, "problem_id": problem_id, "row_limit": limit}
    if before is None:
        found = await connection.execute(_LIST, values)
    else:
        found = await connection.execute(_LIST_BEFORE, values | {"before": before})
    return [Submission(*row) for row in found]


async def count_tries(
    connection: AsyncConnection, user_id: int, problem_id: int
) -> tuple[int, int]:
    """How often the user has tried the problem, and with success how often.

    Cancelled submissions and failed judgings do not count.
    """
    found = await connection.execute(_COUNT, {"b_user_id": user_id, "problem_id": problem_id})
    tries, accepted = found.one()
    return int(tries), int(accepted)


async def tried_in_exams(connection: AsyncConnection, user_id: int) -> list[int]:
    """Ids of the problems that the user has tried and that stand in what may be an exam."""
    return list((await connection.execute(_TRIED_IN_EXAMS, {"user_id": user_id})).scalars())


async def take_over(connection: AsyncConnection, me: int) -> list[Submission]:
    """Become the judge of open submissions whose judge is gone; returns all that are mine."""
    await connection.execute(_TAKE_OVER, {"me": me})
    return [Submission(*row) for row in await connection.execute(_OPEN_OF_JUDGE, {"me": me})]


async def unqueued(connection: AsyncConnection, me: int) -> list[Submission]:
    """Open submissions that nobody has in hand and that wait in no queue."""
    return [Submission(*row) for row in await connection.execute(_UNQUEUED, {"me": me})]


async def release(connection: AsyncConnection, submission_id: int) -> None:
    """Leave a submission to the workers of the queue."""
    await connection.execute(_RELEASE, {"b_id": submission_id})


async def backlog(connection: AsyncConnection) -> tuple[int, float]:
    """How many submissions wait for their verdict, and the oldest one's age in seconds."""
    count, age_s = (await connection.execute(_BACKLOG)).one()
    return int(count), float(age_s)


async def find(connection: AsyncConnection, submission_id: int) -> Submission | None:
    """A submission of anyone's, for its judge."""
    row = (await connection.execute(_BY_ID, {"b_id": submission_id})).one_or_none()
    return None if row is None else Submission(*row)


async def _change(
    connection: AsyncConnection, statement: ReturningUpdate[Any], **values: Any
) -> Submission | None:
    row = (await connection.execute(statement, values)).one_or_none()
    return None if row is None else Submission(*row[: len(_COLUMNS)])
