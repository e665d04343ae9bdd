"""What a test of tests.yaml may refer to, and where its faults are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from codify_jupyter.problems.findings import FindingList, did_you_mean, shown
from codify_jupyter.problems.located_yaml import Place, YamlDocument
from codify_jupyter.problems.python_text import PythonFile


@dataclass(frozen=True, slots=True)
class CaseContext:
    """What a test may refer to."""

    document: YamlDocument
    findings: FindingList
    entry: str
    groups: dict[str, dict[str, Any]]
    defaults: dict[str, Any]
    limits: dict[str, Any]
    solution: PythonFile | None
    checks: PythonFile | None
    checks_missing: bool

    def error(self, place: Place, code: str, message: str) -> None:
        """A finding at a place of tests.yaml."""
        self.findings.error(self.document.path, self.document.line(place), code, message)

    def python_error(self, place: Place, line: int, message: str) -> None:
        """A finding at a line of a piece of Python that stands at a place of tests.yaml."""
        first = self.document.content_lines.get(place, self.document.line(place))
        self.findings.error(self.document.path, first + line - 1, "bad-python", message)

    def check_function(self, place: Place, reference: str) -> None:
        """See that ``checks:NAME`` is a function of checks.py."""
        name = reference.removeprefix("checks:")
        if self.checks is not None:
            if name not in self.checks.functions:
                message = f"checks.py has no function {shown(name)}; "
                self.error(
                    place, "unknown-check", message + did_you_mean(name, self.checks.functions)
                )
        elif self.checks_missing:
            message = f"{shown(reference)} is wanted, but there is no checks.py; create it"
            self.error(place, "missing-checks", message)


def plain_number(value: float) -> float:
    """2 for 2.0, so that the two give the same digest."""
    return int(value) if value == int(value) else value
