"""nbgrader's source notebooks, metadata schemas 0 to 3."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codify_jupyter.importers.asserts import add_asserts
from codify_jupyter.importers.draft import Draft
from codify_jupyter.importers.nose_names import without_nose
from codify_jupyter.importers.notebooks import CourseCell, course_cells, notebooks_below
from codify_jupyter.importers.python_source import top_level
from codify_jupyter.importers.question import CourseContext, question_draft, without_magics
from codify_jupyter.importers.trouble import ImportTrouble

_BEGIN = re.compile(r"^(\s*).*\bBEGIN SOLUTION\b")
_END = re.compile(r"\bEND SOLUTION\b")
_HIDDEN_BEGIN = re.compile(r"\bBEGIN HIDDEN TESTS\b")
_HIDDEN_END = re.compile(r"\bEND HIDDEN TESTS\b")
_STUB = ("# YOUR CODE HERE", "raise NotImplementedError()")


@dataclass(slots=True)
class _Question:
    """A solution cell and the tests after it."""

    name: str
    statement: str
    solution: str
    tests: list[CourseCell] = field(default_factory=list)
    manual: list[str] = field(default_factory=list)


def read_nbgrader(path: Path) -> Iterator[Draft]:
    """Drafts of the autograded questions of a notebook, or of all below a folder.

    Raises:
        ImportTrouble: there is none.
    """
    found = False
    for notebook in notebooks_below(path):
        source = notebook.name if notebook == path else str(notebook.relative_to(path))
        for draft in _NotebookReader(course_cells(notebook), source).drafts():
            found = True
            yield draft
    if not found:
        raise ImportTrouble(f"{path}: there is no autograded cell of nbgrader's")


class _NotebookReader:
    def __init__(self, cells: list[CourseCell], source: str) -> None:
        self.cells = cells
        self.source = source
        self.context = CourseContext()
        self.before = CourseContext()
        """What earlier tests have made, for later tests."""
        self.question: _Question | None = None
        self.statement: list[str] = []
        self.manual: list[str] = []

    def drafts(self) -> Iterator[Draft]:
        for cell in self.cells:
            marks = _marks(cell)
            if cell.kind == "markdown" and not marks["solution"]:
                if self.question and self.question.tests:
                    yield from self._finished()
                self.statement.append(cell.text.strip())
            elif marks["manual"]:
                self.manual.append(marks["id"])
            elif cell.kind == "code" and marks["solution"]:
                yield from self._finished()
                statement = "\n\n".join(filter(None, self.statement))
                self.statement = []
                self.question = _Question(marks["id"], statement, cell.text)
            elif cell.kind == "code" and marks["tests"] and self.question is not None:
                self.question.tests.append(cell)
            elif cell.kind == "code":
                if self.question and self.question.tests:
                    yield from self._finished()
                self.context.add(without_nose(cell.text))
        yield from self._finished()

    def _finished(self) -> Iterator[Draft]:
        question, self.question = self.question, None
        if question is None:
            return
        reference = _reference(question.solution)
        if question.tests:
            draft = self._draft(question, reference)
            for name in self.manual:
                draft.note("skipped", f"cell {name}", "is graded by hand")
            self.manual = []
            yield draft
        self.context.add(reference)

    def _draft(self, question: _Question, reference: str) -> Draft:
        tests = "\n".join(without_nose(_tests_text(cell.text)) for cell in question.tests)
        draft = question_draft(
            question.name,
            question.statement,
            reference,
            _starter(question.solution),
            tests,
            self.context,
            self.source,
        )
        if _is_stub(reference):
            draft.note("skipped", "problem", "its solution has been taken out (a release version?)")
        for number, cell in enumerate(question.tests, start=1):
            marks = _marks(cell)
            group = re.sub(r"[^A-Za-z0-9_-]", "-", marks["id"]).lstrip("-_")[:50] or "tests"
            group = f"{group}-{number}" if any(g["id"] == group for g in draft.groups) else group
            points = {"points": marks["points"], "scoring": "all"}
            draft.groups.append({"id": group, "title": f"Tests {number}", **points})
            self._add_tests(draft, cell, group)
            self.context.add_imports(without_nose(cell.text))
            self.before.add_tests(without_nose(_tests_text(cell.text)))
        return draft

    def _add_tests(self, draft: Draft, cell: CourseCell, group: str) -> None:
        text = without_nose(without_magics(_tests_text(cell.text)))
        hidden = _hidden_lines(cell.text)
        public = {line.strip() for line in text.split("\n")} - hidden
        before = len(draft.tests)
        # What students are given cannot have it: earlier tests may be hidden.
        if earlier := self.before.needed_by(text, {*top_level(text), *top_level(draft.solution)}):
            text = f"{earlier}\n{text}"
        if imported := _imports_of(self.context.needed_by(text, set())):
            text = f"{imported}\n{text}"
        add_asserts(draft, text, group)
        if len(draft.tests) == before:
            keys = {"group": group, "code": f"{text.rstrip()}\nassert True\n"}
            draft.add(keys, None, f"{group} runs")
            draft.note("lossy", f"cell {group}", "has no assert: it must run without an error")
        if re.search(r"^\s*[\d.]+\s*$|^\s*(score|points)\b\s*$", text.rstrip().split("\n")[-1]):
            draft.note("lossy", f"cell {group}", "partial credit by the cell's last value")
        for test in draft.tests[before:]:
            lines = {line.strip() for line in _code_of(test.keys, test.original).split("\n")}
            if (lines & hidden) - public:
                test.keys["visibility"] = "hidden"


def _imports_of(code: str) -> str:
    """The imports among some statements, and what stands for nose."""
    kept = ("import ", "from ", "assert_", "ok_", "eq_")
    return "\n".join(line for line in code.split("\n") if line.startswith(kept))


def _code_of(keys: dict[str, Any], original: dict[str, Any] | None) -> str:
    return str((original or keys).get("code", ""))


def _marks(cell: CourseCell) -> dict[str, Any]:
    """What nbgrader's metadata say, whichever schema."""
    found = cell.metadata.get("nbgrader")
    marks = found if isinstance(found, dict) else {}
    grade, solution = bool(marks.get("grade")), bool(marks.get("solution"))
    try:
        points = max(float(marks.get("points") or 0), 0.0)
    except (TypeError, ValueError):
        points = 0.0
    return {
        "id": str(marks.get("grade_id") or "cell"),
        "points": min(points, 1000.0),
        "tests": grade and not solution,
        "solution": solution and not grade,
        "manual": (grade and solution) or bool(marks.get("task")),
    }


def _reference(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(line for line in lines if not (_BEGIN.match(line) or _END.search(line)))


def _starter(text: str) -> str:
    """As ``nbgrader generate_assignment`` makes it."""
    kept: list[str] = []
    inside = False
    for line in text.split("\n"):
        begin = _BEGIN.match(line)
        if begin:
            inside = True
            kept += [f"{begin[1]}{stub}" for stub in _STUB]
        elif inside:
            inside = not _END.search(line)
        else:
            kept.append(line)
    return "\n".join(kept) if "BEGIN SOLUTION" in text else "\n".join(_STUB)


def _is_stub(reference: str) -> bool:
    return "raise NotImplementedError" in reference and "YOUR CODE HERE" in reference


def _tests_text(text: str) -> str:
    marks = (_HIDDEN_BEGIN, _HIDDEN_END)
    return "\n".join(
        line for line in text.split("\n") if not any(mark.search(line) for mark in marks)
    )


def _hidden_lines(text: str) -> set[str]:
    hidden: set[str] = set()
    inside = False
    for line in text.split("\n"):
        if _HIDDEN_BEGIN.search(line):
            inside = True
        elif _HIDDEN_END.search(line):
            inside = False
        elif inside and line.strip():
            hidden.add(line.strip())
    return hidden
