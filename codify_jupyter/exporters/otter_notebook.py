"""Problems as a master notebook for ``otter assign``, format v1."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from codify_jupyter.exporters.assignment import Assignment, Note, ScoredTests
from codify_jupyter.problems.python_text import parse_module
from codify_jupyter.problems.yaml_text import yaml_lines

if TYPE_CHECKING:
    from nbformat import NotebookNode


def otter_notebook(assignments: Iterable[Assignment]) -> tuple[NotebookNode, list[Note]]:
    """The notebook, and what Otter has no place for."""
    from nbformat import v4

    cells = [v4.new_raw_cell("# ASSIGNMENT CONFIG\ninit_cell: true\nexport_cell: true")]
    for one in assignments:
        cells += _question(one)
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    }
    return v4.new_notebook(cells=cells, metadata=metadata), []


def _question(one: Assignment) -> list[NotebookNode]:
    from nbformat import v4

    cells = [
        # Its points are those of its tests.
        v4.new_raw_cell(_boundary("BEGIN QUESTION", {"name": one.slug})),
        v4.new_markdown_cell(one.statement),
    ]
    if one.marked is None:
        cells += [
            v4.new_raw_cell("# BEGIN PROMPT"),
            v4.new_code_cell(one.starter.rstrip()),
            v4.new_raw_cell("# END PROMPT"),
        ]
    cells += [
        v4.new_raw_cell("# BEGIN SOLUTION"),
        v4.new_code_cell((one.marked or one.solution).rstrip()),
        v4.new_raw_cell("# END SOLUTION"),
        v4.new_raw_cell("# BEGIN TESTS"),
        *(v4.new_code_cell(_test(tests)) for tests in one.cells),
        v4.new_raw_cell("# END TESTS"),
        v4.new_raw_cell("# END QUESTION"),
    ]
    return cells


def _test(tests: ScoredTests) -> str:
    """A cell that shows nothing when the test passes: Otter compares what it shows."""
    config = {
        "points": _plain(tests.points),
        "hidden": any(test.hidden for test in tests.tests),
    }
    head = "\n".join(['""" # BEGIN TEST CONFIG', *yaml_lines(config), '""" # END TEST CONFIG'])
    return "\n".join([head, *(_silent(test.code).rstrip() for test in tests.tests)])


def _silent(code: str) -> str:
    """The code without expressions whose values would be shown, and then be expected."""
    lines = code.split("\n")
    for node in parse_module(code).body:
        if isinstance(node, ast.Expr) and not _shows_nothing(node.value):
            lines[node.lineno - 1] = f"_ = {lines[node.lineno - 1]}"
    return "\n".join(lines)


def _shows_nothing(value: ast.expr) -> bool:
    """Calls of tests and asserts, which give nothing back."""
    if not isinstance(value, ast.Call):
        return False
    name = value.func.attr if isinstance(value.func, ast.Attribute) else ""
    name = value.func.id if isinstance(value.func, ast.Name) else name
    return name.startswith(("assert", "test")) or name in ("exec", "print")


def _boundary(mark: str, values: dict[str, Any]) -> str:
    return "\n".join([f"# {mark}", *yaml_lines(values)])


def _plain(points: float) -> float:
    return int(points) if points == int(points) else round(points, 9)
