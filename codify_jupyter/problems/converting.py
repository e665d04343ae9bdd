"""Writes problems in their other form, and sees that they still say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from codify_jupyter.problems.assembling import ProblemParts, assemble
from codify_jupyter.problems.findings import Finding, FindingList, ProblemError
from codify_jupyter.problems.folder import read_folder_parts
from codify_jupyter.problems.folder_writing import folder_files, write_folder
from codify_jupyter.problems.lint_paths import find_problems
from codify_jupyter.problems.model import Problem
from codify_jupyter.problems.notebook import NOTEBOOK_SUFFIXES, read_notebook_parts
from codify_jupyter.problems.notebook.writing import notebook_text
from codify_jupyter.problems.reading import read_problems


@dataclass(frozen=True, slots=True)
class Converted:
    """One problem in its new place."""

    slug: str
    digest: str
    path: Path


def convert(source: Path, destination: Path, *, overwrite: bool = False) -> list[Converted]:
    """Write all problems at or below ``source``, in the form that ``destination`` asks for.

    A destination that ends like a notebook (``.ipynb``, and through jupytext
    ``.py`` and ``.md``) becomes one notebook; any other is a folder in which
    each problem gets a folder of its own.

    Raises:
        ProblemError: when a problem cannot be read, or a file is in the way.
    """
    read = list(_read(source))
    if destination.suffix in NOTEBOOK_SUFFIXES:
        _must_be_free([destination], overwrite)
        text = notebook_text([parts for parts, _ in read], destination.suffix)
        destination.parent.mkdir(parents=True, exist_ok=True)
        destination.write_text(text, encoding="utf-8", newline="\n")
        places = [destination] * len(read)
    else:
        places = [destination / problem.slug for _, problem in read]
        _must_be_free(places, overwrite)
        for (parts, _), place in zip(read, places, strict=True):
            write_folder(place, folder_files(parts))
    written = {one.slug: one for path in dict.fromkeys(places) for one in read_problems(path)}
    for _, problem in read:
        if written[problem.slug].digest != problem.digest:
            # Never seen; but a problem whose tests changed on the way must not go unnoticed.
            message = f"the tests of `{problem.slug}` changed on the way; please report this"
            raise ProblemError([Finding(destination, 1, "error", "digest-differs", message)])
    return [
        Converted(problem.slug, problem.digest, place)
        for (_, problem), place in zip(read, places, strict=True)
    ]


def _read(source: Path) -> Iterator[tuple[ProblemParts, Problem]]:
    findings = FindingList()
    sources, _ = find_problems([source], findings)
    if findings.failed:
        raise ProblemError(findings.items)
    for path in sources:
        problems = read_problems(path)  # tells all that is wrong, with places
        yield from zip(_parts(path), problems, strict=True)


def _parts(path: Path) -> list[ProblemParts]:
    if path.is_dir():
        found = [read_folder_parts(path, FindingList())]
    else:
        found = [parts for parts, _, _ in read_notebook_parts(path)]
    return [parts for parts in found if parts is not None and assemble(parts, FindingList())]


def _must_be_free(paths: list[Path], overwrite: bool) -> None:
    taken = [path for path in paths if path.exists()]
    if taken and not overwrite:
        message = "is there already; choose another place, or overwrite it with --force"
        raise ProblemError([Finding(path, 1, "error", "exists", message) for path in taken])
