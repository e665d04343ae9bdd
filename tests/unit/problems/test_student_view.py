from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from codify_runner.verdict import Fault, Frame, Outcome, TestResult, Verdict
from codify_schema.formats import load_format
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from codify_jupyter.problems import (
    Problem,
    public_tests_json,
    read_problem,
    student_test_result,
    student_verdict,
    student_view,
)
from codify_jupyter.problems.withholding import Shown

REPOSITORY = Path(__file__).parents[3]
STARTER_PROBLEMS = sorted(
    path.parent for path in (REPOSITORY / "codify_jupyter/starter/problems").glob("*/problem.md")
)
WriteProblem = Callable[..., Path]

TESTS = """\
schema: codify.tests/1
groups:
  - {id: basics, title: Basics, points: 2}
  - {id: edges, title: Edges, points: 1, visibility: name-only}
  - {id: hidden, title: Hidden, points: 1, visibility: hidden}
tests:
  - {id: shown, group: basics, given: "xs = [1, 2]", call: "steps_up(xs)", returns: "1",
     after: {xs: "[1, 2]"}, on_fail: "CANARY-on-fail-public"}
  - {id: shown-code, group: basics, code: "assert steps_up([]) == 0"}
  - {id: shown-rule, group: basics, gate: true, weight: 0, static: {forbid_import: [numpy]}}
  - {id: shown-rand, group: basics, generate: "checks:CANARY_generate", seed: 987654321}
  - {id: edge, group: edges, given: "CANARY_given = 1", call: "steps_up(CANARY_given)",
     returns: "'CANARY-returns'", stdout: "CANARY-stdout", after: {CANARY_given: "'CANARY-after'"},
     on_fail: "CANARY-on-fail-edge"}
  - {id: edge-named, group: edges, name: an edge of its own, call: "steps_up('CANARY-named')",
     returns: "1"}
  - {id: CANARY-id-1, group: hidden, name: CANARY-name, call: "steps_up('CANARY-call')",
     raises: CANARYError, match: CANARY-match, on_fail: "CANARY-on-fail-hidden"}
  - {id: CANARY-id-2, group: hidden, code: "assert steps_up('CANARY-code') == 0, 'CANARY-said'"}
  - {id: CANARY-id-3, group: hidden, property: "checks:CANARY_property", max_examples: 77}
  - {id: CANARY-id-4, group: hidden, weight: 0, static: {forbid_call: [CANARY_static]}}
  - {id: CANARY-id-5, group: hidden, call: "steps_up('CANARY')", returns: "1",
     compare: {kind: custom, check: "checks:CANARY_compare"}}
"""
CHECKS = """\
def CANARY_generate(rng): "CANARY-checks"
def CANARY_property(f, given, st): ...
def CANARY_compare(got, expected, args): ...
"""


def canary_problem(write_problem: WriteProblem) -> Problem:
    return read_problem(
        write_problem(
            tests_yaml=TESTS,
            checks_py=CHECKS,
            solution_py="def steps_up(heights):\n    'CANARY-solution'\n",
            wrong={"CANARY_wrong": "# codify-expect: fail=shown\n'CANARY-wrong'\n"},
            replace={"problem_md": ("Which two", "CANARY-hint")},
        )
    )


@cache
def contract(name: str) -> Draft202012Validator:
    """A schema of the HTTP contract."""
    text = (REPOSITORY / "server_ext/codify_server/openapi.yaml").read_text(encoding="utf-8")
    start = text.index("components:\n")  # the half that is needed; reading YAML takes its time
    components = YAML(typ="safe").load(text[start:])["components"]
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": components})


def with_callers_fields(view: dict[str, Any]) -> dict[str, Any]:
    return {**view, "state": "new", "attempts": 0, "place": None}


def test_nothing_secret_is_in_the_student_view(write_problem: WriteProblem) -> None:
    problem = canary_problem(write_problem)
    assert json.dumps(problem.tests_json).count("CANARY") > 20
    text = json.dumps(student_view(problem))
    assert "CANARY" not in text
    assert "987654321" not in text
    assert "77" not in text


@pytest.mark.parametrize("folder", STARTER_PROBLEMS, ids=lambda path: path.name)
def test_nothing_secret_of_a_shipped_problem_is_in_its_student_view(folder: Path) -> None:
    problem = read_problem(folder)
    view = student_view(problem)
    contract("Problem").validate(with_callers_fields(view))
    # The statement and the public tests are free to show what a hidden test asks too.
    free = json.dumps([problem.prompt_md, problem.starter, problem.title, view["groups"]])
    public = [t for t in problem.tests_json["tests"] if t["visibility"] == "public"]
    free += json.dumps(public)
    text = json.dumps(view)
    for secret in secrets_of(problem):
        quoted = json.dumps(secret)[1:-1]
        assert quoted not in text or quoted in free, secret


