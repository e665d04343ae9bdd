"""Words for an accepted submission: praise, and one thing to look at for those who like to."""

from __future__ import annotations

import ast

from codify_jupyter.tutor.evidence import Evidence
from codify_jupyter.tutor.hint import Hint
from codify_jupyter.tutor.program import names_bound, names_read, own_nodes
from codify_jupyter.tutor.wording import quote


def congratulate(evidence: Evidence) -> Hint:
    """Return the hint of level 0."""
    remark, line = _remark(evidence)
    text = "Well done, every test passes."
    return Hint(level=0, text=f"{text} {remark}", rule="accepted", line=line)


def _remark(evidence: Evidence) -> tuple[str, int | None]:
    for node in evidence.program.nodes:
        match node:
            case ast.Compare(
                ops=[ast.Eq() | ast.NotEq()], comparators=[ast.Constant(value=bool())]
            ):
                return (
                    (
                        f"If you like: on line {node.lineno} a truth value is compared with another"
                        " one. Could the condition stand on its own?"
                    ),
                    node.lineno,
                )
            case ast.If(
                body=[ast.Return(value=ast.Constant(value=bool()))],
                orelse=[ast.Return(value=ast.Constant(value=bool()))],
            ):
                return (
                    (
                        f"If you like: the condition on line {node.lineno} is already a truth"
                        " value. Could it be the answer itself?"
                    ),
                    node.lineno,
                )
            case ast.ExceptHandler(type=None):
                return (
                    (
                        f"If you like: the `except` on line {node.lineno} catches every error there"
                        " is, your own typing errors included. Which one do you mean?"
                    ),
                    node.lineno,
                )
    for function in evidence.program.functions.values():
        bound: set[str] = set()
        read: set[str] = set()
        for child in own_nodes(function):
            bound |= names_bound(child) if isinstance(child, (ast.Assign, ast.AnnAssign)) else set()
            read |= names_read(child)
        unused = sorted(name for name in bound - read if not name.startswith("_"))
        if unused:
            return (
                (
                    f"If you like: {quote(unused[0], 40)} gets a value that is used nowhere. Is it"
                    " still needed?"
                ),
                function.lineno,
            )
    return "If you like: how would you explain in one sentence why it works?", None
