"""`codify token`: a token for a service without a Hub."""

from __future__ import annotations

import hashlib
import secrets

import click


@click.command()
@click.argument("name")
@click.option("--group", "groups", multiple=True, help="codify-COURSE or codify-instructor-COURSE")
def command(name: str, groups: tuple[str, ...]) -> None:
    """Make a token for NAME: print it once on stderr, and its entry for the tokens file."""
    token = secrets.token_urlsafe(32)
    click.echo(f"token (give it to {name}; it is kept nowhere): {token}", err=True)
    click.echo(f"{name}:\n  sha256: {hashlib.sha256(token.encode()).hexdigest()}")
    if groups:
        click.echo(f"  groups: [{', '.join(groups)}]")
