"""Proves a problem: its reference passes, its starter and its wrong solutions do not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from codify_runner.errors import InvalidTests, RunnerError
from codify_runner.verdict import Verdict

from codify_jupyter.problems.example_tests import example_tests
from codify_jupyter.problems.findings import (
    Finding,
    FindingList,
    ProblemError,
    did_you_mean,
    shown,
)
from codify_jupyter.problems.lint_report import Judged, LintReport, judged, why_not
from codify_jupyter.problems.model import Problem, WrongSolution
from codify_jupyter.problems.mutation_lint import MutationReport, try_mutants
from codify_jupyter.problems.python_text import UnreadablePythonError, python_file
from codify_jupyter.problems.reading import read_problem
from codify_jupyter.problems.source_lines import SourceLines, source_lines
from codify_jupyter.problems.statement import fenced_blocks, statement_examples
from codify_jupyter.problems.verdict_words import STATUS_WORDS

_ENOUGH_WRONG = 3


class Judge(Protocol):
    """What of a ``codify_runner.Runner`` is needed here."""

    async def judge(self, code: str, tests_json: dict[str, Any]) -> Verdict:
        """Judge one program."""
        ...


@dataclass(frozen=True, slots=True)
class Program:
    """One of the author's programs, judged by all tests."""

    name: str
    """``reference``, ``starter`` or ``wrong/NAME``."""
    code: str
    verdict: Verdict


LintPart = Finding | Program | MutationReport
"""What a lint finds out, piece by piece."""


async def lint_problem(
    problem: Problem | Path, runner: Judge, *, mutants: bool = False
) -> LintReport:
    """Read a problem (unless it is read already) and run all that is in it, in the sandbox.

    With ``mutants``, also small changes of the reference, which the tests should not accept.
    """
    if isinstance(problem, Path):
        path = problem.parent if problem.name == "problem.md" else problem
        try:
            problem = read_problem(path)
        except ProblemError as error:
            return LintReport(path, "", error.findings)
    lines = source_lines(problem)
    findings: list[Finding] = []
    programs: list[Judged] = []
    mutation: MutationReport | None = None
    async for part in lint_parts(problem, lines, runner, mutants=mutants):
        if isinstance(part, Finding):
            findings.append(part)
        elif isinstance(part, Program):
            programs.append(judged(part.name, part.verdict))
        else:
            mutation = part
    path = problem.path or lines.folder
    return LintReport(path, problem.slug, tuple(findings), tuple(programs), mutation)


async def lint_parts(
    problem: Problem,
    lines: SourceLines,
    runner: Judge,
    *,
    mutants: bool = False,
    mutants_within_s: float | None = None,
) -> AsyncIterator[LintPart]:
    """What a lint finds out, each part as soon as it is known, the mutants last.

    ``lines`` are the problem's. Mutants that are not judged ``mutants_within_s``
    are left out.
    """
    linter = _Linter(problem, lines, runner)
    try:
        async for part in linter.parts(mutants, mutants_within_s):
            yield part
    except InvalidTests as error:
        message = f"the tests cannot be judged: {error}"
        linter.findings.error(linter.folder / "tests.yaml", 1, "not-judged", message)
    except RunnerError as error:
        message = f"the programs could not be judged: {error}; try again, or run codify doctor"
        linter.findings.error(linter.folder, 1, "not-judged", message)
    for part in linter.news():
        yield part


