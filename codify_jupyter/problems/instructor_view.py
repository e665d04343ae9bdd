"""What an instructor may see of a verdict: hidden tests too, whole."""

from __future__ import annotations

from typing import Any

from codify_runner.verdict import Verdict

from codify_jupyter.problems.student_view import fault_json, whole_test_result
from codify_jupyter.problems.verdict_words import count_tests, summary_sentence


def instructor_verdict(verdict: Verdict, tests_json: dict[str, Any]) -> dict[str, Any]:
    """The ``Verdict`` of the HTTP contract with nothing left out."""
    public, hidden = count_tests(verdict)
    return {
        "status": verdict.status,
        "score": verdict.score,
        "points": verdict.points,
        "possible": verdict.possible,
        "runtime_ms": verdict.runtime_ms,
        "summary": summary_sentence(verdict, tests_json),
        "public": {"passed": public.passed, "total": public.total},
        "hidden": {"passed": hidden.passed, "total": hidden.total},
        "error": fault_json(verdict.fault),
        "stdout": verdict.stdout,
        "tests": [whole_test_result(test) for test in verdict.tests],
    }
