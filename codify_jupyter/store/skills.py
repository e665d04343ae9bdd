"""Skills: per user and tag, what was tried, solved and hinted at, and what that says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import BigInteger, Text

from codify_jupyter.skills import START_RATING, Candidate, mastery


@dataclass(frozen=True, slots=True)
class Skill:
    """What a user has done about one tag, and how well it is mastered."""

    tag: str
    solved: int
    """Problems with this tag that the user has solved, each counted once."""
    attempts: int
    hints_used: int
    updated_at: datetime
    problems: int
    """Problems with this tag that there are."""
    delta: float
    """What the tag adds to the user's ability."""
    ability: float
    """The user's, over all tags."""

    @property
    def mastery(self) -> float:
        """The chance to solve a middling problem about this tag, 0 to 1."""
        return mastery(self.ability, self.delta)


@dataclass(frozen=True, slots=True)
class Path:
    """All that the choice of the next problem needs."""

    ability: float
    deltas: dict[str, float]
    candidates: tuple[Candidate, ...]


_TAGS = bindparam("tags", type_=ARRAY(Text))
_START = " ".join(f"WHEN '{name}' THEN {value}" for name, value in START_RATING.items())
RATING = f"coalesce(ratings.rating, CASE problems.difficulty {_START} ELSE 0 END)"
"""How hard a problem is, from ``problems`` and its ``problem_ratings AS ratings``."""
TAGGED_PROBLEMS = "SELECT tag, count(*) AS problems FROM problems, unnest(tags) AS tag GROUP BY tag"
"""How many problems there are about each tag."""
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
_KNOWN_ABILITY = "SELECT theta FROM abilities WHERE user_id = :user_id"


def _skills(rows: str) -> TextClause:
    """Selects what ``Skill`` holds, from rows of ``skill_stats``."""
    return text(f"""
        WITH chosen AS ({rows}), ability AS ({_KNOWN_ABILITY})
        SELECT tag, solved, attempts, hints_used, updated_at, coalesce(problems, 0), delta,
            coalesce((SELECT theta FROM ability), 0)
        FROM chosen
        LEFT JOIN ({TAGGED_PROBLEMS}) AS tagged USING (tag)
        ORDER BY tag
    """)  # noqa: S608  made of the constants above


_COUNT_HINT_AND_TELL = _skills(_COUNT_HINT).bindparams(_TAGS)
_LIST = _skills(_STORED)
_CANDIDATES = text(f"""
    SELECT
        problems.slug,
        problems.title,
        problems.tags,
        {RATING} AS rating,
        CASE WHEN tried.accepted THEN 'solved' WHEN tried.accepted IS NULL THEN 'new'
            ELSE 'tried' END AS state,
        coalesce(versions.document -> 'prerequisites', '[]') AS prerequisites
    FROM problems
    JOIN problem_versions AS versions ON versions.id = problems.current_version_id
    LEFT JOIN problem_ratings AS ratings ON ratings.problem_id = problems.id
    LEFT JOIN (
        SELECT problem_id, bool_or(status = 'accepted') AS accepted
        FROM submissions
        WHERE user_id = :user_id AND status <> 'cancelled'
        GROUP BY problem_id
    ) AS tried ON tried.problem_id = problems.id
    LEFT JOIN (
        SELECT problem_id, min((set_id, "position")) AS place
        FROM problem_set_items GROUP BY problem_id
    ) AS placed ON placed.problem_id = problems.id
    ORDER BY placed.place NULLS LAST, rating, problems.slug
""")  # noqa: S608  made of the constants above
# Locked in the order in which verdicts take them, so that neither waits for the other for ever.
_RECOUNT_SOLVED = text("""
    WITH concerned AS (
        SELECT user_id, tag FROM skill_stats
        WHERE user_id = ANY(:user_ids) AND tag = ANY(:tags)
        ORDER BY user_id, tag FOR UPDATE
    )
    UPDATE skill_stats AS stats SET
        solved = least(stats.attempts, (
            SELECT count(DISTINCT problems.id)
            FROM submissions JOIN problems ON problems.id = submissions.problem_id
            WHERE submissions.user_id = stats.user_id AND submissions.status = 'accepted'
                AND stats.tag = ANY(problems.tags)
        )),
        updated_at = now()
    FROM concerned
    WHERE stats.user_id = concerned.user_id AND stats.tag = concerned.tag
""").bindparams(bindparam("user_ids", type_=ARRAY(BigInteger)), _TAGS)
_DELTAS = text("SELECT tag, delta FROM skill_stats WHERE user_id = :user_id AND attempts > 0")
_ABILITY = text(_KNOWN_ABILITY)


async def count_hint(connection: AsyncConnection, user_id: int, tags: Sequence[str]) -> list[Skill]:
    """Count a hint that was given; returns the skills of these tags as they are now."""
    found = await connection.execute(_COUNT_HINT_AND_TELL, {"user_id": user_id, "tags": list(tags)})
    return [Skill(*row) for row in found]


async def recount_solved(
    connection: AsyncConnection, user_ids: Sequence[int], tags: Sequence[str]
) -> None:
    """Count anew what the users have solved about the tags, as after results were mended."""
    values = {"user_ids": list(user_ids), "tags": list(tags)}
    await connection.execute(_RECOUNT_SOLVED, values)


async def list_for_user(connection: AsyncConnection, user_id: int) -> list[Skill]:
    """The user's skills in the order of their tags."""
    return [Skill(*row) for row in await connection.execute(_LIST, {"user_id": user_id})]


async def path_of(connection: AsyncConnection, user_id: int | None) -> Path:
    """Where a user stands with all problems, in the order in which they are taught."""
    rows = await connection.execute(_CANDIDATES, {"user_id": user_id})
    candidates = tuple(
        Candidate(
            slug=row.slug,
            title=row.title,
            tags=tuple(row.tags),
            rating=row.rating,
            state=row.state,
            prerequisites=tuple(row.prerequisites),
        )
        for row in rows
    )
    if user_id is None:
        return Path(0.0, {}, candidates)
    known = await connection.execute(_DELTAS, {"user_id": user_id})
    ability = await connection.scalar(_ABILITY, {"user_id": user_id})
    return Path(ability or 0.0, {row.tag: row.delta for row in known}, candidates)
