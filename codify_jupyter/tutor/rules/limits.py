"""Rule 3, limits: the code ran out of time, memory or room for output."""

from __future__ import annotations

import ast
import builtins

from codify_jupyter.tutor.evidence import Evidence, Observation
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import Program, calls_of, names_bound, names_read, walk
from codify_jupyter.tutor.wording import listing, quote


def diagnose(evidence: Evidence) -> Diagnosis | None:
    """Explain a limit that was met, when it is the main trouble."""
    pool = evidence.public or evidence.failing
    met = [seen for seen in pool if seen.status in ("timeout", "memory", "output")]
    if not met or 2 * len(met) < len(pool):
        return None
    seen = met[0]
    if seen.status == "output":
        return _output(evidence, seen)
    loop = _endless_while(evidence.program)
    if loop is not None:
        return _while(evidence.program, seen, *loop)
    growing = _grows_while_walked(evidence.program)
    if growing is not None:
        return _growing(seen, *growing)
    if seen.status == "memory":
        return _memory(evidence, seen)
    return _slow(evidence, seen)


def _opening(seen: Observation) -> str:
    verb = "did not come to an end" if seen.status == "timeout" else "used up all the memory"
    return f"For {seen.subject} your code {verb}"


def _endless_while(program: Program) -> tuple[ast.While, list[str]] | None:
    """Find a loop whose condition reads only names that its body leaves alone."""
    for node in program.of(ast.While):
        leaves = any(
            isinstance(child, (ast.Break, ast.Return, ast.Raise, ast.Yield, ast.YieldFrom))
            for statement in node.body
            for child in walk(statement)
        )
        if leaves:
            continue
        asked = {
            name for name in names_read(node.test) if name not in ("len", "True", "False", "not")
        }
        changed: set[str] = set()
        for statement in node.body:
            changed |= names_bound(statement) | _objects_changed(statement)
        if not asked & changed:
            return node, sorted(asked)
    return None


def _objects_changed(statement: ast.stmt) -> set[str]:
    found: set[str] = set()
    for node in walk(statement):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name))):
                found.add(name)
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                found.add(name)
            case ast.Attribute(value=ast.Name(id=name), ctx=ast.Store()):
                found.add(name)
            case ast.Call(func=ast.Name(id=name), args=arguments) if not hasattr(builtins, name):
                found.update(a.id for a in arguments if isinstance(a, ast.Name))
    return found


def _while(program: Program, seen: Observation, loop: ast.While, names: list[str]) -> Diagnosis:
    question = (
        f"The condition depends on {listing(quote(name, 40) for name in names)}. Which line of the"
        " loop's body changes that?"
        if names
        else "Its condition is always true. Which line of the loop's body would ever leave it?"
    )
    dropped = next(
        (s.lineno for s in loop.body if isinstance(s, ast.Expr) and isinstance(s.value, _IDLE)),
        None,
    )
    look = f"Look at line {loop.lineno}: {quote(program.source(loop.lineno))}. {question}"
    if dropped is not None:
        look = (
            f"Look at line {dropped}: {quote(program.source(dropped))}. Which variable is different"
            " after it ran?"
        )
    return Diagnosis(
        rule="limit.while_never_changes",
        what=(
            f"{_opening(seen)}. There is a `while` loop in it: what should bring that loop to its"
            " end?"
        ),
        concept=(
            "A `while` loop asks its condition before each round. Something in its body has to"
            " bring the end nearer, in every round."
        ),
        where=look,
        example="while_loop",
        line=dropped or loop.lineno,
    )


_IDLE = (ast.BinOp, ast.Compare)
"""Expressions that do nothing when they stand alone on a line."""


def _grows_while_walked(program: Program) -> tuple[Program, ast.For, ast.Call] | None:
    for node in program.of(ast.For):
        if not isinstance(node.iter, ast.Name):
            continue
        for statement in node.body:
            for child in walk(statement):
                match child:
                    case ast.Call(
                        func=ast.Attribute(
                            value=ast.Name(id=name), attr="append" | "insert" | "extend"
                        )
                    ) if name == node.iter.id:
                        return program, node, child
    return None


