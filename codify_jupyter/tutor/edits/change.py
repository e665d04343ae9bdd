"""What a change is, and a copy of a program to make it in."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

EditKind = Literal[
    "comparison",
    "logic",
    "number",
    "text",
    "operator",
    "bounds",
    "name",
    "conversion",
    "method",
    "place",
    "repetition",
    "assignment",
    "superfluous",
    "result",
]


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: where it is (line of the student's code, from 1) and what it is about."""

    line: int
    kind: EditKind


@dataclass(frozen=True, slots=True)
class Variant:
    """A changed program."""

    edit: Edit
    code: str


class Draft:
    """A copy of a program in which one change is made.

    Nodes go by their number in the order of ``ast.walk``, which copies share.
    """

    def __init__(self, code: str) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.tree = ast.parse(code)  # ten times as fast as to copy a tree
        self._nodes = list(ast.walk(self.tree))

    def node(self, number: int) -> Any:
        """The node of that number; any kind, as whoever asks knows which."""
        return self._nodes[number]

    def replace(self, number: int, new: ast.AST) -> None:
        """Put another node in a node's place."""
        old = self._nodes[number]
        for parent in self._nodes:
            for field, value in ast.iter_fields(parent):
                if value is old:
                    setattr(parent, field, new)
                    return
                if isinstance(value, list):
                    for position, child in enumerate(value):
                        if child is old:
                            value[position] = new
                            return

    def block(self, number: int) -> tuple[ast.AST, list[ast.stmt], int]:
        """The statement's parent, the block it stands in, and its position there.

        Raises LookupError for a node that is in no block.
        """
        wanted = self._nodes[number]
        for parent in self._nodes:
            for field in ("body", "orelse", "finalbody"):
                block = getattr(parent, field, None)
                if isinstance(block, list):
                    for position, child in enumerate(block):
                        if child is wanted:
                            return parent, block, position
        raise LookupError("not a statement of a block")

    def number(self, node: ast.AST) -> int:
        """The number of a node."""
        return next(i for i, other in enumerate(self._nodes) if other is node)

    def code(self) -> str | None:
        """The program as text; None when it is none any more."""
        for node in ast.walk(self.tree):
            body = getattr(node, "body", None)
            if isinstance(body, list) and not body and not isinstance(node, ast.Module):
                node.body = [ast.Pass()]  # type: ignore[attr-defined]
        try:
            code = ast.unparse(ast.fix_missing_locations(self.tree))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compile(code, "<variant>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, TypeError, AttributeError, RecursionError, MemoryError):
            return None
        return code


@dataclass(frozen=True, slots=True)
class Change:
    """One change that can be made: ``make`` works on a fresh draft."""

    edit: Edit
    make: Callable[[Draft], None]
