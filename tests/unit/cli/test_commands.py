"""The command line as a person or a script meets it: what it prints and how it exits."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from codify_jupyter.catalogue import SHIPPED

PROBLEM = SHIPPED / "problems" / "ferry-fare"
WRONG = sorted((PROBLEM / "wrong").glob("*.py"))[0]


def codify(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `codify` in a process of its own: exit codes are half of what is promised."""
    import os

    return subprocess.run(
        [sys.executable, "-c", "from codify_jupyter.cli import main; main()", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    """A copy of a shipped problem, to spoil."""
    return Path(shutil.copytree(PROBLEM, tmp_path / "ferry-fare"))


def line_of(file: Path, text: str) -> int:
    return next(n for n, line in enumerate(file.read_text().splitlines(), 1) if text in line)


def test_the_reference_is_accepted() -> None:
    done = codify("judge", PROBLEM, PROBLEM / "solution.py")
    assert (done.returncode, done.stderr) == (0, "")
    assert "accepted" in done.stdout.splitlines()[-1]


def test_a_wrong_solution_exits_1_with_every_test_named() -> None:
    done = codify("judge", PROBLEM, WRONG, "--json")
    assert done.returncode == 1
    verdict = json.loads(done.stdout)
    assert verdict["status"] == "wrong_answer"
    assert {test["status"] for test in verdict["tests"]} >= {"failed"}


def test_what_a_student_may_see_holds_no_hidden_call() -> None:
    whole = json.loads(codify("judge", PROBLEM, WRONG, "--json").stdout)
    hidden = [test["call"] for test in whole["tests"] if test["visibility"] == "hidden"]
    shown = codify("judge", PROBLEM, WRONG, "--json", "--student").stdout
    assert hidden
    assert all(call not in shown for call in hidden if call)


def test_a_hint_fits_the_mistake_and_says_from_which_rule() -> None:
    done = codify("hint", PROBLEM, WRONG, "--json")
    assert done.returncode == 0
    hint = json.loads(done.stdout)
    assert hint["text"]
    assert hint["rule"]
    assert hint["status"] == "wrong_answer"


def test_a_typing_error_in_yaml_is_reported_with_file_and_line(problem: Path) -> None:
    tests = problem / "tests.yaml"
    number = line_of(tests, "groups:")
    tests.write_text(tests.read_text().replace("groups:", "groups: [", 1))
    for command in (("judge", problem, WRONG), ("lint", problem), ("problems", "load", problem)):
        done = codify(*command, CODIFY_HOME=str(problem.parent / "home"))
        assert done.returncode == 1
        told = done.stdout + done.stderr
        assert f"{tests}:" in told
        assert int(told.split(f"{tests}:")[1].split(":")[0]) >= number
        assert "Traceback" not in told


def test_a_check_that_is_not_there_is_named(problem: Path) -> None:
    tests = problem / "tests.yaml"
    text = tests.read_text().replace("checks:", "checks:no_such_", 1)
    assert "no_such_" in text
    tests.write_text(text)
    done = codify("lint", problem)
    assert done.returncode == 1
    assert "no_such_" in done.stdout
    assert f"{tests}:{line_of(tests, 'no_such_')}" in done.stdout


def test_lint_passes_a_good_problem_and_prints_json(problem: Path) -> None:
    done = codify("lint", problem, "--json")
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)


@pytest.mark.parametrize(
    "arguments",
    [
        ("judge",),
        ("judge", "no-such-folder", "file.py"),
        ("hint", PROBLEM, WRONG, "--level", "9"),
        ("no-such-command",),
        ("lint",),
        ("demo", "--port", "70000"),
    ],
)
def test_wrong_usage_exits_2_and_says_what_is_right(arguments: tuple[object, ...]) -> None:
    done = codify(*arguments)
    assert done.returncode == 2
    assert "Usage:" in done.stderr
    assert "Error:" in done.stderr


def test_code_that_is_not_utf_8_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "latin.py"
    file.write_bytes("# Größe\n".encode("latin-1"))
    done = codify("judge", PROBLEM, file)
    assert done.returncode == 1
    assert "UTF-8" in done.stderr
    assert "Traceback" not in done.stderr


def test_loading_twice_changes_nothing_the_second_time(database_url: str) -> None:
    first = codify("problems", "load", PROBLEM, "--json", CODIFY_DATABASE_URL=database_url)
    again = codify("problems", "load", PROBLEM, "--json", CODIFY_DATABASE_URL=database_url)
    assert (first.returncode, again.returncode) == (0, 0)
    assert json.loads(again.stdout) == {"problems": 1, "changed": 0, "sets": 0}


def test_a_database_that_is_not_there_is_said_in_words() -> None:
    done = codify("db", "upgrade", CODIFY_DATABASE_URL="postgresql://x:secret@127.0.0.1:1/x")
    assert done.returncode == 1
    assert "CODIFY_DATABASE_URL" in done.stderr
    assert "secret" not in done.stderr
    assert "Traceback" not in done.stderr


def test_help_names_every_command_and_comes_without_a_database() -> None:
    done = codify("--help")
    for name in ("demo", "judge", "hint", "lint", "problems", "db", "doctor", "bench"):
        assert f"\n  {name} " in done.stdout
        assert codify(name, "--help").returncode == 0
