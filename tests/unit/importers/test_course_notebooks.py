"""Course notebooks of nbgrader's and Otter's, written for these tests, brought over and verified."""

# ruff: noqa: E501 - one line of a sample is easier to read on one line

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from codify_runner import Runner

from tests.unit.importers.courses import bring, cell, code, graded, notebook, solution, whys, write


async def test_nbgrader(tmp_path: Path, runner: Runner) -> None:
    path = notebook(
        tmp_path / "source/ps1/one.ipynb",
        code("import math\n%matplotlib inline\nBASE = 2"),
        cell("markdown", "## Squares\n\nWrite `squares(n)`."),
        code(
            "def squares(n):\n    ### BEGIN SOLUTION\n    return [math.floor(i) ** BASE for i in range(n)]\n    ### END SOLUTION",
            grade=False, solution=True, grade_id="squares", schema_version=3,
        ),
        code(
            "from nose.tools import assert_equal\nassert_equal(squares(2), [0, 1])\n"
            "### BEGIN HIDDEN TESTS\nassert squares(3) == [0, 1, 4]\n### END HIDDEN TESTS",
            grade=True, solution=False, points=3, grade_id="test_squares", schema_version=1,
        ),
        cell("markdown", "Write `total(n)`."),
        code(
            "def total(n):\n    ### BEGIN SOLUTION\n    return sum(squares(n))\n    ### END SOLUTION",
            solution=True, grade_id="total",
        ),
        code("assert total(3) == 5", grade=True, points="2", grade_id="t2"),
        code("essay", grade=True, solution=True, grade_id="essay"),
    )  # fmt: skip
    report, problems = await bring(runner, "nbgrader", path.parents[1])
    first, second = problems["squares"], problems["total"]

    assert [report.as_json()[key] for key in ("problems", "references_passing")] == [2, 2]
    assert first.points == 3
    assert first.title == "Squares"
    assert sorted(test["visibility"] for test in first.tests_json["tests"]) == ["hidden", "public"]
    assert "BASE = 2" in first.starter
    assert "math.floor" not in first.starter
    # What the second builds on goes with it: the first one's reference.
    assert "def squares" in second.starter
    assert "sum(squares(n))" not in second.starter
    public = [t for t in first.tests_json["tests"] if t["visibility"] == "public"]
    assert "[0, 1, 4]" not in json.dumps(public)
    assert [note.what for note in report.problems[1].notes] == ["code around it"]
    assert report.left_out[0].why == "cell essay: is graded by hand"


async def test_a_release_version_has_no_references(tmp_path: Path, runner: Runner) -> None:
    path = notebook(
        tmp_path / "one.ipynb",
        code(
            "def f():\n    # YOUR CODE HERE\n    raise NotImplementedError()",
            solution=True,
            grade_id="f",
        ),
        code("assert f() == 1", grade=True, grade_id="t"),
    )
    report, problems = await bring(runner, "nbgrader", path)
    assert problems == {}
    assert "release version" in report.problems[0].notes[0].why


@pytest.mark.parametrize("raw", [True, False])
async def test_otter(tmp_path: Path, runner: Runner, raw: bool) -> None:
    def mark(text: str) -> dict[str, Any]:
        return cell("raw", text) if raw else cell("markdown", f"```\n{text}\n```")

    path = notebook(
        tmp_path / "hw.ipynb",
        code("start = 3"),
        mark("# BEGIN QUESTION\nname: q1\npoints: 4"),
        cell("markdown", "Assign `x` and write `f`."),
        mark("# BEGIN SOLUTION"),
        code(
            "x = start + 2 # SOLUTION\ndef f(n):\n    # BEGIN SOLUTION\n    return n * x\n    # END SOLUTION"
        ),
        mark("# END SOLUTION"),
        mark("# BEGIN TESTS"),
        code("x == 5", shows="np.True_"),
        code("# HIDDEN\nf(2)", shows="10"),
        code("def test_names(f):\n    assert f(1) == 5\n\ntest_names(f)"),
        mark("# END TESTS"),
        mark("# END QUESTION"),
    )
    report, problems = await bring(runner, "otter", path)
    problem = problems["q1"]

    assert problem.entry == "names:[x, f]"
    assert (problem.points, problem.prompt_md) == (4, "Assign `x` and write `f`.")
    assert "x = ..." in problem.starter
    assert "n * x" not in problem.starter
    assert [t["visibility"] for t in problem.tests_json["tests"]] == ["public", "hidden", "public"]
    assert report.problems[0].reference_passes


