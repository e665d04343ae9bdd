"""Makes a problem of its written parts, whichever form they were written in. Runs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codify_jupyter.problems.findings import FindingList, shown
from codify_jupyter.problems.located_yaml import YamlDocument, read_yaml
from codify_jupyter.problems.model import Problem
from codify_jupyter.problems.python_text import PythonFile, UnreadablePythonError, python_file
from codify_jupyter.problems.schema_check import check_schema
from codify_jupyter.problems.source_files import SourceFile
from codify_jupyter.problems.statement import Statement, read_statement, split_front_matter
from codify_jupyter.problems.tests_document import TestsInput, build_tests_json
from codify_jupyter.problems.wrong_solutions import declared_wrong_solutions

_DEFAULT_TUTOR = {"hints": True, "max_level": 4, "reveal_solution": "never"}


@dataclass(frozen=True, slots=True)
class ProblemParts:
    """What an author wrote, as texts. A part that could not be had is None and told of already."""

    path: Path
    """The folder or the notebook."""
    folder: Path
    """Where the parts' own paths stand: the folder, or in a notebook ``<notebook>/<slug>``."""
    markdown: SourceFile | None
    """problem.md: front matter and statement."""
    starter: SourceFile | None
    solution: SourceFile | None
    checks: SourceFile | None
    checks_missing: bool
    """True when there are no checks at all, rather than some that could not be read."""
    tests: YamlDocument | None
    wrong: tuple[SourceFile, ...] = ()


def assemble(parts: ProblemParts, findings: FindingList) -> Problem | None:
    """The problem; None, with findings, when its parts do not make one."""
    head = _read_markdown(parts.markdown, findings)
    starter = parts.starter
    solution = _parsed(parts.solution, findings)
    checks = _parsed(parts.checks, findings)
    tests = parts.tests
    front = head.front.value if head else {}
    if not isinstance(front, dict):
        return None
    tests_json = None
    # Without a usable entry each test would be reported, and none of them is at fault.
    if tests is not None and head is not None and "entry" in head.sound_keys:
        tests_json = build_tests_json(
            TestsInput(
                document=tests,
                entry=_plain_entry(front["entry"]),
                limits=front.get("limits", {}) if "limits" in head.sound_keys else {},
                requires=tuple(front.get("requires", ())) if "requires" in head.sound_keys else (),
                solution=solution,
                checks=checks,
                checks_missing=parts.checks_missing,
            ),
            findings,
        )
    wrong = declared_wrong_solutions(parts.wrong, tests_json, findings)
    if head is None or tests_json is None or starter is None or solution is None:
        return None
    _check_points(head.front, tests_json, findings)
    if findings.failed:
        return None
    tutor = front.get("tutor", {})
    return Problem(
        id=front["id"].lower(),
        slug=front["slug"],
        title=front["title"].strip(),
        difficulty=front["difficulty"],
        tags=tuple(front.get("tags", ())),
        concepts=tuple(front.get("concepts", ())),
        prerequisites=tuple(front.get("prerequisites", ())),
        points=sum(group["points"] for group in tests_json["groups"]),
        entry=tests_json["entry"],
        prompt_md=head.statement.prompt_md,
        hints=head.statement.hints,
        starter=starter.text,
        solution=solution.text,
        tests_json=tests_json,
        requires=tuple(front.get("requires", ())),
        tutor={**_DEFAULT_TUTOR, **tutor, "hints": tutor.get("hints", True) in (True, "on")},
        wrong=wrong,
        path=parts.path,
    )


def front_values(parts: ProblemParts) -> dict[str, Any]:
    """The front matter as plain values, whatever may be wrong with it."""
    quiet = FindingList()
    source = parts.markdown
    split = split_front_matter(source.path, source.text, quiet) if source else None
    front = read_yaml(source.path, split.yaml, quiet) if source and split else None
    return front.value if front is not None and isinstance(front.value, dict) else {}


@dataclass(frozen=True, slots=True)
class _Head:
    """What problem.md says."""

    front: YamlDocument
    sound_keys: frozenset[str]
    """Keys whose values fit the schema."""
    statement: Statement


def _read_markdown(source: SourceFile | None, findings: FindingList) -> _Head | None:
    parts = split_front_matter(source.path, source.text, findings) if source else None
    if source is None or parts is None:
        return None
    statement = read_statement(source.path, parts.body, parts.body_line, findings)
    front = read_yaml(source.path, parts.yaml, findings, first_line=parts.yaml_line)
    if front is None:
        return None
    misfits = check_schema(front, "problem", findings)
    keys = front.value if isinstance(front.value, dict) else {}
    broken = {place[0] for place in misfits if place}
    return _Head(front, frozenset(key for key in keys if key not in broken), statement)


def _parsed(source: SourceFile | None, findings: FindingList) -> PythonFile | None:
    if source is None:
        return None
    try:
        return python_file(source.path, source.text)
    except UnreadablePythonError as error:
        findings.error(source.path, error.line, "bad-python", f"is not Python: {error.message}")
        return None


def _plain_entry(entry: str) -> str:
    if not entry.startswith("names:"):
        return entry
    names = entry.removeprefix("names:").strip("[] ").split(",")
    return f"names:[{', '.join(name.strip() for name in names)}]"


def _check_points(front: YamlDocument, tests_json: dict[str, Any], findings: FindingList) -> None:
    stated = front.value.get("points")
    total = sum(group["points"] for group in tests_json["groups"])
    if stated is not None and abs(stated - total) > 1e-9:
        message = (
            f"`points` is {shown(stated)}, but the groups of tests.yaml add up to {shown(total)}; "
            "make them agree or remove `points`"
        )
        findings.error(front.path, front.line(("points",)), "points-differ", message)
