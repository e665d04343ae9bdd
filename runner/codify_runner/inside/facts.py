"""What stands in the code, for rules on forbidden and required constructs.

Gathered before any of the code runs, in the sealed child: parsing hostile code may take long,
and the rules themselves stay with the judge.
"""

from __future__ import annotations

import ast
from typing import Any

_MAX_ENTRIES = 2000


def facts_of(tree: ast.Module, code: str) -> dict[str, Any]:
    """First line of each import, call, name and node class; functions that call themselves."""
    imports: dict[str, int] = {}
    calls: dict[str, int] = {}
    names: dict[str, int] = {}
    nodes: dict[str, int] = {}
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        _first(nodes, type(node).__name__, line)
        if isinstance(node, ast.Import):
            for alias in node.names:
                _first(imports, alias.name, line)
        elif isinstance(node, ast.ImportFrom):
            _first(imports, node.module or "", line)
            for alias in node.names:
                _first(names, alias.name, line)
        elif isinstance(node, ast.Call):
            for name in _called(node.func):
                _first(calls, name, line)
        if isinstance(node, ast.Name):
            _first(names, node.id, line)
        elif isinstance(node, ast.Attribute):
            _first(names, node.attr, line)
    return {
        "imports": imports,
        "calls": calls,
        "names": names,
        "nodes": nodes,
        "recursive": _recursive(tree),
        "lines": _code_lines(code),
    }


def _first(table: dict[str, int], name: str, line: int) -> None:
    if len(table) < _MAX_ENTRIES:
        table[name[:200]] = min(line, table.get(name[:200], line))


def _called(function: ast.expr) -> list[str]:
    """``sorted`` for ``sorted(…)``; ``sort`` and ``xs.sort`` for ``xs.sort(…)``."""
    if isinstance(function, ast.Name):
        return [function.id]
    if isinstance(function, ast.Attribute):
        if isinstance(function.value, ast.Name):
            return [function.attr, f"{function.value.id}.{function.attr}"]
        return [function.attr]
    return []


def _recursive(tree: ast.Module) -> list[str]:
    """Names of functions that reach a call of themselves through functions of this code."""
    reaches: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and len(reaches) < 200:
            called = reaches.setdefault(node.name, set())
            for inner in ast.walk(node):
                if isinstance(inner, ast.Call):
                    called.update(_called(inner.func)[:1])
    return [name for name in reaches if name in _closure(name, reaches)]


def _closure(name: str, reaches: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(reaches[name])
    while waiting:
        other = waiting.pop()
        if other not in seen:
            seen.add(other)
            waiting.extend(reaches.get(other, ()))
    return seen


def _code_lines(code: str) -> int:
    """Lines that are neither blank nor a comment."""
    return sum(1 for line in code.splitlines() if line.strip() and not line.strip().startswith("#"))
