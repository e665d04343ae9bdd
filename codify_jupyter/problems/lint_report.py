"""What a lint found, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codify_runner.verdict import TestResult, TestStatus, Verdict

from codify_jupyter.problems.findings import Finding, render_findings, shown
from codify_jupyter.problems.mutation_lint import MutationReport
from codify_jupyter.problems.verdict_words import STATUS_WORDS


@dataclass(frozen=True, slots=True)
class Judged:
    """How one of the author's programs fared."""

    name: str
    """``reference``, ``starter`` or ``wrong/NAME``."""
    status: str
    score: float
    runtime_ms: float
    tests: Mapping[str, TestStatus]
    """By test id."""
    slowest: tuple[str, float] | None = None
    """Id and milliseconds of the test that took longest."""

    @property
    def failed(self) -> frozenset[str]:
        """Tests that ran and did not pass."""
        return frozenset(
            test for test, status in self.tests.items() if status not in ("passed", "skipped")
        )

    def as_json(self) -> dict[str, Any]:
        """As plain JSON types."""
        return {
            "name": self.name,
            "status": self.status,
            "score": self.score,
            "runtime_ms": self.runtime_ms,
            "tests": dict(self.tests),
            "slowest": None
            if self.slowest is None
            else {"id": self.slowest[0], "runtime_ms": self.slowest[1]},
        }


def judged(name: str, verdict: Verdict) -> Judged:
    """The short form of a verdict."""
    tests = {test.id: test.status for test in verdict.tests}
    longest = max(verdict.tests, key=lambda test: test.runtime_ms, default=None)
    slowest = (longest.id, longest.runtime_ms) if longest is not None else None
    return Judged(name, verdict.status, verdict.score, verdict.runtime_ms, tests, slowest)


@dataclass(frozen=True, slots=True)
class LintReport:
    """All that was found about one problem."""

    path: Path
    slug: str
    """Empty when the problem could not be read."""
    findings: tuple[Finding, ...]
    programs: tuple[Judged, ...] = ()
    """Reference, starter and the wrong solutions, as far as they were judged."""
    mutation: MutationReport | None = None
    """Which small changes of the reference the tests accept; None when they were not tried."""

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings may be there."""
        return not any(finding.severity == "error" for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """As plain JSON types."""
        return {
            "path": str(self.path),
            "slug": self.slug,
            "ok": self.ok,
            "findings": [finding.as_json() for finding in self.findings],
            "programs": [program.as_json() for program in self.programs],
            "mutants": self.mutation.as_json() if self.mutation else None,
        }

    def render(self) -> str:
        """The findings, one per line, and a line that sums up."""
        lines = [render_findings(self.findings)] if self.findings else []
        return "\n".join([*lines, f"{self.slug or self.path}: {self._sum()}"])

    def _sum(self) -> str:
        by_name = {program.name: program for program in self.programs}
        if "reference" not in by_name:
            return "could not be checked"
        reference = by_name["reference"]
        wrong = [program for program in self.programs if program.name.startswith("wrong/")]
        caught = sum(program.status != "accepted" for program in wrong)
        parts = [f"reference {_words(reference.status)} in {reference.runtime_ms:.0f} ms"]
        if "starter" in by_name:
            parts.append(f"starter scores {by_name['starter'].score:.0%}")
        parts.append(f"{caught} of {len(wrong)} wrong solutions caught")
        if self.mutation is not None:
            killed = self.mutation.tried - len(self.mutation.accepted)
            parts.append(
                f"{killed} of {self.mutation.tried} mutants caught in {self.mutation.seconds:.1f} s"
            )
        if reference.slowest is not None:
            parts.append(f"slowest test {reference.slowest[0]} ({reference.slowest[1]:.0f} ms)")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class LintSummary:
    """The reports of several problems, and what was found between them and about sets."""

    reports: tuple[LintReport, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    sets: int = 0
    """How many set files were read."""

    @property
    def ok(self) -> bool:
        """Whether there is no error anywhere."""
        return all(report.ok for report in self.reports) and not any(
            finding.severity == "error" for finding in self.findings
        )

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """Those of the problems first, then the others."""
        own = [finding for report in self.reports for finding in report.findings]
        return (*own, *self.findings)

    def as_json(self) -> dict[str, Any]:
        """As plain JSON types."""
        return {
            "ok": self.ok,
            "problems": [report.as_json() for report in self.reports],
            "sets": self.sets,
            "findings": [finding.as_json() for finding in self.findings],
        }


def _words(status: str) -> str:
    return status.replace("_", " ")


def why_not(result: TestResult) -> str:
    """Why a program of the author's own did not pass: nothing needs to be hidden here."""
    parts = [f"it {STATUS_WORDS[result.status]}"]
    if result.fault is not None:
        parts.append(f"{result.fault.type}: {result.fault.message}")
    elif result.got is not None and result.got.raises is not None:
        parts.append(f"raised {result.got.raises}")
    elif result.got is not None and result.got.returns is not None:
        parts.append(f"returned {shown(result.got.returns)}")
    elif result.message:
        parts.append(shown(result.message))
    return ", ".join(parts)
