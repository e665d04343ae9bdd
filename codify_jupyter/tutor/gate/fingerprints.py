"""Statements reduced to their shape: two that differ only in names have the same fingerprint."""

from __future__ import annotations

import ast
import builtins
import copy
import re
import warnings
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"\w+|[^\w\s]")
_UNTOLD = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Pass,
    ast.Import,
    ast.ImportFrom,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """One statement; compound ones by their first line only."""

    exact: str
    """In one form for what can be written in two, names kept."""
    renamed: str
    """The same with the variables renamed in the order in which they come."""
    size: int
    """In tokens."""
    expression: bool
    """Whether it is a bare expression, and no statement of another kind."""


@lru_cache(maxsize=256)
def lasting_shapes(code: str, keep: frozenset[str]) -> tuple[Shape, ...]:
    """``shapes`` of what a problem holds: each of its students' questions needs them."""
    return tuple(shapes(code, keep))


def shapes(code: str, keep: Collection[str] = ()) -> list[Shape]:
    """Return the statements of `code`; none of code that does not parse.

    Names in `keep` and builtins keep their spelling.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return shapes_of(tree, keep)


def shapes_of(tree: ast.AST, keep: Collection[str] = ()) -> list[Shape]:
    """Do the same for a tree."""
    found: list[Shape] = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.stmt) or isinstance(node, _UNTOLD) or _is_docstring(node):
            continue
        canonical = ast.fix_missing_locations(_Canonical().visit(_head(node)))
        exact = _text(canonical)
        renamed = _renamed(canonical, keep)
        found.append(
            Shape(exact, renamed, len(_TOKEN.findall(renamed)), isinstance(node, ast.Expr))
        )
    return found


def fingerprints(code: str, keep: Collection[str] = ()) -> dict[str, int]:
    """Return each statement of `code` with its variables renamed, and its number of tokens."""
    return {shape.renamed: shape.size for shape in shapes(code, keep)}


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _head(node: ast.stmt) -> ast.stmt:
    if not hasattr(node, "body"):
        return copy.deepcopy(node)
    bare = copy.copy(node)
    for block, filler in (("body", [ast.Pass()]), ("orelse", []), ("finalbody", [])):
        if hasattr(bare, block):
            setattr(bare, block, filler)
    return copy.deepcopy(bare)


def _renamed(node: ast.stmt, keep: Collection[str]) -> str:
    names: dict[str, str] = {}
    for child in _in_order(node):
        if isinstance(child, ast.Name) and child.id not in keep and not hasattr(builtins, child.id):
            child.id = names.setdefault(child.id, f"v{len(names)}")
        elif isinstance(child, ast.arg):
            child.arg = names.setdefault(child.arg, f"v{len(names)}")
    return _text(node)


def _text(node: ast.stmt) -> str:
    return ast.unparse(ast.fix_missing_locations(node)).replace("\n    pass", "").strip()


class _Canonical(ast.NodeTransformer):
    """Gives one form to what can be written in two: ``x += 1``, and ``a > b`` for ``b < a``."""

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """Write the addition out."""
        self.generic_visit(node)
        left = copy.deepcopy(node.target)
        for part in ast.walk(left):
            if hasattr(part, "ctx"):
                part.ctx = ast.Load()
        return ast.Assign([node.target], ast.BinOp(left, node.op, node.value))

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """Let a single comparison point to the right."""
        self.generic_visit(node)
        if len(node.ops) == 1 and isinstance(node.ops[0], (ast.Gt, ast.GtE)):
            turned: ast.cmpop = ast.Lt() if isinstance(node.ops[0], ast.Gt) else ast.LtE()
            return ast.Compare(node.comparators[0], [turned], [node.left])
        return node


def _in_order(node: ast.AST) -> list[ast.AST]:
    found: list[ast.AST] = [node]
    for child in ast.iter_child_nodes(node):
        found.extend(_in_order(child))
    return found
