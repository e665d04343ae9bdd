"""A public test's run, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from codify_runner import literals
from codify_runner.endings import Ending
from codify_runner.errors import InvalidTests
from codify_runner.kinds import call
from codify_runner.reports import clean
from codify_runner.session import Session, StoppedError, TestEndedError
from codify_runner.tests_format import Case
from codify_runner.trees import MAX_TEXT, text
from codify_runner.verdict import Fault

MOST_STEPS = 2000


@dataclass(frozen=True, slots=True)
class Step:
    """A line that is about to run, or a function that returns."""

    line: int
    """From 1."""
    function: str
    """``<module>`` for the top level."""
    depth: int
    """Own calls that are open, 1 for the outermost."""
    changed: dict[str, str]
    """Short reprs of variables that changed since the frame's last step; ``return`` is the
    value that a function returns."""
    printed: int
    """Characters of :attr:`Trace.stdout` printed before."""


@dataclass(frozen=True, slots=True)
class Trace:
    """All steps, or the first ones."""

    steps: tuple[Step, ...]
    truncated: bool
    """Whether the code was stopped because enough was recorded."""
    stdout: str
    returned: str | None = None
    fault: Fault | None = None
    """What ended the code, if it did not end by itself."""
    message: str = ""


async def trace(session: Session, case: Case, most: int) -> Trace:
    """Run a public call or script. Raises InvalidTests for any other test."""
    if not case.public or case.kind not in ("call", "stdio"):
        raise InvalidTests(f"test {case.id} cannot be traced: only public calls and scripts can")
    try:
        if case.kind == "call":
            wanted = literals.call(case.call, case.given)
            child = await session.student()
            message = call.message(wanted, case, [])
        else:
            child = await session.blank()
            message = session.loading(session.code, script=True, stdin=case.stdin)
        message |= {"trace": max(1, min(most, MOST_STEPS)), "locals": False}
        answer = await session.ask(child, message, case.timeout_s)
        session.check_compiled(answer)
        return await _trace_in(session, case, answer)
    except (StoppedError, TestEndedError) as stopped:
        return _without_steps(stopped.ending)


def _without_steps(ending: Ending) -> Trace:
    return Trace((), True, "", None, ending.fault, ending.message)


async def _trace_in(session: Session, case: Case, answer: dict[str, Any]) -> Trace:
    try:
        steps = tuple(_step(entry) for entry in answer["steps"][:MOST_STEPS])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise session.garbled() from None
    ending = session.raised(answer["raised"], with_locals=False) if "raised" in answer else None
    returned = None
    if case.kind == "call" and "value" in answer:
        returned = clean(text(await session.tree(answer, "value")), MAX_TEXT)
    return Trace(
        steps,
        answer.get("full") is True,
        clean(answer.get("printed"), 64 << 10),
        returned,
        ending.fault if ending else None,
        ending.message if ending else "",
    )


def _step(entry: Any) -> Step:
    line, function, depth, changed, printed = entry
    if not all(type(number) is int and 0 <= number < 1 << 31 for number in (line, depth, printed)):
        raise ValueError("not a step")
    shown = {clean(name, 40): clean(value, 200) for name, value in list(changed.items())[:16]}
    return Step(line, clean(function, 80), depth, shown, printed)
