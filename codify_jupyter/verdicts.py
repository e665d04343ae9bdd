"""Verdicts as JSON, whole, for the database; ``problems.student_view`` has the student's form."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from codify_runner.verdict import Fault, Frame, Outcome, TestResult, Verdict


def verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    """All of a verdict as plain JSON types."""
    return asdict(verdict)


def verdict_from_json(data: dict[str, Any]) -> Verdict:
    """The verdict that ``verdict_to_json`` wrote.

    Raises:
        TypeError: when the data lacks a field or has one too many.
    """
    return Verdict(
        **{
            **data,
            "tests": tuple(_test(test) for test in data["tests"]),
            "fault": _fault(data["fault"]),
        }
    )


def _test(data: dict[str, Any]) -> TestResult:
    return TestResult(
        **{
            **data,
            "expected": _outcome(data["expected"]),
            "got": _outcome(data["got"]),
            "fault": _fault(data["fault"]),
        }
    )


def _outcome(data: dict[str, Any] | None) -> Outcome | None:
    return None if data is None else Outcome(**data)


def _fault(data: dict[str, Any] | None) -> Fault | None:
    if data is None:
        return None
    return Fault(**{**data, "frames": tuple(Frame(**frame) for frame in data["frames"])})
