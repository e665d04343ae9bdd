"""Problems: read from an author's files, shown to students without their secrets, linted."""

from __future__ import annotations

from codify_jupyter.problems.findings import Finding, ProblemError, render_findings
from codify_jupyter.problems.lint import lint_problem
from codify_jupyter.problems.lint_paths import find_problems, lint_paths
from codify_jupyter.problems.lint_report import LintReport, LintSummary
from codify_jupyter.problems.model import AuthorHint, Problem, ProblemSet, WrongSolution
from codify_jupyter.problems.reading import read_problem, read_problems
from codify_jupyter.problems.sets import read_problem_set
from codify_jupyter.problems.student_view import (
    public_tests_json,
    student_test_result,
    student_verdict,
    student_view,
)
from codify_jupyter.problems.verdict_words import summary_sentence

__all__ = [
    "AuthorHint",
    "Finding",
    "LintReport",
    "LintSummary",
    "Problem",
    "ProblemError",
    "ProblemSet",
    "WrongSolution",
    "find_problems",
    "lint_paths",
    "lint_problem",
    "public_tests_json",
    "read_problem",
    "read_problem_set",
    "read_problems",
    "render_findings",
    "student_test_result",
    "student_verdict",
    "student_view",
    "summary_sentence",
]
