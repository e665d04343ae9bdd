"""Whether a submission is taken now: what the sets of its problem say, by the server's clock."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from codify_jupyter.errors import Forbidden, TooOften
from codify_jupyter.set_policy import effective_policy, refusal, utc_now

if TYPE_CHECKING:
    from codify_jupyter.principal import Principal
    from codify_jupyter.store.set_rules import Door

_RULES_OF_TIME = frozenset({"release", "due", "attempts", "cooldown_s", "overrides"})


class NotTaken(Forbidden):
    """The set's rules do not take a submission now.

    ``reason`` says which rule: ``not_open``, ``closed`` or ``no_attempts``.
    """


def admit(who: Principal, door: Door, now: datetime | None = None) -> None:
    """See that one of the sets that hold the problem takes the submission.

    A problem that also stands in a set without rules of time is always open.
    A submission that was taken before is not refused when it is asked for again.

    Raises:
        NotTaken: no set takes it; the message is that of the set that comes nearest.
        TooOften: the pause between two submissions is not over.
    """
    rules = [
        one
        for one in door.rules
        if one.course is None or who.courses is None or one.course in who.courses
    ]
    if not rules or any(not _RULES_OF_TIME & set(one.policy) for one in rules):
        return
    standing = door.standing
    if standing.known_key:
        return
    now = now or utc_now()
    refusals = []
    for one in rules:
        policy = effective_policy(one.policy, who.name, one.labels)
        found = refusal(policy, now, tries=standing.tries, last=standing.last)
        if found is None:
            return
        refusals.append(found)
    nearest = min(refusals, key=lambda one: one.retry_after_s or float("inf"))
    if nearest.reason == "cooldown":
        raise TooOften(nearest.sentence, retry_after_s=nearest.retry_after_s or 1.0)
    raise NotTaken(nearest.sentence, reason=nearest.reason)
