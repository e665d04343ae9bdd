"""`codify convert SOURCE DESTINATION`."""

from __future__ import annotations

from pathlib import Path

import click

from codify_jupyter.cli.output import as_json, echo_json
from codify_jupyter.problems import ProblemError, render_findings
from codify_jupyter.problems.converting import convert


@click.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.argument("destination", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite what is there.")
@as_json
def command(source: Path, destination: Path, force: bool, as_json: bool) -> None:
    """Write the problems of SOURCE in the form that DESTINATION asks for.

    A DESTINATION that ends in .ipynb becomes one notebook with all problems;
    so does one that ends in .py or .md, through jupytext. Any other is a
    folder, in which each problem gets its own. The tests keep their digest.
    """
    try:
        converted = convert(source, destination, overwrite=force)
    except ProblemError as error:
        raise click.ClickException(
            f"nothing was converted:\n{render_findings(error.findings)}"
        ) from None
    if as_json:
        echo_json([{"slug": o.slug, "digest": o.digest, "path": str(o.path)} for o in converted])
    else:
        for one in converted:
            click.echo(f"{one.path}: {one.slug} (tests {one.digest})")
