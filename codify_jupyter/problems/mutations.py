"""Small changes to a program, each such as a beginner's slip: ``<`` for ``<=``, one too many.

What the tests still accept, they do not test.
"""

from __future__ import annotations

import ast
import copy
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Div,
    ast.Div: ast.FloorDiv,
    ast.Mod: ast.FloorDiv,
}
_SIGNS: dict[type[ast.AST], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.In: "in", ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not",
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
    ast.And: "and", ast.Or: "or",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """A program with one change."""

    line: int
    was: str
    now: str
    code: str


def mutants_of(code: str) -> list[Mutant]:
    """All of them, in order of lines; none for what is not Python. Documentation is let alone."""
    return spread_mutants(code, None)[0]


def spread_mutants(
    code: str, most: int | None, end: float | None = None
) -> tuple[list[Mutant], int]:
    """At most ``most`` of them, from all over the program, and how many changes were left out.

    Each is a copy of the whole program: of a long one no more are made once
    ``time.perf_counter()`` has reached ``end``.
    """
    try:
        tree = parse_module(code)
    except UnreadablePythonError:
        return [], 0
    changes = [
        (index, getattr(node, "lineno", 1), change)
        for index, node in enumerate(_walk(tree))
        for change in _changes(node)
    ]
    total = len(changes)
    if most is not None and total > most:
        changes = [changes[index * total // most] for index in range(most)]
    found: dict[str, Mutant] = {}
    plain = ast.unparse(tree)
    for made, (index, line, (was, now, change)) in enumerate(changes):
        if end is not None and time.perf_counter() > end:
            changes = changes[:made]
            break
        changed = copy.deepcopy(tree)
        change(next(itertools.islice(_walk(changed), index, None)))
        text = ast.unparse(ast.fix_missing_locations(changed))
        if text != plain:
            found.setdefault(text, Mutant(line, was, now, text))
    return sorted(found.values(), key=lambda mutant: mutant.line), total - len(changes)


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes but texts that only document, annotations, and what runs when it is the program."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_text(child):
                yield from _walk(child)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


Change = tuple[str, str, Callable[[ast.AST], None]]


def _changes(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Compare):
        yield from _comparison(node)
    elif isinstance(node, ast.BinOp | ast.AugAssign):
        yield from _arithmetic(node)
    elif isinstance(node, ast.BoolOp):
        other = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield _SIGNS[type(node.op)], _SIGNS[other], _setting("op", other())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = ast.unparse(node.operand)
        # Twice not: the truth of it, as a condition wants it.
        yield f"not {inner}", inner, _setting("operand", ast.UnaryOp(ast.Not(), node.operand))
    elif isinstance(node, ast.Constant):
        yield from _constant(node)
    elif isinstance(node, ast.Break):
        yield "break", "pass", _becoming(ast.Pass)
    elif isinstance(node, ast.Return) and not _is_none(node.value) and node.value is not None:
        value = ast.unparse(node.value)
        yield f"return {value}"[:60], "return None", _setting("value", ast.Constant(None))
    elif isinstance(node, ast.If) and not node.orelse:
        test = ast.unparse(node.test)
        yield f"if {test}:"[:60], "if False:", _setting("test", ast.Constant(False))


def _comparison(node: ast.Compare) -> Iterator[Change]:
    for index, operator in enumerate(node.ops):
        other = _COMPARISONS[type(operator)]

        def change(target: ast.AST, index: int = index, other: type[ast.cmpop] = other) -> None:
            assert isinstance(target, ast.Compare)
            target.ops[index] = other()

        yield _SIGNS[type(operator)], _SIGNS[other], change


def _arithmetic(node: ast.BinOp | ast.AugAssign) -> Iterator[Change]:
    other = _ARITHMETIC.get(type(node.op))
    left = node.left if isinstance(node, ast.BinOp) else node.target
    # What joins or repeats texts and lists only breaks.
    sides = (left, node.right if isinstance(node, ast.BinOp) else node.value)
    if other is None or any(isinstance(side, ast.List | ast.JoinedStr) for side in sides):
        return
    if any(isinstance(side, ast.Constant) and isinstance(side.value, str) for side in sides):
        return
    tail = "=" if isinstance(node, ast.AugAssign) else ""
    yield _SIGNS[type(node.op)] + tail, _SIGNS[other] + tail, _setting("op", other())


def _constant(node: ast.Constant) -> Iterator[Change]:
    value = node.value
    if isinstance(value, bool):
        yield str(value), str(not value), _setting("value", not value)
    elif isinstance(value, int):
        yield str(value), str(value + 1), _setting("value", value + 1)
        if value != 0:
            yield str(value), str(value - 1), _setting("value", value - 1)


def _is_none(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _setting(field: str, value: object) -> Callable[[ast.AST], None]:
    def change(target: ast.AST) -> None:
        setattr(target, field, value)

    return change


def _becoming(kind: type[ast.stmt]) -> Callable[[ast.AST], None]:
    def change(target: ast.AST) -> None:
        target.__class__ = kind

    return change
