"""Small changes of a statement: another place, a loop for a condition, a result that is kept."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

from codify_jupyter.tutor.edits.change import Draft, EditKind
from codify_jupyter.tutor.edits.in_expressions import OPERATORS

Found = tuple[EditKind, Callable[[Draft], None]]


def in_statement(node: ast.stmt, number: int, variables: list[str]) -> Iterator[Found]:
    """Yield the changes of one statement; `variables` are those of its function."""
    match node:
        case ast.If(orelse=[]):
            yield "repetition", _by(number, lambda old: ast.While(old.test, old.body, []))
            yield "superfluous", _by(number, lambda _: ast.Pass())
            yield "logic", _unconditional(number)
        case ast.If(orelse=[ast.If()]):
            yield "logic", _elif_to_if(number)
        case ast.If():
            yield "logic", _set_branches(number)
            yield "logic", _unconditional(number)
        case ast.While():
            yield "repetition", _by(number, lambda old: ast.If(old.test, old.body, []))
        case ast.AugAssign(op=op):
            for operator in OPERATORS.get(type(op), ()):
                yield "operator", _set(number, "op", operator())
            yield "assignment", _by(number, lambda old: ast.Assign([old.target], old.value))
        case ast.Assign(targets=[ast.Name() as target], value=value):
            for augment in (ast.Add, ast.Mult):
                yield "assignment", _augmented(number, augment)
            for other in variables:
                if other != target.id:
                    yield "name", _assigned_to(number, other)
            if isinstance(value, ast.Name):
                yield "conversion", _copied(number)
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[_])):
            yield "result", _by(number, lambda old: ast.Return(old.value.args[0]))
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name()))):
            yield "result", _by(number, lambda old: ast.Return(old.value))
            yield "assignment", _kept(number)
        case ast.Expr(value=ast.Compare() | ast.Call() | ast.BinOp() | ast.Name()):
            yield "result", _by(number, lambda old: ast.Return(old.value))
        case ast.Return(value=ast.expr()):
            for name in variables:
                yield "result", _returning(number, name)
        case ast.Break():
            yield "repetition", _by(number, lambda _: ast.Continue())
    if isinstance(node, (ast.If, ast.While)):
        yield "logic", _negated(number)
    if isinstance(node, (ast.Expr, ast.Assign, ast.AugAssign, ast.Break, ast.Continue)):
        yield "superfluous", _by(number, lambda _: ast.Pass())
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield "place", lambda draft: _move_out(draft, number)
        yield "place", lambda draft: _move_out(draft, number, before=True)
        yield "place", lambda draft: _move_in(draft, number)
        yield "place", lambda draft: _move_up(draft, number)


def _by(number: int, make: Callable[[Any], ast.AST]) -> Callable[[Draft], None]:
    return lambda draft: draft.replace(number, make(draft.node(number)))


def _set(number: int, field: str, value: object) -> Callable[[Draft], None]:
    return lambda draft: setattr(draft.node(number), field, value)


def _unconditional(number: int) -> Callable[[Draft], None]:
    return lambda draft: setattr(draft.node(number), "test", ast.Constant(True))


def _set_branches(number: int) -> Callable[[Draft], None]:
    def make(draft: Draft) -> None:
        node = draft.node(number)
        node.body, node.orelse = node.orelse, node.body

    return make


def _elif_to_if(number: int) -> Callable[[Draft], None]:
    def make(draft: Draft) -> None:
        _, block, position = draft.block(number)
        node = draft.node(number)
        block[position + 1 : position + 1] = node.orelse
        node.orelse = []

    return make


def _negated(number: int) -> Callable[[Draft], None]:
    def make(draft: Draft) -> None:
        node = draft.node(number)
        node.test = ast.UnaryOp(ast.Not(), node.test)

    return make


def _augmented(number: int, operator: type[ast.operator]) -> Callable[[Draft], None]:
    return _by(number, lambda old: ast.AugAssign(old.targets[0], operator(), old.value))


def _assigned_to(number: int, name: str) -> Callable[[Draft], None]:
    def make(draft: Draft) -> None:
        draft.node(number).targets = [ast.Name(name, ast.Store())]

    return make


def _copied(number: int) -> Callable[[Draft], None]:
    def make(draft: Draft) -> None:
        node = draft.node(number)
        node.value = ast.Call(ast.Attribute(node.value, "copy", ast.Load()), [], [])

    return make


def _kept(number: int) -> Callable[[Draft], None]:
    """``text.upper()`` becomes ``text = text.upper()``."""
    return _by(
        number,
        lambda old: ast.Assign([ast.Name(old.value.func.value.id, ast.Store())], old.value),
    )


def _returning(number: int, name: str) -> Callable[[Draft], None]:
    def make(draft: Draft) -> None:
        draft.node(number).value = ast.Name(name, ast.Load())

    return make


def _move_out(draft: Draft, number: int, *, before: bool = False) -> None:
    """Take a statement out of the block it is in, to stand behind (or before) that block."""
    parent, block, position = draft.block(number)
    if not isinstance(parent, (ast.For, ast.While, ast.If, ast.With, ast.Try)):
        return  # the end of a function or of an `except` is no place to move out of
    _, outer, at = draft.block(draft.number(parent))
    statement = block.pop(position)
    outer.insert(at if before else at + 1, statement)


def _move_in(draft: Draft, number: int) -> None:
    """Put a statement at the end of the block before it."""
    _, block, position = draft.block(number)
    before = block[position - 1] if position else None
    if isinstance(before, (ast.For, ast.While, ast.If, ast.With)):
        before.body.append(block.pop(position))


def _move_up(draft: Draft, number: int) -> None:
    """Let a statement change places with the one before it."""
    _, block, position = draft.block(number)
    if position:
        block[position - 1], block[position] = block[position], block[position - 1]