async def test_otters_older_notebooks(tmp_path: Path, runner: Runner) -> None:
    path = notebook(
        tmp_path / "hw.ipynb",
        cell("markdown", "**Question 1.** Say five.\n\n```\nBEGIN QUESTION\nname: q1\n```"),
        code("five = 5 # SOLUTION"),
        code("# TEST\nfive", shows="5"),
        code("# HIDDEN TEST\nfive % 2 == 1", shows="True"),
        cell("markdown", "The end."),
    )
    _, problems = await bring(runner, "otter", path)
    tests = problems["q1"].tests_json["tests"]
    assert [test["visibility"] for test in tests] == ["public", "hidden"]
    assert problems["q1"].starter == "five = ...\n"


async def test_a_question_has_what_it_needs_in_the_order_of_the_notebook(
    tmp_path: Path, runner: Runner
) -> None:
    path = notebook(
        tmp_path / "one.ipynb",
        code("import math\nfactor = 2\nsteps = []\nunused = 1 / 0"),
        code("def scaled(x):\n    return x * factor * offset"),
        code("offset = 5\nsteps.append(7)\nfactor = 3"),
        solution("def f(x):\n    return scaled(x) + steps[0] + math.floor(0.5)"),
        code("example = f(1)\nprint(example)"),
        graded("assert example == 22\nassert f(0) == 7"),
    )
    report, problems = await bring(runner, "nbgrader", path)
    problem = problems["task"]

    assert report.problems[0].reference_passes
    # What holds when the question comes, and nothing that it does not need.
    assert "factor = 3" in problem.starter
    assert "unused" not in problem.starter
    # What stands between solution and test is the tests'.
    assert "example" not in problem.starter


async def test_imports_of_an_earlier_test_are_there_for_later_solutions(
    tmp_path: Path, runner: Runner
) -> None:
    path = notebook(
        tmp_path / "one.ipynb",
        solution("def first():\n    return 1", "first"),
        graded("from math import sqrt\nlimit = 4\nassert first() == 1", "check-1"),
        solution("def second():\n    return sqrt(limit)", "second"),
        graded("assert second() == 2", "check-2"),
    )
    report, problems = await bring(runner, "nbgrader", path)
    assert [one.reference_passes for one in report.problems] == [True, True]
    assert "from math import sqrt" in problems["second"].starter


async def test_what_hidden_tests_made_is_never_given_to_students(
    tmp_path: Path, runner: Runner
) -> None:
    path = notebook(
        tmp_path / "one.ipynb",
        solution("def f(x):\n    return x + 1", "first"),
        graded(
            "assert f(1) == 2\n### BEGIN HIDDEN TESTS\nsecret = [f(41)]\nassert secret == [42]\n### END HIDDEN TESTS",
            "check-1",
        ),
        solution("def g(x):\n    return x + 2", "second"),
        graded("assert g(40) == secret[0]\nassert g(1) == 3", "check-2"),
    )
    report, problems = await bring(runner, "nbgrader", path)
    problem = problems["second"]

    assert report.problems[1].reference_passes
    assert "secret" not in problem.starter
    shown = [test for test in problem.tests_json["tests"] if test["visibility"] == "public"]
    assert len(shown) == 1
    assert "secret" not in json.dumps(shown)


async def test_solution_cells_that_one_test_looks_at_are_one_question(
    tmp_path: Path, runner: Runner
) -> None:
    path = notebook(
        tmp_path / "one.ipynb",
        cell("markdown", "Say `x`."),
        solution("x = 3", "first"),
        cell("markdown", "Say `y`."),
        solution("y = x + 1", "second"),
        graded("assert (x, y) == (3, 4)"),
    )
    _, problems = await bring(runner, "nbgrader", path)
    problem = problems["second"]
    assert problem.entry == "names:[x, y]"
    assert "= 3" not in problem.starter
    assert problem.prompt_md == "Say `x`.\n\nSay `y`."


