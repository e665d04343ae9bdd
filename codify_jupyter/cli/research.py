"""`codify research FOLDER --consent FILE`."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import click

from codify_jupyter.cli.output import as_json, echo_json, load_text, run
from codify_jupyter.database import open_database
from codify_jupyter.research.progsnap2 import Written, write_progsnap2
from codify_jupyter.research.pseudonyms import Pseudonyms
from codify_jupyter.settings import Settings
from codify_jupyter.store import research


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--consent",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="User names of those who consented, one a line. Nobody else is exported.",
)
@click.option(
    "--key-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep the pseudonyms' key here, or use the one that is there.  [default: thrown away]",
)
@as_json
def command(folder: Path, consent: Path, key_file: Path | None, as_json: bool) -> None:
    """Export what happened as ProgSnap2 into FOLDER, under pseudonyms.

    Submissions with their code, and when the tutor spoke; no messages' texts,
    no names. Code may hold a name that a student wrote into it: look before
    you give the data away.
    """
    names = {line.strip() for line in load_text(consent).splitlines()} - {""}
    if not names:
        raise click.ClickException(f"{consent} names nobody; one user name a line is wanted")
    pseudonyms = Pseudonyms(_key(key_file))
    try:
        written = run(_export(folder, sorted(names), pseudonyms))
    except FileExistsError:
        raise click.ClickException(f"{folder} is not empty; choose another folder") from None
    if as_json:
        counts = {"events": written.events, "code_states": written.code_states}
        echo_json({"subjects": written.subjects, **counts})
    else:
        click.echo(f"{folder}: {written.events} events of {written.subjects} students")


def _key(path: Path | None) -> bytes | None:
    if path is None:
        return None
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(Pseudonyms().key.hex() + "\n", encoding="ascii")
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (ValueError, UnicodeDecodeError):
        key = b""
    if len(key) < 16:
        raise click.ClickException(f"{path} holds no key; name a file that is not there yet")
    return key


async def _export(folder: Path, names: list[str], pseudonyms: Pseudonyms) -> Written:
    settings = Settings.from_environment()
    async with (
        open_database(settings.database_url, settings.home) as database,
        database.begin() as connection,  # the cursors need a transaction
    ):
        submissions = [one async for one in research.submissions_of(connection, names)]
        messages = [one async for one in research.messages_of(connection, names)]
    return write_progsnap2(folder, submissions, messages, pseudonyms, version("codify-jupyter"))
