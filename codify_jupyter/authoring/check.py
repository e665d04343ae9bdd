"""Checks a problem that is being written, and tells what it finds piece by piece, fast first."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codify_runner.verdict import TestResult

from codify_jupyter.authoring.written import Written
from codify_jupyter.problems.assembling import ProblemParts, assemble, front_values
from codify_jupyter.problems.findings import Finding, FindingList
from codify_jupyter.problems.folder import read_folder_parts
from codify_jupyter.problems.lint import Judge, Program, lint_parts
from codify_jupyter.problems.lint_report import judged, why_not
from codify_jupyter.problems.model import Problem
from codify_jupyter.problems.mutation_lint import MutationReport
from codify_jupyter.problems.notebook import Places, read_notebook_parts
from codify_jupyter.problems.source_lines import SourceLines, source_lines
from codify_jupyter.problems.student_view import student_view
from codify_jupyter.tutor import offline_hint

CHECK_WITHIN_S = 60.0
"""A whole check; what is not found by then is not told."""
MUTANTS_WITHIN_S = 10.0

Tell = Callable[[str, dict[str, Any]], None]
"""Takes an event's name and its JSON-ready data."""


async def check(written: Written, judge: Judge, tell: Tell, slug: str | None = None) -> None:
    """Tell all about the problem ``slug`` of what is written, else about the first one.

    Of the other problems of a notebook only what is wrong with their text is
    told. Nothing is run but by ``judge``, in its sandbox. The events are those
    of ``POST /authoring/checks`` of the HTTP contract: first ``problems``, then
    ``finding``, ``view``, ``verdict``, ``hint`` and ``mutant`` as they are
    known, at the end ``done``.
    """
    begun = time.perf_counter()
    mutation: MutationReport | None = None
    complete = True
    with written.laid_out() as path:
        try:
            async with asyncio.timeout(CHECK_WITHIN_S):
                read = await asyncio.to_thread(read_written, path, slug)
                read.tell(tell)
                if read.problem is not None and read.lines is not None:
                    mutation = await _lint(read.problem, read.lines, judge, tell)
        except TimeoutError:
            complete = False
    tell(
        "done",
        {
            "complete": complete,
            "seconds": round(time.perf_counter() - begun, 3),
            "mutants": None
            if mutation is None
            else {
                "tried": mutation.tried,
                "left_out": mutation.left_out,
                "accepted": len(mutation.accepted),
            },
        },
    )


@dataclass(frozen=True, slots=True)
class Read:
    """What was read, which takes no sandbox."""

    written: list[tuple[str, str]]
    """Slug and title of each problem; a slug may be empty."""
    findings: list[tuple[str, Finding]]
    """With the slug of the problem."""
    slug: str | None
    """Of the problem to tell all about."""
    problem: Problem | None
    """It, unless it cannot be read."""
    lines: SourceLines | None

    def tell(self, tell: Tell) -> None:
        """Tell of it as the events of a check."""
        problems = [{"slug": slug, "title": title} for slug, title in self.written]
        tell("problems", {"problems": problems, "slug": self.slug})
        for slug, finding in self.findings:
            tell("finding", finding_json(slug, finding))
        if self.problem is not None and self.lines is not None:
            tell("view", _view(self.problem, self.lines))


def read_written(path: Path, wanted: str | None) -> Read:
    """Read the problems of a folder or a notebook; runs nothing."""
    written: list[tuple[str, str]] = []
    findings: list[tuple[str, Finding]] = []
    problems: dict[str, Problem | None] = {}
    for parts, places, found in _parts(path):
        problem = assemble(parts, found) if parts is not None else None
        front = front_values(parts) if parts is not None else {}
        slug = problem.slug if problem is not None else str(front.get("slug", ""))[:80]
        if parts is not None:
            written.append((slug, str(front.get("title", ""))[:200]))
            problems.setdefault(slug, None if found.failed else problem)
        located = (places.relocated(one) if places else one for one in found.items)
        findings += [(slug, below(path, one)) for one in located]
    chosen = wanted if wanted in problems else next(iter(problems), None)
    problem = problems[chosen] if chosen is not None else None
    lines = source_lines(problem) if problem is not None else None
    return Read(written, findings, chosen, problem, lines)


