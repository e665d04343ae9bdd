"""Verdicts as JSON, whole, for the database; ``problems.student_view`` has the student's form."""

from __future__ import annotations

from typing import Any

from codify_runner.verdict import Fault, Frame, Outcome, TestResult, Verdict


def verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    """All of a verdict as plain JSON types; lists in it are the verdict's own."""
    data = _fields(verdict)
    data["fault"] = _fault_json(verdict.fault)
    data["tests"] = [
        {
            **_fields(test),
            "expected": _outcome_json(test.expected),
            "got": _outcome_json(test.got),
            "fault": _fault_json(test.fault),
        }
        for test in verdict.tests
    ]
    return data


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


def _fields(record: Any) -> dict[str, Any]:
    # Not `asdict`: its deep copy took longer than storing the verdict.
    return {name: getattr(record, name) for name in record.__slots__}


def _outcome_json(outcome: Outcome | None) -> dict[str, Any] | None:
    return None if outcome is None else _fields(outcome)


def _fault_json(fault: Fault | None) -> dict[str, Any] | None:
    if fault is None:
        return None
    return {**_fields(fault), "frames": [_fields(frame) for frame in fault.frames]}


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
