"""Rule 5, conditions: patterns that explain a wrong answer."""

from __future__ import annotations

import ast
from itertools import pairwise

from codify_jupyter.tutor.evidence import Evidence, Observation
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import (
    names_read,
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


def or_with_a_value(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find `x == 1 or 2`."""
    for node in evidence.program.of(ast.BoolOp):
        if not isinstance(node.values[0], ast.Compare):
            continue
        bare = [
            value
            for value in node.values[1:]
            if isinstance(value, ast.Constant) and not isinstance(value.value, bool)
        ]
        if not bare:
            continue
        word = "or" if isinstance(node.op, ast.Or) else "and"
        effect = (
            "always true"
            if isinstance(node.op, ast.Or) and bare[0].value
            else "not what it reads like"
        )
        return Diagnosis(
            rule="structure.or_with_a_value",
            what=(
                f"{symptom(evidence, seen)} One of your conditions is {effect}: "
                f"is each side of its `{word}` a full question?"
            ),
            concept=(
                f"`{word}` joins two complete conditions. A number or text alone counts as true "
                "(only 0 and empty things count as false)."
            ),
            where=(
                f"Look at line {node.lineno}: {quote(evidence.program.source(node.lineno))}. Read"
                f" each side of the `{word}` as a sentence of its own. Is it true or false?"
            ),
            example="or_conditions",
            line=node.lineno,
        )
    return None


def is_with_literal(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find `is` where `==` is meant."""
    for node in evidence.program.of(ast.Compare):
        for operator, right in zip(node.ops, node.comparators, strict=True):
            if (
                isinstance(operator, (ast.Is, ast.IsNot))
                and isinstance(right, ast.Constant)
                and isinstance(right.value, (int, str, float))
                and not isinstance(right.value, bool)
            ):
                return Diagnosis(
                    rule="structure.is_literal",
                    what=(
                        f"{symptom(evidence, seen)} You compare values with `is`. Which question"
                        " does `is` ask?"
                    ),
                    concept=(
                        "`is` asks whether two names stand for the very same object, `==` whether"
                        " two values are equal."
                    ),
                    where=(
                        f"Look at line {node.lineno}:"
                        f" {quote(evidence.program.source(node.lineno))}. Which of the two"
                        " questions do you mean?"
                    ),
                    example="equality",
                    line=node.lineno,
                )
    return None


def unreachable_branch(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a later branch that an earlier, wider condition always takes first."""
    for node in evidence.program.of(ast.If):
        tests: list[ast.expr] = []
        current: ast.stmt = node
        while isinstance(current, ast.If):
            if any(_implies(current.test, earlier) for earlier in tests):
                line = current.test.lineno
                return Diagnosis(
                    rule="structure.branch_never_taken",
                    what=(
                        f"{symptom(evidence, seen)} One branch of your conditions can never be"
                        " taken. Which question is asked first, and which cases does it take away"
                        " from the later ones?"
                    ),
                    concept=(
                        "In a chain of `if` and `elif` the first true condition wins. The narrow"
                        " case has to be asked before the wide one."
                    ),
                    where=(
                        f"Look at line {line}: {quote(evidence.program.source(line))}. Can it be"
                        " true when all conditions above it were false?"
                    ),
                    example="narrow_first",
                    line=line,
                )
            tests.append(current.test)
            follow = current.orelse
            current = follow[0] if len(follow) == 1 else ast.Pass()
    return None


def _implies(narrow: ast.expr, wide: ast.expr) -> bool:
    """Tell whether `narrow` can only be true when `wide` is (bounds, divisors, conjunctions)."""
    if ast.dump(narrow) == ast.dump(wide):
        return True
    if isinstance(narrow, ast.BoolOp) and isinstance(narrow.op, ast.And):
        return any(_implies(part, wide) for part in narrow.values)
    if isinstance(wide, ast.BoolOp) and isinstance(wide.op, ast.Or):
        return any(_implies(narrow, part) for part in wide.values)
    return _bound_implies(narrow, wide) or _divisor_implies(narrow, wide)


def _bound_implies(narrow: ast.expr, wide: ast.expr) -> bool:
    match narrow, wide:
        case (
            ast.Compare(left=left, ops=[op], comparators=[ast.Constant(value=a)]),
            ast.Compare(left=other, ops=[wide_op], comparators=[ast.Constant(value=b)]),
        ) if (
            ast.dump(left) == ast.dump(other)
            and isinstance(a, (int, float))
            and isinstance(b, (int, float))
        ):
            up, down = (ast.Gt, ast.GtE), (ast.Lt, ast.LtE)
            if isinstance(op, up) and isinstance(wide_op, up):
                return a > b or (
                    a == b and not (isinstance(op, ast.GtE) and isinstance(wide_op, ast.Gt))
                )
            if isinstance(op, down) and isinstance(wide_op, down):
                return a < b or (
                    a == b and not (isinstance(op, ast.LtE) and isinstance(wide_op, ast.Lt))
                )
    return False


def _divisor_implies(narrow: ast.expr, wide: ast.expr) -> bool:
    first, second = _divisible(narrow), _divisible(wide)
    return (
        first is not None
        and second is not None
        and first[0] == second[0]
        and first[1] % second[1] == 0
    )


def _divisible(node: ast.expr) -> tuple[str, int] | None:
    match node:
        case ast.Compare(
            left=ast.BinOp(left=subject, op=ast.Mod(), right=ast.Constant(value=int(divisor))),
            ops=[ast.Eq()],
            comparators=[ast.Constant(value=0)],
        ) if divisor:
            return ast.dump(subject), divisor
    return None


def separate_ifs_overwrite(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find neighbouring ifs that each set the same variable while their conditions overlap."""
    for owner in evidence.program.nodes:
        body = getattr(owner, "body", None)
        if not isinstance(body, list):
            continue
        for first, second in pairwise(body):
            match first, second:
                case (
                    ast.If(
                        test=one, body=[ast.Assign(targets=[ast.Name(id=a)], value=v)], orelse=[]
                    ),
                    ast.If(test=two, body=[ast.Assign(targets=[ast.Name(id=b)])]),
                ) if (
                    a == b
                    and _implies(one, two)
                    and a not in names_read(two)
                    and a not in names_read(v)
                ):
                    return Diagnosis(
                        rule="structure.later_if_overwrites",
                        what=(
                            f"{symptom(evidence, seen)} More than one of your conditions can be"
                            " true for the same input. Which of them has the last word on"
                            f" {quote(a, 40)}?"
                        ),
                        concept=(
                            "Separate `if`s are all asked, one after the other. In a chain with"
                            " `elif`, only the first true one acts."
                        ),
                        where=(
                            f"Look at line {second.lineno}:"
                            f" {quote(evidence.program.source(second.lineno))}. For which inputs is"
                            f" it true although line {first.lineno} already decided?"
                        ),
                        example="narrow_first",
                        line=second.lineno,
                    )
    return None


def examples_only(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a chain of comparisons with the very inputs of the public tests."""
    literals = {
        ast.unparse(comparator)
        for node in evidence.program.of(ast.Compare)
        if isinstance(node.ops[0], ast.Eq)
        for comparator in node.comparators
        if isinstance(comparator, (ast.List, ast.Tuple, ast.Constant))
        and not (isinstance(comparator, ast.Constant) and comparator.value in (0, 1, "", None))
    }
    calls = [test.call for test in evidence.passing_public if test.call]
    given = {
        ast.unparse(argument)
        for call in calls
        for node in [_parsed_call(call)]
        if node is not None
        for argument in node.args
    }
    if len(calls) < 2 or len(literals & given) < min(2, len(given)) or len(given) < 2:
        return None
    line = next(
        (
            node.lineno
            for node in evidence.program.of(ast.Compare)
            if any(ast.unparse(c) in given for c in node.comparators)
        ),
        None,
    )
    return Diagnosis(
        rule="structure.examples_only",
        what=(
            "Other inputs are tested as well, and your code asks for"
            " the examples one by one. What is the rule behind them?"
        ),
        concept=(
            "Examples show what a rule does; the program should follow the rule, whatever the"
            " input."
        ),
        where=(
            f"Look at line {line}: {quote(evidence.program.source(line))}. What have the inputs in"
            " common that get the same answer?"
        ),
        example="getting_started",
        line=line,
    )


def _parsed_call(text: str) -> ast.Call | None:
    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError:
        return None
    return node if isinstance(node, ast.Call) else None
