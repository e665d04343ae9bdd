"""Skills: per user and tag, what was tried, solved and hinted at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text


@dataclass(frozen=True, slots=True)
class Skill:
    """What a user has done about one tag."""

    tag: str
    solved: int
    """Problems with this tag that the user has solved, each counted once."""
    attempts: int
    hints_used: int
    updated_at: datetime
    problems: int
    """Problems with this tag that there are."""

    @property
    def mastery(self) -> float:
        """Share of this tag's problems that are solved, 0 to 1."""
        return min(1.0, self.solved / self.problems) if self.problems else 0.0


_TAGS = bindparam("tags", type_=ARRAY(Text))
# Two accepted submissions to one problem at the same time must not both find that the
# other is not there yet, so accepted ones of a user go one after the other.
_LOCK_USER = text("SELECT FROM users WHERE id = :user_id FOR NO KEY UPDATE")
# Tags are taken in order, so that two who count at the same time cannot wait for each other.
_COUNT_ATTEMPT = """
    INSERT INTO skill_stats AS stats (user_id, tag, attempts, solved)
    SELECT :user_id, tag, 1, first_time::int
    FROM (SELECT DISTINCT unnest(:tags) AS tag) AS tags,
        (SELECT :accepted AND NOT EXISTS (
            SELECT FROM submissions
            WHERE user_id = :user_id AND problem_id = :problem_id
                AND status = 'accepted' AND id <> :submission_id
        ) AS first_time) AS outcome
    ORDER BY tag
    ON CONFLICT (user_id, tag) DO UPDATE SET
        attempts = stats.attempts + 1,
        solved = stats.solved + excluded.solved,
        updated_at = now()
    RETURNING *
"""
_COUNT_HINT = """
    INSERT INTO skill_stats AS stats (user_id, tag, hints_used)
    SELECT :user_id, tag, 1
    FROM (SELECT DISTINCT unnest(:tags) AS tag) AS tags
    ORDER BY tag
    ON CONFLICT (user_id, tag) DO UPDATE SET
        hints_used = stats.hints_used + 1,
        updated_at = now()
    RETURNING *
"""
_STORED = "SELECT * FROM skill_stats WHERE user_id = :user_id"


def _skills(rows: str) -> TextClause:
    """Selects what ``Skill`` holds, from rows of ``skill_stats``."""
    return text(f"""
        WITH chosen AS ({rows})
        SELECT tag, solved, attempts, hints_used, updated_at, coalesce(problems, 0)
        FROM chosen
        LEFT JOIN (
            SELECT tag, count(*) AS problems FROM problems, unnest(tags) AS tag GROUP BY tag
        ) AS tagged USING (tag)
        ORDER BY tag
    """)  # noqa: S608  made of the constants above


_COUNT_ATTEMPT_AND_TELL = _skills(_COUNT_ATTEMPT).bindparams(_TAGS)
_COUNT_HINT_AND_TELL = _skills(_COUNT_HINT).bindparams(_TAGS)
_LIST = _skills(_STORED)


async def count_attempt(
    connection: AsyncConnection,
    *,
    user_id: int,
    problem_id: int,
    submission_id: int,
    tags: Sequence[str],
    accepted: bool,
) -> list[Skill]:
    """Count a judged submission; its problem counts as solved the first time only.

    To be called in the transaction that stores the verdict, after it.

    Returns:
        The skills of these tags as they are now.
    """
    if accepted:
        await connection.execute(_LOCK_USER, {"user_id": user_id})
    found = await connection.execute(
        _COUNT_ATTEMPT_AND_TELL,
        {
            "user_id": user_id,
            "problem_id": problem_id,
            "submission_id": submission_id,
            "tags": list(tags),
            "accepted": accepted,
        },
    )
    return [Skill(*row) for row in found]


async def count_hint(connection: AsyncConnection, user_id: int, tags: Sequence[str]) -> list[Skill]:
    """Count a hint that was given; returns the skills of these tags as they are now."""
    found = await connection.execute(_COUNT_HINT_AND_TELL, {"user_id": user_id, "tags": list(tags)})
    return [Skill(*row) for row in found]


async def list_for_user(connection: AsyncConnection, user_id: int) -> list[Skill]:
    """The user's skills in the order of their tags."""
    return [Skill(*row) for row in await connection.execute(_LIST, {"user_id": user_id})]
