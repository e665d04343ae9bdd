"""What an import did: what is there now, what was lost, what was left out, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from codify_jupyter.importers.draft import Note


@dataclass(frozen=True, slots=True)
class ImportedProblem:
    """One problem of the source."""

    slug: str
    source: str
    tests: int
    """How many tests it has now."""
    written: bool
    """False: it was left out; a note says why."""
    reference_passes: bool | None
    """Whether the reference passed every test as imported, none of them left out; None without
    a reference."""
    notes: tuple[Note, ...]

    def as_json(self) -> dict[str, Any]:
        """As plain JSON types."""
        return {
            "slug": self.slug,
            "source": self.source,
            "written": self.written,
            "tests": self.tests,
            "reference_passes": self.reference_passes,
            "notes": [{"kind": n.kind, "what": n.what, "why": n.why} for n in self.notes],
        }


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The whole import."""

    format: str
    problems: tuple[ImportedProblem, ...]

    @property
    def written(self) -> int:
        """How many problems are there now."""
        return sum(problem.written for problem in self.problems)

    def count(self, kind: str) -> int:
        """How many items are lossy, or skipped."""
        return sum(note.kind == kind for one in self.problems for note in one.notes)

    def as_json(self) -> dict[str, Any]:
        """Figures first; ``references`` says how many problems had one."""
        with_reference = [p for p in self.problems if p.reference_passes is not None]
        return {
            "format": self.format,
            "found": len(self.problems),
            "problems": self.written,
            "tests": sum(problem.tests for problem in self.problems),
            "references": len(with_reference),
            "references_passing": sum(bool(p.reference_passes) for p in with_reference),
            "lossy": self.count("lossy"),
            "skipped": self.count("skipped"),
            "items": [problem.as_json() for problem in self.problems],
        }

    def markdown(self) -> str:
        """The report for people."""
        figures = self.as_json()
        lines = [
            f"# Import from {self.format}",
            "",
            f"{figures['problems']} of {figures['found']} problems imported, with "
            f"{figures['tests']} tests. {figures['references_passing']} of "
            f"{figures['references']} references pass all their tests. "
            f"{figures['lossy']} items lost something, {figures['skipped']} were left out.",
        ]
        for problem in self.problems:
            if problem.notes or not problem.written:
                left_out = "" if problem.written else " (left out)"
                lines += ["", f"## {problem.slug}{left_out}", "", f"From `{problem.source}`.", ""]
                lines += [f"- {note.kind}: {note.what}: {note.why}" for note in problem.notes]
        return "\n".join(lines) + "\n"