def secrets_of(problem: Problem) -> list[str]:
    found = [problem.solution, *problem.tests_json["sources"].values()]
    found += [wrong.code for wrong in problem.wrong] + [hint.text_md for hint in problem.hints]
    for test in problem.tests_json["tests"]:
        if test.get("on_fail"):
            found.append(test["on_fail"])
        if test["visibility"] == "hidden":
            found.append(test["name"])
        if test["visibility"] != "public":
            found += texts_in([test.get(k) for k in ("call", "given", "stdin", "spec", "expect")])
    return [secret for secret in found if len(secret) >= 12]


def texts_in(value: object) -> list[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for item in value for text in texts_in(item)]
    return [value] if isinstance(value, str) else []


def test_the_student_view_is_the_contracts_problem(write_problem: WriteProblem) -> None:
    view = student_view(canary_problem(write_problem))
    contract("Problem").validate(with_callers_fields(view))

    tests = {test["id"]: test for test in view["tests"]}
    assert tests["shown"] == {
        "id": "shown",
        "name": "steps_up(xs)",
        "kind": "call",
        "group": "basics",
        "visibility": "public",
        "call": "steps_up(xs)",
        "given": "xs = [1, 2]",
        "expected": {"returns": "1", "after": {"xs": "[1, 2]"}},
    }
    assert tests["shown-code"]["code"] == "assert steps_up([]) == 0\n"
    assert tests["shown-rule"]["name"] == "does not import numpy"
    assert tests["edge"] == {
        "id": "edge",
        "name": "Test 5",
        "kind": "call",
        "group": "edges",
        "visibility": "name-only",
    }
    assert tests["edge-named"]["name"] == "an edge of its own"
    assert view["hidden_tests"] == 7
    assert [(group["id"], group["tests"]) for group in view["groups"]] == [
        ("basics", 4),
        ("edges", 2),
        ("hidden", 5),
    ]


def failing(problem: Problem, message: str | None = None) -> Verdict:
    """A verdict in which everything secret is filled in, as for the worst of runners."""
    fault = Fault("CANARYError", "CANARY-fault", 2, 1, (Frame(2, "f", "x", {"x": "CANARY"}),))
    results = tuple(
        TestResult(
            id=test["id"],
            name=test["name"],
            kind=test["kind"],
            group=test["group"],
            visibility=test["visibility"],
            status="failed",
            call="CANARY-call",
            given="CANARY",
            stdin="CANARY",
            code="CANARY",
            expected=Outcome("CANARY", "CANARY", "CANARY", "CANARY", {"x": "CANARY"}),
            got=Outcome(returns="CANARY"),
            stdout="CANARY",
            message=test.get("on_fail", "") if message is None else message,
            fault=fault,
        )
        for test in problem.tests_json["tests"]
        if test["visibility"] != "public"
    )
    return Verdict("wrong_answer", 0.5, 2, 4, 12.5, results)


@pytest.mark.parametrize("with_tests", [True, False])
def test_nothing_secret_is_in_the_student_verdict(
    write_problem: WriteProblem, with_tests: bool
) -> None:
    problem = canary_problem(write_problem)
    tests_json = problem.tests_json if with_tests else None
    verdict = failing(problem, message="made of CANARY-input")

    shown = student_verdict(verdict, tests_json)

    contract("Verdict").validate(shown)
    assert "CANARY" not in json.dumps(shown)
    for result, in_verdict in zip(verdict.tests, shown["tests"], strict=True):
        alone = student_test_result(result, tests_json)
        assert "CANARY" not in json.dumps(alone)
        assert alone["id"] == in_verdict["id"]
        if with_tests:
            assert alone == in_verdict
    assert [test["name"] for test in shown["tests"]] == [
        "Test 5",
        "an edge of its own",
        "Hidden test 1",
        "Hidden test 2",
        "Hidden test 3",
        "Hidden test 4",
        "Hidden test 5",
    ]


def test_the_authors_words_reach_those_who_fail_a_hidden_test(write_problem: WriteProblem) -> None:
    problem = canary_problem(write_problem)
    shown = student_verdict(failing(problem), problem.tests_json)["tests"]
    assert shown[2]["message"] == "CANARY-on-fail-hidden"
    assert set(shown[2]) == {"id", "name", "group", "visibility", "status", "message"}

    said = student_verdict(failing(problem, message="CANARY-said"), problem.tests_json)["tests"]
    assert [test.get("message") for test in said] == [None, None, None, "CANARY-said"] + [None] * 3


def test_a_limit_may_be_told_of_a_hidden_test(write_problem: WriteProblem) -> None:
    result = failing(canary_problem(write_problem), message="Longer than 2 s.").tests[2]
    assert student_test_result(replace(result, status="timeout"))["message"] == "Longer than 2 s."


def test_a_public_result_is_shown_whole_but_for_the_locals() -> None:
    result = TestResult(
        id="up",
        name="f(1)",
        kind="call",
        group="g",
        visibility="public",
        status="error",
        runtime_ms=1.5,
        call="f(1)",
        expected=Outcome(returns="1"),
        got=Outcome(raises="KeyError"),
        stdout="hello\n",
        message="Look again.",
        fault=Fault("KeyError", "'a'", 2, None, (Frame(2, "f", "d['a']", {"d": "{}"}),)),
    )
    shown = student_test_result(result)
    contract("TestResult").validate(shown)
    assert shown["expected"] == {"returns": "1"}
    assert shown["got"] == {"raises": "KeyError"}
    assert (shown["call"], shown["stdout"], shown["message"]) == ("f(1)", "hello\n", "Look again.")
    assert shown["error"] == {
        "type": "KeyError",
        "message": "'a'",
        "line": 2,
        "frames": [{"line": 2, "function": "f", "source": "d['a']"}],
    }