async def test_tests_after_more_text_still_count(tmp_path: Path, runner: Runner) -> None:
    path = notebook(
        tmp_path / "one.ipynb",
        solution("def f(x):\n    return x"),
        graded("assert f(1) == 1", "check-1"),
        cell("markdown", "And now:"),
        graded("assert f(2) == 2", "check-2", points=3),
    )
    _, problems = await bring(runner, "nbgrader", path)
    assert len(problems["task"].tests_json["tests"]) == 2
    assert problems["task"].points == 4


SCHEMAS: dict[int, tuple[dict[str, Any], dict[str, Any]]] = {
    0: ({"solution": True, "grade_id": "f"}, {"grade": True, "grade_id": "t", "points": "2"}),
    1: (
        {"schema_version": 1, "solution": True, "grade": False, "grade_id": "f", "locked": False},
        {"schema_version": 1, "solution": False, "grade": True, "grade_id": "t", "points": 2},
    ),
    2: (
        {"schema_version": 2, "solution": True, "grade": False, "grade_id": "f"},
        {"schema_version": 2, "solution": False, "grade": True, "grade_id": "t", "points": 2, "cell_type": "code"},
    ),
    3: (
        {"schema_version": 3, "solution": True, "grade": False, "grade_id": "f", "task": False},
        {"schema_version": 3, "solution": False, "grade": True, "grade_id": "t", "points": 2.0, "task": False},
    ),
}  # fmt: skip


@pytest.mark.parametrize("schema", SCHEMAS)
async def test_every_schema_of_nbgraders_metadata(
    tmp_path: Path, runner: Runner, schema: int
) -> None:
    of_solution, of_test = SCHEMAS[schema]
    path = notebook(
        tmp_path / "one.ipynb",
        code("def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION", **of_solution),
        code("assert f() == 1", **of_test),
    )
    _, problems = await bring(runner, "nbgrader", path)
    assert problems["f"].points == 2
    assert "raise NotImplementedError()" in problems["f"].starter


async def test_lines_that_nbgrader_has_yet_to_make_tests_of_are_told(
    tmp_path: Path, runner: Runner
) -> None:
    path = notebook(
        tmp_path / "one.ipynb",
        solution("def f():\n    return 5"),
        graded("### AUTOTEST f()"),
    )
    report, problems = await bring(runner, "nbgrader", path)
    assert not problems
    assert "has no tests but AUTOTEST lines" in [one.why for one in report.problems[0].notes]


async def test_cells_graded_by_hand_are_told_and_their_code_is_there(
    tmp_path: Path, runner: Runner
) -> None:
    path = notebook(
        tmp_path / "one.ipynb",
        code("def helper():\n    return 5", grade=True, solution=True, grade_id="by-hand"),
        code("Look at this.", grade=True, task=True, grade_id="essay"),
        solution("def f():\n    return helper()"),
        graded("assert f() == 5"),
    )
    report, _ = await bring(runner, "nbgrader", path)
    assert report.problems[0].reference_passes
    assert {one.why for one in report.left_out} == {
        "cell by-hand: is graded by hand",
        "cell essay: is graded by hand",
    }


@pytest.mark.parametrize(("last", "shows"), [("score", ""), ("score", "3"), ("2 + 1", "3")])
async def test_partial_credit_becomes_all_or_none(
    tmp_path: Path, runner: Runner, last: str, shows: str
) -> None:
    text = f"score = 0\nif f() == 1:\n    score = 3\n{last}"
    path = notebook(
        tmp_path / "one.ipynb",
        solution("def f():\n    return 1"),
        code(text, shows=shows, grade=True, grade_id="t", points=3),
    )
    report, problems = await bring(runner, "nbgrader", path)
    (test,) = problems["task"].tests_json["tests"]
    assert f"assert ({last}) >= 3" in test["spec"]["code"]
    assert "gives part of the points" in whys(report)


