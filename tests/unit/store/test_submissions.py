"""A submission is taken once, judged once, and its owner's alone."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from codify_schema.tables import MAX_CODE_BYTES
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from codify_jupyter.database import Database, Presence
from codify_jupyter.errors import StillOpen
from codify_jupyter.store import problems, submissions, users
from codify_jupyter.store.problems import SavedProblem
from codify_jupyter.store.submissions import Submission

from .conftest import DOCUMENT, PUBLIC_TESTS, make_problem

VERDICT: dict[str, Any] = {"status": "wrong_answer", "tests": [{"id": "t1", "got": "5"}]}


async def take(
    connection: AsyncConnection,
    user_id: int,
    saved: SavedProblem,
    *,
    code: str = "pass",
    key: UUID | None = None,
) -> tuple[Submission, bool]:
    return await submissions.insert(
        connection,
        user_id=user_id,
        problem_id=saved.problem_id,
        problem_version_id=saved.version_id,
        tests_digest="0123",
        code=code,
        idempotency_key=key or uuid4(),
    )


async def judge(
    connection: AsyncConnection, submission: Submission, status: str = "wrong_answer"
) -> Submission | None:
    return await submissions.store_verdict(
        connection, submission.id, status=status, score=0.25, runtime_ms=7, verdict=VERDICT
    )


async def test_a_submission_waits_then_has_its_verdict(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    taken, created = await take(connection, user_id, saved, code="def double(n): ...")
    assert created
    assert (taken.status, taken.verdict, taken.judged_at) == ("pending", None, None)
    running = await submissions.mark_running(connection, taken.id)
    assert running is not None
    assert running.status == "running"
    judged = await judge(connection, taken)
    assert judged is not None
    assert judged == await submissions.get(connection, taken.id, user_id)
    assert (judged.status, judged.score, judged.runtime_ms) == ("wrong_answer", 0.25, 7)
    assert judged.verdict == VERDICT
    assert judged.code == "def double(n): ..."
    assert judged.judged_at is not None


async def test_the_same_key_gives_the_same_submission(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    key = uuid4()
    first, created = await take(connection, user_id, saved, key=key, code="first")
    again, created_again = await take(connection, user_id, saved, key=key, code="second")
    assert (created, created_again) == (True, False)
    assert again == first
    other_user = await users.ensure(connection, "grace")
    _, created_for_other = await take(connection, other_user, saved, key=key)
    assert created_for_other, "a key is its user's own"


async def test_two_tabs_with_one_key_at_once_make_one_submission(database: Database) -> None:
    async with database.begin() as connection:
        user_id = await users.ensure(connection, "ada")
        saved = await problems.save_problem(connection, make_problem(), PUBLIC_TESTS, DOCUMENT)
    key = uuid4()

    async def tab() -> tuple[Submission, bool]:
        async with database.begin() as connection:
            return await take(connection, user_id, saved, key=key)

    results = await asyncio.gather(*(tab() for _ in range(8)))
    assert len({row.id for row, _ in results}) == 1
    assert sum(created for _, created in results) == 1


async def test_the_first_verdict_stays(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    taken, _ = await take(connection, user_id, saved)
    assert await judge(connection, taken, "accepted") is not None
    assert await judge(connection, taken, "wrong_answer") is None
    assert await submissions.cancel(connection, taken.id, user_id) is None
    assert await submissions.mark_running(connection, taken.id) is None
    kept = await submissions.get(connection, taken.id, user_id)
    assert kept is not None
    assert kept.status == "accepted"


async def test_a_cancelled_one_gets_no_verdict(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    taken, _ = await take(connection, user_id, saved)
    stranger = await users.ensure(connection, "grace")
    assert await submissions.cancel(connection, taken.id, stranger) is None
    cancelled = await submissions.cancel(connection, taken.id, user_id)
    assert cancelled is not None
    assert cancelled.status == "cancelled"
    assert await judge(connection, taken) is None


async def test_only_an_internal_error_is_judged_again(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    failed, _ = await take(connection, user_id, saved)
    await judge(connection, failed, "internal_error")
    reopened = await submissions.reopen(connection, failed.id)
    assert (reopened.status, reopened.verdict, reopened.score) == ("pending", None, None)
    accepted = await judge(connection, reopened, "accepted")
    assert await submissions.reopen(connection, failed.id) == accepted


async def test_nobody_reads_another_ones_submission(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    taken, _ = await take(connection, user_id, saved)
    stranger = await users.ensure(connection, "grace")
    assert await submissions.get(connection, taken.id, stranger) is None
    assert await submissions.list_for_problem(connection, stranger, saved.problem_id) == []


async def test_the_list_is_newest_first_and_goes_on_below_an_id(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    ids = []
    for _ in range(5):
        taken, _ = await take(connection, user_id, saved)
        await judge(connection, taken)
        ids.append(taken.id)
    page = await submissions.list_for_problem(connection, user_id, saved.problem_id, limit=2)
    assert [row.id for row in page] == [ids[4], ids[3]]
    rest = await submissions.list_for_problem(
        connection, user_id, saved.problem_id, before=page[-1].id
    )
    assert [row.id for row in rest] == [ids[2], ids[1], ids[0]]


async def test_tries_are_what_was_judged_or_will_be(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    for status in ("accepted", "compile_error", "cancelled", "internal_error"):
        taken, _ = await take(connection, user_id, saved)
        await judge(connection, taken, status)
    await take(connection, user_id, saved)
    assert await submissions.count_tries(connection, user_id, saved.problem_id) == (3, 1)


async def test_one_submission_to_a_problem_is_open_at_a_time(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    first, _ = await take(connection, user_id, saved)
    with pytest.raises(StillOpen):
        await take(connection, user_id, saved)
    other = await users.ensure(connection, "grace")
    await take(connection, other, saved)
    await judge(connection, first)
    second, created = await take(connection, user_id, saved)
    assert created
    assert second.id != first.id


async def test_of_many_tabs_at_once_one_submits(database: Database) -> None:
    async with database.begin() as connection:
        user_id = await users.ensure(connection, "ada")
        saved = await problems.save_problem(connection, make_problem(), PUBLIC_TESTS, DOCUMENT)

    async def tab() -> bool:
        async with database.connect() as connection:
            try:
                await take(connection, user_id, saved)
            except StillOpen:
                return False
        return True

    assert sorted(await asyncio.gather(*(tab() for _ in range(8)))) == [False] * 7 + [True]


async def test_a_living_process_takes_over_from_a_dead_one_only(database: Database) -> None:
    mine, other = Presence(database), Presence(database)
    await mine.start()
    await other.start()
    async with database.begin() as connection:
        saved = await problems.save_problem(connection, make_problem(), PUBLIC_TESTS, DOCUMENT)
        ids = []
        for name, number in {"ada": mine.number, "bob": other.number, "cy": None}.items():
            row, _ = await submissions.insert(
                connection,
                user_id=await users.ensure(connection, name),
                problem_id=saved.problem_id,
                problem_version_id=saved.version_id,
                tests_digest="0123",
                code="pass",
                idempotency_key=uuid4(),
                judge=number,
            )
            ids.append(row.id)
    async with database.begin() as connection:
        found = await submissions.take_over(connection, mine.number)
    assert [row.id for row in found] == [ids[0], ids[2]]
    await other.close()
    async with asyncio.timeout(20), database.connect() as connection:
        while len(found) < 3:  # the server sees a closed connection a moment later
            found = await submissions.take_over(connection, mine.number)
    assert [row.id for row in found] == ids
    await mine.close()


async def test_code_may_be_256_kilobytes_of_utf8_and_no_more(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    await take(connection, user_id, saved, code="é" * (MAX_CODE_BYTES // 2))
    with pytest.raises(IntegrityError, match="ck_submissions_code_size"):
        await take(connection, user_id, saved, code="é" * (MAX_CODE_BYTES // 2 + 1))


async def test_hostile_output_in_a_verdict_is_stored(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    taken, _ = await take(connection, user_id, saved, code="x = '\x00\udcff'")
    assert taken.code == "x = '��'"
    judged = await submissions.store_verdict(
        connection,
        taken.id,
        status="wrong_answer",
        score=0.0,
        runtime_ms=1,
        verdict={"stdout": "\x00 \ud800 \\u0000 \U0001f600 '; DROP TABLE users; --", "\x00": [1]},
    )
    assert judged is not None
    assert judged.verdict == {
        "stdout": "� � \\u0000 \U0001f600 '; DROP TABLE users; --",
        "�": [1],
    }


async def test_an_error_does_not_tell_the_code(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    secret = "my_private_helper"
    with pytest.raises(IntegrityError) as caught:
        await take(connection, 999_999, saved, code=secret)
    assert secret not in str(caught.value)


async def test_a_submission_belongs_to_a_version_of_its_problem(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    other = await problems.save_problem(
        connection, make_problem(slug="other"), PUBLIC_TESTS, DOCUMENT
    )
    mixed = SavedProblem(saved.problem_id, other.version_id, changed=False)
    with pytest.raises(IntegrityError, match="fk_submissions_version"):
        await take(connection, user_id, mixed)
