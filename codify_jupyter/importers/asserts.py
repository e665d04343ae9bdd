"""Foreign asserts as tests: lifted into calls where that says the same, code otherwise."""

from __future__ import annotations

import doctest
from typing import Any

from codify_runner import literals
from codify_runner.errors import InvalidTests

from codify_jupyter.importers.draft import Draft
from codify_jupyter.problems.model import entry_names
from codify_jupyter.problems.notebook.splitting import split_code
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module


def add_asserts(draft: Draft, code: str, group: str, *, weight: float = 1, name: str = "") -> int:
    """Add the tests of some statements; returns how many."""
    try:
        tree = parse_module(code)
    except UnreadablePythonError as error:
        draft.note("skipped", name or "tests", f"is not Python: {error.message}")
        return 0
    entries = entry_names(draft.entry)
    splits = split_code(tree, code, entries, [], lift=True)
    by_line = {node.lineno: node for node in tree.body}
    lines = code.split("\n")
    for split in splits:
        node = by_line.get(split.line)
        text = "\n".join(lines[node.lineno - 1 : node.end_lineno]) if node is not None else ""
        original = {"code": text + "\n"} if "call" in split.keys and text else None
        weighted = {} if weight == 1 else {"weight": weight}
        draft.add({"group": group, **weighted, **split.keys}, original, split.name or name)
    return len(splits)


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
