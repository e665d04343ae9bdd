"""Rule 5, values: results that are dropped, replaced or shared by accident."""

from __future__ import annotations

import ast
import re

from codify_jupyter.tutor.evidence import Evidence, Observation
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import (
    MUTATORS,
    FunctionNode,
    names_read,
    own_nodes,
    returns_of,
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


def result_dropped(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a call or comparison whose result nobody takes."""
    for node in evidence.program.of(ast.Expr):
        match node.value:
            case ast.Call(func=ast.Attribute(attr=method)) if method in _NEW_TEXT:
                return _dropped(evidence, seen, node.lineno, f".{method}()")
            case ast.Call(
                func=ast.Name(id="sorted" | "reversed" | "round" | "abs" | "str" | "int" as name)
            ):
                return _dropped(evidence, seen, node.lineno, f"{name}()")
            case ast.BinOp():
                return Diagnosis(
                    rule="structure.value_dropped",
                    what=(
                        f"{symptom(evidence, seen)} One of your lines works something out, and"
                        " nobody keeps it. Where should the result go?"
                    ),
                    concept=(
                        "A calculation alone on a line changes nothing: its result is lost unless"
                        " it is stored under a name or given back."
                    ),
                    where=(
                        f"Look at line {node.lineno}:"
                        f" {quote(evidence.program.source(node.lineno))}. Which variable is"
                        " different after it ran?"
                    ),
                    example="kept",
                    line=node.lineno,
                )
            case ast.Compare():
                return Diagnosis(
                    rule="structure.comparison_dropped",
                    what=(
                        f"{symptom(evidence, seen)} One line compares two things and then forgets"
                        " the answer. Was it meant to store something?"
                    ),
                    concept=(
                        "`==` asks a question, `=` stores a value. A question alone on a line"
                        " changes nothing."
                    ),
                    where=(
                        f"Look at line {node.lineno}:"
                        f" {quote(evidence.program.source(node.lineno))}. Does it ask or does it"
                        " store?"
                    ),
                    example="equality",
                    line=node.lineno,
                )
            case ast.Attribute(attr=method) if method in MUTATORS | _NEW_TEXT:
                return Diagnosis(
                    rule="structure.method_not_called",
                    what=(
                        f"{symptom(evidence, seen)} One of your methods is named but never runs: "
                        "what makes a method run?"
                    ),
                    concept=(
                        "A method runs only with round brackets behind its name, even when it takes"
                        " nothing."
                    ),
                    where=(
                        f"Look at line {node.lineno}:"
                        f" {quote(evidence.program.source(node.lineno))}. What is missing at its"
                        " end?"
                    ),
                    example="calling",
                    line=node.lineno,
                )
    return None


def _dropped(evidence: Evidence, seen: Observation, line: int, call: str) -> Diagnosis:
    return Diagnosis(
        rule="structure.result_dropped",
        what=(
            f"{symptom(evidence, seen)} What {quote(call)} works out is used nowhere: where does"
            " its result go?"
        ),
        concept=(
            "Texts and numbers never change. Such a call gives back a new value, which is lost"
            " unless it is stored or given back."
        ),
        where=(
            f"Look at line {line}: {quote(evidence.program.source(line))}. What is different after"
            " it ran?"
        ),
        example="strings_stay",
        line=line,
    )


def mutator_assigned(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find `x = items.sort()`."""
    for node in evidence.program.of(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Attribute(value=ast.Name(), attr=method)),
            ) if method in MUTATORS:
                return Diagnosis(
                    rule="structure.mutator_assigned",
                    what=(
                        f"{symptom(evidence, seen)} {quote(name, 40)} holds `None` after one of"
                        f" your lines. What does {quote(f'.{method}()')} give back?"
                    ),
                    concept=(
                        "Methods that change a list in place give back `None`; the change is in the"
                        " list itself."
                    ),
                    where=(
                        f"Look at line {node.lineno}:"
                        f" {quote(evidence.program.source(node.lineno))}. What is stored by it?"
                    ),
                    example="mutator",
                    line=node.lineno,
                )
    return None


def sign_swapped(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find `total =+ x`."""
    for number, text in enumerate(evidence.program.lines, start=1):
        bare = re.sub(r"'[^']*'|\"[^\"]*\"|#.*", "", text)
        if re.search(r"\w\s*=[+-]\s*\w", bare) and re.match(r"\s*\w+\s*=[+-]", bare):
            if re.search(r"=-", bare):
                continue  # `x =-1` is odd but may be meant
            return Diagnosis(
                rule="structure.plus_after_equals",
                what=f"{symptom(evidence, seen)} One line is meant to add to a variable. Does it?",
                concept=(
                    "`+=` adds to what is stored. With the signs the other way round, the variable"
                    " simply gets the new value."
                ),
                where=(
                    f"Look at line {number}: {quote(evidence.program.source(number))}. In which"
                    " order do the two signs stand?"
                ),
                example="accumulator",
                line=number,
            )
    return None


def unused_parameter(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a parameter that has no influence, or loses its value at once."""
    names = evidence.entry.names
    for name in names:
        function = evidence.program.functions.get(name)
        if function is None:
            continue
        overwritten = _overwritten_parameter(function)
        if overwritten is not None:
            parameter, line = overwritten
            return Diagnosis(
                rule="structure.parameter_overwritten",
                what=(
                    f"{symptom(evidence, seen)} Your function gets {quote(parameter, 40)} from its"
                    " caller and then puts something else in its place. What should it work with?"
                ),
                concept=(
                    "A parameter already holds what the caller handed over. Giving it a value of"
                    " your own throws that away."
                ),
                where=(
                    f"Look at line {line}: {quote(evidence.program.source(line))}. What was in "
                    f"{quote(parameter, 40)} before it?"
                ),
                example="parameters",
                line=line,
            )
        body_names = set().union(*(names_read(statement) for statement in function.body))
        unused = [
            argument.arg
            for argument in [*function.args.posonlyargs, *function.args.args]
            if argument.arg not in body_names and argument.arg not in ("self", "cls", "_")
        ]
        if unused:
            return Diagnosis(
                rule="structure.unused_parameter",
                what=(
                    f"{symptom(evidence, seen)} Your function never looks at"
                    f" {quote(unused[0], 40)}. What does the task say it is for?"
                ),
                concept=(
                    "What a function is given and does not use cannot have any influence on its"
                    " answer."
                ),
                where=(
                    f"Look at line {function.lineno}:"
                    f" {quote(evidence.program.source(function.lineno))}. Where in the body should"
                    f" {quote(unused[0], 40)} play a part?"
                ),
                example="parameters",
                line=function.lineno,
            )
    return None


def _overwritten_parameter(function: FunctionNode) -> tuple[str, int] | None:
    given = {argument.arg for argument in function.args.args}
    for statement in function.body:
        match statement:
            case ast.Expr(value=ast.Constant()):
                continue
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if (
                name in given and not names_read(value) & given
            ):
                return name, statement.lineno
            case _:
                return None
    return None


def recursive_answer_dropped(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a function that calls itself and lets the answer of that call go."""
    for function in evidence.program.functions.values():
        if not any(node.value is not None for node in returns_of(function)):
            continue
        for node in own_nodes(function):
            match node:
                case ast.Expr(value=ast.Call(func=ast.Name(id=name)) as call) if (
                    name == function.name and not names_read(call) & _changed(function)
                ):
                    return Diagnosis(
                        rule="structure.recursive_answer_dropped",
                        what=(
                            f"{symptom(evidence, seen)} Your function calls itself: what becomes of"
                            " the answer of that inner call?"
                        ),
                        concept=(
                            "Each call works on its own and hands its answer to the one that made"
                            " it. An answer that nobody takes is lost."
                        ),
                        where=(
                            f"Look at line {node.lineno}:"
                            f" {quote(evidence.program.source(node.lineno))}. Where does the answer"
                            " of that call go?"
                        ),
                        example="recursion",
                        line=node.lineno,
                    )
    return None


def _changed(function: FunctionNode) -> set[str]:
    """Return the objects a function fills: an inner call that gets one has an effect of its own."""
    return {
        node.func.value.id
        for node in own_nodes(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.attr in MUTATORS
    }
