"""Grades of a set as nbgrader, Moodle and Canvas read them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from codify_jupyter.errors import Invalid
from codify_jupyter.grades.spreadsheet import read_csv, table
from codify_jupyter.set_policy import effective_policy
from codify_jupyter.store.grades import GradedSet, StudentGrade

_NBGRADER = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score",
)  # fmt: skip
_CANVAS_KEYS = ("SIS Login ID", "SIS User ID", "Integration ID", "ID")
"""Columns by which Canvas may know a student, the likeliest first."""


def nbgrader_csv(graded: GradedSet, grades: Sequence[StudentGrade]) -> str:
    """The columns of ``nbgrader export``."""
    due = effective_policy(graded.policy).due
    rows = []
    for one in grades:
        first, last = _names(one.display_name)
        when = one.last_submission.isoformat() if one.last_submission else None
        lost = one.raw_points - one.points
        rows.append(
            (graded.slug, due.isoformat() if due else None, when, one.name, last, first, one.email,
             one.raw_points, lost, one.points, one.possible)
        )  # fmt: skip
    return table(_NBGRADER, rows)


def moodle_csv(graded: GradedSet, grades: Sequence[StudentGrade]) -> str:
    """What Moodle's grade import takes: map "Username" or "Email address" to the user."""
    header = ("Username", "Email address", graded.title)
    return table(header, [(one.name, one.email, one.points) for one in grades])


@dataclass(frozen=True, slots=True)
class FilledCanvas:
    """A gradebook of Canvas's with a column filled in."""

    text: str
    filled: int
    unknown_to_canvas: tuple[str, ...]
    """Students of ours who are not in the file."""
    without_grade: tuple[str, ...]
    """Students of the file who are not among ours; their cells are as they were."""


def fill_canvas(
    gradebook: str, graded: GradedSet, grades: Sequence[StudentGrade], column: str = ""
) -> FilledCanvas:
    """Fill the points into the file that Canvas exported; all else in it stays as it is.

    ``column`` is the assignment's column, whole or without Canvas's ``(number)``;
    without it, the one that is called like the set.

    Raises:
        Invalid: the file is no gradebook, or has no such column.
    """
    mark = "\ufeff" if gradebook.startswith("\ufeff") else ""
    rows = read_csv(gradebook.removeprefix("\ufeff"))
    if not rows or "Student" not in rows[0]:
        raise Invalid("This is no gradebook of Canvas's: its first line has no column Student.")
    header = rows[0]
    place = _column(header, column or graded.title)
    keys = [header.index(name) for name in _CANVAS_KEYS if name in header]
    ours = {one.name: one for one in grades}
    ours |= {one.email: one for one in grades if one.email}
    seen: set[str] = set()
    missing: list[str] = []
    for row in rows[1:]:
        row += [""] * (len(header) - len(row))
        student = row[header.index("Student")].strip()
        if not student or student in ("Points Possible", "Student, Test", "Test Student"):
            continue
        found = next((ours[row[key]] for key in keys if row[key] in ours), None)
        if found is None:
            missing.append(student)
        else:
            row[place] = f"{found.points:.10g}"
            seen.add(found.name)
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    unknown = tuple(one.name for one in grades if one.name not in seen)
    return FilledCanvas(mark + stream.getvalue(), len(seen), unknown, tuple(missing))


def _column(header: list[str], wanted: str) -> int:
    for index, name in enumerate(header):
        if name == wanted or name.rpartition(" (")[0] == wanted:
            return index
    fixed = {"Student", "Section", *_CANVAS_KEYS}
    choices = ", ".join(f"“{name}”" for name in header if name not in fixed)
    raise Invalid(f"The gradebook has no column “{wanted}”; there are: {choices or 'none'}.")


def _names(display_name: str | None) -> tuple[str | None, str | None]:
    """First and last name, as far as a display name tells."""
    if not display_name:
        return None, None
    if "," in display_name:
        last, _, first = display_name.partition(",")
        return first.strip(), last.strip()
    first, _, last = display_name.rpartition(" ")
    return (first or last), (last if first else None)
