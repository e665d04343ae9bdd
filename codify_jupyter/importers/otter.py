"""Otter's master notebooks: v1 (raw boundary cells, or fenced ones) and v0 (fenced metadata)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from codify_jupyter.importers.course import Course, Question, SolutionCell
from codify_jupyter.importers.draft import Draft, LeftOut, Note
from codify_jupyter.importers.notebook_code import plain_python
from codify_jupyter.importers.notebooks import CourseCell, read_notebooks
from codify_jupyter.importers.otter_tests import OtterTest, otter_groups, read_test
from codify_jupyter.importers.solution_lines import (
    otter_reference,
    otter_starter,
    without_ignored_lines,
)
from codify_jupyter.problems.findings import FindingList
from codify_jupyter.problems.located_yaml import read_yaml

_FENCE = re.compile(r"^```(?:otter)?[ \t]*\n(.*?)^```[ \t]*\n?", re.M | re.S)
_BOUNDARY = re.compile(r"\s*#\s*(BEGIN|END)\s+(QUESTION|SOLUTION|TESTS|PROMPT)\b[^\n]*", re.I)
_END = re.compile(r"\s*#\s*END\s+QUESTION\b", re.I)
_V0_QUESTION = re.compile(r"\s*(?:#\s*)?BEGIN QUESTION\b[^\n]*\n", re.I)
_V0_TEST = re.compile(r"\s*#\s*(HIDDEN\s+TEST|TEST|HIDDEN)\b", re.I)
_IGNORED = re.compile(r"\s*(##\s*ignore\s*##|#\s*ignore\s*$)", re.I | re.M)


def read_otter(path: Path) -> Iterator[Draft | LeftOut]:
    """Drafts of the questions of a notebook, or of all below a folder.

    Raises:
        ImportTrouble: there is none.
    """
    return read_notebooks(path, _read, "question of Otter's")


def _read(cells: list[CourseCell], course: Course) -> None:
    pieces = [piece for cell in cells for piece in _unfenced(cell)]
    ends = any(piece.kind == "raw" and _END.match(piece.text) for piece in pieces)
    reader = _Reader(course, endless=not ends)
    for piece in pieces:
        reader.add(piece)
    reader.end_question()


def _unfenced(cell: CourseCell) -> Iterator[CourseCell]:
    """A Markdown cell as the boundaries that are fenced in it, and the text around them."""
    if cell.kind != "markdown":
        yield cell
        return
    at = 0
    for fence in _FENCE.finditer(cell.text + "\n"):
        if _BOUNDARY.match(fence[1]) or _V0_QUESTION.match(fence[1]):
            yield CourseCell("markdown", cell.text[at : fence.start()], {})
            yield CourseCell("raw", fence[1], {})
            at = fence.end()
    yield CourseCell("markdown", cell.text[at:], {})


class _Reader:
    def __init__(self, course: Course, *, endless: bool) -> None:
        self.course = course
        self.endless = endless
        """Whether questions have no end of their own, as in v0."""
        self.program = course.program
        self.question: Question | None = None
        self.config: dict[str, Any] = {}
        self.tests: list[OtterTest] = []
        self.prompt: list[str] = []
        self.statement: list[str] = []
        self.block = ""
        self.v0 = False

    def add(self, cell: CourseCell) -> None:
        boundary = _BOUNDARY.match(cell.text) if cell.kind == "raw" else None
        if boundary and boundary[2].upper() == "QUESTION":
            self.end_question()
            if boundary[1].upper() == "BEGIN":
                self._begin_question(cell.text[boundary.end() :], v0=self.endless)
        elif cell.kind == "raw" and (begun := _V0_QUESTION.match(cell.text)):
            self.end_question()
            self._begin_question(cell.text[begun.end() :], v0=True)
        elif boundary:
            self.block = boundary[2].upper() if boundary[1].upper() == "BEGIN" else ""
        elif cell.kind == "markdown":
            self._add_markdown(cell.text.strip())
        elif cell.kind == "module":
            self.program.add(cell.text, "course")
        elif cell.kind == "code" and not _IGNORED.match(cell.text):
            self._add_code(cell)

    def _begin_question(self, config: str, *, v0: bool) -> None:
        document = read_yaml(Path(self.course.source), config, FindingList())
        self.config = document.value if document and isinstance(document.value, dict) else {}
        name = str(self.config.get("name") or f"question {len(self.course.questions) + 1}")
        self.question = Question(name, "", [])
        if not document:
            self.question.notes.append(Note("lossy", name, "its settings cannot be read as YAML"))
        # In v0 the statement stands before its settings, in the same cell.
        self.statement = self.statement[-1:] if v0 else []
        self.tests, self.prompt, self.block, self.v0 = [], [], "", v0

    def _add_markdown(self, text: str) -> None:
        if self.v0 and self.question and self.question.solutions:
            self.end_question()
        if text and not (self.question and (self.block or self.question.solutions)):
            self.statement.append(text)

    def _add_code(self, cell: CourseCell) -> None:
        text = without_ignored_lines(cell.text)
        question = self.question
        if question is None:
            self._add_course(without_ignored_lines(cell.ran))
        elif self.block == "TESTS" or (self.v0 and _V0_TEST.match(text)):
            self.tests.append(read_test(self.course, text, cell, len(self.tests) + 1))
        elif self.block == "PROMPT":
            self.prompt.append(plain_python(text))
        elif self.block == "SOLUTION" or (self.v0 and not question.solutions):
            reference = plain_python(otter_reference(text))
            starter = plain_python(otter_starter(text))
            steps = self.program.add(reference, "solution")
            question.solutions.append(SolutionCell(steps, reference, starter))
        else:
            if self.v0 and self.tests:
                self.end_question()
            self._add_course(without_ignored_lines(cell.ran))

    def _add_course(self, text: str) -> None:
        if self.question is None:
            self.statement = []
        reference = otter_reference(text)
        self.course.public |= {line.strip() for line in reference.split("\n")}
        self.program.add(reference, "course")

    def end_question(self) -> None:
        question, self.question = self.question, None
        self.block = ""
        if question is None:
            return
        question.statement, self.statement = "\n\n".join(filter(None, self.statement)), []
        if not self.tests:
            by_hand = self.config.get("manual")
            why = "is graded by hand" if by_hand else "has no tests"
            self.course.notes.append(Note("skipped", f"question {question.name}", why))
            return
        if self.config.get("manual"):
            question.notes.append(Note("lossy", question.name, "is also graded by hand"))
        if not question.solutions:
            end = len(self.program.steps)
            question.solutions.append(SolutionCell(range(end, end), "", ""))
            why = "there is no solution (a student's copy?)"
            question.notes.append(Note("skipped", "problem", why))
            question.has_reference = False
        elif self.prompt:
            # What stands in a prompt takes the place of the whole solution.
            first, *others = question.solutions
            prompt = "\n".join(self.prompt)
            question.solutions = [
                SolutionCell(first.steps, first.reference, prompt),
                *(SolutionCell(one.steps, one.reference, "") for one in others),
            ]
        question.groups, question.tests = otter_groups(self.config, self.tests)
        self.course.questions.append(question)
