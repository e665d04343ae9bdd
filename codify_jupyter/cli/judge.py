"""`codify judge PROBLEM_DIR FILE.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from codify_runner import Runner, Verdict

from codify_jupyter.cli.output import (
    as_json,
    echo_json,
    load_code,
    load_problem,
    problem_folder,
    python_file,
    run,
    stop,
)
from codify_jupyter.problems import Problem, student_verdict
from codify_jupyter.submitted_code import check_code
from codify_jupyter.verdicts import verdict_to_json

_MARKS = {"passed": "✓", "skipped": "-"}


@click.command()
@problem_folder
@python_file
@as_json
@click.option("--student", is_flag=True, help="Show only what a student may see.")
def command(problem_dir: Path, file: Path, as_json: bool, student: bool) -> None:
    """Judge FILE against the tests of the problem in PROBLEM_DIR.

    Exits 0 when it is accepted, 1 when it is not.
    """
    problem, code = load_problem(problem_dir), load_code(file)
    check_code(code)
    verdict = run(judge(problem, code))
    if as_json:
        echo_json(student_verdict(verdict) if student else verdict_to_json(verdict))
    else:
        click.echo(render(student_verdict(verdict), None if student else verdict))
    stop(verdict.status != "accepted")


async def judge(problem: Problem, code: str) -> Verdict:
    """Judge with a runner of our own."""
    async with Runner() as runner:
        return await runner.judge(code, problem.tests_json)


def render(shown: dict[str, Any], whole: Verdict | None) -> str:
    """A verdict for the terminal; with the whole one, hidden tests by their own names."""
    lines = []
    tests = shown["tests"]
    for index, test in enumerate(tests):
        name = whole.tests[index].name if whole else test["name"]
        mark = _MARKS.get(test["status"], "✗")
        lines.append(f"{mark} {name}" + ("" if mark == "✓" else f"  [{test['status']}]"))
        if test["status"] == "passed":
            continue
        lines += [f"    {line}" for line in _details(test)]
    points = f"{shown['points']:g} of {shown['possible']:g} points"
    lines.append(f"{shown['status']}: {shown['summary']} {points}, {shown['runtime_ms']:.1f} ms.")
    return "\n".join(lines)


def _details(test: dict[str, Any]) -> list[str]:
    expected, got = test.get("expected") or {}, test.get("got") or {}
    lines = [
        f"expected {key}: {expected[key]}   got: {got.get(key, 'nothing')}"
        for key in ("returns", "raises", "stdout", "after")
        if key in expected
    ]
    error = test.get("error")
    if error:
        place = f" (line {error['line']})" if error.get("line") else ""
        lines.append(f"{error['type']}: {error['message']}{place}")
    if test.get("message"):
        lines.append(test["message"])
    return lines
