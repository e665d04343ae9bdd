"""Reads Python as text: what it defines and whether it parses. Nothing is ever run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


class UnreadablePythonError(Exception):
    """A text that is not Python. ``line`` counts from 1 within the text."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def parse_module(text: str) -> ast.Module:
    """The tree of statements.

    Raises:
        UnreadablePythonError: when it does not parse.
    """
    tree = _parse(text, "exec")
    assert isinstance(tree, ast.Module)
    return tree


def parse_expression(text: str) -> ast.expr:
    """The tree of one expression.

    Raises:
        UnreadablePythonError: when it does not parse.
    """
    tree = _parse(text.strip(), "eval")
    assert isinstance(tree, ast.Expression)
    return tree.body


def _parse(text: str, mode: str) -> ast.AST:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape is the author's to keep
            return compile(text, "<problem>", mode, ast.PyCF_ONLY_AST, dont_inherit=True)
    except SyntaxError as error:
        raise UnreadablePythonError(str(error.msg)[:200], error.lineno or 1) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise UnreadablePythonError(str(error)[:200] or "it is nested too deeply", 1) from None


@dataclass(frozen=True, slots=True)
class PythonFile:
    """A parsed file and the names that its top level binds, with their lines."""

    path: Path
    text: str
    names: dict[str, int]
    functions: frozenset[str]


def python_file(path: Path, text: str) -> PythonFile:
    """Parse a file.

    Raises:
        UnreadablePythonError: when it does not parse.
    """
    tree = parse_module(text)
    names: dict[str, int] = {}
    functions: set[str] = set()
    for node in _top_level(tree.body):
        for name in _bound_names(node):
            names.setdefault(name, node.lineno)
        if isinstance(node, ast.FunctionDef):
            functions.add(node.name)
    return PythonFile(path, text, names, frozenset(functions))


def _top_level(body: Iterable[ast.stmt]) -> Iterable[ast.stmt]:
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try | ast.With | ast.For | ast.While):
            for part in ("body", "orelse", "finalbody"):
                yield from _top_level(getattr(node, part, ()))
            for handler in getattr(node, "handlers", ()):
                yield from _top_level(handler.body)


def _bound_names(node: ast.stmt) -> Iterable[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        for alias in node.names:
            yield alias.asname or alias.name.partition(".")[0]
    elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            yield from (n.id for n in ast.walk(target) if isinstance(n, ast.Name))