class _Linter:
    def __init__(self, problem: Problem, lines: SourceLines, runner: Judge) -> None:
        self.problem = problem
        self.runner = runner
        self.findings = FindingList()
        self.programs: list[Program] = []
        self.lines = lines
        self.folder = lines.folder
        self.tests = {test["id"]: test for test in problem.tests_json["tests"]}
        self._told_findings = 0
        self._told_programs = 0

    async def parts(self, mutants: bool, mutants_within_s: float | None) -> AsyncIterator[LintPart]:
        self._check_files()
        for part in self.news():
            yield part
        reference = await self._check_reference()
        for part in self.news():
            yield part
        await self._check_starter()
        for wrong in self.problem.wrong:
            for part in self.news():
                yield part
            await self._check_wrong(wrong)
        for part in self.news():
            yield part
        await self._check_examples()
        self._check_coverage()
        for part in self.news():
            yield part
        if mutants and reference.status == "accepted":
            yield await self._check_mutants(reference, mutants_within_s)

    def news(self) -> list[LintPart]:
        """What was found since this was last asked."""
        programs = self.programs[self._told_programs :]
        findings = self.findings.items[self._told_findings :]
        self._told_programs += len(programs)
        self._told_findings += len(findings)
        return [*programs, *(self.lines.relocated(finding) for finding in findings)]

    # What can be seen without running anything

    def _check_files(self) -> None:
        problem, folder = self.problem, self.folder
        in_folder = problem.path is not None and self.lines.places is None
        if in_folder and folder.resolve().name != problem.slug:
            message = f"the folder is not called {shown(problem.slug)}; rename the folder"
            line = self.lines.front_line(("slug",))
            self.findings.warning(folder / "problem.md", line, "folder-name", message)
        for name, text in (("starter.py", problem.starter), ("solution.py", problem.solution)):
            self._check_entry(folder / name, text)
        if len(problem.wrong) < _ENOUGH_WRONG:
            message = (
                f"there are {len(problem.wrong)} wrong solutions; write at least {_ENOUGH_WRONG}, "
                "each with a mistake that beginners make"
            )
            self.findings.warning(folder / "wrong", 1, "few-wrong", message)
        if not self.lines.checks_missing and "checks" not in problem.tests_json["sources"]:
            message = "no test uses this file; use it in tests.yaml or remove it"
            self.findings.warning(folder / "checks.py", 1, "unused-checks", message)
        for test in self.tests.values():
            if test["visibility"] == "name-only" and test.get("call", "\0") in test["name"]:
                message = f"the name of {shown(test['id'])} gives its call away; say it in words"
                self._test_finding(test["id"], "telling-name", message, severe=False)

    def _check_entry(self, path: Path, text: str) -> None:
        try:
            names = python_file(path, text).names
        except UnreadablePythonError as error:
            message = f"is not Python: {error.message}"
            self.findings.error(path, error.line, "bad-python", message)
            return
        for name in self.problem.entry_names:
            if name not in names:
                message = f"does not define {shown(name)}, the entry; "
                self.findings.error(path, 1, "missing-entry", message + did_you_mean(name, names))

    # What running shows

    async def _judge(self, name: str, code: str) -> Verdict:
        verdict = await self.runner.judge(code, self.problem.tests_json)
        if verdict.status == "internal_error":
            raise RunnerError(f"{name}: {verdict.fault.message if verdict.fault else 'no verdict'}")
        self.programs.append(Program(name, code, verdict))
        return verdict

    async def _check_reference(self) -> Verdict:
        verdict = await self._judge("reference", self.problem.solution)
        if verdict.fault is not None:
            message = f"the reference does not load: {verdict.fault.type}: {verdict.fault.message}"
            path = self.folder / "solution.py"
            self.findings.error(path, verdict.fault.line or 1, "reference-fails", message)
            return verdict
        for result in verdict.tests:
            if result.status != "passed":
                message = f"the reference fails {shown(result.id)}: {why_not(result)}"
                self._test_finding(result.id, "reference-fails", message)
            limit_ms = self.tests[result.id]["timeout_s"] * 1000
            if result.status == "passed" and result.runtime_ms > limit_ms / 2:
                message = (
                    f"the reference takes {result.runtime_ms:.0f} ms of {limit_ms:.0f} ms in "
                    f"{shown(result.id)}; make the test smaller or give it more time"
                )
                self._test_finding(result.id, "slow-reference", message, severe=False)
        return verdict

    async def _check_starter(self) -> None:
        verdict = await self._judge("starter", self.problem.starter)
        path = self.folder / "starter.py"
        if verdict.status == "accepted":
            message = "the starter is accepted as it stands; leave something to do"
            self.findings.error(path, 1, "starter-passes", message)
        elif verdict.score > 0:
            passed = [t.id for t in verdict.tests if t.status == "passed" and t.weight > 0]
            message = (
                f"the starter already scores {verdict.score:.0%} (passes {_listed(passed)}); "
                "put these tests into a group with `scoring: all`, or make them gates of no weight"
            )
            self.findings.warning(path, 1, "starter-scores", message)

    async def _check_wrong(self, wrong: WrongSolution) -> None:
        path = wrong.path or self.folder / "wrong" / f"{wrong.name}.py"
        verdict = await self._judge(f"wrong/{wrong.name}", wrong.code)
        status = {test.id: test.status for test in verdict.tests}
        if verdict.status == "accepted":
            message = "this wrong solution is accepted; add a test that it fails"
            self.findings.error(path, 1, "wrong-accepted", message)
        if verdict.status == "compile_error":
            line = (verdict.fault.line if verdict.fault else None) or 1
            message = "this does not compile, so it shows nothing about the tests; mend its syntax"
            self.findings.warning(path, line, "wrong-unreadable", message)
        if not wrong.fails and not wrong.passes:
            failed = sorted(t for t, s in status.items() if s not in ("passed", "skipped"))
            message = (
                "does not say what it must fail; begin the file with "
                f"`# codify-expect: fail={','.join(failed[:8])}`"
            )
            self.findings.warning(path, 1, "no-header", message)
        # After several timeouts the runner leaves the rest out: that is failing, too.
        cut_short = verdict.status == "time_limit_exceeded"
        for test_id in sorted(wrong.fails):
            ended = status.get(test_id, "skipped")
            if ended == "passed" or (ended == "skipped" and not cut_short):
                message = (
                    f"must fail {shown(test_id)}, but the test {STATUS_WORDS[ended]}; "
                    "mend the test or the header"
                )
                self.findings.error(path, 1, "wrong-passes", message)
        for test_id in sorted(wrong.passes):
            ended = status.get(test_id, "skipped")
            if ended != "passed":
                message = (
                    f"must pass {shown(test_id)}, but the test {STATUS_WORDS[ended]}; "
                    "mend the test or the header"
                )
                self.findings.error(path, 1, "wrong-fails", message)

    async def _check_examples(self) -> None:
        path = self.folder / "problem.md"
        lines = self.lines
        try:
            blocks = statement_examples(lines.body, lines.body_line)
        except ValueError as error:
            self.findings.error(path, lines.body_line, "bad-example", str(error))
            return
        script = self.problem.entry == "script"
        if not (fenced_blocks(lines.body, None, lines.body_line) if script else blocks):
            message = "the statement has no example; add one in a ```codify-example block"
            self.findings.warning(path, lines.body_line, "no-example", message)
        made = None if script else example_tests(self.problem, blocks)
        if made is None:
            return
        for line, message in made.unreadable:
            self.findings.error(path, line, "bad-example", message)
        if not made.examples:
            return
        verdict = await self.runner.judge(self.problem.solution, made.tests_json)
        passed = {made.examples[t.id].line for t in verdict.tests if t.status == "passed"}
        told: set[int] = set()
        for result in verdict.tests:
            example = made.examples[result.id]
            if example.line not in passed | told:
                told.add(example.line)
                message = (
                    f"the reference does not give {shown(example.want)} here: {why_not(result)}"
                )
                self.findings.error(path, example.line, "wrong-example", message)

    async def _check_mutants(self, reference: Verdict, within_s: float | None) -> MutationReport:
        report = await try_mutants(self.problem, reference, self.runner, within_s)
        for mutant in report.accepted:
            message = (
                f"{shown(mutant.now)} for {shown(mutant.was)} is accepted; add a test that tells "
                "the two apart, unless they mean the same here"
            )
            path = self.folder / "solution.py"
            self.findings.warning(path, mutant.line, "mutant-accepted", message)
        return report

    def _check_coverage(self) -> None:
        failed_by_wrong: set[str] = set()
        failed_by_starter: set[str] = set()
        for program in self.programs:
            failed = judged(program.name, program.verdict).failed
            if program.name == "starter":
                failed_by_starter |= failed
            elif program.name != "reference":
                failed_by_wrong |= failed
        for test_id, test in self.tests.items():
            if test_id in failed_by_wrong or not (test["weight"] > 0 or test.get("gate")):
                continue
            only = (
                "only the starter fails" if test_id in failed_by_starter else "nothing ever fails"
            )
            message = f"{only} {shown(test_id)}; write a wrong solution that does, or drop the test"
            self._test_finding(test_id, "nothing-fails", message, severe=False)

    def _test_finding(self, test_id: str, code: str, message: str, *, severe: bool = True) -> None:
        path, line = self.folder / "tests.yaml", self.lines.test_line(test_id)
        add = self.findings.error if severe else self.findings.warning
        add(path, line, code, message)


def _listed(ids: list[str]) -> str:
    return ", ".join(f"`{test_id}`" for test_id in ids[:8]) + (", …" if len(ids) > 8 else "")
