"""Builders of small courses, and the way they are brought over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from codify_runner import Runner

from codify_jupyter.importers import ImportReport, import_problems, read_drafts
from codify_jupyter.problems import Problem, read_problem


async def bring(
    runner: Runner, format_name: str, path: Path, fields: Mapping[str, str] | None = None
) -> tuple[ImportReport, dict[str, Problem]]:
    """Import a course, and read what was written."""
    into = path.parent / "imported"
    report = await import_problems(
        format_name, read_drafts(format_name, path, fields), into, runner
    )
    problems = {one.slug: read_problem(into / one.slug) for one in report.problems if one.written}
    assert json.loads((into / "import-report.json").read_text()) == report.as_json()
    return report, problems


def write(path: Path, text: str) -> Path:
    """A file, with the folders around it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def notebook(path: Path, *cells: dict[str, Any], **metadata: Any) -> Path:
    """A notebook file."""
    whole = [{"metadata": {}, "outputs": [], **cell} for cell in cells]
    document = {"cells": whole, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return write(path, json.dumps(document))


def code(text: str, *, shows: str = "", prints: str = "", **marks: Any) -> dict[str, Any]:
    """A code cell, with what it showed and printed when it was saved, and nbgrader's marks."""
    outputs: list[dict[str, Any]] = []
    if prints:
        outputs.append({"output_type": "stream", "name": "stdout", "text": prints})
    if shows:
        outputs.append({"output_type": "execute_result", "data": {"text/plain": shows}})
    metadata = {"nbgrader": marks} if marks else {}
    return {"cell_type": "code", "source": text, "metadata": metadata, "outputs": outputs}


def cell(kind: str, text: str) -> dict[str, Any]:
    """A Markdown or raw cell."""
    return {"cell_type": kind, "source": text}


def solution(text: str, name: str = "task") -> dict[str, Any]:
    """A cell of nbgrader's that students fill in."""
    body = f"### BEGIN SOLUTION\n{text}\n### END SOLUTION"
    return code(body, grade=False, solution=True, grade_id=name, schema_version=3)


def graded(text: str, name: str = "check", points: float = 1) -> dict[str, Any]:
    """A cell of nbgrader's that tests."""
    return code(text, grade=True, solution=False, grade_id=name, points=points, schema_version=3)


def kinds(problem: Problem) -> list[str]:
    """The kinds of a problem's tests."""
    return [test["kind"] for test in problem.tests_json["tests"]]


def whys(report: ImportReport) -> str:
    """All that the report says."""
    notes = [f"{n.what}: {n.why}" for one in report.problems for n in one.notes]
    return "\n".join([*notes, *(f"{one.source}: {one.why}" for one in report.left_out)])
