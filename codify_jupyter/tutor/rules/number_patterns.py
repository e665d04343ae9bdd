"""Rule 5, numbers and positions: patterns that explain a wrong answer."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from itertools import combinations
from typing import Any

from codify_runner.verdict import Outcome

from codify_jupyter.tutor.evidence import Evidence, Observation, arguments
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import names_bound, names_read, own_nodes, walk
from codify_jupyter.tutor.rules.symptom import symptom
from codify_jupyter.tutor.wording import quote


def formula(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a wrong number that a single formula makes: nothing else can be to blame."""
    function = evidence.program.functions.get(
        evidence.entry.names[0] if evidence.entry.names else ""
    )
    if function is None or seen.relation("different", "scaled", "sign") is None:
        return None
    nodes = list(own_nodes(function))
    if any(isinstance(node, (ast.For, ast.While, ast.comprehension)) for node in nodes):
        return None
    lines = [
        node.lineno
        for node in nodes
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, (ast.Add, ast.Sub))
        and any(
            isinstance(child, ast.BinOp) and isinstance(child.op, (ast.Mult, ast.Div, ast.FloorDiv))
            for child in (node.left, node.right)
        )
    ]
    if not lines:
        return None
    line = lines[0]
    return Diagnosis(
        rule="structure.formula",
        what=(
            f"{symptom(evidence, seen)} A single formula makes that number: in which order does"
            " Python do its operations, and in which order would you?"
        ),
        concept=(
            "Multiplication and division come before addition and subtraction, unless brackets say"
            " otherwise; among equals it goes from left to right."
        ),
        where=(
            f"Look at line {line}: {quote(evidence.program.source(line))}. Work it out for your"
            " failing example, one operation at a time. Which one comes too early?"
        ),
        example="precedence",
        line=line,
    )


