"""Rule 5, calls: patterns of what is called, or not called, that explain a wrong answer."""

from __future__ import annotations

import ast

from codify_jupyter.tutor.evidence import Evidence, Observation, arguments
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import MUTATORS, children
from codify_jupyter.tutor.rules.symptom import symptom
from codify_jupyter.tutor.wording import quote

_QUESTIONS = frozenset(
    {"isalpha", "isdigit", "isalnum", "isspace", "isupper", "islower", "isnumeric", "isdecimal"}
)
_CALLED = _QUESTIONS | {"lower", "upper", "strip", "split", "title", "keys", "values", "items"}
_LAZY = frozenset({"reversed", "map", "filter", "zip", "enumerate"})
_TYPES = frozenset({"str", "list", "dict", "set", "bytes"})


def method_not_called(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find `if c.isalpha:`: a method that is named where its answer is wanted."""
    program = evidence.program
    called = {id(call.func) for call in program.of(ast.Call)}
    named = {id(node) for node in program.of(ast.Attribute) if node.attr in _CALLED} - called
    for owner in program.nodes if named else ():
        for node in _used_as_values(owner):
            match node:
                case ast.Attribute(value=value, attr=method, ctx=ast.Load()) if id(
                    node
                ) in named and not (isinstance(value, ast.Name) and value.id in _TYPES):
                    return Diagnosis(
                        rule="structure.method_not_called",
                        what=(
                            f"{symptom(evidence, seen)} One of your methods is named but never"
                            " runs: what makes a method run?"
                        ),
                        concept=(
                            "A method runs only with round brackets behind its name, even when it"
                            " takes nothing. Without them the method itself stands there, and that"
                            " counts as true."
                        ),
                        where=(
                            f"Look at line {node.lineno}:"
                            f" {quote(evidence.program.source(node.lineno))}. What is missing"
                            f" behind {quote('.' + method, 30)}?"
                        ),
                        example="calling",
                        line=node.lineno,
                    )
    return None


def _used_as_values(owner: ast.AST) -> list[ast.expr]:
    """Return expressions right inside `owner` whose value decides or is kept."""
    match owner:
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            return [test]
        case ast.BoolOp(values=values):
            return values
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return [operand]
        case ast.Compare():
            return [node for node in children(owner) if isinstance(node, ast.expr)]
        case ast.For(iter=walked) | ast.comprehension(iter=walked):
            return [walked]
        case ast.Return(value=ast.expr() as value) | ast.Assign(value=value):
            return [value]
    return []


def compared_with_lazy(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find `text == reversed(text)` and `items == items.sort()`, which are never true."""
    for node in evidence.program.of(ast.Compare):
        if not isinstance(node.ops[0], (ast.Eq, ast.NotEq)):
            continue
        for side in (node.left, *node.comparators):
            match side:
                case ast.Call(func=ast.Name(id=name)) if name in _LAZY:
                    return _never_equal(
                        evidence,
                        seen,
                        node.lineno,
                        f"{name}(…)",
                        f"`{name}` gives back something that can produce the items one by one. That"
                        " is neither a text nor a list, and so equal to none.",
                    )
                case ast.Call(func=ast.Attribute(value=ast.Name(), attr=name)) if name in MUTATORS:
                    return _never_equal(
                        evidence,
                        seen,
                        node.lineno,
                        f".{name}(…)",
                        "Methods that change a list in place give back `None`; the change is in the"
                        " list itself.",
                    )
    return None


def _never_equal(
    evidence: Evidence, seen: Observation, line: int, call: str, concept: str
) -> Diagnosis:
    return Diagnosis(
        rule="structure.never_equal",
        what=(
            f"{symptom(evidence, seen)} Your code compares something with {quote(call, 30)}. What"
            " kind of value does that give back?"
        ),
        concept=concept,
        where=(
            f"Look at line {line}: {quote(evidence.program.source(line))}. Which kind of value"
            " stands on each side, and can the two ever be equal?"
        ),
        example="kinds",
        line=line,
    )


def group_counted(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find `text.count("aeiou")`: a group of characters that is looked for as one piece."""
    given = [str(value) for test in evidence.public for value in arguments(test) or ()]
    for node in evidence.program.of(ast.Call):
        match node:
            case ast.Call(
                func=ast.Attribute(attr="count" | "find" | "index" | "replace" as method),
                args=[ast.Constant(value=str(group)), *_],
            ) if len(set(group)) == len(group) > 2 and given:
                pass
            case _:
                continue
        if any(group.lower() in text.lower() for text in given):
            continue
        return Diagnosis(
            rule="structure.group_counted",
            what=(
                f"{symptom(evidence, seen)} Your code looks for {quote(group, 20)} in a text. Does"
                " that piece occur in it anywhere, just like that?"
            ),
            concept=(
                f"`{method}` looks for its whole argument as one piece, not for each of its"
                " characters. To ask about several, go through them one by one."
            ),
            where=(
                f"Look at line {node.lineno}: {quote(evidence.program.source(node.lineno))}. What"
                " does it give for your failing example?"
            ),
            example="pieces",
            line=node.lineno,
        )
    return None
