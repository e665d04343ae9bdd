"""Messages: what a student and the tutor say about a problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from codify_schema.tables import messages
from sqlalchemy import Executable, Text, bindparam, case, func, null, select, text, update
from sqlalchemy import delete as delete_from
from sqlalchemy import insert as insert_into
from sqlalchemy.ext.asyncio import AsyncConnection

from codify_jupyter.database.engine import storable_text
from codify_jupyter.store.rows import columns_of, parameters

State = Literal["complete", "streaming", "stopped", "failed"]
Source = Literal["builtin", "llm", "instructor"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message. ``rung`` and ``rule`` say what kind of hint it is; None for chat.

    ``question_id`` is set on what student and instructor say to each other.
    """

    id: int
    submission_id: int | None
    user_id: int
    problem_id: int
    role: str
    text: str = field(repr=False)
    source: str | None
    model: str | None
    rung: int | None
    rule: str | None
    state: str
    rating: int | None
    created_at: datetime
    question_id: int | None = None
    author_id: int | None = None


_COLUMNS = columns_of(Message, messages)
_THE_ONE = messages.c.id == bindparam("b_id")
_THE_USERS = messages.c.user_id == bindparam("b_user_id")

_INSERT = (
    insert_into(messages)
    .values(
        **parameters(
            "submission_id",
            "user_id",
            "problem_id",
            "role",
            "text",
            "source",
            "model",
            "rung",
            "rule",
            "state",
            "question_id",
            "author_id",
        )
    )
    .returning(*_COLUMNS)
)
_APPEND = (
    update(messages)
    .where(_THE_ONE, messages.c.state == "streaming")
    .values(text=messages.c.text + bindparam("piece"))
    .returning(messages.c.id)
)
_FINISH = (
    update(messages)
    .where(_THE_ONE, messages.c.state == "streaming")
    .values(
        **parameters("text", "state"),
        source=func.coalesce(bindparam("written_by", type_=Text), messages.c.source),
        # What the built-in tutor wrote in a model's place carries no model's name.
        model=case(
            (bindparam("written_by", type_=Text) == "builtin", null()), else_=messages.c.model
        ),
    )
    .returning(*_COLUMNS)
)
_RATE = (
    update(messages)
    .where(_THE_ONE, _THE_USERS, messages.c.role == "assistant")
    .values(rating=bindparam("rating"))
    .returning(*_COLUMNS)
)
_DELETE = delete_from(messages).where(_THE_ONE)
_GET = select(*_COLUMNS).where(_THE_ONE, _THE_USERS)
_NEWEST = (
    select(*_COLUMNS)
    .where(_THE_USERS, messages.c.problem_id == bindparam("problem_id"))
    .order_by(messages.c.id.desc())
    .limit(bindparam("row_limit"))
)
_NEWEST_BEFORE = _NEWEST.where(messages.c.id < bindparam("before"))
_OF_SUBMISSION = (
    select(*_COLUMNS)
    .where(_THE_USERS, messages.c.submission_id == bindparam("submission_id"))
    .order_by(messages.c.id)
)
_FAIL_ABANDONED = (
    update(messages)
    .where(
        messages.c.state == "streaming",
        messages.c.created_at
        < func.now() - func.make_interval(0, 0, 0, 0, 0, 0, bindparam("age_s")),
    )
    .values(state="failed")
)


async def insert(
    connection: AsyncConnection,
    *,
    user_id: int,
    problem_id: int,
    role: Literal["user", "assistant"],
    text: str,
    submission_id: int | None = None,
    source: Source | None = None,
    model: str | None = None,
    rung: int | None = None,
    rule: str | None = None,
    state: State = "complete",
    question_id: int | None = None,
    author_id: int | None = None,
) -> Message:
    """Store a message. One of the assistant's needs a ``source``, one of the user's has none.

    An instructor's is one of the assistant's, with its question and its author.
    """
    row = await connection.execute(
        _INSERT,
        {
            "submission_id": submission_id,
            "user_id": user_id,
            "problem_id": problem_id,
            "role": role,
            "text": storable_text(text),
            "source": source,
            "model": model,
            "rung": rung,
            "rule": rule,
            "state": state,
            "question_id": question_id,
            "author_id": author_id,
        },
    )
    return Message(*row.one())


async def append(connection: AsyncConnection, message_id: int, piece: str) -> bool:
    """Add to a message that is being written; False when it is finished or gone."""
    found = await connection.execute(_APPEND, {"b_id": message_id, "piece": storable_text(piece)})
    return found.one_or_none() is not None


async def finish(
    connection: AsyncConnection,
    message_id: int,
    *,
    text: str,
    state: State,
    source: Literal["builtin", "llm"] | None = None,
) -> Message | None:
    """End a message that is being written, with the whole of its text; None when it has ended.

    ``source`` says who wrote it in the end, when that is not who was to write it.
    """
    return await _one(
        connection,
        _FINISH,
        {
            "b_id": message_id,
            "text": storable_text(text),
            "state": state,
            "written_by": source,
        },
    )


async def delete(connection: AsyncConnection, message_id: int) -> None:
    """Remove a message."""
    await connection.execute(_DELETE, {"b_id": message_id})


