"""Rule 1: where Python stopped reading, and what a check says about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from codify_jupyter.tutor.program import Program

BLOCK = re.compile(
    r"(?:async\s+)?(def|class|if|elif|else|for|while|try|except|finally|with|match|case)\b"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where Python stopped reading."""

    message: str
    kind: str
    line: int
    here: str
    before_line: int
    before: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake, in the words of the rungs."""

    name: str
    what: str
    concept: str
    look: str
    example: str
    line: int | None = None


def place_of(program: Program, error: SyntaxError) -> Place:
    """Describe where Python stopped."""
    line = error.lineno or 1
    before_line = next((n for n in range(line - 1, 0, -1) if program.source(n)), 0)
    return Place(
        message=error.msg or "",
        kind=type(error).__name__,
        line=line,
        here=program.source(line),
        before_line=before_line,
        before=program.source(before_line),
    )
