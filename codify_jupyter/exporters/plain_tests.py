"""Tests as plain Python that runs in any notebook: asserts, and what they need of the library."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import Any

from codify_jupyter.exporters import helper_code
from codify_jupyter.problems.model import Problem
from codify_jupyter.problems.python_text import parse_module


class NotPlainError(Exception):
    """A test that no cell of a notebook can say; the message says why."""


@dataclass(frozen=True, slots=True)
class PlainTest:
    """One test."""

    id: str
    name: str
    """What students may read of it; empty for a hidden one."""
    code: str
    hidden: bool
    """Whether students see none of it but the name."""
    lossy: str = ""
    """What it says less than the test did; empty for nothing."""


def plain_test(problem: Problem, case: dict[str, Any]) -> PlainTest:
    """A test of a tests_json as code.

    Raises:
        NotPlainError: there is no such code.
    """
    lossy = ""
    match case["kind"]:
        case "call":
            body = _call(problem, case)
        case "code":
            body = _code(case)
        case "generated":
            body = _generated(problem, case)
        case "property":
            body = _property(problem, case)
        case "static":
            body = _static(problem, case)
            lossy = "looks only at the functions that students are to write"
        case _:
            raise NotPlainError("reads input and prints, which a cell of a notebook does not")
    # The reference stands in generated tests.
    hidden = case["visibility"] != "public" or case["kind"] == "generated"
    if hidden and case["visibility"] == "public":
        lossy = "is hidden, since it holds the reference"
    code = helper_code.needed_by(body) + body
    name = "" if case["visibility"] == "hidden" else case["name"]
    return PlainTest(case["id"], name, code.rstrip() + "\n", hidden, lossy)


def _message(case: dict[str, Any]) -> str:
    return f", {case['on_fail']!r}" if case.get("on_fail") else ""


def _call(problem: Problem, case: dict[str, Any]) -> str:
    expect, call, message = case["expect"], case["call"], _message(case)
    lines = [case["given"]] if case.get("given") else []
    if "raises" in expect:
        pattern = f", {expect['match']!r}" if "match" in expect else ""
        return "\n".join([*lines, f"with raises({expect['raises']}{pattern}):", f"    {call}", ""])
    if "stdout" in expect:
        lines += ["with captured() as printed:", f"    got = {call}"]
        lines.append(f"assert printed.getvalue() == {expect['stdout']!r}{message}")
        call = "got"
    if "returns" in expect:
        lines.append(_returns(problem, case, call, expect["returns"]))
    elif call != "got":
        lines.append(call)
    lines += [
        f"assert {name} == {value}{message}" for name, value in expect.get("after", {}).items()
    ]
    return "\n".join([*lines, ""])


def _returns(problem: Problem, case: dict[str, Any], got: str, wanted: str) -> str:
    """An assert on a result."""
    compare = case.get("compare", {"kind": "exact"})
    if compare["kind"] == "custom":
        check = compare["check"].removeprefix("checks:")
        arguments = ast.unparse(ast.List(_arguments(case["call"]), ast.Load()))
        verdict = f"{check}({got}, {wanted}, {arguments})"
        return f"{_checks(problem)}\nassert passes({verdict}){_message(case)}"
    return f"assert {_holds(compare, got, wanted)}{_message(case)}"


def _arguments(call: str) -> list[ast.expr]:
    node = ast.parse(call, mode="eval").body
    return node.args if isinstance(node, ast.Call) else []


def _holds(compare: dict[str, Any], got: str, wanted: str) -> str:
    """An expression that is true when a result is as wanted."""
    bounds = "".join(f", {key}={compare[key]!r}" for key in ("rel", "abs") if key in compare)
    match compare["kind"]:
        case "approx":
            return f"close({got}, {wanted}{bounds})"
        case "unordered":
            return f"sorted(map(repr, {got})) == sorted(map(repr, {wanted}))"
        case "tokens":
            return f"str({got}).split() == str({wanted}).split()"
        case "ndarray":
            return f"same_array({got}, {_array_free(wanted)}{bounds})"
        case "dataframe":
            return f"same_table({got}, {wanted}{bounds})"
    if wanted in ("None", "True", "False"):
        return f"{got} is {wanted}"
    return f"close({got}, {wanted}, rel=0, abs=0)" if "nan" in wanted else f"{got} == {wanted}"


def _array_free(wanted: str) -> str:
    """``array([1, 2])`` as the nested lists in it."""
    return re.sub(r"\b(?:np\.|numpy\.)?array\(", "(", wanted)


def _checks(problem: Problem) -> str:
    return str(problem.tests_json["sources"].get("checks", "")).rstrip() + "\n"


def _code(case: dict[str, Any]) -> str:
    """The code, with calls of its test functions, which the runner would call."""
    code = case["spec"]["code"].rstrip() + "\n"
    tree = parse_module(code)
    called = {
        node.value.func.id
        for node in tree.body
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
    }
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            if node.args.args or node.decorator_list:
                raise NotPlainError("has test functions with parameters, which pytest would give")
            code += "" if node.name in called else f"{node.name}()\n"
    if re.search(r"^\s*(from|import) (pytest|solution)\b", code, re.M):
        raise NotPlainError("imports what only a test has at hand")
    return code


def _generated(problem: Problem, case: dict[str, Any]) -> str:
    spec = case["spec"]
    name = problem.entry_names[0]
    make = spec["generate"].removeprefix("checks:")
    compare = case.get("compare", {"kind": "exact"})
    if compare["kind"] == "custom":
        check = compare["check"].removeprefix("checks:")
        holds = f"passes({check}(got, wanted, arguments))"
    else:
        holds = _holds(compare, "got", "wanted")
    return (
        "import copy, random\n"
        f"{_checks(problem)}\n"
        f"reference = {{}}\nexec({problem.solution!r}, reference)\n"
        f"chance = random.Random({spec['seed']})\n"
        f"for _ in range({spec['n']}):\n"
        f"    arguments, named = {make}(chance)\n"
        f"    wanted = reference[{name!r}](*copy.deepcopy(arguments), **copy.deepcopy(named))\n"
        f"    got = {name}(*copy.deepcopy(arguments), **copy.deepcopy(named))\n"
        f"    assert {holds}{_message(case)}\n"
    )


def _property(problem: Problem, case: dict[str, Any]) -> str:
    name = case["spec"]["property"].removeprefix("checks:")
    return (
        "from hypothesis import given, strategies as st\n"
        f"{_checks(problem)}\n"
        f"{name}({problem.entry_names[0]}, given, st)()\n"
    )


def _static(problem: Problem, case: dict[str, Any]) -> str:
    rules, message = case["spec"]["static"], _message(case)
    names = ", ".join(problem.entry_names)
    lines = [f"seen = structure({names})"]
    for rule, wanted in rules.items():
        match rule:
            case "forbid_call" | "forbid_name" | "forbid_node" | "forbid_import":
                lines.append(f"assert not seen[{rule[7:]!r}] & {set(wanted)!r}{message}")
            case "require_call" | "require_node":
                lines.append(f"assert seen[{rule[8:]!r}] >= {set(wanted)!r}{message}")
            case "require_recursion" if wanted:
                lines.append(f"assert seen['call'] & {set(problem.entry_names)!r}{message}")
            case "max_lines":
                lines.append(f"assert seen['lines'] <= {wanted}{message}")
    return "\n".join([*lines, ""])
