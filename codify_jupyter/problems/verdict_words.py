"""A verdict in one sentence that a beginner understands and that never promises too much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from codify_runner.verdict import Fault, TestStatus, Verdict

STATUS_WORDS: Mapping[TestStatus, str] = {
    "passed": "passed",
    "failed": "gave a wrong answer",
    "error": "stopped with an error",
    "timeout": "took too long",
    "memory": "used too much memory",
    "output": "printed too much",
    "skipped": "was not run",
}
"""What became of a test, to follow "the test"."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many of how many."""

    passed: int
    total: int

    @property
    def failed(self) -> int:
        """Those that did not pass, for whatever reason."""
        return self.total - self.passed


def count_tests(verdict: Verdict) -> tuple[Count, Count]:
    """The public tests, and all others: to a student a test known by name only is hidden too."""
    public = [test.status for test in verdict.tests if test.visibility == "public"]
    hidden = [test.status for test in verdict.tests if test.visibility != "public"]
    return (
        Count(public.count("passed"), len(public)),
        Count(hidden.count("passed"), len(hidden)),
    )


def summary_sentence(verdict: Verdict, tests_json: Mapping[str, Any] | None = None) -> str:
    """The verdict in one sentence.

    "All" is said only when every test there is was run and passed; which
    tests there are is known from ``tests_json``, or else from hidden tests
    among the results.
    """
    if verdict.status == "cancelled":
        return "Stopped before the tests were done."
    if verdict.status == "internal_error":
        return "The tests could not be run. This is not your code's fault: please try again."
    if verdict.status == "compile_error":
        return f"Your code could not be read: {_place(verdict.fault)}"
    if verdict.fault is not None and all(test.kind != "stdio" for test in verdict.tests):
        return f"No test could run: {_place(verdict.fault)}"
    return _counted(verdict, tests_json)


def _counted(verdict: Verdict, tests_json: Mapping[str, Any] | None) -> str:
    public, hidden = count_tests(verdict)
    if public.total + hidden.total == 0:
        return "No tests were run."
    if public.failed + hidden.failed == 0 and _complete(verdict, tests_json, hidden):
        total = public.total + hidden.total
        return f"All {total} tests passed." if total > 1 else "The test passed."
    parts = []
    if public.total:
        parts.append(f"{public.passed} of {_tests(public.total, 'public')} passed")
    if hidden.failed:
        parts.append(f"{_tests(hidden.failed, 'hidden')} failed")
    elif hidden.total:
        parts.append(f"{hidden.passed} of {_tests(hidden.total, 'hidden')} passed")
    sentence = ", ".join(parts) + "."
    if verdict.status == "accepted" and public.failed + hidden.failed:
        return f"Accepted: what failed is worth no points. {sentence}"
    return sentence + _reason(verdict)


def _complete(verdict: Verdict, tests_json: Mapping[str, Any] | None, hidden: Count) -> bool:
    if tests_json is None:
        return hidden.total > 0
    return {test["id"] for test in tests_json["tests"]} <= {test.id for test in verdict.tests}


def _reason(verdict: Verdict) -> str:
    """What stood in the way, where that is more than a wrong answer."""
    return {
        "time_limit_exceeded": " Your code took too long.",
        "memory_limit_exceeded": " Your code used too much memory.",
        "output_limit_exceeded": " Your code printed too much.",
        "runtime_error": " Your code stopped with an error.",
    }.get(verdict.status, "")


def _tests(number: int, kind: str) -> str:
    return f"{number} {kind} test" if number == 1 else f"{number} {kind} tests"


def _place(fault: Fault | None) -> str:
    if fault is None:
        return "please look at it once more."
    message = fault.message.strip() or fault.type
    line = f"line {fault.line}: " if fault.line else ""
    return f"{line}{message}" if message.endswith((".", "!", "?")) else f"{line}{message}."
