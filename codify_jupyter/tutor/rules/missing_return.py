"""Rule 4, the answer is None: printed instead of returned, or a path that falls off the end."""

from __future__ import annotations

import ast

from codify_jupyter.tutor.evidence import Evidence, Observation
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import MUTATORS, FunctionNode, calls_of, own_nodes, returns_of
from codify_jupyter.tutor.rules.symptom import for_
from codify_jupyter.tutor.wording import capital, quote


def explain(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Explain why a call gave back None."""
    function = _called(evidence, seen)
    opening = f"{capital(seen.subject)} gave back `None`"
    if not seen.public:
        opening = f"{for_(evidence, seen)} your function gave back `None`"
    if function is None:
        return None
    returns = returns_of(function)
    valued = [node for node in returns if node.value is not None]
    prints = calls_of(function, "print")
    source = evidence.program.source
    if not valued and prints:
        line = prints[-1].lineno
        return Diagnosis(
            rule="relation.none.printed",
            what=(
                f"{opening}, although your function prints something. "
                "What is the difference between showing a value and giving it back?"
            ),
            concept=(
                "`print` shows a value to a person. `return` gives it to the code that made the"
                " call, which can then go on working with it."
            ),
            where=(
                f"Look at line {line}: {quote(source(line))}. Who gets that value, and who"
                " needs it?"
            ),
            example="return_print",
            line=line,
        )
    mutator = next((node for node in valued if _returns_mutator(node)), None)
    if mutator is not None:
        return Diagnosis(
            rule="relation.none.mutator",
            what=f"{opening}. Your `return` hands on what a list method gives back: what is that?",
            concept=(
                "Methods that change a list in place (`sort`, `append`, `reverse` …) give back"
                " `None`; the change is in the list itself."
            ),
            where=(
                f"Look at line {mutator.lineno}: {quote(source(mutator.lineno))}. Which value"
                " should leave the function there?"
            ),
            example="mutator",
            line=mutator.lineno,
        )
    printed = next((node for node in valued if _returns_print(node)), None)
    if printed is not None:
        return Diagnosis(
            rule="relation.none.return_print",
            what=f"{opening}. Your `return` hands on what `print` gives back: what is that?",
            concept="`print` shows a value and gives back `None`. `return` needs the value itself.",
            where=(
                f"Look at line {printed.lineno}: {quote(source(printed.lineno))}. What leaves the"
                " function there?"
            ),
            example="return_print",
            line=printed.lineno,
        )
    if not valued:
        last = function.body[-1]
        line = last.end_lineno or last.lineno
        return Diagnosis(
            rule="relation.none.no_return",
            what=(
                f"{opening}: your function does its work but never gives an answer back. "
                "Which of its variables holds the answer at the end?"
            ),
            concept=(
                "A function without `return` gives back `None`, whatever it computed on the way."
            ),
            where=(
                f"Look at the end of the function, line {line}: {quote(source(line))}. What happens"
                " to the result after that line?"
            ),
            example="return_print",
            line=line,
        )
    recursive = _forgets_recursive_answer(function)
    if recursive is not None:
        return Diagnosis(
            rule="relation.none.recursive_call",
            what=(
                f"{opening}. Your function calls itself: what becomes of the answer of that inner"
                " call?"
            ),
            concept=(
                "The inner call gives its answer to the outer one, not to the first caller. The"
                " outer one has to hand it on."
            ),
            where=(
                f"Look at line {recursive.lineno}: {quote(source(recursive.lineno))}. Where does"
                " the answer of that call go?"
            ),
            example="recursion",
            line=recursive.lineno,
        )
    bare = next((node for node in returns if node.value is None), None)
    if bare is not None:
        return Diagnosis(
            rule="relation.none.bare_return",
            what=(
                f"{opening}. One of your `return` lines has nothing behind it: which answer should"
                " it give?"
            ),
            concept="`return` alone ends the function with `None`.",
            where=(
                f"Look at line {bare.lineno}: {quote(source(bare.lineno))}. For which inputs does"
                " it run?"
            ),
            example="every_path",
            line=bare.lineno,
        )
    line = _open_end(function)
    return Diagnosis(
        rule="relation.none.open_path",
        what=(
            f"{opening}: for this input none of your `return` lines was reached. "
            "Which way does it take through your conditions?"
        ),
        concept=(
            "Every way through a function needs its own answer. Where all conditions are false and "
            "nothing follows, the function ends with `None`."
        ),
        where=(
            f"Look at line {line}: {quote(source(line))}. What happens when its condition is false"
            " (or its loop finds nothing), and what should come out then?"
        ),
        example="every_path",
        line=line,
    )


def _called(evidence: Evidence, seen: Observation) -> FunctionNode | None:
    functions = evidence.program.functions
    names = list(evidence.entry.names)
    if seen.call:
        names.insert(0, seen.call.split("(")[0].strip())
    return next((functions[name] for name in names if name in functions), None)


def _returns_mutator(node: ast.Return) -> bool:
    value = node.value
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr in MUTATORS
        and not isinstance(value.func.value, ast.Call)
    )


def _returns_print(node: ast.Return) -> bool:
    value = node.value
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id == "print"
    )


def _forgets_recursive_answer(function: FunctionNode) -> ast.Expr | None:
    for node in own_nodes(function):
        match node:
            case ast.Expr(value=ast.Call(func=ast.Name(id=name))) if name == function.name:
                return node
    return None


def _open_end(function: FunctionNode) -> int:
    """Return the line of the last compound statement, where control may run through."""
    for statement in reversed(function.body):
        if isinstance(statement, ast.If):
            while len(statement.orelse) == 1 and isinstance(statement.orelse[0], ast.If):
                statement = statement.orelse[0]
            return statement.lineno
        if isinstance(statement, (ast.For, ast.While, ast.Try, ast.With, ast.Match)):
            return statement.lineno
    return function.body[-1].end_lineno or function.body[-1].lineno
