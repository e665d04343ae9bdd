"""Small courses in each format, written for these tests, brought over and verified."""

# ruff: noqa: E501 - one line of a sample is easier to read on one line

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from codify_runner import Runner

from codify_jupyter.importers import ImportReport, import_problems, read_drafts
from codify_jupyter.importers.trouble import ImportTrouble
from codify_jupyter.problems import Problem, read_problem


@pytest_asyncio.fixture
async def runner() -> AsyncIterator[Runner]:
    async with Runner() as started:
        yield started


async def bring(
    runner: Runner, format_name: str, path: Path, fields: Mapping[str, str] | None = None
) -> tuple[ImportReport, dict[str, Problem]]:
    into = path.parent / "imported"
    report = await import_problems(
        format_name, read_drafts(format_name, path, fields), into, runner
    )
    problems = {one.slug: read_problem(into / one.slug) for one in report.problems if one.written}
    assert json.loads((into / "import-report.json").read_text()) == report.as_json()
    return report, problems


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def notebook(path: Path, *cells: dict[str, Any]) -> Path:
    whole = [{"metadata": {}, "outputs": [], **cell} for cell in cells]
    return write(path, json.dumps({"cells": whole, "nbformat": 4, "nbformat_minor": 5}))


def code(text: str, *, shows: str = "", **marks: Any) -> dict[str, Any]:
    outputs = [{"output_type": "execute_result", "data": {"text/plain": shows}}] if shows else []
    metadata = {"nbgrader": marks} if marks else {}
    return {"cell_type": "code", "source": text, "metadata": metadata, "outputs": outputs}


def cell(kind: str, text: str) -> dict[str, Any]:
    return {"cell_type": kind, "source": text}


def kinds(problem: Problem) -> list[str]:
    return [test["kind"] for test in problem.tests_json["tests"]]


async def test_human_eval(tmp_path: Path, runner: Runner) -> None:
    item = {
        "task_id": "Own/0",
        "prompt": 'def twice(x):\n    """Double it.\n\n    >>> twice(2)\n    4\n    >>> twice(3)\n    7\n    """\n',
        "entry_point": "twice",
        "canonical_solution": "    return x + x\n",
        "test": "METADATA = {}\n\n\ndef check(candidate):\n    assert candidate(1) == 2\n"
        "    assert candidate(True) == 2.0\n    for n in range(3):\n"
        "        assert candidate(n) == 2 * n\n",
    }
    path = tmp_path / "tasks.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(item).encode()))
    report, problems = await bring(runner, "humaneval", path)
    problem = problems["own-0"]

    assert kinds(problem) == ["call", "call", "code", "code"]
    assert (problem.entry, problem.prompt_md.split("\n")[0]) == ("twice", "Write `twice(x)`.")
    # Lifted, 2 == 2.0 would compare exactly and fail: the assert stays as it was.
    assert "twice(True) == 2.0" in problem.tests_json["tests"][2]["spec"]["code"]
    assert report.as_json()["references_passing"] == 1
    assert [note.what for note in report.problems[0].notes] == ["test example-2"]


async def test_a_reference_that_fails_a_test_is_told(tmp_path: Path, runner: Runner) -> None:
    items = [
        {
            "text": "Write a function that adds.",
            "code": "def plus(a, b):\n    return a + b",
            "task_id": 7,
            "test_setup_code": "",
            "test_list": ["assert plus(1, 2) == 3", "assert plus(1, 1) == 3"],
            "challenge_test_list": [],
        },
        {
            "text": "Broken.",
            "code": "def nothing(:",
            "task_id": 8,
            "test_setup_code": "",
            "test_list": ["assert nothing() == 1"],
            "challenge_test_list": [],
        },
    ]
    path = write(tmp_path / "m.jsonl", "\n".join(json.dumps(item) for item in items))
    report, problems = await bring(runner, "mbpp", path)

    assert list(problems) == ["task-7"]
    assert kinds(problems["task-7"]) == ["call"]
    figures = report.as_json()
    assert (figures["problems"], figures["references_passing"], figures["found"]) == (1, 0, 2)
    assert not (tmp_path / "imported" / "task-8").exists()


async def test_any_list_through_a_field_map(tmp_path: Path, runner: Runner) -> None:
    items = [
        {
            "q": {"text": "Halve it."},
            "answer": "def half(x):\n    return x / 2\n",
            "t": ["assert half(3) == 1.5"],
        }
    ]
    path = write(tmp_path / "own.json", json.dumps({"items": items}))
    fields = {"statement": "q.text", "solution": "answer", "tests": "t"}
    _, problems = await bring(runner, "json", path, fields)
    (problem,) = problems.values()
    assert (problem.entry, problem.prompt_md) == ("half", "Halve it.")


