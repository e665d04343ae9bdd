"""The lint's mutants: what the tests of a problem let live."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from codify_runner import Runner

from codify_jupyter.problems import lint_problem
from codify_jupyter.problems.mutations import mutants_of

WriteProblem = Callable[..., Path]


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("x < 3", [("<", "<="), ("3", "4"), ("3", "2")]),
        ("a and b", [("and", "or")]),
        ("x += 0", [("+=", "-="), ("0", "1")]),
        ("'a' + x", []),
        ('"""Say 3."""', []),
        ("def f(n: int = 0) -> 'int':\n    return n", [("0", "1"), ("return n", "return None")]),
        ("while a:\n    break", [("break", "pass")]),
        ("if a:\n    b()", [("if a:", "if False:")]),
        ("x = True", [("True", "False")]),
        ("not x", [("not x", "x")]),
        ("not (", []),
    ],
)
def test_mutants(code: str, changes: list[tuple[str, str]]) -> None:
    assert [(mutant.was, mutant.now) for mutant in mutants_of(code)] == changes


def test_each_mutant_is_one_change_in_its_line() -> None:
    mutants = mutants_of(
        "def f(x):\n    # why\n    if x == 1:\n        return 2\n    return x - 1\n"
    )
    assert {mutant.line for mutant in mutants} == {3, 4, 5}
    assert "    return x + 1" in {line for m in mutants for line in m.code.split("\n")}
    assert len({mutant.code for mutant in mutants}) == len(mutants)


async def test_a_border_that_no_test_looks_at_is_told_with_its_line(
    write_problem: WriteProblem,
) -> None:
    tests = """\
schema: codify.tests/1
groups: [{id: basics, points: 2}]
tests:
  - {id: up, group: basics, call: "steps_up([1, 3, 2])", returns: "1"}
  - {id: none, group: basics, call: "steps_up(None)", raises: ValueError}
"""
    async with Runner() as runner:
        plain = await lint_problem(write_problem(tests_yaml=tests, wrong={}), runner)
        report = await lint_problem(write_problem(tests_yaml=tests, wrong={}), runner, mutants=True)
    told = [one for one in report.findings if one.code == "mutant-accepted"]

    assert plain.mutation is None
    assert [(one.path.name, one.line, one.severity) for one in told] == [
        ("solution.py", 4, "warning")
    ] * len(told)
    assert any("`>=` for `>`" in one.message for one in told)
    assert report.mutation is not None
    assert 0 < len(report.mutation.accepted) < report.mutation.tried
    assert report.ok


async def test_a_mutant_that_never_ends_is_caught_soon(write_problem: WriteProblem) -> None:
    solution = """\
def steps_up(heights):
    if heights is None:
        raise ValueError("no heights")
    count, place = 0, 1
    while place < len(heights):
        count += heights[place] > heights[place - 1]
        place += 1
    return count
"""
    async with Runner() as runner:
        report = await lint_problem(write_problem(solution_py=solution), runner, mutants=True)
    assert report.mutation is not None
    assert not any(mutant.now == "-=" for mutant in report.mutation.accepted)
