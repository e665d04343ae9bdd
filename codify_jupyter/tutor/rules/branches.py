"""Rule 4, branches: the wrong answer is one that a single line can give."""

from __future__ import annotations

import ast

from codify_jupyter.tutor.evidence import Evidence, Observation, arguments
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import FunctionNode, names_bound, returns_of, walk
from codify_jupyter.tutor.relation import NotALiteralError, Value, read_literal, same
from codify_jupyter.tutor.rules.symptom import symptom
from codify_jupyter.tutor.wording import quote


def diagnose(evidence: Evidence) -> Diagnosis | None:
    """Find the branch a wrong answer came from, by its value."""
    for seen in evidence.public:
        if seen.status != "failed" or seen.got is None or seen.got.returns is None or not seen.call:
            continue
        function = evidence.program.functions.get(seen.call.split("(")[0].strip())
        if function is None:
            continue
        try:
            got = read_literal(seen.got.returns)
        except NotALiteralError:
            continue
        line = _source_of(function, seen, got)
        if line is not None:
            return _told(evidence, function, seen, line)
    return None


def _told(
    evidence: Evidence, function: FunctionNode, seen: Observation, line: int
) -> Diagnosis | None:
    condition = _guard(function, line)
    if condition is None:
        return None
    source = evidence.program.source
    return Diagnosis(
        rule="relation.branch",
        what=(
            f"{symptom(evidence, seen)} Which of your conditions is true for this input, and should"
            " it be?"
        ),
        concept=(
            "Conditions are asked from top to bottom, and the first true one decides. At the"
            " borders it matters whether the border itself counts (`<` or `<=`), and which question"
            " comes first."
        ),
        where=(
            f"That answer can only come from line {line}: {quote(source(line))}. The question that"
            f" leads there is on line {condition}: {quote(source(condition))}. Put the values of"
            f" {seen.subject} into it: what comes out?"
        ),
        example="conditions",
        line=condition,
    )


def _source_of(function: FunctionNode, seen: Observation, got: Value) -> int | None:
    given = _given(function, seen)
    returns = [node for node in returns_of(function) if node.value is not None]
    if not returns or any(_unknown(node.value, given) for node in returns if node.value):
        return _assigned(function, returns, got)
    lines = [node.lineno for node in returns if node.value and _gives(node.value, given, got)]
    return lines[0] if len(lines) == 1 and len(returns) > 1 else None


def _given(function: FunctionNode, seen: Observation) -> dict[str, Value]:
    """Return the parameters that keep the value they were called with."""
    values = arguments(seen)
    if values is None:
        return {}
    changed = set().union(*(names_bound(statement) for statement in function.body))
    names = [argument.arg for argument in function.args.args]
    return {name: value for name, value in zip(names, values, strict=False) if name not in changed}


def _unknown(node: ast.expr, given: dict[str, Value]) -> bool:
    if isinstance(node, ast.Name):
        return node.id not in given
    return not _is_literal(node)


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) or (
        isinstance(node, (ast.List, ast.Tuple, ast.UnaryOp))
        and all(
            isinstance(child, (ast.Constant, ast.USub, ast.UnaryOp))
            for child in walk(node)
            if child is not node
        )
    )


def _gives(node: ast.expr, given: dict[str, Value], got: Value) -> bool:
    if isinstance(node, ast.Name):
        return same(given[node.id], got)
    return same(ast.literal_eval(node), got)


def _assigned(function: FunctionNode, returns: list[ast.Return], got: Value) -> int | None:
    """Follow ``fare = 8`` … ``return fare``."""
    if len(returns) != 1 or not isinstance(returns[0].value, ast.Name):
        return None
    name = returns[0].value.id
    lines: list[int] = []
    stores = 0
    for node in walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                stores += 1
                if not isinstance(value, ast.Constant):
                    return None
                if same(value.value, got):
                    lines.append(node.lineno)
            case ast.AugAssign(target=ast.Name(id=target)) if target == name:
                return None
    return lines[0] if len(lines) == 1 and stores > 1 else None


def _guard(function: FunctionNode, line: int) -> int | None:
    """Return the line of the innermost condition around `line`, else of the last one before it."""
    around: list[ast.If] = []
    before: list[int] = []
    for node in walk(function):
        if isinstance(node, ast.If):
            inside = [*node.body, *node.orelse]
            if any(child.lineno <= line <= (child.end_lineno or child.lineno) for child in inside):
                around.append(node)
            elif node.lineno < line:
                before.append(node.lineno)
    if around:
        return max(around, key=lambda node: node.lineno).lineno
    return max(before, default=None)
