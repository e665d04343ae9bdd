"""Python-literal texts of an author's, as trees: values, calls, and given names."""

from __future__ import annotations

import ast
import functools
from collections.abc import Collection
from dataclasses import dataclass

from codify_runner import arrays, wire
from codify_runner.errors import InvalidTests
from codify_runner.wire import Tree


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one of the code's functions with plain data."""

    name: str
    args: tuple[Tree, ...]
    kwargs: tuple[tuple[str, Tree], ...]
    given: tuple[tuple[str, Tree], ...]


@functools.lru_cache(maxsize=4096)
def value(text: str) -> Tree:
    """The tree of one literal. Raises InvalidTests."""
    try:
        node = ast.parse(text.strip(), mode="eval").body
        return _tree(node, frozenset())
    except (SyntaxError, ValueError, RecursionError) as error:
        raise InvalidTests(f"not a Python literal: {text[:100]!r} ({error})") from error


@functools.lru_cache(maxsize=4096)
def call(text: str, given: str) -> Call:
    """A test's ``call`` and ``given``. Raises InvalidTests."""
    try:
        bound = _given(given)
        node = ast.parse(text.strip(), mode="eval").body
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            raise InvalidTests(f"not a call of a function by its name: {text[:100]!r}")
        names = frozenset(name for name, _ in bound)
        if any(keyword.arg is None for keyword in node.keywords):
            raise InvalidTests(f"`**` cannot stand in a call: {text[:100]!r}")
        return Call(
            node.func.id,
            tuple(_tree(argument, names) for argument in node.args),
            tuple((str(keyword.arg), _tree(keyword.value, names)) for keyword in node.keywords),
            tuple(bound),
        )
    except (SyntaxError, ValueError, RecursionError) as error:
        if isinstance(error, InvalidTests):
            raise
        raise InvalidTests(f"cannot be read: {text[:100]!r} ({error})") from error


def _given(text: str) -> list[tuple[str, Tree]]:
    bound: list[tuple[str, Tree]] = []
    for statement in ast.parse(text).body:
        if not isinstance(statement, ast.Assign) or not all(
            isinstance(target, ast.Name) for target in statement.targets
        ):
            raise InvalidTests(f"`given` holds only `name = literal`: {text[:100]!r}")
        names = frozenset(name for name, _ in bound)
        for target in statement.targets:
            assert isinstance(target, ast.Name)
            bound.append((target.id, _tree(statement.value, names)))
            names |= {target.id}
            statement.value = ast.Name(target.id)  # `a = b = []` binds one list to both
    return bound


def _tree(node: ast.expr, names: Collection[str]) -> Tree:
    match node:
        case ast.Constant(value=constant):
            if constant is ...:
                raise ValueError("`...` is no value")
            return wire.encode(constant)
        case ast.Name(id=name) if name in names:
            return {"g": name}
        case ast.List(elts=items):
            return [_tree(item, names) for item in items]
        case ast.Tuple(elts=items):
            return {"t": [_tree(item, names) for item in items]}
        case ast.Set(elts=items):
            return {"s": _distinct([_tree(item, names) for item in items])}
        case ast.Dict(keys=keys, values=values):
            if any(key is None for key in keys):
                raise ValueError("`**` in a dict")
            pairs = [
                [_tree(key, names), _tree(item, names)]
                for key, item in zip(keys, values, strict=True)
                if key is not None
            ]
            return {"d": _distinct_keys(pairs)}
        case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]):
            return _constructed(function, arguments, names)
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="np" | "numpy" | "pd" | "pandas"), attr=function),
            args=arguments,
            keywords=[],
        ):
            return _constructed(function, arguments, names)
        case ast.UnaryOp() | ast.BinOp():
            return wire.encode(_number(node))
    raise ValueError(f"`{ast.unparse(node)[:60]}` is no literal")


def _constructed(function: str, arguments: list[ast.expr], names: Collection[str]) -> Tree:
    match function, arguments:
        case ("set", []):
            return {"s": []}
        case ("frozenset", []):
            return {"z": []}
        case ("frozenset" | "set", [ast.Set() | ast.List() | ast.Tuple() as items]):
            members = _distinct([_tree(item, names) for item in items.elts])
            return {"z" if function == "frozenset" else "s": members}
        case ("float", [ast.Constant(value=str(text))]):
            return wire.encode(float(text))
        case ("bytearray", [ast.Constant(value=bytes(data))]):
            return wire.encode(bytearray(data))
        case ("array", [items]):
            return _array(_tree(items, names))
        case ("Series", [ast.List() as items]):
            return {arrays.SERIES: [_tree(items, names)]}
        case ("DataFrame", [ast.Dict() as columns]):
            return _table(_tree(columns, names)["d"])
        case ("range", [_, *_]) if len(arguments) <= 3:
            parts = [_number(argument) for argument in arguments]
            if all(type(part) is int for part in parts):
                return wire.encode(range(*parts))  # type: ignore[arg-type]
    raise ValueError(f"`{function}(…)` is no literal")


def _array(tree: Tree) -> Tree:
    """As ``numpy.array`` makes it of nested lists of bools, ints, floats or texts."""
    shape, items = arrays.flat(tree)
    kinds = {type(item) for item in items}
    for known, code in (({bool}, "b1"), ({int}, "i8"), ({str}, "U"), ({int, float}, "f8")):
        if kinds <= known and (items or code == "f8"):
            cells = [float(item) for item in items] if code == "f8" else items
            width = f"U{4 * max(map(len, items))}" if code == "U" else code
            return {arrays.ARRAY: [width, shape, cells]}
    raise ValueError("an array holds only bools, only numbers or only texts")


def _table(pairs: list[list[Tree]]) -> Tree:
    names, columns = [name for name, _ in pairs], [column for _, column in pairs]
    if not arrays.fits(arrays.TABLE, [names, columns]):
        raise ValueError("the columns of a DataFrame are lists of the same length")
    return {arrays.TABLE: [names, columns]}


def _number(node: ast.expr) -> int | float | complex:
    """``-1``, ``2-3j`` and the like."""
    match node:
        case ast.Constant(value=int() | float() | complex() as number):
            return number
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value=str(text))]):
            return float(text)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_number(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _number(operand)
        case ast.BinOp(op=ast.Add(), left=left, right=ast.Constant(value=complex() as part)):
            return _number(left) + part
        case ast.BinOp(op=ast.Sub(), left=left, right=ast.Constant(value=complex() as part)):
            return _number(left) - part
    raise ValueError(f"`{ast.unparse(node)[:60]}` is no literal")


def _distinct(items: list[Tree]) -> list[Tree]:
    """As a set keeps them: of equal members the first."""
    return [pair[0] for pair in _distinct_keys([[item, None] for item in items])]


def _distinct_keys(pairs: list[list[Tree]]) -> list[list[Tree]]:
    """As a dict keeps them: of equal keys the first, with the last one's value."""
    kept: dict[object, list[Tree]] = {}
    for key, item in pairs:
        # With names in it the value is not known yet; the child will build the set or dict.
        identity = repr(key) if _holds_name(key) else wire.decode(key)
        kept.setdefault(identity, [key, item])[1] = item
    return list(kept.values())


def _holds_name(tree: Tree) -> bool:
    return "'g':" in repr(tree)