def _growing(seen: Observation, program: Program, loop: ast.For, call: ast.Call) -> Diagnosis:
    name = quote(ast.unparse(loop.iter), 40)
    return Diagnosis(
        rule="limit.grows_while_walked",
        what=(
            f"{_opening(seen)}. A loop walks through {name} and makes it longer on the way: "
            "when would it arrive at the end?"
        ),
        concept="A `for` loop over a list also visits what is added during the loop.",
        where=(
            f"Look at line {call.lineno}: {quote(program.source(call.lineno))}. Which list should"
            " grow there?"
        ),
        example="change_while_walking",
        line=call.lineno,
    )


def _hot(evidence: Evidence) -> tuple[int | None, str]:
    """Guess the line where the time goes: recursion, else the innermost loop."""
    program = evidence.program
    for function in program.functions.values():
        own = calls_of(function, function.name)
        if len(own) > 1:
            return own[0].lineno, "recursion"
    loops, whiles = program.loops, program.of(ast.While)
    if whiles:
        return whiles[-1].lineno, "while"
    nested = [
        inner
        for outer in loops
        for inner in walk(outer)
        if inner is not outer and isinstance(inner, (ast.For, ast.While))
    ]
    if nested:
        return nested[-1].lineno, "nested"
    return (loops[-1].lineno, "loop") if loops else (None, "")


def _slow(evidence: Evidence, seen: Observation) -> Diagnosis:
    line, why = _hot(evidence)
    look = (
        f"Look at line {line}: {quote(evidence.program.source(line))}."
        if line
        else "Look for repeated work."
    )
    if why == "recursion":
        return Diagnosis(
            rule="limit.recursion_repeats",
            what=(
                f"{_opening(seen)} in time. Your function calls itself more than once: how often is"
                " the same question answered again?"
            ),
            concept=(
                "When two calls lead to two calls each, the work doubles with every step. Answers"
                " that were found once can be kept."
            ),
            where=f"{look} Draw the calls for a small input as a tree. Which of them occur twice?",
            example="remember_answers",
            line=line,
        )
    if why == "while":
        return Diagnosis(
            rule="limit.while",
            what=f"{_opening(seen)} in time. Does your `while` loop reach its end for this input?",
            concept=(
                "A `while` loop stops only when its condition becomes false. What changes in each"
                " round must sooner or later make it so, whatever the input."
            ),
            where=(
                f"{look} Write down the values of its condition for the first three rounds. Do they"
                " move towards the end?"
            ),
            example="while_loop",
            line=line,
        )
    return Diagnosis(
        rule="limit.slow",
        what=(
            f"{_opening(seen)} in time. How many steps does your code take when the input gets ten"
            " times as long?"
        ),
        concept=(
            "A loop inside a loop (or `in` and `count` on a list inside a loop) takes a hundred"
            " times as long for ten times the input. Often one pass with something remembered is"
            " enough."
        ),
        where=f"{look} What is done there again and again, although the answer could be kept?",
        example="one_pass",
        line=line,
        specific=bool(line),
    )


def _memory(evidence: Evidence, seen: Observation) -> Diagnosis:
    line, _ = _hot(evidence)
    look = f"Look at line {line}: {quote(evidence.program.source(line))}." if line else ""
    return Diagnosis(
        rule="limit.memory",
        what=(
            f"{_opening(seen)}. What grows and grows in it, and does it all have to be kept at"
            " once?"
        ),
        concept=(
            "Values that can be looked at one after the other need not be collected in a list"
            " first."
        ),
        where=f"{look} Which collection or text gets longer there in every round?".strip(),
        example="one_pass",
        line=line,
    )


def _output(evidence: Evidence, seen: Observation) -> Diagnosis:
    prints = [
        node
        for node in evidence.program.of(ast.Call)
        if isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    loops = evidence.program.loops
    inside = [
        call.lineno
        for call in prints
        if any(loop.lineno < call.lineno <= (loop.end_lineno or 0) for loop in loops)
    ]
    line = inside[0] if inside else (prints[0].lineno if prints else None)
    look = f"Look at line {line}: {quote(evidence.program.source(line))}." if line else ""
    return Diagnosis(
        rule="limit.output",
        what=(
            f"For {seen.subject} your code printed far more than anyone could read. "
            "Is something printed in a loop that does not stop?"
        ),
        concept=(
            "A `print` inside a loop runs in every round. For watching your program that is fine,"
            " for a few rounds."
        ),
        where=f"{look} How often does that line run, and how often should it?".strip(),
        example="while_loop",
        line=line,
    )
