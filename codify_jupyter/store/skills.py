"""Skills: per user and tag, what was tried, solved and hinted at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, text
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


# Two accepted submissions to one problem at the same time must not both find that the
# other is not there yet, so accepted ones of a user go one after the other.
_LOCK_USER = text("SELECT FROM users WHERE id = :user_id FOR NO KEY UPDATE")
# Tags are taken in order, so that two who count at the same time cannot wait for each other.
_COUNT_ATTEMPT = text("""
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
""").bindparams(bindparam("tags", type_=ARRAY(Text)))
_COUNT_HINT = text("""
    INSERT INTO skill_stats AS stats (user_id, tag, hints_used)
    SELECT :user_id, tag, 1
    FROM (SELECT DISTINCT unnest(:tags) AS tag) AS tags
    ORDER BY tag
    ON CONFLICT (user_id, tag) DO UPDATE SET
        hints_used = stats.hints_used + 1,
        updated_at = now()
""").bindparams(bindparam("tags", type_=ARRAY(Text)))
_LIST = text("""
    SELECT tag, solved, attempts, hints_used, skill_stats.updated_at,
        coalesce(tagged.problems, 0) AS problems
    FROM skill_stats
    LEFT JOIN (
        SELECT tag, count(*) AS problems FROM problems, unnest(tags) AS tag GROUP BY tag
    ) AS tagged USING (tag)
    WHERE user_id = :user_id
    ORDER BY tag
""")


async def count_attempt(
    connection: AsyncConnection,
    *,
    user_id: int,
    problem_id: int,
    submission_id: int,
    tags: Sequence[str],
    accepted: bool,
) -> None:
    """Count a judged submission; its problem counts as solved the first time only.

    To be called in the transaction that stores the verdict, after it.
    """
    if accepted:
        await connection.execute(_LOCK_USER, {"user_id": user_id})
    await connection.execute(
        _COUNT_ATTEMPT,
        {
            "user_id": user_id,
            "problem_id": problem_id,
            "submission_id": submission_id,
            "tags": list(tags),
            "accepted": accepted,
        },
    )


async def count_hint(connection: AsyncConnection, user_id: int, tags: Sequence[str]) -> None:
    """Count a hint that was given."""
    await connection.execute(_COUNT_HINT, {"user_id": user_id, "tags": list(tags)})


async def list_for_user(connection: AsyncConnection, user_id: int) -> list[Skill]:
    """The user's skills in the order of their tags."""
    return [Skill(*row) for row in await connection.execute(_LIST, {"user_id": user_id})]
