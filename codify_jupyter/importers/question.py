"""A question of a course notebook as a draft, with what it needs of the cells before it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from codify_jupyter.importers.course import Course, Question, SolutionCell, TestCell
from codify_jupyter.importers.data_files import carried_files, opens_files
from codify_jupyter.importers.draft import Draft, one_line, slug_of
from codify_jupyter.importers.names import free_names
from codify_jupyter.importers.packages import imported_packages, missing_packages
from codify_jupyter.importers.python_source import entry_of, stub_of, top_level
from codify_jupyter.importers.slicing import NotebookProgram, Origin
from codify_jupyter.importers.test_code import add_test_code, is_left_to_nbgrader

TIME_S = 5
_PLAIN = frozenset({"numpy", "pandas"})
"""Packages whose values cross to the tests as what they are."""
_HIDDEN: frozenset[Origin] = frozenset({"hidden"})


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question is taken out of its notebook."""

    apart: bool = False
    """What only the tests need goes with them, instead of with the students' code."""
    own_imports: bool = False
    """Tests import all modules themselves, instead of those of plain data only."""
    whole: bool = False
    """With all code before it, instead of what can be seen to be needed."""


FIRST = Reading(apart=True, own_imports=True)
_OTHERS = (Reading(), Reading(own_imports=True), Reading(whole=True))
"""What to try when the first reading does not come out whole."""


def question_draft(course: Course, question: Question, reading: Reading = FIRST) -> Draft:
    """The draft of a question."""
    parts = _Parts(course.program, question, reading)
    reference = parts.reference()
    tests = [f"{parts.prelude(test)}{test.code}" for test in question.tests]
    names = parts.names(tests)
    starter = parts.starter()
    if not all(name in top_level(starter) for name in names):
        starter = parts.with_stub(names)
    opened = [reference, starter, *(tests if opens_files(reference) else ())]
    files, names_of_files = carried_files(opened, course.read_file)
    reference, starter = f"{files}{reference}", f"{files}{starter}"
    tests = [f"{carried_files([code], course.read_file)[0]}{code}" for code in tests]
    packages = imported_packages(reference, *tests)
    draft = Draft(
        slug=slug_of(question.name, "question"),
        title=_title(question),
        statement=question.statement
        or f"Write {', '.join(f'`{name}`' for name in names) or 'the code'}.",
        entry=entry_of(names, reference) if names else "script",
        starter=starter,
        solution=reference,
        source=course.source,
        requires=packages,
        limits={"time_s": 2 * TIME_S, "memory_mb": 1024} if packages else {"time_s": TIME_S},
        groups=list(question.groups),
        notes=list(question.notes),
        has_reference=question.has_reference,
        as_written="\n\n".join([reference, *tests]),
        alternatives=tuple(partial(question_draft, course, question, one) for one in _OTHERS)
        if reading is FIRST
        else (),
    )
    if not names and not draft.refused:
        why = "the solution defines nothing that the tests look at"
        if all(is_left_to_nbgrader(test.code) for test in question.tests):
            why = "has no tests but AUTOTEST lines"
        draft.note("skipped", "problem", why)
    if missing := missing_packages(packages):
        why = f"needs {', '.join(missing)}, which is not installed here"
        draft.note("skipped", "problem", why)
        draft.unsupported = "package"
    if names_of_files:
        why = f"are carried in the code: {', '.join(names_of_files)}"
        draft.note("lossy", "data files", why)
    if parts.solved:
        why = f"holds the solutions of earlier questions: {', '.join(parts.solved)}"
        draft.note("lossy", "code around it", why)
    for test, code in zip(question.tests, tests, strict=True):
        draft.notes += test.notes
        add_test_code(draft, test, code, course.hidden - course.public)
    return draft


def _title(question: Question) -> str:
    heading = next(iter(re.findall(r"^#+\s*(.+)$", question.statement, flags=re.M)[::-1]), "")
    plain = re.sub(r"<[^>]*>|[*_`$\\]", "", heading)
    return one_line(plain or question.name, question.name)


