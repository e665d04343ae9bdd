"""OK's test files: ``test = {…}``, read as data and never run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from codify_jupyter.importers.draft import Draft, LeftOut, one_line, slug_of
from codify_jupyter.importers.python_source import entry_of, top_level, used_names
from codify_jupyter.importers.sessions import session_code
from codify_jupyter.importers.source_text import files_below, read_text
from codify_jupyter.importers.test_code import add_asserts
from codify_jupyter.importers.trouble import ImportTrouble
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module


def read_ok(path: Path) -> Iterator[Draft | LeftOut]:
    """Drafts of the tests in a ``tests`` folder, with the programs beside it.

    OK's files hold no reference. The program beside them is taken for one
    when it passes all tests; else the tests are imported unverified.

    Raises:
        ImportTrouble: there is none.
    """
    found = False
    root = path if path.is_dir() else path.parent
    root = root.parent if root.name == "tests" else root
    for file in files_below(path, "*.py"):
        source = str(file.relative_to(root)) if file.is_relative_to(root) else file.name
        try:
            test = _test_of(file, root)
            draft = _draft(file, test, root, source) if test is not None else None
        except ImportTrouble as trouble:
            yield LeftOut(source, str(trouble))
            continue
        except (RecursionError, MemoryError, AttributeError, TypeError, ValueError):
            yield LeftOut(source, "its `test` is not built as OK's are")
            continue
        if draft is not None:
            found = True
            yield draft
    if not found:
        raise ImportTrouble(f"{path}: there is no file with `test = {{…}}`")


def _test_of(file: Path, root: Path) -> dict[str, Any] | None:
    text = read_text(file, root)
    if "test" not in text or "suites" not in text:
        return None
    try:
        tree = parse_module(text)
    except UnreadablePythonError:
        return None
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="test")], value=value):
                try:
                    read = ast.literal_eval(value)
                except (ValueError, TypeError, MemoryError, RecursionError):
                    return None
                return read if isinstance(read, dict) and "suites" in read else None
    return None


def _draft(
    file: Path, test: dict[str, Any], root: Path, source: str, *, printed: bool = False
) -> Draft:
    """The draft of a file; with ``printed`` all that calls show is taken for printed."""
    name = str(test.get("name") or file.stem)
    sessions = list(_sessions(test, printed))
    program = _program(file, root, [code for code, _ in sessions])
    names = [one for one in _used(sessions) if one in top_level(program)]
    draft = Draft(
        slug=slug_of(file.stem, "question"),
        title=one_line(name, file.stem),
        statement=f"# {name}\n\nThe statement of this question is not part of OK's test files.",
        entry=entry_of(names, program) if names else "script",
        starter=program,
        solution=program,
        source=source,
        groups=[{"id": "tests", "title": "Tests", "points": float(test.get("points") or 1)}],
        has_reference=False,
        supposed_reference=True,
        alternatives=() if printed else (partial(_draft, file, test, root, source, printed=True),),
    )
    draft.note("lossy", "statement", "OK's test files have none")
    if not names:
        draft.note("skipped", "problem", "no program beside the tests defines what they call")
        return draft
    for number, (code, hidden) in enumerate(sessions, start=1):
        before = len(draft.tests)
        add_asserts(draft, code, {"group": "tests"}, name=f"case {number}")
        for one in draft.tests[before:] if hidden else ():
            one.keys["visibility"] = "hidden"
    for suite in test["suites"]:
        locked = [c for c in suite.get("cases", ()) if isinstance(c, dict) and c.get("locked")]
        if locked:
            draft.note("skipped", f"{len(locked)} cases", "their answers are locked")
        if suite.get("type") not in ("doctest", None):
            draft.note("skipped", f"a suite of type {suite.get('type')}", "is no doctest")
    return draft


def _sessions(test: dict[str, Any], printed: bool) -> Iterator[tuple[str, bool]]:
    for suite in test["suites"]:
        if not isinstance(suite, dict) or suite.get("type", "doctest") != "doctest":
            continue
        setup = _session(str(suite.get("setup", "")), printed)
        for case in suite.get("cases", ()):
            if isinstance(case, dict) and not case.get("locked"):
                code = _session(str(case.get("code", "")), printed)
                if code.strip():
                    yield f"{setup}{code}", bool(case.get("hidden"))


def _session(text: str, printed: bool) -> str:
    session = "\n".join(line.strip() for line in text.strip().split("\n"))
    try:
        code = session_code(session, printed=printed)
    except UnreadablePythonError:
        return ""
    # The tests import the program that they test; its names are at hand here.
    lines = [line for line in code.split("\n") if not line.startswith("from ") or "*" not in line]
    return "\n".join(lines)


def _used(sessions: list[tuple[str, bool]]) -> list[str]:
    names: dict[str, None] = {}
    for code, _ in sessions:
        try:
            names.update(dict.fromkeys(sorted(used_names(parse_module(code)))))
        except UnreadablePythonError:
            continue
    return list(names)


def _program(file: Path, root: Path, sessions: list[str]) -> str:
    """The program beside the tests that defines most of what they use."""
    wanted = set(_used([(code, False) for code in sessions]))
    best, most = "", 0
    for place in (file.parent, file.parent.parent):
        for path in sorted(place.glob("*.py")):
            try:
                text = read_text(path, root)
            except ImportTrouble:
                continue
            count = len(wanted & set(top_level(text)))
            if count > most and path != file:
                best, most = text, count
    return best
