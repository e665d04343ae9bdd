"""Rule 4, long answers: where the given answer first differs from the wanted one."""

from __future__ import annotations

import ast

from codify_jupyter.tutor.evidence import Evidence, Observation
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import FunctionNode, returns_of
from codify_jupyter.tutor.relation import NotALiteralError, Value, read_literal, same
from codify_jupyter.tutor.rules import telling_lines
from codify_jupyter.tutor.rules.symptom import symptom
from codify_jupyter.tutor.wording import quote


def diagnose(evidence: Evidence) -> Diagnosis | None:
    """Name the first item, key or line that differs, of a public test."""
    for seen in evidence.public:
        if seen.status != "failed" or seen.expected is None or seen.got is None:
            continue
        found = _difference(seen)
        if found is None:
            continue
        place, mine, right, index = found
        function = next(
            (
                evidence.program.functions[n]
                for n in evidence.entry.names
                if n in evidence.program.functions
            ),
            None,
        )
        printed = seen.expected.stdout is not None
        part = None if printed else _part(function, index)
        if part is not None:
            line: int | None = part.lineno
            place = f"{place} (your {quote(ast.unparse(part), 30)})"
        elif printed:
            line = telling_lines.printing_of(evidence.program, mine)
        else:
            line = telling_lines.collecting(evidence.program, function)
        look = f"Look at line {line}: {quote(evidence.program.source(line))}. " if line else ""
        told = (
            f"For {seen.subject} the output is not as wanted."
            if printed
            else symptom(evidence, seen)
        )
        start = index == 0
        question = "How does your code make it?" if start else "What is different about that place?"
        return Diagnosis(
            rule="relation.first_difference",
            what=(
                f"{told} {place[:1].upper() + place[1:]} stands {mine} instead of {right}, and"
                f" that is the first difference. {question}"
            ),
            concept=(
                "A long answer is wrong because of single steps. Find the first wrong piece and ask"
                " how it came about; what comes after it may follow from it."
            ),
            where=(
                f"{look}Follow your code up to the moment when the piece {place} is made. What do"
                " your variables hold then, and which condition decides?"
            ),
            example="tracing",
            line=line,
        )
    return None


Difference = tuple[str, str, str, int | None]
"""Where it is, what stands there, what should, and which in a row it is, from 0."""


def _part(function: FunctionNode | None, index: int | None) -> ast.expr | None:
    """Return the part of the only ``return a, b`` that makes this piece of the answer."""
    returns = [node.value for node in returns_of(function)] if function is not None else []
    if index is None or len(returns) != 1 or not isinstance(returns[0], ast.Tuple):
        return None
    return returns[0].elts[index] if index < len(returns[0].elts) else None


def _difference(seen: Observation) -> Difference | None:
    expected, got = seen.expected, seen.got
    if expected is None or got is None:
        return None
    if expected.returns is not None and got.returns is not None:
        try:
            return _of_values(read_literal(got.returns), read_literal(expected.returns))
        except NotALiteralError:
            return None
    if expected.stdout is not None and got.stdout is not None:
        mine, right = got.stdout.strip().splitlines(), expected.stdout.strip().splitlines()
        return _of_items(mine, right, "in line", len(right) > 1)
    return None


def _of_values(got: Value, expected: Value) -> Difference | None:
    if isinstance(got, dict) and isinstance(expected, dict):
        for key in expected:
            if key in got and not same(got[key], expected[key]):
                return (
                    f"at the key {quote(repr(key), 30)}",
                    quote(repr(got[key]), 40),
                    quote(repr(expected[key]), 40),
                    None,
                )
        return None
    if isinstance(got, (list, tuple)) and isinstance(expected, (list, tuple)):
        mine, right = [repr(item) for item in got], [repr(item) for item in expected]
        return _of_items(mine, right, "at position", min(len(got), len(expected)) > 1, start=0)
    if isinstance(got, str) and isinstance(expected, str) and min(len(got), len(expected)) > 3:
        common = next(
            (i for i, (a, b) in enumerate(zip(got, expected, strict=False)) if a != b), None
        )
        if common is not None and common > 0:
            return f"at position {common}", quote(got[common]), quote(expected[common]), common
    return None


def _of_items(
    mine: list[str], right: list[str], place: str, long: bool, start: int = 1
) -> Difference | None:
    if not long:
        return None
    for index, (a, b) in enumerate(zip(mine, right, strict=False)):
        if a.split() != b.split():
            return f"{place} {index + start}", quote(a, 40), quote(b, 40), index
    return None
