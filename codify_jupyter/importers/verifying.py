"""Verifies drafts in the sandbox and writes what holds as problem folders."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from codify_runner import RunnerError
from codify_runner.errors import InvalidTests
from codify_runner.verdict import Verdict

from codify_jupyter.importers.draft import Draft, DraftTest, LeftOut, slug_of
from codify_jupyter.importers.draft_folder import line_is_of, remove_draft, write_draft
from codify_jupyter.importers.report import ImportedProblem, ImportReport
from codify_jupyter.importers.shortfalls import error_as_written, lacking
from codify_jupyter.problems.findings import ProblemError
from codify_jupyter.problems.lint import Judge
from codify_jupyter.problems.model import Problem
from codify_jupyter.problems.reading import read_problem

MAX_TESTS = 200
_MAX_TEXT = 65_536
_ROUNDS = 8
_LONGEST_S = 30
_MOST_MB = 2048
_NAMED = re.compile(r"^test ([A-Za-z0-9_-]+): (.*)", re.S)
_SHARED = ("id", "group", "weight", "visibility", "name", "timeout_s", "on_fail")

Progress = Callable[[ImportedProblem], None]


async def import_problems(
    format_name: str,
    drafts: Iterable[Draft | LeftOut],
    into: Path,
    runner: Judge,
    on_progress: Progress | None = None,
) -> ImportReport:
    """Write the drafts below ``into``, each in a folder of its slug, and a report beside them.

    A test that the reference does not pass takes its original form; if that
    fails as well it is left out, and the report says so.
    """
    done: list[ImportedProblem] = []
    left_out: list[LeftOut] = []
    used = _names_in(into)
    for draft in drafts:
        if isinstance(draft, LeftOut):
            left_out.append(draft)
            continue
        draft.slug = _free(draft.slug, used)
        used.add(draft.slug)
        done.append(await _imported(draft, into / draft.slug, runner))
        if on_progress is not None:
            on_progress(done[-1])
    report = ImportReport(format_name, tuple(done), tuple(left_out))
    _write_report(into, report)
    return report


def _names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def _write_report(into: Path, report: ImportReport) -> None:
    into.mkdir(parents=True, exist_ok=True)
    (into / "import-report.md").write_text(report.markdown(), encoding="utf-8")
    text = json.dumps(report.as_json(), indent=2, ensure_ascii=False)
    (into / "import-report.json").write_text(text + "\n", encoding="utf-8")


def _free(slug: str, used: set[str]) -> str:
    name = slug_of(slug, "problem")
    number = 2
    while name in used:
        name = f"{slug_of(slug, 'problem')[:60]}-{number}"
        number += 1
    return name


async def _imported(draft: Draft, folder: Path, runner: Judge) -> ImportedProblem:
    attempt = await _best_attempt(draft, folder, runner)
    draft = attempt.draft
    as_written: bool | None = None
    unsupported = draft.unsupported
    if draft.has_reference and not attempt.whole and not draft.unsupported:
        unsupported = lacking("\n".join([*attempt.reasons, *(n.why for n in draft.notes)]))
        if draft.as_written and not unsupported:
            error = await error_as_written(draft.as_written, draft.requires, {}, runner)
            as_written = None if error is None else not error
            if error:
                unsupported = lacking(error)
                draft.note("skipped", "reference", f"fails in the source, too: {error[:200]}")
    if attempt.problem is None:
        remove_draft(folder)
        if not draft.refused:
            draft.note("skipped", "problem", attempt.reasons[-1] if attempt.reasons else "no test")
    return ImportedProblem(
        slug=draft.slug,
        source=draft.source,
        tests=len(attempt.problem.tests_json["tests"]) if attempt.problem else 0,
        written=attempt.problem is not None,
        reference_passes=attempt.whole if draft.has_reference else None,
        notes=tuple(draft.notes),
        unsupported=unsupported,
        passes_as_written=as_written,
    )


async def _best_attempt(draft: Draft, folder: Path, runner: Judge) -> _Attempt:
    """The first reading of a draft that comes out whole, else the one with most tests."""
    best = _Attempt(draft, folder, runner)
    await best.run()
    if best.whole or draft.refused or not draft.has_reference:
        return best
    for read in draft.alternatives:
        other = _Attempt(replace(read(), slug=draft.slug), folder, runner)
        await other.run()
        if other.value > best.value:
            best = other
        if best.whole:
            return best
    if best.problem is not None:
        write_draft(folder, best.draft)
    return best


class _StuckError(Exception):
    """There will be no problem; the message says why."""


@dataclass(slots=True)
class _Attempt:
    """A draft on its way to a folder: its tests give way until the reference passes them."""

    draft: Draft
    folder: Path
    runner: Judge
    problem: Problem | None = None
    complete: bool = True
    """Whether every test of the source is there."""
    reasons: list[str] = field(default_factory=list)
    """Why tests did not pass, and why there is no problem."""
    _tried: set[str] = field(default_factory=set)
    """Cells whose tests have been tried as one."""

    @property
    def whole(self) -> bool:
        """Whether all came over, and passes."""
        return self.problem is not None and self.complete

    @property
    def value(self) -> tuple[bool, int]:
        """The more, the better: whether all is there, and how many tests are."""
        return self.whole, len(self.problem.tests_json["tests"]) if self.problem else 0

    async def run(self) -> None:
        draft = self.draft
        self._drop_oversized()
        if draft.refused:
            return
        try:
            problem = self._read_soundly()
            if draft.has_reference:
                problem = await self._passing(problem)
        except _StuckError as stuck:
            self.reasons.append(str(stuck))
            return
        self.problem = problem
        if not draft.has_reference:
            draft.note("lossy", "reference", "there is none: the tests are not verified")
        elif await self._passes(problem, draft.starter):
            draft.note("lossy", "starter", "passes all the tests already")

    def _drop_oversized(self) -> None:
        kept = []
        for test in self.draft.tests:
            longest = max((len(v) for v in test.keys.values() if isinstance(v, str)), default=0)
            if longest > _MAX_TEXT:
                self._drop(test, f"is longer than {_MAX_TEXT // 1024} KiB")
            else:
                kept.append(test)
        for test in kept[MAX_TESTS:]:
            self._drop(test, f"a problem has at most {MAX_TESTS} tests")
        self.draft.tests = kept[:MAX_TESTS]

    def _drop(self, test: DraftTest, why: str) -> None:
        self.complete = self.complete and test.optional
        self.reasons.append(why)
        self.draft.note("skipped", f"test {test.keys['id']}", why)

    def _read_soundly(self) -> Problem:
        """Write and read; tests that cannot be read give way to their originals, or go."""
        for _ in range(_ROUNDS):
            if not self.draft.tests:
                raise _StuckError(self.reasons[-1] if self.reasons else "there is no test")
            write_draft(self.folder, self.draft)
            try:
                return read_problem(self.folder)
            except ProblemError as error:
                broken = {
                    index: f"cannot be read: {error.findings[0].message}"
                    for index, test in enumerate(self.draft.tests)
                    if any(line_is_of(self.folder, f.line, test) for f in error.findings)
                }
                if not broken:
                    why = "; ".join(f.message for f in error.findings[:3])
                    raise _StuckError(why) from None
                self._give_way(broken)
        raise _StuckError("its tests cannot be read")

    async def _passing(self, problem: Problem) -> Problem:
        """Judge the reference until all tests that are left pass."""
        for _ in range(_ROUNDS):
            failed = await self._failed(problem)
            if not failed:
                return problem
            self._give_way(failed)
            problem = self._read_soundly()
        raise _StuckError("the reference passes its tests at times only")

    async def _failed(self, problem: Problem) -> dict[int, str]:
        """Why which tests fail."""
        try:
            verdict = await self.runner.judge(problem.solution, problem.tests_json)
        except InvalidTests as error:
            return await self._unfit(problem, str(error))
        except RunnerError as error:
            raise _StuckError(f"could not be judged: {error}") from None
        if verdict.fault is not None:
            fault = f"{verdict.fault.type}: {verdict.fault.message}"
            raise _StuckError(f"the reference does not load: {fault}")
        if self._have_more(verdict):
            return await self._failed(self._read_soundly())
        return {
            index: f"the reference does not pass it: {_why(verdict, index)}"
            for index, result in enumerate(verdict.tests)
            if result.status != "passed"
        }

    async def _passes(self, problem: Problem, code: str) -> bool:
        try:
            return (await self.runner.judge(code, problem.tests_json)).status == "accepted"
        except RunnerError:
            return False

    def _have_more(self, verdict: Verdict) -> bool:
        """Raise the limits that the reference has met; whether there was one to raise."""
        stops = {result.status for result in verdict.tests}
        limits = self.draft.limits
        raised: dict[str, int] = {}
        if "timeout" in stops and limits.get("time_s", 0) < _LONGEST_S:
            raised["time_s"] = _LONGEST_S
        if "memory" in stops and limits.get("memory_mb", 256) < _MOST_MB:
            raised["memory_mb"] = _MOST_MB
        self.draft.limits = limits | raised
        return bool(raised)

    async def _unfit(self, problem: Problem, message: str) -> dict[int, str]:
        """Which tests the runner does not take."""
        tests = problem.tests_json["tests"]
        ids = [test["id"] for test in tests]
        named = _NAMED.match(message)
        if named and named[1] in ids:
            return {ids.index(named[1]): named[2][:200]}
        unfit: dict[int, str] = {}
        for index, test in enumerate(tests):
            alone = {**problem.tests_json, "tests": [test]}
            try:
                await self.runner.judge(problem.solution, alone)
            except InvalidTests as error:
                unfit[index] = str(error)[:200]
            except RunnerError as error:
                raise _StuckError(f"could not be judged: {error}") from None
        if not unfit:
            raise _StuckError(f"could not be judged: {message}")
        return unfit

    def _give_way(self, reasons: dict[int, str]) -> None:
        """Put the original in the place of tests; then their cell as one test; then nothing."""
        kept: list[DraftTest] = []
        for index, test in enumerate(self.draft.tests):
            if index not in reasons:
                kept.append(test)
            elif test.original is not None:
                keys = {key: test.keys[key] for key in _SHARED if key in test.keys}
                kept.append(DraftTest({**keys, **test.original}, None, test.optional, test.cell))
            elif test.cell and test.cell not in self._tried:
                self._tried.add(test.cell)
                kept.append(replace(test, keys=self._as_one(test), is_whole=True))
            elif test.is_whole or not any(t.is_whole and t.cell == test.cell for t in kept):
                self._drop(test, reasons[index])
        self.draft.tests = kept

    def _as_one(self, test: DraftTest) -> dict[str, object]:
        """The keys of the test that a whole cell is."""
        hidden = any(
            one.keys.get("visibility") == "hidden"
            for one in self.draft.tests
            if one.cell == test.cell
        )
        if hidden and test.keys.get("visibility") != "hidden":
            why = "holds only together with hidden tests, and is hidden with them"
            self.draft.note("lossy", f"test {test.keys['id']}", why)
        visibility = {"visibility": "hidden"} if hidden else {}
        return {"id": test.keys["id"], **self.draft.wholes[test.cell], **visibility}


def _why(verdict: Verdict, index: int) -> str:
    result = verdict.tests[index]
    if result.fault is not None:
        return f"{result.fault.type}: {result.fault.message}"[:200]
    return (result.message or result.status)[:200]