def position_for_item(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a condition on a position where one on the item may be meant."""
    for loop in evidence.program.of(ast.For):
        match loop:
            case ast.For(
                target=ast.Name(id=index),
                iter=ast.Call(func=ast.Name(id="range"), args=[ast.Call(func=ast.Name(id="len"))]),
            ):
                pass
            case _:
                continue
        for node in walk(loop):
            if (
                isinstance(node, ast.Compare)
                and isinstance(node.left, ast.BinOp)
                and isinstance(node.left.op, ast.Mod)
                and isinstance(node.left.left, ast.Name)
                and node.left.left.id == index
            ):
                return Diagnosis(
                    rule="structure.position_for_item",
                    what=(
                        f"{symptom(evidence, seen)} One of your conditions asks about"
                        f" {quote(index, 40)}: is that an item of the list, or its position?"
                    ),
                    concept=(
                        "With `for i in range(len(items))`, i counts the positions 0, 1, 2 and so"
                        " on; the item at that position is another value."
                    ),
                    where=(
                        f"Look at line {node.lineno}:"
                        f" {quote(evidence.program.source(node.lineno))}. What is"
                        f" {quote(index, 40)} in the first round, and what is the item there?"
                    ),
                    example="positions_items",
                    line=node.lineno,
                )
    return None


def division_for_remainder(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find `year / 4 == 0`: a quotient where the remainder is meant."""
    for node in evidence.program.of(ast.Compare):
        match node:
            case ast.Compare(
                left=ast.BinOp(op=ast.Div()) as quotient,
                ops=[ast.Eq() | ast.NotEq()],
                comparators=[ast.Constant(value=0)],
            ):
                pass
            case _:
                continue
        words = quote(ast.unparse(quotient), 40)
        return Diagnosis(
            rule="structure.division_for_remainder",
            what=(
                f"{symptom(evidence, seen)} One of your conditions asks whether {words} is 0. For"
                " which numbers is that so?"
            ),
            concept=(
                "Dividing tells how often one number fits into another. Whether it fits without"
                " anything left over is a question about the remainder."
            ),
            where=(
                f"Look at line {node.lineno}: {quote(evidence.program.source(node.lineno))}. Work"
                f" {words} out for two or three numbers. Which operation do you want there?"
            ),
            example="division",
            line=node.lineno,
        )
    return None


def never_started_again(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a sum that an inner loop builds for each round but that nobody sets back."""
    for outer in evidence.program.loops:
        for position, inner in enumerate(outer.body):
            if not isinstance(inner, (ast.For, ast.While)):
                continue
            grown = {
                node.target.id
                for node in walk(inner)
                if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
            }
            others = [*outer.body[:position], *outer.body[position + 1 :]]
            reset = set().union(*(names_bound(statement) for statement in others))
            used = set().union(*(names_read(s) for s in outer.body[position + 1 :]))
            for name in sorted((grown & used) - reset - _steering(outer, inner)):
                line = inner.lineno
                return Diagnosis(
                    rule="structure.never_started_again",
                    what=(
                        f"{symptom(evidence, seen)} What does {quote(name, 40)} hold when the outer"
                        " loop begins its second round?"
                    ),
                    concept=(
                        "A value that is built up anew in each round needs its start value at the"
                        " beginning of each round, not once before the loop."
                    ),
                    where=(
                        f"Look at the loop on line {line}: {quote(evidence.program.source(line))}."
                        f" With which value does {quote(name, 40)} go into it the second time?"
                    ),
                    example="accumulator",
                    line=line,
                )
    return None


def _steering(*loops: ast.For | ast.While) -> set[str]:
    """Return the names that decide how often the loops run."""
    heads = (loop.test if isinstance(loop, ast.While) else loop.iter for loop in loops)
    return set().union(*(names_read(head) for head in heads))


def fixed_list_of_inputs(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find `year in [1996, 2000, 2004, ...]`: the answers known by heart."""
    parameters = {node.arg for node in evidence.program.of(ast.arg)}
    for node in evidence.program.of(ast.Compare):
        match node:
            case ast.Compare(
                left=ast.Name(id=name), ops=[ast.In() | ast.NotIn()], comparators=[literal]
            ) if (
                name in parameters
                and isinstance(literal, (ast.List, ast.Tuple, ast.Set))
                and len(literal.elts) >= 5
                and all(
                    isinstance(item, ast.Constant) and isinstance(item.value, (int, float))
                    for item in literal.elts
                )
            ):
                return Diagnosis(
                    rule="structure.fixed_list_of_inputs",
                    what=(
                        f"{symptom(evidence, seen)} Your code knows a list of inputs by heart. What"
                        " happens with all the others, and what is the rule behind the list?"
                    ),
                    concept=(
                        "A list of known cases is never complete. A rule that can be computed also"
                        " answers for cases that nobody thought of."
                    ),
                    where=(
                        f"Look at line {node.lineno}:"
                        f" {quote(evidence.program.source(node.lineno))}. What do these numbers"
                        " have in common, and which further ones have it, too?"
                    ),
                    example="getting_started",
                    line=node.lineno,
                )
    return None


def count_for_sum(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find items that are counted where their sum is wanted."""
    fits = False
    for other in evidence.public:
        given = arguments(other)
        if not given or other.expected is None or other.got is None:
            continue
        items = next((value for value in given if isinstance(value, (list, tuple))), None)
        if items is None or not _counted_for_summed(items, other.got, other.expected):
            return None
        fits = True
    if not fits:
        return None
    for loop in evidence.program.of(ast.For):
        for node in walk(loop):
            match node:
                case ast.AugAssign(op=ast.Add(), value=ast.Constant(value=1), target=target):
                    return _counted(evidence, seen, node.lineno, ast.unparse(target))
    return None


_MOST_ITEMS = 12


def _counted_for_summed(items: Sequence[Any], got: Outcome, expected: Outcome) -> bool:
    """Tell whether as many items as were counted add up to what was wanted."""
    numbers = all(isinstance(item, (int, float)) for item in items)
    if not numbers or not 0 < len(items) <= _MOST_ITEMS:
        return False
    try:
        count, total = int(got.returns or ""), int(expected.returns or "")
    except ValueError:
        return False
    chosen = combinations(items, count) if 0 < count <= len(items) else ()
    return any(sum(group) == total for group in chosen)


def _counted(evidence: Evidence, seen: Observation, line: int, name: str) -> Diagnosis:
    return Diagnosis(
        rule="structure.count_for_sum",
        what=(
            f"{symptom(evidence, seen)} That is how *many* of them there are. What does the task"
            " want to know of them?"
        ),
        concept=(
            "Counting adds 1 for each item, whatever it is; a sum adds the item itself. The two"
            " look alike and answer different questions."
        ),
        where=(
            f"Look at line {line}: {quote(evidence.program.source(line))}. By how much does"
            f" {quote(name, 30)} grow for a large item, and by how much for a small one?"
        ),
        example="accumulator",
        line=line,
    )
