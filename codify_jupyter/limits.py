"""How much one student may ask of a service that many share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from codify_jupyter.errors import TooOften
from codify_jupyter.measures import REFUSED
from codify_jupyter.store import rate_limits
from codify_jupyter.store.rate_limits import Rate

Kind = Literal["submissions", "runs", "questions"]

CLASSROOM: Mapping[Kind, Rate] = {
    "submissions": Rate(burst=20, per_s=0.5),
    "runs": Rate(burst=40, per_s=1.0),
    "questions": Rate(burst=10, per_s=0.1),
}
"""What a person at a keyboard never reaches."""

_WORDS: Mapping[Kind, str] = {
    "submissions": "submitted very often",
    "runs": "run the tests very often",
    "questions": "asked very much",
}


class Limits:
    """Token buckets in the database, so that all processes count together."""

    def __init__(self, rates: Mapping[Kind, Rate] | None = None) -> None:
        """Without rates there are no limits: on a laptop nobody shares anything."""
        self._rates = rates or {}

    def rate(self, kind: Kind) -> Rate | None:
        """The limit for it here; None where there is none."""
        return self._rates.get(kind)

    async def take(self, connection: AsyncConnection, user_id: int, kind: Kind) -> None:
        """Count one of a kind.

        Raises:
            TooOften: it would be one too many; says in how many seconds it will not be.
        """
        rate = self._rates.get(kind)
        if rate is None:
            return
        lack_s = await rate_limits.take(connection, user_id, kind, rate)
        if lack_s is not None:
            REFUSED.labels(kind).inc()
            seconds = max(1, round(lack_s))
            raise TooOften(
                f"You have {_WORDS[kind]} in a short time. Please wait {seconds} "
                f"second{'s' if seconds > 1 else ''}, then try again.",
                retry_after_s=seconds,
            )
