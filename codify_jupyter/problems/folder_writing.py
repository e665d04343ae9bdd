"""Writes a problem as a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from codify_jupyter.problems.assembling import ProblemParts
from codify_jupyter.problems.located_yaml import YamlDocument
from codify_jupyter.problems.source_files import SourceFile
from codify_jupyter.problems.yaml_text import flow, yaml_lines


def folder_files(parts: ProblemParts) -> dict[str, str]:
    """The files of a sound problem, by name."""
    assert parts.tests is not None
    named: dict[str, SourceFile | None] = {
        "problem.md": parts.markdown,
        "starter.py": parts.starter,
        "solution.py": parts.solution,
        "checks.py": parts.checks,
        **{f"wrong/{source.path.name}": source for source in parts.wrong},
    }
    files = {name: source.text for name, source in named.items() if source is not None}
    return files | {"tests.yaml": tests_yaml(plain_tests(parts.tests))}


def write_folder(folder: Path, files: dict[str, str]) -> None:
    """Write the files of a problem; others that are there stay."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")


def plain_tests(document: YamlDocument) -> dict[str, Any]:
    """The values of tests.yaml with literals as they were written: ``1.50`` stays ``1.50``."""
    tests = []
    for index, test in enumerate(document.value["tests"]):
        plain = dict(test)
        if "returns" in plain:
            plain["returns"] = document.raw[("tests", index, "returns")].strip()
        if "after" in plain:
            plain["after"] = {
                name: document.raw[("tests", index, "after", name)].strip()
                for name in plain["after"]
            }
        tests.append(plain)
    return {**document.value, "tests": tests}


def tests_yaml(values: dict[str, Any]) -> str:
    """tests.yaml, with a line for each group and each short test."""
    head = {key: value for key, value in values.items() if key not in ("groups", "tests")}
    lines = yaml_lines(head)
    for key in ("groups", "tests"):
        lines.append(f"{key}:")
        for item in values[key]:
            lines += _item(item)
    return "\n".join(lines) + "\n"


def _item(item: dict[str, Any]) -> list[str]:
    short = flow(item)
    if short is not None:
        return [f"  - {short}"]
    lines = yaml_lines(item)
    return [f"  - {lines[0]}", *(f"    {line}" if line else "" for line in lines[1:])]
