"""`codify demo`: the product on this machine, opened or checked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from codify_jupyter.catalogue import FIRST_PROBLEM
from codify_jupyter.cli.output import as_json, echo_json, stop
from codify_jupyter.local_server import root_flags


@click.command()
@click.option("--check", is_flag=True, help="Start everything, submit over HTTP, report, end.")
@click.option("--no-browser", is_flag=True, help="Print the address instead of opening it.")
@click.option("--port", type=click.IntRange(0, 65535), default=8888, show_default=True)
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the notebooks are kept.  [default: codify-demo in your home folder]",
)
@as_json
def command(check: bool, no_browser: bool, port: int, folder: Path | None, as_json: bool) -> None:
    """Open JupyterLab on a problem. Nothing to set up: database and tutor are built in.

    With --check, start everything in a temporary folder, submit a wrong and a
    right solution over HTTP, print verdicts, hint and timings, and exit 0 only
    if all is as it should be.
    """
    if check:
        from codify_jupyter.cli.demo_check import check_demo, render_report

        report = check_demo()
        echo_json(report) if as_json else click.echo(render_report(report))
        stop(not report["ok"])
    folder = folder or Path.home() / "codify-demo"
    folder.mkdir(parents=True, exist_ok=True)
    arguments = [
        f"--ServerApp.root_dir={folder}",
        f"--ServerApp.port={port}",
        f"--LabApp.default_url=/codify/open/{FIRST_PROBLEM}",
        *root_flags(),
        *(["--no-browser"] if no_browser else []),
    ]
    click.echo(f"Codify keeps your notebooks in {folder}. Stop it with Ctrl+C.")
    try:
        code = subprocess.call([sys.executable, "-m", "jupyterlab", *arguments])  # noqa: S603
    except KeyboardInterrupt:
        code = 0
    raise click.exceptions.Exit(code)
