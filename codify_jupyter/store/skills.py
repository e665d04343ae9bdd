"""Skills: per user and tag, what was tried, solved and hinted at, and what that says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Float, Text

from codify_jupyter.skills import (
    FAILED_WEIGHT,
    START_RATING,
    Candidate,
    Standing,
    mastery,
    result_of,
    shift,
)


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
_SHIFTS = bindparam("shifts", type_=ARRAY(Float))
# Two accepted submissions to one problem at the same time must not both find that the
# other is not there yet, so accepted ones of a user go one after the other.
_LOCK_USER = text("SELECT FROM users WHERE id = :user_id FOR NO KEY UPDATE")
_START = " ".join(f"WHEN '{name}' THEN {value}" for name, value in START_RATING.items())
_RATING = f"coalesce(ratings.rating, CASE problems.difficulty {_START} ELSE 0 END)"
_STANDING = text(f"""
    SELECT
        coalesce(abilities.theta, 0),
        coalesce(abilities.results, 0),
        {_RATING},
        coalesce(ratings.results, 0),
        coalesce((
            SELECT jsonb_object_agg(tag, jsonb_build_array(delta, results))
            FROM skill_stats WHERE user_id = :user_id AND tag = ANY(:tags)
        ), '{{}}'),
        others.attempts,
        others.accepted > 0,
        (
            SELECT coalesce(max(rung), 0) FROM messages
            WHERE user_id = :user_id AND problem_id = :problem_id
        )
    FROM problems
    LEFT JOIN abilities ON abilities.user_id = :user_id
    LEFT JOIN problem_ratings AS ratings ON ratings.problem_id = problems.id
    CROSS JOIN (
        SELECT count(*) AS attempts, count(*) FILTER (WHERE status = 'accepted') AS accepted
        FROM submissions
        WHERE user_id = :user_id AND problem_id = :problem_id AND id <> :submission_id
            AND status NOT IN ('pending', 'running', 'cancelled', 'internal_error')
    ) AS others
    WHERE problems.id = :problem_id
""").bindparams(_TAGS)  # noqa: S608  made of the constants above
# Shifts are added to what is there, so that two results at once both count.
# Tags are taken in order, so that two who count at the same time cannot wait for each other.
_COUNT_ATTEMPT = """
    INSERT INTO skill_stats AS stats (user_id, tag, attempts, solved, delta, results)
    SELECT :user_id, tag, 1, :first_time, shift, :counted
    FROM (SELECT DISTINCT ON (tag) tag, shift FROM unnest(:tags, :shifts) AS given (tag, shift)
        ORDER BY tag) AS tags
    ORDER BY tag
    ON CONFLICT (user_id, tag) DO UPDATE SET
        attempts = stats.attempts + 1,
        solved = stats.solved + excluded.solved,
        delta = stats.delta + excluded.delta,
        results = stats.results + excluded.results,
        updated_at = now()
    RETURNING *
"""
_MOVE_ABILITY = """
    INSERT INTO abilities AS stored (user_id, theta, results)
    VALUES (:user_id, :ability_shift, :counted)
    ON CONFLICT (user_id) DO UPDATE SET
        theta = stored.theta + excluded.theta,
        results = stored.results + excluded.results
    RETURNING theta
"""
_MOVE_RATING = """
    INSERT INTO problem_ratings AS stored (problem_id, rating, results)
    VALUES (:problem_id, :rating_before + :rating_shift, :counted)
    ON CONFLICT (problem_id) DO UPDATE SET
        rating = stored.rating + :rating_shift,
        results = stored.results + excluded.results
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
_KNOWN_ABILITY = "SELECT theta FROM abilities WHERE user_id = :user_id"


def _skills(rows: str, ability: str = _KNOWN_ABILITY, further: str = "") -> TextClause:
    """Selects what ``Skill`` holds, from rows of ``skill_stats``."""
    return text(f"""
        WITH chosen AS ({rows}), ability AS ({ability}){further}
        SELECT tag, solved, attempts, hints_used, updated_at, coalesce(problems, 0), delta,
            coalesce((SELECT theta FROM ability), 0)
        FROM chosen
        LEFT JOIN (
            SELECT tag, count(*) AS problems FROM problems, unnest(tags) AS tag GROUP BY tag
        ) AS tagged USING (tag)
        ORDER BY tag
    """)  # noqa: S608  made of the constants above


_COUNT_ATTEMPT_AND_TELL = _skills(
    _COUNT_ATTEMPT, _MOVE_ABILITY, f", rated AS ({_MOVE_RATING})"
).bindparams(_TAGS, _SHIFTS)
_COUNT_HINT_AND_TELL = _skills(_COUNT_HINT).bindparams(_TAGS)
_LIST = _skills(_STORED)
_CANDIDATES = text(f"""
    SELECT
        problems.slug,
        problems.title,
        problems.tags,
        {_RATING} AS rating,
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
_DELTAS = text("SELECT tag, delta FROM skill_stats WHERE user_id = :user_id AND attempts > 0")
_ABILITY = text(_KNOWN_ABILITY)


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

    Submissions after that count as attempts, and move no ability. To be called
    in the transaction that stores the verdict, after it.

    Returns:
        The skills of these tags as they are now.
    """
    if accepted:
        await connection.execute(_LOCK_USER, {"user_id": user_id})
    asked: dict[str, Any] = {
        "user_id": user_id,
        "problem_id": problem_id,
        "submission_id": submission_id,
        "tags": list(tags),
    }
    found = (await connection.execute(_STANDING, asked)).one()
    ability, results, rating, rating_results, known, attempts, solved_before, rung = found
    standing = Standing(
        ability,
        results,
        rating,
        rating_results,
        {tag: (known[tag][0], known[tag][1]) if tag in known else (0.0, 0) for tag in tags},
    )
    result = result_of(accepted=accepted, earlier_attempts=attempts, rungs=max(0, rung - 1))
    moved = shift(standing, result, weight=1.0 if accepted else FAILED_WEIGHT)
    counts = not solved_before
    told = await connection.execute(
        _COUNT_ATTEMPT_AND_TELL,
        {
            "user_id": user_id,
            "problem_id": problem_id,
            "tags": list(tags),
            "shifts": [moved.tags[tag] if counts else 0.0 for tag in tags],
            "first_time": int(accepted and counts),
            "counted": int(counts),
            "ability_shift": moved.ability if counts else 0.0,
            "rating_before": rating,
            "rating_shift": moved.rating if counts else 0.0,
        },
    )
    return [Skill(*row) for row in told]


async def count_hint(connection: AsyncConnection, user_id: int, tags: Sequence[str]) -> list[Skill]:
    """Count a hint that was given; returns the skills of these tags as they are now."""
    found = await connection.execute(_COUNT_HINT_AND_TELL, {"user_id": user_id, "tags": list(tags)})
    return [Skill(*row) for row in found]


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
