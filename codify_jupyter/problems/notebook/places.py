"""Texts put together from cells, and which line of them came from which cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from codify_jupyter.problems.findings import Finding

CellLine = tuple[int, int]
"""Number of the cell and line within it, both from 1."""


@dataclass(slots=True)
class LocatedText:
    """Lines with the place of each."""

    lines: list[str] = field(default_factory=list)
    places: list[CellLine] = field(default_factory=list)

    def add(self, lines: Iterable[str], cell: int, first_line: int = 1) -> None:
        """Lines of a cell, the first of which is ``first_line`` there."""
        for number, line in enumerate(lines, start=first_line):
            self.lines.append(line)
            self.places.append((cell, number))

    def add_made(self, line: str, place: CellLine) -> None:
        """A line that stands in no cell; faults in it are told at ``place``."""
        self.lines.append(line)
        self.places.append(place)

    @property
    def text(self) -> str:
        """All lines, each with its newline, without blank ones at the end."""
        return "\n".join(self.lines).rstrip() + "\n"


@dataclass(slots=True)
class Places:
    """Where the lines of a notebook's parts stand. The parts' paths exist nowhere else."""

    notebook: Path
    header: CellLine
    """Where that is told what belongs to no line: a part that is missing."""
    folder: Path
    parts: dict[Path, list[CellLine]] = field(default_factory=dict)

    def relocated(self, finding: Finding) -> Finding:
        """The finding with notebook, cell and line in the place of a part's path and line."""
        if finding.cell is not None or not finding.path.is_relative_to(self.folder):
            return finding
        places = self.parts.get(finding.path) or [self.header]
        cell, line = places[min(max(finding.line, 1), len(places)) - 1]
        return replace(finding, path=self.notebook, cell=cell, line=line)
