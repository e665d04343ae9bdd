"""What an author writes in cells, and what becomes of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from codify_runner import Runner

from codify_jupyter.problems import Problem, ProblemError, lint_problem, read_problem, read_problems

HEADER = """\
---
codify: 1
slug: steps
title: Steps up
difficulty: easy
tags: [lists]
entry: steps_up
---"""
STATEMENT = "Write `steps_up(heights)`."
SOLUTION = """\
#| codify: solution
def steps_up(heights):
    # BEGIN SOLUTION
    if heights is None:
        raise ValueError("no heights")
    return sum(b > a for a, b in zip(heights, heights[1:]))
    # END SOLUTION
"""
TESTS = """\
#| codify: tests
#| group: basics
#| points: 2
assert steps_up([1, 2]) == 1
"""


def write(path: Path, *cells: tuple[str, str]) -> Path:
    content = [{"cell_type": kind, "source": text, "metadata": {}} for kind, text in cells]
    path.write_text(json.dumps({"cells": content, "nbformat": 4, "metadata": {}}))
    return path


def problem_with(tmp_path: Path, *tests: str) -> Problem:
    cells = [("raw", HEADER), ("markdown", STATEMENT), ("code", SOLUTION)]
    return read_problem(write(tmp_path / "n.ipynb", *cells, *(("code", one) for one in tests)))


def cases_of(problem: Problem) -> list[dict[str, Any]]:
    tests: list[dict[str, Any]] = problem.tests_json["tests"]
    return tests


def errors(path: Path) -> list[tuple[str, int | None, int]]:
    with pytest.raises(ProblemError) as caught:
        read_problems(path)
    return [(one.code, one.cell, one.line) for one in caught.value.findings]


def test_a_problem_is_read_from_cells(tmp_path: Path) -> None:
    problem = problem_with(tmp_path, TESTS)

    assert (problem.slug, problem.title, problem.prompt_md) == ("steps", "Steps up", STATEMENT)
    assert problem.starter == "def steps_up(heights):\n    ...\n"
    assert "BEGIN" not in problem.solution
    assert "raise ValueError" in problem.solution
    assert problem.id == problem_with(tmp_path, TESTS).id


def test_asserts_become_calls(tmp_path: Path) -> None:
    problem = problem_with(
        tmp_path,
        "#| codify: tests\n#| group: basics\n"
        "from pytest import raises, approx\n"
        'assert steps_up([1, 2]) == 1, "one step"\n'
        "assert steps_up([]) is None\n"
        "assert steps_up([3]) == approx(0.5, abs=0.1)\n"
        'with raises(ValueError, match="no"):\n    steps_up(None)\n',
    )
    first, none, close, error = cases_of(problem)

    assert (first["kind"], first["call"], first["expect"]) == (
        "call",
        "steps_up([1, 2])",
        {"returns": "1"},
    )
    assert first["on_fail"] == "one step"
    assert none["expect"] == {"returns": "None"}
    assert close["compare"] == {"kind": "approx", "rel": 0, "abs": 0.1}
    assert error["expect"] == {"raises": "ValueError", "match": "no"}


def test_what_no_call_can_say_stays_code_with_what_it_needs(tmp_path: Path) -> None:
    problem = problem_with(
        tmp_path,
        "#| codify: tests\n#| group: basics\nimport math\nlimit = 3\nunused = 4\n"
        "assert steps_up([1, 2]) < limit\n"
        "assert steps_up([1]) == 0\n"
        "def test_pure():\n    walk = [1, 2]\n    steps_up(walk)\n    assert walk == [1, 2]\n",
        "#| codify: tests\n#| group: more\nassert math.isfinite(steps_up([1, 2]))\n",
    )
    below, plain, pure, finite = cases_of(problem)

    assert below["spec"]["code"] == "limit = 3\nassert steps_up([1, 2]) < limit\n"
    assert plain["kind"] == "call"
    assert (pure["id"], pure["kind"]) == ("pure", "code")
    assert pure["spec"]["code"].endswith("\n\ntest_pure()\n")
    assert finite["spec"]["code"].startswith("import math\n")


def test_asserts_that_share_an_object_stay_together(tmp_path: Path) -> None:
    problem = problem_with(
        tmp_path,
        "#| codify: tests\n#| group: basics\nmade = list(range(3))\nmade.append(9)\n"
        "assert steps_up(made) == 3\nmade.pop()\nassert steps_up(made) == 2\n",
    )
    (only,) = cases_of(problem)
    assert only["spec"]["code"].count("assert") == 2


def test_what_one_assert_gives_away_another_may_find_changed(tmp_path: Path) -> None:
    problem = problem_with(
        tmp_path,
        TESTS + "walk = [3, 1]\nassert steps_up(walk) == 0\nassert walk == [3, 1]\n"
        "low = 2\nassert steps_up([low]) == 0\nassert steps_up([low, 1]) == 0\n"
        "high = [5, 6]\nassert len(high) == 2\nassert max(high) == 6\n",
    )
    codes = [case["spec"]["code"] for case in cases_of(problem) if case["kind"] == "code"]
    assert [code.count("assert") for code in codes] == [2, 1, 1, 1, 1]
    assert "steps_up(walk) == 0\nassert walk == [3, 1]" in codes[0]


def test_a_test_may_have_keys_of_its_own(tmp_path: Path) -> None:
    problem = problem_with(
        tmp_path,
        "#| codify: tests\n#| group: basics\n#| timeout_s: 1\n"
        "#| test: pure\n#| name: the walk stays\n#| weight: 3\n"
        "walk = [3, 1, 2]\nassert steps_up(walk) == 1\nassert walk == [3, 1, 2]\n\n"
        "#| test: kept\n#| lift: off\nassert steps_up([1]) == 0\n\n"
        "#| test: short\n#| gate: true\n#| static: {max_lines: 9}\n",
    )
    pure, kept, short = cases_of(problem)

    assert (pure["name"], pure["weight"], pure["timeout_s"]) == ("the walk stays", 3, 1)
    assert (pure["given"], pure["call"]) == ("walk = [3, 1, 2]", "steps_up(walk)")
    assert pure["expect"] == {"returns": "1", "after": {"walk": "[3, 1, 2]"}}
    assert (kept["kind"], short["kind"], short["gate"]) == ("code", "static", True)


def test_a_notebook_may_hold_several_problems(tmp_path: Path) -> None:
    cells = [("raw", HEADER), ("markdown", STATEMENT), ("code", SOLUTION), ("code", TESTS)]
    other = [(kind, text.replace("slug: steps", "slug: other")) for kind, text in cells]
    path = write(tmp_path / "n.ipynb", ("markdown", "Week 1"), *cells, *other)

    assert [problem.slug for problem in read_problems(path)] == ["steps", "other"]
    with pytest.raises(ProblemError, match="several-problems"):
        read_problem(path)


def test_a_header_may_have_become_markdown(tmp_path: Path) -> None:
    path = write(
        tmp_path / "n.ipynb",
        ("markdown", HEADER),
        ("markdown", STATEMENT),
        ("code", SOLUTION),
        ("code", TESTS),
    )
    assert read_problem(path).prompt_md == STATEMENT


def test_markdown_after_the_first_code_is_the_authors_own(tmp_path: Path) -> None:
    path = write(
        tmp_path / "n.ipynb",
        ("raw", HEADER),
        ("markdown", STATEMENT),
        ("code", "print('scratch')"),
        ("markdown", "Second paragraph."),
        ("code", SOLUTION),
        ("markdown", "The hidden tests:"),
        ("code", TESTS),
    )
    assert read_problem(path).prompt_md == f"{STATEMENT}\n\nSecond paragraph."


@pytest.mark.parametrize(
    ("tests", "wanted"),
    [
        ("#| codify: tests\n#| group: a\nassert steps_up([1] ==\n", ("bad-python", 4, 3)),
        ("#| codify: tests\n#| groop: a\nassert steps_up([1]) == 0\n", ("unknown-key", 4, 2)),
        ("#| codify: tests\n#| group: a\nx = 1\n#| weight: 2\n", ("bad-directive", 4, 4)),
        ("#| codify: tests\n#| test: t\n", ("no-expectation", 4, 2)),
        ("#| codify: test\nassert steps_up([1]) == 0\n", ("unknown-role", 4, 1)),
        ("#| codify: tests\n#| test: t\n#| wait: 2\nassert 1\n", ("unknown-key", 4, 3)),
        ("#| codify: tests\n\n\nassert True\n", None),
        (
            "#| codify: tests\n#| group: a\n#| also: [{id: r, generate: 'checks:x'}]\n",
            ("missing-checks", 4, 3),
        ),
    ],
)
def test_faults_are_told_with_cell_and_line(
    tmp_path: Path, tests: str, wanted: tuple[str, int, int] | None
) -> None:
    path = write(
        tmp_path / "n.ipynb",
        ("raw", HEADER),
        ("markdown", STATEMENT),
        ("code", SOLUTION),
        ("code", tests),
    )
    if wanted is None:
        assert len(cases_of(read_problem(path))) == 1
    else:
        assert wanted in errors(path)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"cells": 3}', '{"cells": [{"cell_type": "code", "source": [1]}]}']
)
def test_a_file_that_is_no_notebook_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "n.ipynb"
    path.write_text(text)
    with pytest.raises(ProblemError):
        read_problems(path)


def test_an_open_region_is_told(tmp_path: Path) -> None:
    path = write(
        tmp_path / "n.ipynb",
        ("raw", HEADER),
        ("markdown", STATEMENT),
        ("code", SOLUTION.replace("    # END SOLUTION\n", "")),
        ("code", TESTS),
    )
    assert ("bad-region", 3, 3) in errors(path)


async def test_the_lint_names_the_cell_of_what_it_finds(tmp_path: Path) -> None:
    problem = problem_with(tmp_path, TESTS, TESTS.replace("== 1", "== 7"))
    async with Runner() as runner:
        report = await lint_problem(problem, runner)
    fails = [one for one in report.findings if one.code == "reference-fails"]
    assert [(one.cell, one.line, one.path.name) for one in fails] == [(5, 4, "n.ipynb")]
