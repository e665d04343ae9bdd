"""A question of a course notebook: what of the cells before it its solution and tests need."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field

from codify_jupyter.importers.draft import Draft, one_line, slug_of
from codify_jupyter.importers.python_source import (
    bound_names,
    entry_of,
    segment,
    stub_of,
    top_level,
    used_names,
)
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

_MAGIC = re.compile(r"^\s*([%!?]|.*\?$)")
_PACKAGES = ("numpy", "pandas", "scipy", "matplotlib", "sympy")


def without_magics(code: str) -> str:
    """Code without lines that only IPython understands."""
    return "\n".join(
        "pass" if _MAGIC.match(line) and not line.strip().startswith("#") else line
        for line in code.split("\n")
    )


@dataclass(slots=True)
class CourseContext:
    """Everything that ran before a question, in document order."""

    statements: list[tuple[ast.stmt, str]] = field(default_factory=list)

    def add(self, code: str) -> None:
        """Code that stands before the next question."""
        code = without_magics(code)
        try:
            tree = parse_module(code)
        except UnreadablePythonError:
            return
        self.statements += [(node, segment(code, node)) for node in tree.body]

    def add_tests(self, code: str) -> None:
        """What a test cell leaves for those after it: all but its asserts."""
        code = without_magics(code)
        try:
            tree = parse_module(code)
        except UnreadablePythonError:
            return
        kept = ast.Import | ast.ImportFrom | ast.Assign | ast.FunctionDef | ast.ClassDef
        self.statements += [
            (node, segment(code, node)) for node in tree.body if isinstance(node, kept)
        ]

    def add_imports(self, code: str) -> None:
        """Only the imports of a test cell: the rest of it is no part of the course's code."""
        code = without_magics(code)
        try:
            tree = parse_module(code)
        except UnreadablePythonError:
            return
        imports = ast.Import | ast.ImportFrom
        self.statements += [
            (node, segment(code, node)) for node in tree.body if isinstance(node, imports)
        ]

    def needed_by(self, code: str, defined: set[str]) -> str:
        """The earlier statements that some code builds on, by way of others too."""
        try:
            wanted = used_names(parse_module(code)) - defined
        except UnreadablePythonError:
            return ""
        found: list[str] = []
        for node, text in reversed(self.statements):
            star = isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
            changes = _changed(node) & wanted
            if star or changes or set(bound_names(node)) & wanted:
                found.insert(0, text)
                wanted |= used_names(node)
        return "\n".join(found)


def _changed(node: ast.stmt) -> set[str]:
    """Names whose objects a statement changes: ``x[0] = 1``, ``table.name = "a"``."""
    if not isinstance(node, ast.Assign | ast.AugAssign):
        return set()
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {
        name.id
        for target in targets
        if isinstance(target, ast.Subscript | ast.Attribute)
        for name in ast.walk(target)
        if isinstance(name, ast.Name)
    }


def question_draft(
    name: str,
    statement: str,
    solution: str,
    starter: str,
    tests: str,
    context: CourseContext,
    source: str,
) -> Draft:
    """A draft without tests yet. ``tests`` is all their code, to see which names they use."""
    solution, starter = without_magics(solution), without_magics(starter)
    defined = top_level(solution)
    try:
        used = used_names(parse_module(without_magics(tests)))
    except UnreadablePythonError:
        used = set(defined)
    names = [one for one in defined if one in used and one.isidentifier()]
    names = [n for n in names if not isinstance(defined[n], ast.Import | ast.ImportFrom)]
    given = context.needed_by(f"{solution}\n{without_magics(tests)}", set(defined))
    if not names:
        # The tests look at what an earlier cell made, or this one has changed.
        before = top_level(given)
        names = [
            one
            for one in before
            if one in used and not isinstance(before[one], ast.Import | ast.ImportFrom)
        ]
    head = f"{given}\n\n\n" if given else ""
    whole = f"{head}{solution.strip()}\n"
    begun = starter.strip()
    if not all(one in top_level(f"{head}{begun}") for one in names):
        begun = stub_of(solution, [one for one in names if one in defined]).strip() or "..."
    heading = next(iter(re.findall(r"^#+\s*(.+)$", statement, flags=re.M)[::-1]), "")
    looked_at = f"{whole}\n{tests}"
    packages = [p for p in _PACKAGES if re.search(rf"^\s*(import|from) {p}\b", looked_at, re.M)]
    draft = Draft(
        slug=slug_of(name, "question"),
        title=one_line(re.sub(r"[*_`$\\]", "", heading) or name, name),
        statement=statement or f"Write {', '.join(f'`{one}`' for one in names) or 'the code'}.",
        entry=entry_of(names, whole) if names else "script",
        starter=f"{head}{begun}\n",
        solution=whole,
        source=source,
        requires=tuple(packages),
        limits={"time_s": 10, "memory_mb": 1024} if packages else {"time_s": 5},
    )
    if not names:
        draft.note("skipped", "problem", "the solution defines nothing that the tests look at")
    return draft
