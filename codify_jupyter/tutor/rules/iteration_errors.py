"""Rule 3, walking through things: a collection that changed on the way, or had nothing left."""

from __future__ import annotations

import ast

from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import walk
from codify_jupyter.tutor.rules.moment import Moment
from codify_jupyter.tutor.wording import quote


def runtime_error(moment: Moment) -> Diagnosis | None:
    """Explain a RuntimeError that has to do with walking through something."""
    message = moment.fault.message
    if "StopIteration" in message:
        return nothing_left(moment)
    if "during iteration" in message or "mutated" in message:
        return _changed(moment)
    return None


def _changed(moment: Moment) -> Diagnosis:
    line = _changing_line(moment) or moment.line
    look = f"Look at line {line}: {quote(moment.program.source(line))}." if line else moment.look
    return Diagnosis(
        rule="exception.changed_while_walking",
        what=(
            f"{moment.opening}: a loop walks through a dictionary or a set, and that became longer"
            " or shorter on the way. Which line of the loop changes it?"
        ),
        concept=(
            "A loop needs what it walks through to keep its keys or items until the loop is over."
            " What shall go or come can be noted first and done afterwards, or on a copy."
        ),
        where=f"{look} Does the loop still need that very collection for its next round?",
        example="change_while_walking",
        line=line,
    )


def _changing_line(moment: Moment) -> int | None:
    """Return the line in the loop at fault that adds to, or takes from, what it walks through."""
    for loop in moment.program.of(ast.For):
        if loop.lineno != moment.line:
            continue
        walked = {node.id for node in walk(loop.iter) if isinstance(node, ast.Name)}
        for node in (child for statement in loop.body for child in walk(statement)):
            match node:
                case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()) if (
                    name in walked
                ):
                    return node.lineno
                case ast.Call(
                    func=ast.Attribute(
                        value=ast.Name(id=name),
                        attr="pop" | "popitem" | "add" | "remove" | "discard" | "update" | "clear",
                    )
                ) if name in walked:
                    return node.lineno
    return None


def nothing_left(moment: Moment) -> Diagnosis:
    """Explain a StopIteration, also one inside a generator."""
    line = moment.line or next(
        (
            node.lineno
            for node in moment.program.of(ast.Call)
            if isinstance(node.func, ast.Name) and node.func.id == "next" and len(node.args) == 1
        ),
        None,
    )
    look = f"Look at line {line}: {quote(moment.program.source(line))}." if line else moment.look
    return Diagnosis(
        rule="exception.nothing_left",
        what=(
            f"{moment.opening}: it asked for the next item when there was none left"
            " (`StopIteration`). How can your code know that it is over?"
        ),
        concept=(
            "`next` hands out one item after the other and raises `StopIteration` when there are no"
            " more. A `for` loop takes care of that by itself; whoever calls `next` has to."
        ),
        where=f"{look}{moment.then()} What should happen there when nothing is left?",
        example="empty",
        line=line,
    )
