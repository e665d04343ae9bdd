"""Which problems are open to whom, in which version, and how much of a verdict may be told.

Worked out from the rules of the sets that concern the student, by the server's clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from codify_jupyter.problems.withholding import Shown
from codify_jupyter.set_policy import SetPolicy, effective_policy, not_open_yet

if TYPE_CHECKING:
    from codify_jupyter.store.set_rules import ProblemRules, SetRules


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What a student may be told of tests that are not public."""

    results: bool = True
    """How they went. Not during an exam: then a verdict speaks of the public tests alone."""
    until: str = ""
    """When that ends, for people; empty where it does not, or nothing is withheld."""
    after_due: bool = False
    """Whether what was due is over, so that tests revealed after it may be shown whole."""


ALL_RESULTS = Disclosure()


def policies_of(rules: Sequence[SetRules], name: str) -> list[SetPolicy]:
    """What holds for the person of this name in each set. Its instructors nothing holds."""
    return [effective_policy(one.policy, name, one.labels) for one in rules if not one.teaches]


def version_of(found: ProblemRules) -> int:
    """The problem's version for this person: that of the set published last, else the current."""
    pinned = (one.version_id for one in found.rules if one.version_id is not None)
    return next(pinned, found.current_version)


def closed_until(rules: Sequence[SetRules], name: str, now: datetime) -> str | None:
    """When a problem opens, in a sentence, while no set has released it; None when it is open."""
    waits = [
        None if one.teaches else not_open_yet(effective_policy(one.policy, name, one.labels), now)
        for one in rules
    ]
    if not waits or None in waits:
        return None
    nearest = min(filter(None, waits), key=lambda one: one.retry_after_s or 0.0)
    return nearest.sentence


def is_open(found: ProblemRules, name: str, now: datetime) -> bool:
    """Whether this person may see the problem now."""
    if found.unset:
        return True
    return bool(found.rules) and closed_until(found.rules, name, now) is None


def disclosure(rules: Sequence[SetRules], name: str, now: datetime) -> Disclosure:
    """What may be told: the strictest set decides."""
    policies = policies_of(rules, name)
    withheld = [one for one in policies if not one.hidden_results_shown(now)]
    ends = [one.closing_words() for one in withheld]
    closing = [one.closes for one in policies]
    return Disclosure(
        results=not withheld,
        until="" if "" in ends else ", and ".join(dict.fromkeys(ends)),
        after_due=bool(closing) and all(when is not None and now > when for when in closing),
    )


def shown_to(disclosed: Disclosure, tests_json: Mapping[str, Any], *, solved: bool) -> Shown:
    """How much of a problem's hidden tests is shown, as its groups say when they are revealed."""
    reasons = {"after_due": disclosed.after_due, "after_solve": solved}
    return Shown(
        results=disclosed.results,
        until=disclosed.until,
        groups=frozenset(
            group["id"] for group in tests_json["groups"] if reasons.get(group["reveal"], False)
        ),
    )
