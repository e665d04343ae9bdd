"""Reading a tests_json into what the judge works with.

Only what judging needs is checked here; the JSON Schema and the linter say more, with lines.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast

from codify_runner.errors import InvalidTests
from codify_runner.verdict import Visibility

Kind = Literal["call", "stdio", "code", "generated", "property", "static"]
CONVERSATIONS = ("code", "property")
"""Kinds whose tests ask the student's code questions that depend on the answers."""
_KINDS = ("call", "stdio", "code", "generated", "property", "static")
_COMPARERS = ("exact", "approx", "unordered", "tokens", "ndarray", "dataframe", "custom")
_VISIBILITIES = ("public", "name-only", "hidden")
_ENTRY_NAMES = re.compile(r"^names:\s*\[(.*)\]$")


@dataclass(frozen=True, slots=True)
class Group:
    """Tests that are scored together."""

    id: str
    points: float
    scoring: str
    visibility: Visibility


@dataclass(frozen=True, slots=True)
class Compare:
    """How a result is held against what is expected."""

    kind: str
    rel: float = 1e-9
    abs: float = 1e-12
    check: str = ""
    """Name of a function in checks.py."""


@dataclass(frozen=True, slots=True)
class Expect:
    """What must happen. None: not looked at."""

    returns: str | None = None
    raises: str | None = None
    match: str | None = None
    stdout: str | None = None
    after: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One test."""

    id: str
    name: str
    kind: Kind
    group: str
    visibility: Visibility
    weight: float
    timeout_s: float
    compare: Compare
    expect: Expect
    call: str = ""
    given: str = ""
    stdin: str = ""
    gate: bool = False
    on_fail: str = ""
    spec: Mapping[str, Any] = field(default_factory=dict)

    @property
    def public(self) -> bool:
        """Whether the student sees everything of it."""
        return self.visibility == "public"


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one child."""

    time_s: float
    memory_bytes: int
    output_bytes: int


@dataclass(frozen=True, slots=True)
class TestPlan:
    """A whole tests_json."""

    __test__ = False

    script: bool
    names: tuple[str, ...]
    """Names that the code must define."""
    classes: frozenset[str]
    groups: tuple[Group, ...]
    cases: tuple[Case, ...]
    limits: Limits
    requires: frozenset[str]
    checks: str
    solution: str
    conversations: Hashable = ()
    """All that decides how the tests that talk to the code go on; empty if there are none."""


class PlanCache:
    """The plans of the documents read last, by identity: a document does not change."""

    def __init__(self, most: int = 64) -> None:
        self._most = most
        # Holding the document keeps its id from being another one's.
        self._kept: OrderedDict[int, tuple[Mapping[str, Any], TestPlan]] = OrderedDict()

    def read(self, document: Mapping[str, Any]) -> TestPlan:
        """As :func:`read_tests`."""
        known = self._kept.get(id(document))
        if known is not None:
            self._kept.move_to_end(id(document))
            return known[1]
        plan = read_tests(document)
        self._kept[id(document)] = (document, plan)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return plan


def read_tests(document: Mapping[str, Any]) -> TestPlan:
    """Raises InvalidTests, naming the place."""
    try:
        return _read(document)
    except (KeyError, TypeError, AttributeError) as error:
        raise InvalidTests(f"tests_json: {type(error).__name__}: {error}") from error


def _read(document: Mapping[str, Any]) -> TestPlan:
    if document.get("schema") != "codify.tests/1":
        raise InvalidTests("tests_json: `schema` must be codify.tests/1")
    limits = document.get("limits") or {}
    time_s = _number(limits.get("time_s", 2), "limits.time_s", 0.01, 60)
    memory = _number(limits.get("memory_mb", 256), "limits.memory_mb", 8, 8192)
    output = _number(limits.get("output_kb", 64), "limits.output_kb", 1, 4096)
    groups = tuple(_group(entry) for entry in document["groups"])
    known = {group.id: group for group in groups}
    cases = tuple(_case(entry, known, time_s) for entry in document["tests"])
    if len({case.id for case in cases}) != len(cases):
        raise InvalidTests("tests_json: two tests have the same id")
    entry = document["entry"]
    script, names, classes = _entry(entry)
    sources = document.get("sources") or {}
    plan = TestPlan(
        script=script,
        names=names,
        classes=classes,
        groups=groups,
        cases=cases,
        limits=Limits(time_s, int(memory * (1 << 20)), int(output * 1024)),
        requires=frozenset(name.partition(".")[0] for name in document.get("requires") or ()),
        checks=sources.get("checks") or "",
        solution=sources.get("solution") or "",
    )
    return replace(plan, conversations=_conversations(plan))


