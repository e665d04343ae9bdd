"""A notebook as one program, and which of its statements some names depend on.

Nothing is run: statements are taken along where they bind, or change, what is
wanted. Where that cannot be seen, rather too much is taken than too little.
"""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from codify_jupyter.importers.names import BUILTINS, reads, settled
from codify_jupyter.importers.notebook_code import plain_python
from codify_jupyter.importers.python_source import bound_names, same_scope, segment
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

Origin = Literal["course", "solution", "tests", "hidden"]
"""``hidden``: of tests, and not seen by students."""
_STAR = "*"
_SETTINGS = frozenset(
    {"seed", "set_printoptions", "set_option", "filterwarnings", "simplefilter",
     "setrecursionlimit", "shuffle"}
)  # fmt: skip
"""Functions of modules that are called for what they change."""
_SHOWING = frozenset(
    {"head", "tail", "info", "describe", "plot", "hist", "show", "barh", "bar", "scatter",
     "boxplot", "display", "savefig", "print"}
)  # fmt: skip
"""Methods that are called for what they show."""


@dataclass(frozen=True, slots=True)
class Step:
    """One top-level statement."""

    node: ast.stmt
    text: str
    origin: Origin
    binds: frozenset[str]
    settles: frozenset[str]
    """What it binds whatever was before: earlier values play no part."""
    uses: frozenset[str]
    """What it reads when it runs."""
    later: frozenset[str]
    """What the functions that it defines read when they are called."""
    changes: frozenset[str]
    """Names whose objects it may change."""

    @property
    def is_import(self) -> bool:
        """Whether it only makes modules known."""
        return isinstance(self.node, ast.Import | ast.ImportFrom)


@dataclass(slots=True)
class NotebookProgram:
    """All code of a notebook, in the order in which it runs."""

    steps: list[Step] = field(default_factory=list)
    _places: dict[str, list[int]] = field(default_factory=dict)
    """For each name the steps that bind or change it."""
    _stars: list[int] = field(default_factory=list)
    _modules: set[str] = field(default_factory=set)
    _changed_parameters: dict[str, frozenset[int]] = field(default_factory=dict)
    """For each function the parameters whose objects it changes, by position."""

    def add(self, code: str, origin: Origin, *, hidden: Collection[str] = frozenset()) -> range:
        """Add a cell's code; returns where its statements stand. Unreadable code has none.

        ``hidden`` are stripped lines of it that students do not see.
        """
        code = plain_python(code)
        first = len(self.steps)
        try:
            body = parse_module(code).body
        except UnreadablePythonError:
            return range(first, first)
        for node, text in zip(body, _texts(code, body), strict=True):
            secret = any(line.strip() in hidden for line in text.split("\n"))
            self._add(node, text, "hidden" if secret else origin)
        return range(first, len(self.steps))

    def _add(self, node: ast.stmt, text: str, origin: Origin) -> None:
        binds = frozenset(bound_names(node))
        changes = frozenset(self._changes(node))
        index = len(self.steps)
        uses, later = reads(node)
        step = Step(node, text, origin, binds, settled(node), uses, later, changes)
        self.steps.append(step)
        for name in binds | changes:
            self._places.setdefault(name, []).append(index)
        if _STAR in binds:
            self._stars.append(index)
        if step.is_import:
            self._modules |= binds
        if isinstance(node, ast.FunctionDef):
            self._changed_parameters[node.name] = _changed_parameters(node)

    def _changes(self, node: ast.stmt) -> Iterable[str]:
        for inner in same_scope(node):
            match inner:
                case (
                    ast.Subscript(ctx=ast.Store() | ast.Del())
                    | ast.Attribute(ctx=ast.Store() | ast.Del())
                ):
                    yield from _root(inner)
                case ast.Name(id=name, ctx=ast.Del()):
                    yield name
                case ast.Expr(value=ast.Call() as call):
                    yield from self._changed_by(call)
                case ast.For():
                    yield from self._changed_by_loop(inner)

    def _changed_by_loop(self, loop: ast.For) -> Iterable[str]:
        """What is gone through, where the loop changes what it finds there."""
        found = {one.id for one in ast.walk(loop.target) if isinstance(one, ast.Name)}
        if any(found & set(self._changes(one)) for one in loop.body):
            for inner in ast.walk(loop.iter):
                if isinstance(inner, ast.Name) and inner.id not in BUILTINS:
                    yield inner.id

    def _changed_by(self, call: ast.Call) -> Iterable[str]:
        """What a call whose result nobody takes may be there for."""
        if isinstance(call.func, ast.Name):
            changed = self._changed_parameters.get(call.func.id, frozenset())
            arguments = [call.args[place] for place in changed if place < len(call.args)]
            for argument in arguments:
                yield from _root(argument)
            return
        if not isinstance(call.func, ast.Attribute):
            return
        name = call.func.attr
        for root in _root(call.func):
            if root not in self._modules:
                if name not in _SHOWING and ".plot." not in ast.unparse(call.func):
                    yield root
            elif name in _SETTINGS:
                yield root
                for argument in call.args:
                    yield from _root(argument)

    def needed(
        self, wanted: Iterable[str], before: int, *, without: frozenset[Origin] = frozenset()
    ) -> list[int]:
        """The steps that some names depend on, as they stand before a step.

        Of the origins in ``without`` only imports are taken.
        """
        return sorted(_Search(self, without).run(wanted, before))

    def is_setting(self, index: int) -> bool:
        """Whether a step binds nothing, and changes only modules: ``np.random.seed(1)``."""
        step = self.steps[index]
        return not step.binds and step.changes <= self._modules

    def places(self, name: str, before: int) -> list[int]:
        """The steps that bind or change a name, the last one first."""
        found = self._places.get(name, [])
        return found[: bisect_left(found, before)][::-1]

    def stars(self, before: int) -> list[int]:
        """Imports of all that a module has."""
        return self._stars[: bisect_left(self._stars, before)]

    def text(self, steps: Iterable[int]) -> str:
        """The statements below each other."""
        return "\n".join(self.steps[index].text for index in steps)


