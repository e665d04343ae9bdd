"""`codify bench`: the budgets, measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

import click

from codify_jupyter.bench.figures import Figure
from codify_jupyter.cli.output import as_json, echo_json


@click.command()
@as_json
@click.option("--quick", is_flag=True, help="Fewer repeats: an impression, not a figure.")
@click.argument("part", type=click.Choice(["all", "runner", "class"]), default="all")
@click.option("--browser/--no-browser", default=True, help="Measure in Chromium, too.")
def command(as_json: bool, part: str, quick: bool, browser: bool) -> None:
    """Measure the budgets and print a table. Takes some minutes; --quick takes one.

    PART is `runner` for all that the sandbox and judge can tell of themselves, or `class` for
    what instructors see, over a term's work of 300 students.
    """
    figures: list[Figure] = []
    for name, measure in _measurements(part, quick, browser):
        if not as_json:
            click.echo(f"… {name}", err=True)
        figures += measure()
    if as_json:
        echo_json([{**asdict(figure), "met": figure.met} for figure in figures])
    else:
        click.echo(render_table(figures))


def _measurements(
    part: str, quick: bool, browser: bool
) -> list[tuple[str, Callable[[], list[Figure]]]]:
    from codify_jupyter.bench import class_view, judging, startup, submissions

    if part == "runner":
        rounds = 40 if quick else 200
        return [("the runner", lambda: judging.measure_runner_in_full(rounds))]
    if part == "class":
        count = 10 if quick else 40
        return [("a class of 300", lambda: class_view.measure_class_view(count))]
    measurements: list[tuple[str, Callable[[], list[Figure]]]] = [
        ("the runner", lambda: judging.measure_runner(40 if quick else 200)),
        ("submissions over HTTP", lambda: submissions.measure_submissions(40 if quick else 300)),
        ("a hung model", lambda: submissions.measure_hung_model(3 if quick else 10)),
        ("the server's start", lambda: startup.measure_start(3 if quick else 9)),
        ("scripts", startup.measure_script_size),
    ]
    if browser:
        from codify_jupyter.bench import painting

        measurements.append(
            ("key press to paint", lambda: painting.measure_painting(10 if quick else 40))
        )
    return measurements


def render_table(figures: list[Figure]) -> str:
    """The figures as an aligned table."""
    rows = [("what", "budget", "measured", "")]
    marks = {True: "met", False: "MISSED", None: ""}
    rows += [(one.what, one.budget, one.measured, marks[one.met]) for one in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
