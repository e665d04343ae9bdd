"""Foreign test code as tests: lifted into calls where that says the same, code otherwise."""

from __future__ import annotations

import ast
import doctest
import re
from collections.abc import Set
from typing import Any

from codify_runner import literals
from codify_runner.errors import InvalidTests

from codify_jupyter.importers.course import TestCell
from codify_jupyter.importers.draft import Draft
from codify_jupyter.importers.names import free_names
from codify_jupyter.importers.python_source import renamed, replaced, top_level
from codify_jupyter.problems.case_kinds import may_fail
from codify_jupyter.problems.model import entry_names
from codify_jupyter.problems.notebook.splitting import split_code
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

_AUTOTEST = re.compile(r"^\s*#+\s*(HASHED )?AUTOTEST\b", re.M)


def is_left_to_nbgrader(code: str) -> bool:
    """Whether a cell holds no tests yet, but lines that nbgrader makes some of."""
    return _AUTOTEST.search(code) is not None


def add_test_code(draft: Draft, cell: TestCell, code: str, hidden: Set[str]) -> None:
    """Add the tests of a notebook's cell; ``code`` is all it needs, ``hidden`` what of it is."""
    try:
        parse_module(code)
    except UnreadablePythonError as error:
        draft.note("skipped", cell.name, f"is not Python: {error.message}")
        return
    if is_left_to_nbgrader(code):
        why = "holds AUTOTEST lines, which nbgrader turns into tests when it makes the release"
        draft.note("skipped", cell.name, why)
        return
    other = code.replace(cell.code, cell.instead)
    code = _fitted(code, draft)
    before = len(draft.tests)
    shared: dict[str, Any] = {"group": cell.group}
    if cell.weight != 1:
        shared["weight"] = cell.weight
    if cell.on_fail:
        shared["on_fail"] = cell.on_fail
    if cell.instead:
        draft.add({**shared, "code": code}, {"code": _fitted(other, draft)}, cell.name)
    elif add_asserts(draft, code, shared, name=cell.name) == 0:
        if not may_fail(parse_module(code)):
            draft.note("lossy", cell.name, "has no assert: it must run without an error")
        draft.add({**shared, "code": _checked(code)}, None, cell.name)
    for test in draft.tests[before:]:
        text = str((test.original or test.keys).get("code", ""))
        if cell.all_hidden or {line.strip() for line in text.split("\n")} & hidden:
            test.keys["visibility"] = "hidden"


def _fitted(code: str, draft: Draft) -> str:
    """Code that was written for one namespace with the solution, for one of its own."""
    return with_solution_names(without_parametrized_tests(code), draft)


def add_asserts(draft: Draft, code: str, shared: dict[str, Any], *, name: str = "") -> int:
    """Add the tests of some statements, each with the keys ``shared``; returns how many."""
    try:
        tree = parse_module(code)
    except UnreadablePythonError as error:
        draft.note("skipped", name or "tests", f"is not Python: {error.message}")
        return 0
    entries = entry_names(draft.entry)
    splits = split_code(tree, code, entries, [], lift=True, calls=True)
    by_line = {node.lineno: node for node in tree.body}
    lines = code.split("\n")
    cell = name if len(splits) > 1 else ""
    if cell:
        draft.wholes[cell] = {**shared, "code": _checked(code.rstrip() + "\n")}
    for split in splits:
        node = by_line.get(split.line)
        text = "\n".join(lines[node.lineno - 1 : node.end_lineno]) if node is not None else ""
        original = {"code": text + "\n"} if "call" in split.keys and text else None
        keys = split.keys if "code" not in split.keys else {"code": _checked(split.keys["code"])}
        draft.add({**shared, **keys}, original, split.name or name, cell=cell)
    return len(splits)


def _checked(code: str) -> str:
    """Code that checks something, if only that it runs: what it calls may hold the asserts."""
    tree = parse_module(code)
    ends = [] if may_fail(tree) else ["assert True"]
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "unittest":
            # The runner would take the class itself for a test of the code's.
            names = {one.name: one.asname or one.name for one in node.names}
            ends += [f"del {names['TestCase']}"] if "TestCase" in names else []
    return "\n".join([code.rstrip(), *ends, ""]) if ends else code


def add_examples(draft: Draft, text: str, group: str) -> int:
    """Add the ``>>>`` examples of a docstring that can be said as calls; returns how many."""
    try:
        examples = doctest.DocTestParser().get_examples(text)
    except ValueError:
        return 0
    count = 0
    entries = entry_names(draft.entry)
    for example in examples:
        call = example.source.strip()
        if not _is_call(call, entries) or not example.want.strip():
            continue
        try:
            literals.value(example.want.strip())
        except (InvalidTests, TypeError, MemoryError):
            continue
        test: dict[str, Any] = {"group": group, "call": call, "returns": example.want.strip()}
        count += 1
        code = f"assert {call} == {example.want.strip()}\n"
        draft.add(test, {"code": code}, f"example-{count}", optional=True)
    return count


def _is_call(text: str, entries: tuple[str, ...]) -> bool:
    try:
        return literals.call(text, "").name in entries
    except (InvalidTests, TypeError, MemoryError):
        return False


def without_parametrized_tests(code: str) -> str:
    """The code with other names for functions that look like tests, but take arguments.

    The code calls them itself; pytest would look for fixtures.
    """
    for node in parse_module(code).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test") and node.args.args:
            text = ast.get_source_segment(code, node) or ""
            head = text.replace(f"def {node.name}", f"def check_{node.name}", 1)
            code = renamed(replaced(code, [(node, head)]), node.name, f"check_{node.name}")
            return without_parametrized_tests(code)
    return code


def with_solution_names(code: str, draft: Draft) -> str:
    """The code with an import of the solution's names that it reads and then binds itself.

    A test gets from the solution what it does not bind anywhere.
    """
    bound = {
        name
        for node in ast.walk(parse_module(code))
        for name in (
            [node.id]
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
            else [node.arg]
            if isinstance(node, ast.arg)
            else [node.name]
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            else [alias.asname or alias.name for alias in node.names]
            if isinstance(node, ast.Import | ast.ImportFrom)
            else []
        )
    }
    solution = set(top_level(draft.solution)) - set(entry_names(draft.entry))
    wanted = sorted(free_names(code) & bound & solution)
    return f"from solution import {', '.join(wanted)}\n{code}" if wanted else code
