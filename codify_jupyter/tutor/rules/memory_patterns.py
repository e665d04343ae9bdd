"""Rule 5, what a variable remembers: patterns that explain a wrong answer."""

from __future__ import annotations

import ast

from codify_jupyter.tutor.evidence import Evidence, Observation, arguments
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import MUTATORS, Program, names_bound, names_read, walk
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


def overwritten(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find `total = item` in a loop, where the answer is that of the last item alone."""
    given = arguments(seen) or []
    items = [item for value in given if isinstance(value, (list, tuple)) for item in value]
    answer = seen.got.returns if seen.got is not None else None
    if answer is None or answer not in [repr(item) for item in items]:
        return None
    for loop in evidence.program.of(ast.For):
        walked = names_bound(loop.target)
        for node in walk(loop):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=item)) if (
                    item in walked
                ):
                    pass
                case _:
                    continue
            if _asked_in(loop, names_bound(loop) - walked) or not _returned(evidence, name):
                continue
            line = node.lineno
            return Diagnosis(
                rule="structure.overwritten",
                what=(
                    f"{symptom(evidence, seen)} Your loop gives {quote(name, 30)} a new value again"
                    " and again. What becomes of the value that was in it before?"
                ),
                concept=(
                    "`=` replaces what a variable held. To build something up over many rounds, the"
                    " old value has to take part in the new one."
                ),
                where=(
                    f"Look at line {line}: {quote(evidence.program.source(line))}. What does"
                    f" {quote(name, 30)} hold after the second time it ran?"
                ),
                example="accumulator",
                line=line,
            )
    return None


def _asked_in(loop: ast.For, names: set[str]) -> bool:
    """Tell whether a loop's conditions ask for what it keeps: then it looks for the best, say."""
    tests = [node.test for node in walk(loop) if isinstance(node, (ast.If, ast.While, ast.IfExp))]
    return any(names & names_read(test) for test in tests)


def _returned(evidence: Evidence, name: str) -> bool:
    returns = evidence.program.of(ast.Return)
    return any(node.value is not None and name in names_read(node.value) for node in returns)


def fixed_start(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a search for the best that starts from a fixed number, unlike the reference."""
    found = _fixed_start(evidence.program)
    if found is None or _fixed_start(Program(evidence.problem.solution)) is not None:
        return None
    line, name, start, larger = found
    return Diagnosis(
        rule="structure.fixed_start",
        what=(
            f"{symptom(evidence, seen)} Your search starts with {quote(start, 20)} in"
            f" {quote(name, 30)}. Which answer does it give when every value is"
            f" {'smaller' if larger else 'larger'} than that?"
        ),
        concept=(
            "A search for the largest or smallest compares with the best so far. A made-up first"
            " “best” wins against everything that is on the wrong side of it."
        ),
        where=(
            f"Look at line {line}: {quote(evidence.program.source(line))}. Does that value stand in"
            " the input? What else could the search start from?"
        ),
        example="made_up_start",
        line=line,
    )


def _fixed_start(program: Program) -> tuple[int, str, str, bool] | None:
    """Return line, name and start of a "best so far", and whether a larger one is searched."""
    for choice in program.of(ast.If):
        match choice:
            case ast.If(
                test=ast.Compare(left=left, ops=[order], comparators=[right]), body=body
            ) if isinstance(order, _ORDERING) and not _counted(left, right):
                pass
            case _:
                continue
        kept = set().union(*map(names_bound, body))
        for side, other in ((left, right), (right, left)):
            if not isinstance(side, ast.Name) or side.id not in kept or _is_number(other):
                continue
            if not any(
                isinstance(part, ast.Assign) and ast.dump(part.value) == ast.dump(other)
                for part in body
            ):
                continue
            larger = isinstance(order, (ast.Gt, ast.GtE)) == (side is right)
            for start in program.of(ast.Assign):
                match start:
                    case ast.Assign(targets=[ast.Name(id=name)], value=value) if (
                        name == side.id and start.lineno < choice.lineno and _is_number(value)
                    ):
                        return start.lineno, name, ast.unparse(value), larger
    return None


def _counted(*sides: ast.expr) -> bool:
    """Tell whether a length or a count is compared, which is never below 0."""
    return any(
        isinstance(node, ast.Subscript)
        or (isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("len", "count")))
        or (isinstance(node, ast.Name) and "count" in node.id)
        for side in sides
        for node in walk(side)
    )


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, (int, float))
        and not isinstance(node.value, bool)
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
