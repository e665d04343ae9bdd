"""`codify lint PATH…`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from codify_runner import Runner

from codify_jupyter.cli.output import as_json, echo_json, run, stop
from codify_jupyter.problems import LintReport, LintSummary, lint_paths, render_findings


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@as_json
def command(paths: tuple[Path, ...], as_json: bool) -> None:
    """Check every problem and set at or below the PATHS.

    The reference must pass, the starter must fail, each wrong solution must
    fail what it declares; tests that nothing fails are listed. Exits 1 when
    there is an error.
    """
    summary = run(_lint(paths, quiet=as_json))
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
    stop(not summary.ok)


async def _lint(paths: tuple[Path, ...], *, quiet: bool) -> LintSummary:
    def tell(done: int, total: int, report: LintReport) -> None:
        if not quiet:
            click.echo(report.render())
            if sys.stderr.isatty():
                click.echo(f"\r{done}/{total}", nl=False, err=True)

    async with Runner() as runner:
        return await lint_paths(paths, runner, tell)
