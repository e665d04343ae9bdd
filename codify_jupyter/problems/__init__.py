"""Problems: read from an author's files, shown to students without their secrets, linted."""

from __future__ import annotations

from codify_jupyter.problems.findings import Finding, ProblemError, render_findings
from codify_jupyter.problems.folder import read_problem
from codify_jupyter.problems.model import AuthorHint, Problem, ProblemSet, WrongSolution
from codify_jupyter.problems.sets import read_problem_set

__all__ = [
    "AuthorHint",
    "Finding",
    "Problem",
    "ProblemError",
    "ProblemSet",
    "WrongSolution",
    "read_problem",
    "read_problem_set",
    "render_findings",
]