async def test_checks_that_are_no_plain_asserts_are_kept(tmp_path: Path, runner: Runner) -> None:
    path = notebook(
        tmp_path / "one.ipynb",
        solution("def f(x):\n    return 2 * x"),
        graded(
            "from unittest import TestCase\n"
            "def test_double(function, x):\n    assert function(x) == 2 * x\n"
            "def check(x):\n    if f(x) != 2 * x:\n        raise ValueError\n"
            "test_double(f, 3)\ncheck(4)\n"
            "for x in range(3):\n    TestCase().assertEqual(f(x), 2 * x)\n"
            "with TestCase().assertRaises(TypeError):\n    f(None)\n"
        ),
    )
    report, problems = await bring(runner, "nbgrader", path)
    problem = problems["task"]
    assert report.problems[0].reference_passes
    assert len(problem.tests_json["tests"]) == 4
    for wrong in ("def f(x):\n    return 6\n", "def f(x):\n    return 2 * x if x != 4 else 1\n"):
        assert (await runner.judge(wrong, problem.tests_json)).status != "accepted"


async def test_a_test_may_give_a_name_of_the_solution_another_value(
    tmp_path: Path, runner: Runner
) -> None:
    path = notebook(
        tmp_path / "one.ipynb",
        code("data = [3, 1, 2]"),
        solution("ordered = sorted(data)"),
        graded("data = data + [9]\nassert ordered == sorted(data)[:3]"),
    )
    report, _ = await bring(runner, "nbgrader", path)
    assert report.problems[0].reference_passes


async def test_seeds_and_source_are_those_of_the_solution(tmp_path: Path, runner: Runner) -> None:
    path = notebook(
        tmp_path / "one.ipynb",
        code("import random"),
        solution("def roll():\n    # by hand\n    return random.randint(1, 6)"),
        graded(
            "import inspect, random\nrandom.seed(4)\nassert [roll() for _ in range(3)] == [2, 3, 1]\n"
            "assert 'by hand' in inspect.getsource(roll)"
        ),
    )
    report, _ = await bring(runner, "nbgrader", path)
    assert report.problems[0].reference_passes, whys(report)


async def test_modules_notebooks_and_small_files_beside_come_along(
    tmp_path: Path, runner: Runner
) -> None:
    write(tmp_path / "helpers.py", "import base\n\n\ndef double(x):\n    return base.TWO * x\n")
    write(tmp_path / "base.py", "TWO = 2\n")
    write(tmp_path / "data/small.csv", "a,b\n1,2\n")
    notebook(tmp_path / "zero.ipynb", code("START = 10"), graded("assert START == 11"))
    path = notebook(
        tmp_path / "one.ipynb",
        code("%run zero.ipynb\nimport csv\nfrom helpers import double"),
        code("with open('data/small.csv') as file:\n    rows = list(csv.reader(file))"),
        solution("def f():\n    return START + double(int(rows[1][1]))"),
        graded("assert f() == 14"),
    )
    report, problems = await bring(runner, "nbgrader", path)
    report_of = {one.source: one for one in report.problems}
    assert report_of["one.ipynb"].reference_passes, whys(report)
    assert "are carried in the code: data/small.csv" in whys(report)
    assert "from helpers" not in problems["task"].starter


async def test_what_the_sandbox_lacks_is_told_as_such(tmp_path: Path, runner: Runner) -> None:
    digits = (hashlib.sha256(str(n).encode()).hexdigest() for n in range(2000))
    write(tmp_path / "large.txt", "".join(digits))
    cells = [
        (solution("import not_there\nx = not_there.x", "a"), graded("assert x", "ta")),
        (solution("y = open('large.txt').read()", "b"), graded("assert len(y)", "tb")),
        (solution("z = input('?')", "c"), graded("assert z", "tc")),
        (solution("def f():\n    return undefined", "d"), graded("assert f()", "td")),
    ]
    path = notebook(tmp_path / "one.ipynb", *(one for pair in cells for one in pair))
    report, problems = await bring(runner, "nbgrader", path)

    assert problems == {}
    assert [one.unsupported for one in report.problems] == ["package", "file", "input", ""]
    assert report.problems[3].passes_as_written is False
    figures = report.as_json()
    assert (figures["references"], figures["unsupported"]) == (4, 3)
    assert figures["failing_as_written"] == 1


