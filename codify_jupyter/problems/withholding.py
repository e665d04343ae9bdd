"""What a verdict tells while the results of hidden tests are withheld, as in an exam."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from codify_runner.verdict import Status, TestResult, TestStatus, Verdict

from codify_jupyter.problems.verdict_words import count_tests, summary_sentence

WITHHELD = "withheld"
"""Shown as the status of a submission that passed the public tests: the rest is told later."""
_STATUS_FOR: Mapping[TestStatus, Status] = {
    "failed": "wrong_answer",
    "error": "runtime_error",
    "timeout": "time_limit_exceeded",
    "memory": "memory_limit_exceeded",
    "output": "output_limit_exceeded",
    "skipped": "time_limit_exceeded",
}
_OF_THE_CODE = ("compile_error", "internal_error", "cancelled")
"""Statuses that no test gave."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How much of the tests that are not public is shown."""

    results: bool = True
    """How they went; else a verdict speaks of the public tests alone."""
    until: str = ""
    """When that ends, for people; empty where nobody can say."""
    groups: frozenset[str] = frozenset()
    """Ids of the groups whose tests are shown whole, inputs and expectations included."""

    def tells_of(self, result: TestResult) -> bool:
        """Whether a test's result is told at all."""
        return self.results or result.visibility == "public"


RESULTS_ONLY = Shown()
"""How hidden tests went, and nothing else of them."""


def public_part(verdict: Verdict) -> Verdict:
    """The verdict as it would be without the other tests.

    Nothing in it depends on how those went: neither status nor time. A fault that kept
    every test from running stays, as it is the code's own.
    """
    tests = [test for test in verdict.tests if test.visibility == "public"]
    failed = next((test.status for test in tests if test.status != "passed"), None)
    status: Status = "accepted" if failed is None else _STATUS_FOR[failed]
    of_the_code = verdict.status in _OF_THE_CODE or _never_loaded(verdict)
    return replace(
        verdict,
        status=verdict.status if of_the_code else status,
        fault=verdict.fault if of_the_code else None,
        score=0.0,
        points=0.0,
        runtime_ms=sum(test.runtime_ms for test in tests),
        tests=tuple(tests),
    )


def shown_status(verdict: Verdict) -> str:
    """The status of a ``public_part`` as it is shown: nobody has accepted it yet."""
    return WITHHELD if verdict.status == "accepted" else verdict.status


def withheld_sentence(verdict: Verdict, tests_json: Mapping[str, Any] | None, until: str) -> str:
    """A ``public_part`` in a sentence that promises nothing of the other tests."""
    sentence = summary_sentence(verdict, tests_json)
    if verdict.status in _OF_THE_CODE or _never_loaded(verdict):
        return sentence
    public, _ = count_tests(verdict)
    if public.total == 0:
        sentence = "Your code was handed in."
    elif public.failed == 0:
        several = "public test" if public.total == 1 else "public tests"
        sentence = f"{public.passed} of {public.total} {several} passed."
    when = f" on {until}" if until else ""
    return f"{sentence} How the hidden tests went is told after the exam{when}."


def _never_loaded(verdict: Verdict) -> bool:
    return verdict.fault is not None and all(test.kind != "stdio" for test in verdict.tests)
