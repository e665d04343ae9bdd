"""`codify tutor eval`."""

from __future__ import annotations

import json
from pathlib import Path

import click
from codify_runner import Runner

from codify_jupyter.catalogue import SHIPPED
from codify_jupyter.cli.output import as_json, echo_json, run, stop
from codify_jupyter.problems import Problem, ProblemError, find_problems, read_problem
from codify_jupyter.problems.findings import FindingList
from codify_jupyter.tutor.evaluation import Attempt, Figures, attempts_of, evaluate
from codify_jupyter.tutor.evaluation_data import DataError, read_attempts


@click.group()
def command() -> None:
    """Look at the built-in tutor."""


@command.command("eval")
@click.argument("data", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--lines",
    "patience_s",
    type=click.FloatRange(min=0.0),
    default=0.0,
    help="Search so many seconds per attempt for a single passing change, to judge the line of"
    " the third rung.",
)
@click.option(
    "--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write JSON."
)
@as_json
def evaluate_command(
    data: tuple[Path, ...], patience_s: float, output: Path | None, as_json: bool
) -> None:
    """Measure the hints on the shipped wrong solutions, or on attempts in DATA.

    DATA is JSON Lines with `problem` (a slug, or a whole problem's folder), `tests` (a
    tests_json; not needed for a slug), `code` and, if you have it, `label`. Exits 1 when a hint
    shows something hidden.
    """
    shipped = _shipped()
    try:
        attempts = (
            [one for path in data for one in read_attempts(path, shipped)]
            if data
            else [one for problem in shipped.values() for one in attempts_of(problem)]
        )
    except DataError as error:
        raise click.ClickException(str(error)) from None
    try:
        figures = run(_evaluate(attempts, patience_s))
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    if output is not None:
        output.write_text(json.dumps(figures.as_json(), indent=2) + "\n", encoding="utf-8")
    if as_json:
        echo_json(figures.as_json())
    else:
        click.echo(figures.table())
    stop(figures.leaks > 0)


def _shipped() -> dict[str, Problem]:
    folders, _ = find_problems([SHIPPED], FindingList())
    try:
        read = [read_problem(folder) for folder in folders]
    except ProblemError as error:
        raise click.ClickException(f"a shipped problem cannot be read: {error}") from None
    return {problem.slug: problem for problem in read}


async def _evaluate(attempts: list[Attempt], patience_s: float) -> Figures:
    async with Runner() as runner:
        return await evaluate(attempts, runner, patience_s=patience_s)
