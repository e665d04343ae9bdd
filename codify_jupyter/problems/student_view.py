"""What a student may see of a problem and of a verdict. Everything else of the two is secret.

Both are built up from nothing, key by key: what is not named here does not get out.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from codify_runner.verdict import Fault, Outcome, TestResult, Verdict

from codify_jupyter.problems.model import Problem
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module
from codify_jupyter.problems.tests_document import digest
from codify_jupyter.problems.verdict_words import count_tests, summary_sentence
from codify_jupyter.problems.withholding import (
    RESULTS_ONLY,
    Shown,
    public_part,
    shown_status,
    withheld_sentence,
)

_LIMIT_STATUSES = ("timeout", "memory", "output")
"""The runner's own words go with these: what limit was met, and in which line of the code."""
_SHOWN_EXPECTATIONS = ("returns", "raises", "match", "stdout", "after")


def student_view(problem: Problem) -> dict[str, Any]:
    """The ``Problem`` of the HTTP contract, without the caller's state, attempts and place."""
    tests = problem.tests_json["tests"]
    return {
        "id": problem.id,
        "slug": problem.slug,
        "title": problem.title,
        "difficulty": problem.difficulty,
        "tags": list(problem.tags),
        "concepts": list(problem.concepts),
        "prerequisites": list(problem.prerequisites),
        "points": problem.points,
        "entry": problem.entry,
        "entry_names": list(problem.entry_names),
        "prompt_md": problem.prompt_md,
        "starter": problem.starter,
        "requires": list(problem.requires),
        "limits": dict(problem.tests_json["limits"]),
        "groups": [_group(group, tests) for group in problem.tests_json["groups"]],
        "tests": [_test(test) for test in tests if test["visibility"] != "hidden"],
        "hidden_tests": sum(test["visibility"] != "public" for test in tests),
    }


