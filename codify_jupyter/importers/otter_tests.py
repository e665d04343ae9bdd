"""Test cells of Otter's: code with its settings, and what it showed when it was saved."""

from __future__ import annotations

import ast
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codify_jupyter.importers.course import Course, TestCell
from codify_jupyter.importers.draft import Note
from codify_jupyter.importers.notebook_code import plain_python
from codify_jupyter.importers.notebooks import CourseCell
from codify_jupyter.importers.sessions import with_output
from codify_jupyter.problems.findings import FindingList
from codify_jupyter.problems.located_yaml import read_yaml
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

_CONFIG = re.compile(
    r'^\s*(?:\w\s*=\s*)?"""?\s*#\s*BEGIN\s*TEST\s*CONFIG[^\n]*\n(.*?)^\s*"""?\s*#\s*END\s*TEST\s*CONFIG[^\n]*\n?',
    re.S | re.M | re.I,
)
_MARK = re.compile(r"^\s*#\s*(?:HIDDEN\s+TEST|TEST|HIDDEN)\b[^\n]*\n?", re.I)


@dataclass(frozen=True, slots=True)
class OtterTest:
    """One test cell, before its points are known."""

    name: str
    steps: range
    code: str
    hidden: bool
    points: float | None
    on_fail: str
    notes: tuple[Note, ...]


def read_test(course: Course, text: str, cell: CourseCell, number: int) -> OtterTest:
    """Read a cell of tests, and add it to the course's program."""
    name = f"test {number}"
    config = _CONFIG.match(text)
    document = read_yaml(Path("test"), config[1], FindingList()) if config else None
    values = document.value if document and isinstance(document.value, dict) else {}
    code = _CONFIG.sub("", text, count=1)
    mark = _MARK.match(code)
    hidden = bool(values.get("hidden", mark and "HIDDEN" in mark[0].upper()))
    code = plain_python(_MARK.sub("", code, count=1)).strip() + "\n"
    steps = course.program.add(code, "hidden" if hidden else "tests")
    lines = course.hidden if hidden else course.public
    lines |= {line.strip() for line in code.split("\n") if line.strip()}
    notes: list[Note] = []
    if "import student_file" in code:
        notes.append(Note("lossy", name, "there is no module student_file of the student's"))
    with suppress(UnreadablePythonError):  # told when it is added
        code = with_output(_called_tests(code), cell.printed, cell.result)
    points = values.get("points")
    points = float(points) if isinstance(points, int | float) else None
    on_fail = str(values.get("failure_message") or "")
    return OtterTest(name, steps, code, hidden, points, on_fail, tuple(notes))


def _called_tests(code: str) -> str:
    """The code with calls of functions that take what Otter gives them: the environment's names."""
    tree = parse_module(code)
    calls = [node for node in tree.body if isinstance(node, ast.Expr)]
    for one in tree.body:
        if isinstance(one, ast.FunctionDef) and one.name.startswith("test") and not calls:
            arguments = [argument.arg for argument in one.args.args]
            if "env" in arguments:
                wanted = sorted(set(re.findall(r"""\benv\[["'](\w+)["']\]""", code)))
                code += f"env = dict({', '.join(f'{name}={name}' for name in wanted)})\n"
            code += f"{one.name}({', '.join(arguments)})\n"
    return code


def otter_groups(
    config: dict[str, Any], tests: list[OtterTest]
) -> tuple[list[dict[str, Any]], list[TestCell]]:
    """The group of a question, and its tests with their weights."""
    points = config.get("points")
    own: list[float | None] = [test.points for test in tests]
    if isinstance(points, list) and len(points) == len(tests):
        own = [float(p) if isinstance(p, int | float) else None for p in points]
        points = None
    elif isinstance(points, dict):
        points = float(points.get("each") or 1) * len(tests)
    known = sum(p for p in own if p is not None)
    total = float(points) if isinstance(points, int | float) else known or 1.0
    unknown = own.count(None)
    share = max(total - known, 0.0) / unknown if unknown else 0.0
    weights = [share if p is None else max(p, 0.0) for p in own]
    even = len(set(weights)) == 1
    group = {"id": "tests", "title": "Tests", "points": min(sum(weights), 1000.0) or 1.0}
    if config.get("all_or_nothing"):
        group["scoring"] = "all"
    return [group], [
        TestCell(
            test.name,
            test.steps,
            test.code,
            "tests",
            all_hidden=test.hidden,
            weight=1 if even else min(weight, 1000.0),
            on_fail=test.on_fail,
            notes=test.notes,
        )
        for test, weight in zip(tests, weights, strict=True)
    ]
