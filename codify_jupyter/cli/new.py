"""`codify new SLUG`."""

from __future__ import annotations

from pathlib import Path

import click

from codify_jupyter.problems import ProblemError, render_findings
from codify_jupyter.problems.new_problem import new_problem, sound_entry, sound_slug


@click.command()
@click.argument("slug")
@click.option("--notebook", is_flag=True, help="As SLUG.ipynb instead of a folder.")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Where to put it.  [default: here]",
)
@click.option("--title", default="", help="What students read above it.")
@click.option("--entry", default="", help="The function that students write.")
def command(slug: str, notebook: bool, into: Path, title: str, entry: str) -> None:
    """Begin the problem SLUG with a small one that works; write over all of it.

    Then look at it with: codify lint PATH
    """
    if not sound_slug(slug):
        raise click.UsageError("a slug has small letters, digits and hyphens, e.g. running-mean")
    if entry and not sound_entry(entry):
        raise click.UsageError(f"{entry!r} cannot be the name of a function")
    destination = into / f"{slug}.ipynb" if notebook else into
    try:
        made = new_problem(destination, slug, title=title, entry=entry)
    except ProblemError as error:
        raise click.ClickException(render_findings(error.findings)) from None
    click.echo(f"{made.path}: now write over it, and look at it with: codify lint {made.path}")
