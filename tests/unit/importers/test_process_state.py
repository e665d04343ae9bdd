"""What tests of a notebook do to its one process reaches the solution's process here."""

# ruff: noqa: E501 - one line of a sample is easier to read on one line

from __future__ import annotations

from pathlib import Path

import pytest
from codify_runner import Runner

from tests.unit.importers.courses import bring, cell, code, graded, notebook, solution, whys, write

CAPTURES = {
    "redirected": "import io\nfrom contextlib import redirect_stdout\nout = io.StringIO()\nwith redirect_stdout(out):\n    greet('you')\nassert out.getvalue() == 'Hello you\\n'\n",
    "replaced": "import sys\nfrom io import StringIO\nold, sys.stdout = sys.stdout, StringIO()\ngreet('you')\nout = sys.stdout.getvalue()\nsys.stdout = old\nassert out == 'Hello you\\n'\n",
    "patched": "import io\nfrom unittest import mock\nwith mock.patch('sys.stdout', new=io.StringIO()) as out:\n    greet('you')\n    assert out.getvalue() == 'Hello you\\n'\n",
    "called": "from unittest.mock import patch\nwith patch('builtins.print') as shown:\n    greet('you')\nshown.assert_called_once_with('Hello', 'you')\n",
    "decorated": "import io\nimport unittest.mock as m\n@m.patch('sys.stdout', new_callable=io.StringIO)\ndef check(out):\n    greet('you')\n    assert out.getvalue() == 'Hello you\\n'\ncheck()\n",
}


@pytest.mark.parametrize("how", CAPTURES)
async def test_what_the_solution_prints_is_seen(tmp_path: Path, runner: Runner, how: str) -> None:
    path = notebook(
        tmp_path / "one.ipynb",
        solution("def greet(name):\n    print('Hello', name)"),
        graded(CAPTURES[how]),
    )
    report, problems = await bring(runner, "nbgrader", path)
    problem = problems["task"]
    assert report.problems[0].reference_passes, whys(report)
    assert [note.what for note in report.problems[0].notes] == []
    wrong = problem.solution.replace("'Hello'", "'Bye'")
    assert (await runner.judge(wrong, problem.tests_json)).status != "accepted"


async def test_the_solution_reads_what_tests_type(tmp_path: Path, runner: Runner) -> None:
    path = notebook(
        tmp_path / "one.ipynb",
        solution("def age():\n    return int(input('Age? ')) + 1"),
        graded(
            "from unittest import mock\n"
            "with mock.patch('builtins.input', side_effect=['3', '40']):\n    assert age() == 4\n    assert age() == 41\n"
        ),
        solution("def size(file):\n    return len(file.read())", "second"),
        graded("from io import StringIO\nassert size(StringIO('abc')) == 3", "check-2"),
    )
    report, _ = await bring(runner, "nbgrader", path)
    assert [one.reference_passes for one in report.problems] == [True, True], whys(report)


async def test_a_test_sees_whether_a_function_uses_another(tmp_path: Path, runner: Runner) -> None:
    path = notebook(
        tmp_path / "one.ipynb",
        solution("def square(n):\n    return n * n", "first"),
        graded("assert square(3) == 9", "check-1"),
        solution("def total(n):\n    return sum(square(i) for i in range(n))", "second"),
        graded(
            "kept = square\ndel square\ntry:\n    total(3)\nexcept NameError:\n    pass\n"
            "else:\n    raise AssertionError('total does not use square')\nfinally:\n    square = kept\n"
            "assert total(3) == 5\n"
            "kept = square\ndel square\ntry:\n    square(3)\nexcept NameError:\n    pass\n"
            "else:\n    raise AssertionError('it is still there')\nfinally:\n    square = kept\n"
            "assert square(3) == 9",
            "check-2",
        ),
    )
    report, problems = await bring(runner, "nbgrader", path)
    assert [one.reference_passes for one in report.problems] == [True, True], whys(report)
    problem = problems["second"]
    alone = problem.solution.replace("sum(square(i)", "sum(i * i")
    assert alone != problem.solution
    verdict = await runner.judge(alone, problem.tests_json)
    assert "total does not use square" in str([test.message for test in verdict.tests])


async def test_what_a_function_printed_in_otters_tests_is_expected(
    tmp_path: Path, runner: Runner
) -> None:
    path = notebook(
        tmp_path / "hw.ipynb",
        cell("raw", "# BEGIN QUESTION\nname: q1"),
        cell("raw", "# BEGIN SOLUTION"),
        code("from __future__ import annotations\ndef f(x):\n    print('got', x) # SOLUTION"),
        cell("raw", "# END SOLUTION"),
        cell("raw", "# BEGIN TESTS"),
        code("f(1)", prints="got 1\n"),
        code("for x in (2, 3):\n    print(x)\n    f(x)", prints="2\ngot 2\n3\ngot 3\n"),
        cell("raw", "# END TESTS"),
        cell("raw", "# END QUESTION"),
    )
    report, problems = await bring(runner, "otter", path)
    problem = problems["q1"]
    assert report.problems[0].reference_passes, whys(report)
    wrong = (
        "from __future__ import annotations\nimport contextlib, io\ndef f(x):\n    print('got')\n"
    )
    verdict = await runner.judge(wrong, problem.tests_json)
    assert [test.status for test in verdict.tests] == ["failed", "failed"]


async def test_ok_sessions_see_what_is_printed(tmp_path: Path, runner: Runner) -> None:
    write(tmp_path / "hw/hw.py", "def show(x):\n    print(x, x)\n\ndef say(x):\n    print(x)\n")
    loop = r">>> for x in (1, 2):\n...     show(x)\n1 1\n2 2"
    # A number: what the call gives, or what it prints?
    number = r">>> show(3)\n3 3\n>>> say(9)\n9"
    cases = f"[{{'code': '{loop}'}}, {{'code': '{number}'}}]"
    write(
        tmp_path / "hw/tests/show.py",
        f"test = {{'name': 'show', 'points': 1, 'suites': [{{'type': 'doctest', 'cases': {cases}}}]}}\n",
    )
    report, problems = await bring(runner, "ok", tmp_path / "hw")
    problem = problems["show"]
    assert report.problems[0].reference_passes, whys(report)
    assert "import io" in problem.starter
    for wrong in (
        problem.solution.replace("x, x", "x"),
        problem.solution.replace("print(x)", "return x + 1"),
    ):
        assert (await runner.judge(wrong, problem.tests_json)).status != "accepted"


async def test_a_test_asks_whether_a_name_is_defined(tmp_path: Path, runner: Runner) -> None:
    path = notebook(
        tmp_path / "one.ipynb",
        solution("limit = 3\ndef f():\n    return limit"),
        graded(
            "assert 'limit' in globals() and 'f' in dir()\nassert 'g' not in globals()\nassert f() == 3"
        ),
    )
    report, problems = await bring(runner, "nbgrader", path)
    problem = problems["task"]
    assert report.problems[0].reference_passes, whys(report)
    wrong = problem.solution.replace("limit", "most")
    verdict = await runner.judge(wrong, problem.tests_json)
    assert [test.status == "passed" for test in verdict.tests] == [False, True, True]
