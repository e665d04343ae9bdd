"""The ``call`` kind of test: its call, its given names and what it expects."""

from __future__ import annotations

import ast
import builtins
import re
from typing import Any

from codify_runner import literals
from codify_runner.errors import InvalidTests

from codify_jupyter.problems.case_context import CaseContext
from codify_jupyter.problems.findings import did_you_mean, nearest, shown
from codify_jupyter.problems.located_yaml import Place
from codify_jupyter.problems.model import entry_names
from codify_jupyter.problems.python_text import (
    UnreadablePythonError,
    parse_expression,
    parse_module,
)

_EXCEPTIONS = frozenset(
    name
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
)


def call_content(context: CaseContext, place: Place, test: dict[str, Any]) -> dict[str, Any]:
    """The ``call``, ``given`` and ``expect`` of a test in tests.yaml."""
    call = test["call"].strip()
    given = test.get("given", "").strip()
    names = _given_names(context, (*place, "given"), given)
    if names is not None:
        _check_call(context, (*place, "call"), call, given, names)
    expect: dict[str, Any] = {}
    if "returns" in test:
        expect["returns"] = _literal(context, (*place, "returns"))
    if "raises" in test:
        expect["raises"] = test["raises"].rpartition(".")[2]
        _check_exception(context, (*place, "raises"), expect["raises"])
    if "match" in test:
        expect["match"] = test["match"]
        _check_match(context, (*place, "match"), test)
    if "stdout" in test:
        expect["stdout"] = test["stdout"]
    if "after" in test:
        expect["after"] = {}
        for name in test["after"]:
            here = (*place, "after", name)
            expect["after"][name] = _literal(context, here)
            if names is not None and name not in names:
                message = f"`after` names {shown(name)}, which `given` does not bind; "
                context.error(here, "unknown-name", message + did_you_mean(name, names))
    if not expect:
        message = "this test expects nothing; add `returns`, `raises`, `stdout` or `after`"
        context.error(place, "no-expectation", message)
    if "raises" in expect and len(expect) > 1 + ("match" in expect):
        message = "a call that raises returns nothing; keep `raises` or the other expectation"
        context.error((*place, "raises"), "raises-and-more", message)
    return {"call": call, "given": given, "expect": expect}


def _given_names(context: CaseContext, place: Place, given: str) -> list[str] | None:
    """The names that ``given`` binds; None, with a finding, when it is not to be used."""
    try:
        tree = parse_module(given)
    except UnreadablePythonError as error:
        context.python_error(place, error.line, f"`given` is not Python: {error.message}")
        return None
    names = []
    for node in tree.body:
        if not isinstance(node, ast.Assign) or not all(
            isinstance(target, ast.Name) for target in node.targets
        ):
            message = "`given` may hold only lines such as `xs = [1, 2]`"
            context.error(place, "bad-given", message)
            return None
        names += [target.id for target in node.targets if isinstance(target, ast.Name)]
    try:
        literals.call("f()", given)
    except (InvalidTests, TypeError, MemoryError) as error:
        context.error(place, "not-a-literal", f"`given`: {_reason(error)}")
        return None
    return names


def _check_call(
    context: CaseContext, place: Place, call: str, given: str, names: list[str]
) -> None:
    try:
        node = parse_expression(call)
    except UnreadablePythonError as error:
        context.error(place, "bad-python", f"`call` is not Python: {error.message}")
        return
    entries = entry_names(context.entry)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        message = (
            f"`call` must be one call such as `{(entries or ('f',))[0]}(1, 2)`; "
            "for anything else write a `code` test"
        )
        context.error(place, "bad-call", message)
        return
    if entries and node.func.id not in entries:
        message = f"this calls {shown(node.func.id)}, which the entry does not name; "
        context.error(place, "unknown-entry", message + did_you_mean(node.func.id, entries))
        return
    try:
        literals.call(call, given)
    except (InvalidTests, TypeError, MemoryError) as error:
        message = f"an argument is neither a literal nor bound by `given`: {_reason(error)}"
        near = _near_name(node, names)
        context.error(
            place, "not-a-literal", message + (f"; did you mean `{near}`?" if near else "")
        )


def _near_name(call: ast.Call, names: list[str]) -> str | None:
    used = {node.id for arg in call.args for node in ast.walk(arg) if isinstance(node, ast.Name)}
    return next((near for name in used - set(names) if (near := nearest(name, names))), None)


def _literal(context: CaseContext, place: Place) -> str:
    text = context.document.raw[place].strip()
    try:
        literals.value(text)
    except (InvalidTests, TypeError, MemoryError) as error:
        fix = {"true": "True", "false": "False", "null": "None"}.get(text)
        help_text = (
            f"write {fix}" if fix else 'write the value as Python, e.g. "\'text\'" or "[1, 2]"'
        )
        context.error(place, "not-a-literal", f"`{place[-1]}` {_reason(error)}; {help_text}")
    return text


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def _check_exception(context: CaseContext, place: Place, name: str) -> None:
    defined = context.solution.names if context.solution else {name: 1}
    if name in _EXCEPTIONS or name in defined:
        return
    # It may be a library's own; only what is all but a known name is a typing error.
    near = nearest(name, [*_EXCEPTIONS, *defined], likeness=0.85)
    if near is not None:
        message = f"there is no exception {shown(name)}; did you mean `{near}`?"
        context.error(place, "unknown-exception", message)


def _check_match(context: CaseContext, place: Place, test: dict[str, Any]) -> None:
    if "raises" not in test:
        context.error(place, "match-alone", "`match` goes with `raises`; add it or remove `match`")
    try:
        re.compile(test["match"])
    except (re.error, RecursionError, OverflowError) as error:
        context.error(place, "bad-pattern", f"`match` is not a regular expression: {error}")
