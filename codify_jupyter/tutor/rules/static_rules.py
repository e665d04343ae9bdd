"""A rule of the task about the code itself is not kept (tests of kind ``static``)."""

from __future__ import annotations

import ast

from codify_jupyter.tutor.evidence import Evidence
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.wording import quote


def diagnose(evidence: Evidence) -> Diagnosis | None:
    """Speak when such a rule is all that is left to mend."""
    seen = evidence.focus
    if seen is None or seen.kind != "static":
        return None
    answers = [test for test in evidence.verdict.tests if test.kind != "static"]
    right = bool(answers) and all(test.status == "passed" for test in answers)
    lead = "Your answers are right. What is left is a rule" if right else "There is a rule"
    words = seen.advice or "The task says which means may or may not be used."
    line = _breaking_line(evidence, seen.test) if seen.public else None
    look = (
        f"Look at line {line}: {quote(evidence.program.source(line))}. Which part of it is what"
        " the rule speaks of, and how could you get there without it?"
        if line
        else "Read the rule again and go through your code line by line: where do you use what it"
        " speaks of, or where is it missing?"
    )
    return Diagnosis(
        rule="static",
        what=f"{lead} about the code itself: {words} Which part of your code is it about?",
        concept="Some tasks ask for a certain way, because that way is what they want to practise.",
        where=look,
        example="tracing",
        line=line,
    )


def _breaking_line(evidence: Evidence, test: str) -> int | None:
    """Return the first line with something that the rule forbids."""
    tests = evidence.problem.tests_json.get("tests", [])
    spec = next((one.get("spec") or {} for one in tests if one.get("id") == test), {})
    rules = spec.get("static") or {}
    names = {*rules.get("forbid_call", ()), *rules.get("forbid_name", ())}
    lines = [
        int(getattr(node, "lineno", 1))
        for node in evidence.program.nodes
        if type(node).__name__ in rules.get("forbid_node", ())
        or (isinstance(node, ast.Name) and node.id in names)
        or (isinstance(node, ast.Attribute) and {node.attr, ast.unparse(node)} & names)
        or _imports(node) & set(rules.get("forbid_import", ()))
    ]
    return min(lines, default=None)


def _imports(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    return {(node.module or "").split(".")[0]} if isinstance(node, ast.ImportFrom) else set()
