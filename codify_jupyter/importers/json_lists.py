"""HumanEval and MBPP as JSON Lines, and any list of JSON objects through a field map."""

from __future__ import annotations

import ast
import gzip
import json
import textwrap
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from codify_jupyter.importers.draft import Draft, LeftOut, one_line, slug_of
from codify_jupyter.importers.python_source import (
    docstring_markdown,
    entry_of,
    renamed,
    stub_of,
    top_level,
    used_names,
)
from codify_jupyter.importers.test_code import add_asserts, add_examples
from codify_jupyter.importers.trouble import ImportTrouble
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

MAX_FILE_BYTES = 64 * 1024 * 1024
HUMAN_EVAL = {
    "slug": "task_id",
    "statement": "prompt",
    "prefix": "prompt",
    "entry": "entry_point",
    "solution": "canonical_solution",
    "tests": "test",
}
MBPP = {
    "slug": "task_id",
    "statement": "text",
    "solution": "code",
    "setup": "test_setup_code",
    "tests": "test_list",
    "hidden": "challenge_test_list",
}
FIELDS = (
    "slug", "title", "statement", "entry", "prefix", "starter", "solution", "setup", "tests",
    "hidden",
)  # fmt: skip
"""What a field map may name."""


def read_json_list(
    path: Path, fields: Mapping[str, str] | None = None
) -> Iterator[Draft | LeftOut]:
    """Drafts of the objects of a ``.json``, ``.jsonl`` or ``.jsonl.gz`` file.

    ``fields`` maps ``FIELDS`` to keys of the objects; ``a.b`` goes into
    ``a``. ``tests`` and ``hidden`` are asserts: a text, or a list of texts.

    Raises:
        ImportTrouble: the file is no such list.
    """
    for number, item in enumerate(_objects(path), start=1):
        source = f"{path.name}#{number}"
        if not isinstance(item, dict):
            why = str(item) if isinstance(item, ImportTrouble) else "is no JSON object"
            yield LeftOut(source, why)
            continue
        try:
            yield _draft(item, fields or _guess(item), source, number)
        except (RecursionError, MemoryError):
            yield LeftOut(source, "its code is nested too deeply to be read")


def _objects(path: Path) -> Iterator[Any]:
    """What the file lists; in the place of a line that cannot be read, what is wrong with it."""
    text = _text(path)
    if ".jsonl" in path.name:
        for line in filter(str.strip, text.splitlines()):
            try:
                yield _parsed(line, "this line")
            except ImportTrouble as trouble:
                yield trouble
        return
    whole = _parsed(text, str(path))
    items = (
        whole
        if isinstance(whole, list)
        else next((value for value in whole.values() if isinstance(value, list)), None)
        if isinstance(whole, dict)
        else None
    )
    if items is None:
        raise ImportTrouble(f"{path}: holds no list of problems")
    yield from items


def _text(path: Path) -> str:
    if not path.is_file():
        raise ImportTrouble(f"{path}: is not a file")
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ImportTrouble(f"{path}: cannot be read: {error}") from None
    if len(data) > MAX_FILE_BYTES:
        raise ImportTrouble(f"{path}: is larger than {MAX_FILE_BYTES >> 20} MiB; split it")
    return data.decode("utf-8-sig", errors="replace")


