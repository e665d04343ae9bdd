"""A course notebook, whichever tool it was written for: one program, and its questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from codify_jupyter.importers.data_files import ReadFile
from codify_jupyter.importers.draft import Note
from codify_jupyter.importers.slicing import NotebookProgram


@dataclass(frozen=True, slots=True)
class SolutionCell:
    """A cell that students fill in."""

    steps: range
    """Its statements in the notebook's program."""
    reference: str
    starter: str


@dataclass(frozen=True, slots=True)
class TestCell:
    """A cell that tests."""

    __test__ = False

    name: str
    steps: range
    """Its statements in the notebook's program."""
    code: str
    """As plain Python, without the tool's marks."""
    group: str
    """Id of one of the question's groups."""
    instead: str = ""
    """What to take for ``code`` where the reference does not pass it."""
    all_hidden: bool = False
    weight: float = 1
    on_fail: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(slots=True)
class Question:
    """Something to solve, and its tests."""

    name: str
    statement: str
    solutions: list[SolutionCell]
    tests: list[TestCell] = field(default_factory=list)
    groups: list[dict[str, Any]] = field(default_factory=list)
    """As in tests.yaml."""
    notes: list[Note] = field(default_factory=list)
    has_reference: bool = True
    """False where its solution has been taken out."""


@dataclass(slots=True)
class Course:
    """One notebook."""

    source: str
    read_file: ReadFile
    program: NotebookProgram = field(default_factory=NotebookProgram)
    questions: list[Question] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    """What belongs to no question, e.g. cells that are graded by hand."""
    hidden: set[str] = field(default_factory=set)
    """Stripped lines of tests that students do not see."""
    public: set[str] = field(default_factory=set)
    """Those of code that they do see."""
