"""Verifies drafts in the sandbox and writes what holds as problem folders."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from codify_runner import RunnerError
from codify_runner.verdict import Verdict

from codify_jupyter.importers.draft import Draft, DraftTest, slug_of
from codify_jupyter.importers.report import ImportedProblem, ImportReport
from codify_jupyter.problems.findings import ProblemError
from codify_jupyter.problems.folder_writing import tests_yaml, write_folder
from codify_jupyter.problems.lint import Judge
from codify_jupyter.problems.model import Problem
from codify_jupyter.problems.reading import read_problem
from codify_jupyter.problems.yaml_text import yaml_lines

MAX_TESTS = 200
_MAX_TEXT = 65_536
_IDS = uuid.UUID("0e0a4d0c-3a0c-4f5e-8e55-9a8d0c6d7a10")
_PASSED_ROUNDS = 4

Progress = Callable[[ImportedProblem], None]


async def import_problems(
    format_name: str,
    drafts: Iterable[Draft],
    into: Path,
    runner: Judge,
    on_progress: Progress | None = None,
) -> ImportReport:
    """Write the drafts below ``into``, each in a folder of its slug, and a report beside them.

    A test that the reference does not pass takes its original form; if that
    fails as well it is left out, and the report says so.
    """
    done: list[ImportedProblem] = []
    used = _names_in(into)
    for draft in drafts:
        draft.slug = _free(draft.slug, used)
        used.add(draft.slug)
        done.append(await _Verification(draft, into / draft.slug, runner).run())
        if on_progress is not None:
            on_progress(done[-1])
    report = ImportReport(format_name, tuple(done))
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


class _Verification:
    """One draft on its way to a folder."""

    def __init__(self, draft: Draft, folder: Path, runner: Judge) -> None:
        self.draft = draft
        self.folder = folder
        self.runner = runner
        self.complete = True
        """Whether every test of the source is there."""

    async def run(self) -> ImportedProblem:
        draft = self.draft
        self._drop_oversized()
        if any(note.what == "problem" for note in draft.notes):
            draft.tests = []  # the reader knows already that it will not do
        problem: Problem | None = None
        if draft.tests:
            problem = self._read_soundly()
        if problem is not None and draft.has_reference:
            problem = await self._verify(problem)
        elif problem is not None:
            draft.note("lossy", "reference", "there is none: the tests are not verified")
        if problem is None and not any(note.what == "problem" for note in draft.notes):
            why = "no test is left" if not draft.tests else "it could not be written"
            draft.note("skipped", "problem", why)
        if problem is None:
            _remove(self.folder)
        return ImportedProblem(
            slug=draft.slug,
            source=draft.source,
            tests=len(problem.tests_json["tests"]) if problem else 0,
            written=problem is not None,
            reference_passes=(
                problem is not None and self.complete if draft.has_reference else None
            ),
            notes=tuple(draft.notes),
        )

    def _drop_oversized(self) -> None:
        kept = []
        for test in self.draft.tests:
            longest = max((len(v) for v in test.keys.values() if isinstance(v, str)), default=0)
            if longest > _MAX_TEXT:
                why = f"is longer than {_MAX_TEXT // 1024} KiB"
                self.draft.note("skipped", f"test {test.keys['id']}", why)
            else:
                kept.append(test)
        if len(kept) > MAX_TESTS:
            self.draft.note("skipped", f"{len(kept) - MAX_TESTS} tests", f"over {MAX_TESTS} tests")
        self.draft.tests = kept[:MAX_TESTS]

    def _read_soundly(self) -> Problem | None:
        """Write and read; tests that cannot be read give way to their originals, or go."""
        for _ in range(_PASSED_ROUNDS):
            self._write()
            try:
                return read_problem(self.folder)
            except ProblemError as error:
                broken = {
                    index
                    for index, test in enumerate(self.draft.tests)
                    if any(self._concerns(test, finding.line) for finding in error.findings)
                }
                if not broken:
                    why = "; ".join(f.message for f in error.findings[:3])
                    self.draft.note("skipped", "problem", why)
                    return None
                why = error.findings[0].message
                self._replace(broken, dict.fromkeys(broken, f"cannot be read: {why}"))
            if not self.draft.tests:
                return None
        return None

    def _concerns(self, test: DraftTest, line: int) -> bool:
        text = (self.folder / "tests.yaml").read_text(encoding="utf-8").split("\n")
        starts = [number for number, row in enumerate(text, start=1) if row.startswith("  - ")]
        own = next((n for n in starts if f"id: {test.keys['id']}" in text[n - 1]), None)
        if own is None:
            return False
        after = [number for number in starts if number > own]
        return own <= line < (after[0] if after else len(text) + 1)

    async def _verify(self, problem: Problem) -> Problem | None:
        """Judge the reference until all tests that are left pass."""
        for _ in range(_PASSED_ROUNDS):
            verdict = await self._judge(problem)
            if verdict is None:
                return None
            if verdict.status == "accepted":
                return problem
            failed = {
                index: f"the reference does not pass it: {_why(verdict, index)}"
                for index, result in enumerate(verdict.tests)
                if result.status != "passed"
            }
            if not failed:
                return problem
            self._replace(set(failed), failed)
            if not self.draft.tests:
                return None
            again = self._read_soundly()
            if again is None:
                return None
            problem = again
        return None

    async def _judge(self, problem: Problem) -> Verdict | None:
        try:
            verdict = await self.runner.judge(problem.solution, problem.tests_json)
        except RunnerError as error:
            self.draft.note("skipped", "problem", f"could not be judged: {error}")
            return None
        if verdict.fault is not None:
            fault = f"{verdict.fault.type}: {verdict.fault.message}"
            self.draft.note("skipped", "problem", f"the reference does not load: {fault}")
            return None
        return verdict

    def _replace(self, indexes: set[int], reasons: dict[int, str]) -> None:
        kept: list[DraftTest] = []
        for index, test in enumerate(self.draft.tests):
            if index not in indexes:
                kept.append(test)
            elif test.original is not None:
                shared = ("id", "group", "weight", "visibility", "name", "timeout_s")
                keys = {key: test.keys[key] for key in shared if key in test.keys}
                kept.append(DraftTest({**keys, **test.original}, None, test.optional))
            else:
                self.complete = self.complete and test.optional
                self.draft.note("skipped", f"test {test.keys['id']}", reasons[index])
        self.draft.tests = kept

    def _write(self) -> None:
        draft = self.draft
        used = {test.keys["group"] for test in draft.tests}
        groups = [group for group in draft.groups if group["id"] in used]
        weighted = {t.keys["group"] for t in draft.tests if t.keys.get("weight", 1) > 0}
        groups = [g if g["id"] in weighted else {**g, "points": 0} for g in groups]
        if not any(group["points"] for group in groups):
            groups = [{**group, "points": 1} for group in groups]
        front: dict[str, Any] = {
            "codify": 1,
            "id": str(uuid.uuid5(_IDS, f"{draft.source}\n{draft.slug}\n{draft.entry}")),
            "slug": draft.slug,
            "title": draft.title,
            "difficulty": "easy",
            "tags": list(draft.tags),
            "entry": draft.entry,
            "requires": list(draft.requires),
            "source": {"format": "imported", "path": draft.source[:400]},
        }
        if draft.limits:
            front["limits"] = draft.limits
        tests = [test.keys for test in draft.tests]
        document = {"schema": "codify.tests/1", "groups": groups, "tests": tests}
        head = "\n".join(["---", *yaml_lines(front), "---"])
        statement = safe_statement(draft.statement, draft.title)
        files = {
            "problem.md": f"{head}\n{statement}\n",
            "starter.py": draft.starter,
            "solution.py": draft.solution,
            "tests.yaml": tests_yaml(document),
        }
        write_folder(self.folder, files)


def safe_statement(text: str, title: str) -> str:
    """Markdown that the reader of problem.md takes: closed blocks, none of our directives."""
    lines = [line.rstrip() for line in text.strip().split("\n")]
    fence = ""
    kept = []
    for line in lines:
        mark = line.lstrip()[:3]
        if mark in ("```", "~~~"):
            fence = "" if fence == mark else fence or mark
        kept.append(f"\\{line}" if line.startswith(":::") and not fence else line)
    if fence:
        kept.append(fence)
    return "\n".join(kept).strip() or title


def _why(verdict: Verdict, index: int) -> str:
    result = verdict.tests[index]
    if result.fault is not None:
        return f"{result.fault.type}: {result.fault.message}"[:200]
    return (result.message or result.status)[:200]


def _remove(folder: Path) -> None:
    for name in ("problem.md", "starter.py", "solution.py", "tests.yaml"):
        (folder / name).unlink(missing_ok=True)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
