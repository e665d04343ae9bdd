"""What the class view calls stuck and at risk: stated rules over counts, no predictions."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from codify_jupyter.store.class_view.grid import Cell

State = Literal["opened", "trying", "solved"]

IN_VAIN = 3
STUCK_FOR = timedelta(minutes=20)
STUCK_RULE = (
    f"Stuck now: not solved, {IN_VAIN} tries or more since the last one that scored better, "
    f"and the latest try is less than {STUCK_FOR.seconds // 60} minutes old."
)

MANY_TRIES = 6
AWAY_FOR = timedelta(days=7)
DUE_WITHIN = timedelta(hours=48)
RISK_RULES = (
    "Has tried nothing, while at least half of the class have.",
    "Has solved less than half of what half of the class have solved, if that is 2 or more.",
    f"Has tried a problem {MANY_TRIES} times or more without solving it.",
    f"Was not seen for {AWAY_FOR.days} days, while something is unsolved and not closed.",
    f"Has solved less than half of a set that is due within {DUE_WITHIN.days * 24} hours.",
)


def state_of(cell: Cell) -> State:
    """Where the student stands with the problem."""
    if cell.solved_at is not None:
        return "solved"
    return "trying" if cell.tries else "opened"


def stuck_until(cell: Cell) -> datetime | None:
    """Until when the student counts as stuck unless something happens; see ``STUCK_RULE``."""
    if cell.solved_at is not None or cell.last_try_at is None or cell.in_vain < IN_VAIN:
        return None
    return cell.last_try_at + STUCK_FOR


@dataclass(frozen=True, slots=True)
class ClassStanding:
    """What the class as a whole has done, to see one student against."""

    tried: float
    """Share of the students who have tried something, 0 to 1."""
    median_solved: float


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the set is due for one student, and when it takes nothing any more."""

    due: datetime | None = None
    closes: datetime | None = None


def class_standing(students: int, cells: Sequence[Cell]) -> ClassStanding:
    """Sum up a class of so many students."""
    solved: dict[int, int] = {}
    for cell in cells:
        if cell.tries:
            solved[cell.student] = solved.get(cell.student, 0) + (cell.solved_at is not None)
    counts = [*solved.values(), *([0] * (students - len(solved)))]
    return ClassStanding(
        len(solved) / students if students else 0.0,
        statistics.median(counts) if counts else 0.0,
    )


def risks(
    cells: Sequence[Cell],
    total: int,
    titles: Mapping[int, str],
    standing: ClassStanding,
    deadline: Deadline,
    now: datetime,
) -> list[str]:
    """Why a student may need a hand: a sentence for each of ``RISK_RULES`` that holds.

    Args:
        cells: The student's own.
        total: How many problems the student has.
        titles: Of all problems, by their ids.
        standing: The class's.
        deadline: The student's.
        now: The time, with its zone.
    """
    if not total:
        return []
    tried = sum(cell.tries > 0 for cell in cells)
    solved = sum(cell.solved_at is not None for cell in cells)
    closed = deadline.closes is not None and now > deadline.closes
    found = []
    if not tried and standing.tried >= 0.5:
        share = round(100 * standing.tried)
        found.append(f"Has tried nothing yet; {share}% of the class have.")
    elif standing.median_solved >= 2 and solved < standing.median_solved / 2:
        found.append(
            f"Has solved {solved} of {total}; half of the class have solved "
            f"{standing.median_solved:g} or more."
        )
    found += [
        f"{cell.tries} tries at “{titles[cell.problem]}” without solving it."
        for cell in sorted(cells, key=lambda one: -one.tries)
        if cell.solved_at is None and cell.tries >= MANY_TRIES
    ]
    seen = max((cell.last_at for cell in cells), default=None)
    if seen is not None and solved < total and not closed and now - seen >= AWAY_FOR:
        found.append(f"Was last seen {(now - seen).days} days ago; {total - solved} unsolved.")
    left = deadline.due - now if deadline.due is not None else None
    if left is not None and timedelta() < left <= DUE_WITHIN and solved < total / 2:
        hours = max(1, round(left.total_seconds() / 3600))
        found.append(
            f"Has solved {solved} of {total}, due in {hours} hour{'' if hours == 1 else 's'}."
        )
    return found
