"""`codify problems load PATH…`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from codify_jupyter.catalogue import Catalogue, Loaded
from codify_jupyter.cli.output import as_json, echo_json, run
from codify_jupyter.database import open_database
from codify_jupyter.problems import ProblemError, render_findings
from codify_jupyter.settings import Settings


@click.group()
def command() -> None:
    """Load problems into the database."""


@command.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--course", help="Make the sets those of this course: nobody else sees them.")
@click.option("--draft", is_flag=True, help="Show new sets to students only once published.")
@as_json
def load(paths: tuple[Path, ...], course: str | None, draft: bool, as_json: bool) -> None:
    """Read all problems and sets at or below the PATHS and store what changed.

    A published set stays as it is until `codify publish` is called again.

    All or nothing: one fault, and nothing is stored. Run `codify lint` first
    to be sure that the tests are right.
    """
    try:
        loaded = run(_load(paths, course, draft))
    except ProblemError as error:
        raise click.ClickException(
            f"nothing was loaded:\n{render_findings(error.findings)}"
        ) from None
    if as_json:
        echo_json(asdict(loaded))
    else:
        click.echo(f"{loaded.problems} problems ({loaded.changed} changed), {loaded.sets} sets")


async def _load(paths: tuple[Path, ...], course: str | None, draft: bool) -> Loaded:
    settings = Settings.from_environment()
    async with open_database(settings.database_url, settings.home) as database:
        return await Catalogue(database).load(paths, course=course, withdrawn=draft)
