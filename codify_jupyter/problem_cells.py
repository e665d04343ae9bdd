"""A problem in a student's notebook: the cell to solve it in, and what the notebook knows of it."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode, v4

DIRECTIVE = "#| codify: "
"""First line of a solution cell; it survives copying, jupytext and other editors."""


def solution_cell(problem: dict[str, Any]) -> NotebookNode:
    """The cell with the starter; ``problem`` is the student's view."""
    slug = problem["slug"]
    return v4.new_code_cell(
        f"{DIRECTIVE}{slug}\n{problem['starter'].rstrip()}\n",
        metadata={"codify": {"slug": slug}},
    )


def known_problem(problem: dict[str, Any]) -> dict[str, Any]:
    """What a notebook's own metadata say of a problem in it."""
    names = problem.get("entry_names", [])
    return {"slug": problem["slug"], "id": problem["id"], "entry_names": list(names)}