async def get(connection: AsyncConnection, message_id: int, user_id: int) -> Message | None:
    """A message of this user's conversations; None when there is none, or it is another's."""
    return await _one(connection, _GET, {"b_id": message_id, "b_user_id": user_id})


async def rate(
    connection: AsyncConnection, message_id: int, user_id: int, rating: int | None
) -> Message | None:
    """Set the thumb on an answer to -1 or 1, or take it back with None.

    Gives None when there is no such answer of this user's.
    """
    return await _one(
        connection, _RATE, {"b_id": message_id, "b_user_id": user_id, "rating": rating}
    )


async def list_for_problem(
    connection: AsyncConnection,
    user_id: int,
    problem_id: int,
    *,
    limit: int = 50,
    before: int | None = None,
) -> list[Message]:
    """The newest messages about a problem, oldest of them first; ``before`` is an id."""
    values = {"b_user_id": user_id, "problem_id": problem_id, "row_limit": limit}
    if before is None:
        found = await connection.execute(_NEWEST, values)
    else:
        found = await connection.execute(_NEWEST_BEFORE, values | {"before": before})
    return [Message(*row) for row in reversed(found.all())]


async def list_for_submission(
    connection: AsyncConnection, submission_id: int, user_id: int
) -> list[Message]:
    """The messages that a submission of this user's brought about, oldest first."""
    found = await connection.execute(
        _OF_SUBMISSION, {"b_user_id": user_id, "submission_id": submission_id}
    )
    return [Message(*row) for row in found]


_OF_QUESTION = (
    select(*_COLUMNS)
    .where(messages.c.question_id == bindparam("question_id"))
    .order_by(messages.c.id)
)
_FROM_INSTRUCTORS = (
    select(*_COLUMNS)
    .where(_THE_USERS, messages.c.source == "instructor", messages.c.id > bindparam("after"))
    .order_by(messages.c.id)
)


_MAX_ID = select(func.coalesce(func.max(messages.c.id), 0)).where(_THE_USERS)


async def newest(connection: AsyncConnection, user_id: int) -> int:
    """The id of the newest message of a user's conversations; 0 without any."""
    return int((await connection.execute(_MAX_ID, {"b_user_id": user_id})).scalar_one())


async def list_for_question(connection: AsyncConnection, question_id: int) -> list[Message]:
    """What student and instructors have said about a question, oldest first."""
    found = await connection.execute(_OF_QUESTION, {"question_id": question_id})
    return [Message(*row) for row in found]


async def from_instructors(connection: AsyncConnection, user_id: int, after: int) -> list[Message]:
    """What instructors have answered a student, with an id above ``after``, oldest first."""
    values = {"b_user_id": user_id, "after": after}
    return [Message(*row) for row in await connection.execute(_FROM_INSTRUCTORS, values)]


@dataclass(frozen=True, slots=True)
class GivenHint:
    """A rung of the built-in tutor's that a student has read."""

    rung: int
    rule: str | None
    submission_id: int | None
    created_at: datetime


_GIVEN = (
    select(*columns_of(GivenHint, messages))
    .where(
        _THE_USERS,
        messages.c.problem_id == bindparam("problem_id"),
        messages.c.source == "builtin",
        messages.c.rung > 0,
    )
    .order_by(messages.c.id.desc())
    .limit(100)
)
_SAID = (
    select(messages.c.text)
    .where(
        _THE_USERS,
        messages.c.problem_id == bindparam("problem_id"),
        messages.c.source == "llm",
    )
    .order_by(messages.c.id)
    .limit(400)
)


async def hints_given(
    connection: AsyncConnection, user_id: int, problem_id: int
) -> list[GivenHint]:
    """The rungs of a problem's ladder that a user was given, newest first."""
    found = await connection.execute(_GIVEN, {"b_user_id": user_id, "problem_id": problem_id})
    return [GivenHint(*row) for row in found]


async def said_by_model(connection: AsyncConnection, user_id: int, problem_id: int) -> list[str]:
    """All that a language model has told a user about a problem, oldest first."""
    found = await connection.execute(_SAID, {"b_user_id": user_id, "problem_id": problem_id})
    return list(found.scalars())


_NAMES = text("""
    SELECT id, coalesce(display_name, name) FROM users WHERE id = ANY(CAST(:ids AS bigint[]))
""")


async def authors(connection: AsyncConnection, rows: Iterable[Message]) -> dict[int, str]:
    """The names, by their ids, of the instructors who wrote some of these messages."""
    ids = sorted({row.author_id for row in rows if row.author_id is not None})
    if not ids:
        return {}
    return {row[0]: row[1] for row in await connection.execute(_NAMES, {"ids": ids})}


async def fail_abandoned(connection: AsyncConnection, *, older_than_s: float) -> int:
    """Mark as ``failed`` what a process that is gone was writing; returns how many."""
    return (await connection.execute(_FAIL_ABANDONED, {"age_s": older_than_s})).rowcount


async def _one(
    connection: AsyncConnection, statement: Executable, values: Mapping[str, Any]
) -> Message | None:
    row = (await connection.execute(statement, values)).one_or_none()
    return None if row is None else Message(*row)
