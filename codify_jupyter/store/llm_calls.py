"""What was asked of a language model, what it said, and what that cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from codify_schema.tables import llm_calls
from sqlalchemy import bindparam, func, text, update
from sqlalchemy import insert as insert_into
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from codify_jupyter.database.engine import storable_text
from codify_jupyter.store.rows import parameters


@dataclass(frozen=True, slots=True)
class Used:
    """Tokens since midnight (UTC): asked and answered."""

    student: tuple[int, int]
    course: tuple[int, int]
    """Of all who share a course with the student; the fullest course counts."""
    everybody: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Student:
    """What is known of a student in matters of language models."""

    pseudonym: str
    """The only thing a model's provider learns of who asks."""
    agreed_to: str | None
    """Which model at which host the student has agreed to."""


UNDER_WAY = "under_way"
"""The outcome of a call that has not ended: its tokens are what it may come to."""

_RESERVE = (
    insert_into(llm_calls)
    .values(
        **parameters("user_id", "problem_id", "model", "prompt_tokens", "completion_tokens"),
        outcome=UNDER_WAY,
    )
    .returning(llm_calls.c.id)
)
_END = (
    update(llm_calls)
    .where(llm_calls.c.id == bindparam("call_id"))
    .values(
        **parameters(
            "message_id",
            "reply",
            "outcome",
            "held_back",
            "prompt_tokens",
            "completion_tokens",
        ),
        prompt=bindparam("prompt", type_=JSONB),
        ended_at=func.clock_timestamp(),
    )
)
# Who is admitted must see the calls of all who were admitted before, in every process.
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('codify.llm_calls'))")
_RELEASE = text("DELETE FROM llm_calls WHERE id = :call_id AND outcome = :under_way")
_USED = text("""
    WITH today AS (
        SELECT user_id, sum(prompt_tokens) AS asked, sum(completion_tokens) AS answered
        FROM llm_calls
        WHERE created_at >= date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
        GROUP BY user_id
    ), courses AS (
        SELECT sum(asked) AS asked, sum(answered) AS answered
        FROM today JOIN enrolments USING (user_id)
        WHERE course_id IN (SELECT course_id FROM enrolments WHERE user_id = :user_id)
        GROUP BY course_id
        ORDER BY sum(asked + answered) DESC LIMIT 1
    )
    SELECT
        coalesce((SELECT asked FROM today WHERE user_id = :user_id), 0)::bigint,
        coalesce((SELECT answered FROM today WHERE user_id = :user_id), 0)::bigint,
        coalesce((SELECT asked FROM courses), 0)::bigint,
        coalesce((SELECT answered FROM courses), 0)::bigint,
        coalesce((SELECT sum(asked) FROM today), 0)::bigint,
        coalesce((SELECT sum(answered) FROM today), 0)::bigint
""")
_FORGET = text("""
    UPDATE llm_calls SET prompt = NULL, reply = NULL
    WHERE created_at < now() - interval '1 day' * cast(:days AS double precision)
        AND (prompt IS NOT NULL OR reply IS NOT NULL)
""")
_STUDENT = text("""
    INSERT INTO tutor_students (user_id) VALUES (:user_id)
    ON CONFLICT (user_id) DO UPDATE SET user_id = excluded.user_id
    RETURNING pseudonym, agreed_to
""")
_AGREE = text("""
    INSERT INTO tutor_students AS known (user_id, agreed_to, agreed_at)
    VALUES (:user_id, :model, CASE WHEN cast(:model AS text) IS NULL THEN NULL ELSE now() END)
    ON CONFLICT (user_id) DO UPDATE SET
        agreed_to = excluded.agreed_to, agreed_at = excluded.agreed_at
""")


async def one_at_a_time(connection: AsyncConnection) -> None:
    """Wait until no other transaction is between looking at the caps and reserving."""
    await connection.execute(_ONE_AT_A_TIME)


async def reserve(
    connection: AsyncConnection,
    *,
    user_id: int,
    problem_id: int,
    model: str,
    prompt_tokens: int,
    completion_tokens: int,
) -> int:
    """Count a call that is about to begin, at what it may come to; returns its id.

    What a process that crashes leaves behind goes on counting until the day is over.
    """
    values = {
        "user_id": user_id,
        "problem_id": problem_id,
        "model": model,
        "prompt_tokens": prompt_tokens,
        "completion_tokens": completion_tokens,
    }
    return int((await connection.execute(_RESERVE, values)).scalar_one())


async def release(connection: AsyncConnection, call_id: int) -> None:
    """Take back a reservation from which no call came."""
    await connection.execute(_RELEASE, {"call_id": call_id, "under_way": UNDER_WAY})


async def end(
    connection: AsyncConnection,
    call_id: int,
    *,
    message_id: int | None,
    prompt: Sequence[Any],
    reply: str,
    outcome: str,
    held_back: int,
    prompt_tokens: int,
    completion_tokens: int,
) -> None:
    """Store how a reserved call ended. No key is ever part of a prompt."""
    values = {
        "call_id": call_id,
        "message_id": message_id,
        "prompt": [{name: storable_text(str(turn[name])) for name in turn} for turn in prompt],
        "reply": storable_text(reply),
        "outcome": outcome,
        "held_back": held_back,
        "prompt_tokens": prompt_tokens,
        "completion_tokens": completion_tokens,
    }
    await connection.execute(_END, values)


async def used_today(connection: AsyncConnection, user_id: int) -> Used:
    """The tokens that count towards the caps of today."""
    row = (await connection.execute(_USED, {"user_id": user_id})).one()
    return Used((row[0], row[1]), (row[2], row[3]), (row[4], row[5]))


async def forget(connection: AsyncConnection, *, older_than_days: float) -> int:
    """Empty prompts and replies whose time is over; the counts stay. Returns how many."""
    return (await connection.execute(_FORGET, {"days": older_than_days})).rowcount


async def student(connection: AsyncConnection, user_id: int) -> Student:
    """What is known of a student; a pseudonym is made on the first call."""
    row = (await connection.execute(_STUDENT, {"user_id": user_id})).one()
    return Student(str(row.pseudonym), row.agreed_to)


async def agree(connection: AsyncConnection, user_id: int, model: str | None) -> None:
    """Note that a student agrees to a model at its host; None takes the consent back."""
    await connection.execute(_AGREE, {"user_id": user_id, "model": model})
