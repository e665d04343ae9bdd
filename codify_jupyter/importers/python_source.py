"""Looks into foreign Python as text: names, docstrings, stubs. Nothing is ever run."""

from __future__ import annotations

import ast
import builtins
import re

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
    """Names that a statement binds at its own level."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [alias.asname or alias.name.partition(".")[0] for alias in node.names]
    return [
        name.id
        for name in ast.walk(node)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    ]


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
    """The source with a name replaced wherever it is read as a name."""
    try:
        tree = parse_module(source)
    except UnreadablePythonError:
        return source
    lines = source.split("\n")
    places = sorted(
        {
            (node.lineno, node.col_offset)
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and node.id == old
        },
        reverse=True,
    )
    for line, column in places:
        raw = lines[line - 1].encode()  # columns count bytes
        lines[line - 1] = (raw[:column] + new.encode() + raw[column + len(old) :]).decode()
    return "\n".join(lines)


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
