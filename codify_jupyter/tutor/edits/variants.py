"""All programs one small change away, the likeliest first."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codify_jupyter.tutor.edits.change import Change, Draft, Edit, EditKind, Variant
from codify_jupyter.tutor.edits.in_expressions import in_expression
from codify_jupyter.tutor.edits.in_statements import in_statement
from codify_jupyter.tutor.program import Program, names_bound

_MOST_VARIABLES = 8
_LATER: dict[EditKind, int] = {
    "repetition": 1,
    "superfluous": 1,
    "method": 1,
    "text": 1,
    "name": 2,
    "conversion": 3,
}
"""Kinds of which there are many, and few right ones."""


def variants(program: Program, near: int | None = None) -> Iterator[Variant]:
    """Yield every program one change away, each once.

    Args:
        program: The student's; one that does not parse has no variants.
        near: A line under suspicion; changes close to it come first.
    """
    tree = program.tree
    if tree is None:
        return
    seen = {ast.unparse(tree)}
    for change in sorted(_changes(program, tree), key=lambda change: _rank(change.edit, near)):
        draft = Draft(program.code)
        change.make(draft)
        code = draft.code()
        if code is not None and code not in seen:
            seen.add(code)
            yield Variant(change.edit, code)


def _rank(edit: Edit, near: int | None) -> int:
    distance = min(abs(edit.line - near), 4) if near else 0
    return 2 * _LATER.get(edit.kind, 0) + distance


def _changes(program: Program, tree: ast.Module) -> Iterator[Change]:
    scopes = {
        id(function): sorted(
            {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
            | names_bound(function)
        )[:_MOST_VARIABLES]
        for function in program.functions.values()
    }
    for number, node in enumerate(ast.walk(tree)):
        line = getattr(node, "lineno", None)
        if line is None:
            continue
        names = scopes.get(id(program.function_at(line)), [])
        for kind, make in in_expression(node, number, names):
            yield Change(Edit(line, kind), make)
        if isinstance(node, ast.stmt):
            for kind, make in in_statement(node, number, names):
                yield Change(Edit(line, kind), make)
