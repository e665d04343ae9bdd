"""`codify db …`."""

from __future__ import annotations

import click

from codify_jupyter.cli.output import run
from codify_jupyter.database import open_database
from codify_jupyter.settings import Settings


@click.group()
def command() -> None:
    """Look after the database."""


@command.command()
def upgrade() -> None:
    """Bring the tables to this version's form. Servers do it themselves when they start."""
    run(_upgrade())
    click.echo("The database is up to date.")


async def _upgrade() -> None:
    settings = Settings.from_environment()
    async with open_database(settings.database_url, settings.home):
        pass