async def test_exercism(tmp_path: Path, runner: Runner) -> None:
    folder = tmp_path / "exercises/practice/two-sum"
    files = {
        "solution": ["two_sum.py"],
        "test": ["two_sum_test.py"],
        "example": [".meta/example.py"],
    }
    write(folder / ".meta/config.json", json.dumps({"files": files, "blurb": "Add."}))
    write(
        folder / ".meta/example.py",
        "def add(a, b):\n    if a is None:\n        raise ValueError('no')\n    return a + b\n",
    )
    write(folder / "two_sum.py", "def add(a, b):\n    pass\n")
    write(folder / ".docs/instructions.md", "# Instructions\n\nAdd two numbers.\n")
    write(
        folder / "two_sum_test.py",
        "import unittest\nfrom two_sum import add\n\n\nclass AddTest(unittest.TestCase):\n"
        "    def test_small(self):\n        a = 1\n        expected = 3\n        self.assertEqual(add(a, 2), expected)\n\n"
        "    def test_error(self):\n        with self.assertRaises(ValueError) as err:\n            add(None, 1)\n"
        "        self.assertEqual(err.exception.args[0], 'no')\n\n"
        "    @unittest.skip('extra')\n    def test_more(self):\n        self.assertEqual(add(1, 1), 5)\n",
    )
    report, problems = await bring(runner, "exercism", tmp_path / "exercises")
    problem = problems["two-sum"]

    assert kinds(problem) == ["call", "code"]
    assert problem.tests_json["tests"][0]["call"] == "add(1, 2)"
    assert problem.prompt_md == "Add two numbers."
    assert report.problems[0].reference_passes


async def test_kattis(tmp_path: Path, runner: Runner) -> None:
    folder = tmp_path / "packages/sum"
    write(folder / "problem.yaml", "name: Sum\n")
    write(folder / "problem_statement/problem.en.tex", "\\problemname{Sum}\nAdd \\emph{both}.\n")
    write(folder / "data/sample/1.in", "1 2\n")
    write(folder / "data/sample/1.ans", "3\n")
    write(folder / "data/secret/big.in", "40 2\n")
    write(folder / "data/secret/big.ans", "42\n")
    write(folder / "submissions/accepted/a.py", "print sum(map(int, raw_input().split()))\n")
    write(folder / "submissions/accepted/b.py", "print(sum(map(int, input().split())))\n")
    report, problems = await bring(runner, "kattis", tmp_path / "packages")
    problem = problems["sum"]

    assert [test["visibility"] for test in problem.tests_json["tests"]] == ["public", "hidden"]
    assert (problem.entry, problem.prompt_md) == ("script", "Add *both*.")
    assert [n.what for n in report.problems[0].notes] == ["output validator"]


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


async def test_ok_files_are_read_as_data(tmp_path: Path, runner: Runner) -> None:
    mark = tmp_path / "ran"
    session = ">>> from hw import *\\n>>> square(3)\\n9"
    write(tmp_path / "hw/hw.py", "def square(x):\n    return x * x\n")
    write(
        tmp_path / "hw/tests/square.py",
        f"test = {{'name': 'square', 'points': 2, 'suites': [{{'type': 'doctest', 'cases': "
        f"[{{'code': '{session}', 'hidden': False}}, {{'code': '>>> square(1)\\n# locked', "
        "'locked': True}]}]}\n",
    )
    write(
        tmp_path / "hw/tests/evil.py", f"open({str(mark)!r}, 'w')\ntest = {{'suites': open('x')}}\n"
    )
    report, problems = await bring(runner, "ok", tmp_path / "hw")

    assert not mark.exists()
    assert kinds(problems["square"]) == ["call"]
    # The program beside them passes: it is the reference, and students begin without it.
    assert report.problems[0].reference_passes
    assert problems["square"].starter == "def square(x):\n    ...\n"
    assert "their answers are locked" in [note.why for note in report.problems[0].notes]


@pytest.mark.parametrize("format_name", ["nbgrader", "otter", "ok", "exercism", "kattis"])
def test_a_folder_without_the_format_says_so(tmp_path: Path, format_name: str) -> None:
    with pytest.raises(ImportTrouble, match="there is no"):
        list(read_drafts(format_name, tmp_path))


def test_unknown_json_says_what_to_map(tmp_path: Path) -> None:
    path = write(tmp_path / "x.json", '[{"question": "?"}]')
    with pytest.raises(ImportTrouble, match="--map statement"):
        list(read_drafts("json", path))