async def test_other_languages_are_left_out(tmp_path: Path, runner: Runner) -> None:
    notebook(tmp_path / "course/r.ipynb", solution("x <- 1"), kernelspec={"language": "R"})
    notebook(tmp_path / "course/p.ipynb", solution("x = 1"), graded("assert x == 1"))
    report, problems = await bring(runner, "nbgrader", tmp_path / "course")
    assert list(problems) == ["task"]
    assert [(one.source, one.why) for one in report.left_out] == [
        ("r.ipynb", "is written in R, not in Python")
    ]


def question(
    name: str, text: str, *tests: dict[str, Any], settings: str = ""
) -> list[dict[str, Any]]:
    """A question of Otter's, v1."""
    return [
        cell("raw", f"# BEGIN QUESTION\nname: {name}\n{settings}"),
        cell("raw", "# BEGIN SOLUTION"),
        code(text),
        cell("raw", "# END SOLUTION"),
        cell("raw", "# BEGIN TESTS"),
        *tests,
        cell("raw", "# END TESTS"),
        cell("raw", "# END QUESTION"),
    ]


def settings_of_test(*lines: str) -> str:
    return "\n".join(['""" # BEGIN TEST CONFIG', *lines, '""" # END TEST CONFIG', ""])


async def test_otters_points_and_messages(tmp_path: Path, runner: Runner) -> None:
    path = notebook(
        tmp_path / "hw.ipynb",
        *question(
            "q1",
            "x = 3 # SOLUTION",
            code(settings_of_test("points: 2", "failure_message: Count again.") + "x == 3", shows="True"),
            code(settings_of_test("hidden: true") + "x > 1", shows="True"),
            settings="points: 3",
        ),
        *question("q2", "y = 1 # SOLUTION", code("y", shows="1"), settings="points:\n  each: 2\nall_or_nothing: true"),
        *question("q3", "z = 1 # SOLUTION", settings="manual: true"),
    )  # fmt: skip
    report, problems = await bring(runner, "otter", path)
    first, second = problems["q1"].tests_json["tests"]
    assert problems["q1"].points == 3
    assert (first["weight"], second["weight"]) == (2, 1)
    assert (first["on_fail"], second["visibility"]) == ("Count again.", "hidden")
    assert problems["q2"].tests_json["groups"][0]["scoring"] == "all"
    assert [one.why for one in report.left_out] == ["question q3: is graded by hand"]


async def test_otters_prompts_ignored_lines_and_environments(
    tmp_path: Path, runner: Runner
) -> None:
    with_prompt = question(
        "q1",
        "def f(x):\n    return x + base",
        code("def test_env(env):\n    assert env['f'](1) == env['base'] + 1"),
    )
    with_prompt[1:1] = [
        cell("raw", "# BEGIN PROMPT"),
        code("def f(x):\n    # your turn\n    ..."),
        cell("raw", "# END PROMPT"),
    ]
    path = notebook(
        tmp_path / "hw.ipynb",
        code("base = 2\nraise SystemExit # IGNORE"),
        code("## Ignore ##\nraise SystemExit"),
        *with_prompt,
    )
    report, problems = await bring(runner, "otter", path)
    assert report.problems[0].reference_passes, whys(report)
    assert "# your turn" in problems["q1"].starter
    assert "x + base" not in problems["q1"].starter


async def test_what_otters_tests_showed_and_printed_is_expected(
    tmp_path: Path, runner: Runner
) -> None:
    path = notebook(
        tmp_path / "hw.ipynb",
        *question(
            "q1",
            "def f(x):\n    return x / 2 # SOLUTION",
            code("for x in (2, 4):\n    print(f(x))", prints="1.0\n2.0\n"),
            code("[f(1), {3}]", shows="[np.float64(0.5), {3}]"),
            code("f(8) == 4"),
        ),
    )
    report, problems = await bring(runner, "otter", path)
    problem = problems["q1"]
    assert report.problems[0].reference_passes, whys(report)
    for wrong in ("def f(x):\n    return 1.0\n", "def f(x):\n    return x / 2 if x < 5 else 0\n"):
        assert (await runner.judge(wrong, problem.tests_json)).status == "wrong_answer"
