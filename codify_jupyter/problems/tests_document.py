"""Turns the meaning of tests.yaml into a tests_json with its digest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from codify_schema.formats import load_format

from codify_jupyter.problems.case_context import CaseContext, plain_number
from codify_jupyter.problems.case_kinds import KIND_KEYS, build_case
from codify_jupyter.problems.findings import FindingList, nearest, shown
from codify_jupyter.problems.located_yaml import Place, YamlDocument
from codify_jupyter.problems.python_text import PythonFile
from codify_jupyter.problems.schema_check import check_schema

DEFAULT_LIMITS = {"time_s": 2, "memory_mb": 256, "output_kb": 64}


@dataclass(frozen=True, slots=True)
class TestsInput:
    """All that a tests_json is made of, whichever written form it came from."""

    __test__ = False

    document: YamlDocument
    """tests.yaml, read."""
    entry: str
    limits: dict[str, Any]
    requires: tuple[str, ...]
    solution: PythonFile | None
    """None when it could not be read; its faults are told elsewhere."""
    checks: PythonFile | None
    checks_missing: bool
    """True when there is no checks.py at all, rather than one that could not be read."""


def build_tests_json(given: TestsInput, findings: FindingList) -> dict[str, Any] | None:
    """The tests_json; None when a finding stands in the way."""
    document = given.document
    before = len(findings.items)
    misfits = check_schema(document, "tests", findings)
    if not isinstance(document.value, dict) or ("groups",) in misfits or ("tests",) in misfits:
        return None
    if not all(isinstance(document.value.get(key), list) for key in ("groups", "tests")):
        return None
    tests = _usable_tests(document, misfits, findings)
    groups = _groups(document, findings)
    context = CaseContext(
        document=document,
        findings=findings,
        entry=given.entry,
        groups={group["id"]: group for group in groups},
        defaults=_mapping(document.value.get("defaults")),
        limits={**DEFAULT_LIMITS, **given.limits},
        solution=given.solution,
        checks=given.checks,
        checks_missing=given.checks_missing,
    )
    cases = [build_case(context, place, test) for place, test in tests]
    _check_ids(document, tests, findings)
    if len(findings.items) > before:
        return None
    _name_the_nameless(cases)
    _check_scoring(document, groups, cases, findings)
    content = {
        "schema": "codify.tests/1",
        "entry": given.entry,
        "groups": groups,
        "tests": cases,
        "limits": {key: plain_number(value) for key, value in context.limits.items()},
        "requires": list(given.requires),
        "sources": _sources(given, cases),
    }
    return {**content, "digest": digest(content)}


def digest(content: dict[str, Any]) -> str:
    """16 hex digits over the canonical JSON of a tests_json without its ``digest``."""
    kept = {key: value for key, value in content.items() if key != "digest"}
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _usable_tests(
    document: YamlDocument, misfits: frozenset[Place], findings: FindingList
) -> list[tuple[Place, dict[str, Any]]]:
    """The tests that fit their schema, each with its place."""
    unfit = {place[:2] for place in misfits}
    usable = []
    for index, test in enumerate(document.value["tests"]):
        place: Place = ("tests", index)
        if isinstance(test, dict) and not any(key in test for key in KIND_KEYS):
            findings.error(
                document.path, document.line(place), "test-kind", _kindless_message(test)
            )
        elif place not in unfit:
            usable.append((place, test))
    return usable


def _kindless_message(test: dict[str, Any]) -> str:
    name = f"test {shown(str(test.get('id', '?')))}"
    kinds = (f"{kind}_test" for kind in KIND_KEYS.values())
    known = {key for kind in kinds for key in load_format("tests")["$defs"][kind]["properties"]}
    for key in test:
        near = nearest(key, KIND_KEYS) if key not in known else None
        if near is not None:
            return f"{name}: unknown key {shown(key)}; did you mean `{near}`?"
    choices = ", ".join(f"`{key}`" for key in KIND_KEYS)
    return f"{name} does not say what to do; give it one of {choices}"


def _groups(document: YamlDocument, findings: FindingList) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for index, group in enumerate(document.value["groups"]):
        if not isinstance(group, dict) or not isinstance(group.get("id"), str):
            continue
        line = document.line(("groups", index))
        if group["id"] in seen:
            message = (
                f"group {shown(group['id'])} is there twice (first on line {seen[group['id']]}); "
                "give one of them another id"
            )
            findings.error(document.path, line, "duplicate-id", message)
            continue
        seen[group["id"]] = line
        points = group.get("points", 0)
        groups.append(
            {
                "id": group["id"],
                "title": group.get("title", group["id"]),
                "points": plain_number(points) if isinstance(points, int | float) else 0,
                "visibility": group.get("visibility", "public"),
                "scoring": group.get("scoring", "sum"),
                "reveal": group.get("reveal", "never"),
            }
        )
    return groups


def _check_ids(
    document: YamlDocument, tests: list[tuple[Place, dict[str, Any]]], findings: FindingList
) -> None:
    seen: dict[str, int] = {}
    for place, test in tests:
        line = document.line(place)
        if test["id"] in seen:
            message = (
                f"test {shown(test['id'])} is there twice (first on line {seen[test['id']]}); "
                "give one of them another id"
            )
            findings.error(document.path, line, "duplicate-id", message)
        seen.setdefault(test["id"], line)


def _name_the_nameless(cases: list[dict[str, Any]]) -> None:
    """Number name-only tests without a name: a name made of the call would give it away."""
    visible = [case for case in cases if case["visibility"] != "hidden"]
    for number, case in enumerate(visible, start=1):
        if case["visibility"] == "name-only" and not case["name"]:
            case["name"] = f"Test {number}"


def _check_scoring(
    document: YamlDocument,
    groups: list[dict[str, Any]],
    cases: list[dict[str, Any]],
    findings: FindingList,
) -> None:
    for index, group in enumerate(groups):
        weights = [case["weight"] for case in cases if case["group"] == group["id"]]
        if group["points"] > 0 and sum(weights) == 0:
            message = (
                f"nobody can earn the points of group {shown(group['id'])}: it has no test with "
                "a weight; add one or set its points to 0"
            )
            findings.error(document.path, document.line(("groups", index)), "empty-group", message)
    if sum(group["points"] for group in groups) == 0:
        message = "no group has points; give at least one of them some"
        findings.error(document.path, document.line(("groups",)), "no-points", message)


def _sources(given: TestsInput, cases: list[dict[str, Any]]) -> dict[str, str]:
    sources = {}
    if given.checks is not None and any(_uses_checks(case) for case in cases):
        sources["checks"] = _canonical(given.checks.text)
    if given.solution is not None and any(_uses_solution(case) for case in cases):
        sources["solution"] = _canonical(given.solution.text)
    return sources


def _uses_solution(case: dict[str, Any]) -> bool:
    """As an oracle, or to foretell what the test asks."""
    oracle = case.get("spec", {}).get("oracle") == "solution"
    return oracle or case["kind"] in ("code", "property")


def _canonical(source: str) -> str:
    """Blank lines around a file do not count: a notebook's cell has none."""
    return source.strip("\n").rstrip() + "\n"


def _uses_checks(case: dict[str, Any]) -> bool:
    return case["kind"] in ("generated", "property") or "check" in case.get("compare", {})
