"""What instructors allow the tutor: per problem, and per set, where the strictest counts."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codify_jupyter.database import DatabaseUnavailable
from codify_jupyter.store import problem_sets
from codify_jupyter.tutor.hint import RUNGS
from codify_jupyter.tutor.ladder import top_rung

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codify_jupyter.catalogue import Entry
    from codify_jupyter.database import Database

FRESH_S = 5.0
"""For so long the sets' policies are not read again: each submission would ask for them."""
_ON = (True, "on")
SWITCHED_OFF = "The tutor is switched off for this problem, in an exam for example."


@dataclass(frozen=True, slots=True)
class TutorPolicy:
    """What the tutor may do about one problem."""

    enabled: bool = True
    """False: neither hints nor chat."""
    max_rung: int = RUNGS[-1]


def policy_of(entry: Entry, set_policies: Iterable[dict[str, Any]]) -> TutorPolicy:
    """Combine what the problem and all the sets that hold it say."""
    policies = list(set_policies)
    rungs = [top_rung(entry.problem)]
    rungs += [int(one["max_rung"]) for one in policies if isinstance(one.get("max_rung"), int)]
    off = not entry.problem.tutor.get("hints", True)
    return TutorPolicy(
        enabled=not off
        and all(one.get("tutor", True) and one.get("exam", False) not in _ON for one in policies),
        max_rung=max(RUNGS[0], min(rungs)),
    )


class Policies:
    """Policies by problem; the sets' part is read again when it is some seconds old."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._of_sets: dict[int, list[dict[str, Any]]] = {}
        self._read_at = float("-inf")

    async def get(self, entry: Entry) -> TutorPolicy:
        """The policy of a problem as it is now, or was some seconds ago."""
        now = time.monotonic()
        if now - self._read_at > FRESH_S:
            self._read_at = now
            with suppress(DatabaseUnavailable):  # then what was read before goes on holding
                async with self._database.connect() as connection:
                    self._of_sets = await problem_sets.policies(connection)
        return policy_of(entry, self._of_sets.get(entry.problem_id, ()))
