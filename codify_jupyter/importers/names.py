"""Which names some Python reads, and which it binds before it reads them. Nothing is run."""

from __future__ import annotations

import ast
import builtins

from codify_jupyter.importers.python_source import bound_names, same_scope
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

BUILTINS = frozenset(dir(builtins))


def free_names(code: str) -> set[str]:
    """What some code reads that it has not bound before, itself; nothing of unreadable code."""
    try:
        body = parse_module(code).body
    except UnreadablePythonError:
        return set()
    bound: set[str] = set()
    free: set[str] = set()
    late: set[str] = set()
    for node in body:
        uses, later = reads(node)
        free |= uses - bound
        late |= later
        bound |= settled(node) | set(bound_names(node))
    return free | (late - bound)


def reads(node: ast.AST) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a statement reads when it runs, and those that its functions read later."""
    header: list[ast.AST] = [node]
    bound: list[ast.AST] = []
    blocks: list[list[ast.stmt]] = []
    match node:
        case ast.For() | ast.AsyncFor():
            header, bound = [node.iter], [node.target]
            blocks = [node.body, node.orelse]
        case ast.While() | ast.If():
            header, blocks = [node.test], [node.body, node.orelse]
        case ast.With() | ast.AsyncWith():
            header = [item.context_expr for item in node.items]
            bound = [item.optional_vars for item in node.items if item.optional_vars is not None]
            blocks = [node.body]
        case ast.Try():
            bound = [ast.Name(one.name) for one in node.handlers if one.name is not None]
            header = [one.type for one in node.handlers if one.type is not None]
            blocks = [node.body, *(one.body for one in node.handlers)]
            blocks += [node.orelse, node.finalbody]
        case ast.ClassDef():
            header = [*node.decorator_list, *node.bases, *node.keywords]
            blocks = [node.body]
    names = {name.id for one in bound for name in ast.walk(one) if isinstance(name, ast.Name)}
    read = [_reads_of_one(one) for one in header]
    read += [_reads_of_block(block, names) for block in blocks]
    return (
        frozenset().union(*(now for now, _ in read)),
        frozenset().union(*(later for _, later in read)),
    )


def _reads_of_block(body: list[ast.stmt], bound: set[str]) -> tuple[frozenset[str], frozenset[str]]:
    bound = set(bound)
    now: set[str] = set()
    later: set[str] = set()
    for node in body:
        uses, inside = reads(node)
        now |= uses - bound
        later |= inside
        bound |= settled(node)
    return frozenset(now), frozenset(later)


def _reads_of_one(node: ast.AST) -> tuple[frozenset[str], frozenset[str]]:
    """Of what holds no block of statements, but in a function."""
    now: set[str] = set()
    later: set[str] = set()
    running = _loop_variables(node)
    for inner in same_scope(node):
        match inner:
            case ast.Name(id=name, ctx=ast.Load() | ast.Del()) if inner not in running:
                now.add(name)
            case ast.AugAssign(target=ast.Name(id=name)):
                now.add(name)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                later |= _globals(inner)
    return frozenset(now), frozenset(later)


def _loop_variables(node: ast.AST) -> set[ast.AST]:
    """Names that stand for what a comprehension around them runs over."""
    found: set[ast.AST] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            targets = [name for one in inner.generators for name in ast.walk(one.target)]
            own = {name.id for name in targets if isinstance(name, ast.Name)}
            first = set(ast.walk(inner.generators[0].iter))
            found |= {
                name
                for name in ast.walk(inner)
                if isinstance(name, ast.Name) and name.id in own and name not in first
            }
    return found


def _globals(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> set[str]:
    """Names that a function's body takes from around it."""
    body = function.body if isinstance(function.body, list) else [function.body]
    used: set[str] = set()
    own = {argument.arg for argument in ast.walk(function.args) if isinstance(argument, ast.arg)}
    shared: set[str] = set()
    for node in (inner for part in body for inner in ast.walk(part)):
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                used.add(name)
            case ast.Name(id=name) | ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
                own.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                own.add(name)
            case ast.Import() | ast.ImportFrom():
                own.update(bound_names(node))
            case ast.Global(names=names):
                shared.update(names)
    return (used - own) | shared


def settled(node: ast.stmt) -> frozenset[str]:
    """Names that a statement binds whatever they held before."""
    match node:
        case ast.Assign(targets=targets):
            flat = [
                one
                for target in targets
                for one in (target.elts if isinstance(target, ast.Tuple | ast.List) else [target])
            ]
            return frozenset(one.id for one in flat if isinstance(one, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            return frozenset({name})
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.ClassDef():
            return frozenset(bound_names(node)) - {"*"}
    return frozenset()
