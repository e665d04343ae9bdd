"""Programs that differ in names and layout only, put together.

The shape of a program is its syntax tree without comments, docstrings and type
annotations, where every name that the program itself binds (parameters, variables,
functions, classes) is replaced by its number in order of first appearance. Names of
imported and built-in things, attributes, keywords of calls and all literals stay, so
``range(n)`` and ``range(n + 1)``, or ``<`` and ``<=``, have different shapes.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
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
        tree = parse_module(code)
        kept = {alias.asname or alias.name.partition(".")[0] for alias in _imports(tree)}
        _Anonymous(_bound(tree) - kept).visit(tree)
        return ast.dump(tree)
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


def _imports(tree: ast.AST) -> Iterator[ast.alias]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from node.names


def _bound(tree: ast.AST) -> set[str]:
    """Names that the program gives a meaning to."""
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                names.add(name)
            case ast.arg(arg=name):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                names.add(name)
            case ast.ClassDef(name=name):
                names.add(name)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                names.add(name)
            case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                names.add(name)
    return names


class _Anonymous(ast.NodeTransformer):
    """Takes names, annotations and docstrings away; visits in the order of the text."""

    def __init__(self, bound: set[str]) -> None:
        self._bound = bound
        self._numbers: dict[str, str] = {}

    def _name(self, name: str) -> str:
        if name not in self._bound:
            return name
        return self._numbers.setdefault(name, f"_{len(self._numbers)}")

    # The method names are ast's own.
    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._name(node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = self._name(node.arg)
        node.annotation = node.type_comment = None
        return node

    def visit_Global(self, node: ast.Global) -> ast.AST:
        node.names = [self._name(name) for name in node.names]
        return node

    def visit_Nonlocal(self, node: ast.Nonlocal) -> ast.AST:
        node.names = [self._name(name) for name in node.names]
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        if node.value is None:
            return None
        return self.visit(ast.Assign([node.target], node.value))  # type: ignore[no-any-return]

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        if isinstance(node.value, ast.Constant):
            return None  # a docstring, or three dots
        return self.generic_visit(node)

    def generic_visit(self, node: ast.AST) -> ast.AST:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                node.returns = None
                node.name = self._name(node.name)
            case ast.ClassDef():
                node.name = self._name(node.name)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                node.name = self._name(name)
            case ast.MatchStar(name=str(name)):
                node.name = self._name(name)
            case ast.MatchMapping(rest=str(name)):
                node.rest = self._name(name)
        return super().generic_visit(node)
