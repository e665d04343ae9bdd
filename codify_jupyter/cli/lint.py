"""`codify lint PATH…`."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

import click
from codify_runner import Runner

from codify_jupyter.cli.output import as_json, echo_json, run, stop
from codify_jupyter.problems import LintReport, LintSummary, lint_paths, render_findings


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mutants", is_flag=True, help="Also try small changes of the reference.")
@as_json
def command(paths: tuple[Path, ...], mutants: bool, as_json: bool) -> None:
    """Check every problem and set at or below the PATHS.

    The reference must pass, the starter must fail, each wrong solution must
    fail what it declares; tests that nothing fails are listed. With --mutants,
    so are the changes of the reference that the tests accept, such as `<` for
    `<=`. Exits 1 when there is an error.
    """
    summary = run(_lint(paths, quiet=as_json, mutants=mutants))
    if as_json:
        echo_json(summary.as_json())
    else:
        between = render_findings(summary.findings)
        if between:
            click.echo(between)
        errors = sum(finding.severity == "error" for finding in summary.all_findings)
        warnings = len(summary.all_findings) - errors
        click.echo(
            f"{len(summary.reports)} problems, {summary.sets} sets: "
            f"{errors} errors, {warnings} warnings"
        )
        tried = [report.mutation for report in summary.reports if report.mutation is not None]
        if tried:
            seconds = statistics.median(one.seconds for one in tried)
            click.echo(
                f"{sum(one.tried for one in tried)} mutants, "
                f"{sum(len(one.accepted) for one in tried)} accepted; "
                f"{seconds:.2f} s a problem at the median"
            )
    stop(not summary.ok)


async def _lint(paths: tuple[Path, ...], *, quiet: bool, mutants: bool) -> LintSummary:
    def tell(done: int, total: int, report: LintReport) -> None:
        if not quiet:
            click.echo(report.render())
            if sys.stderr.isatty():
                click.echo(f"\r{done}/{total}", nl=False, err=True)

    async with Runner() as runner:
        return await lint_paths(paths, runner, tell, mutants=mutants)
