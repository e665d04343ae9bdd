"""`codify db …`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import click

from codify_jupyter.cli.output import run
from codify_jupyter.database import Database, open_database
from codify_jupyter.database.backup import back_up, restore
from codify_jupyter.database.roles import let_serve
from codify_jupyter.settings import Settings

_file = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.group()
def command() -> None:
    """Look after the database."""


@command.command()
def upgrade() -> None:
    """Bring the tables to this version's form. Servers do it themselves when they start."""
    run(_with_database(_look))
    click.echo("The database is up to date.")


@command.command()
@_file
def backup(file: Path) -> None:
    """Write everything into FILE. Students may go on working meanwhile."""

    async def write(database: Database) -> None:
        back_up(database.url, file)

    run(_with_database(write, migrate=False))
    click.echo(f"{file}: {file.stat().st_size} bytes")


@command.command(name="restore")
@_file
@click.option("--yes", is_flag=True, help="Do not ask.")
def put_back(file: Path, yes: bool) -> None:
    """Put FILE in the place of everything. Stop services and workers first."""
    if not yes:
        click.confirm("Everything in the database will be replaced. Go on?", abort=True)

    async def read(database: Database) -> None:
        restore(database.url, file)

    run(_with_database(read, migrate=False))
    run(_with_database(_look))
    click.echo("The backup is in place, and its tables are of this version.")


@command.command()
@click.argument("role")
def grant(role: str) -> None:
    """Let ROLE serve: read and write rows, change no table. Run as the tables' owner."""

    async def give(database: Database) -> None:
        await let_serve(database, role)

    run(_with_database(give))
    click.echo(f"{role} may serve.")


async def _look(database: Database) -> None:
    async with database.connect():
        pass


async def _with_database(
    work: Callable[[Database], Awaitable[None]], *, migrate: bool = True
) -> None:
    settings = Settings.from_environment()
    async with open_database(
        settings.database_url, settings.home, migrate=migrate, pool_size=2
    ) as database:
        await work(database)
