"""The shape of what is told about one kind of relation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from codify_jupyter.tutor.program import FunctionNode, Program

LineFinder = Callable[[Program, FunctionNode | None], int | None]


@dataclass(frozen=True, slots=True)
class RelationText:
    """``what`` follows a sentence on what happened; ``look`` one that shows the line."""

    what: str
    concept: str
    look: str
    example: str
    line: LineFinder | None = None
