"""Statements reduced to their shape: two that differ only in names have the same fingerprint."""

from __future__ import annotations

import ast
import builtins
import copy
import re
import warnings
from collections.abc import Collection

_TOKEN = re.compile(r"\w+|[^\w\s]")
_UNTOLD = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Pass,
    ast.Import,
    ast.ImportFrom,
)


def fingerprints(code: str, keep: Collection[str] = ()) -> dict[str, int]:
    """Return each statement of `code` with its variables renamed, and its number of tokens.

    Compound statements count by their first line only; names in `keep` and
    builtins keep their spelling. Code that does not parse has none.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    return fingerprints_of(tree, keep)


def fingerprints_of(tree: ast.AST, keep: Collection[str] = ()) -> dict[str, int]:
    """Do the same for a tree."""
    found: dict[str, int] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.stmt) or isinstance(node, _UNTOLD) or _is_docstring(node):
            continue
        text = _renamed(_head(node), keep)
        found[text] = len(_TOKEN.findall(text))
    return found


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
    return ast.unparse(ast.fix_missing_locations(node)).replace("\n    pass", "").strip()


def _in_order(node: ast.AST) -> list[ast.AST]:
    found: list[ast.AST] = [node]
    for child in ast.iter_child_nodes(node):
        found.extend(_in_order(child))
    return found
