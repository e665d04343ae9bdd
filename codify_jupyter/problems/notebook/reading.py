"""Reads the problems of a notebook. Nothing in it is ever run."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codify_jupyter.problems.assembling import ProblemParts, assemble
from codify_jupyter.problems.findings import Finding, FindingList, ProblemError, did_you_mean, shown
from codify_jupyter.problems.located_yaml import read_yaml
from codify_jupyter.problems.model import Problem, entry_names
from codify_jupyter.problems.notebook.cells import Cell, read_cells
from codify_jupyter.problems.notebook.directives import leading_directives, read_directives
from codify_jupyter.problems.notebook.places import LocatedText, Places
from codify_jupyter.problems.notebook.regions import marked_solution
from codify_jupyter.problems.notebook.test_cells import TestsDocument
from codify_jupyter.problems.source_files import SourceFile

NOTEBOOK_SUFFIXES = (".ipynb", ".py", ".md")
"""The last two are jupytext's percent format and MyST."""
ROLES = ("solution", "starter", "tests", "checks", "wrong")
_HEADER = re.compile(r"^codify\s*:\s*\d+\s*(#.*)?$", re.MULTILINE)
_ROLE = re.compile(r"^#\|\s*codify\s*:\s*(\S*)\s*$")
_WRONG_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$")
_IDS = uuid.UUID("6f1d1c5e-7f0e-4d55-9d5c-4f7c6f0a2b11")
"""Problems without an id get one that is made from their slug."""


@dataclass(slots=True)
class _Section:
    """The cells of one problem, header first."""

    header: Cell
    cells: list[Cell] = field(default_factory=list)


def holds_problems(path: Path) -> bool:
    """Whether a notebook holds problems, without a word about what may be wrong with it."""
    if path.suffix != ".ipynb" or not path.is_file():
        return False
    cells = read_cells(path, FindingList()) or ()
    return any(_is_header(cell) for cell in cells)


def read_notebook(path: Path) -> list[Problem]:
    """All problems of a notebook, in order.

    Raises:
        ProblemError: with everything that is wrong, each finding with cell and line.
    """
    findings: list[Finding] = []
    problems: list[Problem] = []
    for parts, places, found in read_notebook_parts(path):
        problem = assemble(parts, found) if parts is not None else None
        if problem is not None and not found.failed:
            problems.append(problem)
        findings += [places.relocated(one) if places else one for one in found.items]
    if any(finding.severity == "error" for finding in findings):
        raise ProblemError(findings)
    return problems


def read_notebook_parts(
    path: Path,
) -> list[tuple[ProblemParts | None, Places | None, FindingList]]:
    """The parts of each problem, where their lines stand, and what was found on the way."""
    findings = FindingList()
    cells = read_cells(path, findings)
    sections = _sections(cells or ())
    if cells is not None and not sections:
        message = (
            "holds no problem; begin one with a raw cell that holds its front matter: "
            "`codify: 1`, `slug`, `title`, `difficulty`, `entry`"
        )
        findings.error(path, 1, "no-problems", message)
    if findings.items:
        return [(None, None, findings)]
    return [_SectionReader(path, section).read() for section in sections]


def _is_header(cell: Cell) -> bool:
    # Some editors know no raw cells and make them Markdown.
    return cell.kind != "code" and _HEADER.search(_front_text(cell)[1]) is not None


def _front_text(cell: Cell) -> tuple[int, str]:
    """The line on which the YAML of a header begins, and the YAML."""
    lines = cell.text.split("\n")
    start = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if lines[start].rstrip() != "---":
        return (start + 1, "\n".join(lines[start:]) if cell.kind == "raw" else "")
    rest = lines[start + 1 :]
    end = next((i for i, line in enumerate(rest) if line.rstrip() == "---"), len(rest))
    return (start + 2, "\n".join(rest[:end]))


def _sections(cells: Iterable[Cell]) -> list[_Section]:
    sections: list[_Section] = []
    for cell in cells:
        if _is_header(cell):
            sections.append(_Section(cell))
        elif sections:
            sections[-1].cells.append(cell)
    return sections


