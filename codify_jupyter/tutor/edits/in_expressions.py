"""Small changes inside an expression: another comparison, a neighbouring number, another name."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

from codify_jupyter.tutor.edits.change import Draft, EditKind

Found = tuple[EditKind, Callable[[Draft], None]]

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt, ast.GtE),
    ast.LtE: (ast.Lt, ast.GtE, ast.Gt, ast.Eq),
    ast.Gt: (ast.GtE, ast.Lt, ast.LtE),
    ast.GtE: (ast.Gt, ast.LtE, ast.Lt, ast.Eq),
    ast.Eq: (ast.NotEq, ast.LtE, ast.GtE, ast.In),
    ast.NotEq: (ast.Eq, ast.Gt, ast.Lt, ast.NotIn),
    ast.In: (ast.NotIn, ast.Eq),
    ast.NotIn: (ast.In, ast.NotEq),
    ast.Is: (ast.Eq, ast.IsNot),
    ast.IsNot: (ast.NotEq, ast.Is),
}
OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mod),
    ast.Mult: (ast.Add, ast.Pow, ast.Div),
    ast.Div: (ast.FloorDiv, ast.Mult, ast.Mod),
    ast.FloorDiv: (ast.Div, ast.Mod),
    ast.Mod: (ast.FloorDiv, ast.Div),
    ast.Pow: (ast.Mult,),
}
_METHODS = {
    "append": ("extend", "add"),
    "extend": ("append",),
    "add": ("append",),
    "remove": ("discard",),
    "isalpha": ("isalnum",),
    "isalnum": ("isalpha",),
    "isdigit": ("isalnum",),
    "lower": ("upper",),
    "upper": ("lower",),
    "find": ("rfind",),
    "index": ("rindex",),
    "strip": ("rstrip", "lstrip"),
    "lstrip": ("strip", "rstrip"),
    "rstrip": ("strip", "lstrip"),
    "keys": ("values", "items"),
    "values": ("keys", "items"),
    "items": ("keys", "values"),
    "startswith": ("endswith",),
    "endswith": ("startswith",),
}
_FUNCTIONS = {"min": ("max",), "max": ("min",), "any": ("all",), "all": ("any",)}
_CONVERSIONS = ("int", "str", "float", "list", "tuple", "sorted", "abs", "len", "sum")


def in_expression(node: ast.AST, number: int, names: list[str]) -> Iterator[Found]:
    """Yield the changes at one node; `names` are the variables that could stand there."""
    match node:
        case ast.Compare(ops=[first, *_]):
            for other in _COMPARISONS.get(type(first), ()):
                yield "comparison", _set_comparison(number, other)
        case ast.BoolOp(op=op, values=values):
            yield "logic", _set(number, "op", ast.Or() if isinstance(op, ast.And) else ast.And())
            for index in range(len(values)):
                yield "logic", _without(number, index)
        case ast.UnaryOp(op=ast.Not()):
            yield "logic", _by(number, lambda old: old.operand)
        case ast.BinOp(op=op):
            for operator in OPERATORS.get(type(op), ()):
                yield "operator", _set(number, "op", operator())
            if not isinstance(op, (ast.Add, ast.Mult)):
                yield "operator", _by(number, lambda old: ast.BinOp(old.right, old.op, old.left))
            yield "operator", _by(number, lambda old: old.left)
            yield "operator", _by(number, lambda old: old.right)
        case ast.IfExp():
            yield "logic", _by(number, lambda old: ast.IfExp(old.test, old.orelse, old.body))
        case ast.Constant():
            yield from _constants(node, number)
    yield from _of_calls(node, number)
    yield from _of_places(node, number)
    yield from _of_names(node, number, names)


def _constants(node: ast.Constant, number: int) -> Iterator[Found]:
    match node.value:
        case bool() as truth:
            yield "logic", _by(number, lambda _: ast.Constant(not truth))
        case int() | float() as value:
            for near in dict.fromkeys((value + 1, value - 1, 0, 1, -value)):
                if near != value:
                    yield "number", _to_constant(number, near)
        case str() as text if len(text) < 20:
            for near_text in dict.fromkeys(
                ("", " ", text.strip(), text.lower(), text.upper(), text + "\n", text + " ")
            ):
                if near_text != text:
                    yield "text", _to_constant(number, near_text)


def _of_calls(node: ast.AST, number: int) -> Iterator[Found]:
    match node:
        case ast.Call(func=ast.Name(id="range"), args=args):
            for index in range(len(args)):
                yield "bounds", _shifted(number, "args", index, ast.Add)
                yield "bounds", _shifted(number, "args", index, ast.Sub)
        case ast.Call(func=ast.Name(id=name), args=[_]) if name in (*_CONVERSIONS, "set", "round"):
            yield "conversion", _by(number, lambda old: old.args[0])
        case ast.Call(func=ast.Attribute(attr=attr), args=[]) if attr not in _METHODS:
            yield "method", _by(number, lambda old: old.func.value)
        case ast.Call(func=ast.Attribute(attr="split"), args=[_]):
            yield "method", _by(number, lambda old: ast.Call(old.func, [], []))
        case ast.Attribute(attr=attr) if attr in _METHODS:
            for method in _METHODS[attr]:
                yield "method", _set(number, "attr", method)
        case ast.Name(id=name) if name in _FUNCTIONS:
            for function in _FUNCTIONS[name]:
                yield "method", _set(number, "id", function)


def _of_places(node: ast.AST, number: int) -> Iterator[Found]:
    match node:
        case ast.Slice():
            for field in ("lower", "upper"):
                if getattr(node, field) is not None:
                    yield "bounds", _shifted(number, field, None, ast.Add)
                    yield "bounds", _shifted(number, field, None, ast.Sub)
                    yield "bounds", _set(number, field, None)
        case ast.Subscript(slice=index) if not isinstance(index, ast.Slice):
            yield "bounds", _shifted(number, "slice", None, ast.Add)
            yield "bounds", _shifted(number, "slice", None, ast.Sub)


def _of_names(node: ast.AST, number: int, names: list[str]) -> Iterator[Found]:
    if not isinstance(node, (ast.Name, ast.Subscript, ast.Attribute)):
        return
    if not isinstance(node.ctx, ast.Load):
        return
    if isinstance(node, ast.Name):
        for name in names:
            if name != node.id:
                yield "name", _set(number, "id", name)
    for conversion in _CONVERSIONS:
        yield "conversion", _wrapped(number, conversion)
    for method in ("lower", "strip", "copy"):
        yield "conversion", _with_method(number, method)
    for operator in (ast.Add, ast.Sub):
        yield "number", _plus_one(number, operator)


def _by(number: int, make: Callable[[Any], ast.AST]) -> Callable[[Draft], None]:
    return lambda draft: draft.replace(number, make(draft.node(number)))


def _set(number: int, field: str, value: object) -> Callable[[Draft], None]:
    return lambda draft: setattr(draft.node(number), field, value)


def _set_comparison(number: int, kind: type[ast.cmpop]) -> Callable[[Draft], None]:
    def make(draft: Draft) -> None:
        draft.node(number).ops[0] = kind()

    return make


def _to_constant(number: int, value: str | float) -> Callable[[Draft], None]:
    return _by(number, lambda _: ast.Constant(value))


def _without(number: int, index: int) -> Callable[[Draft], None]:
    def make(draft: Draft) -> None:
        node = draft.node(number)
        del node.values[index]
        if len(node.values) == 1:
            draft.replace(number, node.values[0])

    return make


def _shifted(
    number: int, field: str, index: int | None, operator: type[ast.operator]
) -> Callable[[Draft], None]:
    def make(draft: Draft) -> None:
        node = draft.node(number)
        held = getattr(node, field)
        old = held if index is None else held[index]
        new = ast.BinOp(old, operator(), ast.Constant(1))
        if index is None:
            setattr(node, field, new)
        else:
            held[index] = new

    return make


def _wrapped(number: int, function: str) -> Callable[[Draft], None]:
    return _by(number, lambda old: ast.Call(ast.Name(function, ast.Load()), [old], []))


def _with_method(number: int, method: str) -> Callable[[Draft], None]:
    return _by(number, lambda old: ast.Call(ast.Attribute(old, method, ast.Load()), [], []))


def _plus_one(number: int, operator: type[ast.operator]) -> Callable[[Draft], None]:
    return _by(number, lambda old: ast.BinOp(old, operator(), ast.Constant(1)))
