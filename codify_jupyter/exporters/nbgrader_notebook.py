"""Problems as a source notebook of nbgrader's, metadata schema 3."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from codify_jupyter.exporters.assignment import Assignment, Note, ScoredTests

if TYPE_CHECKING:
    from nbformat import NotebookNode


def nbgrader_notebook(assignments: Iterable[Assignment]) -> tuple[NotebookNode, list[Note]]:
    """The notebook, and what nbgrader has no place for."""
    from nbformat import v4

    cells: list[NotebookNode] = []
    notes: list[Note] = []
    for one in assignments:
        statement, solution = one.statement, one.marked
        if solution is None:
            # What stands outside of the marks is what students see: nothing of it fits here.
            statement += f"\n\nBegin with:\n\n```python\n{one.starter.rstrip()}\n```"
            solution = f"# BEGIN SOLUTION\n{one.solution.rstrip()}\n# END SOLUTION"
            notes.append(Note(one.slug, "starter", "stands in the statement"))
        solution = solution.replace("# BEGIN SOLUTION", "### BEGIN SOLUTION")
        solution = solution.replace("# END SOLUTION", "### END SOLUTION")
        text = v4.new_markdown_cell(
            statement, metadata=_marks(f"{one.slug}-statement", locked=True)
        )
        code = v4.new_code_cell(solution, metadata=_marks(one.slug, solution=True))
        cells += [text, code]
        cells += [_tests_cell(one.slug, tests) for tests in one.cells]
    return v4.new_notebook(cells=cells, metadata=_METADATA), notes


def _tests_cell(slug: str, tests: ScoredTests) -> NotebookNode:
    from nbformat import v4

    public = [test for test in tests.tests if not test.hidden]
    hidden = [test for test in tests.tests if test.hidden]
    parts = [f"# {test.name}\n{test.code}" for test in public]
    if hidden:
        names = "".join(f"# {test.name or 'a hidden test'}\n" for test in hidden)
        inner = "\n".join(test.code for test in hidden)
        parts.append(f"{names}### BEGIN HIDDEN TESTS\n{inner}### END HIDDEN TESTS\n")
    marks = _marks(f"{slug}-{tests.name}", locked=True, points=tests.points)
    return v4.new_code_cell("\n".join(parts).rstrip(), metadata=marks)


def _marks(
    name: str, *, locked: bool = False, solution: bool = False, points: float | None = None
) -> dict[str, Any]:
    marks = {
        "schema_version": 3,
        "grade_id": name,
        "grade": points is not None,
        "solution": solution,
        "locked": locked,
        "task": False,
    }
    if points is not None:
        marks["points"] = int(points) if points == int(points) else round(points, 9)
    return {"nbgrader": marks}


_METADATA = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    "language_info": {"name": "python"},
}