class _Search:
    def __init__(self, program: NotebookProgram, without: frozenset[Origin]) -> None:
        self.program = program
        self.without = without
        self.found: set[int] = set()
        self.seen: set[tuple[str, int]] = set()
        self.open: list[tuple[str, int]] = []

    def run(self, wanted: Iterable[str], before: int) -> set[int]:
        self.open = [(name, before) for name in wanted]
        while self.open:
            name, at = self.open.pop()
            if (name, at) not in self.seen:
                self.seen.add((name, at))
                self._look_for(name, at)
        return self.found

    def _look_for(self, name: str, at: int) -> None:
        settled = name in BUILTINS
        for index in self.program.places(name, at):
            step = self.program.steps[index]
            if step.origin in self.without and not step.is_import:
                continue
            self._take(index, at)
            if name in step.settles:
                settled = True
                break
        if not settled:
            for index in self.program.stars(at):
                self._take(index, at)

    def _take(self, index: int, at: int) -> None:
        step = self.program.steps[index]
        self.found.add(index)
        self.open += [(name, index) for name in step.uses]
        # A function reads its globals when it is called: as they stand where it is wanted.
        self.open += [(name, at) for name in step.later]


def _texts(code: str, body: list[ast.stmt]) -> list[str]:
    """The text of each statement: whole lines, unless it shares them with another."""
    shared = {
        line
        for one, other in pairwise(body)
        if (line := one.end_lineno) == other.lineno and line is not None
    }
    return [
        (ast.get_source_segment(code, node) or ast.unparse(node))
        if {node.lineno, node.end_lineno} & shared
        else segment(code, node)
        for node in body
    ]


def _root(node: ast.expr) -> Iterable[str]:
    """``x`` of ``x[0].y``."""
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    if isinstance(node, ast.Name):
        yield node.id


def _changed_parameters(function: ast.FunctionDef) -> frozenset[int]:
    names = [argument.arg for argument in function.args.args]
    changed: set[str] = set()
    for node in ast.walk(function):
        match node:
            case ast.Subscript(ctx=ast.Store()) | ast.Attribute(ctx=ast.Store()):
                changed.update(_root(node))
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name) as called)):
                changed.update(_root(called) if name not in _SHOWING else ())
    return frozenset(place for place, name in enumerate(names) if name in changed)
