"""nbgrader's source notebooks, metadata schemas 0 to 3."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from codify_jupyter.importers.course import Course, Question, SolutionCell, TestCell
from codify_jupyter.importers.draft import Draft, LeftOut, Note
from codify_jupyter.importers.names import free_names
from codify_jupyter.importers.nose_names import without_nose
from codify_jupyter.importers.notebook_code import plain_python
from codify_jupyter.importers.notebooks import CourseCell, read_notebooks
from codify_jupyter.importers.python_source import top_level
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

_BEGIN = re.compile(r"^(\s*).*\bBEGIN SOLUTION\b")
_END = re.compile(r"\bEND SOLUTION\b")
_HIDDEN_BEGIN = re.compile(r"\bBEGIN HIDDEN TESTS\b")
_HIDDEN_END = re.compile(r"\bEND HIDDEN TESTS\b")
_STUB = ("# YOUR CODE HERE", "raise NotImplementedError()")


def read_nbgrader(path: Path) -> Iterator[Draft | LeftOut]:
    """Drafts of the autograded questions of a notebook, or of all below a folder.

    Raises:
        ImportTrouble: there is none.
    """
    return read_notebooks(path, _read, "autograded cell of nbgrader's")


def _read(cells: list[CourseCell], course: Course) -> None:
    reader = _Reader(course)
    for cell in cells:
        reader.add(cell)


class _Reader:
    def __init__(self, course: Course) -> None:
        self.course = course
        self.program = course.program
        self.statement: list[str] = []
        self.waiting: list[tuple[str, str, SolutionCell]] = []
        """Solution cells that no test has come to yet: id, statement before it, cell."""

    def add(self, cell: CourseCell) -> None:
        marks = _marks(cell)
        if cell.kind == "module":
            self.program.add(cell.text, "course")
        elif cell.kind == "code":
            self._add_code(cell, marks)
        elif marks["manual"]:
            self.course.notes.append(Note("skipped", f"cell {marks['id']}", "is graded by hand"))
        elif cell.kind == "markdown" and not marks["solution"]:
            self.statement.append(cell.text.strip())

    def _add_code(self, cell: CourseCell, marks: dict[str, Any]) -> None:
        if marks["tests"]:
            self._add_tests(cell, marks)
        elif marks["solution"] or marks["manual"]:
            reference = without_nose(plain_python(_reference(cell.text)))
            steps = self.program.add(reference, "solution")
            solution = SolutionCell(steps, reference, plain_python(_starter(cell.text)))
            if marks["manual"]:
                note = Note("skipped", f"cell {marks['id']}", "is graded by hand")
                self.course.notes.append(note)
                return
            statement = "\n\n".join(filter(None, self.statement))
            self.statement = []
            self.waiting.append((marks["id"], statement, solution))
        else:
            self.course.public |= {line.strip() for line in cell.text.split("\n")}
            self.program.add(without_nose(cell.ran), "course")

    def _add_tests(self, cell: CourseCell, marks: dict[str, Any]) -> None:
        hidden, public = _lines(cell.text)
        self.course.public |= public
        self.course.hidden |= hidden
        code = without_nose(plain_python(_tests_text(cell.text)))
        steps = self.program.add(code, "tests", hidden=hidden - public)
        if self.waiting:
            self._begin_question(code)
        if not self.course.questions:
            note = Note("skipped", f"cell {marks['id']}", "tests nothing: no solution is before it")
            self.course.notes.append(note)
            return
        question = self.course.questions[-1]
        group = re.sub(r"[^A-Za-z0-9_-]", "-", marks["id"]).lstrip("-_")[:50] or "tests"
        number = len(question.groups) + 1
        group = f"{group}-{number}" if any(g["id"] == group for g in question.groups) else group
        points = {"points": marks["points"], "scoring": "all"}
        question.groups.append({"id": group, "title": f"Tests {number}", **points})
        code, instead, notes = _full_credit(code, cell.result, marks["points"], f"cell {group}")
        question.tests.append(
            TestCell(
                f"cell {group}",
                steps,
                code,
                group,
                instead=instead,
                notes=notes,
            )
        )

    def _begin_question(self, tests: str) -> None:
        """A question of the solution cells that the tests look at; the last one is, for sure."""
        used = free_names(tests)
        taken = [one for one in self.waiting[:-1] if set(top_level(one[2].reference)) & used]
        taken.append(self.waiting[-1])
        name, statement = taken[-1][0], "\n\n".join(filter(None, (text for _, text, _ in taken)))
        question = Question(name, statement, [cell for _, _, cell in taken])
        if any(_is_stub(cell.reference) for cell in question.solutions):
            why = "its solution has been taken out (a release version?)"
            question.notes.append(Note("skipped", "problem", why))
            question.has_reference = False
        elif not any(cell.steps for cell in question.solutions):
            question.notes.append(Note("skipped", "problem", "its solution cell holds no code"))
            question.has_reference = False
        self.course.questions.append(question)
        self.waiting = []


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
        "tests": grade and not solution and not marks.get("task"),
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


def _lines(text: str) -> tuple[set[str], set[str]]:
    """The lines that students do not see, and those that they do."""
    hidden: set[str] = set()
    public: set[str] = set()
    inside = False
    for line in text.split("\n"):
        if _HIDDEN_BEGIN.search(line):
            inside = True
        elif _HIDDEN_END.search(line):
            inside = False
        elif line.strip():
            (hidden if inside else public).add(line.strip())
    return hidden, public


def _full_credit(
    code: str, shown: str, points: float, name: str
) -> tuple[str, str, tuple[Note, ...]]:
    """The code with an assert in the place of a last value that gives part of the points, and
    with one for some points.

    ``shown`` is that value when the notebook was saved; empty if it was not run.
    """
    try:
        body = parse_module(code).body
    except UnreadablePythonError:
        return code, "", ()
    last = body[-1] if body else None
    if not isinstance(last, ast.Expr) or not (
        _is_number(shown) if shown else _is_score(last.value)
    ):
        return code, "", ()
    head = "\n".join(code.split("\n")[: last.lineno - 1])
    value = ast.unparse(last.value)
    why = f"gives part of the points by its last value: here all {points:g} or none"
    note = Note("lossy", name, why)
    return f"{head}\nassert ({value}) >= {points:g}\n", f"{head}\nassert ({value}) > 0\n", (note,)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_score(value: ast.expr) -> bool:
    match value:
        case ast.Constant(value=int() | float() as number):
            return not isinstance(number, bool)
        case ast.Name(id=name):
            return re.search(r"score|points|grade|credit|marks", name, re.I) is not None
    return False
