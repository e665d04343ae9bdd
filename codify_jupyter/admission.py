"""Whether a submission is taken now: what the sets of its problem say, by the server's clock."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from codify_jupyter.catalogue import unknown_problem
from codify_jupyter.database.engine import storable_text
from codify_jupyter.errors import Conflict, Forbidden, TooOften
from codify_jupyter.set_policy import effective_policy, refusal, utc_now
from codify_jupyter.store import arrivals, set_rules, submissions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from codify_jupyter.limits import Limits
    from codify_jupyter.principal import Principal
    from codify_jupyter.store.arrivals import Arrival, Door
    from codify_jupyter.store.set_rules import SetRules, Standing
    from codify_jupyter.store.submissions import Submission


class NotTaken(Forbidden):
    """The set's rules do not take a submission now.

    ``reason`` says which rule: ``not_open``, ``closed`` or ``no_attempts``.
    """


async def let_in(
    connection: AsyncConnection,
    who: Principal,
    arrival: Arrival,
    limits: Limits,
    now: datetime | None = None,
) -> tuple[Submission, bool]:
    """Take a submission, once, when one of the sets that hold the problem takes it.

    A problem that also stands in a set without rules of time is always open.
    A submission that was taken before is not refused when it is asked for again.

    Returns:
        The submission, and whether it is new.

    Raises:
        NotFound: no such problem for this caller.
        NotTaken: no set takes it; the message is that of the set that comes nearest.
        TooOften: the pause between two submissions is not over, or there were too many.
        Conflict: the key was used for other code or another problem.
        StillOpen: an earlier submission of the caller's to it has no verdict yet.
        sqlalchemy.exc.IntegrityError: there is no user of this id.
    """
    door, taken = await arrivals.take(connection, arrival, limits.rate("submissions"))
    if door is None or not door.open:
        raise unknown_problem(arrival.slug)
    if taken is not None:
        return taken, True
    return await _look_closer(connection, who, arrival, door, limits, now or utc_now())


async def _look_closer(
    connection: AsyncConnection,
    who: Principal,
    arrival: Arrival,
    door: Door,
    limits: Limits,
    now: datetime,
) -> tuple[Submission, bool]:
    """Decide about a submission that is not simply taken."""
    if not door.free:
        standing = await set_rules.standing(
            connection, arrival.user_id, door.problem_id, arrival.idempotency_key
        )
        if not standing.known_key:
            _hold_to_rules(who, door.rules, standing, now)
    if not (door.free and door.counted):
        await limits.take(connection, arrival.user_id, "submissions")
    row, created = await submissions.insert(
        connection,
        user_id=arrival.user_id,
        problem_id=door.problem_id,
        problem_version_id=door.version_id,
        tests_digest=door.tests_digest,
        code=arrival.code,
        idempotency_key=arrival.idempotency_key,
        judge=arrival.judge,
    )
    if not created and (
        row.code != storable_text(arrival.code) or row.problem_id != door.problem_id
    ):
        raise Conflict(
            "This idempotency key was used for another submission. Send a new key.",
            reason="key_reused",
        )
    return row, created


def _hold_to_rules(
    who: Principal, rules: Sequence[SetRules], standing: Standing, now: datetime
) -> None:
    refusals = []
    for one in rules:
        if one.teaches:
            return
        policy = effective_policy(one.policy, who.name, one.labels)
        found = refusal(policy, now, tries=standing.tries, last=standing.last)
        if found is None:
            return
        refusals.append(found)
    nearest = min(refusals, key=lambda one: one.retry_after_s or float("inf"))
    if nearest.reason == "cooldown":
        raise TooOften(nearest.sentence, retry_after_s=nearest.retry_after_s or 1.0)
    raise NotTaken(nearest.sentence, reason=nearest.reason)
