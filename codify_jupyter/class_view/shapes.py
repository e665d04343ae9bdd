"""Programs that differ in names and layout only, put together.

The shape of a program is its syntax tree without comments, docstrings and type
annotations, where every name that the program itself binds (parameters, variables,
functions, classes) is replaced by its number in order of first appearance. Names of
imported and built-in things, attributes, keywords of calls and all literals stay, so
``range(n)`` and ``range(n + 1)``, or ``<`` and ``<=``, have different shapes.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

UNREADABLE = ""
"""The shape of all that is not valid Python."""
LONGEST = 20_000
"""Characters; longer programs are taken as they are, which bounds the time for one."""
Item = TypeVar("Item")


@lru_cache(maxsize=4096)
def shape_of(code: str) -> str:
    """The shape of a program, as text; equal for programs of the same shape."""
    if len(code) > LONGEST:
        return code
    try:
        reading = _Reading()
        reading.take(parse_module(code))
        return reading.shape()
    except (UnreadablePythonError, RecursionError, ValueError):  # the last for a giant number
        return UNREADABLE


@dataclass(frozen=True, slots=True)
class Cluster:
    """Items whose code has the same shape, in the order in which they were given."""

    shape: str = field(repr=False)
    items: tuple[Any, ...]

    @property
    def readable(self) -> bool:
        """Whether the code is valid Python."""
        return self.shape != UNREADABLE


def clusters(items: Iterable[Item], code_of: Callable[[Item], str]) -> list[Cluster]:
    """Put items together by the shape of their code, the largest cluster first."""
    found: dict[str, list[Item]] = {}
    for one in items:
        found.setdefault(shape_of(code_of(one)), []).append(one)
    made = [Cluster(shape, tuple(members)) for shape, members in found.items()]
    return sorted(made, key=lambda one: -len(one.items))


# Where names stand in the tree that the program itself may bind, besides `Name`.
_NAMES: dict[type[ast.AST], str] = {
    ast.arg: "arg",
    ast.FunctionDef: "name",
    ast.AsyncFunctionDef: "name",
    ast.ClassDef: "name",
    ast.ExceptHandler: "name",
    ast.MatchAs: "name",
    ast.MatchStar: "name",
    ast.MatchMapping: "rest",
}
_UNTOLD = frozenset({"ctx", "annotation", "returns", "type_comment", "type_ignores", "kind"})


class _Reading:
    """Goes once through a tree, in the order of the text, and writes down what counts."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._places: list[int] = []
        """Which of the words are names."""
        self._bound: set[str] = set()
        self._imported: set[str] = set()

    def shape(self) -> str:
        """What was written down, the program's own names numbered."""
        own = self._bound - self._imported
        numbers: dict[str, str] = {}
        words = self._words
        for place in self._places:
            if words[place] in own:
                words[place] = numbers.setdefault(words[place], f"_{len(numbers)}")
        return " ".join(words)

    def take(self, node: ast.AST) -> None:
        """Write a node down, and what is in it."""
        kind = type(node)
        if kind is ast.Name:
            assert isinstance(node, ast.Name)
            self._name(node.id, bound=type(node.ctx) is not ast.Load)
            return
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return  # a docstring, or three dots
        if isinstance(node, ast.AnnAssign):
            if node.value is not None:
                self.take(ast.Assign([node.target], node.value))
            return
        if isinstance(node, ast.alias):
            self._imported.add(node.asname or node.name.partition(".")[0])
        self._words.append(kind.__name__)
        name = _NAMES.get(kind)
        for each in kind._fields:
            if each in _UNTOLD:
                continue
            value = getattr(node, each, None)
            if each == name and value is not None:
                self._name(value, bound=True)
            elif isinstance(value, ast.AST):
                self.take(value)
            elif isinstance(value, list):
                self._list(value)
            else:
                self._words.append(repr(value))

    def _list(self, values: list[Any]) -> None:
        self._words.append("[")
        for one in values:
            if isinstance(one, ast.AST):
                self.take(one)
            elif isinstance(one, str):  # of `global` and `nonlocal`
                self._name(one, bound=False)
            else:
                self._words.append(repr(one))
        self._words.append("]")

    def _name(self, name: str, *, bound: bool) -> None:
        self._places.append(len(self._words))
        self._words.append(name)
        if bound:
            self._bound.add(name)
