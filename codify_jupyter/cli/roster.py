"""`codify roster FILE --course SLUG`."""

from __future__ import annotations

from pathlib import Path

import click

from codify_jupyter.cli.output import as_json, echo_json, load_text, run
from codify_jupyter.database import open_database
from codify_jupyter.grades.roster import read_roster
from codify_jupyter.settings import Settings
from codify_jupyter.store.grades import Enrolled, enrol_roster


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--course", required=True, help="The course's short name; made when it is new.")
@click.option("--provider", default="jupyterhub", show_default=True, help="Who names the users.")
@as_json
def command(file: Path, course: str, provider: str, as_json: bool) -> None:
    """Enter the people of a class list (CSV) into a course, or bring them up to date.

    The first line names the columns: username, and if wanted display name (or
    first and last name), email, section, labels, role. Nobody is removed.
    """
    roster = read_roster(load_text(file))
    run(_enrol(course, roster, provider))
    if as_json:
        echo_json({"course": course, "people": len(roster)})
    else:
        click.echo(f"{course}: {len(roster)} people entered or brought up to date")


async def _enrol(course: str, roster: list[Enrolled], provider: str) -> None:
    settings = Settings.from_environment()
    async with (
        open_database(settings.database_url, settings.home) as database,
        database.begin() as connection,
    ):
        await enrol_roster(connection, course, roster, provider)
