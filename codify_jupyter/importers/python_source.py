"""Looks into foreign Python as text: names, docstrings, stubs. Nothing is ever run."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator

from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

_BUILTIN = frozenset(dir(builtins))


def top_level(source: str) -> dict[str, ast.stmt]:
    """The statements that bind each top-level name; empty for what is not Python."""
    try:
        tree = parse_module(source)
    except UnreadablePythonError:
        return {}
    found: dict[str, ast.stmt] = {}
    for node in tree.body:
        for name in bound_names(node):
            found[name] = node
    return found


def bound_names(node: ast.stmt) -> list[str]:
    """Names that a statement binds at its own level; ``*`` for what a star import may bind."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    names: dict[str, None] = {}
    for inner in same_scope(node):
        match inner:
            case ast.Import(names=aliases):
                names |= {one.asname or one.name.partition(".")[0]: None for one in aliases}
            case ast.ImportFrom(names=aliases):
                names |= {one.asname or one.name: None for one in aliases}
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                names[name] = None
            case ast.ClassDef(name=name) | ast.Name(id=name, ctx=ast.Store()):
                names[name] = None
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                names[name] = None
    return list(names)


def same_scope(node: ast.AST) -> Iterator[ast.AST]:
    """A node and what stands in it, without the insides of functions and classes.

    Their decorators, defaults, annotations and bases run at once, and are
    given; the variables of a comprehension are its own.
    """
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        match current:
            case ast.FunctionDef(args=arguments) | ast.AsyncFunctionDef(args=arguments):
                waiting += [*current.decorator_list, *_run_at_once(arguments)]
                waiting += [current.returns] if current.returns is not None else []
            case ast.Lambda(args=arguments):
                waiting += _run_at_once(arguments)
            case ast.ClassDef():
                waiting += [*current.decorator_list, *current.bases, *current.keywords]
            case ast.comprehension():
                waiting += [current.iter, *current.ifs]
            case _:
                waiting += ast.iter_child_nodes(current)


def _run_at_once(arguments: ast.arguments) -> list[ast.expr]:
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    named += [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    annotations = [one.annotation for one in named if one.annotation is not None]
    return [*arguments.defaults, *filter(None, arguments.kw_defaults), *annotations]


def used_names(node: ast.AST) -> set[str]:
    """Names that are read anywhere within."""
    return {
        name.id
        for name in ast.walk(node)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Load)
    } - _BUILTIN


def segment(source: str, node: ast.stmt) -> str:
    """The whole lines of a statement, decorators included."""
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(one.lineno for one in decorators)])
    return "\n".join(source.split("\n")[first - 1 : node.end_lineno])


def entry_of(names: list[str], source: str) -> str:
    """The ``entry`` that asks for some names of a source."""
    found = top_level(source)
    if len(names) == 1 and isinstance(found.get(names[0]), ast.ClassDef):
        return f"class:{names[0]}"
    if len(names) == 1 and isinstance(found.get(names[0]), ast.FunctionDef):
        return names[0]
    return f"names:[{', '.join(names)}]"


def stub_of(source: str, names: list[str]) -> str:
    """A starter: the signatures and docstrings of some names, ``...`` for their bodies."""
    found = top_level(source)
    parts = []
    for name in names:
        node = found.get(name)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            parts.append("\n".join(_stub_lines(source, node, "")))
        else:
            parts.append(f"{name} = ...")
    return "\n\n\n".join(parts) + "\n"


def _stub_lines(
    source: str, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, indent: str
) -> list[str]:
    lines = source.split("\n")
    body_first = node.body[0].lineno
    head = [line.rstrip() for line in lines[node.lineno - 1 : body_first - 1]]
    if body_first == node.lineno:
        head = [lines[node.lineno - 1].rstrip()[: node.body[0].col_offset].rstrip()]
    inner = indent + "    "
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        head += lines[first.lineno - 1 : first.end_lineno]
    if isinstance(node, ast.ClassDef):
        methods = [one for one in node.body if isinstance(one, ast.FunctionDef)]
        for method in methods:
            head += ["", *_stub_lines(source, method, inner)]
        return head if methods else [*head, f"{inner}..."]
    return [*head, f"{inner}..."]


def renamed(source: str, old: str, new: str) -> str:
    """The source with a name replaced wherever it stands as a name."""
    try:
        tree = parse_module(source)
    except UnreadablePythonError:
        return source
    names = (one for one in ast.walk(tree) if isinstance(one, ast.Name) and one.id == old)
    return replaced(source, [(name, new) for name in names])


def replaced(source: str, changes: Iterable[tuple[ast.expr | ast.stmt, str]]) -> str:
    """The source with other texts in the places of some of its nodes, none within another."""
    lines = [line.encode() for line in source.split("\n")]  # columns count bytes
    for node, text in sorted(
        changes, key=lambda change: (change[0].lineno, change[0].col_offset), reverse=True
    ):
        last = (node.end_lineno or node.lineno) - 1
        head = lines[node.lineno - 1][: node.col_offset]
        tail = lines[last][node.end_col_offset :]
        lines[node.lineno - 1 : last + 1] = [head + text.encode() + tail]
    return b"\n".join(lines).decode()


def docstring_markdown(text: str) -> str:
    """A docstring as Markdown: its sessions with ``>>>`` as code."""
    lines = text.expandtabs().strip().split("\n")
    out: list[str] = []
    inside = False
    for line in lines:
        if line.lstrip().startswith(">>>") and not inside:
            out += ["", "```pycon"]
            inside = True
        elif inside and not line.strip():
            out.append("```")
            inside = False
        out.append(line.strip() if inside or not line.startswith("    " * 2) else line)
    if inside:
        out.append("```")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip()