def _parts(path: Path) -> list[tuple[ProblemParts | None, Places | None, FindingList]]:
    if path.is_dir():
        findings = FindingList()
        return [(read_folder_parts(path, findings), None, findings)]
    return [*read_notebook_parts(path)]


async def _lint(
    problem: Problem, lines: SourceLines, judge: Judge, tell: Tell
) -> MutationReport | None:
    mutation: MutationReport | None = None
    mutants: list[Finding] = []
    parts = lint_parts(problem, lines, judge, mutants=True, mutants_within_s=MUTANTS_WITHIN_S)
    async for part in parts:
        if isinstance(part, Program):
            tell("verdict", _verdict(part))
            _tell_hint(problem, part, tell)
        elif isinstance(part, MutationReport):
            mutation = part
        elif part.code == "mutant-accepted":
            mutants.append(below(problem.path, part))
        else:
            tell("finding", finding_json(problem.slug, below(problem.path, part)))
    # The report of the mutants and the findings about them are in the same order.
    for mutant, place in zip(mutation.accepted if mutation else (), mutants, strict=True):
        tell("mutant", {"was": mutant.was, "now": mutant.now, "place": _place(place)})
    return mutation


def _tell_hint(problem: Problem, program: Program, tell: Tell) -> None:
    """What a student with this mistake would read first."""
    if not program.name.startswith("wrong/") or not problem.tutor["hints"]:
        return
    if program.verdict.status != "accepted":
        hint = offline_hint(problem, program.code, program.verdict)
        shown = {"text": hint.text, "rule": hint.rule, "specific": hint.specific}
        tell("hint", {"program": program.name, **shown})


def _view(problem: Problem, lines: SourceLines) -> dict[str, Any]:
    """What students see, and what the author's tests and programs are called and where they are."""

    def place(name: str, line: int = 1) -> dict[str, Any]:
        found = lines.relocated(Finding(lines.folder / name, line, "warning", "", ""))
        return _place(below(problem.path, found))

    tests = [
        {
            **{key: test[key] for key in ("id", "name", "group", "kind", "visibility", "weight")},
            "place": place("tests.yaml", lines.test_line(test["id"])),
        }
        for test in problem.tests_json["tests"]
    ]
    programs = [
        {"name": "reference", "fails": [], "passes": [], "place": place("solution.py")},
        {"name": "starter", "fails": [], "passes": [], "place": place("starter.py")},
        *(
            {
                "name": f"wrong/{wrong.name}",
                "fails": sorted(wrong.fails),
                "passes": sorted(wrong.passes),
                "place": place(f"wrong/{wrong.name}.py"),
            }
            for wrong in problem.wrong
        ),
    ]
    return {
        "problem": student_view(problem),
        "tests": tests,
        "programs": programs,
        "tutor": problem.tutor["hints"],
    }


def _verdict(program: Program) -> dict[str, Any]:
    short = judged(program.name, program.verdict).as_json()
    fault = program.verdict.fault
    return {
        **short,
        "fault": f"{fault.type}: {fault.message}" if fault is not None else None,
        "tests": [_result(result) for result in program.verdict.tests],
    }


def _result(result: TestResult) -> dict[str, Any]:
    return {
        "id": result.id,
        "status": result.status,
        "runtime_ms": result.runtime_ms,
        "why": None if result.status == "passed" else why_not(result),
    }


def finding_json(slug: str, finding: Finding) -> dict[str, Any]:
    """The contract's ``AuthoringFinding``."""
    return {
        "problem": slug,
        "severity": finding.severity,
        "code": finding.code,
        "message": finding.message,
        "place": _place(finding),
    }


def _place(finding: Finding) -> dict[str, Any]:
    """``file`` within the folder and null in a notebook, where ``cell`` is there; both from 1."""
    file = None if finding.cell is not None else finding.path.as_posix()
    return {"file": None if file == "." else file, "cell": finding.cell, "line": finding.line}


def below(path: Path | None, finding: Finding) -> Finding:
    """The finding with a path that says nothing of where the text is laid out."""
    if path is None or not finding.path.is_relative_to(path):
        return finding
    return Finding(
        finding.path.relative_to(path),
        finding.line,
        finding.severity,
        finding.code,
        finding.message,
        finding.cell,
    )
