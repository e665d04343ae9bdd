from __future__ import annotations

from typing import Literal

import pytest
from codify_runner.verdict import Fault, Status, TestResult, TestStatus, Verdict, Visibility

from codify_jupyter.problems import summary_sentence

STATUSES: dict[str, TestStatus] = {".": "passed", "x": "failed", "E": "error", "T": "timeout"}


def verdict(
    public: str,
    hidden: str = "",
    status: Status | Literal["guess"] = "guess",
    fault: Fault | None = None,
    kind: str = "call",
) -> Verdict:
    """A verdict drawn with one character per test: . passed, x failed, E error, T timeout."""
    tests = []
    for visibility, drawn in (("public", public), ("hidden", hidden)):
        for number, character in enumerate(drawn):
            shown: Visibility = "public" if visibility == "public" else "hidden"
            test_id = f"{visibility}-{number}"
            tests.append(TestResult(test_id, test_id, kind, "g", shown, STATUSES[character]))
    if status == "guess":
        status = "accepted" if set(public + hidden) <= {"."} else "wrong_answer"
    return Verdict(status, 0, 0, 1, 1, tuple(tests), fault=fault)


@pytest.mark.parametrize(
    ("judged", "sentence"),
    [
        (verdict("..", "x"), "2 of 2 public tests passed, 1 hidden test failed."),
        (verdict("..", "..."), "All 5 tests passed."),
        (verdict("..", "xx."), "2 of 2 public tests passed, 2 hidden tests failed."),
        (verdict(".x", "..."), "1 of 2 public tests passed, 3 of 3 hidden tests passed."),
        (verdict(".."), "2 of 2 public tests passed."),
        (verdict("x"), "0 of 1 public test passed."),
        (verdict("", "."), "The test passed."),
        (verdict("", "x"), "1 hidden test failed."),
        (verdict(""), "No tests were run."),
        (
            verdict(".T", status="time_limit_exceeded"),
            "1 of 2 public tests passed. Your code took too long.",
        ),
        (
            verdict("..", "E", status="runtime_error"),
            "2 of 2 public tests passed, 1 hidden test failed. Your code stopped with an error.",
        ),
        (
            verdict(".x", ".", status="accepted"),
            "Accepted: what failed is worth no points. "
            "1 of 2 public tests passed, 1 of 1 hidden test passed.",
        ),
        (
            verdict("", status="compile_error", fault=Fault("SyntaxError", "invalid syntax", 3)),
            "Your code could not be read: line 3: invalid syntax.",
        ),
        (
            verdict("EE", "E", "runtime_error", Fault("NameError", "name 'x' is not defined", 1)),
            "No test could run: line 1: name 'x' is not defined.",
        ),
        (
            verdict("E", "", "runtime_error", Fault("NameError", "no function `f` was defined")),
            "No test could run: no function `f` was defined.",
        ),
        (
            verdict("E.", "", "runtime_error", Fault("ValueError", "secret", 1), kind="stdio"),
            "1 of 2 public tests passed. Your code stopped with an error.",
        ),
        (verdict("", status="cancelled"), "Stopped before the tests were done."),
    ],
)
def test_a_verdict_in_a_sentence(judged: Verdict, sentence: str) -> None:
    assert summary_sentence(judged) == sentence


def test_a_run_of_the_public_tests_is_not_called_all_when_there_are_others() -> None:
    run = verdict("..")
    ids = [test.id for test in run.tests]
    only = {"tests": [{"id": test_id} for test_id in ids]}
    more = {"tests": [{"id": test_id} for test_id in [*ids, "hidden-0"]]}
    assert summary_sentence(run, only) == "All 2 tests passed."
    assert summary_sentence(run, more) == "2 of 2 public tests passed."


@pytest.mark.parametrize("public", ["", ".", "..", ".x"])
@pytest.mark.parametrize("hidden", ["x", ".x", "E", "T.", "xx"])
@pytest.mark.parametrize("status", ["accepted", "wrong_answer", "runtime_error"])
def test_all_is_never_said_while_a_hidden_test_fails(
    public: str, hidden: str, status: Status
) -> None:
    assert "all" not in summary_sentence(verdict(public, hidden, status)).lower().split()


def test_a_fault_of_ours_is_not_blamed_on_the_student() -> None:
    assert "not your code's fault" in summary_sentence(verdict("", status="internal_error"))
