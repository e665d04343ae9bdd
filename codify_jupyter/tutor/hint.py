"""What a rule finds out, and what a student gets to read of it."""

from __future__ import annotations

from dataclasses import dataclass

RUNGS = (1, 2, 3, 4)
"""1 what happened, 2 the concept behind it, 3 the line, 4 a worked analogous example."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One rung of the ladder, ready for the screen."""

    level: int
    """1 to 4; 0 for an accepted submission, which needs no hint."""
    text: str
    """Markdown. Student text in it is quoted as code and bounded."""
    rule: str
    """Which rule spoke, e.g. ``relation.none.printed``."""
    line: int | None = None
    """Line of the submitted code the hint is about, from 1."""
    specific: bool = True
    """False when no rule recognised the mistake and the text is general."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What one rule recognised, told in the words of every rung.

    ``example`` names a worked example in ``worked_examples``.
    """

    rule: str
    what: str
    concept: str
    where: str
    example: str
    line: int | None = None
    specific: bool = True
    symptom: str = ""
    """One sentence on what happened, to stand before an instructor's hint."""
