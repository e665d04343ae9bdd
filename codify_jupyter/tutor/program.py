"""A student's program as text and as a syntax tree, with the questions rules ask of it."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
Loop = ast.For | ast.While | ast.AsyncFor
N = TypeVar("N", bound=ast.AST)

MUTATORS = frozenset(
    {"append", "extend", "sort", "remove", "insert", "reverse", "update", "add", "clear", "discard"}
)
"""Methods of builtin containers that change the object and give back None."""


@dataclass(frozen=True)
class Program:
    """One submission's code. ``tree`` is None when Python cannot read it; then ``error`` is set."""

    code: str
    compiles: bool = False
    """Whether it is known already that Python compiles it: a judge that ran it knows."""

    @cached_property
    def _parsed(self) -> ast.Module | SyntaxError:
        with warnings.catch_warnings():
            # `1 is x` and `"\d"` warn on stderr, which belongs to the server.
            warnings.simplefilter("ignore")
            try:
                tree = _parse(self.code)
                if not self.compiles:
                    # Finds what parsing does not: `return` outside a function, say.
                    compile(tree, "<submission>", "exec")
            except SyntaxError as error:
                return error
            except (ValueError, RecursionError, MemoryError) as error:
                return SyntaxError(str(error) or type(error).__name__)
        return tree

    @property
    def tree(self) -> ast.Module | None:
        """The syntax tree, if there is one."""
        return self._parsed if isinstance(self._parsed, ast.Module) else None

    @property
    def error(self) -> SyntaxError | None:
        """Why there is no tree."""
        return self._parsed if isinstance(self._parsed, SyntaxError) else None

    @cached_property
    def lines(self) -> list[str]:
        """The lines as Python counts them."""
        return self.code.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def source(self, line: int | None) -> str:
        """Return the stripped text of a line, or an empty text when there is none."""
        if line is None or not 1 <= line <= len(self.lines):
            return ""
        return self.lines[line - 1].strip()

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All nodes, outer ones before inner ones."""
        return walk(self.tree) if self.tree else []

    @cached_property
    def _by_kind(self) -> dict[type[ast.AST], list[ast.AST]]:
        found: dict[type[ast.AST], list[ast.AST]] = {}
        for node in self.nodes:
            found.setdefault(type(node), []).append(node)
        return found

    def of(self, kind: type[N]) -> list[N]:
        """Return the nodes of one kind, outer ones before inner ones; not to be changed."""
        return cast("list[N]", self._by_kind.get(kind, []))

    @cached_property
    def loops(self) -> list[ast.For | ast.While]:
        """Loops, outer ones before inner ones."""
        return [node for node in self.nodes if isinstance(node, (ast.For, ast.While))]

    @cached_property
    def blocks(self) -> list[list[ast.stmt]]:
        """Every run of statements that stand below each other."""
        return [
            block
            for node in self.nodes
            for field in ("body", "orelse", "finalbody")
            if isinstance(block := getattr(node, field, None), list)
            and block
            and isinstance(block[0], ast.stmt)
        ]

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The whole numbers that stand in the code."""
        return frozenset(
            node.value
            for node in self.of(ast.Constant)
            if isinstance(node.value, int) and not isinstance(node.value, bool)
        )

    @cached_property
    def functions(self) -> dict[str, FunctionNode]:
        """Functions and methods by name; top-level ones win."""
        found: dict[str, FunctionNode] = {}
        for node in self.nodes:
            if isinstance(node, FunctionNode):
                found.setdefault(node.name, node)
        return found

    @cached_property
    def top_level(self) -> dict[str, ast.AST]:
        """Names bound at the top level, with the node that binds them last."""
        found: dict[str, ast.AST] = {}
        for node in self.tree.body if self.tree else []:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                found[node.name] = node
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        found[target.id] = node
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                for alias in node.names:
                    found[(alias.asname or alias.name).split(".")[0]] = node
        return found

    @cached_property
    def identifiers(self) -> frozenset[str]:
        """Every name that stands in the code itself, attributes and keywords included."""
        found: set[str] = set()
        for node in self.nodes:
            if isinstance(node, ast.Name):
                found.add(node.id)
            elif isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, (ast.arg, ast.keyword)):
                found.add(node.arg or "")
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                found.add(node.name)
            elif isinstance(node, ast.alias):
                found.update(node.name.split("."))
        return frozenset(found)

    def function_at(self, line: int | None) -> FunctionNode | None:
        """Return the innermost function around a line."""
        inside = [
            node
            for node in self.nodes
            if isinstance(node, FunctionNode)
            and line is not None
            and node.lineno <= line <= (node.end_lineno or node.lineno)
        ]
        return max(inside, key=lambda node: node.lineno, default=None)

    def statement_at(self, line: int | None) -> ast.stmt | None:
        """Return the innermost statement that starts at or spans a line."""
        spanning = [
            node
            for node in self.nodes
            if isinstance(node, ast.stmt)
            and line is not None
            and node.lineno <= line <= (node.end_lineno or node.lineno)
        ]
        return max(spanning, key=lambda node: node.lineno, default=None)

    def names_read_at(self, line: int | None) -> list[str]:
        """Return variables read on exactly this line, in reading order, each once."""
        hits = [(node.col_offset, node.id) for node in self.of(ast.Name) if node.lineno == line]
        return list(dict.fromkeys(name for _, name in sorted(hits)))


