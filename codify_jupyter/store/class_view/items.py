"""How the problems of a set do their work: classical item analysis of first tries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import BigInteger

from codify_jupyter.store.class_view import COUNTED


@dataclass(frozen=True, slots=True)
class Item:
    """A problem that somebody has tried."""

    problem: int
    tried: int
    """Students."""
    solved: int
    solved_first: int
    """With the first try."""
    facility: float
    """Mean score of the first tries, 0 to 1: the item's difficulty, large for an easy one."""
    compared: int
    """Students who have tried this and another of the problems."""
    discrimination: float | None
    """Correlation, among these, of the score of the first try here with the mean of those
    elsewhere (Pearson's; the item-rest correlation of classical test theory). None where the
    scores do not differ."""


# First tries, because in the end nearly everybody who goes on solves a problem.
_ITEMS = text(f"""
    WITH judged AS (
        SELECT user_id, problem_id, id, status, coalesce(score, 0) AS score
        FROM submissions
        WHERE problem_id = ANY(:problems) AND {COUNTED} AND user_id IN (
            SELECT user_id FROM enrolments WHERE course_id = :course_id AND role = 'student'
        )
    ),
    first AS (
        SELECT user_id, problem_id, (array_agg(score ORDER BY id))[1] AS score,
            (array_agg(status ORDER BY id))[1] = 'accepted' AS solved_first,
            bool_or(status = 'accepted') AS solved
        FROM judged GROUP BY user_id, problem_id
    ),
    per_student AS (
        SELECT *, sum(score) OVER of_student AS total, count(*) OVER of_student AS items
        FROM first WINDOW of_student AS (PARTITION BY user_id)
    )
    SELECT problem_id, count(*), count(*) FILTER (WHERE solved),
        count(*) FILTER (WHERE solved_first), avg(score),
        count(*) FILTER (WHERE items > 1),
        corr(score, (total - score) / nullif(items - 1, 0))
    FROM per_student GROUP BY problem_id
""").bindparams(bindparam("problems", type_=ARRAY(BigInteger)))  # noqa: S608  of the constant


async def items(connection: AsyncConnection, course_id: int, problems: Sequence[int]) -> list[Item]:
    """Of these problems those that somebody has tried, in no particular order."""
    values = {"course_id": course_id, "problems": list(problems)}
    return [Item(*row) for row in await connection.execute(_ITEMS, values)]
