"""Reads the tests cells of a problem into what tests.yaml would hold."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from codify_schema.formats import load_format

from codify_jupyter.problems.case_kinds import COMPARES_BY_KIND, KIND_KEYS
from codify_jupyter.problems.findings import FindingList, did_you_mean, shown
from codify_jupyter.problems.located_yaml import Place, YamlDocument
from codify_jupyter.problems.notebook.directives import (
    comment_lines,
    is_directive,
    leading_directives,
    read_directives,
)
from codify_jupyter.problems.notebook.lifting import lift_block
from codify_jupyter.problems.notebook.splitting import Piece, import_pieces, split_code
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

Of = TypeVar("Of")

_GROUP_KEYS = ("title", "points", "visibility", "scoring", "reveal")
_DEFAULT_KEYS = ("compare", "timeout_s", "weight")
_CELL_KEYS = ("codify", "group", *_GROUP_KEYS, *_DEFAULT_KEYS, "also", "lift")


@dataclass(slots=True)
class TestsDocument:
    """Grows cell by cell; ends as the document that tests.yaml would be."""

    __test__ = False

    path: Path
    """A path of no file: all tests cells below each other."""
    entries: tuple[str, ...]
    findings: FindingList
    groups: dict[str, dict[str, Any]] = field(default_factory=dict)
    tests: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    imports: list[Piece] = field(default_factory=list)
    document: YamlDocument = field(init=False)

    def __post_init__(self) -> None:
        self.document = YamlDocument(self.path, None)

    def finish(self) -> YamlDocument:
        """The document, as if it had been read from tests.yaml."""
        self.document.value = {
            "schema": "codify.tests/1",
            "groups": list(self.groups.values()),
            "tests": self.tests,
        }
        return self.document

    def add_cell(self, lines: list[str], first_line: int) -> None:
        """One cell; ``first_line`` is the line of ``path`` on which it begins."""
        end = leading_directives(lines)
        end = next((i for i in range(end) if _begins_test(lines[i])), end)
        marked = read_directives(self.path, lines[:end], first_line, self.findings)
        if marked is None:
            return
        cell = _CellReader(self, lines, first_line)
        for key in marked.values:
            if key not in _CELL_KEYS:
                message = f"unknown key {shown(key)}; {did_you_mean(key, _CELL_KEYS)}"
                self._error(marked.document.line((key,)), "unknown-key", message)
        cell.group = self._group(marked.values, marked.document)
        cell.lift = marked.values.get("lift", True) not in (False, "off")
        cell.defaults = {k: marked.values[k] for k in _DEFAULT_KEYS if k in marked.values}
        cell.read(end)
        also = marked.values.get("also", [])
        if not isinstance(also, list) or not all(isinstance(test, dict) for test in also):
            message = "`also` must be a list of tests, e.g. [{id: rand, generate: 'checks:rand'}]"
            self._error(marked.document.line(("also",)), "wrong-type", message)
            return
        for index, test in enumerate(also):
            place: Place = ("also", index)
            cell.add(dict(test), marked.document.line(place), marked.document, place)

    def _group(self, values: dict[str, Any], document: YamlDocument) -> str:
        name = str(values.get("group", next(iter(self.groups), "tests")))
        given = {key: values[key] for key in _GROUP_KEYS if key in values}
        known = self.groups.get(name)
        if known is None:
            self.groups[name] = {"id": name, "points": 1, **given}
            index = len(self.groups) - 1
            self.document.lines[("groups", index)] = document.line(("group",))
            for key in given:
                self.document.lines[("groups", index, key)] = document.line((key,))
            return name
        for key, value in given.items():
            if known.get(key) != value:
                message = (
                    f"`{key}` of the group {shown(name)} was given in the cell where it first "
                    f"appears, as {shown(known.get(key, 'the default'))}; keep one of the two"
                )
                self._error(document.line((key,)), "group-differs", message)
        return name

    def next_id(self, group: str, name: str) -> str:
        """An id for a test whose author gave none."""
        self.counts[group] = self.counts.get(group, 0) + 1
        return name or f"{group}-{self.counts[group]}"

    def _error(self, line: int, code: str, message: str) -> None:
        self.findings.error(self.path, line, code, message)


def _begins_test(line: str) -> bool:
    return is_directive(line) and line.removeprefix("#|").strip().startswith("test:")


class _CellReader:
    """The tests of one cell."""

    def __init__(self, tests: TestsDocument, lines: list[str], first_line: int) -> None:
        self.tests = tests
        self.lines = lines
        self.first_line = first_line
        self.group = ""
        self.lift = True
        self.defaults: dict[str, Any] = {}

    def read(self, start: int) -> None:
        code = "\n".join(["#"] * start + self.lines[start:])
        try:
            tree = parse_module(code)
        except UnreadablePythonError as error:
            self._error(error.line - 1, "bad-python", f"is not Python: {error.message}")
            return
        comments = comment_lines(code)
        marks = [
            index
            for index in range(start, len(self.lines))
            if index + 1 in comments and is_directive(self.lines[index])
        ]
        begins = [index for index in marks if _begins_test(self.lines[index])]
        runs = {i for begin in begins for i in range(begin, leading_directives(self.lines, begin))}
        for index in marks:
            if index not in runs:
                message = "this belongs to no test; begin one with `#| test: its-id`"
                self._error(index, "bad-directive", message)
                return
        plain_end = begins[0] if begins else len(self.lines)
        self._plain(start, plain_end, tree)
        for begin, end in zip(begins, [*begins, len(self.lines)][1:], strict=True):
            self._block(begin, end)
        self.tests.imports += import_pieces(tree, code)

    def _plain(self, start: int, end: int, whole: ast.Module) -> None:
        """Code before any ``#| test:``."""
        code = "\n".join(["#"] * start + self.lines[start:end])
        body = [node for node in whole.body if node.lineno <= end]
        tree = ast.Module(body=body, type_ignores=[])
        for split in split_code(tree, code, self.tests.entries, self.tests.imports, lift=self.lift):
            test = {"id": self.tests.next_id(self.group, split.name), **split.keys}
            self._add_at(test, split.line - 1)

    def _block(self, begin: int, end: int) -> None:
        """A ``#| test:`` with its keys and code."""
        code_start = leading_directives(self.lines, begin)
        line = self.first_line + begin
        marked = read_directives(
            self.tests.path, self.lines[begin:code_start], line, self.tests.findings
        )
        if marked is None:
            return
        test = {"id": marked.document.raw.get(("test",), ""), **marked.values}
        del test["test"]
        lift = self.lift and test.pop("lift", True) not in (False, "off")
        body = self.lines[code_start:end]
        while body and not body[-1].strip():
            body.pop()
        while body and not body[0].strip():
            body.pop(0)
            code_start += 1
        known = load_format("tests")["$defs"]["call_test"]["properties"]
        if any(key in test for key in KIND_KEYS):
            if body:
                message = "a test that says in `#|` lines what to do can have no code below"
                self._error(code_start, "code-below", message)
        elif not body:
            message = "this test is empty; write an assert below, or say what to do in `#|` lines"
            self._error(begin, "no-expectation", message)
            return
        else:
            code = "\n".join(body) + "\n"
            statements = parse_module(code).body
            lifted = lift_block(statements, code, self.tests.entries) if lift else None
            if lifted is not None and not set(lifted) & set(test):
                test |= lifted
            else:
                test["code"] = code
        for key in test:
            if key not in known and key not in _ALL_TEST_KEYS:
                message = f"unknown key {shown(key)}; {did_you_mean(key, _ALL_TEST_KEYS)}"
                self._error_at(marked.document.line((key,)), "unknown-key", message)
                return
        self.add(test, line, marked.document, (), code_line=self.first_line + code_start)

    def _add_at(self, test: dict[str, Any], index: int) -> None:
        line = self.first_line + index
        self.add(test, line, None, (), code_line=line)

    def add(
        self,
        test: dict[str, Any],
        line: int,
        written: YamlDocument | None,
        prefix: Place,
        code_line: int | None = None,
    ) -> None:
        """Add a test whose keys may stand in ``written`` below ``prefix``."""
        document = self.tests.document
        place: Place = ("tests", len(self.tests.tests))
        test = {"group": self.group, **test}
        key = next((key for key in KIND_KEYS if key in test), None)
        compares = COMPARES_BY_KIND.get(KIND_KEYS[key], ()) if key else ()
        for name, value in self.defaults.items():
            kind = value.get("kind") if isinstance(value, dict) else value
            if name != "compare" or kind in compares or not isinstance(kind, str):
                test.setdefault(name, value)
        document.lines[place] = line
        document.content_lines[(*place, "code")] = code_line or line
        for name in ("returns", "call", "given", "raises"):
            if isinstance(test.get(name), str):
                document.raw[(*place, name)] = test[name]
        if isinstance(test.get("after"), dict):
            for name, value in test["after"].items():
                document.raw[(*place, "after", name)] = str(value)
        if written is not None:
            _move(written.lines, document.lines, prefix, place)
            _move(written.content_lines, document.content_lines, prefix, place)
            _move(written.raw, document.raw, prefix, place)
        self.tests.tests.append(test)

    def _error(self, index: int, code: str, message: str) -> None:
        self._error_at(self.first_line + index, code, message)

    def _error_at(self, line: int, code: str, message: str) -> None:
        self.tests.findings.error(self.tests.path, line, code, message)


def _move(source: dict[Place, Of], target: dict[Place, Of], prefix: Place, place: Place) -> None:
    """What is known of the parts below ``prefix`` holds of those below ``place``."""
    for where, what in source.items():
        if where[: len(prefix)] == prefix and len(where) > len(prefix):
            target[(*place, *where[len(prefix) :])] = what


_ALL_TEST_KEYS = frozenset(
    key
    for kind in KIND_KEYS.values()
    for key in load_format("tests")["$defs"][f"{kind}_test"]["properties"]
)
