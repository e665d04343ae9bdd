"""The condition that a test one cannot see is probably about, by the words of its name."""

from __future__ import annotations

import ast
import re

from codify_jupyter.tutor.program import Program, walk

_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
)
_MOST_CONDITIONS = 2
"""Of so few conditions the first one is a fair place to begin, whatever the name says."""


def deciding_line(program: Program, name: str, *, alone: bool = True) -> int | None:
    """Return the line of the condition that shares most words with `name`.

    Without a shared word the first condition, if there are not many and the
    program has one task `alone`; else None: a line that has nothing to do with
    the matter leads astray.
    """
    conditions = _conditions(program)
    wanted = _words(name)
    by_words = [(len(wanted & _said(test)), -line) for line, test in conditions]
    most, line = max(by_words, default=(0, 0))
    if most:
        return -line
    lines = sorted({line for line, _ in conditions})
    return lines[0] if alone and lines and len(lines) <= _MOST_CONDITIONS else None


def _conditions(program: Program) -> list[tuple[int, ast.expr]]:
    found: list[tuple[int, ast.expr]] = [
        (node.lineno, node.test)
        for node in program.nodes
        if isinstance(node, (ast.If, ast.While, ast.IfExp))
    ]
    found += [(test.lineno, test) for part in program.of(ast.comprehension) for test in part.ifs]
    inside = {id(node) for _, test in found for node in walk(test)}
    found += [(node.lineno, node) for node in program.of(ast.Compare) if id(node) not in inside]
    return found


def _said(test: ast.expr) -> set[str]:
    """Return the words in the names and texts of a condition, and its numbers."""
    words: set[str] = set()
    for node in walk(test):
        if isinstance(node, ast.Name):
            words |= _words(node.id)
        elif isinstance(node, ast.Attribute):
            words |= _words(node.attr)
        elif isinstance(node, ast.Constant):
            words |= _words(str(node.value)) | _of_text(node.value)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            words.add("empty")
    return words


def _of_text(value: object) -> set[str]:
    if not isinstance(value, str) or value.strip():
        return set()
    return {"space"} if value else {"empty"}


def _words(text: str) -> set[str]:
    """Return words of three letters or more without a plural's ending, and numbers as digits."""
    found: set[str] = set()
    for word in re.findall(r"[a-z]+|\d+", text.lower()):
        if word in _NUMBERS:
            found.add(str(_NUMBERS.index(word)))
        elif word.isdigit():
            found.add(word)
        elif len(word) > 2:
            found.add(word.removesuffix("s"))
    return found - {"the", "not", "and", "isn", "one"}
