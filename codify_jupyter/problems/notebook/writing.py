"""Writes problems as the cells of a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codify_jupyter.problems.assembling import ProblemParts, front_values
from codify_jupyter.problems.case_kinds import KIND_KEYS
from codify_jupyter.problems.findings import Finding, FindingList, ProblemError
from codify_jupyter.problems.located_yaml import YamlDocument
from codify_jupyter.problems.model import entry_names
from codify_jupyter.problems.notebook.python_form import python_form
from codify_jupyter.problems.notebook.regions import region_form
from codify_jupyter.problems.notebook.test_cells import TestsDocument
from codify_jupyter.problems.source_files import SourceFile
from codify_jupyter.problems.statement import split_front_matter
from codify_jupyter.problems.yaml_text import yaml_lines

if TYPE_CHECKING:
    from nbformat import NotebookNode

_DEFAULTS = ("compare", "timeout_s", "weight")


def notebook_text(problems: Iterable[ProblemParts], suffix: str) -> str:
    """The text of a notebook file with that suffix.

    Raises:
        ProblemError: when jupytext is needed and not there.
    """
    notebook = notebook_of(problems)
    if suffix == ".ipynb":
        import nbformat

        return str(nbformat.writes(notebook)) + "\n"
    try:
        import jupytext
    except ImportError:
        message = "writing notebooks as text needs jupytext; install it with: pip install jupytext"
        finding = Finding(Path(f"*{suffix}"), 1, "error", "no-jupytext", message)
        raise ProblemError([finding]) from None
    return str(jupytext.writes(notebook, fmt="md:myst" if suffix == ".md" else "py:percent"))


def notebook_of(problems: Iterable[ProblemParts]) -> NotebookNode:
    """A notebook with the problems one after the other, as nbformat keeps it.

    The problems must be sound: they have been read without findings.
    """
    from nbformat import v4

    makers = {"raw": v4.new_raw_cell, "markdown": v4.new_markdown_cell, "code": v4.new_code_cell}
    cells = [makers[kind](text) for parts in problems for kind, text in problem_cells(parts)]
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    }
    return v4.new_notebook(cells=cells, metadata=metadata)


def problem_cells(parts: ProblemParts) -> list[tuple[str, str]]:
    """Pairs of kind and text."""
    assert parts.markdown is not None
    assert parts.solution is not None
    assert parts.starter is not None
    assert parts.tests is not None
    front = split_front_matter(parts.markdown.path, parts.markdown.text, FindingList())
    assert front is not None
    cells = [("raw", f"---\n{front.yaml.strip()}\n---"), ("markdown", front.body.strip())]
    marked = region_form(parts.solution.text, parts.starter.text)
    if marked is not None:
        cells.append(_code_cell(["codify: solution"], marked))
    else:
        cells.append(_code_cell(["codify: solution"], parts.solution.text))
        cells.append(_code_cell(["codify: starter"], parts.starter.text))
    entries = entry_names(_entry(parts))
    cells += [("code", text) for text in _tests_cells(parts.tests, entries)]
    if parts.checks is not None:
        cells.append(_code_cell(["codify: checks"], parts.checks.text))
    cells += [_wrong_cell(source) for source in parts.wrong]
    return cells


def _entry(parts: ProblemParts) -> str:
    return str(front_values(parts).get("entry", ""))


def _code_cell(directives: list[str], code: str) -> tuple[str, str]:
    marks = "\n".join(f"#| {line}" for line in directives)
    return ("code", f"{marks}\n{code.strip(chr(10)).rstrip()}")


def _wrong_cell(source: SourceFile) -> tuple[str, str]:
    return _code_cell(["codify: wrong", f"name: {source.path.stem}"], source.text)


def _tests_cells(document: YamlDocument, entries: tuple[str, ...]) -> list[str]:
    """One cell for each run of tests of a group: the order of tests is kept."""
    values = document.value
    defaults = values.get("defaults", {})
    groups = {group["id"]: group for group in values["groups"]}
    runs: list[tuple[str, list[int]]] = []
    for index, test in enumerate(values["tests"]):
        if not runs or runs[-1][0] != test["group"]:
            runs.append((test["group"], []))
        runs[-1][1].append(index)
    order = [group for group, _ in runs]
    if list(dict.fromkeys(order)) != list(groups):
        # The order of groups counts, too: the first cells say it, and hold no test.
        runs = [(group, []) for group in groups] + runs
    told: set[str] = set()
    cells = []
    for group, indexes in runs:
        own = {key: value for key, value in groups[group].items() if key != "id"}
        head = {"group": group, **({} if group in told else own)}
        head |= {key: defaults[key] for key in _DEFAULTS if key in defaults and indexes}
        told.add(group)
        lines = ["#| codify: tests", *_marked(yaml_lines(head))]
        for index in indexes:
            lines += _test_lines(document, index, entries, head)
        cells.append("\n".join(lines))
    return cells


def _test_lines(
    document: YamlDocument, index: int, entries: tuple[str, ...], head: dict[str, Any]
) -> list[str]:
    """The lines of a test: as Python where that says the same, else as YAML."""
    test = dict(document.value["tests"][index])
    raw = document.raw
    if "returns" in test:
        test["returns"] = raw[("tests", index, "returns")].strip()
    if "after" in test:
        test["after"] = {
            name: raw[("tests", index, "after", name)].strip() for name in test["after"]
        }
    wanted = {**{key: head[key] for key in _DEFAULTS if key in head}, **test}
    for directives, code in python_form(test, entries):
        lines = _block(directives, code)
        if _says(lines, wanted, entries, head):
            return lines
    return _block({key: value for key, value in test.items() if key != "group"}, "")


def _block(directives: dict[str, Any], code: str) -> list[str]:
    marks = [f"test: {directives['id']}"]
    rest = {key: value for key, value in directives.items() if key != "id"}
    marks += yaml_lines(rest) if rest else []
    return ["", *_marked(marks), *(code.rstrip("\n").split("\n") if code else [])]


def _marked(lines: list[str]) -> list[str]:
    return [f"#| {line}".rstrip() for line in lines]


def _says(
    lines: list[str], wanted: dict[str, Any], entries: tuple[str, ...], head: dict[str, Any]
) -> bool:
    """Whether a test's lines are read as the test that they are to say."""
    findings = FindingList()
    tests = TestsDocument(Path("tests.yaml"), entries, findings)
    defaults = {key: head[key] for key in _DEFAULTS if key in head}
    cell = ["#| codify: tests", *_marked(yaml_lines({"group": head["group"], **defaults})), *lines]
    tests.add_cell(cell, 1)
    if findings.items or len(tests.tests) != 1:
        return False
    return _settled(tests.tests[0]) == _settled(wanted)


def _settled(test: dict[str, Any]) -> dict[str, Any]:
    """Without what makes no difference: a default that does not go with the kind of test."""
    kinds = {KIND_KEYS[key] for key in KIND_KEYS if key in test}
    kept = {key: value for key, value in test.items() if value != "" or key != "given"}
    if not kinds & {"call", "generated", "stdio"}:
        kept.pop("compare", None)
    if isinstance(kept.get("compare"), str):
        kept["compare"] = {"kind": kept["compare"]}
    for key in ("call", "given", "on_fail"):
        if key in kept:
            kept[key] = kept[key].strip()
    if "code" in kept:
        kept["code"] = kept["code"].rstrip()
    return kept
