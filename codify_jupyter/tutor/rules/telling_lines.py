"""Which line of a program is the one to look at, for a kind of wrong answer."""

from __future__ import annotations

import ast

from codify_jupyter.tutor.program import (
    FunctionNode,
    Program,
    names_bound,
    names_read,
    returns_of,
    walk,
)

_ADDING = frozenset({"append", "extend", "insert", "add", "update", "setdefault"})
_CHANGING = _ADDING | {"remove", "pop", "sort", "reverse", "clear", "discard"}


def _inside(program: Program, function: FunctionNode | None) -> list[ast.AST]:
    return walk(function) if function is not None else program.nodes


def _last(nodes: list[int]) -> int | None:
    return max(nodes, default=None)


def _first(nodes: list[int]) -> int | None:
    return min(nodes, default=None)


def counting(program: Program, function: FunctionNode | None) -> int | None:
    """Return the line with a ``range``, a slice or a loop's condition."""
    nodes = _inside(program, function)
    ranges = [
        node.lineno
        for node in nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "range"
    ]
    slices = [node.lineno for node in nodes if isinstance(node, ast.Slice)]
    loops = [node.lineno for node in nodes if isinstance(node, (ast.While, ast.For))]
    steps = [node.lineno for node in nodes if isinstance(node, ast.AugAssign)]
    return _first(ranges) or _first(slices) or _first(loops) or _first(steps)


def collecting(program: Program, function: FunctionNode | None) -> int | None:
    """Return the line that adds to the result, else one that adds to anything."""
    nodes = _inside(program, function)
    result = _answer(function)
    adding = [line for node in nodes if result and (line := _grows(node, result))]
    if adding:
        return _last(adding)
    if result:
        kept = [
            node.lineno
            for loop in nodes
            if isinstance(loop, (ast.For, ast.While))
            for node in walk(loop)
            if isinstance(node, ast.Assign) and names_bound(node) & result
        ]
        if kept:
            return _last(kept)
    for node in nodes:
        match node:
            case ast.Call(func=ast.Attribute(attr=method)) if method in _ADDING:
                adding.append(node.lineno)
            case ast.Assign(targets=[ast.Subscript(slice=place)]) if not isinstance(
                place, ast.Compare
            ):
                adding.append(node.lineno)
            case ast.AugAssign(op=ast.Add(), target=target, value=value):
                if not _counts(target, value):
                    adding.append(node.lineno)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp() | ast.Yield():
                adding.append(node.lineno)
    return _last(adding)


def _answer(function: FunctionNode | None) -> set[str]:
    """Return the variables that an answer is made of."""
    if function is None:
        return set()
    given = {node.arg for node in walk(function.args) if isinstance(node, ast.arg)}
    read = [names_read(node.value) for node in returns_of(function) if node.value is not None]
    return (set().union(*read) & names_bound(function)) - given


def _grows(node: ast.AST, names: set[str]) -> int | None:
    """Return the line when `node` adds to one of these variables."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if (
            method in _ADDING and name in names
        ):
            return node.lineno
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name), slice=place)]) if (
            name in names and not isinstance(place, ast.Compare)
        ):
            return node.lineno
        case ast.AugAssign(
            op=ast.Add(),
            target=ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)) as target,
            value=value,
        ) if name in names and not _counts(target, value):
            return node.lineno
    return None


def _counts(target: ast.expr, value: ast.expr) -> bool:
    whole = isinstance(value, ast.Constant) and isinstance(value.value, int)
    return whole and isinstance(target, ast.Name)


def changing_argument(program: Program, function: FunctionNode | None) -> int | None:
    """Return the line that changes an object the function was given."""
    if function is None:
        return None
    given = {node.arg for node in walk(function.args) if isinstance(node, ast.arg)}
    aliases = {
        target.id
        for node in walk(function)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Name)
        and node.value.id in given
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    given |= aliases
    hits: list[int] = []
    for node in walk(function):
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr=method)) if (
                method in _CHANGING and _root(owner) in given
            ):
                hits.append(node.lineno)
            case ast.Subscript(value=owner, ctx=ast.Store() | ast.Del()) if _root(owner) in given:
                hits.append(node.lineno)
            case ast.AugAssign(target=ast.Name(id=name)) if name in given:
                hits.append(node.lineno)
    return _first(hits)


def _root(node: ast.expr) -> str:
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def answering(function: FunctionNode, answer: str | None = None) -> int | None:
    """Return the line an answer left by, where it can be but one.

    Args:
        function: The function that answered.
        answer: What it gave, as a literal; None where that may not be told.
    """
    returns = [node for node in returns_of(function) if node.value is not None]
    if answer is None:
        fitting = [n for n in returns if not isinstance(n.value, ast.Constant)] or returns
    else:
        fitting = [n for n in returns if n.value is not None and _may_give(n.value, answer)]
    return fitting[0].lineno if len(fitting) == 1 else None


def _may_give(value: ast.expr, answer: str) -> bool:
    try:
        return repr(ast.literal_eval(value)) == answer
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return True


def dividing(program: Program, function: FunctionNode | None) -> int | None:
    """Return the line of the last division."""
    return _last(
        [
            node.lineno
            for node in _inside(program, function)
            if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Div, ast.FloorDiv, ast.Mod))
        ]
    )


_WHOLE = frozenset({"int", "round", "divmod", "floor", "trunc", "ceil", "rint", "astype"})


def whole_making(program: Program, function: FunctionNode | None) -> int | None:
    """Return the line of the first operation that drops what is behind the decimal point."""
    found: list[int] = []
    for node in program.nodes:
        match node:
            case ast.BinOp(op=ast.FloorDiv()) | ast.AugAssign(op=ast.FloorDiv()):
                found.append(node.lineno)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _WHOLE:
                found.append(node.lineno)
            case ast.FormattedValue(format_spec=ast.JoinedStr()):
                found.append(node.lineno)
    return _first(found)


def raising(program: Program, function: FunctionNode | None) -> int | None:
    """Return the line of the first ``raise``."""
    return _first([n.lineno for n in _inside(program, function) if isinstance(n, ast.Raise)])


def printing(program: Program, function: FunctionNode | None) -> int | None:
    """Return the line of the last ``print``."""
    return _last(_calls(program, function, "print"))


def printing_of(program: Program, shown: str) -> int | None:
    """Return the line of the ``print`` whose fixed words stand in an output line, else the last."""
    best: tuple[int, int] | None = None
    for node in program.of(ast.Call):
        if not (isinstance(node.func, ast.Name) and node.func.id == "print"):
            continue
        words = [
            child.value.strip()
            for child in walk(node)
            if isinstance(child, ast.Constant) and isinstance(child.value, str)
        ]
        fitting = sum(len(word) for word in words if word and word in shown)
        if fitting and (best is None or fitting > best[0]):
            best = (fitting, node.lineno)
    return best[1] if best else printing(program, None)


def prompting(program: Program, function: FunctionNode | None) -> int | None:
    """Return the line of the first ``input`` with a prompt, else of the first ``print``."""
    prompts = [
        node.lineno
        for node in _inside(program, function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "input"
        and node.args
    ]
    return _first(prompts) or _first(_calls(program, function, "print"))


def _calls(program: Program, function: FunctionNode | None, name: str) -> list[int]:
    return [
        node.lineno
        for node in _inside(program, function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]
