"""`codify publish SET`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from codify_jupyter.catalogue import Catalogue
from codify_jupyter.cli.output import as_json, echo_json, run
from codify_jupyter.database import open_database
from codify_jupyter.publishing import Publishing
from codify_jupyter.set_links import Places
from codify_jupyter.settings import Settings

_NAMES = {
    "hub": "JupyterHub",
    "nbgitpuller": "JupyterHub, with the repository's files",
    "binder": "Binder",
    "server": "a plain server",
}


@click.command()
@click.argument("set_slug", metavar="SET")
@click.option("--keep-versions", is_flag=True, help="Leave frozen problems as they are.")
@click.option("--links-only", is_flag=True, help="Publish nothing, only print the links.")
@click.option("--hub", help="The Hub's public address.  [CODIFY_HUB_URL]")
@click.option("--server", help="A plain server's address.  [CODIFY_SERVER_URL]")
@click.option("--repository", help="A git repository's address.  [CODIFY_REPOSITORY]")
@click.option("--branch", help="Its branch.  [CODIFY_BRANCH, else main]")
@click.option(
    "--notebook",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write the set as a notebook, without tests.",
)
@click.option("--student", default="", help="With --notebook: the problems of this student.")
@as_json
def command(
    set_slug: str,
    keep_versions: bool,
    links_only: bool,
    notebook: Path | None,
    student: str,
    as_json: bool,
    **places: str | None,
) -> None:
    """Publish the problem set SET as it was loaded last, and print its links.

    Its problems are frozen: what is loaded later changes nothing for its students
    until it is published again. `codify rejudge` is the way to mend a test.
    """
    known = Places.from_environment()
    given = {key: value for key, value in places.items() if value}
    known = Places.checked(**{**asdict(known), **given})
    done, made = run(
        _publish(set_slug, known, keep_versions, links_only, notebook is not None, student)
    )
    if notebook is not None:
        notebook.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if as_json:
        echo_json(done)
        return
    if not links_only:
        frozen = len(done["problems"])
        click.echo(f"{done['slug']} is published: {frozen} problems, frozen as they are now")
    for name, link in done["links"].items():
        click.echo(f"  {_NAMES[name]}:\n    {link}")
    if notebook is not None:
        click.echo(f"{notebook}: the set as a notebook")


async def _publish(
    slug: str,
    places: Places,
    keep_versions: bool,
    links_only: bool,
    with_notebook: bool,
    student: str,
) -> tuple[dict[str, Any], Any]:
    settings = Settings.from_environment()
    async with open_database(settings.database_url, settings.home, pool_size=2) as database:
        publishing = Publishing(database, Catalogue(database), places)
        if links_only:
            done = await publishing.show(slug)
        else:
            done = await publishing.publish(slug, keep_versions=keep_versions)
        made = await publishing.notebook(slug, student) if with_notebook else None
    return done, made
