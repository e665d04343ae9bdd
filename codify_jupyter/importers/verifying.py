"""Verifies drafts in the sandbox and writes what holds as problem folders."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from codify_runner import RunnerError
from codify_runner.errors import InvalidTests
from codify_runner.verdict import Verdict

from codify_jupyter.importers.draft import Draft, DraftTest, LeftOut, slug_of
from codify_jupyter.importers.draft_folder import line_is_of, remove_draft, write_draft
from codify_jupyter.importers.process_state import share_modules, with_modules
from codify_jupyter.importers.python_source import stub_of
from codify_jupyter.importers.report import ImportedProblem, ImportReport
from codify_jupyter.importers.shortfalls import error_as_written, lacking
from codify_jupyter.importers.trouble import ImportTrouble
from codify_jupyter.problems.findings import ProblemError
from codify_jupyter.problems.lint import Judge
from codify_jupyter.problems.model import Problem
from codify_jupyter.problems.reading import read_problem
from codify_jupyter.problems.source_files import MAX_YAML_BYTES

MAX_TESTS = 200
_MAX_TEXT = 65_536
_MAX_TESTS_TEXT = int(0.9 * MAX_YAML_BYTES)
_INDENT = 6
_ROUNDS = 8
_PATIENCE_S = 60.0
"""After so long with one problem, its other readings are not tried."""
_LONGEST_S = 30
_MOST_MB = 2048
_MOST_KB = 1024
_NAMED = re.compile(r"^test ([A-Za-z0-9_-]+): (.*)", re.S)
_ALL_MS = 55_000
"""From here on a test may lack time because of those before it."""
_FAILS = "the reference does not pass it: "
_UNRUN = "there is no time for it: a submission is judged within a minute"
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
    for draft in _until_trouble(drafts):
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


def _until_trouble(drafts: Iterable[Draft | LeftOut]) -> Iterator[Draft | LeftOut]:
    """The drafts; trouble after the first of them ends the import, and not the report."""
    begun = False
    try:
        for draft in drafts:
            begun = True
            yield draft
    except ImportTrouble as trouble:
        if not begun:
            raise
        yield LeftOut("", str(trouble))


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
    begun = time.monotonic()
    best = _Attempt(draft, folder, runner)
    await best.run()
    may_pass = draft.has_reference or draft.supposed_reference
    if draft.refused or not may_pass or (best.whole and draft.has_reference):
        return best
    for read in draft.alternatives:
        if time.monotonic() - begun > _PATIENCE_S:
            best.draft.note("skipped", "other readings", "were not tried: it takes too long")
            break
        other = _Attempt(replace(read(), slug=draft.slug), folder, runner)
        await other.run()
        if other.value > best.value:
            best = other
        if best.whole and best.draft.has_reference:
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
    """Whether the reference passes every test of the source that a problem has room for."""
    reasons: list[str] = field(default_factory=list)
    """Why tests did not pass, and why there is no problem."""
    _tried: set[str] = field(default_factory=set)
    """Cells whose tests have been tried as one."""

    @property
    def whole(self) -> bool:
        """Whether all came over, and passes."""
        return self.problem is not None and self.complete

    @property
    def value(self) -> tuple[bool, bool, int]:
        """The more, the better: whether all is there, and verified, and how many tests are."""
        count = len(self.problem.tests_json["tests"]) if self.problem else 0
        return self.whole, self.draft.has_reference, count

    async def run(self) -> None:
        draft = self.draft
        share_modules(draft)
        self._fit()
        if draft.refused:
            return
        try:
            problem = self._read_soundly()
            if draft.supposed_reference:
                await self._settle_reference(problem)
            if draft.has_reference:
                problem = await self._passing(problem)
        except _StuckError as stuck:
            self.reasons.append(str(stuck))
            return
        if draft.supposed_reference and draft.has_reference:
            write_draft(self.folder, draft)  # with its starter
            problem = self._read_soundly()
        self.problem = problem
        if not draft.has_reference:
            draft.note("lossy", "reference", "there is none: the tests are not verified")
        elif await self._passes(problem, draft.starter):
            draft.note("lossy", "starter", "passes all the tests already")

    def _fit(self) -> None:
        """Leave out what is over the limits of a problem: the largest tests."""
        kept: set[int] = set()
        room = _MAX_TESTS_TEXT
        for test in sorted(self.draft.tests, key=_size):
            if _size(test) > _MAX_TEXT:
                self._leave_out(test, f"is longer than {_MAX_TEXT // 1024} KiB")
            elif len(kept) == MAX_TESTS:
                self._leave_out(test, f"a problem has at most {MAX_TESTS} tests")
            elif _size(test) > room:
                self._leave_out(test, f"tests have at most {MAX_YAML_BYTES // 1024} KiB together")
            else:
                kept.add(id(test))
                room -= _size(test)
        self.draft.tests = [test for test in self.draft.tests if id(test) in kept]

    def _leave_out(self, test: DraftTest, why: str) -> None:
        """Of no fault of the reference."""
        self.reasons.append(why)
        self.draft.note("skipped", f"test {test.keys['id']}", why)

    def _drop(self, test: DraftTest, why: str) -> None:
        self.complete = self.complete and test.optional
        self._leave_out(test, why)

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
        if self._have_more(verdict):
            return await self._failed(self._read_soundly())
        if verdict.fault is not None:
            fault = f"{verdict.fault.type}: {verdict.fault.message}"
            raise _StuckError(f"the reference does not load: {fault}")
        unrun = ("skipped", "timeout") if verdict.runtime_ms > _ALL_MS else ("skipped",)
        return {
            index: _UNRUN if result.status in unrun else _FAILS + _why(verdict, index)
            for index, result in enumerate(verdict.tests)
            if result.status != "passed"
        }

    async def _settle_reference(self, problem: Problem) -> None:
        """Take what may be the reference for one if it passes all tests."""
        self.draft.has_reference = await self._passes(problem, problem.solution)
        if self.draft.has_reference:
            starter = stub_of(problem.solution, list(problem.entry_names))
            self.draft.starter = with_modules(self.draft.shared_modules, starter)

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
        prints = "output" in stops or (verdict.fault and verdict.fault.type == "OutputLimit")
        if prints and limits.get("output_kb", 64) < _MOST_KB:
            raised["output_kb"] = _MOST_KB
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
            elif reasons[index] is _UNRUN:
                self._leave_out(test, _UNRUN)
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


def _size(test: DraftTest) -> int:
    """Bytes of its texts in tests.yaml, where each line is indented."""
    texts = [value for value in test.keys.values() if isinstance(value, str)]
    return sum(len(text.encode()) + _INDENT * text.count("\n") for text in texts)


def _why(verdict: Verdict, index: int) -> str:
    result = verdict.tests[index]
    if result.fault is not None:
        return f"{result.fault.type}: {result.fault.message}"[:200]
    return (result.message or result.status)[:200]
