"""The code of notebook cells as plain Python: what only IPython understands is taken out."""

from __future__ import annotations

import ast

from codify_jupyter.importers.python_source import replaced
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

_MEASURING = frozenset({"time", "timeit", "capture", "prun"})
"""Magics that run the code after them."""


def plain_python(code: str) -> str:
    """The code without magics, shell commands and questions to IPython.

    What is neither Python nor IPython's comes back as it is.
    """
    if _is_python(code):
        return code
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        # Text only: nothing is run.
        text = TransformerManager().transform_cell(code)  # type: ignore[no-untyped-call]
        tree = parse_module(text)
    except (SyntaxError, ValueError, RuntimeError, RecursionError, UnreadablePythonError):
        return code
    if (body := _cell_magics_body(tree)) is not None:
        return plain_python(body)
    statements = {node.value: node for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    changes: list[tuple[ast.expr | ast.stmt, str]] = []
    for node in ast.walk(tree):
        magic = _magic(node)
        if magic is not None and isinstance(node, ast.Call):
            name, argument = magic
            kept = argument if name in _MEASURING and _is_python(argument) else ""
            changes.append((node, kept or ("pass" if node in statements else "None")))
    return replaced(text, changes)


def _is_python(code: str) -> bool:
    try:
        parse_module(code)
    except UnreadablePythonError:
        return False
    return True


def _cell_magics_body(tree: ast.Module) -> str | None:
    """What a cell with ``%%name`` on its first line runs as Python; None for other cells."""
    match tree.body:
        case [
            ast.Expr(
                value=ast.Call(
                    func=ast.Attribute(attr="run_cell_magic"),
                    args=[ast.Constant(value=name), _, ast.Constant(value=str(body))],
                )
            )
        ]:
            return body if name in _MEASURING else ""
    return None


def _magic(node: ast.AST) -> tuple[str, str] | None:
    """Name and argument of ``get_ipython().…(name, argument)``."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Call(func=ast.Name(id="get_ipython"))), args=arguments
        ):
            texts = [one.value if isinstance(one, ast.Constant) else "" for one in arguments]
            return (str(texts[0]) if texts else "", str(texts[-1]) if len(texts) > 1 else "")
    return None
