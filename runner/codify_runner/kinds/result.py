"""Making a test's result, with what only public tests may show left out of the others."""

from __future__ import annotations

from typing import Any

from codify_runner.endings import Ending
from codify_runner.reports import clean
from codify_runner.tests_format import Case
from codify_runner.verdict import Outcome, TestResult, TestStatus

MAX_OUTPUT = 64 << 10
"""Characters of output kept in a result; the limit on the child's bytes is the problem's own."""


def result(
    case: Case,
    status: TestStatus,
    *,
    runtime_s: float = 0.0,
    got: Outcome | None = None,
    stdout: str = "",
    message: str = "",
    **more: Any,
) -> TestResult:
    """A result with all that the test itself says."""
    if status == "failed" and case.on_fail:
        message = case.on_fail
    return TestResult(
        id=case.id,
        name=case.name,
        kind=case.kind,
        group=case.group,
        visibility=case.visibility,
        status=status,
        weight=case.weight,
        runtime_ms=round(runtime_s * 1000, 3),
        call=more.pop("call", case.call or None),
        given=case.given or None,
        stdin=case.stdin if case.kind == "stdio" else None,
        code=case.spec.get("code"),
        expected=more.pop("expected", expected_of(case)),
        got=got,
        stdout=clean(stdout, MAX_OUTPUT) if case.public else "",
        message=clean(message, 2000),
        **more,
    )


def ended(case: Case, ending: Ending, *, runtime_s: float = 0.0, stdout: str = "") -> TestResult:
    """The result of a test that came to no result of its own."""
    return result(
        case,
        ending.status,
        runtime_s=runtime_s,
        stdout=stdout,
        message=ending.message,
        fault=ending.fault,
    )


def expected_of(case: Case) -> Outcome | None:
    """What the test wants, as its author wrote it."""
    expect = case.expect
    if expect == type(expect)():
        return None
    after = dict(expect.after) if expect.after is not None else None
    return Outcome(expect.returns, expect.raises, expect.match, expect.stdout, after)
