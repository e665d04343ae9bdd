"""What an import did: what is there now, what was lost, what was left out, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from codify_jupyter.importers.draft import LeftOut, Note

_NAMED = 6
"""Items that are named of those with the same reason; import-report.json names all."""


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
    unsupported: str = ""
    """What the reference needs and there is not: ``package``, ``file``, ``network``, ``drawing``,
    ``input``, ``notebook``, ``server``, ``validator``; empty when something else is the matter."""
    passes_as_written: bool | None = None
    """Whether reference and tests, run as the one program that they were in the source, end
    without an error; None when that was not tried."""

    def as_json(self) -> dict[str, Any]:
        """As plain JSON types."""
        return {
            "slug": self.slug,
            "source": self.source,
            "written": self.written,
            "tests": self.tests,
            "reference_passes": self.reference_passes,
            "unsupported": self.unsupported,
            "passes_as_written": self.passes_as_written,
            "notes": [{"kind": n.kind, "what": n.what, "why": n.why} for n in self.notes],
        }


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The whole import."""

    format: str
    problems: tuple[ImportedProblem, ...]
    left_out: tuple[LeftOut, ...] = ()
    """Files, and parts of them, that hold no problem."""

    @property
    def written(self) -> int:
        """How many problems are there now."""
        return sum(problem.written for problem in self.problems)

    def count(self, kind: str) -> int:
        """How many items are lossy, or skipped."""
        notes = sum(note.kind == kind for one in self.problems for note in one.notes)
        return notes + (len(self.left_out) if kind == "skipped" else 0)

    def as_json(self) -> dict[str, Any]:
        """Figures first.

        ``references`` says how many problems had one; ``unsupported``, how many
        of these need what the sandbox does not have; ``failing_as_written``,
        how many of the others fail their own tests in the source's form, too.
        """
        with_reference = [p for p in self.problems if p.reference_passes is not None]
        able = [p for p in with_reference if not p.unsupported]
        return {
            "format": self.format,
            "found": len(self.problems),
            "problems": self.written,
            "tests": sum(problem.tests for problem in self.problems),
            "references": len(with_reference),
            "references_passing": sum(bool(p.reference_passes) for p in with_reference),
            "unsupported": len(with_reference) - len(able),
            "failing_as_written": sum(p.passes_as_written is False for p in able),
            "lossy": self.count("lossy"),
            "skipped": self.count("skipped"),
            "items": [problem.as_json() for problem in self.problems],
            "left_out": [{"source": one.source, "why": one.why} for one in self.left_out],
        }

    def markdown(self) -> str:
        """The report for people."""
        figures = self.as_json()
        lines = [f"# Import from {self.format}", "", self._summary(figures)]
        for problem in self.problems:
            if problem.notes or not problem.written:
                left_out = "" if problem.written else " (left out)"
                lines += ["", f"## {problem.slug}{left_out}", "", f"From `{problem.source}`.", ""]
                lines += _listed(problem.notes)
        if self.left_out:
            lines += ["", "## Not imported", ""]
            lines += [f"- `{one.source}`: {one.why}" for one in self.left_out]
        return "\n".join(lines) + "\n"

    def _summary(self, figures: dict[str, Any]) -> str:
        text = (
            f"{figures['problems']} of {figures['found']} problems imported, with "
            f"{figures['tests']} tests. {figures['references_passing']} of "
            f"{figures['references']} references pass all their tests"
        )
        if figures["unsupported"]:
            text += f"; {figures['unsupported']} need what the sandbox does not have"
        if figures["failing_as_written"]:
            text += f"; {figures['failing_as_written']} do not pass them in the source, either"
        return (
            f"{text}. {figures['lossy']} items lost something, {figures['skipped']} were left out."
        )


def _listed(notes: tuple[Note, ...]) -> list[str]:
    """A line for each reason, with what it holds for."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for note in notes:
        reasons.setdefault((note.kind, note.why), []).append(note.what)
    lines = []
    for (kind, why), items in reasons.items():
        more = f" and {len(items) - _NAMED} more" if len(items) > _NAMED else ""
        lines.append(f"- {kind}: {', '.join(items[:_NAMED])}{more}: {why}")
    return lines