def _group(group: Mapping[str, Any], tests: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    shown = {key: group[key] for key in ("id", "title", "points", "visibility")}
    return {**shown, "tests": sum(test["group"] == group["id"] for test in tests)}


def _test(test: Mapping[str, Any]) -> dict[str, Any]:
    shown = {key: test[key] for key in ("id", "name", "kind", "group", "visibility")}
    if test["visibility"] != "public":
        return shown
    for key in ("call", "given", "stdin"):
        if test.get(key):
            shown[key] = test[key]
    if test["kind"] == "code":
        shown["code"] = test["spec"]["code"]
    if "expect" in test:
        shown["expected"] = {
            key: value for key, value in test["expect"].items() if key in _SHOWN_EXPECTATIONS
        }
    return shown


def student_verdict(
    verdict: Verdict,
    tests_json: Mapping[str, Any] | None = None,
    shown: Shown = RESULTS_ONLY,
) -> dict[str, Any]:
    """The ``Verdict`` of the HTTP contract; of hidden and name-only tests only what may be known.

    ``tests_json`` is needed to show what the author wrote for those who fail a
    hidden test; with it the summary also knows of tests that were not run.
    """
    before_tests = _concerns_public(verdict)
    if not shown.results:
        return _withheld_verdict(public_part(verdict), before_tests, tests_json, shown)
    public, hidden = count_tests(verdict)
    texts = _author_texts(tests_json)
    number = 0
    tests = []
    for result in verdict.tests:
        number += result.visibility == "hidden"
        tests.append(_result(result, number, texts, shown))
    return {
        "status": verdict.status,
        "score": verdict.score,
        "points": verdict.points,
        "possible": verdict.possible,
        "runtime_ms": verdict.runtime_ms,
        "summary": summary_sentence(verdict, tests_json),
        "public": {"passed": public.passed, "total": public.total},
        "hidden": {"passed": hidden.passed, "total": hidden.total},
        "error": fault_json(verdict.fault) if before_tests else None,
        "stdout": verdict.stdout if before_tests else "",
        "tests": tests,
    }


def _withheld_verdict(
    part: Verdict, before_tests: bool, tests_json: Mapping[str, Any] | None, shown: Shown
) -> dict[str, Any]:
    public, _ = count_tests(part)
    return {
        "status": shown_status(part),
        "score": None,
        "points": None,
        "possible": part.possible,
        "runtime_ms": part.runtime_ms,
        "summary": withheld_sentence(part, tests_json, shown.until),
        "public": {"passed": public.passed, "total": public.total},
        "hidden": {"passed": 0, "total": 0},
        "withheld": True,
        "error": fault_json(part.fault) if before_tests else None,
        "stdout": part.stdout if before_tests else "",
        "tests": [whole_test_result(result) for result in part.tests],
    }


def _concerns_public(verdict: Verdict) -> bool:
    """Whether the verdict's own fault and output may be shown.

    They come from loading the code, before any test. A script has no such
    time of its own: it runs with a test's input, and that may be hidden.
    """
    if verdict.status == "compile_error" or all(test.kind != "stdio" for test in verdict.tests):
        return True
    return all(test.visibility == "public" for test in verdict.tests)


def student_test_result(
    result: TestResult,
    tests_json: Mapping[str, Any] | None = None,
    shown: Shown = RESULTS_ONLY,
) -> dict[str, Any]:
    """One ``TestResult`` of the HTTP contract, for sending results as they come.

    Whether it may be sent at all is for the caller to see, see ``Shown.tells_of``.

    Without ``tests_json`` a hidden test is just "Hidden test", without the
    author's message. Ids agree with those of ``student_verdict``.
    """
    number = None
    if tests_json is not None and result.visibility == "hidden":
        hidden = [test["id"] for test in tests_json["tests"] if test["visibility"] == "hidden"]
        number = hidden.index(result.id) + 1 if result.id in hidden else None
    return _result(result, number, _author_texts(tests_json), shown)


def _result(
    result: TestResult, number: int | None, texts: Mapping[str, frozenset[str]], how: Shown
) -> dict[str, Any]:
    if result.visibility == "public":
        return whole_test_result(result)
    if result.group in how.groups:
        return {**whole_test_result(result), "id": _shown_id(result)}
    shown: dict[str, Any] = {
        "id": result.id,
        "name": result.name,
        "group": result.group,
        "visibility": result.visibility,
        "status": result.status,
    }
    shown["id"] = _shown_id(result)
    if result.visibility == "hidden":
        shown["name"] = f"Hidden test {number}" if number else "Hidden test"
    elif result.call is not None and result.name == result.call:
        shown["name"] = "Test"  # a name made of the call would give it away
    if result.status in _LIMIT_STATUSES or result.message in texts.get(result.id, ()):
        shown["message"] = result.message
    return shown


def _author_texts(tests_json: Mapping[str, Any] | None) -> dict[str, frozenset[str]]:
    """By test id, the messages that stand in the test as they are.

    A message that is put together while the test runs may hold a hidden
    input, or whatever the student's code makes of one.
    """
    return {
        test["id"]: _texts_of(test)
        for test in (tests_json or {"tests": ()})["tests"]
        if test["visibility"] != "public"
    }


def _texts_of(test: Mapping[str, Any]) -> frozenset[str]:
    texts = {test["on_fail"]} if test.get("on_fail") else set()
    if test["kind"] == "code":
        try:
            tree = parse_module(test["spec"]["code"])
        except UnreadablePythonError:
            return frozenset(texts)
        for node in ast.walk(tree):
            match node:
                case ast.Assert(msg=ast.Constant(value=str(text))):
                    texts.add(text)
    return frozenset(texts)


def _shown_id(result: TestResult) -> str:
    return hidden_id(result.id) if result.visibility == "hidden" else result.id


def hidden_id(test_id: str) -> str:
    """A hidden test's id as students see it: the author's own may say what it tests."""
    return "hidden-" + hashlib.sha256(f"codify:{test_id}".encode()).hexdigest()[:8]


def whole_test_result(result: TestResult) -> dict[str, Any]:
    """One ``TestResult`` with all there is: of a public test, or for an instructor."""
    shown: dict[str, Any] = {
        "id": result.id,
        "name": result.name,
        "kind": result.kind,
        "group": result.group,
        "visibility": result.visibility,
        "status": result.status,
        "runtime_ms": result.runtime_ms,
    }
    for key in ("call", "given", "stdin", "code", "message", "stdout"):
        if getattr(result, key):
            shown[key] = getattr(result, key)
    if result.expected is not None:
        shown["expected"] = _outcome(result.expected)
    if result.got is not None:
        shown["got"] = _outcome(result.got)
    if result.fault is not None:
        shown["error"] = fault_json(result.fault)
    return shown


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        key: value for key in _SHOWN_EXPECTATIONS if (value := getattr(outcome, key)) is not None
    }


def fault_json(fault: Fault | None) -> dict[str, Any] | None:
    """The contract's ``Fault``."""
    if fault is None:
        return None
    return {
        "type": fault.type,
        "message": fault.message,
        "line": fault.line,
        "frames": [
            {"line": frame.line, "function": frame.function, "source": frame.source}
            for frame in fault.frames
        ],
    }


def public_tests_json(tests: Problem | Mapping[str, Any]) -> dict[str, Any]:
    """A tests_json of the public tests alone, with their groups and no more sources than they need.

    It judges as ``Runner.judge(..., visibility="public")`` does with the whole.
    The sources that remain (checks, reference) are still secret.
    """
    whole = tests.tests_json if isinstance(tests, Problem) else tests
    public = [test for test in whole["tests"] if test["visibility"] == "public"]
    used = {test["group"] for test in public}
    sources = dict(whole["sources"])
    if not any(test["kind"] == "generated" for test in public):
        sources.pop("solution", None)
    if not any(
        test["kind"] in ("generated", "property") or "check" in test.get("compare", {})
        for test in public
    ):
        sources.pop("checks", None)
    content = {
        **{key: whole[key] for key in ("schema", "entry", "limits", "requires")},
        "groups": [group for group in whole["groups"] if group["id"] in used],
        "tests": public,
        "sources": sources,
    }
    return {**content, "digest": digest(content)}