class _Parts:
    """The statements around a question: which go with the students' code, which with the tests."""

    def __init__(self, program: NotebookProgram, question: Question, reading: Reading) -> None:
        self.program = program
        self.question = question
        self.reading = reading
        self.own = {index for cell in question.solutions for index in cell.steps}
        self.begin = question.solutions[0].steps.start
        self.end = question.solutions[-1].steps.stop
        self._tied: dict[int, bool] = {}
        self._needed = {
            test.name: set(program.needed(free_names(test.code), test.steps.start))
            for test in question.tests
        }
        self.given = self._given()

    def _given(self) -> set[int]:
        if self.reading.whole:
            return {
                index
                for index in set(range(self.end)) - self.own
                if not self._is_tied(index)
                and not isinstance(self.program.steps[index].node, ast.Expr)
            }
        found: set[int] = set()
        for cell in self.question.solutions:
            wanted = free_names(cell.reference)
            found |= set(self.program.needed(wanted, cell.steps.start, without=_HIDDEN))
            found |= self._late_imports(wanted, cell.steps.start)
        if self.reading.apart:
            return found - self.own
        needed = set().union(*self._needed.values())
        shared = {index for index in needed if index < self.end and not self._is_tied(index)}
        found |= {index for index in shared if not self._is_own_import(index)}
        used = {
            name
            for index in found | self.own
            for name in self.program.steps[index].uses | self.program.steps[index].later
        }
        found |= {index for index in shared if self.program.steps[index].binds & used}
        return found - self.own

    def _late_imports(self, wanted: set[str], before: int) -> set[int]:
        """What the question's tests import of what its functions read, and nothing before does."""
        missing = {name for name in wanted if not self.program.places(name, before)}
        return {
            index
            for test in self.question.tests
            for index in test.steps
            if self.program.steps[index].is_import and self.program.steps[index].binds & missing
        }

    def _is_tied(self, index: int) -> bool:
        """Whether a step is part of earlier tests, or builds on one."""
        known = self._tied.get(index)
        if known is None:
            step = self.program.steps[index]
            self._tied[index] = False
            builds_on = self.program.needed(step.uses | step.later, index)
            known = self._tied[index] = self._is_of_tests(index) or any(
                self._is_of_tests(one) and not self.program.is_setting(one) for one in builds_on
            )
        return known

    def _is_of_tests(self, index: int) -> bool:
        step = self.program.steps[index]
        return step.origin in ("tests", "hidden") and not step.is_import

    def reference(self) -> str:
        return self._with((cell.steps.start, cell.reference) for cell in self.question.solutions)

    def starter(self) -> str:
        return self._with((cell.steps.start, cell.starter) for cell in self.question.solutions)

    def with_stub(self, names: list[str]) -> str:
        """A starter with nothing of the solution but the names it is to define."""
        solved = "\n".join(cell.reference for cell in self.question.solutions)
        defined = top_level(solved)
        stub = stub_of(solved, [name for name in names if name in defined]).strip() or "..."
        return self._with([(self.begin, stub)])

    def _with(self, cells: Iterable[tuple[int, str]]) -> str:
        """The given statements with cells among them, in the notebook's order."""
        pieces = [(index, 1, self.program.steps[index].text) for index in self.given]
        pieces += [(index, 0, f"\n\n{text.strip()}\n\n") for index, text in cells]
        text = "\n".join(piece for _, _, piece in sorted(pieces))
        return re.sub(r"\n{4,}", "\n\n\n", text).strip() + "\n"

    def prelude(self, test: TestCell) -> str:
        """What a test needs that is no part of the students' code."""
        steps = self.program.steps
        needed = self._needed[test.name]
        imports = {index for index in needed if self._is_own_import(index)}
        needed = needed - self.given - self.own
        if self.reading.whole:
            between = range(self.end, test.steps.start)
            needed |= {index for index in between if steps[index].origin == "course"}
        text = self.program.text(sorted(needed | imports))
        return f"{text}\n" if text else ""

    @property
    def solved(self) -> list[str]:
        """What is given that students have been asked for before."""
        given = self.given.union(*self._needed.values()) - self.own
        steps = [self.program.steps[index] for index in given]
        return sorted({n for one in steps if one.origin == "solution" for n in one.settles})

    def _is_own_import(self, index: int) -> bool:
        """Whether the tests import a module themselves.

        They do where results are plain data; objects of other packages stay
        with the students' code, and so do the modules that know them.
        """
        step = self.program.steps[index]
        if not step.is_import:
            return False
        return self.reading.own_imports or set(imported_packages(step.text)) <= _PLAIN

    def names(self, tests: list[str]) -> list[str]:
        """The names of the solution that the tests look at."""
        used = set().union(*map(free_names, tests))
        defined = top_level("\n".join(cell.reference for cell in self.question.solutions))
        wanted = [name for name in defined if name in used]
        imported = [n for n in wanted if isinstance(defined[n], ast.Import | ast.ImportFrom)]
        names = [name for name in wanted if name not in imported]
        if not names:
            # It changes what was there: a column of a table, an item of a dict.
            changed = set().union(*(self.program.steps[index].changes for index in self.own))
            names = sorted(changed & used & set(top_level(self.reference()))) or imported
        return [name for name in names if name.isidentifier()]


def solution_cell(program: NotebookProgram, reference: str, starter: str) -> SolutionCell:
    """A cell that students fill in, added to the program."""
    return SolutionCell(program.add(reference, "solution"), reference, starter)
