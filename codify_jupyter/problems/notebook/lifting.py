"""Turns asserts and ``with raises`` into cases that call the entry, where they say no more."""

from __future__ import annotations

import ast
from typing import Any

from codify_runner import literals
from codify_runner.errors import InvalidTests

APPROX_REL = 1e-6
"""What ``approx`` in code allows when it is told nothing: pytest's default."""


def lift_statement(
    statement: ast.stmt, source: str, entries: tuple[str, ...], given: str = ""
) -> dict[str, Any] | None:
    """The keys of a ``call`` test in tests.yaml; None when the statement has to stay code.

    ``given`` holds the lines that bind names which the call may use.
    """
    if isinstance(statement, ast.Assert):
        return _lift_assert(statement, source, entries, given)
    if isinstance(statement, ast.With):
        return _lift_raises(statement, source, entries, given)
    return None


def lift_block(
    body: list[ast.stmt], source: str, entries: tuple[str, ...]
) -> dict[str, Any] | None:
    """The same for several statements.

    Names bound to literals, then one test or bare call, then asserts on what
    the names hold afterwards.
    """
    count = 0
    while count < len(body) and _is_given(body[count]):
        count += 1
    if count == len(body):
        return None
    given = "\n".join(_segment(source, statement) for statement in body[:count])
    names = {
        target.id
        for statement in body[:count]
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    main, rest = body[count], body[count + 1 :]
    if isinstance(main, ast.Expr) and rest:
        call = _call(main.value, source, entries, given)
        test: dict[str, Any] | None = {"call": call} if call is not None else None
    else:
        test = lift_statement(main, source, entries, given)
    if test is None or (rest and "raises" in test):
        return None
    # One sentence can be said of a failure: the asserts must agree on it.
    messages = [] if isinstance(main, ast.Expr) else [test.get("on_fail")]
    after: dict[str, str] = {}
    for statement in rest:
        held = _held(statement, source, names)
        if held is None or held[0] in after:
            return None
        after[held[0]] = held[1]
        messages.append(held[2])
    if len(set(messages)) > 1:
        return None
    if messages[0] is not None:
        test["on_fail"] = messages[0]
    if after:
        test["after"] = after
    return {"given": given, **test} if given else test


def _is_given(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Assign)
        and all(isinstance(target, ast.Name) for target in statement.targets)
        and not any(isinstance(node, ast.Call) for node in ast.walk(statement.value))
    )


def _held(statement: ast.stmt, source: str, names: set[str]) -> tuple[str, str, str | None] | None:
    """Name, literal and message of ``assert name == literal, "message"``."""
    match statement:
        case ast.Assert(
            test=ast.Compare(left=ast.Name(id=name), ops=[ast.Eq()], comparators=[wanted]), msg=msg
        ) if name in names:
            literal = _literal(wanted, source)
            message = _message(msg)
            if literal is not None and (msg is None or message is not None):
                return name, literal, message
    return None


def _lift_assert(
    statement: ast.Assert, source: str, entries: tuple[str, ...], given: str
) -> dict[str, Any] | None:
    message = _message(statement.msg)
    if statement.msg is not None and message is None:
        return None
    match statement.test:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            sides = (left, right) if _call(left, source, entries, given) else (right, left)
        case ast.Compare(
            left=left,
            ops=[ast.Is()],
            comparators=[ast.Constant(value=None | True | False) as right],
        ):
            sides = (left, right)
        case _:
            return None
    call = _call(sides[0], source, entries, given)
    expected = _expected(sides[1], source)
    if call is None or expected is None:
        return None
    test = {"call": call, **expected}
    return test if message is None else {**test, "on_fail": message}


def _expected(node: ast.expr, source: str) -> dict[str, Any] | None:
    match node:
        case ast.Call(func=ast.Name(id="approx"), args=[wanted], keywords=keywords):
            literal = _literal(wanted, source)
            bounds = {word.arg: _number(word.value) for word in keywords}
            if literal is None or not set(bounds) <= {"rel", "abs"} or None in bounds.values():
                return None
            rel = bounds.get("rel", 0 if "abs" in bounds else APPROX_REL)
            compare = {"kind": "approx", "rel": rel}
            if "abs" in bounds:
                compare["abs"] = bounds["abs"]
            return {"returns": literal, "compare": compare}
    literal = _literal(node, source)
    return None if literal is None else {"returns": literal}


def _lift_raises(
    statement: ast.With, source: str, entries: tuple[str, ...], given: str
) -> dict[str, Any] | None:
    match statement:
        case ast.With(
            items=[
                ast.withitem(
                    context_expr=ast.Call(func=function, args=[error], keywords=keywords),
                    optional_vars=None,
                )
            ],
            body=[ast.Expr(value=inner)],
        ) if _is_raises(function):
            call = _call(inner, source, entries, given)
            name = _dotted(error)
            if call is None or name is None or any(word.arg != "match" for word in keywords):
                return None
            test: dict[str, Any] = {"call": call, "raises": name}
            for word in keywords:
                pattern = _message(word.value)
                if pattern is None:
                    return None
                test["match"] = pattern
            return test
    return None


def _is_raises(node: ast.expr) -> bool:
    match node:
        case ast.Name(id="raises"):
            return True
        case ast.Attribute(value=ast.Name(id="pytest"), attr="raises"):
            return True
    return False


def _dotted(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = _dotted(node.value)
        return None if base is None else f"{base}.{node.attr}"
    return None


def _call(node: ast.expr, source: str, entries: tuple[str, ...], given: str) -> str | None:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return None
    if node.func.id not in entries:
        return None
    text = _segment(source, node)
    try:
        literals.call(text, given)
    except (InvalidTests, TypeError, MemoryError):
        return None
    return text


def _literal(node: ast.expr, source: str) -> str | None:
    text = _segment(source, node)
    try:
        literals.value(text)
    except (InvalidTests, TypeError, MemoryError):
        return None
    return text


def _segment(source: str, node: ast.AST) -> str:
    return ast.get_source_segment(source, node) or ast.unparse(node)


def _message(node: ast.expr | None) -> str | None:
    match node:
        case ast.Constant(value=str() as text) if text.strip():
            return text
    return None


def _number(node: ast.expr) -> float | None:
    match node:
        case ast.Constant(value=(int() | float()) as number) if not isinstance(number, bool):
            return number
    return None
