"""An author's test code, read and compiled: with asserts that say what they saw."""

from __future__ import annotations

import ast
import builtins
import types
from dataclasses import dataclass
from typing import Any, TypeVar

from codify_runner.inside.asserts import explain
from codify_runner.inside.repeatable import is_doubtful

_PYTHONS_NAMES = frozenset(dir(builtins))
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
_LEFT, _RIGHT, EXPLAIN = "_codify_left", "_codify_right", "_codify_explain"
_N = TypeVar("_N", bound=ast.AST)


@dataclass(frozen=True, slots=True)
class Program:
    """Some code, compiled."""

    code: types.CodeType
    wanted: frozenset[str]
    """Names that it uses and does not define: perhaps the student's code does."""
    repeatable: bool
    """Whether it does the same each time: see ``codify_runner.inside.repeatable``."""
    asserted: list[ast.expr]
    """What its asserts without a message look at."""

    def run_in(self, space: dict[str, Any]) -> None:
        """Execute it with the names in ``space``."""
        space[EXPLAIN] = self._explain
        exec(self.code, space)  # noqa: S102 - what the sandbox is for

    def _explain(self, number: int, *values: Any) -> str:
        """The message of the assert with this number."""
        return explain(ast.unparse(self.asserted[number])[:300], *values)


def program_of(source: str, file: str) -> Program:
    """Raises as ``compile`` does."""
    tree = ast.parse(source, file)
    used: set[str] = set()
    own: set[str] = set()
    repeatable = True
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            used.add(node.id)
        else:
            own.update(_bound(node))
        repeatable = repeatable and not is_doubtful(node)
    asserted: list[ast.expr] = []
    _explain_in(tree.body, asserted)
    code = compile(tree, file, "exec", dont_inherit=True)
    return Program(code, frozenset(used - own - _PYTHONS_NAMES), repeatable, asserted)


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
    check = load(_LEFT)
    parts = {_LEFT: test}
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        parts = {_LEFT: test.left, _RIGHT: test.comparators[0]}
        check = at(ast.Compare(check, test.ops, [load(_RIGHT)]))
    message = at(
        ast.Call(load(EXPLAIN), [at(ast.Constant(number)), *map(load, parts)], keywords=[])
    )
    return [
        *(at(ast.Assign([at(ast.Name(name, ast.Store()))], part)) for name, part in parts.items()),
        at(ast.Assert(check, message)),
    ]
