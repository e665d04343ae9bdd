"""Tests made of a statement's ``>>>`` examples, to see that the statement tells the truth."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from codify_runner import literals
from codify_runner.errors import InvalidTests

from codify_jupyter.problems.model import Problem
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module
from codify_jupyter.problems.statement import Example
from codify_jupyter.problems.tests_document import digest

_MAX_TESTS = 200


@dataclass(frozen=True, slots=True)
class ExampleTests:
    """A tests_json for the reference, and which example each test belongs to."""

    tests_json: dict[str, Any]
    examples: dict[str, Example]
    """By test id. An example is right when any of its tests passes: whether ``5`` was
    returned or printed cannot be told from the statement."""
    unreadable: tuple[tuple[int, str], ...]
    """Pairs of line and message."""


def example_tests(problem: Problem, blocks: Iterable[list[Example]]) -> ExampleTests | None:
    """Tests for the examples; None when there is nothing to test."""
    tests: list[dict[str, Any]] = []
    examples: dict[str, Example] = {}
    unreadable: list[tuple[int, str]] = []
    for block in blocks:
        before: list[str] = []
        for example in block:
            try:
                tree = parse_module(example.source)
            except UnreadablePythonError as error:
                message = f"this example is not Python: {error.message}"
                unreadable.append((example.line + error.line - 1, message))
                break
            contents = _contents(problem, before, example, tree)
            for content in contents if len(tests) < _MAX_TESTS else ():
                test_id = f"example-{len(tests) + 1}"
                tests.append(_test(test_id, content, problem))
                examples[test_id] = example
            if not example.raises:
                before.append(example.source)
    if not tests and not unreadable:
        return None
    content = {
        "schema": "codify.tests/1",
        "entry": problem.entry,
        "groups": [
            {
                "id": "examples",
                "title": "Examples",
                "points": 1,
                "visibility": "public",
                "scoring": "sum",
                "reveal": "never",
            }
        ],
        "tests": tests,
        "limits": problem.tests_json["limits"],
        "requires": problem.tests_json["requires"],
        "sources": {},
    }
    return ExampleTests({**content, "digest": digest(content)}, examples, tuple(unreadable))


def _test(test_id: str, content: dict[str, Any], problem: Problem) -> dict[str, Any]:
    return {
        "id": test_id,
        "name": test_id,
        "group": "examples",
        "visibility": "public",
        "weight": 1,
        "timeout_s": problem.tests_json["limits"]["time_s"],
        **content,
    }


def _contents(
    problem: Problem, before: list[str], example: Example, tree: ast.Module
) -> list[dict[str, Any]]:
    """The tests of which one must pass; none for a line that shows nothing to check."""
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.Expr):
        return []
    node = tree.body[0].value
    simple = not before and _is_entry_call(problem, node, example.source)
    if example.raises:
        return [_raising(before, example)]
    if not example.want:
        return []
    contents = []
    if simple:
        contents.append(_call(example.source, {"stdout": example.want + "\n"}))
    if simple and _is_literal(example.want):
        contents.append(_call(example.source, {"returns": example.want}))
    else:
        contents.append(_code([*before, *_comparison(node, example)]))
    return contents


def _comparison(node: ast.expr, example: Example) -> list[str]:
    shown, function = ast.unparse(node), "repr"  # a tuple needs its brackets
    match node:
        case ast.Call(func=ast.Name(id="print"), args=[only], keywords=[]):
            shown, function = ast.unparse(only), "str"
    return [
        f"shown = {function}({shown})",
        f"assert shown == {example.want!r}, shown",
    ]


def _raising(before: list[str], example: Example) -> dict[str, Any]:
    name, _, message = example.want.partition(":")
    name = name.strip().rpartition(".")[2]
    pattern = f", match={re.escape(message.strip())!r}" if message.strip() else ""
    return _code([*before, f"with raises({name}{pattern}):", f"    {example.source}"])


def _code(lines: list[str]) -> dict[str, Any]:
    return {"kind": "code", "spec": {"code": "\n".join(lines) + "\n"}}


def _call(call: str, expect: dict[str, str]) -> dict[str, Any]:
    return {
        "kind": "call",
        "call": call,
        "given": "",
        "compare": {"kind": "exact"},
        "expect": expect,
    }


def _is_entry_call(problem: Problem, node: ast.expr, source: str) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in problem.entry_names:
            try:
                literals.call(source, "")
            except (InvalidTests, TypeError, MemoryError):
                return False
            return True
    return False


def _is_literal(text: str) -> bool:
    try:
        literals.value(text)
    except (InvalidTests, TypeError, MemoryError):
        return False
    return True
