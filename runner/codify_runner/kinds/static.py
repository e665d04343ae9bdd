"""Kind ``static``: constructs that the code must or must not use."""

from __future__ import annotations

from typing import Any

from codify_runner.errors import InvalidTests
from codify_runner.kinds.result import result
from codify_runner.session import Session
from codify_runner.tests_format import Case
from codify_runner.verdict import TestResult

_NODE_WORDS = {
    "For": "a for loop",
    "While": "a while loop",
    "ListComp": "a list comprehension",
    "DictComp": "a dict comprehension",
    "SetComp": "a set comprehension",
    "GeneratorExp": "a generator expression",
    "Lambda": "a lambda",
    "Try": "try",
    "If": "if",
    "IfExp": "a conditional expression",
    "With": "with",
    "Import": "import",
    "ImportFrom": "from … import",
    "ClassDef": "a class",
    "FunctionDef": "a function",
    "Global": "global",
    "Yield": "yield",
}
_RULES = frozenset(
    {
        "forbid_import",
        "forbid_call",
        "forbid_name",
        "forbid_node",
        "require_node",
        "require_call",
        "require_recursion",
        "max_lines",
    }
)


async def judge(session: Session, case: Case) -> TestResult:
    """Apply the rules to what stands in the code. The code does not run for it."""
    rules = case.spec.get("static") or {}
    if unknown := set(rules) - _RULES:
        raise InvalidTests(f"test {case.id}: there is no static rule {sorted(unknown)[0]!r}")
    complaints = broken_rules(rules, session.facts)
    return result(case, "failed" if complaints else "passed", message=" ".join(complaints))


def broken_rules(rules: dict[str, Any], facts: dict[str, Any]) -> list[str]:
    """A sentence for each rule that the code breaks."""
    said: list[str] = []
    for module in rules.get("forbid_import", ()):
        for imported, line in facts["imports"].items():
            if imported == module or imported.startswith(f"{module}."):
                said.append(f"Line {line} imports `{imported}`, which this problem does not allow.")
                break
    said += [
        f"Line {facts['calls'][name]} calls `{name}`, which is not allowed here."
        for name in rules.get("forbid_call", ())
        if name in facts["calls"]
    ]
    said += [
        f"Line {facts['names'][name]} uses `{name}`, which is not allowed here."
        for name in rules.get("forbid_name", ())
        if name in facts["names"]
    ]
    for node in rules.get("forbid_node", ()):
        if node in facts["nodes"]:
            line = facts["nodes"][node]
            said.append(f"Line {line} has {_words(node)}, which is not allowed here.")
    said += [
        f"Your code should use {_words(node)}."
        for node in rules.get("require_node", ())
        if node not in facts["nodes"]
    ]
    said += [
        f"Your code should call `{name}`."
        for name in rules.get("require_call", ())
        if name not in facts["calls"]
    ]
    if rules.get("require_recursion") and not facts["recursive"]:
        said.append("Your code should have a function that calls itself.")
    most = rules.get("max_lines")
    if most is not None and facts["lines"] > most:
        said.append(f"Your code has {facts['lines']} lines; at most {most} are allowed.")
    return said


def _words(node: str) -> str:
    return _NODE_WORDS.get(node, f"`{node}`")
