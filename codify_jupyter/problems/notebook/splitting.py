"""Splits the code of a tests cell that names no tests: asserts, test functions, and the rest."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from codify_jupyter.problems.notebook.lifting import lift_statement

_ASSERTING = ("assert", "raises")
"""How unittest's, NumPy's and pytest's checks are called, wherever they were taken from."""
_SHOWING = frozenset({"print", "display", "clear_output", "input"})
_LOOKING = frozenset(
    {"len", "sum", "min", "max", "abs", "round", "sorted", "any", "all", "set", "list", "tuple",
     "dict", "str", "repr", "int", "float", "bool", "type", "isinstance", "range", "enumerate",
     "zip", "map", "filter", "hasattr", "callable", "id", "hash", "approx"}
)  # fmt: skip
_PYTEST_NAME = re.compile(r"\bpytest\.(raises|approx)\b")


@dataclass(frozen=True, slots=True)
class Split:
    """One test of a cell."""

    line: int
    """Of the cell's code, from 1."""
    keys: dict[str, Any]
    """Keys of tests.yaml: of a ``call`` test, or ``code``."""
    name: str = ""
    """What the author called it: ``pure`` of ``def test_pure()``."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A statement, and the names that it uses and binds."""

    node: ast.stmt
    text: str
    uses: frozenset[str]
    binds: frozenset[str]


def split_code(
    tree: ast.Module,
    code: str,
    entries: tuple[str, ...],
    imports: Sequence[Piece],
    *,
    lift: bool,
    calls: bool = False,
) -> list[Split]:
    """The tests of a cell, in order.

    Asserts and ``with raises`` that stand for themselves become tests of
    their own; those that need earlier statements take these along; those that
    share an object which they may change stay together. ``imports`` are those
    of earlier cells. With ``calls``, a call of a function that nobody takes the
    result of is a test, too: it may hold asserts.
    """
    lines = code.split("\n")
    pieces = [_piece(node, lines) for node in tree.body]
    tests = [one for one in pieces if _is_test(one.node) or (calls and _is_check(one.node))]
    context = [piece for piece in pieces if piece not in tests]
    shared = _changeable(context) | _given_away(tests, context)
    splits: list[Split] = []
    together: list[Piece] = []
    for piece in pieces:
        if piece in context:
            continue
        node = piece.node
        lifted = lift_statement(node, code, entries) if lift else None
        if lifted is not None:
            splits.append(Split(node.lineno, lifted))
        elif isinstance(node, ast.FunctionDef):
            needed = _needed(piece, [one for one in context if _is_plain(one)], imports)
            name = node.name.removeprefix("test").strip("_") or node.name
            keys = {"code": _code([*needed, piece], f"{node.name}()")}
            splits.append(Split(node.lineno, keys, name))
        elif piece.uses & shared:
            together.append(piece)
        else:
            needed = _needed(piece, _before(piece, context), imports)
            splits.append(Split(node.lineno, {"code": _code([*needed, piece])}))
    if together:
        kept = [one for one in pieces if one in together or one in context]
        first = together[0].node.lineno
        splits.append(Split(first, {"code": _code([*_imported(kept, imports), *kept])}))
    return sorted(splits, key=lambda split: split.line)


def import_pieces(tree: ast.Module, code: str) -> list[Piece]:
    """The cell's own imports, for the cells after it."""
    lines = code.split("\n")
    return [_piece(node, lines) for node in tree.body if _is_import(node)]


def _code(pieces: list[Piece], last: str = "") -> str:
    """Code whose ``raises`` and ``approx`` are the ones that every test has at hand."""
    kept = [piece.text for piece in pieces if not _is_pytest(piece.node)]
    text = "\n".join([*kept, *(["", last] if last else [])])
    return _PYTEST_NAME.sub(r"\1", text)


