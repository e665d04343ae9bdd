"""Rule 5, questions to the data: patterns that explain a wrong answer."""

from __future__ import annotations

import ast
from itertools import pairwise

from codify_jupyter.tutor.evidence import Evidence, Observation, arguments
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import names_bound, names_read, own_nodes, walk
from codify_jupyter.tutor.rules.symptom import symptom
from codify_jupyter.tutor.wording import listing, quote

_EXCLUSIVE = (
    {"isalpha", "isdigit"},
    {"isalpha", "isnumeric"},
    {"isalpha", "isdecimal"},
    {"isalpha", "isspace"},
    {"isdigit", "isspace"},
    {"isupper", "islower"},
    {"isalnum", "isspace"},
)


def never_both(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find two questions about one text, joined by ``and``, that no text answers both with yes."""
    for node in evidence.program.of(ast.BoolOp):
        if not isinstance(node.op, ast.And):
            continue
        asked: dict[str, set[str]] = {}
        for value in node.values:
            match value:
                case ast.Call(func=ast.Attribute(value=owner, attr=method), args=[]):
                    asked.setdefault(ast.unparse(owner), set()).add(method)
        for text, methods in asked.items():
            pair = next((sorted(pair) for pair in _EXCLUSIVE if pair <= methods), None)
            if pair is None:
                continue
            line = node.lineno
            return Diagnosis(
                rule="structure.never_both",
                what=(
                    f"{symptom(evidence, seen)} Your code asks {quote(pair[0])} and"
                    f" {quote(pair[1])} of the same text. Is there a text for which both are true?"
                ),
                concept=(
                    "Such a method asks about *every* character of its text. “There is one"
                    " somewhere” is another question, asked of each character in turn."
                ),
                where=(
                    f"Look at line {line}: {quote(evidence.program.source(line))}. What is each"
                    f" half for your failing example, and what would {quote(text, 30)} have to be"
                    " for both to hold?"
                ),
                example="conditions",
                line=line,
            )
    return None


def one_flag_twice(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find two variables that are always set together, and so say the same."""
    together: dict[tuple[str, str], list[int]] = {}
    alone: dict[str, int] = {}
    for block in evidence.program.blocks:
        settings = [
            (statement.targets[0].id, ast.unparse(statement.value), statement.lineno)
            for statement in block
            if isinstance(statement, ast.Assign)
            and isinstance(statement.targets[0], ast.Name)
            and isinstance(statement.value, ast.Constant)
            and isinstance(statement.value.value, bool)
        ]
        for (one, value, line), (other, same, _) in pairwise(settings):
            if value == same:
                together.setdefault((one, other), []).append(line)
        for name, _, _ in settings:
            alone[name] = alone.get(name, 0) + 1
    for (one, other), lines in together.items():
        if len(lines) < 2 or {len(lines)} != {alone[one], alone[other]}:
            continue
        line = lines[-1]
        return Diagnosis(
            rule="structure.one_flag_twice",
            what=(
                f"{symptom(evidence, seen)} Can {quote(one, 30)} ever differ from"
                f" {quote(other, 30)} in your code?"
            ),
            concept=(
                "Two yes-or-no variables are worth having when they can differ. Each needs its own"
                " condition that decides about it, and about nothing else."
            ),
            where=(
                f"Look at line {line}: {quote(evidence.program.source(line))}. For which input"
                f" should {quote(one, 30)} be set there and {quote(other, 30)} not?"
            ),
            example="or_conditions",
            line=line,
        )
    return None


def asked_once(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find an ``if`` around a step that would have to be done again and again."""
    if seen.relation("different", "one_too_few", "scaled") is None:
        return None
    for function in evidence.program.functions.values():
        for choice in function.body:
            if not isinstance(choice, ast.If) or choice.orelse:
                continue
            changed = names_bound(choice) & names_read(choice.test)
            counts = any(
                isinstance(part, ast.AugAssign)
                and isinstance(part.op, ast.Add)
                and ast.unparse(part.value) == "1"
                for part in choice.body
            )
            if not changed or not counts:
                continue
            line, name = choice.lineno, sorted(changed)[0]
            return Diagnosis(
                rule="structure.asked_once",
                what=(
                    f"{symptom(evidence, seen)} Your code does that step at most once. What does"
                    f" {quote(name, 30)} hold after it, and is that the end of the matter?"
                ),
                concept=(
                    "`if` asks its question once. A step that has to be repeated until something"
                    " holds needs a loop that asks again after each step."
                ),
                where=(
                    f"Look at line {line}: {quote(evidence.program.source(line))}. After the lines"
                    " below it have run, is its condition still true?"
                ),
                example="while_loop",
                line=line,
            )
    return None


def presence_for_count(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a count of kinds that are there at all, where each single one may be meant."""
    for loop in evidence.program.of(ast.For):
        match loop:
            case ast.For(
                target=ast.Name(id=kind),
                body=[
                    ast.If(
                        test=ast.Compare(
                            left=ast.Name(id=asked), ops=[ast.In()], comparators=[where]
                        ),
                        body=[ast.AugAssign(op=ast.Add()) as step],
                    )
                ],
            ) if kind == asked and isinstance(loop.iter, (ast.Constant, ast.List, ast.Tuple)):
                pass
            case _:
                continue
        line, place = loop.body[0].lineno, quote(ast.unparse(where), 30)
        return Diagnosis(
            rule="structure.presence_for_count",
            what=(
                f"{symptom(evidence, seen)} What does your count say when the same one stands in"
                f" {place} twice?"
            ),
            concept=(
                "`x in text` only asks *whether* x is there. It is true once, however often x"
                " occurs."
            ),
            where=(
                f"Look at line {line}: {quote(evidence.program.source(line))}. How often does line"
                f" {step.lineno} run for something that occurs three times?"
            ),
            example="accumulator",
            line=line,
        )
    return None


def set_forgets(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a set made of the input where repeats or the order of the input matter."""
    given = arguments(seen)
    if not given or not any(isinstance(value, (list, tuple, str)) for value in given):
        return None
    for function in evidence.program.functions.values():
        parameters = {node.arg for node in walk(function.args) if isinstance(node, ast.arg)}
        for node in own_nodes(function):
            match node:
                case ast.Call(func=ast.Name(id="set"), args=[ast.Name(id=name)]) if (
                    name in parameters
                ):
                    pass
                case _:
                    continue
            lost = _lost_by_sets(given)
            if not lost or seen.relation("container", "kind") is not None:
                return None
            return Diagnosis(
                rule="structure.set_forgets",
                what=(
                    f"{symptom(evidence, seen)} Your code makes a set of {quote(name, 30)}. What"
                    " was known before that a set does not know any more?"
                ),
                concept=(
                    "A set remembers which values there are: not how often each was there, and not"
                    " in which order they came."
                ),
                where=(
                    f"Look at line {node.lineno}: {quote(evidence.program.source(node.lineno))}."
                    f" For this example, {listing(lost)} gone after it. Does the task need that?"
                ),
                example="seen_before",
                line=node.lineno,
            )
    return None


def _lost_by_sets(given: list[object]) -> list[str]:
    rows = [list(value) for value in given if isinstance(value, (list, tuple, str))]
    texts = [[repr(item) for item in row] for row in rows]
    if any(len(set(row)) < len(row) for row in texts):
        return ["the repeats are"]
    mixed = any(
        set(one) == set(other) and one != other for one in texts for other in texts if one and other
    )
    return ["the order is"] if mixed else []
