"""Exports problems as a notebook of another tool's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codify_jupyter.errors import CodifyError
from codify_jupyter.exporters.assignment import Note, assignment_of
from codify_jupyter.exporters.nbgrader_notebook import nbgrader_notebook
from codify_jupyter.exporters.otter_notebook import otter_notebook
from codify_jupyter.problems.findings import FindingList, ProblemError
from codify_jupyter.problems.lint_paths import find_problems
from codify_jupyter.problems.reading import read_problems

FORMATS = ("nbgrader", "otter")
_WRITERS = {"nbgrader": nbgrader_notebook, "otter": otter_notebook}


class ExportTrouble(CodifyError):
    """The problems cannot be written there; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written, and what the other tool cannot hold."""

    path: Path
    problems: int
    tests: int
    lossy: tuple[Note, ...]
    left_out: tuple[Note, ...]

    def as_json(self) -> dict[str, Any]:
        """As plain JSON types, figures first."""
        notes = {
            key: [{"slug": n.slug, "what": n.what, "why": n.why} for n in found]
            for key, found in (("lossy", self.lossy), ("left_out", self.left_out))
        }
        return {"path": str(self.path), "problems": self.problems, "tests": self.tests, **notes}


def export_problems(
    format_name: str, source: Path, destination: Path, *, overwrite: bool = False
) -> ExportReport:
    """Write all problems at or below ``source`` as one notebook.

    Raises:
        ProblemError: a problem cannot be read.
        ExportTrouble: the notebook cannot be written, or no problem fits.
    """
    if destination.suffix != ".ipynb":
        raise ExportTrouble(f"{destination}: name a notebook, e.g. {destination.stem}.ipynb")
    if destination.exists() and not overwrite:
        raise ExportTrouble(f"{destination}: is there already; overwrite it with --force")
    findings = FindingList()
    sources, _ = find_problems([source], findings)
    if findings.failed:
        raise ProblemError(findings.items)
    found = [assignment_of(problem) for path in sources for problem in read_problems(path)]
    kept = [one for one in found if one.cells]
    left_out = [
        Note(one.slug, "problem", one.notes[-1].why if one.notes else "has no tests")
        for one in found
        if not one.cells
    ]
    if not kept:
        why = "; ".join(f"{note.slug} {note.why}" for note in left_out) or "there is no problem"
        raise ExportTrouble(f"nothing was exported: {why}")
    notebook, notes = _WRITERS[format_name](kept)
    import nbformat

    nbformat.validate(notebook)
    destination.parent.mkdir(parents=True, exist_ok=True)
    text = nbformat.writes(notebook)
    destination.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    return ExportReport(
        path=destination,
        problems=len(kept),
        tests=sum(len(cell.tests) for one in kept for cell in one.cells),
        lossy=tuple([note for one in kept for note in one.notes] + notes),
        left_out=tuple(left_out),
    )
