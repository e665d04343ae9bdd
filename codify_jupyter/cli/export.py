"""`codify export FORMAT SOURCE NOTEBOOK`."""

from __future__ import annotations

from pathlib import Path

import click

from codify_jupyter.cli.output import as_json, echo_json
from codify_jupyter.exporters import FORMATS, export_problems
from codify_jupyter.problems import ProblemError, render_findings


@click.command()
@click.argument("format_name", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.argument("notebook", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite what is there.")
@as_json
def command(format_name: str, source: Path, notebook: Path, force: bool, as_json: bool) -> None:
    """Write the problems of SOURCE as an assignment for another tool.

    FORMAT nbgrader makes a source notebook (put it below nbgrader's source/
    and go on with: nbgrader generate_assignment), otter a master notebook for:
    otter assign. What these cannot hold is listed. For folders and notebooks
    of Codify's own: codify convert.
    """
    try:
        report = export_problems(format_name, source, notebook, overwrite=force)
    except ProblemError as error:
        raise click.ClickException(
            f"nothing was exported:\n{render_findings(error.findings)}"
        ) from None
    if as_json:
        echo_json(report.as_json())
        return
    click.echo(f"{report.path}: {report.problems} problems, {report.tests} tests")
    for kind, notes in (("lossy", report.lossy), ("left out", report.left_out)):
        where: dict[tuple[str, str], list[str]] = {}
        for note in notes:
            where.setdefault((note.what, note.why), []).append(note.slug)
        for (what, why), slugs in where.items():
            of = slugs[0] if len(slugs) == 1 else f"{len(slugs)} problems"
            click.echo(f"- {kind}: {what} ({of}): {why}")
