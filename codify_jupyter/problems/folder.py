"""Reads a problem from its folder. Nothing in it is ever run."""

from __future__ import annotations

from pathlib import Path

from codify_jupyter.problems.assembling import ProblemParts, assemble
from codify_jupyter.problems.findings import FindingList, ProblemError
from codify_jupyter.problems.located_yaml import read_yaml
from codify_jupyter.problems.model import Problem
from codify_jupyter.problems.source_files import (
    MAX_MARKDOWN_BYTES,
    MAX_PYTHON_BYTES,
    MAX_YAML_BYTES,
    read_source,
)
from codify_jupyter.problems.wrong_solutions import read_wrong_sources


def read_folder(folder: Path) -> Problem:
    """The problem in a folder.

    Raises:
        ProblemError: with everything that is wrong with the files, each
            finding with file and line.
    """
    findings = FindingList()
    parts = read_folder_parts(folder, findings)
    problem = assemble(parts, findings) if parts is not None else None
    if problem is None or findings.failed:
        raise ProblemError(findings.items)
    return problem


def read_folder_parts(folder: Path, findings: FindingList) -> ProblemParts | None:
    """The files of a folder as parts; None, with a finding, when there is no such folder."""
    if not folder.is_dir():
        findings.error(folder, 1, "missing-folder", "there is no such folder; check the path")
        return None
    markdown = read_source(folder, "problem.md", MAX_MARKDOWN_BYTES, findings)
    starter = read_source(folder, "starter.py", MAX_PYTHON_BYTES, findings)
    solution = read_source(folder, "solution.py", MAX_PYTHON_BYTES, findings)
    checks = read_source(folder, "checks.py", MAX_PYTHON_BYTES, findings, required=False)
    tests = read_source(folder, "tests.yaml", MAX_YAML_BYTES, findings)
    return ProblemParts(
        path=folder,
        folder=folder,
        markdown=markdown,
        starter=starter,
        solution=solution,
        checks=checks,
        checks_missing=checks is None and not (folder / "checks.py").exists(),
        tests=read_yaml(tests.path, tests.text, findings) if tests else None,
        wrong=read_wrong_sources(folder, findings),
    )
