"""Whether all names of a simple program plainly have a meaning and a use.

Much quicker than pyflakes, and asked before it: most programs are simple, and
of nearly all of these pyflakes would have nothing to say.
"""

from __future__ import annotations

import ast
import builtins

from codify_jupyter.tutor.program import names_bound, names_read, own_nodes, walk

_BUILTIN = frozenset(dir(builtins)) | {"__name__", "__file__"}
_NOT_SIMPLE = (
    ast.AnnAssign,
    ast.AsyncFor,
    ast.AsyncFunctionDef,
    ast.AsyncWith,
    ast.Delete,
    ast.Global,
    ast.Lambda,
    ast.Match,
    ast.NamedExpr,
    ast.Nonlocal,
)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def plain(tree: ast.Module) -> bool:
    """Tell whether no name is undefined, stored for nothing or defined twice.

    False only means that it takes a closer look.
    """
    defined: dict[str, int] = {}
    functions: list[ast.FunctionDef] = []
    for node in tree.body:
        for name in _defines(node):
            if name in defined or name == "*":
                return False
            defined[name] = node.lineno
        if isinstance(node, ast.FunctionDef):
            functions.append(node)
        elif isinstance(node, ast.ClassDef):
            methods = [item for item in node.body if isinstance(item, ast.FunctionDef)]
            others = [item for item in node.body if item not in methods]
            names = {method.name for method in methods}
            if len(names) < len(methods) or not all(map(_is_text, others)) or node.keywords:
                return False
            functions += methods
    top = _Scope(tree, defined)
    if not top.simple or top.targets & defined.keys():
        return False
    known = _BUILTIN | top.bound.keys()
    return top.in_order(_BUILTIN) and all(_function(node, known) for node in functions)


def _defines(node: ast.stmt) -> list[str]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return [(alias.asname or alias.name).split(".")[0] for alias in node.names]
    return []


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def _function(node: ast.FunctionDef, known: frozenset[str]) -> bool:
    if node.returns or node.decorator_list or not names_read(node.args) <= _BUILTIN:
        return False
    arguments = [inner for inner in walk(node.args) if isinstance(inner, ast.arg)]
    if any(isinstance(argument.annotation, ast.Constant) for argument in arguments):
        return False  # a text may name something, too
    scope = _Scope(node, dict.fromkeys((argument.arg for argument in arguments), 0))
    inner = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    return (
        scope.simple
        and not any(isinstance(one, inner) for one in own_nodes(node))
        and scope.in_order(known)
        and scope.assigned <= scope.loaded.keys()
    )


class _Scope:
    """The names of a module or a function, without those inside it, by line."""

    def __init__(self, owner: ast.AST, bound: dict[str, int]) -> None:
        self.simple = True
        self.bound = dict(bound)
        """Each name, with the line from whose end on it has a value."""
        self.targets: set[str] = set()
        """Names that get a value here."""
        self.assigned: set[str] = set()
        """Those of them that an assignment gives one."""
        self.loaded: dict[str, int] = {}
        """Each name that is read, with the first line that does."""
        self._inside: set[int] = set()
        nodes = own_nodes(owner)
        for node in nodes:
            if isinstance(node, _COMPREHENSIONS):
                self._comprehension(node)
        for node in nodes:
            self._take(node)

    def in_order(self, known: frozenset[str] | set[str]) -> bool:
        """Tell whether each name has a value before the first line that reads it."""
        return all(
            line > self.bound[name] if name in self.bound else name in known
            for name, line in self.loaded.items()
        )

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
    ) -> None:
        own: set[str] = set()
        for part in reversed(node.generators):
            early = any(own & names_read(condition) for condition in part.ifs)
            own |= names_bound(part.target)
            if early or own & names_read(part.iter):
                self.simple = False
        self._inside |= {id(n) for n in walk(node) if isinstance(n, ast.Name) and n.id in own}

    def _take(self, node: ast.AST) -> None:
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load) and id(node) not in self._inside:
                self._load(node.id, node.lineno)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self._store(target, node.value, assigned=True)
        elif isinstance(node, ast.AugAssign):
            if isinstance(node.target, ast.Name):
                self._load(node.target.id, node.lineno)
            self._store(node.target, node.value)
        elif isinstance(node, ast.For):
            self._store(node.target, node.iter)
        elif isinstance(node, ast.withitem):
            if node.optional_vars is not None:
                self._store(node.optional_vars, node.optional_vars, assigned=True)
        elif isinstance(node, _NOT_SIMPLE) or (isinstance(node, ast.ExceptHandler) and node.name):
            self.simple = False

    def _load(self, name: str, line: int) -> None:
        self.loaded[name] = min(line, self.loaded.get(name, line))

    def _store(self, target: ast.expr, value: ast.expr, *, assigned: bool = False) -> None:
        names = names_bound(target)
        line = value.end_lineno or value.lineno
        for name in names:
            self.bound[name] = min(line, self.bound.get(name, line))
        self.targets |= names
        if assigned:
            self.assigned |= names