def test_a_scripts_fault_is_not_shown_when_its_input_was_hidden() -> None:
    hidden = TestResult("a", "a", "stdio", "g", "hidden", "error")
    verdict = Verdict(
        "runtime_error",
        0,
        0,
        1,
        1,
        (hidden,),
        fault=Fault("ValueError", "invalid literal: 'CANARY'", 1),
        stdout="CANARY",
    )
    assert "CANARY" not in json.dumps(student_verdict(verdict))
    public = replace(verdict, tests=(replace(hidden, visibility="public"),))
    assert student_verdict(public)["error"]["type"] == "ValueError"


def _passed(number: int, visibility: Any = "public", **more: Any) -> TestResult:
    one = TestResult(f"t{number}", f"t{number}", "call", "g", visibility, "passed", runtime_ms=1.0)
    return replace(one, **more)


EXAM = Shown(results=False, until="Thu 2026-10-08, 12:00 (UTC)")


@pytest.mark.parametrize(
    ("status", "hidden"),
    [
        ("accepted", _passed(3, "hidden")),
        ("wrong_answer", _passed(3, "hidden", status="failed", message="CANARY")),
        ("time_limit_exceeded", _passed(3, "hidden", status="timeout", runtime_ms=2000.0)),
        ("runtime_error", _passed(3, "name-only", status="error", fault=Fault("CANARY", "x"))),
    ],
)
def test_in_an_exam_a_verdict_is_the_same_however_hidden_tests_went(
    status: Any, hidden: TestResult
) -> None:
    total = 2.0 + hidden.runtime_ms
    verdict = Verdict(status, 0.5, 1, 2, total, (_passed(1), _passed(2), hidden))
    assert student_verdict(verdict, None, EXAM) == {
        "status": "withheld",
        "score": None,
        "points": None,
        "possible": 2,
        "runtime_ms": 2.0,
        "summary": "2 of 2 public tests passed. How the hidden tests went is told after the exam "
        "on Thu 2026-10-08, 12:00 (UTC).",
        "public": {"passed": 2, "total": 2},
        "hidden": {"passed": 0, "total": 0},
        "withheld": True,
        "error": None,
        "stdout": "",
        "tests": student_verdict(replace(verdict, tests=(_passed(1), _passed(2))))["tests"],
    }


def test_in_an_exam_what_concerns_every_test_is_told() -> None:
    fault = Fault("SyntaxError", "invalid syntax", 1)
    broken = Verdict("compile_error", 0, 0, 1, 0, (), fault=fault)
    shown = student_verdict(broken, None, EXAM)
    assert (shown["status"], shown["error"]["type"]) == ("compile_error", "SyntaxError")
    failed = replace(broken, status="wrong_answer", fault=None, tests=(_passed(1, status="error"),))
    shown = student_verdict(failed, None, EXAM)
    assert shown["status"] == "runtime_error"
    assert shown["summary"].startswith("0 of 1 public test passed.")
    # A script's fault came with an input that may be hidden.
    script = replace(_passed(1, "hidden"), kind="stdio", status="error")
    stopped = Verdict("runtime_error", 0, 0, 1, 1, (script,), fault=Fault("CANARY", "CANARY"))
    assert "CANARY" not in json.dumps(student_verdict(stopped, None, EXAM))


def test_a_group_that_is_revealed_is_shown_whole() -> None:
    hidden = _passed(
        1, "hidden", call="f(7)", expected=Outcome(returns="1"), got=Outcome(returns="2")
    )
    verdict = Verdict("wrong_answer", 0, 0, 1, 1, (hidden,))
    (shown,) = student_verdict(verdict, None, Shown(groups=frozenset({"g"})))["tests"]
    assert (shown["call"], shown["expected"], shown["got"]) == (
        "f(7)", {"returns": "1"}, {"returns": "2"},
    )  # fmt: skip
    (other,) = student_verdict(verdict, None, Shown(groups=frozenset({"h"})))["tests"]
    assert "call" not in other
    assert shown["id"] == other["id"]


def test_the_public_tests_stand_alone(write_problem: WriteProblem) -> None:
    problem = canary_problem(write_problem)
    public = public_tests_json(problem)
    Draft202012Validator(load_format("tests_json")).validate(public)
    assert [test["id"] for test in public["tests"]] == [
        "shown",
        "shown-code",
        "shown-rule",
        "shown-rand",
    ]
    assert [group["id"] for group in public["groups"]] == ["basics"]
    assert set(public["sources"]) == {"checks", "solution"}
    assert public["digest"] != problem.digest


def test_the_public_tests_take_no_source_that_only_hidden_ones_need(
    write_problem: WriteProblem,
) -> None:
    assert public_tests_json(read_problem(write_problem()).tests_json)["sources"] == {}
