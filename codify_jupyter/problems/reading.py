"""Reads problems in whichever form they are written. Nothing in them is ever run."""

from __future__ import annotations

from pathlib import Path

from codify_jupyter.problems.findings import Finding, ProblemError
from codify_jupyter.problems.folder import read_folder
from codify_jupyter.problems.model import Problem
from codify_jupyter.problems.notebook import NOTEBOOK_SUFFIXES, read_notebook


def read_problems(path: Path) -> list[Problem]:
    """The problems of a notebook, or the one of a folder or of its ``problem.md``.

    Raises:
        ProblemError: with everything that is wrong with the files, each
            finding with file, cell and line.
    """
    if path.name == "problem.md":
        return [read_folder(path.parent)]
    if path.suffix in NOTEBOOK_SUFFIXES and not path.is_dir():
        return read_notebook(path)
    return [read_folder(path)]


def read_problem(path: Path) -> Problem:
    """The one problem there.

    Raises:
        ProblemError: as above, and when a notebook holds several.
    """
    problems = read_problems(path)
    if len(problems) > 1:
        slugs = ", ".join(f"`{problem.slug}`" for problem in problems)
        message = (
            f"holds {len(problems)} problems ({slugs}) where one is wanted; "
            "give each a file of its own: codify convert NOTEBOOK FOLDER"
        )
        raise ProblemError([Finding(path, 1, "error", "several-problems", message)])
    return problems[0]
