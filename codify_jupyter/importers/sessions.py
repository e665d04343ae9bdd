"""Code with the output it showed, as asserts: Otter's saved outputs, OK's and doctest's ``>>>``."""

from __future__ import annotations

import ast
import doctest
import re

from codify_runner import literals
from codify_runner.errors import InvalidTests

from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

_NUMPY_2 = re.compile(r"\bnp\.(True_|False_)|\bnp\.(?:float|int|str|bool)\d*_?\(([^()]*)\)")
"""NumPy 2 shows its scalars with their class; older recordings do not."""


def with_output(code: str, shown: str) -> str:
    """The code, with an assert that its last expression shows ``shown``.

    Raises:
        UnreadablePythonError: the code is not Python.
    """
    tree = parse_module(code)
    lines = code.rstrip().split("\n")
    wanted = plain_repr(shown.strip())
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr) or not wanted:
        return code.rstrip() + "\n"
    if isinstance(last.value, ast.Call) and ast.unparse(last.value.func) == "print":
        if len(last.value.args) != 1 or last.value.keywords:
            return code.rstrip() + "\n"
        value = f"str({ast.unparse(last.value.args[0])})"
        return _joined(lines, last, f"assert {value}.strip() == {wanted!r}")
    value = ast.unparse(last.value)
    if isinstance(last.value, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.IfExp | ast.Lambda):
        value = f"({value})"  # or it would be read as a chain
    if wanted in ("True", "False"):
        # NumPy's own truth values are shown alike.
        return _joined(lines, last, f"assert {value} == {wanted}")
    if _is_literal(wanted):
        return _joined(lines, last, f"assert {value} == {wanted}")
    return _joined(lines, last, f"shown = repr({value})\nassert shown == {wanted!r}, shown")


def plain_repr(text: str) -> str:
    """A recorded repr without NumPy 2's classes."""
    return _NUMPY_2.sub(lambda found: (found[1] or "").strip("_") or found[2] or "", text)


def session_code(text: str) -> str:
    """The code of a ``>>>`` session, every shown value asserted.

    Raises:
        UnreadablePythonError: it cannot be read.
    """
    try:
        examples = doctest.DocTestParser().get_examples(text + "\n")
    except ValueError as error:
        raise UnreadablePythonError(str(error)[:200], 1) from None
    parts = []
    for example in examples:
        if example.exc_msg is not None:
            name = example.exc_msg.partition(":")[0].strip()
            body = "\n".join(f"    {line}" for line in example.source.rstrip().split("\n"))
            parts.append(f"with raises({name}):\n{body}")
        else:
            parts.append(with_output(example.source, example.want).rstrip())
    return "\n".join(parts) + "\n"


def _joined(lines: list[str], last: ast.stmt, check: str) -> str:
    return "\n".join([*lines[: last.lineno - 1], check]) + "\n"


def _is_literal(text: str) -> bool:
    try:
        literals.value(text)
    except (InvalidTests, TypeError, MemoryError):
        return False
    return True
