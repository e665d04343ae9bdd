"""Exercism's Python track: a folder per exercise, tests written with unittest."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from codify_jupyter.importers.draft import Draft, LeftOut, slug_of
from codify_jupyter.importers.helper_modules import HelperModules
from codify_jupyter.importers.packages import imported_packages, missing_packages
from codify_jupyter.importers.python_source import entry_of, stub_of, top_level
from codify_jupyter.importers.source_text import files_below, read_text
from codify_jupyter.importers.trouble import ImportTrouble
from codify_jupyter.importers.unittests import unittest_cases
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

_DOCS = ("introduction.md", "instructions.md", "instructions.append.md")


def read_exercism(path: Path) -> Iterator[Draft | LeftOut]:
    """Drafts of all exercises at or below a folder.

    Raises:
        ImportTrouble: there is none.
    """
    configs = [
        config
        for config in files_below(path, ".meta/config.json")
        if "exercises" in config.parts
        or config.parents[1] == path
        or path.name in ("practice", "concept")
    ]
    if not configs or not path.is_dir():
        raise ImportTrouble(f"{path}: there is no exercise (a folder with .meta/config.json)")
    for config in configs:
        yield _draft(config.parents[1], path)


def _draft(folder: Path, root: Path, *, beside: bool = False) -> Draft | LeftOut:
    """The draft of an exercise.

    ``beside`` puts helper modules of the tests beside the solution: its code
    cannot be given objects of a class that only the tests know.
    """
    source = str(folder.relative_to(root)) if folder != root else folder.name
    try:
        config = json.loads(read_text(folder / ".meta/config.json", root))
        files = config["files"]
        reference = (files.get("example") or files.get("exemplar"))[0]
        stub, test_file = files["solution"][0], files["test"][0]
        texts = [read_text(folder / str(name), root) for name in (reference, stub, test_file)]
    except ImportTrouble as trouble:
        return LeftOut(source, str(trouble))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return LeftOut(source, ".meta/config.json names no solution, example and tests")
    if not str(stub).endswith(".py"):
        return LeftOut(source, f"{stub} is not Python")
    module = Path(stub).stem
    helpers, test_text = HelperModules(folder, root, without=module).taken_out(texts[2])
    solution = "\n".join(
        filter(None, HelperModules(folder, root, without=module).taken_out(texts[0]))
    )
    starter = texts[1]
    names = _imported(test_text, module)
    slug = slug_of(folder.name, "exercise")
    if not all(name in top_level(starter) for name in names):
        starter = stub_of(solution, names)
    if helpers and beside:
        solution, starter = (
            f"{helpers}\n\n\n{solution}",
            f"{helpers}\n\n\n{starter}",
        )
    elif helpers:
        test_text = f"{helpers}\n{test_text}"
    draft = Draft(
        slug=slug,
        title=slug.replace("-", " ").capitalize(),
        statement=_statement(folder, root, config),
        entry=entry_of(names, solution) if names else module,
        starter=starter,
        solution=solution,
        source=source,
        limits={"time_s": 10},
        groups=[{"id": "tests", "title": "Tests", "points": 10}],
        requires=tuple(n for n in imported_packages(solution, test_text) if n != module),
        alternatives=((partial(_other, folder, root),) if helpers and not beside else ()),
    )
    missing = [name for name in names if name not in top_level(solution)]
    if not names or missing:
        what = f"of {', '.join(missing)}" if missing else "of nothing"
        draft.note("skipped", "problem", f"the tests make use {what} in {module}.py")
        return draft
    if absent := missing_packages(draft.requires):
        why = f"needs {', '.join(absent)}, which is not installed here"
        draft.note("skipped", "problem", why)
        draft.unsupported = "package"
    if helpers:
        draft.note("lossy", "helper modules", "now stand in the code that imported them")
    for case in unittest_cases(test_text, names, module):
        draft.add({"group": "tests", **case.keys}, case.original, case.name)
    return draft


def _other(folder: Path, root: Path) -> Draft:
    draft = _draft(folder, root, beside=True)
    assert isinstance(draft, Draft)  # it was one before
    return draft


def _statement(folder: Path, root: Path, config: dict[str, Any]) -> str:
    texts = [read_text(folder / ".docs" / name, root, missing_ok=True).strip() for name in _DOCS]
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
