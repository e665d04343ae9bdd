"""What tests reach in the solution's process: seeds of random numbers, and its functions' form.

In a notebook, tests and solution run in one process. Here they run in two, so
what the tests do to a module there has to be said of the solution's own.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from codify_jupyter.importers.python_source import replaced, top_level
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

_MODULES = {"np": "numpy", "numpy": "numpy", "random": "random"}
"""Modules whose random numbers are seeded, by the names they go by."""


def in_the_solutions_process(code: str, solution: str) -> str:
    """The code with seeds that hold for the solution as well, and with its own ``inspect``."""
    known = top_level(solution)
    changes: list[tuple[ast.expr | ast.stmt, str]] = []
    for node in ast.walk(parse_module(code)):
        seed = _seed(node)
        if seed is not None and isinstance(node, ast.Expr) and seed in known:
            own = ast.unparse(node)
            theirs = own.replace(seed, f"solution_{seed}", 1)
            changes.append(
                (node, f"{own}; from solution import {seed} as solution_{seed}; {theirs}")
            )
        elif _inspects(code):
            changes += _sourced(node)
    return replaced(code, changes)


def modules_beside(tests: Iterable[str], solution: str) -> str:
    """Imports that the solution needs so that tests can reach its modules; may be empty."""
    known = top_level(solution)
    needed: dict[str, None] = {}
    for code in tests:
        if _inspects(code) and "inspect" not in known:
            needed["import inspect"] = None
        try:
            tree = parse_module(code)
        except UnreadablePythonError:
            continue
        for node in ast.walk(tree):
            seed = _seed(node)
            if seed is not None and seed not in known and "random" in solution:
                module = _MODULES[seed]
                needed[f"import {module}" + (f" as {seed}" if seed != module else "")] = None
    return "\n".join(needed)


def _inspects(code: str) -> bool:
    return re.search(r"\binspect\b", code) is not None


def _sourced(node: ast.AST) -> list[tuple[ast.stmt, str]]:
    """``inspect`` taken from beside the solution."""
    match node:
        case ast.Import(names=aliases) if any(one.name == "inspect" for one in aliases):
            others = [ast.unparse(one) for one in aliases if one.name != "inspect"]
            own = next(ast.unparse(one) for one in aliases if one.name == "inspect")
            kept = f"import {', '.join(others)}; " if others else ""
            return [(node, f"{kept}from solution import {own}")]
        case ast.ImportFrom(module="inspect", names=aliases):
            taken = "; ".join(f"{a.asname or a.name} = inspect.{a.name}" for a in aliases)
            return [(node, f"from solution import inspect; {taken}")]
    return []


def _seed(node: ast.AST) -> str | None:
    """``np`` of ``np.random.seed(1)``, ``random`` of ``random.seed(1)``."""
    match node:
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(
                    value=ast.Attribute(value=ast.Name(id=name), attr="random"), attr="seed"
                )
            )
        ) if _MODULES.get(name) == "numpy":
            return name
        case ast.Expr(
            value=ast.Call(func=ast.Attribute(value=ast.Name(id="random" as name), attr="seed"))
        ):
            return name
    return None
