"""Which line of a program is the one to look at, for a kind of wrong answer."""

from __future__ import annotations

import ast

from codify_jupyter.tutor.program import FunctionNode, Program, walk

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
    """Return the line that adds to a result."""
    nodes = _inside(program, function)
    adding: list[int] = []
    for node in nodes:
        match node:
            case ast.Call(func=ast.Attribute(attr=method)) if method in _ADDING:
                adding.append(node.lineno)
            case ast.Assign(targets=[ast.Subscript()]):
                adding.append(node.lineno)
            case ast.AugAssign(op=ast.Add()):
                adding.append(node.lineno)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp() | ast.Yield():
                adding.append(node.lineno)
    return _last(adding)


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


def dividing(program: Program, function: FunctionNode | None) -> int | None:
    """Return the line of the last division."""
    return _last(
        [
            node.lineno
            for node in _inside(program, function)
            if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Div, ast.FloorDiv, ast.Mod))
        ]
    )


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


def return_in_loop(program: Program, function: FunctionNode | None) -> int | None:
    """Return the line of the first ``return`` inside a loop."""
    return _first(
        [
            inner.lineno
            for loop in _inside(program, function)
            if isinstance(loop, (ast.For, ast.While))
            for inner in walk(loop)
            if isinstance(inner, ast.Return)
        ]
    )
