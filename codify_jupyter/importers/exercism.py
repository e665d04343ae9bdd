"""Exercism's Python track: a folder per exercise, tests written with unittest."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from codify_jupyter.importers.draft import Draft, slug_of
from codify_jupyter.importers.python_source import entry_of, stub_of, top_level
from codify_jupyter.importers.source_text import read_text
from codify_jupyter.importers.trouble import ImportTrouble
from codify_jupyter.importers.unittests import unittest_cases
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

_FROM = re.compile(r"^from (\w+) import (?:\([^)]*\)|[^\n(]*)$", re.M)
_DOCS = ("introduction.md", "instructions.md", "instructions.append.md")


def read_exercism(path: Path) -> Iterator[Draft]:
    """Drafts of all exercises at or below a folder.

    Raises:
        ImportTrouble: there is none.
    """
    configs = sorted(
        config
        for config in path.rglob(".meta/config.json")
        if "exercises" in config.parts
        or config.parents[1] == path
        or path.name in ("practice", "concept")
    )
    if not configs:
        raise ImportTrouble(f"{path}: there is no exercise (a folder with .meta/config.json)")
    for config in configs:
        draft = _draft(config.parents[1], path)
        if draft is not None:
            yield draft


def _draft(folder: Path, root: Path) -> Draft | None:
    try:
        config = json.loads(read_text(folder / ".meta/config.json"))
        files: dict[str, Any] = config["files"]
    except (ValueError, KeyError, TypeError):
        return None
    reference = next(iter(files.get("example") or files.get("exemplar") or ()), None)
    solutions, tests = files.get("solution") or [], files.get("test") or []
    if not reference or not solutions or not tests or not str(solutions[0]).endswith(".py"):
        return None
    module = Path(solutions[0]).stem
    solution = _with_modules(read_text(folder / reference), folder, module)
    test_text = _with_modules(read_text(folder / tests[0]), folder, module)
    names = _imported(test_text, module)
    defined = top_level(solution)
    slug = slug_of(folder.name, "exercise")
    starter = read_text(folder / solutions[0])
    draft = Draft(
        slug=slug,
        title=slug.replace("-", " ").capitalize(),
        statement=_statement(folder, config),
        entry=entry_of(names, solution) if names else module,
        starter=starter if all(name in top_level(starter) for name in names) else "",
        solution=solution,
        source=str(folder.relative_to(root)) if folder != root else folder.name,
        limits={"time_s": 10},
        groups=[{"id": "tests", "title": "Tests", "points": 10}],
    )
    if not draft.starter.strip():
        draft.starter = stub_of(solution, names)
    missing = [name for name in names if name not in defined]
    if not names or missing:
        what = f"of {', '.join(missing)}" if missing else "of nothing"
        draft.note("skipped", "problem", f"the tests make use {what} in {module}.py")
        return draft
    for extra in (*files.get("editor", ()), *files.get("helper", ())):
        draft.note("lossy", f"file {extra}", "its text now stands in what imports it")
    for case in unittest_cases(test_text, names, module):
        draft.add({"group": "tests", **case.keys}, case.original, case.name)
    return draft


def _with_modules(text: str, folder: Path, module: str) -> str:
    """The text with modules that lie beside it written out where they are imported."""

    def written_out(found: re.Match[str]) -> str:
        path = folder / f"{found[1]}.py"
        if found[1] == module or not path.is_file():
            return found[0]
        return read_text(path).strip()

    return _FROM.sub(written_out, text)


def _statement(folder: Path, config: dict[str, Any]) -> str:
    texts = [read_text(folder / ".docs" / name, missing_ok=True).strip() for name in _DOCS]
    text = "\n\n".join(text for text in texts if text) or str(config.get("blurb", ""))
    return re.sub(r"^# (Introduction|Instructions)( append)?\s*$", "", text, flags=re.M).strip()


def _imported(test_text: str, module: str) -> list[str]:
    """What the tests take from the solution: imported names and ``module.NAME``."""
    try:
        tree = parse_module(test_text)
    except UnreadablePythonError:
        return []
    names: dict[str, None] = {}
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    called = {a.asname or a.name for one in imports for a in one.names if a.name == module}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == module:
            names.update((alias.name, None) for alias in node.names)
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in called
        ):
            names.setdefault(node.attr)
    return [name for name in names if name != "*"]
