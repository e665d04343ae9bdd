"""Cells of the grid in the words of the HTTP contract."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from codify_jupyter.class_view.rules import state_of, stuck_until

if TYPE_CHECKING:
    from codify_jupyter.store.class_view.grid import Cell


def cell_json(cell: Cell) -> dict[str, Any]:
    """The contract's ``ClassCell``, without whose it is."""
    return {
        "state": state_of(cell),
        "tries": cell.tries,
        "best": cell.best,
        "last_at": time_json(cell.last_at),
        "stuck_until": time_json(stuck_until(cell)),
        "open_questions": cell.open_questions,
    }


def time_json(when: datetime | None) -> str | None:
    """A point in time, or none."""
    return None if when is None else when.isoformat()
