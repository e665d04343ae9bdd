"""Kind ``property``: what must hold for any input, by hypothesis.

Hypothesis's own examples are drawn once for each runner, and a submission meets them without
hypothesis, the small ones first. A search by hypothesis, which takes a hundred times as long,
follows where the student sees the example, to find the smallest one that fails; and where the drawn
ones cannot be kept or tell nothing.
"""

from __future__ import annotations

from typing import Any

from codify_runner import wire
from codify_runner.author import HYPOTHESIS
from codify_runner.errors import InvalidTests
from codify_runner.kinds.conversation import Conversation
from codify_runner.session import Session
from codify_runner.tests_format import Case, check_name
from codify_runner.verdict import TestResult

_DEFAULT_EXAMPLES = 100
_MOST_EXAMPLES = 2000


async def judge(session: Session, case: Case) -> TestResult:
    """Hold the student's function to the property."""
    message = _message(case)
    paused_at = session.now()
    drawn = await examples(session, case)
    session.pause(session.now() - paused_at)
    conversation = Conversation(session, case)
    replayed: TestResult | None = None
    if drawn:
        replayed = await conversation.hold(
            session.author.packages_for(""), {**message, "op": "replay", "drawn": list(drawn)}
        )
        if replayed is not None and (not case.public or replayed.status not in ("failed", "error")):
            return replayed
    found = await conversation.hold(HYPOTHESIS | session.plan.requires, message)
    if replayed is not None and (found is None or found.status not in ("failed", "error")):
        # What went wrong once does not become right, nor is a search that ends late a time-out.
        return replayed
    if found is None:
        raise InvalidTests(f"test {case.id}: it came to no result")
    return found


async def examples(session: Session, case: Case) -> tuple[Any, ...]:
    """The inputs that hypothesis draws for each ``given``; empty if they cannot be kept."""
    message = _message(case) | {"op": "draw"}
    plan = session.plan
    key = (plan.checks, "property", message["name"], message["max_examples"], plan.requires)
    known: tuple[Any, ...] | None = session.examples.get(key)
    if known is None:
        drawn = await session.author.draw(message, HYPOTHESIS | plan.requires)
        known = session.examples.put(key, drawn, len(wire.frame(drawn)))
    return known


def _message(case: Case) -> dict[str, Any]:
    wanted = case.spec.get("max_examples") or _DEFAULT_EXAMPLES
    return {
        "op": "property",
        "name": check_name(str(case.spec.get("property")), f"test {case.id}"),
        "max_examples": max(1, min(int(wanted), _MOST_EXAMPLES)),
    }
