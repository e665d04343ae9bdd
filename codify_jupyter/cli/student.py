"""`codify student export|erase NAME`."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy.ext.asyncio import AsyncConnection

from codify_jupyter.cli.output import echo_json, run
from codify_jupyter.database import open_database
from codify_jupyter.errors import NotFound
from codify_jupyter.settings import Settings
from codify_jupyter.store import students, users


@click.group()
def command() -> None:
    """Hand out or erase what is kept of one person."""


@command.command()
@click.argument("name")
def export(name: str) -> None:
    """Print all that is kept of NAME, as JSON. Hidden tests are left out."""
    echo_json(run(_export(name)))


@command.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(name: str, yes: bool) -> None:
    """Delete NAME and all their work, for good. Backups keep it until they are deleted."""
    if not yes:
        click.confirm(f"All of {name}'s work will be deleted. Go on?", abort=True)
    run(_erase(name))
    click.echo(f"{name} is erased.")


async def _export(name: str) -> dict[str, Any]:
    settings = Settings.from_environment()
    async with (
        open_database(settings.database_url, settings.home, pool_size=1) as database,
        database.connect() as connection,
    ):
        return await students.export(connection, await _id(connection, name))


async def _erase(name: str) -> None:
    settings = Settings.from_environment()
    async with (
        open_database(settings.database_url, settings.home, pool_size=1) as database,
        database.begin() as connection,
    ):
        await students.erase(connection, await _id(connection, name))


async def _id(connection: AsyncConnection, name: str) -> int:
    user_id = await users.find(connection, name)
    if user_id is None:
        raise NotFound(f"Nothing is kept of anybody called {name!r}.", reason="unknown_user")
    return user_id