def _piece(node: ast.stmt, lines: list[str]) -> Piece:
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(one.lineno for one in decorators)])
    names = [inner for inner in ast.walk(node) if isinstance(inner, ast.Name)]
    binds = {name.id for name in names if not isinstance(name.ctx, ast.Load)}
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        binds = {node.name}
    elif isinstance(node, ast.Import | ast.ImportFrom):
        binds = {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    uses = {name.id for name in names if isinstance(name.ctx, ast.Load)}
    text = "\n".join(lines[first - 1 : node.end_lineno])
    return Piece(node, text, frozenset(uses), frozenset(binds))


def _is_test(node: ast.stmt) -> bool:
    if isinstance(node, ast.Assert):
        return True
    if isinstance(node, ast.For | ast.While | ast.If | ast.Try | ast.With):
        return any(
            isinstance(inner, ast.Assert | ast.Raise)
            or (isinstance(inner, ast.Call) and _called(inner).startswith(_ASSERTING))
            for inner in ast.walk(node)
        )
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return _called(node.value).startswith("assert")
    if isinstance(node, ast.FunctionDef):
        return node.name.startswith("test") and not node.args.args
    return False


def _called(call: ast.Call) -> str:
    """The last part of what is called, whatever it was taken from."""
    called = call.func
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _is_check(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
            return name not in _SHOWING
    return False


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _is_plain(piece: Piece) -> bool:
    """Whether a statement only makes something for others to use."""
    node = piece.node
    if _is_import(node) or isinstance(node, ast.FunctionDef | ast.ClassDef):
        return True
    return isinstance(node, ast.Assign)


def _changeable(context: list[Piece]) -> frozenset[str]:
    """Names whose objects later statements may change, so that the order of tests counts."""
    changeable: set[str] = set()
    lasting = {name for piece in context if _is_constant(piece.node) for name in piece.binds}
    for piece in context:
        if not _is_plain(piece):
            changeable |= piece.uses | piece.binds
        elif isinstance(piece.node, ast.Assign):
            calls = [n for n in ast.walk(piece.node.value) if isinstance(n, ast.Call)]
            changeable |= piece.binds if calls else set()
            # What is called may change what it is given.
            given = [value for call in calls for value in _arguments(call)]
            changeable |= {
                node.id
                for value in given
                for node in ast.walk(value)
                if isinstance(node, ast.Name) and node.id not in lasting
            }
    defined = {name for piece in context for name in piece.binds}
    return frozenset(changeable & defined)


def _given_away(tests: list[Piece], context: list[Piece]) -> frozenset[str]:
    """Names whose objects one test gives to a function, which may change them, and a later uses."""
    lasting = {name for piece in context if _is_constant(piece.node) for name in piece.binds}
    defined = {name for piece in context for name in piece.binds} - lasting
    modules = {name for piece in context if _is_import(piece.node) for name in piece.binds}
    given: set[str] = set()
    away: set[str] = set()
    for piece in tests:
        if isinstance(piece.node, ast.FunctionDef):
            continue
        away |= given & piece.uses
        for call in (node for node in ast.walk(piece.node) if isinstance(node, ast.Call)):
            if not _only_looks(call, modules):
                given |= {
                    n.id for v in _arguments(call) for n in ast.walk(v) if isinstance(n, ast.Name)
                }
                given |= _receiver(call)
    return frozenset(away & defined)


def _only_looks(call: ast.Call, modules: set[str]) -> bool:
    """Whether what is called leaves its arguments as they are: Python's own, a module's."""
    if isinstance(call.func, ast.Name):
        return call.func.id in _LOOKING or call.func.id.startswith(_ASSERTING)
    return bool(_receiver(call) & modules) or _called(call).startswith(_ASSERTING)


def _receiver(call: ast.Call) -> set[str]:
    """``x`` of ``x.y.z(…)``."""
    node = call.func
    while isinstance(node, ast.Attribute):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) and node is not call.func else set()


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(word.value for word in call.keywords)]


def _is_constant(node: ast.stmt) -> bool:
    """Whether it binds names to what nobody can change."""
    if isinstance(node, ast.Assign):
        return isinstance(node.value, ast.Constant | ast.UnaryOp)
    return isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef)


def _before(piece: Piece, context: list[Piece]) -> list[Piece]:
    return [one for one in context if one.node.lineno < piece.node.lineno]


def _needed(piece: Piece, context: list[Piece], imports: Sequence[Piece]) -> list[Piece]:
    """The statements that a test builds on, also by way of others."""
    wanted = set(piece.uses)
    needed: list[Piece] = []
    for other in reversed(context):
        # An import may bind what cannot be seen, e.g. with a star.
        if other.binds & wanted or "*" in other.binds:
            needed.insert(0, other)
            wanted |= other.uses
    return [*_imported([*needed, piece], imports), *needed]


def _imported(pieces: Sequence[Piece], imports: Sequence[Piece]) -> list[Piece]:
    uses = {name for piece in pieces for name in piece.uses}
    return [one for one in imports if one.binds & uses or "*" in one.binds]


def _is_pytest(node: ast.stmt) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == "pytest"
    return isinstance(node, ast.Import) and all(alias.name == "pytest" for alias in node.names)
