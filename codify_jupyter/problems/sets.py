"""Reads a problem set: an ordered list of slugs, or zones of them, with a title and a policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from codify_jupyter.problems.findings import FindingList, ProblemError, shown
from codify_jupyter.problems.located_yaml import YamlDocument, read_yaml
from codify_jupyter.problems.model import ProblemSet, Zone
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
    if document is None:
        raise ProblemError(findings.items)
    return _checked_set(document, findings), document


def set_from_values(values: dict[str, Any]) -> ProblemSet:
    """The set that plain values say, as a YAML file would; of no file, so lines mean nothing.

    Raises:
        ProblemError: with everything that is wrong with them.
    """
    document = YamlDocument(Path("set"), values)
    return replace(_checked_set(document, FindingList()), path=None)


def set_values(problem_set: ProblemSet) -> dict[str, Any]:
    """What ``set_from_values`` makes the set of."""
    values: dict[str, Any] = {
        "codify-set": 1,
        "slug": problem_set.slug,
        "title": problem_set.title,
        "description": problem_set.description,
        "policy": problem_set.policy,
    }
    if not problem_set.zones:
        return {**values, "items": list(problem_set.items)}
    return {**values, "zones": [_zone_values(zone) for zone in problem_set.zones]}


def _checked_set(document: YamlDocument, findings: FindingList) -> ProblemSet:
    if not check_schema(document, "set", findings):
        _check_items(document, findings)
    if findings.failed:
        raise ProblemError(findings.items)
    value = document.value
    _check_policy(document, findings)
    if findings.failed:
        raise ProblemError(findings.items)
    policy = dict(value.get("policy", {}))
    if "tutor" in policy:
        policy["tutor"] = policy["tutor"] in (True, "on")  # "exam" is another word for off
    return ProblemSet(
        slug=value["slug"],
        title=value["title"].strip(),
        description=value.get("description", "").strip(),
        policy=policy,
        items=tuple(slug for slug, _ in _slugs(value)),
        path=document.path,
        zones=tuple(_zone(one) for one in value.get("zones", ())),
    )


def _check_policy(document: YamlDocument, findings: FindingList) -> None:
    try:
        check_policy(document.value.get("policy", {}))
    except PolicyFault as fault:
        line = document.line(("policy", fault.key))
        findings.error(document.path, line, "bad-policy", str(fault))


def _check_items(document: YamlDocument, findings: FindingList) -> None:
    value = document.value
    if ("items" in value) == ("zones" in value):
        wrong = "there are both `items` and `zones`; keep one of them"
        if "items" not in value:
            wrong = "`items` is missing: the slugs of the problems, in order (or `zones`)"
        line = document.line(("zones",)) if "zones" in value else 1
        findings.error(document.path, line, "items-or-zones", wrong)
        return
    first: dict[str, int] = {}
    for slug, place in _slugs(value):
        line = document.line(place)
        if slug in first:
            message = f"{shown(slug)} is there twice (first on line {first[slug]}); remove one"
            findings.error(document.path, line, "duplicate-item", message)
        first.setdefault(slug, line)
    for number, zone in enumerate(value.get("zones", ())):
        places = len(zone["items"])
        if zone.get("choose", 1) > places:
            message = f"`choose` is more than the {places} items there are; lower it"
            line = document.line(("zones", number, "choose"))
            findings.error(document.path, line, "choose-too-many", message)


def item_places(value: dict[str, Any]) -> dict[str, tuple[str | int, ...]]:
    """Where each slug stands in a set's YAML document."""
    return dict(_slugs(value))


def _slugs(value: dict[str, Any]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    for index, slug in enumerate(value.get("items", ())):
        yield slug, ("items", index)
    for number, zone in enumerate(value.get("zones", ())):
        for index, item in enumerate(zone["items"]):
            place = ("zones", number, "items", index)
            if isinstance(item, str):
                yield item, place
                continue
            for which, slug in enumerate(item["one_of"]):
                yield slug, (*place, "one_of", which)


def _zone(value: dict[str, Any]) -> Zone:
    return Zone(
        title=value["title"].strip(),
        slots=tuple(
            (item,) if isinstance(item, str) else tuple(item["one_of"]) for item in value["items"]
        ),
        choose=value.get("choose"),
    )


def _zone_values(zone: Zone) -> dict[str, Any]:
    values: dict[str, Any] = {
        "title": zone.title,
        "items": [slot[0] if len(slot) == 1 else {"one_of": list(slot)} for slot in zone.slots],
    }
    return values if zone.choose is None else {**values, "choose": zone.choose}