def _parsed(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ImportTrouble(f"{where}: is not JSON: {str(error)[:200]}") from None


def _guess(item: Mapping[str, Any]) -> Mapping[str, str]:
    if "canonical_solution" in item and "entry_point" in item:
        return HUMAN_EVAL
    if "test_list" in item and "code" in item:
        return MBPP if "text" in item else {**MBPP, "statement": "prompt", "setup": "test_imports"}
    raise ImportTrouble(
        "this is neither HumanEval nor MBPP; say with --map which keys hold what, "
        f"e.g. --map statement=question. There are: {', '.join(list(item)[:20])}"
    )


def _value(item: Mapping[str, Any], key: str) -> Any:
    value: Any = item
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _draft(item: Mapping[str, Any], fields: Mapping[str, str], source: str, number: int) -> Draft:
    found = {name: _value(item, key) for name, key in fields.items()}

    def text(name: str) -> str:
        value = found.get(name)
        if isinstance(value, list):
            return "\n".join(str(one) for one in value)
        return "" if value is None else str(value)

    prefix, solution = text("prefix"), text("solution")
    whole = (prefix + solution if prefix else solution).replace("\r\n", "\n")
    tests = [*_codes(found.get("tests")), *_codes(found.get("hidden"))]
    entry = text("entry") or _called(tests, whole)
    slug = slug_of(
        text("slug") if not text("slug").isdigit() else f"task-{text('slug')}", f"p{number}"
    )
    statement = text("statement")
    docstring = _docstring(whole, entry)
    if prefix and statement == prefix:
        statement = f"Write `{_signature(prefix, entry)}`.\n\n{docstring_markdown(docstring)}"
    draft = Draft(
        slug=slug,
        title=one_line(text("title") or entry.replace("_", " ").strip().capitalize(), slug),
        statement=statement or f"Write `{entry}`.",
        entry=entry_of([entry], whole) if entry else "script",
        starter=text("starter") or stub_of(whole, [entry]),
        solution=whole,
        source=source,
        requires=_packages(whole),
        groups=[
            {"id": "examples", "title": "Examples", "points": 1},
            {"id": "hidden", "title": "Hidden tests", "points": 2, "visibility": "hidden"},
        ],
    )
    if not entry or entry not in top_level(whole):
        draft.note("skipped", "problem", "no function of the solution is called by the tests")
        return draft
    setup = text("setup")
    add_examples(draft, docstring, "examples")
    public = "examples" if not draft.tests and not found.get("hidden") else "hidden"
    groups = [public] * len(_codes(found.get("tests"))) + ["hidden"] * len(tests)
    if prefix:
        groups = ["hidden"] * len(tests)
    for code, group in zip(tests, groups, strict=False):
        _add(draft, code, group, setup, entry)
    return draft


def _codes(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [str(one) for one in value] if isinstance(value, list) else []


def _add(draft: Draft, code: str, group: str, setup: str, entry: str) -> None:
    body = _body_of_check(code, entry) if "def check(" in code else code
    whole = f"{setup}\n{body}" if setup.strip() else body
    if add_asserts(draft, whole, {"group": group}) == 0:
        draft.note("skipped", "tests", "there is no assert in them")


def _body_of_check(code: str, entry: str) -> str:
    """The statements of ``def check(candidate)`` with the entry's own name, and what is beside."""
    try:
        tree = parse_module(code)
    except UnreadablePythonError:
        return code
    lines = code.split("\n")
    parts = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "check":
            name = node.args.args[0].arg if node.args.args else "candidate"
            body = textwrap.dedent("\n".join(lines[node.body[0].lineno - 1 : node.end_lineno]))
            parts.append(renamed(body, name, entry))
        elif not (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "METADATA"):
            parts.append("\n".join(lines[node.lineno - 1 : node.end_lineno]))
    return "\n".join(parts)


def _called(tests: list[str], solution: str) -> str:
    """The function of the solution that the tests call."""
    defined = top_level(solution)
    for code in tests:
        try:
            names = used_names(parse_module(code))
        except UnreadablePythonError:
            continue
        found = [name for name in defined if name in names]
        functions = [n for n in found if isinstance(defined[n], ast.FunctionDef | ast.ClassDef)]
        if functions:
            return functions[-1]
    return ""


def _docstring(source: str, entry: str) -> str:
    node = top_level(source).get(entry)
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return ast.get_docstring(node) or ""
    return ""


def _signature(source: str, entry: str) -> str:
    line = next((row for row in source.split("\n") if row.startswith(f"def {entry}")), f"{entry}()")
    return line.removeprefix("def ").rstrip(" :")


def _packages(source: str) -> tuple[str, ...]:
    known = ("numpy", "pandas", "sympy")
    return tuple(name for name in known if f"import {name}" in source or f"from {name}" in source)
