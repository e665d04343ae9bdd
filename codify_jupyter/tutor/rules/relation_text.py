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


ONE_OFF = (
    (
        "Counting goes wrong most easily at its two ends. Ask of the first and of the last round "
        "whether it should count."
    ),
    (
        "With which value does the counting start, with which does it stop, and does the last one"
        " still count?"
    ),
    "bounds",
)
"""Concept, look and example of everything that is off by one."""
