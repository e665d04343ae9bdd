"""All problems and sets at or below some paths, with all that is wrong with them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from codify_jupyter.problems.findings import FindingList, ProblemError
from codify_jupyter.problems.lint_paths import find_problems
from codify_jupyter.problems.model import ProblemSet
from codify_jupyter.problems.sets import read_problem_set

T = TypeVar("T")


def read_paths(
    paths: Iterable[Path], read: Callable[[Path], Iterable[T]]
) -> tuple[list[T], list[ProblemSet]]:
    """What ``read`` makes of each problem's folder or notebook, and the sets.

    Raises:
        ProblemError: with all faults of all of them.
    """
    faults = FindingList()
    sources, set_files = find_problems(paths, faults)
    findings = list(faults.items)
    problems: list[T] = []
    sets: list[ProblemSet] = []
    for source in sources:
        try:
            problems += read(source)
        except ProblemError as error:
            findings += error.findings
    for file in set_files:
        try:
            sets.append(read_problem_set(file))
        except ProblemError as error:
            findings += error.findings
    if findings:
        raise ProblemError(findings)
    return problems, sets
