"""`codify grades SET`."""

from __future__ import annotations

import codecs
from pathlib import Path

import click

from codify_jupyter.cli.output import as_json, echo_json, load_text, run
from codify_jupyter.database import open_database
from codify_jupyter.grades.export import fill_canvas, moodle_csv, nbgrader_csv
from codify_jupyter.publishing import unknown_set
from codify_jupyter.settings import Settings
from codify_jupyter.store import grades as store
from codify_jupyter.store.grades import GradedSet, StudentGrade


@click.command()
@click.argument("set_slug", metavar="SET")
@click.option(
    "--format",
    "form",
    type=click.Choice(["nbgrader", "moodle", "canvas"]),
    default="nbgrader",
    show_default=True,
)
@click.option(
    "--gradebook",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="For canvas: the file that Canvas exported, to be filled in.",
)
@click.option("--column", default="", help="For canvas: the assignment's column.")
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="A file.  [default: -]"
)
@as_json
def command(
    set_slug: str,
    form: str,
    gradebook: Path | None,
    column: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """Export the grades of the problem set SET.

    The best submission to each problem counts. With the format canvas, the
    points are filled into the gradebook that Canvas exported.
    """
    if (form == "canvas") != (gradebook is not None):
        raise click.UsageError("--format canvas and --gradebook FILE go together")
    graded, grades = run(_read(set_slug))
    if as_json:
        echo_json(
            {
                "set": graded.slug,
                "points": graded.points,
                "grades": [{"student": one.name, "points": one.points} for one in grades],
            }
        )
        return
    if gradebook is not None:
        mark = "\ufeff" if gradebook.read_bytes()[:3] == codecs.BOM_UTF8 else ""
        filled = fill_canvas(mark + load_text(gradebook), graded, grades, column)
        text = filled.text
        for name in filled.unknown_to_canvas:
            click.echo(f"not in the gradebook: {name}", err=True)
        for name in filled.without_grade:
            click.echo(f"no grade for: {name}", err=True)
    else:
        text = (nbgrader_csv if form == "nbgrader" else moodle_csv)(graded, grades)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_bytes(text.encode("utf-8"))
        click.echo(f"{output}: {len(grades)} students")


async def _read(slug: str) -> tuple[GradedSet, list[StudentGrade]]:
    settings = Settings.from_environment()
    async with (
        open_database(settings.database_url, settings.home) as database,
        database.connect() as connection,
    ):
        graded = await store.find_set(connection, slug)
        if graded is None:
            raise unknown_set(slug)
        return graded, await store.grades(connection, graded)
