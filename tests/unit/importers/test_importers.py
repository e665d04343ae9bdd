"""Small courses in each format, written for these tests, brought over and verified."""

# ruff: noqa: E501 - one line of a sample is easier to read on one line

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from codify_runner import Runner

from codify_jupyter.importers import read_drafts
from codify_jupyter.importers.trouble import ImportTrouble
from tests.unit.importers.courses import bring, kinds, write


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
