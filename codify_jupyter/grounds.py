"""What the tutor's answer to a question is grounded in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codify_jupyter.settings import MAX_CODE_BYTES
from codify_jupyter.store import messages, skills, submissions
from codify_jupyter.verdicts import verdict_from_json

if TYPE_CHECKING:
    from codify_runner import Verdict
    from sqlalchemy.ext.asyncio import AsyncConnection

    from codify_jupyter.catalogue import Entry
    from codify_jupyter.store.messages import Message
    from codify_jupyter.store.submissions import Submission
    from codify_jupyter.tutor.prompt import History

HISTORY_MESSAGES = 20
"""How many of the latest messages the tutor gets to see."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What is previewed and what is sent to a model are made of the same."""

    code: str
    verdict: Verdict | None
    """Of exactly this code; None where it was not judged."""
    history: History
    mastery: dict[str, float]
    submission_id: int | None
    """The latest submission, which a question is about."""
    asked: int
    """How many of the messages are the student's."""


async def grounds_of(
    connection: AsyncConnection,
    user_id: int | None,
    entry: Entry,
    code: str | None,
    *,
    for_model: bool,
) -> Grounds:
    """Read what an answer is to be grounded in.

    Args:
        connection: To the database.
        user_id: The student; None for one who has left nothing here yet.
        entry: The problem.
        code: The student's cell as it is now; without it the latest submission's counts.
        for_model: Whether to say how well the student masters what the problem is about:
            only a model is told.
    """
    if code is not None and len(code.encode()) > MAX_CODE_BYTES:
        code = None
    if user_id is None:
        return Grounds(*_at_hand(entry, None, code), [], {}, None, 0)
    said = await _said(connection, user_id, entry)
    attempts = await submissions.list_for_problem(connection, user_id, entry.problem_id, limit=1)
    latest = attempts[0] if attempts else None
    known = await skills.list_for_user(connection, user_id) if for_model else []
    return Grounds(
        *_at_hand(entry, latest, code),
        history=[(message.role, message.text) for message in said if message.text],
        mastery={one.tag: one.mastery for one in known if one.tag in entry.problem.tags},
        submission_id=latest.id if latest else None,
        asked=sum(message.role == "user" for message in said),
    )


async def _said(connection: AsyncConnection, user_id: int, entry: Entry) -> list[Message]:
    """What the tutor gets to see of the conversation: not what is between two people."""
    rows = await messages.list_for_problem(
        connection, user_id, entry.problem_id, limit=HISTORY_MESSAGES
    )
    return [row for row in rows if row.question_id is None]


def _at_hand(
    entry: Entry, latest: Submission | None, code: str | None
) -> tuple[str, Verdict | None]:
    """The code a question is about, and its verdict where it was judged."""
    verdict = verdict_from_json(latest.verdict) if latest and latest.verdict else None
    if code is None:
        return (latest.code if latest else entry.problem.starter), verdict
    if latest is None or code != latest.code:
        return code, None  # it judged other code; a hint from it would be about that
    return code, verdict
