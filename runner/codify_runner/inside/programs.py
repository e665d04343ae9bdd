"""An author's test code, read and compiled: with asserts that say what they saw."""

from __future__ import annotations

import ast
import builtins
import types
from dataclasses import dataclass
from typing import Any, TypeVar

from codify_runner.inside.asserts import explain
from codify_runner.inside.repeatable import is_doubtful
from codify_runner.inside.standins import call_method, identity

_PYTHONS_NAMES = frozenset(dir(builtins))
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
_LEFT, _RIGHT, EXPLAIN = "_codify_left", "_codify_right", "_codify_explain"
SAME, CALL = "_codify_same", "_codify_call"
_N = TypeVar("_N", bound=ast.AST)


@dataclass(frozen=True, slots=True)
class Program:
    """Some code, compiled."""

    code: types.CodeType
    wanted: frozenset[str]
    """Names that it uses and does not define: perhaps the student's code does."""
    repeatable: bool
    """Whether it does the same each time: see ``codify_runner.inside.repeatable``."""
    source: str
    asserted: list[ast.expr]
    """What its asserts without a message look at."""

    def run_in(self, space: dict[str, Any]) -> None:
        """Execute it with the names in ``space``."""
        space[EXPLAIN] = self._explain
        space[SAME] = identity
        space[CALL] = call_method
        exec(self.code, space)  # noqa: S102 - what the sandbox is for

    def _explain(self, number: int, *values: Any) -> str:
        """The message of the assert with this number."""
        text = ast.get_source_segment(self.source, self.asserted[number]) or "it"
        return explain(" ".join(text.split())[:300], *values)


def program_of(source: str, file: str) -> Program:
    """Raises as ``compile`` does."""
    tree = ast.parse(source, file)
    used: set[str] = set()
    own: set[str] = set()
    identities: list[ast.Compare] = []
    repeatable = True
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            used.add(node.id)
        elif isinstance(node, ast.Compare):
            identities += [node] * _is_of_identity(node)
        elif isinstance(node, ast.Call):
            _call_at_once(node)
        else:
            own.update(_bound(node))
        repeatable = repeatable and not is_doubtful(node)
    asserted: list[ast.expr] = []
    _explain_in(tree.body, asserted)
    for comparison in identities:
        _look_through(comparison)
    code = compile(tree, file, "exec", dont_inherit=True)
    return Program(code, frozenset(used - own - _PYTHONS_NAMES), repeatable, source, asserted)


def _bound(node: ast.AST) -> list[str]:
    """Names that a node gives a value to."""
    match node:
        case ast.Name(id=name):
            return [name]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return [name]
        case ast.ClassDef(name=name):
            return [name]
        case ast.arg(arg=name):
            return [name]
        case ast.alias(name=name, asname=other):
            return [other or name.partition(".")[0]]
        case ast.ExceptHandler(name=str(name)) | ast.MatchStar(name=str(name)):
            return [name]
        case ast.MatchAs(name=str(name)) | ast.MatchMapping(rest=str(name)):
            return [name]
    return []


def _is_of_identity(node: ast.Compare) -> bool:
    """Whether it asks if two things are one, other than for None and the like."""
    return any(isinstance(operation, ast.Is | ast.IsNot) for operation in node.ops) and not any(
        isinstance(side, ast.Constant) for side in (node.left, *node.comparators)
    )


def _look_through(node: ast.Compare) -> None:
    """Have ``is`` compare the student's objects, of which there may be two stand-ins each."""
    sides = [node.left, *node.comparators]
    for place, (before, after) in enumerate(zip([None, *node.ops], [*node.ops, None], strict=True)):
        if isinstance(before, ast.Is | ast.IsNot) or isinstance(after, ast.Is | ast.IsNot):
            call = ast.Call(ast.Name(SAME, ast.Load()), [sides[place]], keywords=[])
            sides[place] = ast.fix_missing_locations(ast.copy_location(call, sides[place]))
    node.left, node.comparators = sides[0], sides[1:]


def _call_at_once(node: ast.Call) -> None:
    """Have ``x.f(…)`` ask the student's child once, not first for ``x.f``."""
    function = node.func
    # A private name means another one inside of a class.
    if isinstance(function, ast.Attribute) and function.attr[:1] != "_":
        name = ast.copy_location(ast.Constant(function.attr), function)
        node.args[:0] = [function.value, name]
        node.func = ast.copy_location(ast.Name(CALL, ast.Load()), function)


def _explain_in(block: list[Any], asserted: list[ast.expr]) -> None:
    """Give each assert in a block that has no message one that tells the values."""
    for place in range(len(block) - 1, -1, -1):
        statement = block[place]
        if isinstance(statement, ast.Assert):
            if statement.msg is None:
                block[place : place + 1] = _explaining(statement, len(asserted))
                asserted.append(statement.test)
            continue
        for name in _BLOCKS:
            inner = getattr(statement, name, None)
            if isinstance(inner, list):
                _explain_in(inner, asserted)


def _explaining(statement: ast.Assert, number: int) -> list[ast.stmt]:
    """Evaluate the parts once, into names, and assert on those."""

    def at(node: _N) -> _N:
        return ast.copy_location(node, statement)

    def load(name: str) -> ast.expr:
        return at(ast.Name(name, ast.Load()))

    test = statement.test
    check: ast.expr = load(_LEFT)
    parts = {_LEFT: test}
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        parts = {_LEFT: test.left, _RIGHT: test.comparators[0]}
        check = at(ast.Compare(check, test.ops, [load(_RIGHT)]))
        if _is_of_identity(test):
            _look_through(check)
    message = at(
        ast.Call(load(EXPLAIN), [at(ast.Constant(number)), *map(load, parts)], keywords=[])
    )
    return [
        *(at(ast.Assign([at(ast.Name(name, ast.Store()))], part)) for name, part in parts.items()),
        at(ast.Assert(check, message)),
    ]
