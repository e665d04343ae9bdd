"""Rule 5, loops: patterns that explain a wrong answer."""

from __future__ import annotations

import ast

from codify_jupyter.tutor.evidence import Evidence, Observation
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import (
    MUTATORS,
    always_leaves,
    names_bound,
    names_read,
    own_nodes,
    walk,
)
from codify_jupyter.tutor.rules.symptom import symptom
from codify_jupyter.tutor.wording import quote

_NEW_TEXT = frozenset(
    {
        "upper",
        "lower",
        "strip",
        "replace",
        "title",
        "capitalize",
        "lstrip",
        "rstrip",
        "split",
        "join",
    }
)


def return_in_loop(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a loop that always answers in its first round."""
    for function in evidence.program.functions.values():
        for loop in own_nodes(function):
            if not isinstance(loop, (ast.For, ast.While)) or not always_leaves(loop.body):
                continue
            inside = [n for n in walk(loop) if isinstance(n, ast.Return)]
            if not inside:
                continue
            line = inside[-1].lineno
            return Diagnosis(
                rule="structure.return_in_loop",
                what=(
                    f"{symptom(evidence, seen)} It looks as if your function answers after the"
                    " first item already: how many rounds does its loop do?"
                ),
                concept=(
                    "`return` ends the whole function at once, also in the middle of a loop. An"
                    " answer that depends on all items can only be given after the last one."
                ),
                where=(
                    f"Look at line {line}: {quote(evidence.program.source(line))}. Every way"
                    f" through the loop that starts on line {loop.lineno} ends in a `return`. When"
                    " do you really know the answer?"
                ),
                example="return_in_loop",
                line=line,
            )
    return None


def changed_while_walking(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a loop that takes items out of the list it walks through."""
    for loop in evidence.program.of(ast.For):
        if not isinstance(loop.iter, ast.Name):
            continue
        for statement in loop.body:
            for node in walk(statement):
                match node:
                    case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if (
                        name == loop.iter.id and method in ("remove", "pop", "insert", "clear")
                    ):
                        return _walking(evidence, seen, loop, node.lineno)
                    case ast.Delete(targets=[ast.Subscript(value=ast.Name(id=name))]) if (
                        name == loop.iter.id
                    ):
                        return _walking(evidence, seen, loop, node.lineno)
    return None


def _walking(evidence: Evidence, seen: Observation, loop: ast.For, line: int) -> Diagnosis:
    name = quote(ast.unparse(loop.iter), 40)
    return Diagnosis(
        rule="structure.changed_while_walking",
        what=(
            f"{symptom(evidence, seen)} Your loop walks through {name} and changes that same list "
            "on the way: what happens to the items behind the one that goes?"
        ),
        concept=(
            "A loop over a list counts positions. When an item is taken out, the ones behind it"
            " move up, and the next one is skipped."
        ),
        where=(
            f"Look at line {line}: {quote(evidence.program.source(line))}. Which positions do the"
            " remaining items have after it?"
        ),
        example="change_while_walking",
        line=line,
    )


def started_again(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a variable that is set to a start value in the loop that builds it up."""
    for loop in evidence.program.loops:
        for statement in loop.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if _start_value(value):
                    later = [s for s in loop.body if s is not statement]
                    grows = any(_builds_up(other, name) for other in later)
                    used_inside = any(
                        isinstance(other, (ast.For, ast.While)) and name in names_bound(other)
                        for other in later
                    ) or any(_collected(other, name) for other in later)
                    if grows and not used_inside and _read_after(evidence, loop, name):
                        return Diagnosis(
                            rule="structure.started_again",
                            what=(
                                f"{symptom(evidence, seen)} Does {quote(name, 40)} still know in"
                                " the second round of your loop what it learned in the first?"
                            ),
                            concept=(
                                "What is inside a loop happens in every round. A start value"
                                " belongs before the loop, so that it is set only once."
                            ),
                            where=(
                                f"Look at line {statement.lineno}:"
                                f" {quote(evidence.program.source(statement.lineno))}. How often"
                                " does it run?"
                            ),
                            example="accumulator",
                            line=statement.lineno,
                        )
    return None


def _start_value(node: ast.expr) -> bool:
    if isinstance(node, (ast.List, ast.Dict, ast.Set)):
        return not ast.unparse(node).strip("[]{}() ")
    return isinstance(node, ast.Constant) and node.value in (0, 1, "", None, False)


def _builds_up(statement: ast.stmt, name: str) -> bool:
    for node in walk(statement):
        match node:
            case ast.AugAssign(target=ast.Name(id=target)) if target == name:
                return True
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if (
                target == name and name in names_read(value)
            ):
                return True
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=method)) if (
                owner == name and method in MUTATORS
            ):
                return True
    return False


def _collected(statement: ast.stmt, name: str) -> bool:
    """Tell whether the loop itself hands the value on, so that starting again is right."""
    for node in walk(statement):
        if isinstance(node, ast.Call) and any(name in names_read(a) for a in node.args):
            return True
        if isinstance(node, (ast.Compare, ast.Return, ast.Yield)) and name in names_read(node):
            return True
    return False


def _read_after(evidence: Evidence, loop: ast.stmt, name: str) -> bool:
    end = loop.end_lineno or loop.lineno
    return any(
        node.id == name and isinstance(node.ctx, ast.Load) and node.lineno > end
        for node in evidence.program.of(ast.Name)
    )


def same_list_added(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find one list that is filled and added in every round, instead of a new one each time."""
    for loop in evidence.program.loops:
        bound = set().union(*(names_bound(statement) for statement in loop.body))
        added: dict[str, int] = {}
        changed: set[str] = set()
        for node in (child for statement in loop.body for child in walk(statement)):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id=owner), attr="append"),
                    args=[ast.Name(id=name)],
                ) if owner != name:
                    added[name] = node.lineno
                    changed.add(owner)
                case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=method)) if (
                    method in MUTATORS
                ):
                    changed.add(owner)
                case ast.Subscript(value=ast.Name(id=owner), ctx=ast.Store()):
                    changed.add(owner)
        for name, line in added.items():
            if name in changed and name not in bound:
                return Diagnosis(
                    rule="structure.same_list_added",
                    what=(
                        f"{symptom(evidence, seen)} How many different lists does your code make"
                        f" for {quote(name, 40)}, and how many are wanted?"
                    ),
                    concept=(
                        "Adding a list adds the list itself, not a copy. When it is changed later,"
                        " every place that holds it shows the change."
                    ),
                    where=(
                        f"Look at line {line}: {quote(evidence.program.source(line))}. Is it a new"
                        " list in every round, or the same one again?"
                    ),
                    example="same_list",
                    line=line,
                )
    return None


def rows_multiplied(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find `[[0] * width] * height`: one row, many times."""
    for node in evidence.program.of(ast.BinOp):
        match node:
            case ast.BinOp(left=ast.List(elts=[inner]), op=ast.Mult()) if isinstance(
                inner, (ast.List, ast.ListComp)
            ) or (isinstance(inner, ast.BinOp) and isinstance(inner.left, ast.List)):
                return Diagnosis(
                    rule="structure.rows_multiplied",
                    what=(
                        f"{symptom(evidence, seen)} Your table looks as if it had many rows. How"
                        " many different lists are there really?"
                    ),
                    concept=(
                        "Multiplying a list repeats what is in it; it does not copy the lists"
                        " inside. All the rows are the same one."
                    ),
                    where=(
                        f"Look at line {node.lineno}:"
                        f" {quote(evidence.program.source(node.lineno))}. What happens in the other"
                        " rows when one of them changes?"
                    ),
                    example="same_list",
                    line=node.lineno,
                )
    return None
