"""Lints all problems and sets below some paths, and what they say of each other."""

from __future__ import annotations

import graphlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from codify_jupyter.problems.findings import Finding, FindingList, ProblemError, did_you_mean, shown
from codify_jupyter.problems.lint import Judge, lint_problem
from codify_jupyter.problems.lint_report import LintReport, LintSummary
from codify_jupyter.problems.model import Problem
from codify_jupyter.problems.notebook import NOTEBOOK_SUFFIXES, holds_problems
from codify_jupyter.problems.reading import read_problems
from codify_jupyter.problems.sets import item_places, read_located_set
from codify_jupyter.problems.source_lines import source_lines

Progress = Callable[[int, int, LintReport], None]
"""Called after each problem with how many are done, how many there are, and its report."""

_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "venv"})


async def lint_paths(
    paths: Iterable[Path],
    runner: Judge,
    on_progress: Progress | None = None,
    *,
    mutants: bool = False,
) -> LintSummary:
    """Lint every problem, in a folder or a notebook, and every set at or below the paths.

    A set is a YAML file in a folder called ``sets``, or one that is itself
    among the paths.
    """
    findings = FindingList()
    sources, set_files = find_problems(paths, findings)
    reports: list[LintReport] = []
    problems: list[Problem] = []
    for number, source in enumerate(sources, start=1):
        before = len(reports)
        try:
            read = read_problems(source)
        except ProblemError as error:
            reports.append(LintReport(source, "", error.findings))
        else:
            problems += read
            reports += [await lint_problem(problem, runner, mutants=mutants) for problem in read]
        if on_progress is not None:
            for report in reports[before:]:
                on_progress(number, len(sources), report)
    _check_unique(problems, findings)
    known = _known_slugs(problems, sources, set_files)
    _check_prerequisites(problems, known, findings)
    _check_sets(set_files, known, findings)
    return LintSummary(tuple(reports), tuple(findings.items), len(set_files))


def find_problems(
    paths: Iterable[Path], findings: FindingList | None = None
) -> tuple[list[Path], list[Path]]:
    """The problems' folders and notebooks, and the set files, at or below some paths, sorted.

    Of a folder with several kinds of files each problem is there once.
    """
    folders: dict[Path, None] = {}
    set_files: dict[Path, None] = {}
    for path in paths:
        before = len(folders) + len(set_files)
        if path.name == "problem.md":
            folders.setdefault(path.parent)
        elif path.suffix in (".yaml", ".yml") and path.is_file():
            set_files.setdefault(path)
        elif (path / "problem.md").exists() or _is_notebook(path):
            folders.setdefault(path)
        else:
            below = [p for p in sorted(path.rglob("*")) if not _is_skipped(p.relative_to(path))]
            folders.update((p.parent, None) for p in below if p.name == "problem.md")
            folders.update((p, None) for p in below if holds_problems(p))
            set_files.update((p, None) for p in below if _is_set(p))
        if findings is not None and len(folders) + len(set_files) == before:
            what = (
                "there is no problem (a folder with problem.md, or a notebook) here"
                if path.exists()
                else ("there is no such file or folder")
            )
            findings.error(path, 1, "no-problems", f"{what}; check the path")
    return list(folders), list(set_files)


def _is_notebook(path: Path) -> bool:
    return path.suffix in NOTEBOOK_SUFFIXES and path.is_file()


def _is_set(path: Path) -> bool:
    return path.suffix in (".yaml", ".yml") and path.parent.name == "sets" and path.is_file()


def _is_skipped(path: Path) -> bool:
    return any(part.startswith(".") or part in _SKIPPED_FOLDERS for part in path.parts)


def _known_slugs(
    problems: Sequence[Problem], sources: Sequence[Path], set_files: Sequence[Path]
) -> set[str]:
    """Slugs of what was read, and folder names of what stands beside it and was not asked for."""
    shelves = {source.resolve().parent for source in sources}
    shelves |= {path.resolve().parent.parent / "problems" for path in set_files}
    beside = {path.parent.name for shelf in shelves for path in shelf.glob("*/problem.md")}
    return {problem.slug for problem in problems} | beside


def _check_unique(problems: Sequence[Problem], findings: FindingList) -> None:
    for attribute in ("id", "slug"):
        first: dict[str, Problem] = {}
        for problem in problems:
            value = getattr(problem, attribute)
            other = first.setdefault(value, problem)
            if other is not problem and problem.path is not None:
                message = (
                    f"the {attribute} {shown(value)} belongs to {other.path} as well; "
                    "give one of them another"
                )
                _tell(problem, (attribute,), f"duplicate-{attribute}", message, findings)


def _check_prerequisites(
    problems: Sequence[Problem], known: set[str], findings: FindingList
) -> None:
    graph: dict[str, set[str]] = {}
    for problem in problems:
        graph.setdefault(problem.slug, set()).update(problem.prerequisites)
        for index, slug in enumerate(problem.prerequisites):
            if slug not in known:
                message = f"there is no problem {shown(slug)}; {did_you_mean(slug, known)}"
                _tell(problem, ("prerequisites", index), "unknown-problem", message, findings)
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        cycle = list(reversed(error.args[1]))
        message = f"the prerequisites go round in a circle: {' needs '.join(cycle)}; cut it"
        problem = next(problem for problem in problems if problem.slug in cycle)
        _tell(problem, ("prerequisites",), "circular-prerequisites", message, findings)


def _tell(
    problem: Problem, place: tuple[str | int, ...], code: str, message: str, findings: FindingList
) -> None:
    lines = source_lines(problem)
    path, line = lines.folder / "problem.md", lines.front_line(place)
    findings.items.append(lines.relocated(Finding(path, line, "error", code, message)))


def _check_sets(set_files: Sequence[Path], known: set[str], findings: FindingList) -> None:
    first: dict[str, Path] = {}
    for path in set_files:
        try:
            problem_set, document = read_located_set(path)
        except ProblemError as error:
            findings.items.extend(error.findings)
            continue
        for slug, place in item_places(document.value).items():
            if slug not in known:
                message = f"there is no problem {shown(slug)}; {did_you_mean(slug, known)}"
                findings.error(path, document.line(place), "unknown-problem", message)
        other = first.setdefault(problem_set.slug, path)
        if other is not path:
            message = f"the slug {shown(problem_set.slug)} belongs to {other} as well; change one"
            findings.error(path, document.line(("slug",)), "duplicate-slug", message)
