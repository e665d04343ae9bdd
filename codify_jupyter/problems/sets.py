"""Reads a problem set: an ordered list of slugs with a title and a policy."""

from __future__ import annotations

from pathlib import Path

from codify_jupyter.problems.findings import FindingList, ProblemError, shown
from codify_jupyter.problems.located_yaml import YamlDocument, read_yaml
from codify_jupyter.problems.model import ProblemSet
from codify_jupyter.problems.schema_check import check_schema
from codify_jupyter.problems.source_files import MAX_YAML_BYTES, read_source
from codify_jupyter.set_policy import PolicyFault, check_policy


def read_problem_set(path: Path) -> ProblemSet:
    """The set in a YAML file. Whether its problems exist is ``lint_paths``'s to say.

    Raises:
        ProblemError: with everything that is wrong with the file.
    """
    problem_set, _ = read_located_set(path)
    return problem_set


def read_located_set(path: Path) -> tuple[ProblemSet, YamlDocument]:
    """The same, with the lines of its parts."""
    findings = FindingList()
    source = read_source(path.parent, path.name, MAX_YAML_BYTES, findings)
    document = read_yaml(path, source.text, findings) if source else None
    if document is not None and not check_schema(document, "set", findings):
        _check_items(document, findings)
    if document is None or findings.failed:
        raise ProblemError(findings.items)
    value = document.value
    _check_policy(document, findings)
    if findings.failed:
        raise ProblemError(findings.items)
    policy = dict(value.get("policy", {}))
    if "tutor" in policy:
        policy["tutor"] = policy["tutor"] in (True, "on")  # "exam" is another word for off
    problem_set = ProblemSet(
        slug=value["slug"],
        title=value["title"].strip(),
        description=value.get("description", "").strip(),
        policy=policy,
        items=tuple(value["items"]),
        path=path,
    )
    return problem_set, document


def _check_policy(document: YamlDocument, findings: FindingList) -> None:
    try:
        check_policy(document.value.get("policy", {}))
    except PolicyFault as fault:
        line = document.line(("policy", fault.key))
        findings.error(document.path, line, "bad-policy", str(fault))


def _check_items(document: YamlDocument, findings: FindingList) -> None:
    first: dict[str, int] = {}
    for index, slug in enumerate(document.value["items"]):
        line = document.line(("items", index))
        if slug in first:
            message = f"{shown(slug)} is there twice (first on line {first[slug]}); remove one"
            findings.error(document.path, line, "duplicate-item", message)
        first.setdefault(slug, line)
