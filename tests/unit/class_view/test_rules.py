"""At risk: each stated rule holds where it should, and is silent where it should."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from codify_jupyter.class_view.rules import (
    ClassStanding,
    Deadline,
    class_standing,
    risks,
)
from codify_jupyter.store.class_view.grid import Cell

from .conftest import minute

NOW = minute(60)
TITLES = {1: "First", 2: "Second", 3: "Third", 4: "Fourth"}
LAZY = ClassStanding(tried=0.2, median_solved=0)
BUSY = ClassStanding(tried=0.8, median_solved=3)


def cell(problem: int, **changes: Any) -> Cell:
    values: dict[str, Any] = {
        "student": 7,
        "problem": problem,
        "tries": 0,
        "best": 0.0,
        "in_vain": 0,
        "begun_at": minute(0),
        "last_try_at": None,
        "last_at": changes.get("last_try_at", minute(0)),
        "solved_at": None,
        "open_questions": 0,
    }
    return Cell(**(values | changes))


def solved(problem: int, at: datetime = minute(30)) -> Cell:  # noqa: B008  a constant
    return cell(problem, tries=1, best=1.0, last_try_at=at, solved_at=at)


def test_who_has_tried_nothing_while_the_class_has() -> None:
    assert risks([], 4, TITLES, BUSY, Deadline(), NOW) == [
        "Has tried nothing yet; 80% of the class have."
    ]
    assert risks([], 4, TITLES, LAZY, Deadline(), NOW) == []


def test_who_is_behind() -> None:
    assert risks([solved(1)], 4, TITLES, BUSY, Deadline(), NOW) == [
        "Has solved 1 of 4; half of the class have solved 3 or more."
    ]
    assert risks([solved(1), solved(2)], 4, TITLES, BUSY, Deadline(), NOW) == []


def test_who_tries_in_vain() -> None:
    many = cell(2, tries=6, last_try_at=minute(50))
    few = cell(3, tries=5, last_try_at=minute(50))
    assert risks([many, few, solved(1)], 4, TITLES, LAZY, Deadline(), NOW) == [
        "6 tries at “Second” without solving it."
    ]
    assert risks([solved(2, minute(50))], 4, TITLES, LAZY, Deadline(), NOW) == []


def test_who_is_away() -> None:
    late = NOW + timedelta(days=8)
    gone = [solved(1), solved(2)]
    assert risks(gone, 4, TITLES, LAZY, Deadline(), late) == [
        "Was last seen 8 days ago; 2 unsolved."
    ]
    assert risks(gone, 4, TITLES, LAZY, Deadline(closes=NOW), late) == []
    done = [solved(one) for one in TITLES]
    assert risks(done, 4, TITLES, LAZY, Deadline(), late) == []


def test_who_will_hardly_be_in_time() -> None:
    due = Deadline(due=NOW + timedelta(hours=26))
    assert risks([solved(1)], 4, TITLES, LAZY, due, NOW) == ["Has solved 1 of 4, due in 26 hours."]
    assert risks([solved(1), solved(2)], 4, TITLES, LAZY, due, NOW) == []
    assert risks([solved(1)], 4, TITLES, LAZY, Deadline(due=NOW - timedelta(hours=1)), NOW) == []
    later = Deadline(due=NOW + timedelta(hours=50))
    assert risks([solved(1)], 4, TITLES, LAZY, later, NOW) == []


def test_where_there_are_no_problems_nobody_is_at_risk() -> None:
    assert risks([], 0, {}, ClassStanding(1.0, 0), Deadline(), NOW) == []


def test_the_class_is_summed_up_with_those_who_did_nothing() -> None:
    cells = [solved(1), solved(2), cell(3)]
    assert class_standing(2, cells) == ClassStanding(0.5, 1.0)
    assert class_standing(0, []) == ClassStanding(0.0, 0.0)
