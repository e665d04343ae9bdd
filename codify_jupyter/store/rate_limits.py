"""Token buckets: how much of something a user may do in how much time."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and so many more every second."""

    burst: float
    per_s: float


# The clock may be set back, so no bucket ever loses by the time that has passed.
FILLED = """
    least(:burst, buckets.tokens
        + :per_s * greatest(0, extract(epoch FROM now() - buckets.updated_at)))
"""
"""What is in one of the ``rate_limits AS buckets`` by now."""
_TAKE = text(f"""
    INSERT INTO rate_limits AS buckets (user_id, kind, tokens)
    VALUES (:user_id, :kind, CAST(:burst AS double precision) - 1)
    ON CONFLICT (user_id, kind) DO UPDATE SET tokens = {FILLED} - 1, updated_at = now()
    WHERE {FILLED} >= 1
    RETURNING tokens
""")  # noqa: S608  made of the constant above
_LACK = text(f"""
    SELECT (1 - {FILLED}) / :per_s FROM rate_limits AS buckets
    WHERE user_id IS NOT DISTINCT FROM :user_id AND kind = :kind
""")  # noqa: S608  made of the constant above


async def take(
    connection: AsyncConnection, user_id: int | None, kind: str, rate: Rate
) -> float | None:
    """Take a token, of everybody's bucket without a user.

    Returns:
        None when there was one, else in how many seconds there will be.
    """
    asked = {"user_id": user_id, "kind": kind, "burst": rate.burst, "per_s": rate.per_s}
    if (await connection.execute(_TAKE, asked)).one_or_none() is not None:
        return None
    return max(0.0, float(await connection.scalar(_LACK, asked) or 0.0))
