"""From tests' results to a submission's status and score."""

from __future__ import annotations

from collections.abc import Sequence

from codify_runner.tests_format import Case, Group
from codify_runner.verdict import Status, TestResult, TestStatus

_STATUS_FOR: dict[TestStatus, Status] = {
    "failed": "wrong_answer",
    "error": "runtime_error",
    "timeout": "time_limit_exceeded",
    "memory": "memory_limit_exceeded",
    "output": "output_limit_exceeded",
    "skipped": "time_limit_exceeded",  # only a lack of time leaves a test out
}


def status(cases: Sequence[Case], results: Sequence[TestResult]) -> Status:
    """Accepted, or what the first test that counts and did not pass says."""
    for case, result in zip(cases, results, strict=True):
        if (case.weight > 0 or case.gate) and result.status != "passed":
            return _STATUS_FOR[result.status]
    return "accepted"


def score(
    groups: Sequence[Group], cases: Sequence[Case], results: Sequence[TestResult]
) -> tuple[float, float]:
    """Points reached and points possible, over the groups that have weight.

    A group gives its points by the share of weight passed; with scoring ``all``, all or none.
    A gate that did not pass takes every point.
    """
    pairs = list(zip(cases, results, strict=True))
    shut = any(case.gate and result.status != "passed" for case, result in pairs)
    reached = possible = 0.0
    for group in groups:
        own = [(c.weight, r.status == "passed") for c, r in pairs if c.group == group.id]
        total = sum(weight for weight, _ in own)
        if total == 0:
            continue
        share = sum(weight for weight, passed in own if passed) / total
        if group.scoring == "all" and share < 1:
            share = 0.0
        possible += group.points
        reached += 0.0 if shut else group.points * share
    return reached, possible


def status_of_stop(ending: TestStatus, *, compiles: bool) -> Status:
    """The status of code that could not be loaded."""
    return _STATUS_FOR[ending] if compiles else "compile_error"