def _parse(code: str) -> ast.Module:
    """Parse, and once more where Python 3.11 lost count of its own recursion.

    That happens when the garbage collector, in the middle of it, runs something
    that parses as well: the traceback of a forgotten task, say.
    """
    try:
        return ast.parse(code)
    except SystemError:
        return ast.parse(code)


def children(node: ast.AST) -> tuple[ast.AST, ...]:
    """Return a node's children as ``ast.iter_child_nodes`` does, without ``Load`` and the like.

    Kept with the node, since dozens of rules ask: the tree must not change after that.
    """
    kept: tuple[ast.AST, ...] | None = node.__dict__.get("codify_children")
    if kept is None:
        found: list[ast.AST] = []
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, list):
                found += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                found.append(value)
        kept = node.__dict__["codify_children"] = tuple(found)
    return kept


def walk(node: ast.AST) -> list[ast.AST]:
    """Return all nodes inside `node` and itself, in the order of ``ast.walk``; but quicker."""
    found = [node]
    for one in found:  # a `for` over a list also visits what is added on the way
        kept = one.__dict__.get("codify_children")
        found += children(one) if kept is None else kept
    return found


def names_bound(node: ast.AST) -> set[str]:
    """Return the variables that get a new value anywhere inside `node`."""
    return {
        child.id
        for child in walk(node)
        if isinstance(child, ast.Name) and isinstance(child.ctx, (ast.Store, ast.Del))
    }


def names_read(node: ast.AST) -> set[str]:
    """Return the variables whose value is used anywhere inside `node`."""
    return {
        child.id
        for child in walk(node)
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load)
    }


def own_nodes(function: ast.AST) -> tuple[ast.AST, ...]:
    """All of a function's body without what is in functions, lambdas and classes inside it.

    Kept with the node, since dozens of rules ask: the tree must not change after that.
    """
    kept: tuple[ast.AST, ...] | None = function.__dict__.get("codify_own_nodes")
    if kept is None:
        kept = function.__dict__["codify_own_nodes"] = tuple(_own_nodes(function))
    return kept


def _own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    stack = list(children(function))
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            stack += children(node)


def returns_of(function: FunctionNode) -> list[ast.Return]:
    """Return this function's own return statements, in order of lines."""
    found = [node for node in own_nodes(function) if isinstance(node, ast.Return)]
    return sorted(found, key=lambda node: node.lineno)


def calls_of(node: ast.AST, name: str) -> list[ast.Call]:
    """Return calls of the plain name `name`, in order of lines."""
    found = [
        child
        for child in walk(node)
        if isinstance(child, ast.Call)
        and isinstance(child.func, ast.Name)
        and child.func.id == name
    ]
    return sorted(found, key=lambda call: (call.lineno, call.col_offset))


def always_leaves(body: list[ast.stmt]) -> bool:
    """Tell whether control can never run past the end of `body` (as far as syntax shows)."""
    if not body:
        return False
    last = body[-1]
    if isinstance(last, (ast.Return, ast.Raise)):
        return True
    if isinstance(last, ast.If):
        return always_leaves(last.body) and always_leaves(last.orelse)
    if isinstance(last, ast.With):
        return always_leaves(last.body)
    if isinstance(last, ast.While):
        endless = isinstance(last.test, ast.Constant) and bool(last.test.value)
        return endless and not any(isinstance(node, ast.Break) for node in walk(last))
    if isinstance(last, ast.Try):
        return always_leaves(last.body) and all(always_leaves(h.body) for h in last.handlers)
    if isinstance(last, ast.Match):
        return all(always_leaves(case.body) for case in last.cases)
    return False


def is_stub(body: list[ast.stmt]) -> bool:
    """Tell whether a body says nothing: docstrings, ``pass``, ``...``, NotImplementedError."""
    return all(_says_nothing(statement) for statement in body)


def _says_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Pass):
        return True
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Return):
        return statement.value is None
    if isinstance(statement, ast.Raise) and statement.exc is not None:
        return "NotImplementedError" in names_read(statement.exc)
    return False
