"""What the cells of one problem add up to: funnel, first tries, tries, time."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from codify_jupyter.store.class_view.grid import Cell

BINS = (("1", 1), ("2", 2), ("3", 3), ("4", 4), ("5–6", 6), ("7–10", 10), ("11–20", 20))
"""Of tries: what a bin is called and the most that fall into it."""
LAST_BIN = "21+"


@dataclass(frozen=True, slots=True)
class ProblemFigures:
    """One problem and a whole class."""

    students: int
    opened: int
    tried: int
    solved: int
    solved_first: int
    """With the first try."""
    median_solve_s: float | None
    """From opening it, or from the first try where that was not noted, to the try that solved it;
    in seconds of the clock, pauses included. None while nobody has solved it."""
    tries: tuple[tuple[str, int, int], ...]
    """By number of tries: those who solved it with so many, and those who have not with so many."""

    def as_json(self) -> dict[str, Any]:
        """As plain JSON types."""
        return {
            "students": self.students,
            "opened": self.opened,
            "tried": self.tried,
            "solved": self.solved,
            "solved_first": self.solved_first,
            "first_try_rate": self.solved_first / self.tried if self.tried else None,
            "median_solve_s": self.median_solve_s,
            "tries": [
                {"tries": name, "solved": solved, "unsolved": unsolved}
                for name, solved, unsolved in self.tries
            ],
        }


def problem_figures(students: int, cells: Sequence[Cell]) -> ProblemFigures:
    """Sum up the cells of one problem in a class of so many students."""
    tried = [cell for cell in cells if cell.tries]
    solved = [cell for cell in tried if cell.solved_at is not None]
    times = [_solve_s(cell) for cell in solved]
    counts: dict[str, list[int]] = {name: [0, 0] for name, _ in BINS} | {LAST_BIN: [0, 0]}
    for cell in tried:
        name = next((name for name, most in BINS if cell.tries <= most), LAST_BIN)
        counts[name][cell.solved_at is None] += 1
    return ProblemFigures(
        students=students,
        opened=len(cells),
        tried=len(tried),
        solved=len(solved),
        solved_first=sum(cell.tries == 1 for cell in solved),
        median_solve_s=statistics.median(times) if times else None,
        tries=tuple((name, *both) for name, both in counts.items()),  # type: ignore[misc]
    )


def _solve_s(cell: Cell) -> float:
    assert cell.solved_at is not None
    return max(0.0, (cell.solved_at - cell.begun_at).total_seconds())
