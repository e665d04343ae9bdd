"""Otter's master notebooks: v1 (raw boundary cells, or fenced ones) and v0 (fenced metadata)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codify_jupyter.importers.asserts import add_asserts
from codify_jupyter.importers.draft import Draft
from codify_jupyter.importers.notebooks import CourseCell, course_cells, notebooks_below
from codify_jupyter.importers.question import CourseContext, question_draft, without_magics
from codify_jupyter.importers.sessions import with_output
from codify_jupyter.importers.solution_lines import otter_reference, otter_starter
from codify_jupyter.importers.trouble import ImportTrouble
from codify_jupyter.problems.findings import FindingList
from codify_jupyter.problems.located_yaml import read_yaml
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

_BOUNDARY = re.compile(
    r"^\s*(?:```\w*\s*)?#?\s*(BEGIN|END)\s+(QUESTION|SOLUTION|TESTS|PROMPT)\b[^\n]*\n?(.*?)(?:```\s*)?$",
    re.DOTALL,
)
_V0_QUESTION = re.compile(r"```\w*\s*\n\s*#?\s*BEGIN QUESTION\s*\n(.*?)```", re.DOTALL)
_TEST = re.compile(r"^\s*#\s*(HIDDEN\s+TEST|TEST|HIDDEN)\b", re.IGNORECASE)
_CONFIG = re.compile(r'^\s*"""\s*#\s*BEGIN TEST CONFIG(.*?)"""\s*#\s*END TEST CONFIG', re.DOTALL)


@dataclass(slots=True)
class _Question:
    name: str
    config: dict[str, Any]
    statement: list[str] = field(default_factory=list)
    solution: list[str] = field(default_factory=list)
    tests: list[CourseCell] = field(default_factory=list)


def read_otter(path: Path) -> Iterator[Draft]:
    """Drafts of the questions of a notebook, or of all below a folder.

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
        raise ImportTrouble(f"{path}: there is no question of Otter's")


class _NotebookReader:
    def __init__(self, cells: list[CourseCell], source: str) -> None:
        self.cells = cells
        self.source = source
        self.context = CourseContext()
        self.question: _Question | None = None
        self.block = ""
        self.v0 = False

    def drafts(self) -> Iterator[Draft]:
        for cell in self.cells:
            boundary = _BOUNDARY.match(cell.text) if cell.kind in ("raw", "markdown") else None
            begun = _V0_QUESTION.search(cell.text) if cell.kind in ("raw", "markdown") else None
            if boundary and boundary[2] == "QUESTION":
                yield from self._finished()
                if boundary[1] == "BEGIN":
                    self._begin(boundary[3], "", v0=False)
            elif begun:
                yield from self._finished()
                self._begin(begun[1], cell.text.replace(begun[0], "").strip(), v0=True)
            elif boundary:
                self.block = boundary[2] if boundary[1] == "BEGIN" else ""
            elif cell.kind == "markdown":
                if self.question and not self.block and not self.question.solution:
                    self.question.statement.append(cell.text.strip())
                elif self.v0 and self.question and self.question.solution:
                    yield from self._finished()
            elif cell.kind == "code":
                yield from self._code(cell)
        yield from self._finished()

    def _begin(self, config: str, statement: str, *, v0: bool) -> None:
        document = read_yaml(Path(self.source), config, FindingList())
        values = document.value if document and isinstance(document.value, dict) else {}
        self.question = _Question(str(values.get("name", "question")), values)
        if statement:
            self.question.statement.append(statement)
        self.block, self.v0 = "", v0

    def _code(self, cell: CourseCell) -> Iterator[Draft]:
        question = self.question
        if question is None:
            self.context.add(otter_reference(cell.text))
        elif self.block == "TESTS" or (self.v0 and _TEST.match(cell.text)):
            question.tests.append(cell)
        elif self.v0 and question.tests:
            yield from self._finished()
            self.context.add(otter_reference(cell.text))
        elif self.block in ("SOLUTION", "") and (not self.v0 or not question.solution):
            question.solution.append(cell.text)
        elif self.v0:
            self.context.add(otter_reference(cell.text))

    def _finished(self) -> Iterator[Draft]:
        question, self.question = self.question, None
        self.block = ""
        if question is None:
            return
        whole = "\n".join(question.solution)
        if question.tests:
            yield self._draft(question, whole)
        self.context.add(otter_reference(whole))
        for cell in question.tests:
            self.context.add_imports(cell.text)

    def _draft(self, question: _Question, whole: str) -> Draft:
        draft = question_draft(
            question.name,
            "\n\n".join(question.statement),
            otter_reference(whole),
            otter_starter(whole),
            "\n".join(cell.text for cell in question.tests),
            self.context,
            self.source,
        )
        if question.config.get("manual"):
            draft.note("lossy", question.name, "is also graded by hand")
        points = question.config.get("points", 1)
        if not isinstance(points, int | float):
            draft.note("lossy", "points", "of single tests are not read: each has its share")
            points = (
                sum(p for p in points if isinstance(p, int | float))
                if isinstance(points, list)
                else 1
            )
        if any("import student_file" in cell.text for cell in question.tests):
            draft.note("lossy", "student_file", "there is no module of the student's")
        draft.groups = [{"id": "tests", "title": "Tests", "points": float(points) or 1.0}]
        for number, cell in enumerate(question.tests, start=1):
            self._add_test(draft, cell, number)
        return draft

    def _add_test(self, draft: Draft, cell: CourseCell, number: int) -> None:
        config = _CONFIG.match(cell.text)
        text = _CONFIG.sub("", cell.text)
        mark = _TEST.match(text)
        hidden = bool(mark and "HIDDEN" in mark[1].upper())
        if config:
            document = read_yaml(Path(self.source), config[1], FindingList())
            values = document.value if document and isinstance(document.value, dict) else {}
            hidden = hidden or values.get("hidden") is True
        lines = text.split("\n")
        code = without_magics("\n".join(lines[1:] if mark else lines)).strip()
        before = len(draft.tests)
        try:
            code = with_output(code, cell.output)
        except UnreadablePythonError as error:
            draft.note("skipped", f"test {number}", f"is not Python: {error.message}")
            return
        code = _called_test(code)
        if add_asserts(draft, code, "tests", name=f"test {number}") == 0:
            keys = {"group": "tests", "code": f"{code.rstrip()}\nassert True\n"}
            draft.add(keys, None, f"test {number}")
            draft.note("lossy", f"test {number}", "shows nothing: it must run without an error")
        if hidden:
            for test in draft.tests[before:]:
                test.keys["visibility"] = "hidden"


def _called_test(code: str) -> str:
    """A test that is a function of the environment's names, called with them.

    Otter gives such a function what its parameters are called; the cell calls
    it itself, too, as a rule.
    """
    tree = parse_module(code)
    functions = [one for one in tree.body if isinstance(one, ast.FunctionDef)]
    tests = [one for one in functions if one.name.startswith("test") and one.args.args]
    for one in tests:
        # Under another name: pytest's fixtures look like it, and are something else.
        code = re.sub(rf"\b{one.name}\b", f"check_{one.name}", code)
        if not any(isinstance(node, ast.Expr) for node in tree.body):
            arguments = ", ".join(argument.arg for argument in one.args.args)
            code = f"{code.rstrip()}\n\n\ncheck_{one.name}({arguments})\n"
    return code
