"""`codify unpublish SET`."""

from __future__ import annotations

import click

from codify_jupyter.catalogue import Catalogue
from codify_jupyter.cli.output import run
from codify_jupyter.database import open_database
from codify_jupyter.publishing import Publishing
from codify_jupyter.set_links import Places
from codify_jupyter.settings import Settings


@click.command()
@click.argument("set_slug", metavar="SET")
def command(set_slug: str) -> None:
    """Show the problem set SET to nobody but its instructors until it is published again.

    What students have handed in stays, and so do their grades.
    """
    run(_withdraw(set_slug))
    click.echo(f"{set_slug} is withdrawn")


async def _withdraw(slug: str) -> None:
    settings = Settings.from_environment()
    async with open_database(settings.database_url, settings.home, pool_size=2) as database:
        await Publishing(database, Catalogue(database), Places()).withdraw(slug)