def _conversations(plan: TestPlan) -> Hashable:
    spoken = tuple(
        (place, case.id, case.kind, case.public, case.timeout_s, repr(case.spec))
        for place, case in enumerate(plan.cases)
        if case.kind in CONVERSATIONS
    )
    if not spoken:
        return ()
    return (spoken, plan.names, plan.requires, plan.limits, plan.checks, plan.solution)


def _entry(entry: str) -> tuple[bool, tuple[str, ...], frozenset[str]]:
    if entry == "script":
        return True, (), frozenset()
    if entry.startswith("class:"):
        name = entry.removeprefix("class:").strip()
        names: tuple[str, ...] = (name,)
        classes = frozenset(names)
    elif match := _ENTRY_NAMES.match(entry):
        parts = [part.strip() for part in match[1].split(",") if part.strip()]
        names = tuple(part.removeprefix("class:") for part in parts)
        classes = frozenset(names)
    else:
        names, classes = (entry,), frozenset()
    for name in names:
        if not name.isidentifier():
            raise InvalidTests(f"tests_json: `entry` {entry!r} is no name")
    return False, names, classes


def _group(entry: Mapping[str, Any]) -> Group:
    visibility = entry.get("visibility", "public")
    _choice(visibility, _VISIBILITIES, f"group {entry['id']}: visibility")
    scoring = entry.get("scoring", "sum")
    _choice(scoring, ("sum", "all"), f"group {entry['id']}: scoring")
    points = _number(entry.get("points", 1), f"group {entry['id']}: points", 0, 1e6)
    return Group(entry["id"], points, scoring, visibility)


def _case(entry: Mapping[str, Any], groups: Mapping[str, Group], time_s: float) -> Case:
    where = f"test {entry['id']}"
    kind = entry["kind"]
    _choice(kind, _KINDS, f"{where}: kind")
    if entry["group"] not in groups:
        raise InvalidTests(f"tests_json: {where}: there is no group {entry['group']!r}")
    visibility = entry.get("visibility") or groups[entry["group"]].visibility
    _choice(visibility, _VISIBILITIES, f"{where}: visibility")
    expect = entry.get("expect") or {}
    return Case(
        id=entry["id"],
        name=entry.get("name") or entry["id"],
        kind=cast("Kind", kind),
        group=entry["group"],
        visibility=visibility,
        weight=_number(entry.get("weight", 1), f"{where}: weight", 0, 1e6),
        timeout_s=_number(entry.get("timeout_s") or time_s, f"{where}: timeout_s", 0.01, 60),
        compare=_compare(entry.get("compare"), kind, where),
        expect=Expect(
            returns=expect.get("returns"),
            raises=expect.get("raises"),
            match=expect.get("match"),
            stdout=expect.get("stdout"),
            after=expect.get("after"),
        ),
        call=entry.get("call") or "",
        given=entry.get("given") or "",
        stdin=entry.get("stdin") or "",
        gate=bool(entry.get("gate", False)),
        on_fail=entry.get("on_fail") or "",
        spec=entry.get("spec") or {},
    )


def _compare(entry: Mapping[str, Any] | str | None, kind: str, where: str) -> Compare:
    if isinstance(entry, str):
        entry = {"kind": entry}
    if entry is None:
        entry = {"kind": "tokens" if kind == "stdio" else "exact"}
    _choice(entry["kind"], _COMPARERS, f"{where}: compare")
    return Compare(
        kind=entry["kind"],
        rel=_number(entry.get("rel", 1e-9), f"{where}: compare.rel", 0, 1e9),
        abs=_number(entry.get("abs", 1e-12), f"{where}: compare.abs", 0, 1e300),
        check=check_name(entry.get("check", ""), where) if entry["kind"] == "custom" else "",
    )


def check_name(reference: str, where: str) -> str:
    """``windows`` of ``checks:windows``. Raises InvalidTests."""
    module, _, name = reference.partition(":")
    if module != "checks" or not name.isidentifier():
        raise InvalidTests(f"tests_json: {where}: {reference!r} should be like checks:name")
    return name


def _choice(value: object, allowed: tuple[str, ...], where: str) -> None:
    if value not in allowed:
        raise InvalidTests(f"tests_json: {where} is {value!r}, must be one of {', '.join(allowed)}")


def _number(value: Any, where: str, least: float, most: float) -> float:
    if type(value) not in (int, float) or not least <= value <= most:
        raise InvalidTests(f"tests_json: {where} is {value!r}, must be {least:g} to {most:g}")
    return float(value)
