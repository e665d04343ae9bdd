"""`codify hint PROBLEM_DIR FILE.py`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from codify_jupyter.cli.judge import judge
from codify_jupyter.cli.output import (
    as_json,
    echo_json,
    load_code,
    load_problem,
    problem_folder,
    python_file,
    run,
)
from codify_jupyter.submitted_code import check_code
from codify_jupyter.tutor import offline_hint


@click.command()
@problem_folder
@python_file
@click.option("--level", type=click.IntRange(1, 4), default=1, show_default=True, help="The rung.")
@as_json
def command(problem_dir: Path, file: Path, level: int, as_json: bool) -> None:
    """Print the built-in tutor's hint for FILE on the problem in PROBLEM_DIR."""
    problem, code = load_problem(problem_dir), load_code(file)
    check_code(code)
    verdict = run(judge(problem, code))
    hint = offline_hint(problem, code, verdict, level=level)
    if as_json:
        echo_json({**asdict(hint), "status": verdict.status})
    else:
        click.echo(hint.text)
