"""The moment an exception stopped the code: where it was and what the variables held."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from codify_runner.verdict import Fault

from codify_jupyter.tutor.evidence import Evidence, Observation
from codify_jupyter.tutor.program import Program
from codify_jupyter.tutor.relation import NotALiteralError, Value, read_literal
from codify_jupyter.tutor.wording import listing, quote

UNKNOWN = object()
"""Stands for a value that is not known; distinct from None, which is a value."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One fault, with what may be told of its surroundings."""

    program: Program
    fault: Fault
    subject: str
    """What was being run, as Markdown; empty while the code was being loaded."""
    public: bool
    locals: dict[str, str] = field(default_factory=dict)
    examples_pass: bool = False
    """Whether a public test passes: then the code as such can work."""

    @property
    def line(self) -> int | None:
        """The innermost own line."""
        return self.fault.line

    @property
    def source(self) -> str:
        """That line's text."""
        return self.program.source(self.fault.line)

    @property
    def opening(self) -> str:
        """Begin of the first sentence: what stopped where."""
        where = f" on line {self.line}" if self.line else ""
        if not self.subject:
            return f"Your code stopped{where} before any test could call it"
        return f"For {self.subject} your code stopped{where}"

    @property
    def look(self) -> str:
        """Begin of the text that points at the line."""
        if not self.line:
            return "Look at what your code does with its arguments."
        return f"Look at line {self.line}: {quote(self.source)}."

    def then(self, names: Iterable[str] | None = None) -> str:
        """Say what the variables read on the line held; empty when that is not known."""
        asked = self.program.names_read_at(self.line) if names is None else list(names)
        told = [
            f"{quote(name, 40)} was {quote(self.locals[name], 60)}"
            for name in asked
            if name in self.locals
        ][:4]
        return f" At that moment {listing(told)}." if told else ""

    def value(self, node: ast.AST) -> Value:
        """Evaluate a name or a simple sum of names and numbers; UNKNOWN when it cannot be."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name) and node.id in self.locals:
            try:
                return read_literal(self.locals[node.id])
            except NotALiteralError:
                return UNKNOWN
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            inner = self.value(node.operand)
            return -inner if isinstance(inner, int) else UNKNOWN
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
            left, right = self.value(node.left), self.value(node.right)
            if isinstance(left, int) and isinstance(right, int):
                return left + right if isinstance(node.op, ast.Add) else left - right
        return UNKNOWN

    def nodes_on_line(self, *kinds: type[ast.AST]) -> list[ast.AST]:
        """Return the syntax nodes of these kinds that start on the line, left to right."""
        found = [
            node
            for node in self.program.nodes
            if isinstance(node, kinds) and getattr(node, "lineno", None) == self.line
        ]
        return sorted(found, key=lambda node: int(getattr(node, "col_offset", 0)))


def moment_of(evidence: Evidence) -> Moment | None:
    """Return the fault to speak of: on loading, or that of the most telling failing test."""
    whole = evidence.verdict.fault
    if whole is not None:
        return Moment(evidence.program, whole, "", True, _locals(whole))
    seen = stopped(evidence)
    if seen is None or seen.fault is None:
        return None
    held = _locals(seen.fault) if seen.public else {}
    works = bool(evidence.passing_public)
    return Moment(evidence.program, seen.fault, seen.subject, seen.public, held, works)


def stopped(evidence: Evidence) -> Observation | None:
    """Return the smallest test that an exception ended, when exceptions are the main trouble."""
    pool = evidence.public or evidence.failing
    errors = [seen for seen in pool if seen.status == "error"]
    return errors[0] if errors and 2 * len(errors) >= len(pool) else None


def _locals(fault: Fault) -> dict[str, str]:
    return dict(fault.frames[-1].locals) if fault.frames else {}
