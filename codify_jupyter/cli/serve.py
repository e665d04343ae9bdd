"""`codify serve`: the application as a service, beside JupyterHub or by itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

_SERVICE = "codify_server.service"


@click.command()
@click.option("--listen", help="Address, such as http://127.0.0.1:8099. JupyterHub gives one.")
@click.option("--prefix", help="Path before everything. JupyterHub gives one.")
@click.option(
    "--tokens",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Without a Hub: a file of tokens that `codify token` wrote.",
)
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="info",
    show_default=True,
)
def command(listen: str | None, prefix: str | None, tokens: Path | None, log_level: str) -> None:
    """Serve many students. Beside JupyterHub there is nothing to set but the database."""
    arguments = ["--log-level", log_level]
    for name, value in (("--listen", listen), ("--prefix", prefix), ("--tokens", tokens)):
        arguments += [name, str(value)] if value is not None else []
    # In this process's place, so that signals reach the service: the core knows no HTTP.
    os.execv(sys.executable, [sys.executable, "-m", _SERVICE, *arguments])  # noqa: S606
