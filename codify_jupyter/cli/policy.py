"""`codify policy SET.yaml`."""

from __future__ import annotations

from pathlib import Path

import click

from codify_jupyter.cli.output import as_json, echo_json
from codify_jupyter.problems import ProblemError, read_problem_set, render_findings
from codify_jupyter.set_policy import effective_policy, policy_words, shown_policy, utc_now


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--student", default="", help="A user name.")
@click.option("--label", "labels", multiple=True, help="A label or section of the student's.")
@as_json
def command(file: Path, student: str, labels: tuple[str, ...], as_json: bool) -> None:
    """Say in plain words what the set in FILE allows, and when, for a student."""
    try:
        policy = read_problem_set(file).policy
    except ProblemError as error:
        raise click.ClickException(render_findings(error.findings)) from None
    if as_json:
        echo_json(shown_policy(policy, utc_now(), student, labels))
        return
    words = policy_words(effective_policy(policy, student, labels), utc_now())
    click.echo("\n".join(words) or "Open at all times, with the tutor.")
