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
_CLAIMS = frozenset(
    {"isinstance", "issubclass", "callable", "all", "any", "hasattr", "isclose", "allclose",
     "array_equal", "startswith", "endswith", "isin", "equals"}
)  # fmt: skip
"""Functions that answer yes or no."""


def with_output(code: str, printed: str, result: str = "") -> str:
    """The code, with asserts that it prints ``printed`` and its last expression shows ``result``.

    Raises:
        UnreadablePythonError: the code is not Python.
    """
    tree = parse_module(code)
    lines = code.rstrip().split("\n")
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        if wanted := plain_repr(result.strip()):
            lines = [*lines[: last.lineno - 1], *_shows(last.value, wanted)]
        elif not printed.strip() and _is_claim(last.value):
            # Its output was not saved: what is asked so is to be true.
            lines = [*lines[: last.lineno - 1], f"assert {_alone(last.value)}"]
    text = "\n".join(lines) + "\n"
    return _prints(tree, text, printed) if printed.strip() else text


def _shows(value: ast.expr, wanted: str) -> list[str]:
    text = _alone(value)
    if wanted in ("True", "False") or _is_literal(wanted):
        # NumPy's own truth values and numbers are shown alike.
        return [f"assert {text} == {wanted}"]
    # White space is laid out differently from version to version.
    wanted = " ".join(wanted.split())
    return [f'shown = " ".join(repr({text}).split())', f"assert shown == {wanted!r}, shown"]


def _alone(value: ast.expr) -> str:
    """An expression that stays one beside an operator."""
    text = ast.unparse(value)
    return text if isinstance(value, ast.Call | ast.Name | ast.Attribute) else f"({text})"


def _is_claim(value: ast.expr) -> bool:
    match value:
        case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
            return True
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name in _CLAIMS
    return False


def _prints(tree: ast.Module, code: str, printed: str) -> str:
    """The code with an assert on what it prints."""
    match tree.body:
        case [ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[value], keywords=[]))]:
            return f"assert str({ast.unparse(value)}).strip() == {printed.strip()!r}\n"
    if any("\n" in str(n.value) for n in ast.walk(tree) if isinstance(n, ast.Constant)):
        return code  # indenting would change texts of several lines
    return _captured(code, [f"assert printed.getvalue().strip() == {printed.strip()!r}"])


def _captured(code: str, then: list[str]) -> str:
    """The code and some lines after it, with what it and what it calls print in ``printed``."""
    body = [*code.rstrip().split("\n"), *then]
    lines = [
        "import contextlib, functools, io",
        "with contextlib.redirect_stdout(io.StringIO()) as printed:",
        "    print = functools.partial(print, file=printed)",
        *(f"    {line}" if line.strip() else "" for line in body),
    ]
    return "\n".join(lines) + "\n"


def plain_repr(text: str) -> str:
    """A recorded repr without NumPy 2's classes."""
    return _NUMPY_2.sub(lambda found: (found[1] or "").strip("_") or found[2] or "", text)


def session_code(text: str, *, printed: bool = False) -> str:
    """The code of a ``>>>`` session, all that it shows asserted.

    What is shown below a call may be its value, or what it prints: where it
    is a literal it is taken for the value, unless ``printed``.

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
            parts.append(_shown(example.source, example.want, printed).rstrip())
    return "\n".join(parts) + "\n"


def _shown(code: str, shown: str, printed: bool) -> str:
    """A line of a session with what is shown below it: printed, or the value."""
    last = parse_module(code).body[-1:]
    if not last or not isinstance(last[0], ast.Expr) or _is_print(last[0].value):
        return with_output(code, shown)
    wanted = " ".join(shown.split())
    if isinstance(last[0].value, ast.Call) and wanted and (printed or not _is_literal(wanted)):
        then = [
            'shown = printed.getvalue() + ("" if value is None else repr(value))',
            f'assert " ".join(shown.split()) == {wanted!r}, shown',
        ]
        return _captured(f"value = {ast.unparse(last[0].value)}", then)
    return with_output(code, "", shown)


def _is_print(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and ast.unparse(value.func) == "print"


def _is_literal(text: str) -> bool:
    try:
        literals.value(text)
    except (InvalidTests, TypeError, MemoryError):
        return False
    return True