class _SectionReader:
    """Makes the parts of one problem of its cells."""

    def __init__(self, path: Path, section: _Section) -> None:
        self.path = path
        self.section = section
        self.findings = FindingList()
        first_line, self.front_text = _front_text(section.header)
        self.front_line = first_line
        self.front = self._front()
        slug = re.sub(r"[^a-z0-9-]+", "-", str(self.front.get("slug", "problem")))[:80]
        self.folder = path / (slug or "problem")
        self.places = Places(path, (section.header.number, 1), self.folder)
        self.texts: dict[str, LocatedText] = {}
        self.wrong: dict[str, LocatedText] = {}

    def read(self) -> tuple[ProblemParts, Places, FindingList]:
        self._read_markdown()
        tests_text = LocatedText()
        entries = entry_names(str(self.front.get("entry", "")))
        tests = TestsDocument(self.folder / "tests.yaml", entries, self.findings)
        self.places.parts[tests.path] = tests_text.places
        for cell in self.section.cells:
            lines = cell.text.rstrip().split("\n")
            role = self._role(cell, lines)
            if role == "tests":
                first = len(tests_text.lines) + 1
                tests_text.add(lines, cell.number)
                tests.add_cell(lines, first)
            elif role == "wrong":
                self._add_wrong(cell, lines)
            elif role is not None:
                self._add_code(role, cell, lines)
        if not tests_text.lines:
            message = "there is no tests cell; begin one with `#| codify: tests`"
            self.findings.error(tests.path, 1, "missing-tests", message)
        if "solution" not in self.texts:
            message = "there is no solution cell; begin one with `#| codify: solution`"
            self.findings.error(self.folder / "solution.py", 1, "missing-solution", message)
        starter, solution = self._starter_and_solution()
        parts = ProblemParts(
            path=self.path,
            folder=self.folder,
            markdown=self._source("problem.md"),
            starter=starter,
            solution=solution,
            checks=self._source("checks.py") if "checks" in self.texts else None,
            checks_missing="checks" not in self.texts,
            tests=tests.finish() if tests_text.lines else None,
            wrong=tuple(self._wrong_source(name) for name in sorted(self.wrong)),
        )
        return parts, self.places, self.findings

    def _front(self) -> dict[str, Any]:
        """The front matter, read for its slug and entry; its faults are told when it is read."""
        document = read_yaml(self.path, self.front_text, FindingList())
        return document.value if document and isinstance(document.value, dict) else {}

    def _read_markdown(self) -> None:
        header = self.section.header
        text = LocatedText()
        text.add_made("---", (header.number, 1))
        text.add(self.front_text.split("\n"), header.number, self.front_line)
        if "id" not in self.front and isinstance(self.front.get("slug"), str):
            made = uuid.uuid5(_IDS, self.front["slug"])
            text.add_made(f"id: {made}", (header.number, 1))
        text.add_made("---", (header.number, 1))
        for index, cell in enumerate(self._statement_cells()):
            if index:
                text.add_made("", (cell.number, 1))
            text.add(cell.text.rstrip().split("\n"), cell.number)
        self._keep("problem.md", text)

    def _statement_cells(self) -> list[Cell]:
        """The Markdown before the first code: what comes later is the author's own."""
        cells: list[Cell] = []
        for cell in self.section.cells:
            if cell.kind == "code" and _ROLE.match(cell.text.split("\n", 1)[0]):
                break
            if cell.kind == "markdown":
                cells.append(cell)
        return cells

    def _role(self, cell: Cell, lines: list[str]) -> str | None:
        found = _ROLE.match(lines[0]) if cell.kind == "code" else None
        if found is None:
            return None
        if found[1] not in ROLES:
            message = f"a cell cannot be {shown(found[1])}; {did_you_mean(found[1], ROLES)}"
            self.findings.items.append(
                Finding(self.path, 1, "error", "unknown-role", message, cell=cell.number)
            )
            return None
        return found[1]

    def _add_code(self, role: str, cell: Cell, lines: list[str]) -> None:
        end = leading_directives(lines)
        if end > 1:
            message = f"a {role} cell has no `#|` lines but the first; remove this one"
            self.findings.items.append(
                Finding(self.path, 2, "error", "bad-directive", message, cell=cell.number)
            )
        text = self.texts.setdefault(role, LocatedText())
        if text.lines:
            text.add(["", ""], cell.number)
        text.add(lines[end:], cell.number, end + 1)

    def _add_wrong(self, cell: Cell, lines: list[str]) -> None:
        end = leading_directives(lines)
        marked = read_directives(self.path, lines[:end], 1, FindingList())
        name = str(marked.values.get("name", "")) if marked else ""
        if not _WRONG_NAME.match(name) or set(marked.values if marked else ()) - {"codify", "name"}:
            message = "a wrong solution begins with `#| codify: wrong` and `#| name: its_mistake`"
        elif name in self.wrong:
            message = f"there is a wrong solution {shown(name)} already; give this one another name"
        else:
            text = self.wrong[name] = LocatedText()
            text.add(lines[end:], cell.number, end + 1)
            return
        self.findings.items.append(
            Finding(self.path, 1, "error", "bad-wrong", message, cell=cell.number)
        )

    def _starter_and_solution(self) -> tuple[SourceFile | None, SourceFile | None]:
        whole = self.texts.get("solution")
        if whole is None:
            return None, None
        marked = marked_solution(whole)
        solution_path, starter_path = self.folder / "solution.py", self.folder / "starter.py"
        if marked.fault is not None:
            line, message = marked.fault
            self.places.parts[solution_path] = whole.places
            self.findings.error(solution_path, line, "bad-region", message)
            return None, None
        starter = self.texts.get("starter") or marked.starter
        if starter is None:
            message = (
                "there is no starter; put what students are to write between the lines "
                "`# BEGIN SOLUTION` and `# END SOLUTION`, or add a cell with `#| codify: starter`"
            )
            self.places.parts[starter_path] = whole.places
            self.findings.error(starter_path, 1, "missing-starter", message)
        else:
            self.texts["starter"] = starter
        self.texts["solution"] = marked.solution
        return (self._source("starter.py") if starter else None, self._source("solution.py"))

    def _source(self, name: str) -> SourceFile:
        text = self.texts[name.partition(".")[0]] if name != "problem.md" else self.texts[name]
        return self._keep(name, text)

    def _wrong_source(self, name: str) -> SourceFile:
        return self._keep(f"wrong/{name}.py", self.wrong[name])

    def _keep(self, name: str, text: LocatedText) -> SourceFile:
        path = self.folder / name
        self.texts.setdefault(name, text)
        self.places.parts[path] = text.places
        return SourceFile(path, text.text)
