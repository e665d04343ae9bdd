"""The packages that some code imports, and which of them are not there."""

from __future__ import annotations

import ast
import functools
import sys
from importlib.metadata import packages_distributions

from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

_OURS = frozenset({"solution", "checks", "pytest"})
"""What every test has at hand."""


def imported_packages(*codes: str) -> tuple[str, ...]:
    """Import names beyond the standard library, sorted; those of unreadable code are not seen."""
    found: set[str] = set()
    for code in codes:
        try:
            tree = parse_module(code)
        except UnreadablePythonError:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return tuple(sorted(found - sys.stdlib_module_names - _OURS))


def missing_packages(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those that no installed distribution brings along. Nothing is imported."""
    return tuple(name for name in names if name not in _installed())


@functools.cache
def _installed() -> frozenset[str]:
    # Not `find_spec`, which would also find whatever lies in the current folder.
    return frozenset(packages_distributions())
