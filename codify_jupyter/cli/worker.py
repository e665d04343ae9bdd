"""`codify worker`: judges what the service has queued."""

from __future__ import annotations

import logging

import click

from codify_jupyter.cli.output import run
from codify_jupyter.settings import Settings


@click.command()
@click.option("--slots", type=click.IntRange(1, 256), help="Submissions at a time.  [cores]")
def command(slots: int | None) -> None:
    """Judge queued submissions, until SIGTERM. Start as many as you have machines.

    Needs CODIFY_DATABASE_URL; the service must run with CODIFY_JUDGING=workers.
    """
    from codify_jupyter.worker import run_worker

    logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    run(run_worker(Settings.from_environment(), slots))
