"""Rule 5, what a variable remembers: patterns that explain a wrong answer."""

from __future__ import annotations

import ast

from codify_jupyter.tutor.evidence import Evidence, Observation
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import MUTATORS, names_bound, names_read, walk
from codify_jupyter.tutor.rules.symptom import symptom
from codify_jupyter.tutor.wording import quote

_ORDERING = (ast.Gt, ast.GtE, ast.Lt, ast.LtE)


def second_name(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a list that is changed under a second name as if that were a copy."""
    for block in evidence.program.blocks:
        for index, statement in enumerate(block):
            match statement:
                case ast.Assign(targets=[ast.Name(id=new)], value=ast.Name(id=old)):
                    pass
                case _:
                    continue
            rest = block[index + 1 :]
            later: set[str] = set().union(*map(names_read, rest)) if rest else set()
            rebound: set[str] = set().union(*map(names_bound, rest)) if rest else set()
            changed = any(_mutates(other, (new, old)) for other in rest)
            if not changed or old not in later or {new, old} & rebound:
                continue
            line = statement.lineno
            return Diagnosis(
                rule="structure.second_name",
                what=(
                    f"{symptom(evidence, seen)} Your code has {quote(new, 30)} beside"
                    f" {quote(old, 30)} and changes one of them. How many lists are there?"
                ),
                concept=(
                    "An assignment never copies: it gives the same object another name. What is"
                    " changed under one name is changed under the other, too."
                ),
                where=(
                    f"Look at line {line}: {quote(evidence.program.source(line))}. What does"
                    f" {quote(old, 30)} hold after {quote(new, 30)} was changed?"
                ),
                example="callers_list",
                line=line,
            )
    return None


def computed_once(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a value that is worked out before a loop from something the loop changes."""
    for block in evidence.program.blocks:
        for index, loop in enumerate(block):
            if not isinstance(loop, (ast.While, ast.For)):
                continue
            changing, used = names_bound(loop), names_read(loop)
            for before in block[:index]:
                match before:
                    case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp() as value) if (
                        name in used and name not in changing and names_read(value) & changing
                    ):
                        source = sorted(names_read(value) & changing)[0]
                        return _once(evidence, seen, before.lineno, name, source)
    return None


def _once(evidence: Evidence, seen: Observation, line: int, name: str, source: str) -> Diagnosis:
    return Diagnosis(
        rule="structure.computed_once",
        what=(
            f"{symptom(evidence, seen)} Your loop changes {quote(source, 30)}, and"
            f" {quote(name, 30)} was made from it. Should {quote(name, 30)} change with it?"
        ),
        concept=(
            "An assignment works its value out once, at that moment. When a variable on its right"
            " side changes later, the left side does not follow."
        ),
        where=(
            f"Look at line {line}: {quote(evidence.program.source(line))}. How often does it run,"
            f" and what would {quote(name, 30)} have to be in the second round?"
        ),
        example="one_for_all",
        line=line,
    )


def best_never_asked(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a "best so far" that is overwritten without being compared with."""
    for loop in evidence.program.loops:
        for choice in walk(loop):
            match choice:
                case ast.If(
                    test=ast.Compare(left=left, ops=[order], comparators=[right]),
                    body=[ast.Assign(targets=[ast.Name(id=best)], value=value)],
                    orelse=[],
                ) if isinstance(order, _ORDERING):
                    pass
                case _:
                    continue
            sides = {ast.unparse(left), ast.unparse(right)}
            neighbours = isinstance(left, ast.Subscript) and isinstance(right, ast.Subscript)
            if not neighbours or ast.unparse(value) not in sides:
                continue
            if best in names_read(choice.test):
                continue
            line = choice.lineno
            return Diagnosis(
                rule="structure.best_never_asked",
                what=(
                    f"{symptom(evidence, seen)} Your loop compares neighbours with each other and"
                    f" then replaces {quote(best, 30)}. Is a value that beats its neighbour better"
                    " than all the earlier ones?"
                ),
                concept=(
                    "A search for the best keeps the best so far and compares every new item with"
                    " that, and with nothing else."
                ),
                where=(
                    f"Look at line {line}: {quote(evidence.program.source(line))}. What does"
                    f" {quote(best, 30)} hold at that moment, and which part of the condition asks"
                    " for it?"
                ),
                example="accumulator",
                line=line,
            )
    return None


def last_of_equals(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a search for the best in which a later equal item pushes the earlier one out."""
    for loop in evidence.program.loops:
        for choice in walk(loop):
            match choice:
                case ast.If(test=ast.Compare(left=left, ops=[ast.GtE() | ast.LtE()]), body=body):
                    pass
                case _:
                    continue
            kept = set().union(*map(names_bound, body))
            best = kept & names_read(choice.test)
            if not best or len(kept) < 2 or not names_read(left):
                continue
            appended = next(filter(None, map(_appended_to, body)), None)
            if appended is not None:
                continue
            return _equals(evidence, seen, choice.lineno, sorted(best)[0])
    return None


def _equals(evidence: Evidence, seen: Observation, line: int, best: str) -> Diagnosis:
    return Diagnosis(
        rule="structure.last_of_equals",
        what=(
            f"{symptom(evidence, seen)} When two are equally good, which of them does your search"
            " keep, and which does the task want?"
        ),
        concept=(
            "A search replaces its favourite whenever the comparison is true. With equal values it"
            " depends on that comparison alone whether the first or the last one stays."
        ),
        where=(
            f"Look at line {line}: {quote(evidence.program.source(line))}. What happens there when"
            f" the new value is exactly as large as {quote(best, 30)}?"
        ),
        example="conditions",
        line=line,
    )


def list_of_best_kept(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a list of the best that keeps those which a better one has beaten."""
    for loop in evidence.program.loops:
        for choice in walk(loop):
            match choice:
                case ast.If(test=ast.Compare(ops=[ast.GtE() | ast.LtE()]), body=body):
                    pass
                case _:
                    continue
            best = set().union(*map(names_bound, body)) & names_read(choice.test)
            keeper = next(filter(None, map(_appended_to, body)), None)
            if not best or keeper is None or _emptied(loop, keeper):
                continue
            line = choice.lineno
            return Diagnosis(
                rule="structure.list_of_best_kept",
                what=(
                    f"{symptom(evidence, seen)} Your loop collects the best in"
                    f" {quote(keeper, 30)}. What happens to those already in it when a better one"
                    " turns up?"
                ),
                concept=(
                    "“As good as the best so far” and “better than the best so far” are two cases:"
                    " one adds to the winners, the other makes all earlier winners losers."
                ),
                where=(
                    f"Look at line {line}: {quote(evidence.program.source(line))}. Follow an input"
                    f" whose best comes last. What is in {quote(keeper, 30)} at the end?"
                ),
                example="filtering",
                line=line,
            )
    return None


def _appended_to(statement: ast.stmt) -> str | None:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"))):
            return name
    return None


def _emptied(loop: ast.AST, name: str) -> bool:
    return name in names_bound(loop) or any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "clear"
        and ast.unparse(node.func.value) == name
        for node in walk(loop)
    )


def _mutates(statement: ast.AST, names: tuple[str, ...]) -> bool:
    for node in walk(statement):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if (
                name in names and method in MUTATORS | {"pop"}
            ):
                return True
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()) if (
                name in names
            ):
                return True
    return False
