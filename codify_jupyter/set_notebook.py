"""A problem set as one notebook, for those who want a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode, v4, validate

from codify_jupyter.problem_cells import known_problem, solution_cell


@dataclass(frozen=True, slots=True)
class Part:
    """Some problems under a heading."""

    title: str
    """Empty for none."""
    problems: Sequence[dict[str, Any]]
    """Students' views."""


def set_notebook(
    title: str, description: str, words: Sequence[str], parts: Sequence[Part]
) -> NotebookNode:
    """Statements and cells to solve them in; no test, nothing hidden.

    ``words`` is what the set's policy says. The same set gives the same notebook, cell ids
    included.
    """
    opening = [f"# {title}", description, "\n".join(f"- {word}" for word in words)]
    cells = [v4.new_markdown_cell("\n\n".join(filter(None, opening)))]
    for part in parts:
        if part.title:
            cells.append(v4.new_markdown_cell(f"## {part.title}"))
        for problem in part.problems:
            heading = f"### {problem['title']}\n\n{problem['prompt_md'].strip()}"
            cells += [v4.new_markdown_cell(heading), solution_cell(problem)]
    for number, cell in enumerate(cells):
        cell["id"] = f"codify-{number}"
    notebook = v4.new_notebook(
        cells=cells,
        metadata={
            "codify": {"problems": [known_problem(one) for part in parts for one in part.problems]},
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
        },
    )
    validate(notebook)
    return notebook
