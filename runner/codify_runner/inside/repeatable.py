"""Whether an author's code does the same each time, as long as the student's code does.

Such a test need not run again to know what it asks next, nor that it passes when all answers are
those of the reference: see ``codify_runner.recordings``. Code that can look at a clock, at files or
at the interpreter is not repeatable. What is random is found by recording it twice.
"""

from __future__ import annotations

import ast

_MODULE_NAMES = """
__future__ abc bisect checks collections copy dataclasses decimal enum fractions functools heapq
hypothesis itertools json math numbers numpy operator pandas pytest random re solution statistics
string textwrap types typing unittest
"""
_MODULES = frozenset(_MODULE_NAMES.split())
_DOUBTFUL_NAMES = "__import__ eval exec compile open input globals locals vars breakpoint exit quit"
_NAMES = frozenset(_DOUBTFUL_NAMES.split())
_PLAIN_ATTRIBUTES = frozenset(
    {"__name__", "__doc__", "__class__", "__init__", "__eq__", "__hash__"}
)
_KEYWORDS = frozenset({"deadline"})
"""Of hypothesis's settings: how long an example may take."""


def is_doubtful(node: ast.AST) -> bool:
    """Whether code with this node in it may not be repeatable, by what it imports or names."""
    match node:
        case ast.Import(names=names):
            return any(alias.name.partition(".")[0] not in _MODULES for alias in names)
        case ast.ImportFrom(module=module, level=level):
            return level > 0 or (module or "").partition(".")[0] not in _MODULES
        case ast.Name(id=name):
            return name in _NAMES
        case ast.Attribute(attr=name):
            return name[:2] == "__" and name not in _PLAIN_ATTRIBUTES
        case ast.keyword(arg=name):
            return name in _KEYWORDS
    return False
