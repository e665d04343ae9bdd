"""Rule 5, what can be read off the code without running it, found by pyflakes."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from pyflakes import checker, messages

from codify_jupyter.tutor.evidence import Evidence
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import Program
from codify_jupyter.tutor.rules.plain_names import plain
from codify_jupyter.tutor.rules.symptom import symptom
from codify_jupyter.tutor.wording import quote


def diagnose(evidence: Evidence) -> Diagnosis | None:
    """Speak of a fault that is one for any input: a name without a meaning, a lost definition."""
    for found in _findings(evidence.program):
        if isinstance(found, messages.UndefinedName):
            return _undefined(evidence, str(found.message_args[0]), found.lineno)
        if isinstance(found, messages.RedefinedWhileUnused):
            name, first = str(found.message_args[0]), int(found.message_args[1])
            # Nobody misses an import that is not used.
            if name in evidence.program.functions:
                return _defined_twice(evidence, name, first, found.lineno)
    return None


def diagnose_likely(evidence: Evidence) -> Diagnosis | None:
    """Speak of a variable that gets a value which nothing ever uses."""
    for found in _findings(evidence.program):
        if isinstance(found, messages.UnusedVariable):
            name = str(found.message_args[0])
            if not name.startswith("_"):
                return _unused(evidence, name, found.lineno)
    return None


@lru_cache(maxsize=1)  # for the second rule here, which follows soon after the first
def _findings(program: Program) -> list[messages.Message]:
    if program.tree is None or plain(program.tree):
        return []
    found = _Checker(program.tree, frozenset(re.findall(r"\w+", program.code))).messages
    return sorted(found, key=lambda message: (message.lineno, message.col))


class _Checker(checker.Checker):  # type: ignore[misc]
    """pyflakes, which otherwise spends most of its time on builtins that nobody names."""

    def __init__(self, tree: ast.Module, words: frozenset[str]) -> None:
        self._words = words
        super().__init__(tree, "<submission>")

    def addBinding(self, node: ast.AST | None, value: checker.Binding) -> None:  # noqa: N802
        """Leave out what the code cannot mean."""
        if node is not None or value.name in self._words:
            super().addBinding(node, value)


def _told(evidence: Evidence) -> str:
    return f"{symptom(evidence, evidence.focus)} " if evidence.focus is not None else ""


def _undefined(evidence: Evidence, name: str, line: int) -> Diagnosis:
    return Diagnosis(
        rule="static.undefined",
        what=(
            f"{_told(evidence)}Your code uses {quote(name, 40)} on line {line}. Where does that"
            " name get its meaning?"
        ),
        concept=(
            "A name means something only after an assignment, a `def`, an `import` or a parameter"
            " has given it a meaning. Python finds out no sooner than when the line runs."
        ),
        where=(
            f"Look at line {line}: {quote(evidence.program.source(line))}. Which name did you mean,"
            " and is it spelt the same in both places?"
        ),
        example="spelling",
        line=line,
    )


def _defined_twice(evidence: Evidence, name: str, first: int, line: int) -> Diagnosis:
    return Diagnosis(
        rule="static.defined_twice",
        what=(
            f"{_told(evidence)}Your code defines {quote(name, 40)} twice. Which of the two do the"
            " tests call?"
        ),
        concept=(
            "A second definition under the same name replaces the first one completely, as a"
            " second value replaces the first in a variable."
        ),
        where=(
            f"Compare line {first} with line {line}: {quote(evidence.program.source(line))}. What"
            " does the first one do that the second does not?"
        ),
        example="first_value",
        line=line,
    )


def _unused(evidence: Evidence, name: str, line: int) -> Diagnosis:
    return Diagnosis(
        rule="static.unused_variable",
        what=(
            f"{_told(evidence)}Your code stores a value in {quote(name, 40)}, and no other line"
            " uses it. What was it meant for?"
        ),
        concept=(
            "A value that is stored and never read changes nothing. Often another name stands"
            " where this one was meant."
        ),
        where=(
            f"Look at line {line}: {quote(evidence.program.source(line))}. In which later line did"
            f" you want {quote(name, 40)}?"
        ),
        example="first_value",
        line=line,
    )
