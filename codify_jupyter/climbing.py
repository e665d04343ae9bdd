"""Where a student stands on a problem's hint ladder, and when the next rung opens."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from codify_jupyter.policy import SWITCHED_OFF, TutorPolicy

if TYPE_CHECKING:
    from codify_jupyter.store.messages import GivenHint
    from codify_jupyter.store.submissions import Submission

WAIT_S = 60.0
"""The next rung opens after this time, or at once for changed code."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """What the screen needs to draw the ladder and its button."""

    enabled: bool
    rung: int
    """The highest rung that was read about this difficulty; 0 for none."""
    top: int
    """The highest rung the instructor allows."""
    next: int | None
    """The rung that can be asked for, now or later; None when there is none."""
    wait_s: float
    """Seconds until it opens; 0 when it is open."""
    note: str
    """Why there is none, or when it opens, in a sentence."""

    def as_json(self) -> dict[str, Any]:
        """The contract's ``Ladder``."""
        return {
            "enabled": self.enabled,
            "rung": self.rung,
            "top": self.top,
            "next": self.next,
            "wait_s": round(self.wait_s, 1),
            "note": self.note,
        }


def ladder_of(
    policy: TutorPolicy,
    attempts: Sequence[Submission],
    hints: Sequence[GivenHint],
    now: datetime,
) -> Ladder:
    """Tell where a student stands.

    Args:
        policy: What the instructor allows.
        attempts: The student's judged submissions to the problem, newest first;
            the two newest are enough.
        hints: The rungs the student was given for the problem, newest first.
        now: The time, with its zone.
    """
    top = policy.max_rung
    if not policy.enabled:
        return Ladder(False, 0, top, None, 0.0, SWITCHED_OFF)
    if not attempts:
        return Ladder(True, 0, top, None, 0.0, "The first hint comes with your first submission.")
    latest = attempts[0]
    if latest.status == "accepted":
        return Ladder(True, 0, top, None, 0.0, "Solved: no hint is needed any more.")
    own = [hint for hint in hints if hint.submission_id == latest.id]
    rule = own[-1].rule if own else None  # the one that came with the verdict
    # The same difficulty goes on where it was left; another one begins at its first rung.
    rung = max((hint.rung for hint in hints if rule is not None and hint.rule == rule), default=0)
    rung = max([rung, *(hint.rung for hint in own)])
    if rung >= top:
        return Ladder(True, rung, top, None, 0.0, "That was the last hint there is.")
    asked = any(hint.rung > 1 for hint in own)
    changed = len(attempts) > 1 and not same_program(latest.code, attempts[1].code)
    wait = 0.0
    if not own or (changed and not asked):
        wait = 0.0
    else:
        wait = max(0.0, WAIT_S - (now - own[0].created_at).total_seconds())
    note = "The next hint opens in a moment, or as soon as you submit changed code."
    return Ladder(True, rung, top, rung + 1, wait, note if wait else "")


def same_program(one: str, other: str) -> bool:
    """Tell whether two programs differ in blanks and comments at most."""
    if one.split() == other.split():
        return True
    try:
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
